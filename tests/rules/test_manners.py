"""How a column writes its numbers tells what one of them is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.tables.headers import find_tables


def problems(*counts: Any) -> list[tuple[str, str]]:
    made = sheet([["Артикул", "Кол-во"], *([f"A-{n}", count] for n, count in enumerate(counts))])
    [table] = find_tables(made, 0)
    read = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), read)
    return [
        (entry.amount.problem, entry.amount.params["text"])
        for entry in read.entries
        if entry.amount.problem
    ]


def test_a_day_that_lost_its_format_is_no_quantity_among_small_counts() -> None:
    assert problems(5, 46054, 12, 3, 100) == [("quantity_is_date", "01.02.2026")]


@pytest.mark.parametrize(
    "counts",
    [
        (5, 46000, 12, 3, 100),  # as people order screws
        (5, 46054, 12, 3, 100_000), (46054, 46055, 12, 3, 5), (46054,), (5, 32001, 12, 3, 100),
    ],
)  # fmt: skip
def test_big_counts_that_may_be_meant_stay_quantities(counts: tuple[int, ...]) -> None:
    assert problems(*counts) == []
