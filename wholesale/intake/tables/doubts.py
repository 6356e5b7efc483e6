"""Rows that ask for something and are taken back: struck through, or by a remark beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import text_of
from wholesale.intake.words.remarks import ends_taken_back, names_back, says_so, takes_back


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row that can be ordered may not be meant: a code, and what the file says."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Looks for doubts in the rows of one table, whose columns ``told`` name the goods and
    ``wanted`` count them."""

    sheet: Sheet
    told: Collection[int]
    wanted: Collection[int]
    backs: Collection[int]  # columns that say which rows are taken back

    @classmethod
    def of(
        cls, sheet: Sheet, table: Table, told: Collection[int], wanted: Collection[int]
    ) -> Doubts:
        backs = [c for c, heading in enumerate(table.headings) if names_back(heading.text)]
        return cls(sheet, frozenset(told), frozenset(wanted), frozenset(backs))

    def of_row(self, number: int, row: Sequence[Cell]) -> Doubt | None:
        """The doubt in the row of this number, if there is any."""
        struck = self.sheet.struck
        if struck and any((number, c) in struck for c in (*self.told, *self.wanted)):
            return Doubt("row_struck")
        for column, cell in enumerate(row):
            if column in self.wanted or cell == "":
                continue
            if column in self.told:
                found = isinstance(cell, str) and ends_taken_back(cell)
            elif column in self.backs:
                found = says_so(text_of(cell))
            else:
                found = isinstance(cell, str) and takes_back(cell)
            if found:
                return Doubt("row_taken_back", text_of(cell)[:80])
        return None
