"""How a dealer's memory names the layout of a table: by its headings, else by what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.cells import number_of, text_of
from wholesale.intake.words.days import without_days
from wholesale.intake.words.quantity import read_quantity

_SHAPED = 60  # rows that tell a shape


def undated(text: str, group: str = "", moment: datetime | None = None) -> str:
    """A heading in one spelling without its day: «Заказ на 25.11» is the column that said
    «Заказ на 18.11» a week ago."""
    if moment is not None:
        return f"{spelling(group)} *"
    bare = without_days(text)
    return spelling(bare) + (" *" if bare != text else "")


def may_be_headed_by(row: Sequence[Cell], fingerprint: str) -> bool:
    """A cheap look whether ``row`` holds the headings of a layout."""
    words = [
        undated(text, moment=cell if isinstance(cell, datetime) else None)
        for cell in row
        if (text := text_of(cell))
    ]
    return len(words) >= 2 and set(words) <= set(fingerprint.split("|"))


def shape_of(rows: Sequence[Sequence[Cell]]) -> str:
    """What the columns of a table without header hold: «code words fraction whole»."""
    sample = rows[:_SHAPED]
    width = max((len(row) for row in sample), default=0)
    kinds = [_kind([row[c] for row in sample if c < len(row)]) for c in range(width)]
    return " ".join(kinds)[:500] if any(kind != "-" for kind in kinds) else ""


def is_like(row: Sequence[Cell], shape: str) -> bool:
    """Whether ``row`` may be one of a table without header of that shape: where the others have
    numbers it has no words."""
    numbers = [c for c, kind in enumerate(shape.split()) if kind in {"whole", "fraction"}]
    cells = [row[c] if c < len(row) else "" for c in numbers]
    counted = [number_of(cell) is not None for cell in cells if text_of(cell)]
    return bool(counted) and all(counted)


def _kind(cells: Sequence[Cell]) -> str:
    filled = [cell for cell in cells if text_of(cell)]
    if not filled:
        return "-"
    numbers = [n for cell in filled if (n := number_of(cell)) is not None]
    if 2 * len(numbers) > len(filled):
        if any(abs(number) >= 100_000 for number in numbers):
            return "code"
        whole = sum(1 for number in numbers if number == number.to_integral_value())
        return "whole" if whole == len(numbers) else "fraction"
    counts = sum(1 for cell in filled if not read_quantity(cell).problem)
    if 2 * counts > len(filled):
        return "count"
    spaced = sum(1 for cell in filled if " " in text_of(cell))
    return "words" if 2 * spaced > len(filled) else "code"
