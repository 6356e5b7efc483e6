"""An xlsx whose few cells lie so far apart that a dense reader cannot hold the area.

Reads the sheets' XML as a stream and keeps the cells that are there. Used after calamine
gave up for memory; slower, but its cost is that of the cells, not of the area.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from wholesale.intake.opening.found import FoundSheet, Marks, Rows, Unreadable
from wholesale.intake.opening.safe_xml import elements
from wholesale.intake.opening.xlsx_package import cells_of, names_of, parts_of
from wholesale.intake.sheet import WIDEST

_MAX_CELLS = 3_000_000
_YES = frozenset({"1", "true"})


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """Each sheet of the package; merges are not told."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            strings = _strings(package)
            parts, anew = parts_of(package)
            for part in parts:
                if not part.path:
                    continue
                with package.open(part.path) as stream:
                    marks = Marks()
                    cells = rows(stream, strings, marks, anew=anew)
                    yield FoundSheet(part.name, part.visible, cells, marks)
    except (zipfile.BadZipFile, KeyError, ValueError, zlib.error, etree.XMLSyntaxError) as broken:
        raise Unreadable("file_corrupted") from broken


def _strings(package: zipfile.ZipFile) -> list[str]:
    part = names_of(package).get("xl/sharedstrings.xml")
    if part is None:
        return []
    strings: list[str] = []
    with package.open(part) as stream:
        for item in elements(stream, "{*}si"):
            strings.append("".join(text.text or "" for text in item.iter("{*}t")))
            item.clear()
    return strings


def rows(stream: IO[bytes], strings: list[str], marks: Marks, *, anew: bool) -> Rows:
    """The rows of one sheet's XML that hold something; ``marks`` grow while they are read."""
    number = cells = 0
    for element in elements(stream, "{*}row", "{*}col"):
        if element.tag.endswith("}col") or element.tag == "col":
            if element.get("hidden") in _YES:
                first, last = int(element.get("min") or 1), int(element.get("max") or 1)
                marks.hidden_columns += range(first - 1, min(last, WIDEST))
            continue
        number = int(element.get("r") or number + 1)
        if element.get("hidden") in _YES:
            marks.hidden_rows.append(number)
        if (element.get("outlineLevel") or "0") != "0":
            marks.levels.append((number, int(element.get("outlineLevel"))))
        values: list[Any] = []
        for column, cell in cells_of(element):
            if column >= WIDEST:
                continue
            value = _value(cell, strings)
            formula = cell.find("{*}f")
            empty = value == "" and not (cell.get("t") == "str" and cell.find("{*}v") is not None)
            if formula is not None and (empty or (anew and value == 0)):
                marks.formulas.append((number, column, formula.text or ""))
            if value == "":
                continue
            values.extend([""] * (column - len(values)))
            values.append(value)
            cells += 1
            if cells > _MAX_CELLS:
                raise Unreadable("file_too_large")
        element.clear()
        if values:
            yield number, values


def _value(cell: Any, strings: list[str]) -> Any:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter("{*}t"))
    text = cell.findtext("{*}v") or ""
    if kind == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    if kind != "n" or not text:
        return text
    try:
        return float(text)
    except ValueError:
        return text
