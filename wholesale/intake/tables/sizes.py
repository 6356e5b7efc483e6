"""Sizes of clothes and shoes: a row of headings 36, 37, 38 …, and rows that name one beside a
model.

A size tells the product and not for whom it counts, so it is read with the row's code and name:
«4102» under 41 is asked as «4102 41», which finds 4102-41.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.cells import number_of, text_of
from wholesale.intake.words.heading import Heading
from wholesale.intake.words.parts import Part

_LETTERS = re.compile(r"(?:\d{0,2}x{0,5}[sl]|m|one ?size)(?:\s?[-/]\s?(?:\d?x{0,5}[sl]|m))?")
_LOOK_ALIKE = str.maketrans("хсм", "xcm")
_SPAN = re.compile(r"(\d{2,3})\s?[-–/]\s?(\d{2,3})")
_SAYS = re.compile(r"\b(размер\w*|ростовк\w*|рост|sizes?)\b", re.IGNORECASE)
_MARK = re.compile(
    r"(?:р|р-р|разм|размер|рост|eur?|size)\b[.:№]*\s*(?=\d)|(?<=\d)\s*(?:разм|eur?)\.?$",
    re.IGNORECASE,
)
"""What says that a number is a size: «р. 36», «р-р 36», «41 EU»."""
_SMALLEST, _LARGEST, _STEP = 14, 194, 8
_SMALLEST_TOLD = 5  # under a word of sizes: gloves are 7, 8, 9
_FEWEST = 3  # sizes beside each other


def size_columns(headings: Sequence[Heading], beside: bool = False) -> list[int]:
    """The columns under sizes, where three or more stand beside each other: letters (S, M, XL),
    or numbers that rise when something says that they are sizes: the group over them, or
    ``beside``, a column of colours or models in the table."""
    texts = [heading.text for heading in headings]
    run = _run(texts)
    lettered = sum(1 for column in run if _is_lettered(texts[column])) >= 2
    said = any(_says_size(headings[c].group) or _MARK.search(texts[c]) for c in run)
    if run and (lettered or said or beside):
        return run
    told = [heading.text if _says_size(heading.group) else "" for heading in headings]
    return _run(told, _SMALLEST_TOLD)


def sizes_among(headings: Sequence[Heading], free: Collection[int]) -> list[int]:
    """The columns of ``free`` that count by size; [] when the table has no such."""
    beside = any(
        part_of(heading.text) in {Part.COLOUR, Part.SIZE} or _says_size(heading.full)
        for heading in headings
    )
    sizes = size_columns(headings, beside)
    return sizes if set(sizes) <= set(free) else []


def size_of(heading: Heading) -> str:
    """The size that a heading of such a column is, without what calls it one."""
    return _MARK.sub("", heading.text)


def _says_size(text: str) -> bool:
    """Whether a heading speaks of sizes: «Размер», «Размерный ряд»."""
    return bool(_SAYS.search(text))


def is_row_of_sizes(row: Sequence[Cell], above: Sequence[Cell] = ()) -> bool:
    """Whether the numbers of a row are sizes beside each other, as a header has them; below a
    word of sizes in the row ``above`` they may be small."""
    if _has_number_alone(row):
        return False  # a quantity, a price: every row of a long list is asked this, so quickly
    said = any(_says_size(text_of(cell)) for cell in above)
    run = _run([text_of(cell) for cell in row], _SMALLEST_TOLD if said else _SMALLEST)
    numbers = [column for column, cell in enumerate(row) if number_of(cell) is not None]
    return bool(run) and set(numbers) <= set(run)


def _has_number_alone(row: Sequence[Cell]) -> bool:
    """Whether some number of a row has no other beside it, as one among sizes has."""
    last = len(row) - 1
    for column, cell in enumerate(row):
        if isinstance(cell, str) and not cell[:1].isdigit():
            continue
        before = column > 0 and _begins_as_number(row[column - 1])
        after = column < last and _begins_as_number(row[column + 1])
        if not before and not after and number_of(cell) is not None:
            return True
    return False


def _begins_as_number(cell: Cell) -> bool:
    """Whether a cell that is no word may be a number, or a size that is one: «42-44», «р. 36»."""
    if not isinstance(cell, str):
        return cell is not None
    return cell != "" and (not cell[0].isalpha() or _MARK.match(cell) is not None)


def _run(texts: Sequence[str], smallest: int = _SMALLEST) -> list[int]:
    """The longest run of columns whose texts are sizes of one kind, each larger than the last."""
    best: list[int] = []
    run: list[int] = []
    for column, text in enumerate(texts):
        if run and column == run[-1] + 1 and _follows(texts[run[-1]], text, smallest):
            run.append(column)
        else:
            run = [column] if _is_lettered(text) or _first_number(text, smallest) else []
        if len(run) > len(best):
            best = run
    return best if len(best) >= _FEWEST else []


def _follows(left: str, right: str, smallest: int) -> bool:
    if _is_lettered(left) and _is_lettered(right):
        return left.casefold() != right.casefold()
    smaller, larger = _first_number(left, smallest), _first_number(right, smallest)
    return bool(smaller and larger and 0 < larger - smaller <= _STEP)


def _is_lettered(text: str) -> bool:
    return bool(text) and bool(_LETTERS.fullmatch(text.casefold().translate(_LOOK_ALIKE)))


def _first_number(text: str, smallest: int) -> Decimal | None:
    """The size a heading is, or the smaller of «42-44»; None when it is no size."""
    text = _MARK.sub("", text)
    span = _SPAN.fullmatch(text)
    if span and 0 < int(span[2]) - int(span[1]) <= _STEP:
        text = span[1]
    value = number_of(text) if len(text) <= 5 else None
    if value is None or not smallest <= value <= _LARGEST or 2 * value % 1:
        return None
    return value
