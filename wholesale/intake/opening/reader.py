"""The child process that opens files: nothing a hostile workbook does reaches the server.

``child`` starts it with ``main``; it imports no more than it needs, so that it starts
in some fifty milliseconds. It serves one request after another: a line «SIZE KIND MODE», then
the bytes; it answers with frames (a letter, a length, JSON): ``S`` a sheet begins, ``R`` some
of its rows, ``M`` what it says beside them, ``F`` a whole file, ``E`` the file cannot be read,
``Z`` the end. Fully
empty rows and empty cells at the end of a row are left out; each row carries its number in the
sheet.
"""

from __future__ import annotations

import datetime as dt
import struct
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from wholesale.intake.opening.found import FoundSheet, Rows, Unreadable

CHUNK, CHUNK_CELLS = 2_000, 100_000  # rows and cells told at once
FRAME = struct.Struct(">cI")
_MEMORY_LIMIT = 300_000_000  # of address space; 100,000 rows of 15 columns take 260


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer requests until ``source`` ends."""
    while line := source.readline():
        size, kind, mode = line.split()
        content = source.read(int(size))
        try:
            if mode == b"dressed":
                from wholesale.intake.answering import dress_xls

                _send_bytes(target, b"F", dress_xls.dressed(content))
            else:
                _send_sheets(target, open_file(content, kind.decode(), mode.decode()))
        except Unreadable as problem:
            _send(target, b"E", {"code": problem.code})
        except MemoryError:
            _send(target, b"E", {"code": "file_too_large"})
        except Exception:  # noqa: BLE001 - a reader's own failure is the file's
            _send(target, b"E", {"code": "file_corrupted"})
        _send(target, b"Z", {})
        del content


def open_file(content: bytes, kind: str, mode: str) -> Iterator[FoundSheet]:
    """The sheets of a file, in its order."""
    if kind == "csv":
        from wholesale.intake.opening import read_csv

        return read_csv.sheets(content)
    if kind == "html":
        from wholesale.intake.opening import read_html

        return read_html.sheets(content)
    if kind == "xml":
        from wholesale.intake.opening import read_xml2003

        return read_xml2003.sheets(content)
    if kind in {"docx", "rtf"}:
        from wholesale.intake.opening import read_docx

        return read_docx.sheets(content, kind)
    if mode == "sparse":
        from wholesale.intake.opening import read_sparse

        return read_sparse.sheets(content)
    if kind == "picture":
        from wholesale.intake.opening import read_picture

        return read_picture.sheets(content)
    if kind == "letter":
        from wholesale.intake.opening import read_letter

        return read_letter.sheets(content)
    if kind == "msg":
        from wholesale.intake.opening import read_msg

        return read_msg.sheets(content)
    if mode == "percents":
        from wholesale.intake.opening import read_percents

        return read_percents.sheets(content)
    from wholesale.intake.opening import read_workbook

    return read_workbook.sheets(content, kind)


def _send_sheets(target: BinaryIO, sheets: Iterable[FoundSheet]) -> None:
    for sheet in sheets:
        _send(target, b"S", {"name": sheet.name, "visible": sheet.visible})
        _send_rows(target, sheet.rows)
        _send(target, b"M", sheet.marks)


def _send_rows(target: BinaryIO, rows: Rows) -> None:
    numbers: list[int] = []
    cells: list[list[Any]] = []
    count = 0
    for number, row in rows:
        numbers.append(number)
        cells.append(row)
        count += len(row)
        if len(cells) >= CHUNK or count >= CHUNK_CELLS:
            _send(target, b"R", [numbers, cells])
            numbers, cells, count = [], [], 0
    _send(target, b"R", [numbers, cells])


def _send(target: BinaryIO, mark: bytes, data: Any) -> None:
    options = orjson.OPT_PASSTHROUGH_DATETIME
    _send_bytes(target, mark, orjson.dumps(data, default=_moment, option=options))


def _send_bytes(target: BinaryIO, mark: bytes, payload: bytes) -> None:
    target.write(FRAME.pack(mark, len(payload)))
    target.write(payload)
    target.flush()


def _moment(value: Any) -> Any:
    """Dates are marked, so that the parent can tell them from text."""
    if isinstance(value, dt.datetime | dt.date):
        return {"d": value.isoformat()}
    return str(value)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; time is still limited by the parent
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The whole life of the process."""
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
