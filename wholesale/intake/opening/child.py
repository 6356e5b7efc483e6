"""The child processes that open files: borrowed, asked one thing at a time, replaced."""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import orjson

import wholesale
from wholesale.core.errors import DomainError
from wholesale.intake.opening.reader import FRAME
from wholesale.intake.opening.sniff import FileKind

Frames = Iterator[tuple[bytes, bytes]]
"""An answer: letters and what they bring, as ``reader`` tells."""

_START = "from wholesale.intake.opening.reader import main; main()"
_JOBS_A_PROCESS = 50
_IDLE = 2
_LARGE = 5_000_000  # bytes of a file whose memory does not come back
_TICK = 0.1  # seconds: so soon ends a process whose answer is not wanted any more
_T = TypeVar("_T")


def nobody_waits() -> None:
    """For an answer that nobody would stop."""


def ask(
    content: bytes,
    kind: FileKind,
    mode: str,
    deadline: float,
    gather: Callable[[Frames], _T],
    tick: Callable[[], None] = nobody_waits,
) -> _T:
    """What ``gather`` makes of the answer, which ends before the deadline. ``tick`` is called
    while none comes; what it raises, or ``gather``, ends the process.

    Raises ``DomainError`` with the reader's code, ``file_too_slow``, and ``ReaderDied``.
    """
    reader = _borrow()
    reader.jobs += 1
    try:
        gathered = gather(_converse(reader, content, kind, mode, deadline, tick))
    except BaseException:
        reader.stop()
        raise
    if len(content) > _LARGE:
        reader.stop()
    else:
        _give_back(reader)
    return gathered


def warm_up() -> None:
    """Have a reader process ready before the first file comes."""
    with _lock:
        if not _idle:
            _idle.append(_Reader())


class ReaderDied(DomainError):
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


def _converse(
    reader: _Reader,
    content: bytes,
    kind: FileKind,
    mode: str,
    deadline: float,
    tick: Callable[[], None],
) -> Frames:
    """The frames of the answer up to its end."""
    source, target = reader.process.stdout, reader.process.stdin
    assert source is not None and target is not None
    try:
        target.write(f"{len(content)} {kind.value} {mode}\n".encode())
        target.write(content)
        target.flush()
    except BrokenPipeError as died:
        raise ReaderDied from died
    while True:
        mark, size = FRAME.unpack(_receive(source, FRAME.size, deadline, tick))
        payload = _receive(source, size, deadline, tick)
        if mark == b"Z":
            return
        if mark == b"E":
            _receive(source, FRAME.size + 2, deadline, tick)
            code = str(orjson.loads(payload)["code"])
            raise DomainError(code)
        yield mark, payload


def _receive(source: Any, size: int, deadline: float, tick: Callable[[], None]) -> bytes:
    """Exactly ``size`` bytes before the deadline."""
    parts: list[bytes] = []
    descriptor = source.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise DomainError("file_too_slow")
            if not selector.select(min(left, _TICK)):
                tick()
                continue
            part = os.read(descriptor, min(size, 1 << 20))
            if not part:
                raise ReaderDied
            parts.append(part)
            size -= len(part)
    return b"".join(parts)
