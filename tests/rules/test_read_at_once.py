"""Tables that a person reads at once: neighbours' words, packs alone, streets, numbered names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.sheets import sheet, workbook
from tests.xlsb import xlsb
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.parse import parse
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.headers import Table, find_tables
from wholesale.intake.words.aliases import is_order_word, part_of
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import PACK

GOODS = ["A-1", "A-2", "A-3", "A-4"]
PACKS = {article: Decimal(pack) for article, pack in zip(GOODS, (10, 12, 6, 50), strict=True)}
KNOWN = Hits(articles=frozenset({"A1", "A2", "A3", "A4"}), exact=frozenset(GOODS), packs=PACKS)


def laid_out(*headings: str, columns: Sequence[Sequence[Any]]) -> tuple[Sheet, Table, Columns]:
    numbers = zip(*columns, strict=True)
    rows = [
        [article, f"Болт оцинкованный {n}", *row]
        for n, (article, row) in enumerate(zip(GOODS, numbers, strict=True), 1)
    ]
    made = sheet([["Артикул", "Наименование", *headings], *rows])
    [table] = find_tables(made, 0)
    [chosen] = choose(made, table, KNOWN)
    return made, table, chosen


def counted(*headings: str, columns: Sequence[Sequence[Any]]) -> dict[int, tuple[str, str]]:
    """Column → (delivery, measure) of what is taken for quantities."""
    chosen = laid_out(*headings, columns=columns)[2]
    return {q.column: (q.delivery, q.measure) for q in chosen.quantities}


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Кількість", Part.QUANTITY), ("К-сть, шт.", Part.QUANTITY), ("Кiлькiсть", Part.QUANTITY),
        ("Замовлення", Part.QUANTITY), ("Найменування товару", Part.NAME), ("Назва", Part.NAME),
        ("Ціна, грн", Part.PRICE), ("Сума", Part.SUM), ("Залишок", Part.STOCK),
        ("Од. вим.", Part.UNIT), ("Код товару", Part.ARTICLE), ("Колькасць", Part.QUANTITY),
        ("Назва тавару", Part.NAME), ("Адз. вым.", Part.UNIT), ("Астатак", Part.STOCK),
        ("Тауар атауы", Part.NAME), ("Саны", Part.QUANTITY), ("Өлшем бірлігі", Part.UNIT),
        ("Бағасы", Part.PRICE), ("Қалдық", Part.STOCK), ("Тапсырыс", Part.QUANTITY),
        ("Nomi", Part.NAME), ("Miqdori", Part.QUANTITY), ("Narxi", Part.PRICE),
        ("O`lchov birligi", Part.UNIT),
        ("Shtrix-kod", Part.BARCODE), ("Кількість (склад)", Part.STOCK),
        ("Продано", Part.OTHER), ("Відвантажено", Part.OTHER), ("Ставка", None),
        ("Заявлено", Part.QUANTITY), ("сюда писать", Part.QUANTITY), ("Пар", Part.QUANTITY),
        ("Писать сюда", Part.QUANTITY), ("Согласовано", None),
    ],
)  # fmt: skip
def test_a_heading_may_be_in_a_neighbour_s_language(heading: str, part: Part | None) -> None:
    assert part_of(heading) is part


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Наим.", Part.NAME), ("Наимен-е тов.", Part.NAME), ("Ц.", Part.PRICE),
        ("Ост-к", Part.STOCK), ("Прим.", Part.OTHER), ("Произв.", Part.BRAND), ("ЕИ", Part.UNIT),
        ("Заяв-ка", Part.QUANTITY), ("Прод.", Part.OTHER), ("Мешков", Part.QUANTITY),
        ("Желаемое кол-во", Part.QUANTITY), ("№ в прайсе", Part.ARTICLE), ("Упак.", None),
    ],
)  # fmt: skip
def test_a_heading_may_be_shortened(heading: str, part: Part | None) -> None:
    assert part_of(heading) is part


def test_a_neighbour_s_word_of_ordering_is_one() -> None:
    assert is_order_word("Замовлення, шт")
    assert is_order_word("Тапсырыс")
    assert not is_order_word("Кількість")


@pytest.mark.parametrize("heading", ["кор", "Уп.", "Ящ", "Упак."])
def test_packs_alone_are_ordered_when_they_are_not_what_a_pack_holds(heading: str) -> None:
    assert counted(heading, columns=[(2, 1, 3, 1)]) == {2: ("", PACK)}
    assert counted(heading, columns=[(10, 12, 6, 50)]) == {}
    assert counted(heading, columns=[(24, 6, 12, 20)]) == {}  # another maker's packs, perhaps


def test_packs_in_a_price_list_or_of_unknown_goods_are_asked() -> None:
    chosen = laid_out("Цена", "кор", columns=[(9.5, 7.2, 3.1, 4.4), (2, 1, 3, 1)])[2]
    assert (chosen.quantities, chosen.unsure) == ([], (3,))
    made = sheet([["Наименование", "кор"], ["Болт", 2], ["Гайка", 1], ["Шайба", 3]])
    [table] = find_tables(made, 0)
    [chosen] = choose(made, table, Hits())
    assert (chosen.quantities, chosen.unsure) == ([], (1,))


STREETS = [(2, 1, "", 3), ("", 2, 5, 3), (1, 1, 6, "")]


def test_a_name_and_a_house_beside_a_street_is_a_shop_too() -> None:
    headings = ("ул. Ленина, 12", "пр. Мира 5", "Садовая 33")
    assert {c: shop for c, (shop, _) in counted(*headings, columns=STREETS).items()} == {
        2: "ул. Ленина, 12",
        3: "пр. Мира 5",
        4: "Садовая 33",
    }


@pytest.mark.parametrize(
    "headings", [("Ленина 12", "Мира 5", "Садовая 33"), ("ул. Ленина, 12", "Мира", "Садовая")]
)
def test_names_without_a_street_or_a_house_are_asked(headings: tuple[str, ...]) -> None:
    chosen = laid_out(*headings, columns=STREETS)[2]
    assert (chosen.quantities, chosen.unsure) == ([], (2, 3, 4))


def test_what_is_written_beside_an_empty_order_column_is_the_order() -> None:
    blank = ("", "", "", "")
    assert counted("Цена", "Заказ", "", columns=[(9.5, 7.2, 3.1, 4.4), blank, (5, "", 7, "")]) == {
        4: ("", "")
    }
    far = laid_out("Заказ", "Цена", "", columns=[blank, (9.5, 7.2, 3.1, 4.4), (5, "", 7, "")])[2]
    assert (far.quantities, far.unsure) == ([], (2, 4))
    whole = laid_out("Цена", "Заказ", "", columns=[(9.5, 7.2, 3.1, 4.4), blank, (5, 6, 7, 6)])[2]
    assert (whole.quantities, whole.unsure) == ([], (3, 4))
    filled = counted("Заказ", "", columns=[(1, "", "", ""), (5, "", 7, "")])
    assert filled == {2: ("", "")}


def test_what_was_agreed_is_asked_beside_what_was_applied_for() -> None:
    assert counted("Заявлено", "Согласовано", columns=[(5, 2, 7, 1), ("", "", "", "")]) == {
        2: ("", "")
    }
    both = laid_out("Заявлено", "Согласовано", columns=[(5, 2, 7, 1), (5, 1, 7, 1)])[2]
    assert (both.quantities, both.unsure) == ([], (2, 3))


def names(*texts: str, shown: dict[int, str] | None = None) -> list[str]:
    made = sheet([["Товар", "Кол-во"], *([text, 5] for text in texts)])
    [table] = find_tables(made, 0)
    into = RowsRead()
    read_rows(made, table, choose(made, table, Hits(), remembered=shown), into)
    return [entry.name for entry in into.entries]


def test_numbers_glued_to_names_are_left_out_where_they_number_the_rows() -> None:
    assert names("1.Молоко", "2. Сыр 45%", "3)Хлеб") == ["Молоко", "Сыр 45%", "Хлеб"]
    assert names("1.Молоко", "2.Сыр", "1.Хлеб", "2.Соль", "3.Чай") == [
        "Молоко", "Сыр", "Хлеб", "Соль", "Чай",
    ]  # fmt: skip
    shown = {0: "name", 1: "quantity"}
    assert names("1.Молоко", "2.Сыр", "3.Хлеб", shown=shown) == ["Молоко", "Сыр", "Хлеб"]


@pytest.mark.parametrize(
    "texts", [("1.5 л вода", "2.5 л вода", "3.5 л вода"), ("7.Ап", "Сок", "Чай"), ("1.А", "5.Б")]
)
def test_names_that_begin_with_numbers_of_their_own_keep_them(texts: tuple[str, ...]) -> None:
    assert names(*texts) == list(texts)


def test_a_message_pasted_into_one_cell_is_read_by_its_lines() -> None:
    [read] = parse(workbook([["Заявка:\nБолт М8 - 10 шт\nГайка М8 - 5 шт"]]), "").sheets
    assert read.rows == [["Заявка:"], ["Болт М8", "10 шт"], ["Гайка М8", "5 шт"]]
    assert (read.numbers, read.taken_apart) == ([1, 2, 3], True)


def test_lines_of_a_struck_or_hidden_cell_are_struck_or_hidden_each() -> None:
    cells = [["Болт М8 - 10 шт\nГайка - 5\nШайба - 2"], ["Дрель - 2"], ["Пила - 1"]]
    [read] = parse(xlsb(cells, struck=[1], hidden_rows=[2]), "").sheets
    assert [row[0] for row in read.rows] == ["Болт М8", "Гайка", "Шайба", "Дрель", "Пила"]
    assert ({row for row, _ in read.struck}, read.hidden_rows) == ({1, 2, 3}, {4})


def test_a_struck_line_is_struck_in_whichever_column_its_name_comes_to_stand() -> None:
    cells = [["Болт М8 - 10 шт"], ["Гайка М8 - 5"], ["KR-1 3 шт"]]
    [read] = parse(xlsb(cells, struck=[1]), "").sheets
    assert read.rows[0] == ["", "Болт М8", "10 шт"]
    assert read.struck == {(1, 0), (1, 1), (1, 2)}


def test_codes_among_names_beside_numbers_get_a_column_under_the_header() -> None:
    lines: list[list[Any]] = [[1, "Болт М8 - 10 шт"], [2, "KR-00001 - 5 шт"], [3, "Дрель - 3 шт"]]
    read = parse(workbook([["№", "Товар"], *lines]), "")
    assert read.sheets[0].rows == [
        ["№", "Код", "Товар", "Кол-во"],
        [1, "", "Болт М8", "10 шт"],
        [2, "KR-00001", "", "5 шт"],
        [3, "", "Дрель", "3 шт"],
    ]
