"""A file with one table that staff load: its rows, read by the guarded reader of orders."""

from __future__ import annotations

from collections.abc import Callable

from wholesale.catalog.columns import Row
from wholesale.core.errors import DomainError
from wholesale.intake.opening import workbook
from wholesale.intake.opening.sniff import sniff

Progress = Callable[[str, int, int], None]
"""Told (stage, done, of how many); stages are «file», «rows» and «write»."""

SECONDS = 120


def rows(content: bytes, progress: Progress | None = None) -> list[Row]:
    """The rows of the fullest visible sheet. Raises ``DomainError`` with ``file_…`` codes."""

    def reading(done: int) -> None:
        if progress:
            progress("file", done, 0)

    sheets = workbook.read(content, sniff(content), seconds=SECONDS, progress=reading)
    shown = [sheet for sheet in sheets if sheet.visible and sheet.rows]
    if not shown:
        raise DomainError("file_empty")
    sheet = max(shown, key=lambda sheet: len(sheet.rows))
    return list(zip(sheet.numbers, sheet.rows, strict=True))
