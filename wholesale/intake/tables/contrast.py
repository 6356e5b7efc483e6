"""The header of a sheet where too few headings are known: words over rows that look otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.days import is_day
from wholesale.intake.words.heading import Heading, moment_of
from wholesale.intake.words.parts import IDENTIFYING, MEASURING, Part
from wholesale.intake.words.quantity import read_quantity
from wholesale.intake.words.shops import is_place

_SEARCHED = 60  # rows from the top, and rows below a header that tell what stands under it


def by_contrast(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The position of a row of words of which one is known, over rows that look otherwise: the
    first with a word for what identifies and numbers under some word; else the widest of those
    that only ``_counts_goods``; else the first row of words over all that is filled below."""
    widest, place = 0, None
    for index, row in enumerate(rows[:_SEARCHED]):
        texts = [column for column, cell in enumerate(row) if text_of(cell)]
        if len(texts) < 2 or any(number_of(row[column]) is not None for column in texts):
            continue
        parts = {column: _part(row[column]) for column in texts}
        below = rows[index + 1 : index + _SEARCHED]
        if any(part in IDENTIFYING for part in parts.values()):
            if any(_mostly(below, column, _is_number) for column in texts):
                return index
        elif len(texts) > widest and _counts_goods(parts, below):
            widest, place = len(texts), index
    return _over_everything(rows) if place is None else place


def _over_everything(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row of two cells or more, when a word without a digit stands there over each
    column that is filled below or counts, and one does: a header, though nobody knows its words."""
    index = next(
        (i for i, row in enumerate(rows[:_SEARCHED]) if sum(map(_is_filled, row)) >= 2), None
    )
    if index is None:
        return None
    words = {column for column, cell in enumerate(rows[index]) if _is_filled(cell)}
    if any(sign.isdigit() for column in words for sign in text_of(rows[index][column])):
        return None
    below = rows[index + 1 : index + _SEARCHED]
    columns = range(max(map(len, below), default=0))
    counting = {
        column
        for column in columns
        if sum(1 for row in below if _is_filled(at(row, column))) >= 2
        and _mostly(below, column, _is_amount)
    }
    filled = {column for column in columns if _mostly(below, column, _is_filled, of_all=True)}
    return index if counting and filled | counting <= words else None


def _is_filled(cell: Cell) -> bool:
    return bool(text_of(cell))


def _counts_goods(parts: Mapping[int, Part | None], below: Sequence[Sequence[Cell]]) -> bool:
    """Whether amounts stand under a word of counting (of two known words or more, under any)
    and something under a word that nobody knows."""
    several = len(set(parts.values()) - {None}) >= 2
    return any(
        (several or part in MEASURING) and _mostly(below, column, _is_amount)
        for column, part in parts.items()
    ) and any(
        part is None and _mostly(below, column, lambda _: True, of_all=True)
        for column, part in parts.items()
    )


def _part(cell: Cell) -> Part | None:
    """What a heading names; a shop or a day is for whom or for when something is counted."""
    heading = Heading(text_of(cell), moment=moment_of(cell))
    if is_day(heading) or is_place(heading):
        return Part.QUANTITY
    return part_of(heading.text)


def _mostly(
    rows: Sequence[Sequence[Cell]],
    column: int,
    is_so: Callable[[Cell], bool],
    *,
    of_all: bool = False,
) -> bool:
    """Whether more than half of the filled cells of a column (or of all its cells) are so."""
    filled = [cell for row in rows if text_of(cell := at(row, column))]
    return 2 * sum(map(is_so, filled)) > len(rows if of_all else filled)


def _is_number(cell: Cell) -> bool:
    return number_of(cell) is not None


def _is_amount(cell: Cell) -> bool:
    return not read_quantity(cell).problem
