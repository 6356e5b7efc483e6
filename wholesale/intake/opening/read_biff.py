"""What calamine does not tell of a binary workbook's sheets (xls: BIFF5 and BIFF8): hidden rows
and columns, outline levels, formulas that were saved without their value, what is struck through.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from wholesale.intake.opening import read_struck
from wholesale.intake.opening.formula_tokens import BIFF5, BIFF8, Formulas
from wholesale.intake.opening.found import Marks, Unreadable

_BOF, _EOF, _BOUNDSHEET, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x002F
_ROW, _COLINFO, _FORMULA = 0x0208, 0x007D, 0x0006
_HEAD = struct.Struct("<HH")
_TEXT_RESULT, _EMPTY_RESULT = 0, 3
_ON_LOAD = 0x02


def xls_marks(content: bytes) -> Iterator[Marks]:
    """The marks of each sheet in the workbook's order; merges are not among them. Ends early
    where the file is unusual."""
    try:
        stream = workbook_stream(content)
        sizes = BIFF8 if stream[4:6] == b"\x00\x06" else BIFF5
        starts = [
            struct.unpack_from("<I", stream, place)[0]
            for kind, place, size in _records(stream, 0)
            if kind == _BOUNDSHEET and size >= 4
        ]
        struck = read_struck.xls_styles(stream, _records(stream, 0))
        for start in starts:
            yield _marks(stream, start, Formulas(sizes), struck)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - what xlrd stumbles over, calamine may have read
        return


def workbook_stream(content: bytes) -> bytes:
    """The records of an xls, out of the OLE container if they lie in one."""
    from xlrd.compdoc import SIGNATURE, CompDoc

    if not content.startswith(SIGNATURE):
        return content
    container = CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
    for name in ("Workbook", "Book"):
        held, start, size = container.locate_named_stream(name)
        if held:
            return bytes(held[start : start + size])
    return b""


def is_locked(content: bytes) -> bool:
    """Whether an xls is opened by a password; False also where it cannot be asked."""
    try:
        return any(kind == _FILEPASS for kind, _, _ in _records(workbook_stream(content), 0))
    except Exception:  # noqa: BLE001 - what xlrd stumbles over is broken in another way
        return False


def has_formulas(content: bytes) -> bool:
    """Whether any cell of an xls is a formula."""
    stream = workbook_stream(content)
    return any(kind == _FORMULA for kind, _, _ in _records(stream, 0, whole=True))


def _records(stream: bytes, place: int, *, whole: bool = False) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record up to the end of the part that begins at ``place``,
    or of the ``whole`` stream; those of charts within are left out."""
    depth, end = 0, len(stream)
    unpack = _HEAD.unpack_from
    while place + 4 <= end:
        kind, size = unpack(stream, place)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0 and not whole:
                return
        elif depth == 1 or whole:
            yield kind, place + 4, size
        place += 4 + size


def _marks(stream: bytes, start: int, formulas: Formulas, struck: frozenset[int]) -> Marks:
    marks = Marks()
    for kind, place, size in _records(stream, start):
        if kind == _ROW and size >= 14:
            row, looks = struct.unpack_from("<H10xH", stream, place)
            if looks & 0x20:
                marks.hidden_rows.append(row + 1)
            if looks & 7:
                marks.levels.append((row + 1, looks & 7))
        elif kind == _COLINFO and size >= 10:
            first, last, looks = struct.unpack_from("<HH4xH", stream, place)
            if looks & 1:
                marks.hidden_columns += range(first, min(last, 255) + 1)
        elif kind == _FORMULA and size >= 22:
            _formula(stream, place, formulas)
        if struck:
            marks.struck += read_struck.xls_cells(stream, kind, place, size, struck)
    formulas.tell(marks)
    return marks


def _formula(stream: bytes, place: int, formulas: Formulas) -> None:
    row, column, result, looks, length = struct.unpack_from("<HH2x8sH4xH", stream, place)
    value: float | None
    if result[6:] != b"\xff\xff":
        value = struct.unpack("<d", result)[0]
    elif result[0] == _EMPTY_RESULT:
        value = None
    else:  # a text follows, yes or no, an error
        value = 1
    tokens = stream[place + 22 : place + 22 + length]
    formulas.met(row + 1, column, tokens, value, anew=bool(looks & _ON_LOAD))
