"""Days over columns and over rows: what was ordered before is not ordered again."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sheets import Rows, sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.rows.sheets import rows_of_before
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.days import day_of

TODAY = date(2026, 11, 26)


def chosen_of(*headings: str, today: date | None = TODAY) -> Columns:
    made = sheet([["Артикул", "Товар", *headings], *[[f"A-{n}", "Болт", n, 7, 5] for n in (3, 4)]])
    [table] = find_tables(made, 0)
    return choose(made, table, Hits(), today=today)[0]


@pytest.mark.parametrize(
    "headings",
    [
        ("05.11", "12.11", "26.11"), ("Заказ 05.11", "Заказ 12.11", "Заказ 19.11"),
        ("2026-11-05", "2026-11-19", "2026-12-03"),
        ("Заказ сентябрь", "Заказ октябрь", "Заказ ноябрь"), ("16.11", "17.11", "18.11"),
        ("Заказ 46 нед", "Заказ 47 нед", "Заказ 48 нед"), ("44 неделя", "45 неделя", "46 неделя"),
        ("21.11", "23.11", "25.11"),
    ],
)  # fmt: skip
def test_columns_of_days_that_reach_back_are_asked(headings: tuple[str, str, str]) -> None:
    chosen = chosen_of(*headings)
    assert (chosen.quantities, chosen.unsure) == ([], (2, 3, 4))


@pytest.mark.parametrize(
    "headings",
    [("23.11", "24.11", "25.11"), ("26.11", "03.12", "10.12"), ("Пн", "Ср", "Пт")],
)
def test_days_of_one_plan_are_deliveries(headings: tuple[str, str, str]) -> None:
    assert [q.delivery for q in chosen_of(*headings).quantities] == list(headings)


def test_rows_under_the_title_of_an_order_of_before_are_left_out() -> None:
    rows: Rows = [
        ["Заказ от 10.11.2026"],
        ["A-1", 5],
        ["Заказ от 25.11.2026"],
        ["A-1", 7],
        ["Хлеб"],
    ]
    assert rows_of_before(sheet(rows), TODAY) == {1, 2}
    coming: Rows = [["Заявка на 27.11"], ["A-1", 5], ["Заявка на 28.11"]]
    assert rows_of_before(sheet(coming), TODAY) == set()
    assert rows_of_before(sheet(rows[:2]), TODAY) == set()


def test_a_week_over_its_days_that_is_past_is_asked() -> None:
    def week(said: str) -> Columns:
        heads: Rows = [["Артикул", "Товар", said, "", ""], ["", "", "Пн", "Вт", "Ср"]]
        rows: Rows = [*heads, *([f"A-{n}", "Болт", n, 7, 5] for n in (3, 4))]
        made = sheet(rows, merged=[(1, 2, 1, 4)])
        [table] = find_tables(made, 0)
        return choose(made, table, Hits(), today=TODAY)[0]

    assert week("Неделя 16.11.2026 - 22.11.2026").unsure == (2, 3, 4)
    assert len(week("Неделя 23.11.2026 - 29.11.2026").quantities) == 3


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Заказ 48 нед", date(2026, 11, 29)), ("Неделя 2", date(2027, 1, 17)), ("53 нед", None),
        ("Запас на 2 нед", None), ("Заказ на 2 недели", None), ("7-я неделя", date(2027, 2, 21)),
    ],
)  # fmt: skip
def test_the_number_of_a_week_is_a_day_and_how_long_is_none(text: str, day: date | None) -> None:
    assert day_of(text, TODAY) == day
