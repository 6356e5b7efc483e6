"""Tables in a sheet: where the header is, of how many rows, and what each column is called.

The header need not be in row 1: it is the first row (or two, or three, one under another)
that names several parts of an order. A sheet may hold several tables one under another; a
header printed again is no new table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wholesale.core.errors import DomainError
from wholesale.intake.sheet import WIDEST, Cell, Sheet
from wholesale.intake.tables.contrast import by_contrast
from wholesale.intake.tables.header_rows import (
    DEPTH,
    continues,
    grouped,
    header_at,
    headings_at,
    may_be_header,
    names_units,
    numbers_columns,
    spans_down,
    with_units,
)
from wholesale.intake.tables.layouts import shape_of, undated
from wholesale.intake.tables.returned import headings_of_answer
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.heading import Heading, heading_part
from wholesale.intake.words.parts import IDENTIFYING, Part

_SEARCHED = 400  # rows from the top among which the first header stands
_MOST_TABLES = 200  # in one sheet
_MOST_LOOKS = 10_000  # at rows of one sheet that might be headers
_ALMOST_NOTHING = 3  # rows under a header that a better one follows


class _Header(NamedTuple):
    """Where a header begins in ``sheet.rows``, of how many rows it is and how good."""

    start: int
    depth: int
    score: float


@dataclass(slots=True)
class Table:
    """A table of ``sheet``: header rows and body rows as positions in ``sheet.rows``.

    ``repeated`` are body positions that print the header again; ``reasons`` say how the header
    was found, empty when there is none.
    """

    sheet: int
    header: range
    body: range
    headings: list[Heading]
    repeated: frozenset[int] = frozenset()
    spans: dict[int, int] = field(default_factory=dict)  # column → last one its heading covers
    reasons: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    shape: str = ""  # of what stands in its columns, where there is no header to name it by
    denied: str = ""  # the layout that a person said is none: its header is a row like others

    @property
    def width(self) -> int:
        return len(self.headings)

    def heading(self, column: int) -> Heading:
        """What stands above ``column``; nothing for one beyond the header."""
        return self.headings[column] if column < self.width else Heading("")

    @property
    def fingerprint(self) -> str:
        """The layout's name in a dealer's memory: its headings in one spelling, days left out;
        without a header, what its columns hold, or the header that is none. "" when nothing says
        anything."""
        if self.denied:
            return f"!{self.denied}"
        if not self.header:
            return self.shaped
        return "|".join(undated(h.full, h.group, h.moment) for h in self.headings)[:2_000]

    @property
    def shaped(self) -> str:
        """The name of the layout without header; "" for a table with one."""
        return f"#{self.shape}" if self.shape else ""


def find_tables(
    sheet: Sheet, position: int, watch: Callable[[], None] | None = None
) -> list[Table]:
    """The tables of ``sheet`` from the top down; one without header when none is found.

    ``watch`` is called every thousand rows and may raise to stop it. Raises ``DomainError``:
    ``file_of_headers`` for a sheet of headers and little else.
    """
    rows = sheet.rows
    if not rows:
        return []
    width = min(max(len(row) for row in rows), WIDEST)
    found: list[_Header] = []
    known: list[_Header] = []  # of ``found``, those that are not printed again
    index = looks = 0
    while index < len(rows) and looks < _MOST_LOOKS:
        if index >= _SEARCHED and not found:
            break
        if watch and index % 1_000 == 0:
            watch()
        if may_be_header(rows[index], bool(found)) and _identifies(rows, index):
            again = _printed_again(rows, index, known)
            looks += again is None
            depth, score = again or header_at(sheet, index)
            if depth:
                found.append(_Header(index, depth, score))
                if not again:
                    known.append(found[-1])
                if len(known) > _MOST_TABLES:
                    raise DomainError("file_of_headers", sheet=sheet.name)
                index += depth
                continue
        index += 1
    if not found and (place := by_contrast(rows)) is not None:
        depth = _deep(sheet, place)
        copies = [i for i in range(place + depth, len(rows)) if rows[i] == rows[place]]
        found = [_Header(index, depth, 1.0) for index in (place, *copies)]
    if not found:
        headings = headings_of_answer(rows, width)
        return [Table(position, range(0), range(len(rows)), headings, shape=shape_of(rows))]
    return _tables(sheet, position, _without_weaker(sheet, found), width)


def _identifies(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    """Whether the row names a part, and a header that begins here would say which product."""
    parts = _parts(rows[index])
    return bool(parts) and (
        not parts.isdisjoint(IDENTIFYING)
        or any(not _parts(row).isdisjoint(IDENTIFYING) for row in rows[index + 1 : index + DEPTH])
    )


def _parts(row: Sequence[Cell]) -> set[Part | None]:
    return {part_of(text_of(cell)) for cell in row if isinstance(cell, str) and cell} - {None}


def _printed_again(
    rows: Sequence[Sequence[Cell]], index: int, known: Sequence[_Header]
) -> tuple[int, float] | None:
    """The depth and score of the header found before that stands here word for word."""
    for start, depth, score in known:
        if (
            rows[start] == rows[index]
            and rows[start : start + depth] == rows[index : index + depth]
        ):
            return depth, score
    return None


def headed_at(sheet: Sheet, table: Table, number: int) -> Table:
    """``table`` with its header in the row ``number`` of the sheet, as a person showed it."""
    index = sheet.numbers.index(number)
    headings = headings_at(sheet, index, 1, table.width)
    reasons: list[tuple[str, dict[str, object]]] = [("header_shown", {"row": number})]
    return Table(
        table.sheet,
        range(index, index + 1),
        range(index + 1, table.body.stop),
        headings,
        spans=_spans(sheet, index, 1),
        reasons=reasons,
    )


def headless(sheet: Sheet, table: Table, start: int) -> Table:
    """``table`` without its header, as a person said; its rows begin at position ``start``."""
    body = range(start, table.body.stop)
    return Table(
        table.sheet,
        range(start, start),
        body,
        headings_of_answer(sheet.rows[body.start : body.stop], table.width),
        reasons=[("header_denied", {})],
        shape=shape_of(sheet.rows[body.start : body.stop]),
        denied=table.fingerprint.removeprefix("!"),
    )


def _deep(sheet: Sheet, index: int) -> int:
    """How many rows the header that begins at ``index`` has by its merged and wider cells."""
    depth = 1
    while (
        depth < DEPTH
        and index + depth < len(sheet.rows)
        and continues(sheet, index, depth + 1)
        and (spans_down(sheet, index, depth + 1) or grouped(sheet, index, depth + 1))
    ):
        depth += 1
    return depth


def _without_weaker(sheet: Sheet, found: Sequence[_Header]) -> list[_Header]:
    """Leave out a header with almost nothing under it before a better one (a legend, a form),
    unless something is counted under it."""
    kept = list(found)
    while len(kept) > 1:
        first, second = kept[:2]
        below = second.start - first.start - first.depth
        if first.score >= second.score or below > _ALMOST_NOTHING:
            break
        if _counts(sheet, first, second.start):
            break
        kept.pop(0)
    return kept


def _counts(sheet: Sheet, header: _Header, end: int) -> bool:
    """Whether a row below the header and before ``end`` has a number under a quantity."""
    columns = [
        column
        for column, heading in enumerate(headings_at(sheet, header.start, header.depth, 0))
        if heading_part(heading) is Part.QUANTITY
    ]
    return any(
        number_of(at(row, column)) is not None
        for row in sheet.rows[header.start + header.depth : end]
        for column in columns
    )


def _tables(sheet: Sheet, position: int, found: Sequence[_Header], width: int) -> list[Table]:
    tables: list[Table] = []
    repeated: list[list[int]] = []
    ends = [start for start, _, _ in found[1:]] + [len(sheet.rows)]
    for header, end in zip(found, ends, strict=True):
        headings, body_start = _headed(sheet, header, end, width)
        start, depth, score = header
        last = tables[-1] if tables else None
        if last and [h.text for h in last.headings] == [h.text for h in headings]:
            repeated[-1] += range(start, body_start)
            last.body = range(last.body.start, end)
            continue
        if len(tables) >= _MOST_TABLES:
            raise DomainError("file_of_headers", sheet=sheet.name)
        reasons: list[tuple[str, dict[str, object]]] = [
            ("header_found", {"row": sheet.numbers[start], "rows": depth, "score": round(score, 1)})
        ]
        tables.append(
            Table(
                position,
                range(start, body_start),
                range(body_start, end),
                headings,
                spans=_spans(sheet, start, depth),
                reasons=reasons,
            )
        )
        repeated.append([])
    for table, rows in zip(tables, repeated, strict=True):
        table.repeated = frozenset(rows)
    return tables


def _headed(sheet: Sheet, header: _Header, end: int, width: int) -> tuple[list[Heading], int]:
    """The headings with the units below them, and where the rows begin: rows that only say units
    and that number the columns belong to the header."""
    headings = headings_at(sheet, header.start, header.depth, width)
    start = header.start + header.depth
    if start < end and names_units(sheet.rows[start]):
        headings = with_units(headings, sheet.rows[start])
        start += 1
    if start < end and numbers_columns(sheet.rows[start]):
        start += 1
    return headings, start


def _spans(sheet: Sheet, start: int, depth: int) -> dict[int, int]:
    """How far to the right the lowest merged cells of the header reach."""
    top, last = sheet.numbers[start], sheet.numbers[start + depth - 1]
    return {
        left: right
        for _, left, bottom, right in sheet.merged_from(top, last)
        if last <= bottom and right > left
    }
