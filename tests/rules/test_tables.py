"""Headers and columns found in sheets that look like dealers' real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sheets import Rows, sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import PACK

DAY = datetime(2026, 11, 23)  # noqa: DTZ001 - sheets know no zones
A, N, Q = Part.ARTICLE, Part.NAME, Part.QUANTITY


def columns_of(
    made: Sheet, known: Sequence[str] = (), remembered: Mapping[int, str] | None = None
) -> list[Columns]:
    [table] = find_tables(made, 0)
    hits = Hits(articles=frozenset(known), exact=frozenset(known))
    return choose(made, table, hits, remembered=remembered)


def quantities(columns: Columns) -> dict[int, str]:
    return {column.column: column.delivery for column in columns.quantities}


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Заказ", Q),
        ("Кол-во", Q),
        ("Количество, шт.", Q),
        ("Кол.", Q),
        ("К-во", Q),
        ("Шт", Q),
        ("Заявка", Q),
        ("Потребность", Q),
        ("Qty", Q),
        ("Order", Q),
        ("Ваш заказ", Q),
        ("Везём", Q),
        ("Зак.", Q),
        ("К-ство", Q),
        ("Коли-чество (объем)", Q),
        ("Коли\u00adчество", Q),
        ("Наимено-вание товара", N),
        ("Наименование товара (описание выполненных работ, оказанных услуг), права", N),
        ("PO Quantity", Q),
        ("Koл-вo", Q),  # in letters of two alphabets
        ("Требуемое количество", Q),
        ("Количество/шт", Q),
        ("Подлежит закупке", Q),
        ("Остаётся приобрести", Q),
        ("Закажем", Q),
        ("Докупить", Q),
        ("Отгрузите нам", Q),
        ("На отгрузку", Q),
        ("В корзину", Q),
        ("Впишите кол-во", Q),
        ("В коробке", Part.PACK),
        ("Заказной номер", Part.MAKER_CODE),
        ("Под заказ", None),
        ("Кол-во в упаковке", Part.PACK),
        ("Кратность", Part.PACK),
        ("Мин. заказ", Part.MINIMUM),
        ("Остаток", Part.STOCK),
        ("Номер заказа", Part.OTHER),
        ("Артикул производителя", Part.MAKER_CODE),
        ("Наш код", Part.OWN_CODE),
        ("Штрих-код", Part.BARCODE),
        ("Товары (работы, услуги)", N),
        ("Цена, руб. с НДС", Part.PRICE),
        ("Сумма заказа", Part.SUM),
        ("StockCode", A),
        ("Description", N),
        ("№ п/п", Part.NUMBER),
        ("TOTAL QTY", Q),
        ("QTY/CTN", Part.PACK),
        ("Кол-во шт. в упак.", Part.PACK),
        ("TOTAL CBM", Part.OTHER),
        ("Q-ty", Q),
        ("К О Л - В О", Q),
        ("Коли-чество", Q),
        ("Сумма по полю Кол-во", Q),
        ("Магазин 1", None),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, part: Part | None) -> None:
    assert part_of(heading) is part


def test_the_header_is_found_below_logo_and_requisites() -> None:
    made = sheet(
        [
            ["ООО «Ромашка»"],
            ["ИНН 7701234567", "тел. 123-45-67"],
            [],
            ["Заказ покупателя № 15 от 12.11.2026"],
            ["№", "Артикул", "Наименование", "Кол-во", "Цена"],
            [1.0, "A-1", "Болт", 5.0, 10.5],
        ]
    )
    [table] = find_tables(made, 0)
    assert [made.numbers[index] for index in table.header] == [5]
    [columns] = columns_of(made)
    assert (columns.parts[A], columns.parts[N], quantities(columns)) == (1, 2, {3: ""})


def test_a_two_row_header_with_merged_cells_is_one_header() -> None:
    made = sheet(
        [
            ["Код", "Товар", "Цена", "", "Заказ"],
            ["", "", "Опт", "Розница", ""],
            ["A-1", "Болт", 10.0, 12.0, 3.0],
        ],
        merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)],
    )
    [table] = find_tables(made, 0)
    assert len(table.header) == 2
    assert [heading.full for heading in table.headings] == [
        "Код", "Товар", "Цена / Опт", "Цена / Розница", "Заказ",
    ]  # fmt: skip
    [columns] = columns_of(made)
    assert quantities(columns) == {4: ""}


def test_shops_under_one_heading_are_deliveries_and_their_total_is_not_ordered() -> None:
    made = sheet(
        [
            ["Код", "Товар", "Заказ", "", "", ""],
            ["", "", "Магазин 1", "Магазин 2", "Магазин 3", "Итого"],
            ["A-1", "Болт", 3.0, 2.0, 1.0, 6.0],
            ["A-2", "Гайка", 4.0, "", 1.0, 5.0],
        ],
        merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 5)],
    )
    [columns] = columns_of(made)
    assert quantities(columns) == {2: "Магазин 1", 3: "Магазин 2", 4: "Магазин 3"}


def test_shops_over_stock_and_order_are_two_deliveries() -> None:
    made = sheet(
        [
            ["Код", "Товар", "Магазин 1", "", "Магазин 2", ""],
            ["", "", "Ост.", "Заказ", "Ост.", "Заказ"],
            ["A-1", "Болт", 4.0, 2.0, 6.0, 5.0],
        ],
        merged=[(1, 2, 1, 3), (1, 4, 1, 5)],
    )
    shops = {3: "Магазин 1", 5: "Магазин 2"}
    assert quantities(columns_of(made)[0]) == shops
    shown = {0: "article", 3: "quantity", 5: "quantity"}
    assert quantities(columns_of(made, remembered=shown)[0]) == shops


def test_units_in_a_row_of_their_own_below_the_header_are_part_of_it() -> None:
    made = sheet(
        [["Код", "Товар", "Цена", "Заказ"], ["", "", "руб.", "кор."], ["A-1", "Болт", 9.5, 4.0]]
    )
    [table] = find_tables(made, 0)
    assert (len(table.header), table.body.start) == (2, 2)
    [quantity] = columns_of(made)[0].quantities
    assert (quantity.column, quantity.measure) == (3, PACK)


@pytest.mark.parametrize(
    ("line", "measure"),
    [
        ("Заявка (количество в коробках)", PACK), ("* кол-во указано в упаковках", PACK),
        ("Цены указаны за упаковку", ""), ("Заказ от 25.11", ""),
    ],
)  # fmt: skip
def test_a_line_that_says_so_makes_the_quantities_packs(line: str, measure: str) -> None:
    rows: Rows = [["Код", "Товар", "Кол-во"], ["A-1", "Болт", 4.0], ["A-2", "Гайка", 6.0]]
    for made in (sheet([[line], *rows]), sheet([*rows, [line]])):
        [quantity] = columns_of(made)[0].quantities
        assert quantity.measure == measure


def test_days_over_stock_and_order_are_deliveries() -> None:
    made = sheet(
        [
            ["Товар", "Пн", "", "Вт", ""],
            ["", "Ост", "Зак", "Ост", "Зак"],
            ["Хлеб", 3.0, 5.0, 1.0, 7.0],
        ],
        merged=[(1, 1, 1, 2), (1, 3, 1, 4)],
    )
    assert quantities(columns_of(made)[0]) == {2: "Пн", 4: "Вт"}


def test_what_was_ordered_before_a_change_is_not_ordered_with_what_is_now() -> None:
    made = sheet(
        [
            ["Код", "Товар", "Заказ", ""],
            ["", "", "Было", "Стало"],
            ["A-1", "Болт", 4.0, 2.0],
        ],
        merged=[(1, 2, 1, 3)],
    )
    assert quantities(columns_of(made)[0]) == {3: ""}


def test_shops_are_found_by_the_total_they_add_up_to() -> None:
    made = sheet(
        [
            ["Артикул", "ТТ Ленина", "ТТ Мира", "Кол-во"],
            ["A-1", 3.0, 2.0, 5.0],
            ["A-2", 4.0, 1.0, 5.0],
        ]
    )
    [columns] = columns_of(made)
    assert quantities(columns) == {1: "ТТ Ленина", 2: "ТТ Мира"}


def test_dates_over_quantities_are_deliveries() -> None:
    made = sheet(
        [
            ["Артикул", DAY, DAY + timedelta(1)],
            ["A-1", 3.0, 2.0],
            ["A-2", 4.0, ""],
        ]
    )
    [columns] = columns_of(made)
    assert quantities(columns) == {1: "23.11.2026", 2: "24.11.2026"}


def test_dates_that_a_program_exported_as_text_are_days_too() -> None:
    made = sheet(
        [
            ["Артикул", "2026-11-23 00:00:00", "2026-11-24"],
            ["A-1", 5.0, ""],
            ["A-2", "", 7.0],
        ]
    )
    [columns] = columns_of(made, ["A1", "A2"])
    assert quantities(columns) == {1: "23.11.2026", 2: "24.11.2026"}


def test_days_under_an_order_count_when_nobody_knows_the_word_for_the_goods() -> None:
    made = sheet(
        [
            ["Шифр", "Заказ", ""],
            ["", DAY, DAY + timedelta(days=1)],
            ["A-1", 5.0, ""],
            ["A-2", 3.0, 7.0],
        ],
        merged=[(1, 0, 2, 0), (1, 1, 1, 2)],
    )
    [columns] = columns_of(made, ["A-1", "A-2", "A1", "A2"])
    assert quantities(columns) == {1: "23.11.2026", 2: "24.11.2026"}


def test_stocks_of_warehouses_are_never_taken_for_shops() -> None:
    made = sheet([["Артикул", "Склад 1", "Склад 2"], ["A-1", 300.0, 20.0], ["A-2", 40.0, 7.0]])
    [columns] = columns_of(made)
    assert not columns.quantities


def test_an_empty_order_column_is_not_replaced_by_what_is_in_stock() -> None:
    made = sheet(
        [["Артикул", "Кол-во", "Заказ"], ["A-1", 300.0, ""], ["A-2", 40.0, ""], ["A-3", 8.0, ""]]
    )
    [columns] = columns_of(made)
    assert quantities(columns) == {2: ""}


def test_without_a_header_codes_are_known_by_the_catalogue_and_quantities_by_arithmetic() -> None:
    made = sheet(
        [
            ["A1", "Болт М8 оцинкованный", 3.0, 10.5, 31.5],
            ["A2", "Гайка М8 оцинкованная", 2.0, 4.0, 8.0],
            ["A3", "Шайба М8 плоская", 10.0, 1.2, 12.0],
        ]
    )
    [columns] = columns_of(made, known=["A1", "A2", "A3"])
    assert (columns.parts[A], columns.parts[N], quantities(columns)) == (0, 1, {2: ""})


def test_a_quantity_that_happens_to_be_an_article_stays_a_quantity() -> None:
    made = sheet([["Болт М8 оцинкованный", 6.0], ["Гайка М10 оцинкованная", 12.0],
                  ["Шайба М6 плоская", 24.0]])  # fmt: skip
    known = Hits(articles=frozenset({"6", "12", "24"}), exact=frozenset())
    [table] = find_tables(made, 0)
    [columns] = choose(made, table, known)
    assert (A in columns.parts, quantities(columns)) == (False, {1: ""})


def test_a_weight_with_a_point_is_no_article() -> None:
    made = sheet(
        [
            ["Вес, кг", "Штрихкод", "Кол-во"],
            [9.2, "4606006004385", 5.0],
            [4.6, "4670021442026", 7.0],
        ]
    )
    known = Hits(articles=frozenset({"92", "46"}))
    [table] = find_tables(made, 0)
    [columns] = choose(made, table, known)
    assert columns.parts == {Part.BARCODE: 1}


def test_one_header_printed_on_every_page_is_one_table() -> None:
    made = sheet([["Артикул", "Кол-во"], ["A-1", 1.0], ["Артикул", "Кол-во"], ["A-2", 2.0]])
    [table] = find_tables(made, 0)
    assert table.repeated == {2}


def test_two_tables_one_under_another_have_columns_of_their_own() -> None:
    made = sheet(
        [
            ["Артикул", "Наименование", "Кол-во"],
            ["A-1", "Болт", 1.0],
            [],
            ["Штрихкод", "Количество", "Товар"],
            ["4606006004385", 2.0, "Гайка"],
        ]
    )
    assert len(find_tables(made, 0)) == 2


def test_tables_side_by_side_are_read_both() -> None:
    made = sheet(
        [
            ["Артикул", "Кол-во", "", "Артикул", "Кол-во"],
            ["A-1", 1.0, "", "A-2", 2.0],
        ]
    )
    first, second = columns_of(made)
    assert (first.parts[A], quantities(first)) == (0, {1: ""})
    assert (second.parts[A], quantities(second)) == (3, {4: ""})


def test_blank_columns_at_the_left_are_not_looked_for_between_tables_side_by_side() -> None:
    part = ["Артикул", "Наименование", "Кол-во"]
    made = sheet(
        [
            ["", "", "", *part, "", *part],
            ["", "", "", "A-1", "Болт", 1, "", "A-2", "Гайка", 2],
            ["", "", "", "A-3", "Шайба", 3, "", "A-4", "Винт", 4],
        ]
    )
    [table] = find_tables(made, 0)
    blocks = choose(made, table, Hits())
    assert [(block.parts[A], *quantities(block)) for block in blocks] == [(3, 5), (7, 9)]


@pytest.mark.parametrize(
    "headings",
    [
        ["Что везти", "Кол-во", "Примечание"],
        ["Полоски", "Заказ", "Год"],
        ["Какой товар", "Цена", "Сколько везти"],
        ["№", "Скан", "Ед. изм.", "Везём"],
        ["Шифр", DAY, DAY + timedelta(days=1)],
        ["Шифр", "Магазин 1", "Магазин 2"],
    ],
)
def test_a_header_is_found_by_what_is_counted_when_nobody_knows_the_word_for_the_goods(
    headings: list[Any],
) -> None:
    body = [
        [{"№": n, "Ед. изм.": "", "Примечание": ""}.get(head, f"{n} шт") for head in headings]
        for n in range(1, 5)
    ]
    made = sheet([["Заявка № 5", "от 12.11.2026"], [], headings, *body])
    [table] = find_tables(made, 0)
    assert [made.numbers[place] for place in table.header] == [3]


@pytest.mark.parametrize(
    "row",
    [
        ["Заявка", "Болт М8"],  # no number below it
        ["Болт оцинкованный", "Опт"],  # the word stands over words
    ],
)
def test_a_row_of_words_over_more_words_is_no_header(row: list[str]) -> None:
    [table] = find_tables(sheet([row, ["Гайка М8", "оцинк."], ["Шайба М8", "оцинк."]]), 0)
    assert list(table.header) == []


def test_what_the_dealer_confirmed_wins() -> None:
    made = sheet([["Артикул", "Кол-во", "Заказ"], ["A-1", 1.0, 2.0]])
    [columns] = columns_of(made, remembered={0: "article", 1: "quantity"})
    assert quantities(columns) == {1: ""}


def test_every_choice_has_a_reason() -> None:
    made: Any = sheet([["Артикул", "Кол-во"], ["A-1", 1.0], ["A-2", 3.0]])
    [columns] = columns_of(made, known=["A1", "A2"])
    assert {(column, part) for column, part, _, _ in columns.reasons} >= {(0, A), (1, Q)}


def test_a_heading_wider_than_the_cells_below_it_is_that_of_the_filled_column() -> None:
    made = sheet(
        [
            ["Артикул", "", "Наименование", "", "Количество", ""],
            ["", "A-1", "Болт", "", "", 5.0],
            ["", "A-2", "Гайка", "", "", 7.0],
        ],
        merged=[(1, 0, 1, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
    )
    [columns] = columns_of(made)
    assert (columns.parts[A], quantities(columns)) == (1, {5: ""})


def test_a_total_is_the_quantity_when_nothing_else_counts() -> None:
    made = sheet([["Артикул", "Наименование", "Итого"], ["A-1", "Болт", 5.0], ["A-2", "Винт", 7.0]])
    [columns] = columns_of(made)
    assert quantities(columns) == {2: ""}
    priced = sheet([["Артикул", "Цена", "Итого"], ["A-1", 2.0, 500.0], ["A-2", 3.0, 700.0]])
    [columns] = columns_of(priced)
    assert not columns.quantities


def test_a_word_broken_over_two_lines_is_one_word() -> None:
    assert part_of("Коли- чество (масса нетто)") is Q
    assert part_of("Наиме-\nнование товара") is N


def test_a_hidden_column_is_never_the_quantity() -> None:
    rows: list[list[Any]] = [["Артикул", "Заказ", "Кол-во"], ["A-1", 40, 10], ["A-2", 41, 24]]
    [chosen] = columns_of(sheet(rows, hidden_columns=frozenset({1})), ["A-1", "A-2"])
    assert quantities(chosen) == {2: ""}
    [alone] = columns_of(sheet([row[:2] for row in rows], hidden_columns=frozenset({1})))
    assert quantities(alone) == {}


def test_a_short_table_before_a_better_one_is_not_taken_for_a_legend() -> None:
    below: list[list[Any]] = [
        ["Товар", "Цена", "Заказ", "Код"],
        ["Дрель", 5, 2, "B-1"],
        ["Бур", 6, 3, "B-2"],
    ]
    order = sheet([["Артикул", "Кол-во"], ["A-1", 10], [], *below])
    assert [table.header for table in find_tables(order, 0)] == [range(1), range(2, 3)]
    legend = sheet([["Артикул", "Кол-во"], ["жирным", "мало"], [], *below])
    assert [table.header for table in find_tables(legend, 0)] == [range(2, 3)]


def test_a_row_that_says_the_kind_of_the_goods_is_no_header_though_its_numbers_are_text() -> None:
    rows = [
        ["UUID", "Тип", "Артикул", "Наименование", "Ед.", "Цена", "Валюта", "Количество"],
        ["f1", "Товар", "A-1", "Болт М8", "шт", "12.50", "руб", "10"],
        ["f2", "Товар", "A-2", "Гайка М8", "шт", "3.10", "руб", "20"],
    ]
    [table] = find_tables(sheet(rows), 0)
    assert (list(table.header), list(table.body)) == ([0], [1, 2])


def test_a_quantity_of_formulas_without_values_is_a_rival_of_the_one_beside_it() -> None:
    head = ["Артикул", "Наименование", "Нужно", "К заказу"]
    rows = [[f"A-{n}", f"Болт М{n}", n, ""] for n in (5, 6, 8)]
    made = sheet([head, *rows], formulas={(number, 3): "" for number in (2, 3, 4)})
    [chosen] = columns_of(made, ["A5", "A6", "A8"])
    assert (quantities(chosen), chosen.unsure) == ({}, (2, 3))


def test_a_list_of_what_there_is_beside_an_order_is_not_ordered() -> None:
    head = ["Артикул", "Наименование", "Кол-во", "", "Артикул", "Наименование", "Заказ"]
    rows = [[f"A-{n}", f"Болт М{n}", 40 + n, "", f"A-{n}", f"Болт М{n}", n] for n in (5, 6, 8)]
    supply, order = columns_of(sheet([head, *rows]), ["A5", "A6", "A8"])
    assert (quantities(supply), quantities(order)) == ({}, {6: ""})
