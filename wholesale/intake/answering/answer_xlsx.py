"""Columns added to an xlsx without reading it into a model and writing it anew: charts, macros,
pictures, formulas, filters and whatever else a program put there stays to the byte.

Changed are the sheet's rows that get cells, its list of column widths and its dimension, and the
list of styles, which grows at its end. Texts stand in the cells themselves, so the shared strings
stay as they are; formulas are never added, so the order of calculation stays too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import IO, cast

from wholesale.intake.answering.answer_columns import WIDTHS, Added, Look
from wholesale.intake.answering.packages import Change, opened, repacked
from wholesale.intake.answering.xlsx_styles import Styles, with_styles
from wholesale.intake.answering.xml_pieces import (
    ATTRIBUTES,
    Unpatchable,
    attribute,
    escaped,
    pieces,
)
from wholesale.intake.opening.xlsx_package import column_index, names_of, parts_of
from wholesale.intake.words.cells import letter

_SUFFIXES = {  # by the type of the workbook; Excel opens none under another's suffix
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    b"application/vnd.ms-excel.template.macroEnabled.main+xml": "xltm",
}


def add_to_xlsx(content: bytes, added: Mapping[str, Added]) -> tuple[str, bytes]:
    """The package with columns added to the sheets of these names, and the suffix of its kind.

    Raises ``Unpatchable`` for packages too unusual to be added to.
    """
    with opened(content) as package:
        parts = {part.path: added[part.name] for part in parts_of(package)[0]
                 if part.path and part.name in added}  # fmt: skip
        if len(parts) < len(added):
            raise Unpatchable("a sheet is missing")
        made = repacked(package, _changes(package, parts))
        types = package.read("[Content_Types].xml")
    return next((end for mark, end in _SUFFIXES.items() if mark in types), "xlsx"), made


def _changes(package: zipfile.ZipFile, parts: Mapping[str, Added]) -> dict[str, Change]:
    """What becomes of the sheets, and of the list of styles when there is one."""
    list_of_styles = names_of(package).get("xl/styles.xml")
    if list_of_styles is None:
        return {path: partial(_sheet, added=of, styles={}) for path, of in parts.items()}
    grown, styles = with_styles(package.read(list_of_styles))
    sheets = {path: partial(_sheet, added=of, styles=styles) for path, of in parts.items()}
    return {**sheets, list_of_styles: lambda _: [grown]}


_ROOT = re.compile(rb"<(\w+:)?worksheet\b")


@dataclass(frozen=True, slots=True)
class _Writer:
    """How cells are written in a sheet: the prefix of its names, our columns, our styles."""

    prefix: bytes
    added: Added
    styles: Styles

    def cells(self, number: int) -> Sequence[bytes]:
        """Our cells of a row, one for each of our columns."""
        look, values = self.added.rows[number]
        return [
            self._cell(f"{letter(self.added.first + offset)}{number}", look, value)
            for offset, value in enumerate(values)
        ]

    def _cell(self, place: str, look: Look, value: str | Decimal | None) -> bytes:
        number = isinstance(value, Decimal)
        style = self.styles.get((look, number))
        opening = f'c r="{place}"' + ("" if style is None else f' s="{style}"')
        p = self.prefix
        if not value and not number:
            return b"<%b%b/>" % (p, opening.encode())
        if number:
            return b"<%b%b><%bv>%b</%bv></%bc>" % (
                p, opening.encode(), p, f"{value:f}".encode(), p, p,
            )  # fmt: skip
        text = escaped(str(value))
        return b'<%b%b t="inlineStr"><%bis><%bt xml:space="preserve">%b</%bt></%bis></%bc>' % (
            p, opening.encode(), p, p, text, p, p, p,
        )  # fmt: skip


def _sheet(source: IO[bytes], added: Added, styles: Styles) -> Iterator[bytes]:
    """The XML of a sheet with our cells in its rows."""
    buffered = io.BufferedReader(cast("io.RawIOBase", source), 1 << 16)
    root = _ROOT.search(buffered.peek(4096))
    if root is None:  # in sixteen bits, or no sheet at all
        raise Unpatchable("a sheet in an unusual encoding")
    write = _Writer(root[1] or b"", added, styles)
    left = deque(sorted(added.rows))
    before: list[bytes] = []
    number = 0
    for is_row, piece in pieces(buffered, write.prefix + b"row"):
        if is_row:
            if number == 0:
                yield _head(b"".join(before), write)
            last, number = number, _number_of(piece, number)
            if number <= last:
                raise Unpatchable("rows out of their order")
            while left and left[0] < number:
                yield _row(b'<%brow r="%d"/>' % (write.prefix, left[0]), left.popleft(), write)
            if left and left[0] == number:
                yield _row(piece, left.popleft(), write)
            else:
                yield piece
        elif number == 0:
            before.append(piece)
        elif left and (end := piece.find(b"</%bsheetData" % write.prefix)) >= 0:
            yield piece[:end]
            while left:
                yield _row(b'<%brow r="%d"/>' % (write.prefix, left[0]), left.popleft(), write)
            yield piece[end:]
        else:
            yield piece
    if left:
        raise Unpatchable("a row has no place")


def _number_of(row: bytes, before: int) -> int:
    said = attribute(row[: row.index(b">") + 1], b"r")
    return int(said) if said else before + 1


def _row(row: bytes, number: int, write: _Writer) -> bytes:
    """A row with our cells at their place among its own."""
    p = write.prefix
    tag = re.match(rb"<%brow%b>" % (p, ATTRIBUTES), row)
    assert tag is not None
    opening = re.sub(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""", b"", tag[0])
    if opening.endswith(b"/>"):
        return opening[:-2] + b">" + b"".join(write.cells(number)) + b"</%brow>" % p
    his: dict[int, bytes] = {}
    column, end = -1, tag.end()
    for cell in _cells_of(p).finditer(row, tag.end()):
        place = attribute(cell[1], b"r")
        column = column_index(place.rstrip(b"0123456789").decode()) if place else column + 1
        his[column] = cell[0]
        end = cell.end()
    ours = {write.added.first + offset: cell for offset, cell in enumerate(write.cells(number))}
    formula = b"<%bf" % p
    kept = {column: cell for column, cell in his.items() if column in ours and formula in cell}
    cells = {**his, **ours, **kept}
    return opening + b"".join(cells[column] for column in sorted(cells)) + row[end:]


def _cells_of(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"<%bc(?=[\s/>])(%b)(?:(?<=/)>|>.*?</%bc\s*>)" % (prefix, ATTRIBUTES, prefix), re.DOTALL
    )


def _head(xml: bytes, write: _Writer) -> bytes:
    """What stands before the rows, with our widths and a dimension that covers our cells."""
    p = write.prefix
    size = re.search(rb"<%bdimension\b%b>" % (p, ATTRIBUTES), xml)
    if size:
        xml = xml[: size.start()] + _wider(size[0], write.added) + xml[size.end() :]
    listed = re.search(rb"<%bcols\s*>(.*?)</%bcols\s*>" % (p, p), xml, re.DOTALL)
    his = re.findall(rb"<%bcol\b%b>" % (p, ATTRIBUTES), listed[1]) if listed else []
    made = b"<%bcols>%b</%bcols>" % (p, b"".join(_columns(his, write)), p)
    if listed:
        return xml[: listed.start()] + made + xml[listed.end() :]
    begins = xml.rfind(b"<%bsheetData" % p)
    if begins < 0:
        raise Unpatchable("no rows where they belong")
    return xml[:begins] + made + xml[begins:]


_AREA = re.compile(rb"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")


def _wider(tag: bytes, added: Added) -> bytes:
    """The dimension of a sheet, wide enough for our columns."""
    said = attribute(tag, b"ref") or b""
    area = _AREA.fullmatch(said)
    if area is None:
        return tag
    right = max(column_index((area[3] or area[1]).decode()), added.first + len(WIDTHS) - 1)
    bottom = max(int(area[4] or area[2]), *added.rows)
    wide = f"{area[1].decode()}{int(area[2])}:{letter(right)}{bottom}"
    return tag.replace(said, wide.encode(), 1)


def _columns(his: Iterable[bytes], write: _Writer) -> list[bytes]:
    """The widths of all columns in their order: his without ours, and ours."""
    p, first = write.prefix, write.added.first + 1
    last = first + len(WIDTHS) - 1
    spans: list[tuple[int, bytes]] = [
        (
            column,
            b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (p, column, column, size),
        )
        for column, size in enumerate(WIDTHS, first)
    ]
    for tag in his:
        left, right = int(attribute(tag, b"min") or 0), int(attribute(tag, b"max") or 0)
        for start, end in ((left, min(right, first - 1)), (max(left, last + 1), right)):
            if start <= end:
                spans.append((start, _closed(_bounded(tag, start, end))))
    return [tag for _, tag in sorted(spans)]


def _bounded(tag: bytes, start: int, end: int) -> bytes:
    """A tag of columns for those from ``start`` to ``end``."""
    for name, value in ((b"min", start), (b"max", end)):
        tag = re.sub(rb"""(\s%b\s*=\s*["'])\d+""" % name, rb"\g<1>%d" % value, tag)
    return tag


def _closed(tag: bytes) -> bytes:
    return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
