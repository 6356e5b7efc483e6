"""Which sheets of a workbook are the order: no copies of it and none of the orders of before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from wholesale.intake.rows.entries import Entry
from wholesale.intake.rows.sheets import ReadSheet, settle
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import Amount

TODAY = date(2026, 11, 26)
FIRST, SECOND = {"A-1": 5, "A-2": 7, "A-3": 1}, {"A-1": 5, "A-2": 9, "A-4": 2}


def book(sheets: Mapping[str, Mapping[str, int]]) -> list[ReadSheet]:
    made = []
    for position, (name, wanted) in enumerate(sheets.items()):
        one = ReadSheet(position, name, ordered=True)
        for row, (article, count) in enumerate(wanted.items(), 2):
            codes = {Part.ARTICLE: article}
            one.read.entries.append(
                Entry(position, row, 0, codes, "", Amount(value=Decimal(count)))
            )
        made.append(one)
    return made


def deliveries(sheets: list[ReadSheet]) -> list[str]:
    return [sheet.read.entries[0].delivery for sheet in sheets]


def test_a_copy_that_excel_made_of_a_sheet_is_not_ordered_beside_it() -> None:
    few = {"A-1": 5}
    assert settle(book({"Заказ": few, "Заказ (2)": few}), TODAY) == {1: "copied_sheet"}


@pytest.mark.parametrize(
    "names",
    [
        ("Заказ", "Заказ (2)"), ("Заказ", "Заказ исправленный"), ("v1", "v2"), ("Лист1", "Лист2"),
        ("Заявка 1", "Заявка (финал)"),
    ],
)  # fmt: skip
def test_of_versions_none_is_ordered_until_a_person_shows_one(names: tuple[str, str]) -> None:
    other = FIRST | {"A-2": 9}
    sheets = book(dict(zip(names, (FIRST, other), strict=True)))
    assert settle(sheets, TODAY) == {0: "version_sheet", 1: "version_sheet"}
    sheets[1].fixed = True
    assert settle(sheets, TODAY) == {0: "set_aside_sheet"}


@pytest.mark.parametrize("names", [("Тверь", "Клин"), ("Магазин 1", "Магазин 2"), ("Пн", "Вт")])
def test_sheets_whose_names_tell_more_are_all_ordered(names: tuple[str, str]) -> None:
    sheets = book(dict(zip(names, (FIRST, FIRST | {"A-2": 9}), strict=True)))
    assert settle(sheets, TODAY) == {}
    assert settle(book({"Лист1": FIRST, "Лист2": {"B-1": 1, "B-2": 2, "B-3": 3}}), TODAY) == {}


def test_a_sheet_that_says_the_same_as_another_is_ordered_once_and_a_shop_s_is_meant() -> None:
    assert settle(book({"Лист1": FIRST, "Лист2": FIRST}), TODAY) == {1: "copied_sheet"}
    assert settle(book({"Магазин 1": FIRST, "Магазин 2": FIRST}), TODAY) == {}
    assert settle(book({"Лист1": {"A-1": 5}, "Лист2": {"A-1": 5}}), TODAY) == {}


@pytest.mark.parametrize("names", [("Киоск 5", "Киоск 7"), ("ТТ1", "ТТ2"), ("пр. Мира", "ул. 8")])
def test_sheets_named_by_any_word_for_a_shop_are_its_deliveries(names: tuple[str, str]) -> None:
    sheets = book(dict(zip(names, (FIRST, FIRST | {"A-2": 9}), strict=True)))
    assert settle(sheets, TODAY) == {}
    assert tuple(deliveries(sheets)) == names


@pytest.mark.parametrize(
    "names",
    [
        ("01.11", "15.11", "25.11"),
        ("заказ 5.10.26", "заказ 5.11.26", "заказ 25.11.26"),
        ("Сентябрь", "Октябрь", "Ноябрь"),
        ("ноябрь 2025", "октябрь 2026", "ноябрь 2026"),
    ],
)
def test_of_sheets_named_by_days_the_last_is_the_order(names: tuple[str, str, str]) -> None:
    third = {"A-7": 3}
    sheets = book(dict(zip(names, (FIRST, SECOND, third), strict=True)))
    assert settle(sheets, TODAY) == {0: "earlier_sheet", 1: "earlier_sheet"}
    assert deliveries(sheets)[2] == ""


def test_sheets_of_days_to_come_are_deliveries() -> None:
    sheets = book({"20.11": FIRST, "27.11": SECOND, "01.12": {"A-7": 3}})
    assert settle(sheets, TODAY) == {0: "earlier_sheet"}
    assert deliveries(sheets) == ["", "27.11", "01.12"]


def test_sheets_are_not_told_apart_by_days_where_one_has_none_or_a_person_painted_it() -> None:
    assert settle(book({"01.11": FIRST, "Крепёж": SECOND}), TODAY) == {}
    painted = book({"01.11": FIRST, "15.11": SECOND})
    painted[0].fixed = True
    assert settle(painted, TODAY) == {}


@pytest.mark.parametrize(
    ("names", "out"),
    [
        (("Лист1", "Остатки"), {1: "supply_sheet"}),
        (("Складские остатки", "Тверь"), {0: "supply_sheet"}),
        (("Заказ", "Прайс"), {1: "supply_sheet"}), (("Лист1", "Прайс"), {}),
        (("Заявка", "Склад Тверь"), {}), (("Остатки Тверь", "Остатки Клин"), {}),
    ],
)  # fmt: skip
def test_a_plain_count_of_what_there_is_is_left_out_by_the_name_of_its_sheet(
    names: tuple[str, str], out: dict[int, str]
) -> None:
    sheets = book(dict(zip(names, (FIRST, SECOND), strict=True)))
    for one in sheets:
        one.ordered = False
    assert settle(sheets, TODAY) == out


def test_what_a_pivot_table_adds_up_is_not_ordered_beside_its_list() -> None:
    sheets = book({"Лист1": FIRST, "Лист2": SECOND})
    sheets[1].pivoted = True
    assert settle(sheets, TODAY) == {1: "summary_sheet"}
    sheets[0].pivoted = True
    assert settle(sheets, TODAY) == {}


def test_a_sheet_that_says_a_part_of_another_again_is_asked() -> None:
    more = {f"A-{n}": n for n in range(1, 9)}
    part = {f"A-{n}": n for n in range(1, 6)}
    asked = {0: "version_sheet", 1: "version_sheet"}
    assert settle(book({"Заказ": more, "Срочно": part}), TODAY) == asked
    assert settle(book({"Тверь": more, "Клин": part}), TODAY) == asked
    assert settle(book({"Тверь": more, "Клин": part | {"A-5": 7}}), TODAY) == {}
    assert settle(book({"Тверь": more, "Клин": {"A-1": 1, "A-2": 2}}), TODAY) == {}
    assert settle(book({"Магазин 1": more, "Магазин 2": part}), TODAY) == {}


def test_what_is_said_of_the_things_of_an_order_under_another_name_is_asked() -> None:
    other = {"A-1": 9, "A-2": 9, "A-3": 9}
    asked = {0: "version_sheet", 1: "version_sheet"}
    for name in ("Дефицит", "План"):
        assert settle(book({"Заказ": FIRST, name: other}), TODAY) == asked
        assert settle(book({"Заказ": FIRST, name: {"A-1": 9, "B-2": 9, "B-3": 9}}), TODAY) == {}
    assert settle(book({"Заказ": FIRST, "Магазин 2": other}), TODAY) == {}


@pytest.mark.parametrize(
    "name", ["Продажи октябрь", "Приход", "Получено", "Нормы запаса", "Движение", "Неликвид"]
)
def test_a_report_beside_an_order_is_left_out_by_the_name_of_its_sheet(name: str) -> None:
    sheets = book({"Лист1": FIRST, name: SECOND})
    sheets[1].ordered = False
    assert settle(sheets, TODAY) == {1: "supply_sheet"}
    sheets[1].ordered = True  # it holds a column «Заказ»
    assert settle(sheets, TODAY) == {}


def test_of_sheets_named_by_years_the_one_that_goes_on_is_the_order() -> None:
    assert settle(book({"2025": FIRST, "2026": SECOND}), TODAY) == {0: "earlier_sheet"}
