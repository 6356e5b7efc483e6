"""A plain workbook of rows: bold heads, numbers as numbers, columns as wide as they need."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

MOST_WIDE = 60


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet. Cells are texts, ``Decimal`` amounts, whole numbers, dates or ``None``."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]


def sheet_xlsx(sheets: Iterable[SheetFacts]) -> bytes:
    """The workbook's bytes. Texts that look like formulas stay texts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "constant_memory": False},
    )  # fmt: skip
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    money = book.add_format({"num_format": "#,##0.00"})
    plain = book.add_format({"num_format": "#,##0.###"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for facts in sheets:
        sheet = book.add_worksheet(facts.name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(facts.head):
            sheet.write_string(0, column, title, bold)
            longest = max((len(str(row[column] or "")) for row in facts.rows[:200]), default=0)
            sheet.set_column(column, column, min(max(longest, len(title)) + 2, MOST_WIDE))
        for at, row in enumerate(facts.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, Decimal):
                    exact = cell.as_tuple().exponent == -2
                    sheet.write_number(at, column, cell, money if exact else plain)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)
                elif cell is not None:
                    sheet.write_number(at, column, cell)
    book.close()
    return file.getvalue()


def sheet_csv(facts: SheetFacts) -> bytes:
    """The same rows as csv: utf-8, commas, a dot in numbers, ISO dates."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(facts.head)
    for row in facts.rows:
        writer.writerow(["" if cell is None else _written(cell) for cell in row])
    return stream.getvalue().encode("utf-8")


def _written(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
