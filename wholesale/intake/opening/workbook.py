"""What files hold: workbooks, letters and pictures, opened by a child process."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

import orjson

from wholesale.core.errors import DomainError
from wholesale.intake.opening.child import Frames, ReaderDied, ask
from wholesale.intake.opening.sniff import FileKind
from wholesale.intake.sheet import Cell, Sheet

Progress = Callable[[int], None]

_MAX_ROWS = 300_000  # that hold something; a million take half a gigabyte of the server's
_MAX_CELLS = 3_000_000  # of all its sheets: 100,000 rows of 30 columns
_MAX_SHEETS = 1_000


def read(
    content: bytes,
    kind: FileKind,
    *,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> list[Sheet]:
    """The sheets of ``content``, read by a child process within ``seconds`` (by default, what
    a file of this size needs many times over).

    ``progress`` is told the number of rows read so far, and again while none come; what it raises
    ends the child process at once.
    Raises ``DomainError``: ``file_corrupted``, ``file_truncated``, ``file_encrypted``,
    ``file_too_large`` (memory), ``file_too_slow`` (time).
    """
    deadline = time.monotonic() + (_seconds(content) if seconds is None else seconds)
    told = _Told(progress)
    try:
        return ask(content, kind, "dense", deadline, partial(_sheets, told=told), told.again)
    except ReaderDied:
        if kind is not FileKind.XLSX:
            raise
    return ask(content, kind, "sparse", deadline, partial(_sheets, told=told), told.again)


class _Told:
    """How many rows were read, told to the one who asked, and told again while he waits."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._rows = 0

    def rows(self, number: int) -> None:
        self._rows = number
        self.again()

    def again(self) -> None:
        if self._progress:
            self._progress(self._rows)


def _seconds(content: bytes) -> float:
    return min(30.0, 4.0 + 2.0 * (len(content) // 1_000_000))


def dressed(content: bytes) -> bytes:
    """A binary workbook (xls) as an xlsx that looks the same. Raises as ``read`` does."""
    deadline = time.monotonic() + 2 * _seconds(content)  # it is read and written
    return ask(content, FileKind.XLS, "dressed", deadline, _file)


def percents(content: bytes, *, seconds: float) -> dict[str, set[tuple[int, int]]]:
    """Where an xlsx shows numbers as percentages: by sheet, (row from 1, column from 0).

    0.07 in such a cell is 7 %. Raises as ``read`` does.
    """
    sheets = ask(content, FileKind.XLSX, "percents", time.monotonic() + seconds, _sheets)
    return {
        sheet.name: {
            (number, column)
            for number, row in zip(sheet.numbers, sheet.rows, strict=True)
            for column, cell in enumerate(row)
            if cell
        }
        for sheet in sheets
    }


def parts_of_letter(content: bytes, kind: FileKind) -> list[tuple[str, str, bytes]]:
    """What a letter holds, as (type, name, bytes); see ``read_letter`` and ``read_msg``.

    Raises as ``read`` does.
    """
    parts = ask(content, kind, "dense", time.monotonic() + _seconds(content), _sheets)
    return [(str(part.rows[0][0]), part.name, b64decode(str(part.rows[0][1]))) for part in parts]


def barcodes(picture: bytes, *, seconds: float = 5.0) -> list[str]:
    """The barcodes in a photograph, the one nearest to the middle first.

    Raises as ``read`` does, and ``DomainError`` ``picture_unreadable``.
    """
    [found] = ask(picture, FileKind.PICTURE, "dense", time.monotonic() + seconds, _sheets)
    return [str(row[0]) for row in found.rows]


def _sheets(frames: Frames, told: _Told | None = None) -> list[Sheet]:
    sheets: list[Sheet] = []
    rows = cells_seen = 0
    for mark, payload in frames:
        data = orjson.loads(payload)
        if mark == b"S":
            if len(sheets) == _MAX_SHEETS:
                raise DomainError("file_of_sheets", most=_MAX_SHEETS)
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
        cells_seen += sum(map(len, cells))
        if rows > _MAX_ROWS or cells_seen > _MAX_CELLS:
            raise DomainError("file_too_large")
        if told:
            told.rows(rows)
    for sheet in sheets:
        _put_in_order(sheet)
    return sheets


def _put_in_order(sheet: Sheet) -> None:
    """Rows as a person sees them, whatever their order in the file. Raises ``file_corrupted`` for
    two of one number, of which nobody can say which is shown, and for one before the first."""
    if any(after <= before for before, after in pairwise([0, *sheet.numbers])):
        order = sorted(range(len(sheet.numbers)), key=sheet.numbers.__getitem__)
        sheet.rows = [sheet.rows[place] for place in order]
        sheet.numbers = [sheet.numbers[place] for place in order]
        if any(after <= before for before, after in pairwise([0, *sheet.numbers])):
            raise DomainError("file_corrupted")


def _file(frames: Frames) -> bytes:
    return b"".join(payload for _, payload in frames)


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
