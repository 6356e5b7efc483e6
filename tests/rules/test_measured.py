"""Weights and lengths count when the goods are sold by them and nothing else counts."""

from __future__ import annotations

import pytest

from tests.sheets import sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.measured import may_be_measured
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.tables.headers import find_tables


def chosen_of(heading: str, unit: str, name: str = "Лист1") -> Columns:
    made = sheet([["Код", "Товар", heading], ["A-1", "Сыр", 2.5], ["A-2", "Колбаса", 4]], name=name)
    [table] = find_tables(made, 0)
    assert may_be_measured(table)
    [chosen] = choose(made, table, Hits(units={"A-1": unit, "A-2": unit}))
    return chosen


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("Вес, кг", "166"), ("Вес", "166"), ("Масса, г", "166"), ("Длина, м", "006")],
)
def test_what_the_goods_are_sold_by_is_asked_and_in_an_order_ordered(
    heading: str, unit: str
) -> None:
    chosen = chosen_of(heading, unit)
    assert (chosen.quantities, chosen.unsure) == ([], (2,))
    chosen = chosen_of(heading, unit, "Заказ")
    assert [q.column for q in chosen.quantities] == [2]


@pytest.mark.parametrize("heading", ["Вес, кг", "Длина, м"])
def test_a_property_of_pieces_is_neither(heading: str) -> None:
    for name in ("Лист1", "Заказ"):
        chosen = chosen_of(heading, "796", name)
        assert (chosen.quantities, chosen.unsure) == ([], ())


def test_beside_a_quantity_it_is_a_property() -> None:
    made = sheet([["Код", "Товар", "Вес, кг", "Заказ"], ["A-1", "Сыр", 2.5, 4]])
    [table] = find_tables(made, 0)
    assert not may_be_measured(table)
    [chosen] = choose(made, table, Hits(units={"A-1": "166"}))
    assert [q.column for q in chosen.quantities] == [3]


def test_codes_under_an_unknown_word_are_no_names() -> None:
    made = sheet(
        [["Артикул", "Кол-во", "ШК короба"], *(["A-1", n, f"WB_100023{n}"] for n in (4, 7))]
    )
    [table] = find_tables(made, 0)
    [chosen] = choose(made, table, Hits())
    assert "name" not in chosen.parts
