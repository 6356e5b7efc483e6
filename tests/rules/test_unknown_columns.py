"""Which columns of numbers are ordered, and which are never: positive evidence, or a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.counted_in import measure_in
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import PACK, UNKNOWN

GOODS = ["A-1", "A-2", "A-3", "A-4"]
KNOWN = Hits(articles=frozenset({"A1", "A2", "A3", "A4"}), exact=frozenset(GOODS))
PACKS = (10, 12, 6, 50)
FIRST, SECOND, THIRD = (40, 7, 12, 55), (3, 9, 4, 8), (6, 2, 11, 5)


def table(*headings: Any, columns: Sequence[Sequence[Any]], today: date | None = None) -> Columns:
    """The columns of a table «Артикул, Наименование, …» with these headings and numbers."""
    rows = [
        [article, f"Болт оцинкованный {n}", *values]
        for n, (article, values) in enumerate(
            zip(GOODS, zip(*columns, strict=True), strict=True), 1
        )
    ]
    made = sheet([["Артикул", "Наименование", *headings], *rows])
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, KNOWN, places={"юг", "север"}, today=today)
    return chosen


def ordered(chosen: Columns) -> dict[int, str]:
    return {quantity.column: quantity.delivery for quantity in chosen.quantities}


@pytest.mark.parametrize(
    "heading",
    [
        "Себестоимость", "Рейтинг", "Год", "Код группы", "Продажи", "Наценка", "Дилерская",
        "Остатки ЦС", "Доступно к продаже", "Продано за месяц", "Сумма, руб", "Факт",
        "Прошлый заказ", "Заказ прошлый", "Рекомендуемый заказ", "Автозаказ", "Кол-во продано",
        "Кол-во (склад)", "Кол-во в прошлый раз", "Заказ, руб.", "Заказ (сумма)", "Стеллаж",
        "Склад Тверь", "Возврат", "Отгружено, шт", "Заказ мин.", "Заказы покупателей",
        "Заказ в пути", "Можно заказать", "Макс. заказ", "Пред. заказ", "Обычный заказ",
        "Точка заказа", "Годовая потребность", "Заказов в месяц", "Заказано за месяц", "On order",
        "Кол-во заказов", "Количество покупателей", "Заказывали", "Кол-во у поставщика",
        "Количество в прайсе", "Итого, руб", "Order multiple", "Магазин 1 (ост.)", "Доставлено",
        "Qty Rec'd", "Qty Backordered", "Qty Avail", "Заказ №",
    ],
)  # fmt: skip
def test_money_stock_and_the_past_are_neither_ordered_nor_asked(heading: str) -> None:
    chosen = table(heading, columns=[FIRST])
    assert (ordered(chosen), chosen.unsure) == ({}, ())


@pytest.mark.parametrize(
    "heading",
    [
        "Глокая куздра",
        "Xyz",
        "Спрос",
        "План",
        "Партия",
        "Бета-2",
        "Кол-во полюсов",
        "Число фаз",
        "Кол-во листов",
        "Кол-во на 1 м2",
        "Кол-во в наборе",
    ],
)
def test_one_column_under_a_word_nobody_knows_is_asked(heading: str) -> None:
    chosen = table(heading, columns=[FIRST])
    assert (ordered(chosen), chosen.unsure, chosen.is_order) == ({}, (2,), False)


@pytest.mark.parametrize(
    "headings",
    [
        ("Глокая", "Куздра"), ("Заявлено", "Одобрено"), ("Спрос", "План"),
        ("Кол-во", "Кол-во"), ("Заказ", "Нужно"), ("Заказ 2025", "Заказ 2026"),
    ],
)  # fmt: skip
def test_of_equal_rivals_none_is_ordered_and_all_are_asked(headings: tuple[str, str]) -> None:
    chosen = table(*headings, columns=[FIRST, SECOND])
    assert (ordered(chosen), chosen.unsure) == ({}, (2, 3))


def test_of_rivals_the_one_that_makes_the_sum_with_the_price_is_ordered() -> None:
    prices = (10.5, 20, 7.25, 99)
    sums = [count * price for count, price in zip(FIRST, prices, strict=True)]
    columns = [FIRST, SECOND, prices, sums]
    assert ordered(table("Кол-во бут.", "Кол-во дал", "Цена", "Сумма", columns=columns)) == {2: ""}
    by_hand = ("", 9, "", 8)  # beside what there is and what it is worth
    chosen = table("Кол-во", "Кол-во", "Цена", "Сумма", columns=[FIRST, by_hand, *columns[2:]])
    assert (ordered(chosen), chosen.unsure) == ({}, (2, 3))


def test_packs_count_in_the_rows_that_leave_the_pieces_blank() -> None:
    packs, pieces = (2, "", 5, ""), ("", 9, "", 4)
    chosen = table("кор", "шт", columns=[packs, pieces])
    assert [(q.column, q.measure) for q in chosen.quantities] == [(3, ""), (2, PACK)]
    assert ordered(table("кор", "шт", columns=[(24, 12, 12, 6), pieces])) == {3: ""}


def test_what_is_written_into_a_price_list_is_a_rival_of_its_plain_counts() -> None:
    rows = [[f"A-{n}", f"Болт {n}", 10.5, 40 + n, 5 if n % 4 == 0 else ""] for n in range(1, 21)]
    for heading in ("", "ИП Ким"):
        made = sheet([["Артикул", "Наименование", "Цена", "Кол-во", heading], *rows])
        [found] = find_tables(made, 0)
        [chosen] = choose(made, found, KNOWN)
        assert (ordered(chosen), chosen.unsure) == ({}, (3, 4))
    beyond = [[*row[:4], "", row[4]] for row in rows]
    made = sheet([["Артикул", "Наименование", "Цена", "Кол-во", "", "Значение"], *beyond])
    [found] = find_tables(made, 0)
    assert ordered(choose(made, found, KNOWN)[0]) == {3: ""}
    manners = ("{} шт", "{}*", "{}")  # by hand, as no program writes what there is
    by_hand = [[*row[:3], manners[n % 3].format(row[3]), row[4]] for n, row in enumerate(rows)]
    made = sheet([["Артикул", "Наименование", "Цена", "Кол-во", "ИП Ким"], *by_hand])
    [found] = find_tables(made, 0)
    assert ordered(choose(made, found, KNOWN)[0]) == {3: ""}


@pytest.mark.parametrize("heading", ["Корректировка", "Минус", "Изменение"])
def test_a_column_that_changes_the_quantity_is_asked_with_it(heading: str) -> None:
    chosen = table("Заказ", heading, columns=[FIRST, ("", -1, "", 2)])
    assert (ordered(chosen), chosen.unsure) == ({}, (2, 3))
    assert ordered(table("Заказ", heading, columns=[FIRST, ("",) * 4])) == {2: ""}


def test_a_plain_count_beside_what_was_earned_is_asked() -> None:
    assert table("Количество", "Выручка", columns=[FIRST, (900, 800, 70, 60)]).unsure == (2,)
    assert ordered(table("Заказ", "Выручка", columns=[FIRST, (900, 800, 70, 60)])) == {2: ""}


def test_words_under_an_order_s_word_do_not_let_stock_be_ordered() -> None:
    chosen = table("Заказ", "Кол-во", columns=[("да", "нет", "да", "позже"), FIRST])
    assert (ordered(chosen), chosen.unsure) == ({}, (2, 3))


@pytest.mark.parametrize(
    "heading", ["Заказ, паллет", "Кол-во поддонов", "Кол-во рядов", "Кол-во (дюжин)"]
)
def test_nobody_knows_how_much_a_pallet_is(heading: str) -> None:
    [quantity] = table(heading, columns=[FIRST]).quantities
    assert quantity.measure.startswith(UNKNOWN)


@pytest.mark.parametrize("heading", ["Тара", "В чём", "Ед. заказа"])
def test_units_beside_the_quantity_are_known_by_what_they_say(heading: str) -> None:
    chosen = table("Заказ", heading, columns=[FIRST, ("кор", "шт", "кор.", "шт")])
    assert (ordered(chosen), chosen.parts[Part.UNIT]) == ({2: ""}, 3)
    assert Part.UNIT not in table("Заказ", heading, columns=[FIRST, ("да", "шт", "", "")]).parts


@pytest.mark.parametrize("numbers", [("#1021",) * 4, ("ЗК-0012", "ЗК-0013", "ЗК-0013", "ЗК-0014")])
def test_the_number_of_an_order_is_no_quantity(numbers: tuple[str, ...]) -> None:
    assert ordered(table("Order", "Qty", columns=[numbers, FIRST])) == {3: ""}


def test_one_big_number_in_each_row_under_an_order_s_word_is_asked() -> None:
    for numbers in ((100123,) * 4, (4411, 4411, 4412, 4412)):
        chosen = table("Order", "Qty", columns=[numbers, FIRST])
        assert (ordered(chosen), chosen.unsure) == ({}, (2, 3))


def test_units_are_counted_where_numbers_stand_under_them() -> None:
    packs = table("Case size", "Cases", "Units", columns=[(12,) * 4, FIRST, SECOND])
    assert ([q.column for q in packs.quantities], packs.parts[Part.PACK]) == ([4, 3], 2)
    assert table("Units", "Qty", columns=[("pcs",) * 4, FIRST]).parts[Part.UNIT] == 2


def test_of_was_and_now_what_was_is_never_ordered() -> None:
    columns = [FIRST, SECOND]
    assert ordered(table("Кол-во было", "Кол-во стало", columns=columns)) == {3: ""}
    assert table("Было", "Стало", columns=columns).unsure == (3,)


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ("Прошлый заказ", "Новый заказ"), ("Продажи", "К закупке"), ("Продано", "Взять"),
        ("Заказ прошлый", "Заказ"), ("Кол-во доступно", "Взять"), ("Куздра", "Надобность"),
        ("Количество (склад)", "Ваше количество"), ("Кол-во в прошлый раз", "Кол-во сейчас"),
        ("Заказ, руб", "Заказ, шт"), ("Заказ (сумма)", "Заказ (кол-во)"), ("Оборот", "Привезти"),
        ("Кол-во", "Требуется"), ("Количество продано", "Сколько везти"),
        ("Рекомендуемый заказ", "Заказ"), ("Заказ (прошлый раз)", "Заказ (сейчас)"),
        ("Цена", "Закупка"), ("Остаток", "Объем заказа"), ("Stock", "Amount needed"),
    ],
)  # fmt: skip
def test_the_word_of_an_order_wins_over_what_stands_beside_it(other: str, wanted: str) -> None:
    assert ordered(table(other, wanted, columns=[FIRST, SECOND])) == {3: ""}
    assert ordered(table(wanted, other, columns=[SECOND, FIRST])) == {2: ""}


def test_a_purchase_is_a_price_where_no_other_is() -> None:
    chosen = table("Закупка", columns=[(140, 95, 1200, 60)])
    assert (ordered(chosen), chosen.unsure) == ({}, (2,))


@pytest.mark.parametrize(
    "headings",
    [
        ("Магазин 1", "Магазин 2"), ("ул. Ленина 5", "ТЦ Мега"), ("№ 5", "№ 7"), ("Юг", "Север"),
        ("25.11", "26.11.2026"), ("пн", "вт"), ("Филиал Тверь", "Склад Тверь"),
        ("Заказ октябрь", "Заказ ноябрь"), ("Заказ Магазин 1", "Заказ Магазин 2"),
    ],
)  # fmt: skip
def test_shops_addresses_and_days_are_deliveries(headings: tuple[str, str]) -> None:
    chosen = table(*headings, columns=[FIRST, SECOND])
    assert ordered(chosen) == {2: headings[0], 3: headings[1]}


def test_a_column_beside_shops_that_nobody_knows_is_asked_with_them() -> None:
    chosen = table("Магазин 1", "Магазин 2", "Куздра", columns=[FIRST, SECOND, THIRD])
    assert (ordered(chosen), chosen.unsure) == ({}, (2, 3, 4))


def test_shops_beside_an_order_that_is_not_their_total_are_asked() -> None:
    chosen = table("Магазин 1", "Магазин 2", "Заказ", columns=[FIRST, SECOND, THIRD])
    assert (ordered(chosen), chosen.unsure) == ({}, (4, 2, 3))


@pytest.mark.parametrize("total", ["Итого шт", "Всего", "Кол-во", "Итого"])
def test_words_nobody_knows_are_shops_when_a_total_adds_them_up_row_by_row(total: str) -> None:
    """Also where no row fills two of them."""
    chosen = table(
        "Тверь", "Клин", total, columns=[(40, "", 12, ""), ("", 9, "", 8), (40, 9, 12, 8)]
    )
    assert ordered(chosen) == {2: "Тверь", 3: "Клин"}


def test_a_shop_whose_numbers_happen_to_be_a_sum_stays_a_shop() -> None:
    chosen = table("ТТ 1", "ТТ 2", "ТТ 3", columns=[(1, 2, 3, 4), (2, 2, 2, 2), (3, 4, 5, 6)])
    assert sorted(ordered(chosen)) == [2, 3, 4]


def test_stock_under_a_quantity_s_group_is_not_ordered() -> None:
    made = sheet(
        [
            ["Артикул", "Наименование", "Количество", ""],
            ["", "", "Остаток", "Заказ"],
            ["A-1", "Болт", 40, 3],
            ["A-2", "Гайка", 7, 9],
        ],
        merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)],
    )
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, KNOWN)
    assert (ordered(chosen), chosen.parts[Part.STOCK]) == ({3: ""}, 2)


def headless(*rows: Sequence[Any], name: str = "Лист1") -> Columns:
    made = sheet(rows, name=name)
    [found] = find_tables(made, 0)
    [chosen] = choose(
        made, found, replace(KNOWN, packs=dict(zip(GOODS, map(Decimal, PACKS), strict=True)))
    )
    return chosen


def test_without_a_header_whole_prices_and_quantities_are_asked() -> None:
    chosen = headless(
        *([article, "Болт оцинкованный", *n] for article, n in zip(GOODS, zip(FIRST, SECOND)))  # noqa: B905
    )
    assert (ordered(chosen), chosen.unsure) == ({}, (2, 3))


def test_without_a_header_one_two_three_is_asked() -> None:
    chosen = headless(*([article, n] for n, article in enumerate(GOODS, 1)))
    assert (ordered(chosen), chosen.unsure) == ({}, (1,))


def test_without_a_header_the_numbers_of_the_rows_are_no_quantity() -> None:
    rows = [[n, *row] for n, row in enumerate(zip(GOODS, FIRST, strict=True), 1)]
    assert ordered(headless(*rows)) == {2: ""}
    assert headless(*([row[1], row[0], row[2]] for row in rows)).unsure == (1, 2)  # not in front
    assert headless(*([n + 4, *row[1:]] for n, row in enumerate(rows))).unsure == (0, 2)


def test_without_a_header_the_only_whole_numbers_are_ordered() -> None:
    assert ordered(headless(*zip(GOODS, FIRST, strict=True))) == {1: ""}


DECOYS: dict[str, tuple[Any, ...]] = {
    "column_of_years": (2024, 2025, 2026, 2025),
    "column_said_by_names": (25, 25, 30, 50),
    "column_like_packs": PACKS,
    "column_with_zeros": (40, 0, 12, 55),
}


@pytest.mark.parametrize("why", DECOYS)
def test_the_only_whole_numbers_are_asked_when_they_look_like_something_else(why: str) -> None:
    names = ["Цемент 25 кг", "Клей 25 кг", "Смесь 30 кг", "Песок 50 кг"]
    chosen = headless(*zip(GOODS, names, DECOYS[why], strict=True))
    assert (ordered(chosen), chosen.unsure) == ({}, (2,))
    assert [reason for _, _, reason, _ in chosen.reasons][-1] == why


def test_counts_written_by_hand_look_like_nothing_else() -> None:
    by_hand = (10, "12 шт", 0, "50*")  # a list of stock has zeros too
    assert ordered(headless(*zip(GOODS, by_hand, strict=True))) == {1: ""}


def test_whole_numbers_beside_two_prices_are_asked_unless_a_title_calls_them_an_order() -> None:
    prices = (9.5, 8.25, 7.1, 6.4)
    rows = [*zip(GOODS, prices, prices[::-1], FIRST, strict=True)]
    assert headless(*rows).unsure == (1, 2, 3)
    assert ordered(headless(*rows, name="Заказ")) == {3: ""}
    assert ordered(headless(*zip(GOODS, prices, FIRST, strict=True))) == {2: ""}


def test_of_rivals_that_say_the_same_in_every_row_any_is_ordered() -> None:
    chosen = table("Кол-во", "Количество", columns=[FIRST, FIRST])
    assert (ordered(chosen), chosen.unsure) == ({2: ""}, ())


def test_of_a_need_and_what_is_left_to_buy_the_latter_is_ordered() -> None:
    less = [whole - there for whole, there in zip(FIRST, THIRD, strict=True)]
    for columns in ([FIRST, THIRD, less], [less, THIRD, FIRST]):
        heads = ("Потребность", "Есть", "Подлежит закупке")
        chosen = table(*(heads if columns[0] is FIRST else heads[::-1]), columns=columns)
        assert ordered(chosen) == {2 + columns.index(less): ""}
    assert table("Потребность", "Есть", "К закупке", columns=[FIRST, SECOND, less]).unsure == (2, 4)


def test_of_a_table_lying_on_its_side_nothing_is_ordered() -> None:
    chosen = headless(["Артикул", "A-1", "A-2", "0102084"], ["Кол-во", 10, 24, 6])
    assert not chosen.is_order


@pytest.mark.parametrize(
    ("heading", "measure"),
    [
        ("Заказ в упаковках", PACK), ("Заказ, мест", PACK), ("Заказ в кор.", PACK),
        ("Заказ (в уп.)", PACK), ("Кол-во мест", PACK), ("Заказ, блоки", PACK),
        ("Заказ, квантов", PACK),
        ("Заказ в пачках", "728"), ("Кол-во пачек", "728"),
        ("Заказ, тыс. шт", "798"), ("Заказ, шт", "796"), ("Кол-во в коробках", PACK),
        ("Заказ", ""), ("Количество, кг", "166"), ("Заказ (кратно упаковке)", ""),
        ("Заказ, шт (мин. 1 уп.)", "796"), ("Заказ от 1 коробки", ""),
        ("Кол-во барабанов", "796"), ("Заказ, бухт", "796"), ("Количество мешков", "796"),
    ],
)  # fmt: skip
def test_a_heading_names_the_measure_of_its_quantities(heading: str, measure: str) -> None:
    assert (part_of(heading), measure_in(heading)) == (Part.QUANTITY, measure)


@pytest.mark.parametrize("heading", ["Кол-во в упаковке", "Кол-во в уп.", "шт/кор"])
def test_how_much_a_pack_holds_is_no_quantity(heading: str) -> None:
    assert part_of(heading) is Part.PACK


def test_a_few_orders_far_down_a_long_list_are_found_between_empty_order_columns() -> None:
    rows: list[list[Any]] = [["A-1", "Болт", "", ""] for _ in range(600)]
    rows[501][3] = 5
    made = sheet([["Артикул", "Наименование", "Заказ", "Нужно"], *rows])
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, KNOWN)
    assert ordered(chosen) == {3: ""}


def test_dates_do_not_change_the_name_of_a_layout_and_shapes_name_what_has_no_header() -> None:
    def name(*rows: Sequence[Any]) -> str:
        [found] = find_tables(sheet(rows), 0)
        return found.fingerprint

    first = name(["Артикул", datetime(2026, 11, 25), "Заказ на 25.11"], ["A-1", 1, 2])  # noqa: DTZ001
    second = name(["Артикул", datetime(2026, 12, 2), "Заказ на 02.12"], ["A-1", 3, 4])  # noqa: DTZ001
    assert first == second
    assert name(["A-1", "Болт М8", 10.5, 3], ["A-2", "Гайка М8", 7.3, 4]) == (
        "#code words fraction whole"
    )


HEADS = ("Магазин 1", "Магазин 2", "Склад", "Всего")


def test_a_depot_among_shops_orders_when_the_total_counts_it() -> None:
    total = tuple(map(sum, zip(FIRST, SECOND, THIRD, strict=True)))
    chosen = table(*HEADS, columns=[FIRST, SECOND, THIRD, total])
    assert ordered(chosen) == {2: "Магазин 1", 3: "Магазин 2", 4: "Склад"}


def test_a_depot_that_the_total_of_the_shops_leaves_out_is_stock() -> None:
    total = tuple(map(sum, zip(FIRST, SECOND, strict=True)))
    chosen = table(*HEADS, columns=[FIRST, SECOND, THIRD, total])
    assert ordered(chosen) == {2: "Магазин 1", 3: "Магазин 2"}


def test_a_depot_after_the_shops_is_asked_where_no_total_tells_and_before_them_is_stock() -> None:
    after = table("Магазин 1", "Магазин 2", "Склад", columns=[FIRST, SECOND, THIRD])
    assert (ordered(after), after.unsure) == ({}, (2, 3, 4))
    before = table("Склад", "Магазин 1", "Магазин 2", columns=[FIRST, SECOND, THIRD])
    assert ordered(before) == {3: "Магазин 1", 4: "Магазин 2"}
    blank = ["", *FIRST[1:]]
    here_and_there = table("Склад", "Магазин 1", "Магазин 2", columns=[blank, SECOND, THIRD])
    assert (ordered(here_and_there), here_and_there.unsure) == ({}, (2, 3, 4))


def test_a_total_says_that_the_depot_beside_one_shop_orders_too() -> None:
    total = [one + two for one, two in zip(FIRST, SECOND, strict=True)]
    chosen = table("Склад", "Магазин", "Итого", columns=[FIRST, SECOND, total])
    assert ordered(chosen) == {2: "Склад", 3: "Магазин"}


def test_a_total_says_that_orders_of_unknown_places_are_of_their_own() -> None:
    total = [one + two for one, two in zip(FIRST, SECOND, strict=True)]
    heads = ("Заказ Химки", "Заказ Клин")
    chosen = table(*heads, "Итого", columns=[FIRST, SECOND, total])
    assert ordered(chosen) == {2: "Заказ Химки", 3: "Заказ Клин"}
    assert ordered(table(*heads, "Итого", columns=[FIRST, SECOND, THIRD])) == {}
    assert ordered(table(*heads, columns=[FIRST, SECOND])) == {}


def test_shops_that_say_their_stock_in_short_order_what_stands_beside_it() -> None:
    heads = ("ТТ 1 (ост.)", "ТТ 1 (заказ)", "ТТ 2 (ост.)", "ТТ 2 (заказ)")
    chosen = table(*heads, columns=[FIRST, SECOND, FIRST, THIRD])
    assert ordered(chosen) == {3: "ТТ 1 (заказ)", 5: "ТТ 2 (заказ)"}


def test_what_a_pivot_table_adds_up_beside_the_list_is_not_ordered_again() -> None:
    chosen = table("Кол-во", "Сумма по полю Кол-во", columns=[FIRST, FIRST])
    assert ordered(chosen) == {2: ""}
    assert ordered(table("Сумма по полю Кол-во", columns=[FIRST])) == {2: ""}


def test_prices_and_packs_under_a_plain_word_are_asked() -> None:
    costs = {article: (Decimal(n),) for article, n in zip(GOODS, FIRST, strict=True)}
    made = sheet([["Артикул", "Кол-во"], *zip(GOODS, FIRST, strict=True)])
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, replace(KNOWN, costs=costs))
    assert (ordered(chosen), chosen.unsure) == ({}, (1,))
    costs["A-1"] = costs["A-2"] = costs["A-3"] = (Decimal(1_000),)
    assert ordered(choose(made, found, replace(KNOWN, costs=costs))[0]) == {1: ""}
    few = sheet([["Артикул", "Кол-во"], *zip(GOODS[:3], FIRST, strict=False)])
    [found] = find_tables(few, 0)
    assert ordered(choose(few, found, replace(KNOWN, costs=costs))[0]) == {1: ""}
