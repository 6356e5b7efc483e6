"""A plain count that may be what there is, was sold or was ordered before is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.parts import Part

TODAY = date(2026, 11, 26)
STOCK = [n * 37 % 300 + 1 for n in range(120)]  # as counted on shelves: 38, 75, 112 …
ROUND = [(5, 10, 20, 24, 50, 100)[n % 6] for n in range(60)]  # as people order


def chosen_of(
    headings: Sequence[str], *columns: Sequence[Any], title: str = "", file_name: str = ""
) -> Columns:
    """The columns of a table «Артикул, Товар, …» with these headings and numbers."""
    rows: list[list[Any]] = [[title]] if title else []
    rows.append(["Артикул", "Товар", *headings])
    for n, values in enumerate(zip(*columns, strict=True)):
        rows.append([f"АБ-{n:05}", f"Болт оцинкованный М{n}", *values])
    made = sheet(rows)
    [table] = find_tables(made, 0)
    [chosen] = choose(made, table, Hits(), today=TODAY, file_name=file_name)
    return chosen


def prices(count: int) -> list[float]:
    return [round(10.15 + 3.7 * n, 2) for n in range(count)]


def why(chosen: Columns) -> str:
    """The code by which the columns are asked; "" when something is ordered."""
    if chosen.quantities:
        return ""
    return next(code for column, _, code, _ in chosen.reasons if column in chosen.unsure)


@pytest.mark.parametrize(
    "title",
    [
        "Остатки на 26.11.2026", "Складские остатки", "Ведомость по товарам на складах",
        "Инвентаризация № 14", "Продажи за октябрь", "ABC-анализ", "Отчет о продажах",
        "Движение товаров", "Sales report", "Поступление товаров № 3", "Перемещение товаров № 3",
        "Акт о списании товаров", "Товарная накладная № 5", "УПД № 12",
        "Реализация товаров и услуг",
    ],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["Кол-во", "Шт"])
def test_a_plain_count_under_the_title_of_a_report_is_asked(title: str, heading: str) -> None:
    assert why(chosen_of([heading], ROUND[:4], title=title)) == "column_of_report"
    assert why(chosen_of(["Заказ"], ROUND[:4], title=title)) == ""
    assert why(chosen_of([heading], ROUND[:4], title="Заявка. Остатки на складе учтены")) == ""


@pytest.mark.parametrize(
    "line",
    ["Отдел продаж: +7 495 123-45-67", "Договор купли-продажи № 5", "Склад: Основной", "Стройдвор"],
)
def test_a_line_that_merely_speaks_of_sales_and_stock_is_no_title_of_a_report(line: str) -> None:
    assert why(chosen_of(["Кол-во"], ROUND[:4], title=line)) == ""


def test_stock_under_a_plain_word_in_a_price_list_is_asked() -> None:
    heads, priced, counts = ["Цена", "Кол-во"], prices(30), ROUND[:30]
    for title in ("Прайс-лист на 25.11.2026", "Оптовый прайс"):
        assert why(chosen_of(heads, priced, counts, title=title)) == "column_of_list"
    assert why(chosen_of(heads, priced, counts, file_name="Прайс.xlsx")) == "column_of_list"


def test_of_a_price_list_the_few_rows_with_a_count_are_ordered() -> None:
    few = [n if n % 5 == 0 else "" for n in range(1, 31)]
    assert why(chosen_of(["Цена", "Кол-во"], prices(30), few, title="Прайс-лист")) == ""


@pytest.mark.parametrize("title", ["", "Прайс-лист (бланк заказа)", "Заявка по прайсу"])
def test_a_count_of_each_row_is_ordered_when_nothing_says_that_it_is_stock(title: str) -> None:
    assert why(chosen_of(["Цена", "Кол-во"], prices(60), ROUND, title=title)) == ""


def test_a_sum_beside_the_count_says_that_it_is_an_order() -> None:
    sums = [price * count for price, count in zip(prices(120), STOCK, strict=True)]
    heads = ["Цена", "Кол-во", "Сумма"]
    assert why(chosen_of(heads, prices(120), STOCK, sums, title="Прайс-лист")) == ""


def test_the_order_before_beside_the_count_says_that_it_is_the_next_one() -> None:
    heads, before = ["Цена", "Кол-во", "Прошлый заказ"], [5, *[""] * 29]
    counts = ROUND[:30]
    assert why(chosen_of(heads, prices(30), counts, before, title="Прайс-лист")) == ""
    heads[2] = "Продано за месяц"
    assert why(chosen_of(heads, prices(30), counts, before, title="Прайс-лист")) == "column_of_list"


def test_long_lists_are_known_by_numbers_as_no_hand_writes_them() -> None:
    zeros = [0 if n % 6 == 0 else count for n, count in enumerate(ROUND)]
    heads, priced = ["Цена", "Кол-во"], prices(60)
    assert why(chosen_of(heads, prices(120), STOCK)) == "column_like_stock"
    assert why(chosen_of(heads, priced, STOCK[:60])) == ""  # a dealer of several shops orders so
    assert why(chosen_of(heads, priced, zeros)) == "column_like_stock"
    both, twice = ["Опт", "Розница", "Кол-во"], prices(120)
    assert why(chosen_of(both, twice, twice, ROUND * 2)) == "column_like_stock"
    assert why(chosen_of(both, priced, priced, ROUND)) == ""
    assert why(chosen_of(heads, prices(120), STOCK, title="Заказ")) == ""
    mostly = [count if n % 6 == 0 else 0 for n, count in enumerate(ROUND)]  # a form to fill in
    assert why(chosen_of(heads, priced, mostly)) == ""


def test_counts_that_say_no_more_than_that_there_is_some_are_stock() -> None:
    for told in ((">10", "много", 3, "<5"), ("ждём", 3, 7, "снят с производства")):
        chosen = chosen_of(["Кол-во"], [told[n % 4] for n in range(40)])
        assert why(chosen) == "column_of_list"


def headless(numbers: Sequence[Any], title: str = "") -> Columns:
    rows: list[list[Any]] = [[title]] if title else []
    rows += [
        [f"АБ-{n:05}", f"Болт оцинкованный М{n}", price, number]
        for n, (price, number) in enumerate(zip(prices(len(numbers)), numbers, strict=True))
    ]
    made = sheet(rows)
    [table] = find_tables(made, 0)
    [chosen] = choose(made, table, Hits(articles=frozenset(f"АБ{n:05}" for n in range(99))))
    return chosen


def test_without_a_header_a_count_beside_a_price_is_asked_where_it_looks_like_stock() -> None:
    assert headless(STOCK[:60]).unsure == (2, 3)
    assert [q.column for q in headless(STOCK[:30]).quantities] == [3]
    assert [q.column for q in headless(ROUND).quantities] == [3]


def test_years_before_are_not_ordered_beside_what_is_asked_now_and_asked_alone() -> None:
    one, two = [3, 7, 5], [20, 10, 5]
    for now in ("Количество", "Заказ 2026", "Заказ"):
        chosen = chosen_of(["Заказ 2025", now], one, two)
        assert [q.column for q in chosen.quantities] == [3]
        assert (2, Part.OTHER, "column_past", {}) in chosen.reasons
    assert why(chosen_of(["Заказ 2025"], one)) == "column_of_year_before"
    assert chosen_of(["Заказ 2025", "Куздра"], one, two).unsure == (2, 3)
    assert why(chosen_of(["Заказ 2026"], one)) == ""


def test_orders_in_the_plural_may_be_those_of_customers() -> None:
    assert why(chosen_of(["Заказы"], [3, 7, 5])) == "column_of_others"
    assert why(chosen_of(["Заказы", "Выкупили"], [3, 7, ""], [1, 2, ""])) == "column_of_sales"
    assert chosen_of(["Заказы", "Кол-во"], [3, 7, 5], [20, 10, 5]).unsure == (2, 3)
    assert why(chosen_of(["Заказы"], [3, "", 5])) == ""
    assert why(chosen_of(["Заказы"], [3, 7, 5], title="Заявка")) == ""
    assert [q.column for q in chosen_of(["Заказы", "Заказ"], [3, 7], [1, 2]).quantities] == [3]


@pytest.mark.parametrize(
    "word",
    ["Отгружено", "Подтверждено", "Недопоставка", "Qty shipped", "Подтвердили", "Факт 12.11"],
)
def test_what_came_of_an_order_says_that_it_was_before(word: str) -> None:
    asked = [10, 20, 5, 7]
    chosen = chosen_of(["Заказано", word], asked, [10, 15, 0, 7])
    assert (why(chosen), chosen.unsure) == ("column_fulfilled_beside", (2, 3))
    assert why(chosen_of(["Заказано", word], asked, [40, 15, 0, 7])) == ""  # of other orders
    assert why(chosen_of(["Заказано", word], asked, ["", "", "", 7])) == ""


def test_what_came_and_what_is_left_are_no_shops_whose_total_is_the_order() -> None:
    chosen = chosen_of(["Заказано", "Доставлено", "Осталось"], [9, 8, 7], [4, 8, 5], [5, 0, 2])
    assert (chosen.quantities, chosen.unsure) == ([], (2, 3))


def test_shops_of_a_report_are_asked() -> None:
    shops = ["Магазин 1", "Магазин 2"]
    assert why(chosen_of(shops, [3, 7], [1, 2], title="Продажи за октябрь")) == "column_of_report"
    assert why(chosen_of(shops, [3, 7], [1, 2])) == ""


@pytest.mark.parametrize(
    "heading", ["Партия", "Годен до", "Ячейка", "Дата последней продажи", "Учётная цена"]
)
def test_a_plain_count_beside_lots_places_and_days_of_a_store_is_asked(heading: str) -> None:
    told = ["A-1", "A-2", "A-3"]
    assert why(chosen_of([heading, "Кол-во"], told, [3, 7, 5])) == "column_beside_stock"
    assert why(chosen_of([heading, "Заказ"], told, [3, 7, 5])) == ""
    assert why(chosen_of([heading, "Кол-во"], ["", "", "A-3"], [3, 7, 5])) == ""


@pytest.mark.parametrize("heading", ["Прибыль", "Рентабельность", "Класс ABC", "Доля"])
def test_a_plain_count_beside_what_sales_brought_is_asked(heading: str) -> None:
    assert why(chosen_of(["Кол-во", heading], [3, 7, 5], [1, 2, 3])) == "column_of_sales"


def test_a_plain_count_that_what_was_sold_and_what_is_left_add_up_to_is_asked() -> None:
    count, sold, left = [9, 8, 7], [4, 8, 5], [5, 0, 2]
    for heads in (["Кол-во", "Продано", "Осталось"], ["Кол-во", "Списано", "Остаток"]):
        assert why(chosen_of(heads, count, sold, left)) == "column_beside_stock"
        assert why(chosen_of(heads, [20, 10, 5], sold, left)) == ""


def test_a_total_of_stock_and_one_of_mere_months_make_no_deliveries() -> None:
    one, two = [9, 8, 7], [4, 8, 5]
    total = [13, 16, 12]
    chosen = chosen_of(["Север", "Юг", "Итого остаток"], one, two, total)
    assert (chosen.quantities, chosen.unsure) == ([], (2, 3))
    assert len(chosen_of(["Север", "Юг", "Итого"], one, two, total).quantities) == 2
    months = ["Январь", "Февраль", "Итого"]
    assert chosen_of(months, one, two, total).unsure == (2, 3)
    assert len(chosen_of(months, one, two, total, title="Заявка").quantities) == 2
