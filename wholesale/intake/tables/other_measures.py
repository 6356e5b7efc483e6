"""Columns beside a quantity, row by row: packs that count where pieces are blank, numbers of
orders that only look like one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wholesale.intake.sheet import Cell
from wholesale.intake.tables.choice import Counting
from wholesale.intake.words.aliases import names_packs
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.quantity import read_quantity

_REFERENCE = re.compile(r"\D{1,12}\d{3,}\b.*")
_BIG = 1_000  # what a dealer rarely orders of every product alike


def packs_beside(seen: Counting, said: Sequence[int], unsaid: Sequence[int]) -> list[int]:
    """Columns headed by nothing but «кор», which may also be how much a pack holds: they count
    when some rows leave them blank and some fill them instead of the quantity."""
    return [
        column
        for column in unsaid
        if names_packs(seen.heading(column).text)
        and any(at(row, column) == "" for row in seen.rows)
        and any(
            number_of(at(row, column)) and all(at(row, c) == "" for c in said) for row in seen.rows
        )
    ]


def holds_references(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether every cell is the number of some paper: «#1021», «ЗК-00012 от 25.11»."""
    texts = [text for row in rows if (text := text_of(at(row, column)))]
    return bool(texts) and all(
        _REFERENCE.fullmatch(text) and read_quantity(text).problem == "quantity_unreadable"
        for text in texts
    )


def says_one_number(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether every row, of three or more, says the same big number, as that of an order."""
    numbers = [number for row in rows if (number := number_of(at(row, column))) is not None]
    return len(numbers) > 2 and len(set(numbers)) == 1 and numbers[0] >= _BIG


def filled_alike(rows: Sequence[Sequence[Cell]], column: int, other: int) -> bool:
    """Whether each row fills both columns or none."""
    return all((at(row, column) == "") == (at(row, other) == "") for row in rows)
