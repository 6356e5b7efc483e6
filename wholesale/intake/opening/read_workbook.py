"""Workbooks through calamine (xlsx, xlsm, xlsb, xls, ods); runs in the reader's process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain, repeat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from wholesale.intake.opening import read_biff, read_ods, read_sparse, read_xlsb, read_xlsx
from wholesale.intake.opening.found import MOST_MARKS, FoundSheet, Marks, Rows, Unreadable


def sheets(content: bytes, kind: str) -> Iterator[FoundSheet]:
    """Each worksheet in the workbook's order."""
    if kind == "xls" and read_biff.is_locked(content):
        raise Unreadable("file_encrypted")
    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(content))
    except PasswordError as locked:
        raise Unreadable("file_encrypted") from locked
    except ZipError as broken:
        raise Unreadable("file_truncated") from broken
    except CalamineError as broken:
        if kind == "xlsx":  # a package without the usual marks
            yield from read_sparse.sheets(content)
            return
        raise Unreadable("file_corrupted") from broken
    for (position, known), marks in zip(
        enumerate(workbook.sheets_metadata), _marks(content, kind), strict=False
    ):
        if known.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_index(position)
        except CalamineError as broken:
            raise Unreadable("file_corrupted") from broken
        rows, name = _rows(sheet), known.name
        if kind == "xls":
            name, rows = _in_russian(name, rows)
        _merge(sheet, marks)
        if max(len(marks.struck), len(marks.units)) > MOST_MARKS:
            raise Unreadable("file_too_large")
        yield FoundSheet(name, known.visible == SheetVisibleEnum.Visible, rows, marks)


def _marks(content: bytes, kind: str) -> Iterator[Marks]:
    """For each sheet what the package says of it, and nothing where it cannot be asked."""
    told: Iterator[Marks] = iter(())
    if kind == "xlsx":
        told = read_xlsx.xlsx_marks(content)
    elif kind == "ods":
        told = read_ods.ods_marks(content)
    elif kind == "xls":
        told = read_biff.xls_marks(content)
    elif kind == "xlsb":
        told = read_xlsb.xlsb_marks(content)
    return chain(told, (Marks() for _ in repeat(None)))


def _rows(sheet: CalamineSheet) -> Rows:
    """Rows with their numbers: calamine begins with row 1, but with the first column in use."""
    start = sheet.start
    if start is None:
        return
    indent = [""] * start[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        while row and row[-1] == "":
            row.pop()
        if row:
            yield number, [*indent, *row] if indent else row


_WESTERN = re.compile("[\u00c0-\u00ff]{3}")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def _in_russian(name: str, rows: Rows) -> tuple[str, Rows]:
    """Old workbooks that do not say their code page come out as «Àðòèêóë»: read them anew."""
    kept = list(rows)
    texts = [cell for _, row in kept[:500] for cell in row if isinstance(cell, str)]
    spoilt = sum(1 for text in texts if _WESTERN.search(text))
    if not spoilt or any(_CYRILLIC.search(text) for text in texts):
        return name, kept
    return _as_1251(name), [
        (number, [_as_1251(cell) if isinstance(cell, str) else cell for cell in row])
        for number, row in kept
    ]


def _as_1251(text: str) -> str:
    return b"".join(
        sign.encode("cp1252", "ignore") if ord(sign) > 255 else bytes([ord(sign)]) for sign in text
    ).decode("cp1251", "replace")


def _merge(sheet: CalamineSheet, marks: Marks) -> None:
    """Tell the merged areas as (first row, first column, last row, last column), rows from 1."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        marks.merge(top + 1, left, bottom + 1, right)
