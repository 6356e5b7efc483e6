"""The dealer's own file back: columns added at the right, problems coloured, all else his own.

An xlsx keeps formatting, formulas, widths and pictures as openpyxl can keep them; any other
kind comes back as an xlsx with the same cells. A file dropped back with quantities or codes put
right is read like any other: the added columns carry a mark by which they are known and left out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wholesale.intake.aliases import RETURNED
from wholesale.intake.parse import ParsedFile
from wholesale.intake.sniff import FileKind

_FILLS = {
    "good": PatternFill("solid", fgColor="FFE3F3E9"),
    "warning": PatternFill("solid", fgColor="FFFBF0D5"),
    "bad": PatternFill("solid", fgColor="FFFCEBE9"),
}
_HEAD = PatternFill("solid", fgColor="FFE2F0EF")
_MOST_ROWS = 60_000  # of which openpyxl keeps the styles in bearable time


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is written beside a row. ``meaning`` colours it: good, warning, bad or ""."""

    article: str
    price: Decimal | None
    total: Decimal | None
    stock: Decimal | None
    status: str
    problem: str
    meaning: str


def annotate(
    parsed: ParsedFile,
    verdicts: Mapping[tuple[int, int], Verdict],
    *,
    headings: Sequence[str],
    header_rows: Mapping[int, Sequence[int]],
) -> bytes:
    """The workbook with a verdict beside each row that has one: (sheet, row) → verdict.

    ``headings`` name the six added columns; ``header_rows`` is sheet → the header's row of each
    of its tables, for those that have one. Returns an xlsx.
    """
    book = _opened(parsed)
    for position, sheet in enumerate(parsed.sheets):
        beside = {row: verdict for (of, row), verdict in verdicts.items() if of == position}
        if not beside or position >= len(book.worksheets):
            continue
        _write(
            book.worksheets[position],
            beside,
            headings,
            header_rows.get(position, ()),
            max((len(row) for row in sheet.rows), default=0),
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_STYLED = frozenset({FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS})


def loses_formatting(parsed: ParsedFile) -> bool:
    """Whether the dealer's workbook comes back with his cells but without his formatting."""
    return parsed.kind in _STYLED and not _keeps_formatting(parsed)


def _keeps_formatting(parsed: ParsedFile) -> bool:
    rows = sum(len(sheet.rows) for sheet in parsed.sheets)
    return parsed.kind is FileKind.XLSX and rows <= _MOST_ROWS


def _opened(parsed: ParsedFile) -> Workbook:
    if _keeps_formatting(parsed):
        macros = b"vbaProject.bin" in parsed.content
        return openpyxl.load_workbook(io.BytesIO(parsed.content), keep_vba=macros, rich_text=True)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for position, sheet in enumerate(parsed.sheets, 1):
        made = book.create_sheet(ILLEGAL_CHARACTERS_RE.sub("", sheet.name)[:31] or f"{position}")
        for number, row in zip(sheet.numbers, sheet.rows, strict=True):
            for column, value in enumerate(row, 1):
                if value not in ("", None):
                    clean = (
                        ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
                    )
                    cell = made.cell(number, column, clean)
                    if isinstance(clean, str):
                        cell.data_type = "s"  # a text that begins with «=» stays a text
    return book


def _write(
    sheet: Worksheet,
    verdicts: Mapping[int, Verdict],
    headings: Sequence[str],
    header_rows: Sequence[int],
    width: int,
) -> None:
    first = _first_column(sheet, header_rows[0] if header_rows else 0, width) + 1
    for header_row in header_rows:
        for offset, heading in enumerate(headings):
            cell = sheet.cell(header_row, first + offset)
            if not isinstance(cell, MergedCell):
                cell.value = RETURNED + heading
                cell.font, cell.fill = Font(bold=True), _HEAD
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, verdict in verdicts.items():
        values = (
            verdict.article,
            verdict.price,
            verdict.total,
            verdict.stock,
            verdict.status,
            verdict.problem,
        )
        for offset, value in enumerate(values):
            cell = sheet.cell(row, first + offset)
            if isinstance(cell, MergedCell):
                continue
            _put(cell, value, verdict.meaning)
    for offset, size in enumerate((14, 12, 14, 10, 16, 60)):
        letter = get_column_letter(first + offset)
        sheet.column_dimensions[letter].width = size


def _first_column(sheet: Worksheet, header_row: int, width: int) -> int:
    """The last column in use, or that before our own from an earlier answer."""
    last = max(sheet.max_column, width) if header_row else width
    for column in range(1, sheet.max_column + 1):
        if header_row and str(sheet.cell(header_row, column).value or "").startswith(RETURNED):
            return column - 1
    return min(last, max(width, 1))


def _put(cell: Cell, value: str | Decimal | None, meaning: str) -> None:
    clean = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell.value = clean
    if isinstance(clean, str):
        cell.data_type = "s"
    elif clean is not None:
        cell.number_format = "#,##0.00"
    if meaning in _FILLS:
        cell.fill = copy(_FILLS[meaning])
