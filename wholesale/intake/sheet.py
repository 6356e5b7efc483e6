"""A sheet as it was read, and how large one may be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

COLUMNS, ROWS = 16_384, 1_048_576
"""As many as a sheet has at most, whatever program wrote it."""
LONGEST = 32_767
"""Signs of a cell's text, at most."""
WIDEST = 1_000
"""Columns that are looked at: nobody keeps an order further right."""

Cell = str | float | int | bool | datetime | None


@dataclass(slots=True)
class Sheet:
    """The rows of a sheet that hold something.

    ``rows[i]`` is row ``numbers[i]`` of the sheet (from 1), its cells from column A on, the
    empty ones at the end cut off; an empty cell is "". ``merged`` areas are (first row, first
    column, last row, last column), columns from 0. ``formulas`` are those saved without a
    value: (row, column) → text, or "" where it takes more than constants. ``levels`` are outline
    levels above 0: row → level; ``torn`` rows have more fields than a text's header;
    ``struck`` are the cells struck through, as (row, column); ``units`` are those that formats
    show behind numbers: (row, column) → «уп»; ``taken_apart`` is a sheet of lines whose cells are
    their parts.
    """

    name: str
    visible: bool
    numbers: list[int] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)
    torn: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    units: Mapping[tuple[int, int], str] = field(default_factory=dict)
    taken_apart: bool = False
    _sorted: list[tuple[int, int, int, int]] | None = field(default=None, repr=False, compare=False)
    _lines: list[int] | None = field(default=None, repr=False, compare=False)

    def merged_from(self, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """The merged areas whose first row is one of these."""
        if self._sorted is None:
            self._sorted = sorted(self.merged)
        start = bisect_left(self._sorted, (first,))
        return self._sorted[start : bisect_left(self._sorted, (last + 1,), lo=start)]

    @property
    def lines(self) -> list[int]:
        """The places of the rows that hold one cell: titles, groups, remarks."""
        if self._lines is None:  # several ask, and there may be a hundred thousand rows
            self._lines = [
                place for place, row in enumerate(self.rows) if len(row) - row.count("") == 1
            ]
        return self._lines

    @property
    def last_row(self) -> int:
        """The number of the last row that holds something; 0 for an empty sheet."""
        return self.numbers[-1] if self.numbers else 0
