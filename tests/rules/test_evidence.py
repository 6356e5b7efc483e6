"""Numbers under a word that no dictionary holds: ordered when something says that a person orders
here, else asked; what only looks like an order is never taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from fixtures.corpus.headings import DECOYS, UNUSUAL
from tests.sheets import sheet
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.evidence import says_wish
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.heading import Heading

GOODS = ["A-1", "A-2", "A-3", "A-4", "A-5"]
KNOWN = Hits(articles=frozenset({f"A{n}" for n in range(1, 6)}), exact=frozenset(GOODS))
COUNTS = (40, 7, 12, 55, 3)


def read(
    *headings: str, columns: Sequence[Sequence[Any]], above: Sequence[str] = (), **over: Any
) -> Columns:
    """The columns of a table «Артикул, …» under the lines ``above``."""
    file_name = over.pop("file_name", "")
    rows = [[article, *values] for article, *values in zip(GOODS, *columns, strict=True)]
    made = sheet([*([line] for line in above), ["Артикул", *headings], *rows], **over)
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, KNOWN, file_name=file_name)
    return chosen


def told(chosen: Columns) -> tuple[list[tuple[int, str]], tuple[int, ...]]:
    """Which columns are ordered and why; which are asked."""
    reasons = {column: code for column, part, code, _ in chosen.reasons if part == "quantity"}
    return [(q.column, reasons[q.column]) for q in chosen.quantities], chosen.unsure


@pytest.mark.parametrize(
    "heading", [*UNUSUAL["quantity"], *(w for d in DECOYS.values() for w in d)]
)
def test_the_corpus_is_made_of_words_that_no_dictionary_holds(heading: str) -> None:
    assert part_of(heading) is None


@pytest.mark.parametrize(
    "heading",
    ["Грузим", "Соберите", "Дослать", "Подвозим", "Закза", "Количесвто", "Штук надо",
     "Сюда заказ", "Оформляем", "Ждём"],
)  # fmt: skip
def test_a_slip_of_the_hand_and_a_verb_of_wish_are_ordered(heading: str) -> None:
    assert told(read(heading, columns=[COUNTS])) == ([(1, "column_wish")], ())


@pytest.mark.parametrize(
    "heading",
    ["Есть", "Мощность", "Объём", "Приём", "Списать", "Вернём", "Убрать", "Храним", "Продаём",
     "Осталось", "Брали", "Под заказ", "Стоит взять", "План закупки", "Запас", "Отказ", "Почём",
     "Кровать", "Оценить", "Прошлый закза"],
)  # fmt: skip
def test_words_of_what_is_was_or_goes_back_are_no_wish(heading: str) -> None:
    assert not says_wish(Heading(heading))


def test_of_two_columns_the_one_of_a_wish_is_ordered_and_of_two_wishes_none() -> None:
    others = (12, 6, 24, 10, 50)
    assert told(read("Куздра", "Грузим", columns=[others, COUNTS])) == ([(2, "column_wish")], ())
    assert told(read("Грузим", "Берите", columns=[others, COUNTS])) == ([], (1, 2))


def test_counts_written_in_several_manners_are_a_person_s() -> None:
    by_hand = ("10", "10 шт", "5 кор.", 12, "3*")
    assert told(read("Куздра", columns=[by_hand])) == ([(1, "column_by_hand")], ())
    beside = (40, 0, 12, 55, 0)
    assert told(read("Лежит", "Куздра", columns=[beside, by_hand])) == (
        [(2, "column_by_hand")],
        (),
    )


@pytest.mark.parametrize("column", [("250 г", "1 кг", "0,5 л", "2 кг", 3), ("12 шт",) * 5])
def test_weights_and_one_manner_are_no_hand(column: Sequence[Any]) -> None:
    assert told(read("Куздра", columns=[column])) == ([], (1,))


@pytest.mark.parametrize(
    "over",
    [
        {"above": ["ООО «Ромашка»", "Заявка на поставку № 125 от 12.11.2026"]},
        {"above": ["Бланк заказа"]},
        {"name": "Заявка"},
        {"file_name": "Заказ Ромашка 12.11.xlsx"},
        {"file_name": "Большой заказ.xlsx"},
        {"above": ["Декабрьский заказ"]},
    ],
)
def test_the_only_numbers_of_a_titled_order_are_ordered(over: dict[str, Any]) -> None:
    assert told(read("Куздра", columns=[COUNTS], **over)) == ([(1, "column_titled_order")], ())


@pytest.mark.parametrize(
    "line",
    ["Заказы принимаются до 15:00", "Заказ от 5000 руб. — доставка бесплатно", "Под заказ — 3 дня",
     "Прайс-лист на 22.11.2026", "Выполненные заявки за ноябрь", "Отдел заказов: 12-34-56"],
)  # fmt: skip
def test_a_line_that_speaks_of_orders_makes_no_order(line: str) -> None:
    assert told(read("Куздра", columns=[COUNTS], above=[line])) == ([], (1,))


def test_a_title_decides_nothing_beside_a_column_that_may_be_the_quantity_left_empty() -> None:
    above = ["Заявка № 5"]
    empty = ("",) * 5
    assert told(read("Куздра", "Бокр", columns=[COUNTS, empty], above=above)) == ([], (1,))
    hard = ("много", 5, "10-15", 3, ">10")
    assert told(read("Куздра", "Бокр", columns=[COUNTS, hard], above=above)) == ([], (1,))
    both = told(read("Куздра", "Бокр", columns=[COUNTS, COUNTS], above=above))
    assert both == ([], (1, 2))


@pytest.mark.parametrize(
    "values", [(2021, 2022, 2024, 2020, 2023), (1, 2, 3, 4, 5), (1.5, 2.5, 0.4, 3.5, 2.2)]
)
def test_years_numbering_and_fractions_are_no_rivals_and_never_ordered(
    values: Sequence[Any],
) -> None:
    above = ["Заявка № 5"]
    beside = told(read("Бокр", "Куздра", columns=[values, COUNTS], above=above))
    assert beside == ([(2, "column_titled_order")], ())
    assert told(read("Бокр", columns=[values], above=above))[0] == []


def test_sums_that_multiply_order_where_the_title_says_so_and_in_a_report_are_asked() -> None:
    prices = (10, 20, 30, 40, 50)
    sums = [price * count for price, count in zip(prices, COUNTS, strict=True)]
    columns = [prices, COUNTS, (9, 8, 7, 9, 5), sums]
    headings = ("Цена", "Куздра", "Бокр", "Сумма")
    titled = told(read(*headings, columns=columns, above=["Заявка № 5"]))
    assert titled == ([(2, "column_multiplies")], ())
    assert told(read(*headings, columns=columns)) == ([], (2, 3))


def test_a_sum_that_waits_for_a_quantity_says_which_it_is() -> None:
    columns = [(10, 20, 30, 40, 50), COUNTS, ("",) * 5]
    assert told(read("Цена", "Куздра", "Сумма", columns=columns)) == (
        [(2, "column_for_sum")],
        (),
    )


def test_numbers_written_here_and_there_beside_a_list_without_a_heading_are_ordered() -> None:
    written = ("", 7, "", 12, "")
    for heading in ("", "Столбец5"):
        assert told(read("Цена", heading, columns=[COUNTS, written])) == (
            [(2, "column_added")],
            (),
        )
    assert told(read("Цена", "", columns=[COUNTS, COUNTS])) == ([], (2,))


def test_a_row_of_words_that_nobody_knows_over_all_columns_is_a_header() -> None:
    for numbers in (COUNTS, ("", 7, "", "", 3)):
        made = sheet([["Чего", "Лежит"], *zip(GOODS, numbers, strict=True)])
        [found] = find_tables(made, 0)
        [chosen] = choose(made, found, KNOWN)
        assert (list(found.header), told(chosen)) == ([0], ([], (1,)))


def test_a_header_of_words_that_nobody_knows_is_known_when_it_is_printed_again() -> None:
    page: list[list[Any]] = [["Шифр", "Ед.", "Кол-во"], [1, 2, 3], *([a, "шт", 7] for a in GOODS)]
    made = sheet([*page, *page])
    [found] = find_tables(made, 0)
    assert (list(found.header), sorted(found.repeated)) == ([0, 1], [7, 8])


def test_the_columns_of_tables_side_by_side_are_the_same_under_words_that_nobody_knows() -> None:
    words = [
        "Болт оцинкованный",
        "Гайка оцинкованная",
        "Шайба кузовная",
        "Винт мебельный",
        "Дюбель",
    ]
    rows = [[w, n, "", w + " М8", n + 1] for w, n in zip(words, COUNTS, strict=True)]
    made = sheet([["Чего", "Заказ", "", "Чего", "Заказ"], *rows])
    [found] = find_tables(made, 0)
    blocks = choose(made, found, KNOWN)
    assert [told(block)[0] for block in blocks] == [[(1, "column_named")], [(4, "column_named")]]
    rows = [[a, "10 шт" if n > 9 else n, "", a, n] for a, n in zip(GOODS, COUNTS, strict=True)]
    rows[0][1] = "4 кор."
    made = sheet([["Код", "Куздра", "", "Код", "Куздра"], *rows])
    [found] = find_tables(made, 0)
    blocks = choose(made, found, KNOWN)
    assert [told(block)[0] for block in blocks] == [
        [(1, "column_by_hand")],
        [(4, "column_as_beside")],
    ]


def test_what_is_counted_twice_of_the_same_goods_is_one_table() -> None:
    rows = [[a, "Болт оцинкованный", n, "склад", n] for a, n in zip(GOODS, COUNTS, strict=True)]
    made = sheet([["Артикул", "Товар", "Кол-во", "Откуда", "Кол-во"], *rows])
    [found] = find_tables(made, 0)
    assert len(choose(made, found, KNOWN)) == 1


def test_a_shop_s_counts_are_no_articles_where_articles_are_bare_numbers() -> None:
    known = Hits(
        articles=frozenset(str(n) for n in range(1, 100)),
        exact=frozenset(str(n) for n in range(1, 100)),
    )
    rows: list[list[Any]] = [["Болт оцинкованный", n, n + 1] for n in COUNTS]
    made = sheet([["Наименование", "Магазин 1", "Магазин 2"], *rows])
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, known)
    assert sorted(q.column for q in chosen.quantities) == [1, 2]


def test_years_that_are_articles_by_chance_are_none_where_barcodes_tell_the_goods() -> None:
    codes = ["4600000000015", "4600000000022", "4600000000039"]
    known = Hits(
        articles=frozenset({"2021", "2022", "2023"}),
        exact=frozenset({"2021", "2022", "2023"}),
        barcodes=frozenset(codes),
    )
    rows = [[code, year, 7] for code, year in zip(codes, (2022, 2021, 2023), strict=True)]
    made = sheet([["Штрихкод", "Сезон", "Заказ"], *rows])
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, known)
    assert (chosen.parts, [q.column for q in chosen.quantities]) == ({"barcode": 0}, [2])


@pytest.mark.parametrize(
    "title", ["Прошлый заказ", "Последний заказ", "Минимальный заказ 1 упак", "Выполненный заказ"]
)
def test_a_title_of_an_order_of_another_sort_says_nothing(title: str) -> None:
    assert told(read("Куздра", columns=[COUNTS], above=[title])) == ([], (1,))
