"""An xlsx made of cells that have been read, for what cannot be given back in its own format."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from wholesale.intake.answering.answer_columns import legal
from wholesale.intake.sheet import LONGEST, Sheet
from wholesale.intake.words.cells import text_of

_DATE = "dd.mm.yyyy"


def new_book(out: io.BytesIO, *, row_by_row: bool) -> Workbook:
    """A workbook that takes texts for texts; ``row_by_row`` keeps one row of it in memory."""
    return Workbook(
        out,
        {
            "constant_memory": row_by_row,
            "nan_inf_to_errors": True,
            "default_date_format": _DATE,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )


def put(sheet: Any, row: int, column: int, value: Any, look: Any = None) -> None:
    """Write one cell; rows and columns count from 0."""
    if value is None or value == "":
        if look is not None:
            sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, legal(value)[:LONGEST], look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, dt.date | dt.time | dt.timedelta):
        sheet.write_datetime(row, column, value, look)


def plain_workbook(sheets: Sequence[Sheet]) -> tuple[list[str], bytes]:
    """The cells of the sheets, without anybody's formatting, and how the sheets are called.

    A torn row comes back as the line it was: in cells of its own it would pass for a sound one.
    """
    out = io.BytesIO()
    names: list[str] = []
    with new_book(out, row_by_row=True) as book:
        for sheet in sheets:
            names.append(free_name(sheet.name, names))
            made = book.add_worksheet(names[-1])
            for number, row in zip(sheet.numbers, sheet.rows, strict=True):
                whole = number not in sheet.torn
                for column, value in enumerate(row if whole else [",".join(map(text_of, row))]):
                    put(made, number - 1, column, value)
    return names, out.getvalue()


_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """A name that Excel allows for a sheet and no other sheet has."""
    used = {name.casefold() for name in taken}
    stem = _FORBIDDEN.sub(" ", legal(wanted)).strip("' ")[:31] or "Лист"
    name, number = stem, 1
    while name.casefold() in used or name.casefold() == "history":
        number += 1
        name = f"{stem[: 30 - len(str(number))]} {number}"
    return name
