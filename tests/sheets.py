"""Spreadsheets made by code for the tests of intake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fixtures.corpus.writers import Grid, write
from wholesale.intake.sheet import Sheet

Rows = Sequence[Sequence[Any]]


def sheet(rows: Rows, *, merged: Sequence[tuple[int, int, int, int]] = (), **over: Any) -> Sheet:
    """A sheet as the reader gives it; ``merged`` rows from 1, columns from 0."""
    filled = [
        (number, list(row)) for number, row in enumerate(rows, 1) if any(c != "" for c in row)
    ]
    return Sheet(
        name=over.pop("name", "Лист1"),
        visible=over.pop("visible", True),
        numbers=[number for number, _ in filled],
        rows=[row for _, row in filled],
        merged=list(merged),
        **over,
    )


def workbook(*sheets: Rows, kind: str = "xlsx") -> bytes:
    """A file with these sheets."""
    return write(
        [Grid(f"Лист{n}", [list(row) for row in rows]) for n, rows in enumerate(sheets, 1)], kind
    )
