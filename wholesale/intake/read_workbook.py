"""Workbooks through calamine (xlsx, xlsm, xlsb, xls, ods); runs in the reader's process.

What calamine does not tell is looked up in the package itself: hidden rows and columns,
outline levels, formulas that were saved without their value.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from wholesale.intake import read_sparse
from wholesale.intake.reader import Rows, Unreadable

_MAX_MERGES = 20_000


def sheets(content: bytes, kind: str) -> Iterator[tuple[dict[str, Any], Rows]]:
    """Each worksheet in the workbook's order."""
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
        locked_xls = "assword" in str(broken)
        raise Unreadable("file_encrypted" if locked_xls else "file_corrupted") from broken
    parts = _sheet_parts(content) if kind == "xlsx" else {}
    for position, known in enumerate(workbook.sheets_metadata):
        if known.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_index(position)
        except CalamineError as broken:
            raise Unreadable("file_corrupted") from broken
        rows, name = _rows(sheet), known.name
        if kind == "xls":
            name, rows = _in_russian(name, rows)
        header = {
            "name": name,
            "visible": known.visible == SheetVisibleEnum.Visible,
            "merged": _merged(sheet),
            **_marks(parts.get(known.name, b"")),
        }
        yield header, rows


def _rows(sheet: CalamineSheet) -> Rows:
    start = sheet.start
    if start is None:
        return
    first_row, first_column = start
    indent = [""] * first_column
    number = first_row
    for row in sheet.iter_rows():
        number += 1
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


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    """Merged areas as (first row, first column, last row, last column), rows from 1.

    Those over several rows, and those near the top, where headers are.
    """
    kept = []
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if bottom > top or top < 300:
            kept.append((top + 1, left, bottom + 1, right))
            if len(kept) >= _MAX_MERGES:
                break
    return kept


_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def _sheet_parts(content: bytes) -> dict[str, bytes]:
    """The XML of each sheet by its name; nothing when the package is unusual."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {
                name: package.read(path)
                for name, path in sheet_paths(package)
                if package.getinfo(path).file_size < 150_000_000
            }
    except (KeyError, zipfile.BadZipFile, ValueError, OSError):
        return {}


def sheet_paths(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Sheets of an xlsx in the workbook's order: name and path of the part."""
    names = {name.lower(): name for name in package.namelist()}
    book = package.read(names["xl/workbook.xml"])
    relations = package.read(names["xl/_rels/workbook.xml.rels"])
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target").lstrip("/")
        for tag in _RELATION.findall(relations)
    }
    found = []
    for tag in _SHEET.findall(book):
        target = targets.get(_attribute(tag, rb"\w+:id"), "")
        path = target if target.startswith("xl/") else f"xl/{target}"
        known = names.get(path.lower())
        if known:
            found.append((_attribute(tag, b"name"), known))
    return found


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    if not found:
        return ""
    text = found.group(1).decode("utf-8", "replace")
    for entity, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, sign)
    return text


_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*hidden=\"(?:1|true)\"[^>]*>")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_NUMBER = re.compile(rb'\sr="(\d+)"')
_EMPTY_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*>\s*<f[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_MAX_FORMULAS = 200_000


def _marks(xml: bytes) -> dict[str, Any]:
    """Hidden rows and columns, and formulas without a value as [row, column, formula]."""
    marks: dict[str, Any] = {}
    if b'hidden="' in xml:
        marks["hidden_rows"] = [
            int(number.group(1))
            for tag in _ROW.findall(xml)
            if _HIDDEN.search(tag) and (number := _NUMBER.search(tag))
        ]
        marks["hidden_columns"] = [
            column
            for tag in _COLUMN.findall(xml)
            for column in range(
                int(_attribute(tag, b"min") or 1) - 1,
                min(int(_attribute(tag, b"max") or 1), 16_384),
            )
        ]
    if b"<f" in xml:
        marks["formulas"] = [
            (int(row), column_index(letters.decode()), (formula or b"").decode("utf-8", "replace"))
            for letters, row, formula in _EMPTY_FORMULA.findall(xml)[:_MAX_FORMULAS]
        ]
    return marks


def column_index(letters: str) -> int:
    """«A» → 0, «XFD» → 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
