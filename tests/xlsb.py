"""A small writer of xlsb: one sheet of numbers and texts, as Excel's binary workbooks hold them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from typing import Any

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)


def xlsb(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows on its one sheet."""
    entry = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Лист1")
    book = _record(131) + _record(143) + _record(156, entry) + _record(144)
    book += _record(157, bytes(26)) + _record(132)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.bin")
        )
        package.writestr("xl/workbook.bin", book)
        package.writestr(
            "xl/_rels/workbook.bin.rels",
            _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.bin"),
        )
        package.writestr("xl/worksheets/sheet1.bin", _sheet(rows))
    return out.getvalue()


def _sheet(rows: Sequence[Sequence[Any]]) -> bytes:
    width = max(len(row) for row in rows)
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)
    out = [_record(129), _record(148, size), _record(145)]
    for number, row in enumerate(rows):
        if any(value != "" for value in row):
            out.append(_record(0, struct.pack("<II", number, 0) + bytes(17)))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(value, int | float):
                out.append(_record(5, place + struct.pack("<d", value)))
            elif value:
                out.append(_record(6, place + _wide(value)))
    return b"".join([*out, _record(146), _record(130)])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    return _varint(kind) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
