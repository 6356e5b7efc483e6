"""What calamine does not tell of an xlsb's sheets: hidden rows and columns, outline levels,
formulas that were saved without their value, what is struck through.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from wholesale.intake.opening import read_struck
from wholesale.intake.opening.formula_tokens import BIFF12, Formulas
from wholesale.intake.opening.found import MAX_SHEET, Marks
from wholesale.intake.opening.xlsx_package import targets_of
from wholesale.intake.sheet import COLUMNS

_ROW, _COLUMN, _SHEET, _CALCULATION = 0, 60, 156, 157
_TEXT, _NUMBER, _YES_NO, _ERROR = 8, 9, 10, 11  # formulas by their results
_ROWS_END = 146
_FILLED = range(2, 12)  # cells that hold something
_WORST = (KeyError, zipfile.BadZipFile, ValueError, OSError, zlib.error, struct.error, IndexError)


def xlsb_marks(content: bytes) -> Iterator[Marks]:
    """The marks of each sheet in the workbook's order; merges are not among them. Ends early
    where the package is unusual."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            targets = targets_of(package, "xl/_rels/workbook.bin.rels")
            styles = next((part for part in targets.values() if part.endswith("styles.bin")), "")
            paths: list[str] = []
            anew = False
            for kind, data in _records(package.read("xl/workbook.bin")):
                if kind == _SHEET:
                    paths.append(targets.get(_wide(data, 8)[0], ""))
                elif kind == _CALCULATION and len(data) >= 26:
                    anew = bool(data[24] & 1)
            struck = (
                read_struck.xlsb_styles(_records(package.read(styles))) if styles else frozenset()
            )
            for path in paths:
                small = path and package.getinfo(path).file_size < MAX_SHEET
                yield _marks(package.read(path), anew, struck) if small else Marks()
    except _WORST:
        return


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's kind and data."""
    place, end = 0, len(stream)
    while place < end:
        kind = stream[place]
        place += 1
        if kind & 0x80:
            kind = kind & 0x7F | stream[place] << 7
            place += 1
        size = shift = 0
        while True:
            part = stream[place]
            place += 1
            size |= (part & 0x7F) << shift
            shift += 7
            if part < 0x80 or shift > 21:
                break
        yield kind, stream[place : place + size]
        place += size


def _wide(data: bytes, place: int) -> tuple[str, int]:
    """A text with its length before it, and the place after it."""
    length = struct.unpack_from("<I", data, place)[0]
    after = place + 4 + 2 * length
    return data[place + 4 : after].decode("utf-16-le", "replace"), after


def _marks(stream: bytes, anew: bool, struck: frozenset[int]) -> Marks:
    marks, formulas = Marks(), Formulas(BIFF12)
    row = 0
    for kind, data in _records(stream):
        if struck and kind in _FILLED and int.from_bytes(data[4:7], "little") in struck:
            marks.struck.append((row, _column(data)))
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0] + 1
            if data[11] & 0x10:
                marks.hidden_rows.append(row)
            if data[11] & 7:
                marks.levels.append((row, data[11] & 7))
        elif kind == _COLUMN:
            first, last, looks = struct.unpack_from("<II8xH", data)
            if looks & 1:
                marks.hidden_columns += range(first, min(last + 1, COLUMNS))
        elif kind == _NUMBER:
            value = struct.unpack_from("<d", data, 8)[0]
            formulas.met(row, _column(data), _tokens(data, 16), value, anew=anew)
        elif kind == _TEXT:
            text, after = _wide(data, 8)
            formulas.met(row, _column(data), _tokens(data, after), 1 if text else None, anew=anew)
        elif kind in {_YES_NO, _ERROR}:
            formulas.valued = True
        elif kind == _ROWS_END:
            break
    formulas.tell(marks)
    return marks


def _column(data: bytes) -> int:
    return int(struct.unpack_from("<I", data)[0])


def _tokens(data: bytes, after: int) -> bytes:
    """The formula that follows its result."""
    length = struct.unpack_from("<I", data, after + 2)[0]
    return data[after + 6 : after + 6 + length]
