"""Rows that only add up others are left out on evidence; a row that looks odd is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.rows.totals import Sums, is_total
from wholesale.intake.tables.headers import find_tables

D = Decimal


@pytest.mark.parametrize(
    "text",
    [
        "Итого", "ИТОГО:", "Итого по группе Болты", "Подитог", "Всего", "Всего к отгрузке",
        "Всего наименований 8, на сумму 5 000,00 руб.", "В том числе НДС:", "в т.ч. НДС",
        "НДС 20%", "НДС (20 %)", "Скидка 5%", "Скидка:", "Общая сумма", "Промежуточный итог",
        "Итоговая сумма", "Total", "TOTAL:", "Grand total", "Subtotal 1 250.00", "Total amount",
        "Сумма к оплате", "VAT 20%", "Усього", "Tax", "Shipping", "Позиций:",
        "Единиц товара:", "Вес, кг", "Общий объём, м3:", "Мест", "Кол-во наименований",
    ],
)  # fmt: skip
def test_a_total_is_known_by_its_words(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "Total Quartz 9000 5W40 4л", "Итоговая аттестация. Сборник", "Всегорит розжиг 0,5л",
        "НДС-1 насос дренажный", "Скидка карта пластиковая", "TOTAL-5W40", "Итог-1",
        "Всего хорошего, открытка", "Сумма пляжная", "Sum 41 лампа", "Болт М8", "Taxi 1:43",
        "Весы кухонные", "Местный мёд", "Вес гимнастический 2 кг",
    ],
)  # fmt: skip
def test_a_product_whose_name_begins_like_a_total_is_a_product(text: str) -> None:
    assert not is_total(text)


def read(*rows: Sequence[Any], head: list[str], **over: Any) -> tuple[dict[int, str], dict[int, D]]:
    """Skipped rows with their reasons, and what is ordered of the others."""
    made = sheet([head, *rows], **over)
    [table] = find_tables(made, 0)
    into = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), into)
    wanted = {e.row: e.amount.value for e in into.entries if e.amount.value is not None}
    skipped = {row: reason for (_, row), reason in into.skipped.items() if reason != "header"}
    return skipped, wanted


HEAD = ["Артикул", "Наименование", "Кол-во"]
PRICED = ["Артикул", "Наименование", "Ед.", "Цена", "Кол-во"]


def test_a_row_without_a_code_is_ordered_though_it_equals_its_neighbours() -> None:
    rows = [["A-1", "Болт", 4], ["", "Гайка", 10], ["A-3", "Шайба", 4], ["A-4", "Винт", 6]]
    assert read(*rows, head=HEAD) == ({}, {2: D(4), 3: D(10), 4: D(4), 5: D(6)})


@pytest.mark.parametrize("levels", [{}, {3: 1, 4: 1}])
def test_the_head_of_a_group_with_its_sum_is_left_out(levels: Mapping[int, int]) -> None:
    head = PRICED if not levels else HEAD
    rows: list[list[Any]] = [["", "Крепёж", "", "", 10], ["A-3", "Шайба", "шт", 5, 4]]
    rows += [["A-4", "Винт", "шт", 5, 6]]
    if levels:
        rows = [[*row[:2], row[4]] for row in rows]
    assert read(*rows, head=head, levels=levels) == ({2: "group_total"}, {3: D(4), 4: D(6)})


def test_a_group_of_one_is_left_out_only_when_it_looks_like_one_twice() -> None:
    one = ["A-3", "Шайба", "шт", 5, 4]
    other = ["A-4", "Винт", "шт", 5, 6]
    assert read(["", "Группа 1", "", "", 4], one, other, head=PRICED)[0] == {2: "group_total"}
    assert read(["", "Крепёж", "", "", 4], one, other, head=PRICED)[1] == {
        2: D(4), 3: D(4), 4: D(6),
    }  # fmt: skip


def test_a_quantity_alone_is_a_total_only_when_it_adds_up_all_of_a_part() -> None:
    part = [["A-1", "Болт", 4], ["A-2", "Гайка", 7], ["", "", 11]]
    rows = [["A-3", "Шайба", 6], ["A-4", "Винт", 5], ["A-5", "Бур", 5], ["", "", 10]]
    skipped, wanted = read(*part, *rows, ["", "", 8], ["Крепёж", "", ""], *part, head=HEAD)
    assert skipped == {4: "total", 10: "group", 13: "total"}
    assert wanted == {
        2: D(4), 3: D(7), 5: D(6), 6: D(5), 7: D(5), 8: D(10), 9: D(8), 11: D(4), 12: D(7),
    }  # fmt: skip


def test_a_row_that_asks_for_several_shops_is_never_half_a_total() -> None:
    rows = [["A-1", "Болт", 4, 1], ["A-2", "Гайка", 7, 2], ["", "", 14, 8]]
    skipped, wanted = read(*rows, head=["Артикул", "Наименование", "Магазин 1", "Магазин 2"])
    assert (skipped, sorted(wanted)) == ({}, [2, 3, 4])


def test_a_row_with_a_code_is_never_a_total() -> None:
    rows = [["Total", "Итого", 4], ["A-2", "Итого", 5], ["", "Итого", 9], ["TQ-9", "Total", 1]]
    assert read(*rows, head=HEAD) == ({2: "total", 4: "total"}, {3: D(5), 5: D(1)})


def test_an_article_alone_is_a_product_without_a_quantity_and_words_are_a_group() -> None:
    rows: list[list[Any]] = [["A-1", "Болт", 4], ["A-2", "", ""], ["Крепёж", "", ""]]
    rows.append([100500, "", ""])
    assert read(*rows, head=HEAD)[0] == {3: "no_quantity", 4: "group", 5: "no_quantity"}


def test_sums_are_found_on_either_side() -> None:
    sums = Sums([None, D(2), D(3), None, D(4), None])
    assert [sums.of(0, D(5)), sums.of(3, D(5)), sums.of(5, D(9)), sums.of(0, D(6))] == [2, 2, 3, 0]
    assert [sums.above(5, D(7)), sums.above(0, D(5))] == [2, 0]


@pytest.mark.parametrize(
    ("head", "cells", "wanted"),
    [
        (["Item No.", "Description", "Qty"], ["250", "1,000", "12"], {2: D(250), 4: D(12)}),
        (["Item No.", "Description", "Qty"], [250, "1,000", 12], {2: D(250), 4: D(12)}),
        (["Item No.", "Description", "Qty"], ["1,000", "2,000"], {2: D(1), 3: D(2)}),
        (HEAD, ["250", "1,000", "12"], {2: D(250), 3: D(1), 4: D(12)}),  # as 1C writes
        (HEAD, ["250", "1,000", "1,250.50"], {2: D(250), 3: D(1000), 4: D("1250.5")}),
    ],
)
def test_a_comma_that_may_part_thousands_is_asked_under_english_headings(
    head: list[str], cells: list[Any], wanted: dict[int, D]
) -> None:
    rows = [[f"A-{n}", f"Болт М{n}", cell] for n, cell in enumerate(cells, 1)]
    _, read_so = read(*rows, head=head)
    assert read_so == wanted


def test_rows_without_codes_that_each_add_up_their_part_are_groups_of_whatever_size() -> None:
    rows = [
        ["", "Бытовая химия", 7],
        ["A-1", "Порошок стиральный", 4],
        ["A-2", "Отбеливатель", 3],
        ["", "Посуда", 5],
        ["A-3", "Кружка белая", 5],
        ["", "Текстиль", 2],
        ["A-4", "Полотенце банное", 2],
    ]
    skipped, wanted = read(*rows, head=HEAD)
    assert skipped == {2: "group_total", 5: "group_total", 7: "group_total"}
    assert wanted == {3: D(4), 4: D(3), 6: D(5), 8: D(2)}
    rows[5][2] = 9  # one does not add up, so none is left out for adding up alone
    assert read(*rows, head=HEAD)[0] == {}


@pytest.mark.parametrize(
    "signed",
    [
        ["", "Исполнитель", "____________", "Заказчик"],
        ["", "Руководитель ______", "", "Бухгалтер ______"],
        ["Отпустил", "", "", "Получил"],
        ["Заказал: Иванов И. И. 25.11.2026", "", "", "М.П."],
    ],
)
def test_those_who_sign_below_a_table_are_no_goods(signed: list[str]) -> None:
    head = ["Артикул", "Товар", "Ед.", "Кол-во"]
    skipped, wanted = read(["A-1", "Болт", "шт", 5], signed, head=head)
    assert (skipped, wanted) == ({3: "note"}, {2: D(5)})


def test_a_product_that_begins_as_a_signature_is_one_when_it_counts() -> None:
    head = ["Артикул", "Товар", "Кол-во"]
    assert read(["", "Поставщик воды, кулер", 2], head=head) == ({}, {2: D(2)})
