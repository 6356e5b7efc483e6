"""«Таблица XML 2003» (SpreadsheetML), which programs save as .xls or .xml.

Runs in the reader's process.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from wholesale.intake.opening import read_struck
from wholesale.intake.opening.found import FoundSheet, Marks, Rows, Unreadable
from wholesale.intake.opening.safe_xml import tree
from wholesale.intake.sheet import COLUMNS, WIDEST

_WHOLE = re.compile(rb"</(?:\w+:)?Workbook\s*>")
_XML = "{urn:schemas-microsoft-com:office:spreadsheet}"


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """Each worksheet of the workbook."""
    if not _WHOLE.search(content[-400:].replace(b"\0", b"")):  # of two bytes a letter, perhaps
        raise Unreadable("file_truncated")
    book = tree(content)
    if book is None:
        raise Unreadable("file_corrupted")
    struck = read_struck.xml_styles(book)
    for sheet in book.iter(f"{_XML}Worksheet"):
        shown = sheet.findtext("{*}WorksheetOptions/{*}Visible")
        marks = Marks()
        rows = _rows(sheet, marks, struck)
        yield FoundSheet(sheet.get(f"{_XML}Name", ""), shown in {None, "SheetVisible"}, rows, marks)


def _rows(sheet: Any, marks: Marks, struck: Collection[str]) -> Rows:
    place = 0
    for column in sheet.iter(f"{_XML}Column"):
        place = _whole(column, "Index") or place + 1
        last = place + _whole(column, "Span")
        if column.get(f"{_XML}Hidden") == "1":
            marks.hidden_columns += range(place - 1, min(last, COLUMNS))
        place = last
    number = 0
    for row in sheet.iter(f"{_XML}Row"):
        number = _whole(row, "Index") or number + 1
        if row.get(f"{_XML}Hidden") == "1":
            marks.hidden_rows.append(number)
        cells = _cells(row, number, marks, struck)
        if cells:
            yield number, cells
        number += _whole(row, "Span")


def _cells(row: Any, number: int, marks: Marks, struck: Collection[str]) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iter(f"{_XML}Cell"):
        place = min(_whole(cell, "Index") or len(cells) + 1, COLUMNS)
        cells.extend([""] * (place - 1 - len(cells)))
        across, down = _whole(cell, "MergeAcross"), _whole(cell, "MergeDown")
        if across or down:
            area = (number, place - 1, number + down, place - 1 + min(across, WIDEST))
            marks.merged.append(area)
        data = cell.find(f"{_XML}Data")
        text = "" if data is None else "".join(data.itertext())
        formula = cell.get(f"{_XML}Formula")
        if formula and not text and (data is None or data.get(f"{_XML}Type") != "String"):
            marks.formulas.append((number, place - 1, formula))
        if text and cell.get(f"{_XML}StyleID") in struck:
            marks.struck.append((number, place - 1))
        is_number = data is not None and data.get(f"{_XML}Type") == "Number"
        cells.append(_number(text) if is_number else text)
        cells.extend([""] * min(across, WIDEST))
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _whole(element: Any, name: str) -> int:
    said = element.get(f"{_XML}{name}") or "0"
    return int(said) if said.isdecimal() and len(said) < 8 else 0


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
