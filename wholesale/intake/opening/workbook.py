"""Workbooks read by a child process, which is borrowed, limited and replaced."""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import orjson

import wholesale
from wholesale.core.errors import DomainError
from wholesale.intake.opening.reader import FRAME
from wholesale.intake.opening.sniff import FileKind
from wholesale.intake.sheet import Cell, Sheet

Progress = Callable[[int], None]

_START = "from wholesale.intake.opening.reader import main; main()"
_MAX_ROWS = 300_000  # that hold something; a million take half a gigabyte of the server's
_JOBS_A_PROCESS = 50
_IDLE = 2


def read(
    content: bytes,
    kind: FileKind,
    *,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> list[Sheet]:
    """The sheets of ``content``, read by a child process within ``seconds`` (by default, what
    a file of this size needs many times over).

    ``progress`` is told the number of rows read so far; what it raises stops the reading.
    Raises ``DomainError``: ``file_corrupted``, ``file_truncated``, ``file_encrypted``,
    ``file_too_large`` (memory), ``file_too_slow`` (time).
    """
    deadline = time.monotonic() + (_seconds(content) if seconds is None else seconds)
    try:
        return _ask(content, kind, "dense", deadline, partial(_sheets, progress=progress))
    except _ReaderDied:
        if kind is not FileKind.XLSX:
            raise
    return _ask(content, kind, "sparse", deadline, partial(_sheets, progress=progress))


def _seconds(content: bytes) -> float:
    return min(30.0, 4.0 + 2.0 * (len(content) // 1_000_000))


def dressed(content: bytes) -> bytes:
    """A binary workbook (xls) as an xlsx that looks the same. Raises as ``read`` does."""
    deadline = time.monotonic() + 2 * _seconds(content)  # it is read and written
    return _ask(content, FileKind.XLS, "dressed", deadline, _file)


def percents(content: bytes, *, seconds: float) -> dict[str, set[tuple[int, int]]]:
    """Where an xlsx shows numbers as percentages: by sheet, (row from 1, column from 0).

    0.07 in such a cell is 7 %. Raises as ``read`` does.
    """
    sheets = _ask(content, FileKind.XLSX, "percents", time.monotonic() + seconds, _sheets)
    return {
        sheet.name: {
            (number, column)
            for number, row in zip(sheet.numbers, sheet.rows, strict=True)
            for column, cell in enumerate(row)
            if cell
        }
        for sheet in sheets
    }


def parts_of_msg(content: bytes) -> list[tuple[str, str, bytes]]:
    """What a letter saved by Outlook holds, as (type, name, bytes); see ``read_msg``.

    Raises as ``read`` does.
    """
    parts = _ask(content, FileKind.MSG, "dense", time.monotonic() + _seconds(content), _sheets)
    return [(str(part.rows[0][0]), part.name, b64decode(str(part.rows[0][1]))) for part in parts]


def barcodes(picture: bytes, *, seconds: float = 5.0) -> list[str]:
    """The barcodes in a photograph, the one nearest to the middle first.

    Raises as ``read`` does, and ``DomainError`` ``picture_unreadable``.
    """
    [found] = _ask(picture, FileKind.PICTURE, "dense", time.monotonic() + seconds, _sheets)
    return [str(row[0]) for row in found.rows]


def warm_up() -> None:
    """Have a reader process ready before the first file comes."""
    with _lock:
        if not _idle:
            _idle.append(_Reader())


class _ReaderDied(DomainError):
    """The child process ended in the middle: memory limit or a crash in the reader."""

    def __init__(self) -> None:
        super().__init__("file_too_large")


class _Reader:
    """One child process and how many files it was given."""

    def __init__(self) -> None:
        root = Path(wholesale.__file__).parents[1]
        environment = {
            "PYTHONPATH": os.pathsep.join([str(root), *filter(None, sys.path)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self.jobs = 0

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


_lock = threading.Lock()
_idle: list[_Reader] = []


def _borrow() -> _Reader:
    with _lock:
        while _idle:
            reader = _idle.pop()
            if reader.process.poll() is None:
                return reader
            reader.stop()
    return _Reader()


def _give_back(reader: _Reader) -> None:
    with _lock:
        if reader.jobs < _JOBS_A_PROCESS and len(_idle) < _IDLE:
            _idle.append(reader)
            return
    reader.stop()


@atexit.register
def _stop_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().stop()


_Frames = Iterator[tuple[bytes, bytes]]
_T = TypeVar("_T")


def _ask(
    content: bytes, kind: FileKind, mode: str, deadline: float, gather: Callable[[_Frames], _T]
) -> _T:
    """What ``gather`` makes of the answer."""
    reader = _borrow()
    reader.jobs += 1
    try:
        gathered = gather(_converse(reader, content, kind, mode, deadline))
    except BaseException:
        reader.stop()
        raise
    if len(content) > 5_000_000:  # its memory does not come back
        reader.stop()
    else:
        _give_back(reader)
    return gathered


def _converse(
    reader: _Reader, content: bytes, kind: FileKind, mode: str, deadline: float
) -> _Frames:
    """The frames of the answer up to its end."""
    source, target = reader.process.stdout, reader.process.stdin
    assert source is not None and target is not None
    try:
        target.write(f"{len(content)} {kind.value} {mode}\n".encode())
        target.write(content)
        target.flush()
    except BrokenPipeError as died:
        raise _ReaderDied from died
    while True:
        mark, size = FRAME.unpack(_receive(source, FRAME.size, deadline))
        payload = _receive(source, size, deadline)
        if mark == b"Z":
            return
        if mark == b"E":
            _receive(source, FRAME.size + 2, deadline)
            code = str(orjson.loads(payload)["code"])
            raise DomainError(code)
        yield mark, payload


def _sheets(frames: _Frames, progress: Progress | None = None) -> list[Sheet]:
    sheets: list[Sheet] = []
    rows = 0
    for mark, payload in frames:
        data = orjson.loads(payload)
        if mark == b"S":
            sheets.append(Sheet(_without_nul(data["name"]), data["visible"]))
            continue
        if mark == b"M":
            _mark(sheets[-1], data)
            continue
        numbers, cells = data
        if b'{"d":"' in payload or _NUL in payload:
            cells = [[_cell(cell) for cell in row] for row in cells]
        sheets[-1].numbers.extend(numbers)
        sheets[-1].rows.extend(cells)
        rows += len(cells)
        if rows > _MAX_ROWS:
            raise DomainError("file_too_large")
        if progress:
            progress(rows)
    return sheets


def _file(frames: _Frames) -> bytes:
    return b"".join(payload for _, payload in frames)


def _receive(source: Any, size: int, deadline: float) -> bytes:
    """Exactly ``size`` bytes before the deadline."""
    parts: list[bytes] = []
    descriptor = source.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while size:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise DomainError("file_too_slow")
            part = os.read(descriptor, min(size, 1 << 20))
            if not part:
                raise _ReaderDied
            parts.append(part)
            size -= len(part)
    return b"".join(parts)


def _mark(sheet: Sheet, data: dict[str, Any]) -> None:
    sheet.merged = [(top, left, bottom, right) for top, left, bottom, right in data["merged"]]
    sheet.hidden_rows = frozenset(data["hidden_rows"])
    sheet.hidden_columns = frozenset(data["hidden_columns"])
    sheet.formulas = {(row, column): text for row, column, text in data["formulas"]}
    sheet.levels = dict(data["levels"])
    sheet.torn = frozenset(data["torn"])
    sheet.struck = frozenset((row, column) for row, column in data["struck"])
    sheet.units = {(row, column): unit for row, column, unit in data["units"]}
    _add_formula_rows(sheet)


def _add_formula_rows(sheet: Sheet) -> None:
    """A row of nothing but formulas without values holds something too."""
    unseen = {row for row, _ in sheet.formulas}.difference(sheet.numbers) if sheet.rows else set()
    if unseen:
        both = [*zip(sheet.numbers, sheet.rows, strict=True), *((row, []) for row in unseen)]
        both.sort(key=lambda numbered: numbered[0])
        sheet.numbers = [number for number, _ in both]
        sheet.rows = [row for _, row in both]


def _cell(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return datetime.fromisoformat(cell["d"])
    if isinstance(cell, str):
        return _without_nul(cell)
    return cell  # type: ignore[no-any-return]


_NUL = rb"\u0000"  # as JSON has it


def _without_nul(text: str) -> str:
    """The text without NUL, which PostgreSQL takes in no text."""
    return text.replace("\0", "")
