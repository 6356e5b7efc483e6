"""What a file that we gave back says of its rows: that a row is in an order, or which row of
which upload it is, so that it is not ordered twice when the upload was ordered since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import RETURNED, part_of
from wholesale.intake.words.cells import at, text_of
from wholesale.intake.words.heading import Heading
from wholesale.intake.words.parts import Part

Origin = tuple[int, int]
"""An upload, and a row of its file."""

_COLUMNS = ("код поставщика", "цена", "сумма", "в наличии", "статус", "что исправить")
_STATUS = 4  # which of them holds the statuses
_LOOKED_AT = 1_000  # rows in which the first status is looked for
_ORDERED = "✓ "
_ORIGIN = re.compile(r" · №(\d{1,9})/(\d{1,7})$")


def ordered_as(numbers: str) -> str:
    """The status of a row that is in the orders of these numbers."""
    return f"{_ORDERED}{numbers}"


def with_origin(status: str, upload_id: int, row: int) -> str:
    """The status of a row that is in no order yet."""
    return f"{status} · №{upload_id}/{row}"


def headings_of_answer(rows: Sequence[Sequence[Cell]], width: int) -> list[Heading]:
    """Headings for the ``width`` columns of rows without a header: those of our columns where
    one of them holds our statuses, "" for all others."""
    headings = [Heading("")] * width
    for row in rows[:_LOOKED_AT]:
        for column, cell in enumerate(row):
            if column >= _STATUS and isinstance(cell, str) and _is_status(cell):
                start = column - _STATUS
                ours = [Heading(RETURNED + name) for name in _COLUMNS]
                return [*headings[:start], *ours, *headings[start + len(ours) :]][:width]
    return headings


def _is_status(text: str) -> bool:
    return text.startswith(_ORDERED) or _ORIGIN.search(text) is not None


class Statuses:
    """Looks for what we wrote beside the rows of a table with these headings."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._columns = [  # of each answer there has been
            column
            for column, heading in enumerate(headings)
            if part_of(heading.text) is Part.STATUS
        ]

    def is_ordered(self, row: Sequence[Cell]) -> bool:
        """Whether the row is in an order."""
        return any(text.startswith(_ORDERED) for text in self._texts(row))

    def origin(self, row: Sequence[Cell]) -> Origin | None:
        """Which row of which upload it is."""
        for text in self._texts(row):
            if found := _ORIGIN.search(text):
                return int(found[1]), int(found[2])
        return None

    def _texts(self, row: Sequence[Cell]) -> Iterable[str]:
        return (text_of(at(row, column)) for column in self._columns)
