"""A small writer of xlsb: one sheet of numbers and texts, as Excel's binary workbooks hold them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from fixtures.corpus.biff import EMPTY, Formula

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)


_STYLES = (
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/styles" Target="styles.bin"/>'
)


def xlsb(
    rows: Sequence[Sequence[Any]],
    *,
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    levels: Mapping[int, int] | None = None,
    struck: Collection[int] = (),
    anew: bool = False,
) -> bytes:
    """A workbook with these rows on its one sheet; ``anew`` asks the program that opens it to
    calculate; rows in ``struck`` are struck through. Rows and columns count from 1."""
    entry = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Лист1")
    book = _record(131) + _record(143) + _record(156, entry) + _record(144)
    book += _record(157, bytes(24) + bytes([anew, 0])) + _record(132)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.bin")
        )
        package.writestr("xl/workbook.bin", book)
        package.writestr(
            "xl/_rels/workbook.bin.rels",
            _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.bin").replace(
                "</Rel", _STYLES + "</Rel"
            ),
        )
        package.writestr("xl/styles.bin", _LOOKS)
        package.writestr(
            "xl/worksheets/sheet1.bin",
            _sheet(rows, hidden_rows, hidden_columns, levels or {}, struck),
        )
    return out.getvalue()


def _sheet(
    rows: Sequence[Sequence[Any]],
    hidden_rows: Collection[int],
    hidden_columns: Collection[int],
    levels: Mapping[int, int],
    struck: Collection[int],
) -> bytes:
    width = max(len(row) for row in rows)
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)
    out = [_record(129), _record(148, size)]
    if hidden_columns:
        places = [struct.pack("<IIIIH", n - 1, n - 1, 2_560, 0, 1) for n in hidden_columns]
        out += [_record(390), *(_record(60, place) for place in places), _record(391)]
    out.append(_record(145))
    for number, row in enumerate(rows):
        if any(value != "" for value in row):
            looks = levels.get(number + 1, 0) | (0x10 if number + 1 in hidden_rows else 0)
            head = struct.pack("<IIHBB", number, 0, 300, 0, looks)
            out.append(_record(0, head + bytes(13)))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, int(number + 1 in struck))
            if isinstance(value, Formula):
                kind, result = (8, _wide("")) if value.result == EMPTY else (9, _number(value))
                tokens = struct.pack("<HI", 0, len(value.tokens)) + value.tokens
                out.append(_record(kind, place + result + tokens + bytes(4)))
            elif isinstance(value, int | float):
                out.append(_record(5, place + struct.pack("<d", value)))
            elif value:
                out.append(_record(6, place + _wide(value)))
    return b"".join([*out, _record(146), _record(130)])


def _number(formula: Formula) -> bytes:
    assert isinstance(formula.result, float)
    return struct.pack("<d", formula.result)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    return _varint(kind) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])


def _font(flags: int) -> bytes:
    return _record(43, struct.pack("<HHHHBBBB", 220, flags, 400, 0, 0, 0, 0, 0) + bytes(9))


def _xf(font: int) -> bytes:
    return _record(47, struct.pack("<HHHHH", 0, 0, font, 0, 0) + bytes(6))


_LOOKS = b"".join(
    [
        _record(278), _record(611, bytes(4)), _font(0), _font(8), _record(612),
        _record(626, bytes(4)), _xf(1), _record(627),  # a style that no cell has
        _record(617, bytes(4)), _xf(0), _xf(1), _record(618), _record(279),
    ]
)  # fmt: skip
