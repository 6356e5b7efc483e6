"""An xlsx whose few cells lie so far apart that a dense reader cannot hold the area.

Reads the sheets' XML as a stream and keeps the cells that are there. Used after calamine
gave up for memory; slower, but its cost is that of the cells, not of the area.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from wholesale.intake.reader import Rows, Unreadable

_MAX_CELLS = 3_000_000
_MAX_COLUMN = 1_000  # nobody keeps an order further right


def sheets(content: bytes) -> Iterator[tuple[dict[str, Any], Rows]]:
    """Each sheet of the package; formulas, merges and what is hidden are not told."""
    from lxml import etree

    from wholesale.intake.read_workbook import sheet_paths

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            strings = _strings(package)
            for name, part in sheet_paths(package):
                with package.open(part) as stream:
                    yield {"name": name, "visible": True, "merged": []}, _rows(stream, strings)
    except (zipfile.BadZipFile, KeyError, zlib.error, etree.XMLSyntaxError) as broken:
        raise Unreadable("file_corrupted") from broken


def _strings(package: zipfile.ZipFile) -> list[str]:
    part = next((n for n in package.namelist() if n.lower() == "xl/sharedstrings.xml"), None)
    if part is None:
        return []
    strings: list[str] = []
    with package.open(part) as stream:
        for _, item in _elements(stream, "si"):
            strings.append("".join(text.text or "" for text in item.iter("{*}t")))
            item.clear()
    return strings


def _rows(stream: Any, strings: list[str]) -> Rows:
    number = cells = 0
    for _, row in _elements(stream, "row"):
        number = int(row.get("r") or number + 1)
        values: list[Any] = []
        for cell in row.iterfind("{*}c"):
            reference = (cell.get("r") or "").rstrip("0123456789")
            column = _index(reference) if reference else len(values)
            value = _value(cell, strings)
            if value == "" or column >= _MAX_COLUMN:
                continue
            values.extend([""] * (column - len(values)))
            values.append(value)
            cells += 1
            if cells > _MAX_CELLS:
                raise Unreadable("file_too_large")
        row.clear()
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


def _index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _elements(stream: Any, name: str) -> Any:
    from lxml import etree

    return etree.iterparse(
        stream, tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False
    )
