"""Tables that are text: csv of any delimiter, HTML saved as .xls, SpreadsheetML 2003."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from wholesale.intake.opening import read_lines, read_struck, read_torn
from wholesale.intake.opening.encodings import decode_text
from wholesale.intake.opening.reader import FoundSheet, Marks, Rows, Unreadable
from wholesale.intake.sheet import COLUMNS

_MAX_SPAN = 1_000
_MOST_CELLS = 500_000  # of an html page
_FEW = 2  # lines that a sign may part by chance
_NOTHING = "\x1f"  # a sign that parts no text of people's
_MOST_LINES = 5  # in one quoted field


def sheets(content: bytes, kind: str) -> Iterator[FoundSheet]:
    """One sheet for csv, one for each table or worksheet otherwise."""
    if kind == "csv":
        marks = Marks()
        yield FoundSheet("", True, _csv_rows(decode_text(content), marks), marks)
    elif kind == "html":
        yield from _html_sheets(content)
    else:
        yield from _xml_sheets(content)


def _csv_rows(text: str, marks: Marks) -> Rows:
    csv.field_size_limit(1_000_000)
    text = text.replace("\x00", "")
    first, _, rest = text.partition("\n")
    given = first.strip().strip('"')
    skipped = 0
    if given.lower().startswith("sep=") and len(given) == 5:
        delimiter, text, skipped = given[4], rest, 1
    else:
        delimiter = _delimiter(text)
    written = read_lines.rows_of(text)
    if written is not None:
        yield from written
        return
    inches = _quotes_are_inches(text, delimiter)
    rows = _fields(text, delimiter, inches, skipped)
    try:
        for number, cells in read_torn.mended(rows, marks) if delimiter == "," else rows:
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except csv.Error as broken:
        raise Unreadable("file_corrupted") from broken


def _fields(text: str, delimiter: str, inches: bool, skipped: int) -> Rows:
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if inches else csv.QUOTE_MINIMAL,
    )
    for number, row in enumerate(lines, skipped + 1):
        yield number, [cell.strip(" \r\n\ufeff") for cell in row]


def _quotes_are_inches(text: str, delimiter: str) -> bool:
    """Whether a quote that opens a field is a sign of inches and not the format's: read as the
    format's it would swallow line after line."""
    try:
        sample = csv.reader(io.StringIO(text[:500_000], newline=""), delimiter=delimiter)
        return any(cell.count("\n") > _MOST_LINES for row in sample for cell in row)
    except csv.Error:
        return True


def _delimiter(text: str) -> str:
    """The sign that splits most of the first lines into the same number of fields."""
    lines = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    best, best_score = ";", 0.0
    for delimiter in (";", "\t", "|", ","):
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        common = max(wide.values())
        split = sum(wide.values())
        enough = min(_FEW + 1, len(lines) / 2) if delimiter == "," else _FEW
        if len(lines) > _FEW and split < enough:
            continue  # a comma in a sentence parts no cells
        score = (common + split) / (2 * len(lines)) * (0.6 if delimiter == "," else 1.0)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best if best_score else _NOTHING


def _html_sheets(content: bytes) -> Iterator[FoundSheet]:
    from lxml import html

    if content.count(b"<td") + content.count(b"<TD") > _MOST_CELLS:
        raise Unreadable("file_too_large")  # said at once, not after a tree that fills the memory
    text = decode_text(content)
    if _ends_within_a_table(text.lower()):
        raise Unreadable("file_truncated")
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    page = html.document_fromstring(text.encode("utf-8"), parser=parser)
    if page is None:
        raise Unreadable("file_corrupted")
    strikes = read_struck.html_strikes(text)
    for position, table in enumerate(page.iter("table"), 1):
        if table.find(".//table") is not None:
            continue  # a frame around the real ones
        marks = Marks()
        rows = _html_rows(table, marks, strikes)
        if rows:
            yield FoundSheet(f"{position}", True, rows, marks)


def _ends_within_a_table(page: str) -> bool:
    """Whether the page came in part only: the reader would show the rows there are as if they
    were all."""
    return page.rfind("</table") < max(page.rfind("<td"), page.rfind("<tr"))


_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def _html_rows(table: Any, marks: Marks, strikes: bool) -> list[tuple[int, list[Any]]]:
    rows: list[tuple[int, list[Any]]] = []
    taken: dict[tuple[int, int], bool] = {}
    for number, line in enumerate(table.iter("tr"), 1):
        if _NOT_SHOWN.search(line.get("style") or ""):
            marks.hidden_rows.append(number)
        cells: list[Any] = []
        for cell in line:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, len(cells)) in taken:
                cells.append("")
            across, down = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            column = len(cells)
            if across > 1 or down > 1:
                marks.merged.append((number, column, number + down - 1, column + across - 1))
                for below in range(1, down):
                    for beside in range(across):
                        taken[number + below, column + beside] = True
            text = " ".join("".join(cell.itertext()).split())
            if strikes and text and read_struck.html_cell(cell, text):
                marks.struck.append((number, column))
            cells.append(text)
            cells.extend([""] * (across - 1))
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
    return rows


def _span(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdigit() and int(text) > 0 else 1


def _xml_sheets(content: bytes) -> Iterator[FoundSheet]:
    from lxml import etree

    if not _WHOLE.search(content[-400:].replace(b"\0", b"")):  # of two bytes a letter, perhaps
        raise Unreadable("file_truncated")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    book = etree.fromstring(content, parser)
    if book is None:
        raise Unreadable("file_corrupted")
    struck = read_struck.xml_styles(book)
    for sheet in book.iter(f"{_XML}Worksheet"):
        shown = sheet.findtext("{*}WorksheetOptions/{*}Visible")
        marks = Marks()
        rows = _xml_rows(sheet, marks, struck)
        yield FoundSheet(sheet.get(f"{_XML}Name", ""), shown in {None, "SheetVisible"}, rows, marks)


_WHOLE = re.compile(rb"</(?:\w+:)?Workbook\s*>")
_XML = "{urn:schemas-microsoft-com:office:spreadsheet}"


def _xml_rows(sheet: Any, marks: Marks, struck: Collection[str]) -> Rows:
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
        cells = _xml_cells(row, number, marks, struck)
        if cells:
            yield number, cells
        number += _whole(row, "Span")


def _xml_cells(row: Any, number: int, marks: Marks, struck: Collection[str]) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iter(f"{_XML}Cell"):
        place = min(_whole(cell, "Index") or len(cells) + 1, COLUMNS)
        cells.extend([""] * (place - 1 - len(cells)))
        across, down = _whole(cell, "MergeAcross"), _whole(cell, "MergeDown")
        if across or down:
            area = (number, place - 1, number + down, place - 1 + min(across, _MAX_SPAN))
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
        cells.extend([""] * min(across, _MAX_SPAN))
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
