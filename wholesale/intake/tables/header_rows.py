"""Which rows are a header, how deep it is, and what stands in it over each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from wholesale.intake.sheet import WIDEST, Cell, Sheet
from wholesale.intake.tables.sizes import is_row_of_sizes, size_columns
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.days import is_year
from wholesale.intake.words.heading import Heading, heading_part, moment_of
from wholesale.intake.words.parts import IDENTIFYING, MEASURING, Part
from wholesale.intake.words.quantity import measure_of

DEPTH = 3
_WEIGHTS = {
    Part.QUANTITY: 3.0,
    Part.ARTICLE: 3.0,
    Part.BARCODE: 3.0,
    Part.NAME: 3.0,
    Part.OTHER: 0.5,
}


def may_be_header(row: Sequence[Cell], after_one: bool) -> bool:
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


def header_at(sheet: Sheet, index: int) -> tuple[int, float]:
    """How many rows from ``index`` make a header, and how good; (0, 0.0) when none."""
    best_depth, best_score = 0, 0.0
    if not any(part_of(text) for cell in sheet.rows[index] if (text := text_of(cell))):
        return 0, 0.0
    for depth in range(1, DEPTH + 1):
        if index + depth > len(sheet.rows):
            break
        if depth > 1 and not continues(sheet, index, depth):
            break
        score = _score(headings_at(sheet, index, depth, 0))
        needed = best_score if depth > 1 and spans_down(sheet, index, depth) else best_score + 0.1
        if score and (score >= needed or (best_depth and grouped(sheet, index, depth))):
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


def continues(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether the row may belong to the header above: words, no numbers, not a data row."""
    below = index + depth - 1
    row = sheet.rows[below]
    if sheet.numbers[below] != sheet.numbers[index] + depth - 1:
        return False  # an empty row lies between
    texts = [text for cell in row if (text := text_of(cell))]
    if not texts or numbers_columns(row):
        return False
    if is_row_of_sizes(row, sheet.rows[below - 1]):
        return spans_down(sheet, index, depth) or grouped(sheet, index, depth)
    if any(
        isinstance(cell, int | float) and not isinstance(cell, bool) and not is_year(cell)
        for cell in row
    ):
        return spans_down(sheet, index, depth) and not any(len(t) > 40 for t in texts)
    if any(number_of(cell) is not None for cell in row):
        return False
    if spans_down(sheet, index, depth) or grouped(sheet, index, depth):
        return True
    above = sheet.rows[below - 1]
    fresh = [column for column, cell in enumerate(row) if text_of(cell)]
    named = sum(1 for column in fresh if part_of(text_of(row[column])))
    if named and sum(1 for column in fresh if not text_of(at(above, column))) * 2 >= len(fresh):
        return named * 2 >= len(fresh)
    return named >= 2 and named * 2 >= len(fresh)


def spans_down(sheet: Sheet, index: int, depth: int) -> bool:
    """Whether merged cells of the header's first row reach down to its row ``depth``."""
    top, bottom = sheet.numbers[index], sheet.numbers[index] + depth - 1
    return sum(1 for area in sheet.merged_from(top, top) if area[2] >= bottom) >= 2


def grouped(sheet: Sheet, index: int, depth: int) -> bool:
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
    if counted and not is_row_of_sizes(row, sheet.rows[index + depth - 2]):
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


def headings_at(sheet: Sheet, index: int, depth: int, width: int) -> list[Heading]:
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


_MONEY_SIGNS = frozenset({"руб", "₽", "%", "rub", "usd", "eur"})


def names_units(row: Sequence[Cell]) -> bool:
    """Whether the row only says what the columns are counted in: «руб.», «шт.», «кор.»."""
    filled = [cell for cell in row if cell != ""]
    return bool(filled) and all(
        isinstance(cell, str)
        and (cell.strip(" .").casefold() in _MONEY_SIGNS or bool(measure_of(cell)))
        for cell in filled
    )


def with_units(headings: Sequence[Heading], row: Sequence[Cell]) -> list[Heading]:
    """The headings with the units that stand below them: «Заказ, кор.»."""
    units = [text_of(at(row, column)) for column in range(len(headings))]
    return [
        replace(heading, text=f"{heading.text}, {unit}") if heading.text and unit else heading
        for heading, unit in zip(headings, units, strict=True)
    ]


def numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 … as printed forms do."""
    values = [number_of(cell) for cell in row if text_of(cell)]
    if len(values) < 3 or None in values:
        return False
    numbers = [value for value in values if value is not None]
    return numbers[0] == 1 and all(b - a == 1 for a, b in pairwise(numbers))
