"""Tables in a sheet: where the header is, of how many rows, and what each column is called.

The header need not be in row 1: it is the first row (or two, or three, one under another)
that names several parts of an order. A sheet may hold several tables one under another; a
header printed again is no new table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from wholesale.core.errors import DomainError
from wholesale.intake.aliases import Part, part_of
from wholesale.intake.cells import at, number_of, text_of
from wholesale.intake.contrast import IDENTIFYING, MEASURING, by_contrast
from wholesale.intake.heading import Heading, heading_part, moment_of
from wholesale.intake.layouts import shape_of, undated
from wholesale.intake.sizes import is_row_of_sizes, size_columns
from wholesale.intake.workbook import Cell, Sheet

WIDEST = 1_000  # columns: nobody keeps an order further right
_SEARCHED = 400  # rows from the top that are looked at cell by cell
_DEPTH = 3
_MOST_TABLES = 200  # in one sheet
_MOST_LOOKS = 10_000  # at rows of one sheet that might be headers
_WEIGHTS = {
    Part.QUANTITY: 3.0,
    Part.ARTICLE: 3.0,
    Part.BARCODE: 3.0,
    Part.NAME: 3.0,
    Part.OTHER: 0.5,
}


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


def find_tables(sheet: Sheet, position: int) -> list[Table]:
    """The tables of ``sheet`` from the top down; one without header when none is found.

    Raises ``DomainError``: ``file_of_headers`` for a sheet of headers and little else.
    """
    rows = sheet.rows
    if not rows:
        return []
    width = min(max(len(row) for row in rows), WIDEST)
    found: list[tuple[int, int, float]] = []
    known: list[tuple[int, int, float]] = []  # of ``found``, those that are not printed again
    index = looks = 0
    while index < len(rows) and looks < _MOST_LOOKS:
        if index >= _SEARCHED and not found:
            break
        if _may_be_header(rows[index], bool(found)) and _identifies(rows, index):
            again = _printed_again(rows, index, known)
            looks += again is None
            depth, score = again or _header_at(sheet, index)
            if depth:
                found.append((index, depth, score))
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
        found = [(index, depth, 1.0) for index in (place, *copies)]
    if not found:
        headings = [Heading("")] * width
        return [Table(position, range(0), range(len(rows)), headings, shape=shape_of(rows))]
    return _tables(sheet, position, _without_weaker(sheet, found), width)


def _identifies(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    """Whether the row names a part, and a header that begins here would say which product."""
    parts = _parts(rows[index])
    return bool(parts) and (
        not parts.isdisjoint(IDENTIFYING)
        or any(not _parts(row).isdisjoint(IDENTIFYING) for row in rows[index + 1 : index + _DEPTH])
    )


def _parts(row: Sequence[Cell]) -> set[Part | None]:
    return {part_of(text_of(cell)) for cell in row if isinstance(cell, str) and cell} - {None}


def _printed_again(
    rows: Sequence[Sequence[Cell]], index: int, known: Sequence[tuple[int, int, float]]
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
    headings = _headings(sheet, index, 1, table.width)
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
        [Heading("")] * table.width,
        reasons=[("header_denied", {})],
        shape=shape_of(sheet.rows[body.start : body.stop]),
        denied=table.fingerprint.removeprefix("!"),
    )


def _deep(sheet: Sheet, index: int) -> int:
    """How many rows the header that begins at ``index`` has by its merged and wider cells."""
    depth = 1
    while (
        depth < _DEPTH
        and index + depth < len(sheet.rows)
        and _continues(sheet, index, depth + 1)
        and (_spans_down(sheet, index, depth + 1) or _grouped(sheet, index, depth + 1))
    ):
        depth += 1
    return depth


def _without_weaker(
    sheet: Sheet, found: list[tuple[int, int, float]]
) -> list[tuple[int, int, float]]:
    """Leave out a header with almost nothing under it before a better one (a legend, a form),
    unless something is counted under it."""
    kept = list(found)
    while len(kept) > 1 and kept[0][2] < kept[1][2] and kept[1][0] - kept[0][0] - kept[0][1] < 4:
        start, depth, _ = kept[0]
        if _counts(sheet, start, depth, kept[1][0]):
            break
        kept.pop(0)
    return kept


def _counts(sheet: Sheet, start: int, depth: int, end: int) -> bool:
    """Whether a row below the header and before ``end`` has a number under a quantity."""
    columns = [
        column
        for column, heading in enumerate(_headings(sheet, start, depth, 0))
        if heading_part(heading) is Part.QUANTITY
    ]
    return any(
        number_of(at(row, column)) is not None
        for row in sheet.rows[start + depth : end]
        for column in columns
    )


def _tables(
    sheet: Sheet, position: int, found: list[tuple[int, int, float]], width: int
) -> list[Table]:
    tables: list[Table] = []
    repeated: list[list[int]] = []
    ends = [start for start, _, _ in found[1:]] + [len(sheet.rows)]
    for (start, depth, score), end in zip(found, ends, strict=True):
        headings = _headings(sheet, start, depth, width)
        body_start = start + depth
        if body_start < end and _numbers_columns(sheet.rows[body_start]):
            body_start += 1
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


def _spans(sheet: Sheet, start: int, depth: int) -> dict[int, int]:
    """How far to the right the lowest merged cells of the header reach."""
    top, last = sheet.numbers[start], sheet.numbers[start + depth - 1]
    return {
        left: right
        for _, left, bottom, right in sheet.merged_from(top, last)
        if last <= bottom and right > left
    }


def _may_be_header(row: Sequence[Cell], after_one: bool) -> bool:
    """A cheap look: words in two cells or more, and below a header no number at all, were it
    kept as text; sizes are no numbers."""
    words = numbers = moments = told = 0
    for cell in row:
        if isinstance(cell, str):
            if cell and not cell[0].isdigit():
                words += len(cell) <= 80
            elif cell:
                told += after_one and moment_of(cell) is None and number_of(cell) is not None
        elif isinstance(cell, datetime):
            moments += 1
        elif cell is not None:
            numbers += 1
    if after_one:
        counts = numbers or moments or told
        return words >= 2 and (not counts or (not moments and is_row_of_sizes(row)))
    if words < 1 or words + moments < 2:
        return False
    return numbers <= words or is_row_of_sizes(row)


def _header_at(sheet: Sheet, index: int) -> tuple[int, float]:
    """How many rows from ``index`` make a header, and how good; (0, 0.0) when none."""
    best_depth, best_score = 0, 0.0
    if not any(part_of(text) for cell in sheet.rows[index] if (text := text_of(cell))):
        return 0, 0.0
    for depth in range(1, _DEPTH + 1):
        if index + depth > len(sheet.rows):
            break
        if depth > 1 and not _continues(sheet, index, depth):
            break
        score = _score(_headings(sheet, index, depth, 0))
        needed = best_score if depth > 1 and _spans_down(sheet, index, depth) else best_score + 0.1
        if score and (score >= needed or (best_depth and _grouped(sheet, index, depth))):
            best_depth, best_score = depth, max(score, best_score)
    return best_depth, best_score


def _score(headings: Sequence[Heading]) -> float:
    parts = [part for heading in headings if (part := heading_part(heading))]
    distinct = set(parts)
    known = len(distinct - {Part.OTHER, Part.NUMBER})
    identifying = distinct & IDENTIFYING
    moments = sum(1 for heading in headings if heading.moment)
    measured = bool(distinct & MEASURING) or moments > 0 or bool(size_columns(headings, True))
    if not identifying or known + moments < 2 or not (measured or len(identifying) >= 2):
        return 0.0
    texts = sum(1 for heading in headings if heading.text or heading.group)
    share = len(parts) / texts if texts else 0.0
    if share < 0.25 and known < 3 and not moments:
        return 0.0
    return sum(_WEIGHTS.get(part, 1.0) for part in distinct) + share


def _continues(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether the row may belong to the header above: words, no numbers, not a data row."""
    below = index + depth - 1
    row = sheet.rows[below]
    if sheet.numbers[below] != sheet.numbers[index] + depth - 1:
        return False  # an empty row lies between
    texts = [text for cell in row if (text := text_of(cell))]
    if not texts or _numbers_columns(row):
        return False
    if is_row_of_sizes(row):
        return _spans_down(sheet, index, depth) or _grouped(sheet, index, depth)
    if any(
        isinstance(cell, int | float) and not isinstance(cell, bool) and not 1990 <= cell <= 2100
        for cell in row
    ):
        return _spans_down(sheet, index, depth) and not any(len(t) > 40 for t in texts)
    if any(number_of(cell) is not None for cell in row):
        return False
    if _spans_down(sheet, index, depth) or _grouped(sheet, index, depth):
        return True
    above = sheet.rows[below - 1]
    fresh = [column for column, cell in enumerate(row) if text_of(cell)]
    named = sum(1 for column in fresh if part_of(text_of(row[column])))
    if named and sum(1 for column in fresh if not text_of(at(above, column))) * 2 >= len(fresh):
        return named * 2 >= len(fresh)
    return named >= 2 and named * 2 >= len(fresh)


def _spans_down(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether merged cells of the header's first row reach down to its row ``depth``."""
    top, bottom = sheet.numbers[index], sheet.numbers[index] + depth - 1
    return sum(1 for area in sheet.merged_from(top, top) if area[2] >= bottom) >= 2


def _grouped(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether row ``depth`` of the header names the parts of a wider cell over it."""
    if depth < 2 or _under_groups(sheet, index, depth):
        return depth >= 2
    below = index + depth - 1
    return not sheet.merged and _under_blanks(sheet.rows[below - 1], sheet.rows[below])


def _under_groups(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether the words of row ``depth`` stand under one wide cell of the row above."""
    above = sheet.numbers[index] + depth - 2
    row = sheet.rows[index + depth - 1]
    counted = any(number_of(cell) is not None for cell in row if not isinstance(cell, str))
    if counted and not is_row_of_sizes(row):
        return False
    for _, left, bottom, right in sheet.merged_from(sheet.numbers[index], above):
        if bottom == above and right > left:
            under = sum(1 for column in range(left, right + 1) if text_of(at(row, column)))
            outside = sum(
                1
                for column, cell in enumerate(row)
                if text_of(cell) and not left <= column <= right
            )
            if under >= 2 and outside <= under + 4:
                return True
    return False


def _under_blanks(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """The same where merges are not known: the words stand under one word and blanks after it,
    and nowhere else."""
    filled = [column for column, cell in enumerate(row) if text_of(cell)]
    if len(filled) < 2 or not text_of(at(above, filled[0])):
        return False
    groups = [column for column in filled if text_of(at(above, column))]
    blanks = len(filled) - len(groups)
    edge = all(
        column in filled or text_of(at(above, column))
        for column in range(min(filled), max(filled) + 1)
    )
    return blanks >= len(groups) and edge and not text_of(at(row, 0))


def _headings(sheet: Sheet, index: int, depth: int, width: int) -> list[Heading]:
    """The words over each column; merged and outspread cells cover what they stand over."""
    numbers = [sheet.numbers[index + level] for level in range(depth)]
    width = max(width, *(len(sheet.rows[index + level]) for level in range(depth)))
    width = min(width, WIDEST)
    grid: list[list[Cell]] = [
        [at(sheet.rows[index + level], column) for column in range(width)] for level in range(depth)
    ]
    continued: set[int] = set()  # columns that only widen the one at their left
    for top, left, bottom, right in sheet.merged_from(numbers[0], numbers[-1]):
        if right == left:
            continue
        level = top - numbers[0]
        lowest = bottom >= numbers[-1]
        if lowest:
            continued.update(range(left + 1, right + 1))
        for column in range(left + 1, min(right + 1, width)):
            if not lowest and not text_of(grid[level][column]):
                grid[level][column] = grid[level][left]
    if depth > 1 and not sheet.merged:
        _spread(grid)
    headings = []
    for column in range(width):
        if column in continued:
            headings.append(Heading(""))
            continue
        levels = [grid[level][column] for level in range(depth)]
        texts = [text for cell in levels if (text := text_of(cell))]
        moment = next((found for cell in reversed(levels) if (found := moment_of(cell))), None)
        own = texts[-1] if texts else ""
        groups = [text for text in texts[:-1] if text != own]
        headings.append(Heading(own, " / ".join(groups), moment))
    return headings


def _spread(grid: list[list[Cell]]) -> None:
    """Without merges (csv, a pasted table): a group's word covers blanks over named columns."""
    for level in range(len(grid) - 1):
        for column in range(1, len(grid[level])):
            blank = not text_of(grid[level][column])
            if blank and text_of(grid[level + 1][column]) and text_of(grid[level + 1][column - 1]):
                grid[level][column] = grid[level][column - 1]


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 … as printed forms do."""
    values = [number_of(cell) for cell in row if text_of(cell)]
    if len(values) < 3 or None in values:
        return False
    numbers = [value for value in values if value is not None]
    return numbers[0] == 1 and all(b - a == 1 for a, b in pairwise(numbers))
