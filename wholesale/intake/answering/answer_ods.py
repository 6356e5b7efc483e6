"""Columns added to an OpenDocument workbook: all its parts stay to the byte but for the rows that
get cells, the list of column widths and, at its end, the list of styles.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO

from wholesale.intake.answering.answer_columns import WIDTHS, Added, Look
from wholesale.intake.answering.ods_styles import with_styles
from wholesale.intake.answering.packages import opened, repacked
from wholesale.intake.answering.xml_pieces import ATTRIBUTES, Unpatchable, escaped, pieces

_PART = "content.xml"


def add_to_ods(content: bytes, added: Mapping[int, Added]) -> bytes:
    """The package with columns added to the tables at these positions, from 0.

    Raises ``Unpatchable`` for packages too unusual to be added to.
    """
    with opened(content) as package:
        return repacked(package, {_PART: _Tables(added).with_columns})


_TABLE = re.compile(rb"<(/?)table:table(?=[\s/>])%b>" % ATTRIBUTES)
_COLUMN = re.compile(rb"<table:table-column(?=[\s/>])%b>" % ATTRIBUTES)
_OPENING = re.compile(rb"<table:table-row%b>" % ATTRIBUTES)
_CELL = re.compile(
    rb"<table:(covered-)?table-cell(?=[\s/>])(%b)(?:(?<=/)>|>.*?</table:(?:covered-)?table-cell\s*>)"
    % ATTRIBUTES,
    re.DOTALL,
)
_TIMES = re.compile(rb"""\stable:number-(?:columns|rows)-repeated\s*=\s*["'](\d+)["']""")

_ANY = re.compile(rb"(<[\w:-]+)(%b>)" % ATTRIBUTES)


def _times(tag: bytes) -> int:
    found = _TIMES.search(tag)
    return int(found[1]) if found else 1


def _repeated(tag: bytes, what: bytes, times: int) -> bytes:
    """The element said ``times`` over; ``tag`` may be a whole element, whose first tag counts."""
    opening = _ANY.match(tag)
    assert opening is not None
    said = b"" if times == 1 else b' table:number-%b-repeated="%d"' % (what, times)
    return opening[1] + said + _TIMES.sub(b"", opening[2], count=1) + tag[opening.end() :]


@dataclass(slots=True)
class _Tables:
    """The tables of a workbook as they go by."""

    added: Mapping[int, Added]
    position: int = -1
    row: int = 0
    depth: int = 0
    left: dict[int, deque[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.left = {position: deque(sorted(of.rows)) for position, of in self.added.items()}

    def with_columns(self, source: IO[bytes]) -> Iterator[bytes]:
        """The XML of all tables with our cells in their rows."""
        between: list[bytes] = []
        styled = False
        for is_row, piece in pieces(source, b"table:table-row"):
            if not is_row:
                between.append(piece)
                continue
            before = b"".join(between)
            between.clear()
            if not styled:
                before, styled = with_styles(before), True
            yield self._between(before)
            yield self._rows(piece)
        yield self._between(b"".join(between))
        if any(self.left.values()):
            raise Unpatchable("a row is missing")

    def _between(self, xml: bytes) -> bytes:
        """What stands between two rows: perhaps a table's end, the next one and its columns."""
        made: list[bytes] = []
        done = 0
        for tag in _TABLE.finditer(xml):
            made.append(self._columns(xml[done : tag.start()]))
            made.append(tag[0])
            done = tag.end()
            if tag[1]:
                self.depth -= 1
            elif not tag[0].endswith(b"/>"):
                self.depth += 1
                self.position, self.row = self.position + 1, 0
            if self.depth > 1:
                raise Unpatchable("a table within a table")
        made.append(self._columns(xml[done:]))
        return b"".join(made)

    def _columns(self, xml: bytes) -> bytes:
        """A list of columns, with ours in their places."""
        tags = list(_COLUMN.finditer(xml))
        if not tags or self.position not in self.added or self.row:
            return xml
        first = self.added[self.position].first
        last = first + len(WIDTHS) - 1
        ours = b"".join(
            b'<table:table-column table:style-name="wholesale-co%d"/>' % width for width in WIDTHS
        )
        made, column, placed, done = [], 0, False, 0
        for tag in tags:
            end = column + _times(tag[0]) - 1
            made.append(xml[done : tag.start()])
            done = tag.end()
            if column < first:
                made.append(_repeated(tag[0], b"columns", min(end, first - 1) - column + 1))
            if end >= first and not placed:
                made.append(ours)
                placed = True
            if end > last:
                made.append(_repeated(tag[0], b"columns", end - max(column, last + 1) + 1))
            column = end + 1
        if not placed:
            if first > column:
                blank = b"<table:table-column/>"
                made.append(_repeated(blank, b"columns", first - column))
            made.append(ours)
        return b"".join(made) + xml[done:]

    def _rows(self, xml: bytes) -> bytes:
        """A row, or one said many times over, with our cells where they belong."""
        tag = _OPENING.match(xml)
        assert tag is not None
        start, times = self.row + 1, _times(tag[0])
        self.row += times
        left = self.left.get(self.position)
        if not left or left[0] > self.row:
            return xml
        made = []
        while left and left[0] <= self.row:
            row = left.popleft()
            if row > start:
                made.append(_repeated(xml, b"rows", row - start))
            made.append(_row(_repeated(xml, b"rows", 1), self.added[self.position], row))
            start = row + 1
        if start <= self.row:
            made.append(_repeated(xml, b"rows", self.row - start + 1))
        return b"".join(made)


def _row(xml: bytes, added: Added, number: int) -> bytes:
    tag = _OPENING.match(xml)
    assert tag is not None
    look, values = added.rows[number]
    first, last = added.first, added.first + len(WIDTHS) - 1
    before: list[bytes] = []
    after: list[bytes] = []
    column = 0
    for cell in _CELL.finditer(xml, tag.end()):
        end = column + _times(cell[2]) - 1
        if column < first:
            before.append(_repeated(cell[0], b"columns", min(end, first - 1) - column + 1))
        if end > last:
            after.append(_repeated(cell[0], b"columns", end - max(column, last + 1) + 1))
        column = end + 1
    if column < first:
        before.append(_repeated(b"<table:table-cell/>", b"columns", first - column))
    opening = tag[0][:-2] + b">" if tag[0].endswith(b"/>") else tag[0]
    ours = (_cell(look, value) for value in values)
    return b"".join((opening, *before, *ours, *after, b"</table:table-row>"))


def _cell(look: Look, value: str | Decimal | None) -> bytes:
    style = look.encode()
    if isinstance(value, Decimal):
        number = f"{value:f}".encode()
        return (
            b'<table:table-cell table:style-name="wholesale-%b-number" office:value-type="float" '
            b'office:value="%b"><text:p>%b</text:p></table:table-cell>' % (style, number, number)
        )
    if not value:
        return b'<table:table-cell table:style-name="wholesale-%b"/>' % style
    lines = b"".join(b"<text:p>%b</text:p>" % escaped(line) for line in value.splitlines())
    return (
        b'<table:table-cell table:style-name="wholesale-%b" office:value-type="string">%b'
        b"</table:table-cell>" % (style, lines)
    )
