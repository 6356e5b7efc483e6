"""What calamine does not tell of an OpenDocument workbook's sheets: merged cells, hidden rows and
columns, formulas that were saved without their value, what is struck through.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from typing import Any

from wholesale.intake.opening import read_struck
from wholesale.intake.opening.found import MAX_SHEET, Marks
from wholesale.intake.sheet import COLUMNS, ROWS

_WORST = (KeyError, zipfile.BadZipFile, ValueError, OSError)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODS_SIGNS = (b"formula=", b"visibility=", b"line-through-style=", b"-spanned=")
_COLLAPSED = frozenset({"collapse", "filter"})


def ods_marks(content: bytes) -> Iterator[Marks]:
    """The marks of each table of an OpenDocument workbook, in its order."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.lower(): name for name in package.namelist()}
            if package.getinfo(names["content.xml"]).file_size > MAX_SHEET:
                return
            xml = package.read(names["content.xml"])
    except _WORST:
        return
    if any(sign in xml for sign in _ODS_SIGNS):
        yield from _tables(xml)


def _tables(xml: bytes) -> Iterator[Marks]:
    from lxml import etree

    steps = etree.iterparse(
        io.BytesIO(xml),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        tag=[f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column"],
    )
    struck = read_struck.ods_styles(xml)
    marks, row, column = Marks(), 0, 0
    try:
        for event, element in steps:
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "table":
                    marks, row, column = Marks(), 0, 0
                continue
            if name == "table":
                yield marks
            elif name == "table-column":
                times = _times(element, "columns")
                if element.get(f"{_TABLE}visibility") in _COLLAPSED:
                    marks.hidden_columns += range(column, min(column + times, COLUMNS))
                column += times
            else:
                times = _times(element, "rows")
                _row(element, row + 1, times, marks, struck)
                row += times
            element.clear()
    except etree.XMLSyntaxError:
        return


def _times(element: Any, what: str, how: str = "repeated") -> int:
    said = element.get(f"{_TABLE}number-{what}-{how}") or ""
    return min(int(said), ROWS) if said.isdecimal() and len(said) < 8 else 1


def _row(element: Any, number: int, times: int, marks: Marks, struck: Collection[str]) -> None:
    if element.get(f"{_TABLE}visibility") in _COLLAPSED and times < 100_000:
        marks.hidden_rows += range(number, number + times)
    column = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        formula = cell.get(f"{_TABLE}formula")
        if formula and cell.get(f"{_OFFICE}value-type") is None and not len(cell):
            marks.formulas.append((number, column, formula[formula.find("=") :]))
        if len(cell) and cell.get(f"{_TABLE}style-name") in struck:
            marks.struck.append((number, column))
        down, right = (_times(cell, what, "spanned") for what in ("rows", "columns"))
        if down > 1 or right > 1:
            marks.merge(number, column, number + down - 1, column + right - 1)
        column += _times(cell, "columns")
