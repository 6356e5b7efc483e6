"""What the readers of the formats find in a file, and how much of it they tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MOST_MARKS = 400_000  # of a kind in a sheet; one more is refused rather than lost
MAX_SHEET = 150_000_000  # of a sheet's XML, or records, that is searched for marks
_MOST_MERGES = 20_000
_NEAR_TOP = 300  # rows

Rows = Iterable[tuple[int, list[Any]]]
"""Rows with their numbers in the sheet, from 1."""


@dataclass(slots=True)
class Marks:
    """What a sheet says beside its cells; whole when all its rows have been read.

    Rows count from 1, columns from 0. ``merged`` are (first row, first column, last row, last
    column), ``formulas`` those saved without a value as (row, column, text, which may be "" where
    other cells are needed), ``levels`` the outline levels above 0 as (row, level), ``torn`` the
    rows of a text that have more fields than its header, so that nobody knows which is which,
    ``struck`` the cells struck through as (row, column), ``units`` those whose format shows a unit
    behind the number as (row, column, unit).
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    levels: list[tuple[int, int]] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    units: list[tuple[int, int, str]] = field(default_factory=list)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Tell a merged area when it is worth it: over several rows, or near the top, where
        headers are."""
        if len(self.merged) < _MOST_MERGES and (bottom > top or top <= _NEAR_TOP):
            self.merged.append((top, left, bottom, right))


@dataclass(slots=True)
class FoundSheet:
    """A sheet as its format's reader found it; ``rows`` are read once."""

    name: str
    visible: bool
    rows: Rows
    marks: Marks = field(default_factory=Marks)


class Unreadable(Exception):
    """The file cannot be read; ``code`` is that of the sentence to show."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
