"""A name whose rest stands in columns beside it: its brand, its type, its size."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.core.codes import article_key
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.matching.decide import decide
from wholesale.intake.queries import Found, Item
from wholesale.intake.receipt import Decision
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.tables.headers import find_tables

ONE = Decimal(1)
GOODS = [
    Item(at, f"A-{at}", article_key(f"A-{at}"), name, "", brand, None, "796", ONE, ONE, True)
    for at, (name, brand) in enumerate(
        [
            ("Болт DIN 933 М8х40", ""),
            ("Болт DIN 933 М8х60", ""),
            ("Краска Tikkurila Joker 2,7 л", "Tikkurila"),
            ("Краска Лакра Joker 2,7 л", "Лакра"),
        ],
        1,
    )
]


def decided(head: list[str], *rows: list[Any]) -> list[Decision]:
    made = sheet([head, *rows])
    [table] = find_tables(made, 0)
    read = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), read)
    return decide(read.entries, Found(), lambda texts: [GOODS for _ in texts], lambda _: None)


@pytest.mark.parametrize(
    ("beside", "name", "rest", "product"),
    [
        ("Типоразмер", "Болт", "DIN 933 М8х60", 2),
        ("Тип, марка, обозначение документа", "Болт DIN 933", "М8х40", 1),
        ("Бренд", "Краска Joker 2,7 л", "Лакра", 4),
        ("Производитель", "Краска Tikkurila Joker 2,7 л", "tikkurila", 3),
        ("Параметры", "Болт DIN 933 М8х40", "новый, не ниже ГОСТ", 1),
    ],
)
def test_the_rest_of_a_name_is_read_beside_it(
    beside: str, name: str, rest: str, product: int
) -> None:
    [decision] = decided(["Наименование", beside, "Кол-во"], [name, rest, 5])
    assert (decision.product_id, decision.quantity) == (product, Decimal(5))


def test_what_is_asked_is_remembered_by_the_whole_name() -> None:
    head = ["Наименование", "Типоразмер", "Кол-во"]
    [decision] = decided(head, ["Болт", "DIN 933", 5])
    assert (decision.code, decision.name) == ("name_unsure", "Болт DIN 933")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Tikkurila", ""),
        ("TIKKURILA OY", ""),
        ("Dulux", "brand_differs"),
        ("Тиккурила", ""),
        ("", ""),
    ],
)
def test_a_product_found_by_name_is_asked_when_the_brand_beside_it_is_another(
    given: str, code: str
) -> None:
    name = "Краска Tikkurila Joker 2,7 л"
    [decision] = decided(["Наименование", "Бренд", "Кол-во"], [name, given, 5])
    assert (decision.code, [c[0] for c in decision.candidates]) == (code, [3] if code else [])


def test_a_remark_beside_a_name_is_no_part_of_it() -> None:
    [decision] = decided(["Наименование", "Назначение", "Кол-во"], ["Болт", "DIN 933 М8х60", 5])
    assert (decision.product_id, decision.name) == (None, "Болт")
