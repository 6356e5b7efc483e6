"""Orders of clothes and shoes: a column for each size, or the size in a column of its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.catalogue import catalogue
from tests.sheets import sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.matching.decide import decide
from wholesale.intake.queries import Found, Item
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.rows.entries import Entry, RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.sheet import Cell
from wholesale.intake.tables import sizes
from wholesale.intake.tables.headers import find_tables

NUMBERS = [36, 37, 38, 39]
GOODS = {
    f"{model}-{size}": f"Туфли Степ {model} {colour} р.{size}"
    for model, colour in {"4102": "чёрный", "4205": "белый"}.items()
    for size in NUMBERS
} | {"410736": "Молоток слесарный 400 г"}


@pytest.fixture
def found() -> Found:
    return catalogue(GOODS)


def columns_and_entries(
    rows: list[list[Any]],
    remembered: Mapping[int, str] | None = None,
    merged: list[tuple[int, int, int, int]] | None = None,
) -> tuple[Columns, list[Entry]]:
    made = sheet(rows, merged=merged or [])
    [table] = find_tables(made, 0)
    [chosen] = choose(made, table, Hits(), remembered=remembered)
    read = RowsRead()
    if chosen.is_order:
        read_rows(made, table, [chosen], read)
    return chosen, read.entries


def asked_of(entries: list[Entry]) -> list[tuple[str, str, Decimal | None]]:
    return [(" ".join(e.codes.values()), e.name, e.amount.value) for e in entries]


def decided(entries: list[Entry], found: Found) -> list[Decision]:
    def search(texts: Any) -> list[list[Item]]:
        return [list(found.items.values()) for _ in texts]

    return decide(entries, found, search, lambda _: None)


def test_a_column_for_each_size_asks_for_the_model_in_that_size() -> None:
    _, entries = columns_and_entries(
        [
            ["Бланк заказа обуви"],
            ["Модель", "Цвет", "Цена", *NUMBERS, "Итого пар", "Сумма"],
            ["Туфли Степ 4102", "чёрный", 900, 2, "", 1, "", 3, 2700],
            ["Туфли Степ 4205", "белый", 950, "", 4, "", 5, 9, 8550],
        ]
    )
    assert asked_of(entries) == [
        ("", "Туфли Степ 4102 чёрный р.36", Decimal(2)),
        ("", "Туфли Степ 4102 чёрный р.38", Decimal(1)),
        ("", "Туфли Степ 4205 белый р.37", Decimal(4)),
        ("", "Туфли Степ 4205 белый р.39", Decimal(5)),
    ]
    assert {entry.delivery for entry in entries} == {""}


def test_sizes_under_one_merged_word_are_counted_and_their_total_is_not(found: Found) -> None:
    _, entries = columns_and_entries(
        [
            ["Артикул", "Наименование", "Размеры", "", "", "", "Кол-во"],
            ["", "", *NUMBERS, ""],
            ["4102", "Туфли Степ", 2, "", 1, "", 3],
            ["4205", "Туфли Степ", "", 4, "", 5, 9],
        ],
        merged=[(1, 2, 1, 5)],
    )
    decisions = decided(entries, found)
    assert [found.items[d.product_id or 0].article for d in decisions] == [
        "4102-36", "4102-38", "4205-37", "4205-39",
    ]  # fmt: skip
    assert [d.quantity for d in decisions] == [2, 1, 4, 5]


def test_letters_are_sizes_by_themselves() -> None:
    _, entries = columns_and_entries(
        [
            ["Артикул", "Товар", "S", "M", "L", "XL", "XXL"],
            ["FT-1", "Футболка", 1, 2, "", "", 3],
            ["FT-2", "Футболка", "", 4, 5, "", ""],
        ]
    )
    assert [code for code, _, _ in asked_of(entries)] == [
        "FT-1 S", "FT-1 M", "FT-1 XXL", "FT-2 M", "FT-2 L",
    ]  # fmt: skip


def test_sizes_beside_a_number_of_boxes_are_asked() -> None:
    chosen, _ = columns_and_entries(
        [
            ["Арт", "Модель", "Цвет", *NUMBERS, "Пар в коробе", "Заказ коробов"],
            ["4102", "Туфли Степ", "чёрный", 2, 2, 2, 2, 8, 3],
            ["4205", "Туфли Степ", "белый", 2, 3, 2, 1, 8, 1],
        ]
    )
    assert not chosen.quantities
    assert chosen.unsure == (8, 3, 4, 5, 6)


def test_rising_numbers_over_columns_are_no_sizes_unless_something_says_so() -> None:
    chosen, _ = columns_and_entries(
        [
            ["Артикул", "Наименование", "Цена", "24", "25", "26"],
            ["A-1", "Хлеб ржаной", 50, 3, "", 1],
            ["A-2", "Хлеб белый", 60, "", 2, 2],
        ]
    )
    assert not any(quantity.size for quantity in chosen.quantities)


def test_a_second_block_with_its_own_sizes_has_a_header_of_its_own() -> None:
    made = sheet(
        [
            ["Модель", "Цвет", 36, 37, 38],
            ["Туфли Степ 4102", "чёрный", 1, 2, ""],
            ["Модель", "Цвет", 41, 42, 43],
            ["Кеды Степ 4300", "синий", 3, "", 4],
        ]
    )
    tables = find_tables(made, 0)
    assert [[h.text for h in table.headings[2:]] for table in tables] == [
        ["36", "37", "38"],
        ["41", "42", "43"],
    ]


def test_sizes_that_a_person_confirmed_stay_sizes() -> None:
    chosen, _ = columns_and_entries(
        [
            ["Модель", "Цвет", *NUMBERS],
            ["Туфли Степ 4102", "чёрный", 1, 2, "", ""],
            ["Туфли Степ 4205", "белый", "", 2, 1, ""],
        ],
        remembered={0: "name", 1: "colour", **dict.fromkeys(range(2, 6), "quantity")},
    )
    assert [(q.size, q.delivery) for q in chosen.quantities] == [
        ("36", ""), ("37", ""), ("38", ""), ("39", ""),
    ]  # fmt: skip


def test_a_size_in_a_column_of_its_own_tells_the_product_of_a_model(found: Found) -> None:
    _, entries = columns_and_entries(
        [
            ["Артикул", "Наименование", "Цвет", "Размер", "Кол-во"],
            ["4102", "Туфли Степ", "чёрный", 37, 2],
            ["4205-38", "Туфли Степ 4205", "белый", 38, 1],
            ["4999", "Туфли Степ 4102", "чёрный", 39, 3],
        ]
    )
    decisions = decided(entries, found)
    assert [(found.items[d.product_id or 0].article, d.how) for d in decisions] == [
        ("4102-37", "normalised"),
        ("4205-38", "article"),
        ("4102-39", "name"),
    ]
    assert decisions[2].unknown == ("4999 39",)  # the dictionary learns the model with its size


def test_a_model_that_stands_beside_its_first_size_alone_goes_for_those_below() -> None:
    _, entries = columns_and_entries(
        [
            ["Модель", "Цвет", "Размер", "Кол-во"],
            ["Туфли Степ 4102", "чёрный", 36, 2],
            ["", "", 37, 1],
            ["Туфли Степ 4205", "белый", 38, 3],
            ["", "", 39, 4],
            ["", "", "", 10],
        ]
    )
    assert [entry.spelt_out()[1] for entry in entries] == [
        "Туфли Степ 4102 чёрный р.36",
        "Туфли Степ 4102 чёрный р.37",
        "Туфли Степ 4205 белый р.38",
        "Туфли Степ 4205 белый р.39",
    ]


def test_a_model_and_a_size_that_make_another_article_are_asked(found: Found) -> None:
    _, entries = columns_and_entries(
        [
            ["Артикул", "Размер", "Кол-во"],
            ["4107", 36, 2],
        ]
    )
    [decision] = decided(entries, found)
    assert (decision.outcome, decision.code) == (Outcome.ASKED, "name_differs")


@pytest.mark.parametrize("merged", [[(1, 1, 1, 3)], []])
def test_sizes_of_gloves_are_small_and_stand_under_their_word(
    merged: list[tuple[int, int, int, int]],
) -> None:
    rows: list[list[Any]] = [
        ["Наименование", "Размеры", "", "", "Итого"],
        ["", 8, 9, 10, ""],
        ["Перчатки с ПВХ", 10, 20, "", 30],
        ["Перчатки МБС", "", 5, 15, 20],
    ]
    _, entries = columns_and_entries(rows, merged=merged)
    assert asked_of(entries) == [
        ("", "Перчатки с ПВХ р.8", Decimal(10)),
        ("", "Перчатки с ПВХ р.9", Decimal(20)),
        ("", "Перчатки МБС р.9", Decimal(5)),
        ("", "Перчатки МБС р.10", Decimal(15)),
    ]


def test_small_numbers_under_another_word_are_no_sizes() -> None:
    rows: list[list[Any]] = [
        ["Наименование", "Заказ", "", ""],
        ["", 8, 9, 10],
        ["Перчатки с ПВХ", 10, 20, ""],
        ["Перчатки МБС", "", 5, 15],
    ]
    chosen, _ = columns_and_entries(rows, merged=[(1, 1, 1, 3)])
    assert [quantity.size for quantity in chosen.quantities if quantity.size] == []


@pytest.mark.parametrize("heading", ["Р.{}", "р-р {}", "Разм. {}", "EU {}", "{} EU"])
def test_a_word_beside_the_number_says_that_it_is_a_size(heading: str) -> None:
    chosen, entries = columns_and_entries(
        [
            ["Артикул", "Наименование", *(heading.format(number) for number in NUMBERS)],
            ["4102", "Туфли Степ", 2, "", 1, ""],
        ]
    )
    assert [q.size for q in chosen.quantities] == ["36", "37", "38", "39"]
    assert [code for code, _, _ in asked_of(entries)] == ["4102 36", "4102 38"]


def test_a_model_in_a_row_of_its_own_goes_for_the_sizes_below() -> None:
    _, entries = columns_and_entries(
        [
            ["Наименование", "Размер", "Кол-во"],
            ["Туфли Степ 4102 чёрный", "", ""],
            ["", 36, 2],
            ["", 37, 1],
        ]
    )
    assert [entry.spelt_out()[1] for entry in entries] == [
        "Туфли Степ 4102 чёрный р.36",
        "Туфли Степ 4102 чёрный р.37",
    ]


def test_what_1c_calls_a_characteristic_tells_one_of_a_model(found: Found) -> None:
    _, entries = columns_and_entries(
        [
            ["Номенклатура", "Характеристика", "Количество"],
            ["Туфли Степ 4102", "чёрный р.37", 2],
            ["Молоток слесарный 400 г", "<характеристики не используются>", 1],
        ]
    )
    assert [found.items[d.product_id or 0].article for d in decided(entries, found)] == [
        "4102-37",
        "410736",
    ]


def test_an_unknown_model_with_its_colour_and_size_is_offered_what_says_the_same(
    found: Found,
) -> None:
    _, entries = columns_and_entries(
        [["Артикул", "Цвет", *NUMBERS], ["Степ-4205", "белый", "", 2, "", 1]]
    )
    offered = [
        [found.items[product].article for product, _, _ in decision.candidates[:1]]
        for decision in decided(entries, found)
    ]
    assert offered == [["4205-37"], ["4205-39"]]


def test_rows_of_a_price_list_are_not_searched_for_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[Any] = []

    def watched(*asked: Any, **told: Any) -> list[int]:
        searched.append(asked)
        return []

    monkeypatch.setattr(sizes, "_run", watched)
    rows: list[list[Cell]] = [
        ["KR-1", "Болт М8", "шт", 150.5],
        [17, "KR-1", "Болт М8", "шт", "24"],
        ["KR-1", "Болт М8", "150,50"],
    ]
    assert not any(sizes.is_row_of_sizes(row) for row in rows)
    assert not searched
    sizes.is_row_of_sizes(["Модель", 40, 41, 42])
    assert searched


def test_sizes_told_by_a_mark_stand_beside_a_bare_one() -> None:
    assert sizes.is_row_of_sizes(["Модель", "р. 36", "р. 37", 38])
    assert not sizes.is_row_of_sizes(["Модель", "р. 36", "р. 37", 380])
