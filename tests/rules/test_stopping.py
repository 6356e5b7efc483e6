"""A reading that is not wanted any more ends at once, whatever it is at."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest

from tests.sheets import workbook
from wholesale.core.errors import DomainError
from wholesale.intake.opening import child
from wholesale.intake.parse import parse

ROWS: list[list[Any]] = [["Артикул", "Кол-во"], ["A-1", 5], ["A-2", 7]]


def test_reading_can_be_stopped_from_outside() -> None:
    def stop(rows: int) -> None:
        raise DomainError("stopped")

    with pytest.raises(DomainError, match="stopped"):
        parse(workbook(ROWS), "a.xlsx", progress=stop)
    assert parse(workbook(ROWS), "a.xlsx").sheets[0].rows == ROWS


def test_a_reader_that_says_nothing_yet_is_stopped_and_its_process_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(child, "_idle", [])
    readers: list[child._Reader] = []
    borrow = child._borrow

    def remembered() -> child._Reader:
        readers.append(borrow())
        return readers[-1]

    monkeypatch.setattr(child, "_borrow", remembered)
    asked: list[int] = []

    def stop(rows: int) -> None:
        asked.append(rows)
        if len(asked) == 2:
            raise DomainError("stopped")

    started = time.monotonic()
    with pytest.raises(DomainError, match="stopped"):
        parse(workbook(ROWS), "a.xlsx", progress=stop)
    assert time.monotonic() - started < 3
    assert (asked, readers[0].process.poll()) == ([0, 0], -signal.SIGKILL)


def test_the_search_for_tables_can_be_stopped() -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во"], *([f"KR-{n}", n] for n in range(3_000))]
    told: list[int] = []

    def stop(number: int) -> None:
        told.append(number)
        if told.count(3_001) == 3:  # all rows are read, and it is asked again
            raise DomainError("stopped")

    with pytest.raises(DomainError, match="stopped"):
        parse(workbook(rows), "a.xlsx", progress=stop)
