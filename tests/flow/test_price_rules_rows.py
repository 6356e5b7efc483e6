"""Bad rows of a rule set: each is told in words, with its sheet and column; nothing is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import make
from tests.flow.test_price_rules_file import RULES, Rows, load, told
from wholesale.context import reading
from wholesale.core import i18n
from wholesale.db import Database
from wholesale.models.people import Agreement
from wholesale.models.prices import Discount, PriceFormula

D = Decimal

EMPTY = "в ячейке нет значения; если в ней формула, сохраните книгу в табличном редакторе"
NO_PARENT = "у прайс-листа нет основы, формула в нём ничего не изменит"
MILLIARD = i18n.quantity_text(D(10**9))


@pytest.mark.parametrize(
    ("sheets", "sentences"),
    [
        (
            {"prices": [["list", "article", "price"], ["OPT", "DRILL", None]]},
            [(2, f"Лист «prices», колонка «price»: {EMPTY}")],
        ),
        (
            {"Цены": [["Прайс-лист", "Артикул"], ["OPT", "DRILL"]]},
            [(1, "Лист «Цены»: нет колонки «price»")],
        ),
        (
            {"Цены": [["Прайс-лист", "Артикул", "Цена"], ["ОПТ", "DRILL", 1], ["OPT", "X", 1]]},
            [
                (2, "Лист «Цены», колонка «Прайс-лист»: не найдено «ОПТ»"),
                (3, "Лист «Цены», колонка «Артикул»: не найдено «X»"),
            ],
        ),
        (
            {"prices": [["list", "article", "price", "Цена, ₽"], ["OPT", "DRILL", 1, 2]]},
            [(1, "Лист «prices»: колонка «price» есть дважды")],
        ),
        (
            {"prices": [["list", "article", "price"]], "Цены": [["list", "article", "price"]]},
            [(0, "Листы «prices» и «Цены» об одном и том же: оставьте один")],
        ),
        (
            {"margins": [["percent", "article"], [5, "DRILL"], [6, "NUT-8"], [7, "DRILL"]]},
            [(4, "Лист «margins»: о том же уже сказано в строке 2")],
        ),
        (
            {"lists": [["code", "base"], ["A", "да"], ["B", "да"]]},
            [(3, "Лист «lists», колонка «base»: базовым может быть только один прайс-лист")],
        ),
        (
            {"formulas": [["list", "percent"], ["OPT", 5]]},
            [(2, f"Лист «formulas», колонка «list»: {NO_PARENT}")],
        ),
        (
            {"margins": [["percent", "brand"], [5, "НЕТ ТАКОГО"]]},
            [(2, "Лист «margins», колонка «brand»: не найдено «НЕТ ТАКОГО»")],
        ),
        (
            {"prices": [["list", "article", "from", "price"], ["OPT", "DRILL", -1, 5]]},
            [(2, f"Лист «prices», колонка «from»: Допустимо от 0 до {MILLIARD}")],
        ),
        (
            {"discounts": [["source", "percent", "days"], ["turnover", 5, 1.5]]},
            [(2, "Лист «discounts», колонка «days»: в «1.5» лишние знаки после запятой")],
        ),
        (
            # A bad list hides nothing of what is wrong in the sheets that name it.
            {
                "lists": [["code", "rounding"], ["NEW", "круглый"]],
                "prices": [["list", "article", "price"], ["NEW", "DRILL", 5], ["NEW", "X", 5]],
            },
            [
                (2, "Лист «lists», колонка «rounding»: «круглый» — не число"),
                (3, "Лист «prices», колонка «article»: не найдено «X»"),
            ],
        ),
    ],
)
def test_each_bad_row_is_told_in_the_words_of_the_workbook(
    database: Database, world: make.World, sheets: dict[str, Rows], sentences: list[tuple[int, str]]
) -> None:
    loaded = load(database, world, sheets)
    assert (told(loaded), loaded.rules) == (sentences, {})


def test_a_workbook_is_read_as_a_russian_wholesaler_writes_it(
    database: Database, world: make.World
) -> None:
    sheets: dict[str, Rows] = {
        "СКИДКИ": [
            ["Скидки с 1 июля"],
            [],
            ["Дилер", "ВИД", "Процент, %", "Порог, ₽"],
            ["D-001", "Личная", "7,5 %", None],
            [None, "За объём заказа", "3", "100 000,00"],
        ],
        "Акции": [["Код", "Что даёт", "Процент", "Дилеры"], ["A", "Процент", 5, "D-001; D-002"]],
        "Договоры": [["Дилер", "Политика"], ["D-001", "Каскад"]],
    }
    loaded = load(database, world, sheets)
    assert (loaded.problems, loaded.unknown) == ([], ())
    assert loaded.rules == {"agreements": 1, "discounts": 2, "promotions": 1}
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        found = ctx.session.scalars(select(Discount).order_by(Discount.id)).all()
        assert [(d.source.value, d.percent, d.threshold) for d in found] == [
            ("personal", D("7.5"), D("0.00")),
            ("volume", D(3), D("100000.00")),
        ]
        assert ctx.session.get_one(Agreement, world.agreement_id).policy.value == "cascade"


def test_a_percentage_may_have_the_minus_that_prices_are_told_with(
    database: Database, world: make.World
) -> None:
    rules = {"lists": RULES["lists"], "formulas": [["list", "percent"], ["GOLD", "−7,5 %"]]}
    assert load(database, world, rules).problems == []
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert ctx.session.scalars(select(PriceFormula.percent)).all() == [D("-7.5")]
