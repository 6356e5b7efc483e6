"""An offer that comes back with ticks orders what is ticked, as many as it offers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.tables.headers import find_tables


def read(heading: str, *ticks: Any) -> RowsRead:
    head = ["Артикул", "Наименование", "Кол-во", "Цена", heading]
    rows = [[f"A-{n}", f"Болт М{n}", 10 * n, 9.5, tick] for n, tick in enumerate(ticks, 1)]
    made = sheet([head, *rows])
    [table] = find_tables(made, 0)
    into = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), into)
    return into


@pytest.mark.parametrize("tick", ["+", "V", "да", "✓", "Берём"])
def test_ticked_rows_are_ordered_as_offered_and_the_others_left_out(tick: str) -> None:
    into = read("Заказываем?", tick, "", "нет", tick)
    assert {e.row: e.amount.value for e in into.entries} == {2: Decimal(10), 5: Decimal(40)}
    assert [into.skipped[0, row] for row in (3, 4)] == ["not_ticked"] * 2


def test_a_no_under_more_than_a_word_of_ordering_leaves_no_row_out() -> None:
    into = read("Нужно поднять на этаж", "да", "нет")
    assert "not_ticked" not in into.skipped.values()


def test_numbers_of_an_order_s_column_are_no_ticks() -> None:
    into = read("Заказ", 5, "", "+", 7)
    assert {e.row: (e.amount.value, e.amount.problem) for e in into.entries} == {
        2: (Decimal(5), ""),
        4: (None, "quantity_ticked"),
        5: (Decimal(7), ""),
    }


def test_a_mark_nobody_knows_below_the_sampled_ticks_is_asked() -> None:
    ticks = ["+"] * 400
    ticks[41] = "?"  # where the sample has a gap
    into = read("Берём", *ticks)
    doubted = {entry.row: entry.doubt.code for entry in into.entries if entry.doubt}
    assert doubted == {43: "row_tick_unclear"}
