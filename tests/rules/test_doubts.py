"""Rows that a person took back, by a word or by a stroke, are asked and never simply ordered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from fixtures.corpus.biff import Layout, xls
from tests.rules.catalogue import item
from tests.rules.test_hostile_files import XML_2003
from tests.sheets import Rows, sheet, workbook
from tests.xlsb import xlsb
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.matching.decide import answer, decide
from wholesale.intake.parse import parse
from wholesale.intake.queries import Found, Item
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.quantity import read_quantity
from wholesale.intake.words.remarks import takes_back

ROWS: list[list[Any]] = [["Артикул", "Кол-во"], ["KR-1", 5], ["KR-2", 7]]
GOOD: Item = item(1, "KR-1", "Молоко 1 л")


def decided(made: Sheet) -> list[Decision]:
    """The decisions on a sheet of a catalogue that holds KR-1 alone."""
    [table] = find_tables(made, 0)
    read, found = RowsRead(), Found()
    read_rows(made, table, choose(made, table, Hits()), read)
    found.items[1] = GOOD
    found.by_key[GOOD.key].append(GOOD)
    found.by_name[GOOD.name].append(GOOD)
    return decide(read.entries, found, lambda texts: [[] for _ in texts], lambda _: None)


@pytest.mark.parametrize(
    "text",
    [
        "отменено", "ОТМЕНА!", "не надо", "Не нужен", "снять с заказа", "Убрать", "удалено",
        "заменить на KR-2", "отказ клиента", "уже не нужно", "строка вычеркнута", "cancelled",
        "Выполнено", "отгружено", "возврат", "Под вопросом", "позже", "не сейчас",
        "уже заказали", "Уже есть на складе", "купили", "взяли у других", "заказано ранее", "Дубль",
        "не актуально", "ошибка", "пришло",
    ],
)  # fmt: skip
def test_a_remark_that_takes_the_row_back_makes_it_a_question(text: str) -> None:
    [decision] = decided(sheet([["Артикул", "Кол-во", "Примечание"], ["KR-1", 5, text]]))
    assert (decision.outcome, decision.code) == (Outcome.ASKED, "row_taken_back")
    assert decision.params == {"text": text}
    answer(decision, {"product_id": 1}, {1: GOOD})
    assert (decision.outcome, decision.quantity) == (Outcome.ADDED, Decimal(5))


@pytest.mark.parametrize(
    "text",
    [
        "срочно", "снят с производства", "не надо звонить", "замена возможна", "удаление волос",
        "без замен", "отмена предзаказа невозможна", "не нужна накладная", "", "есть",
        "заказано", "новый", "в работе",
    ],
)  # fmt: skip
def test_other_remarks_do_not_take_a_row_back(text: str) -> None:
    [decision] = decided(sheet([["Артикул", "Кол-во", "Примечание"], ["KR-1", 5, text]]))
    assert decision.outcome is Outcome.ADDED


@pytest.mark.parametrize(("said", "asked"), [("Да", True), ("Нет", False), ("", False), (2, True)])
def test_a_column_that_says_which_rows_are_cancelled_is_heeded(said: Any, asked: bool) -> None:
    [decision] = decided(sheet([["Артикул", "Кол-во", "Отменено"], ["KR-1", 5, said]]))
    assert (decision.outcome is Outcome.ASKED) is asked


def test_words_at_the_end_of_a_name_or_a_quantity_are_heeded() -> None:
    [decision] = decided(sheet([["Товар", "Кол-во"], ["Молоко 1 л (отменили)", 5]]))
    assert decision.outcome is not Outcome.ADDED
    for name in ("Молоко 1 л - не надо", "ОТМЕНА! Молоко 1 л", "(не надо) Молоко 1 л"):
        [decision] = decided(sheet([["Артикул", "Товар", "Кол-во"], ["KR-1", name, 5]]))
        assert decision.code == "row_taken_back"
    assert read_quantity("10 (отмена)").problem == "quantity_taken_back"
    assert read_quantity("10 шт (срочно)").value == 10


@pytest.mark.parametrize(("held", "counted"), [(12, 24), ("12 шт", 24), ("0,5 л", None), (1, None)])
def test_packs_come_to_what_the_row_says_a_pack_holds(held: Any, counted: int | None) -> None:
    made = sheet([["Артикул", "В коробке", "Заказ, кор"], ["KR-1", held, 2]])
    [table] = find_tables(made, 0)
    read = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), read)
    assert [entry.amount.counted for entry in read.entries] == [counted]


@pytest.mark.parametrize(
    ("held", "pieces", "counted"), [("", 24, 24), ("", 6, 6), (12, 24, None), (10, 24, 24)]
)
def test_packs_and_pieces_of_one_row_must_say_one_thing(
    held: Any, pieces: int, counted: int | None
) -> None:
    """What is counted is compared with our own pack; where the row's pack tells, it is right."""
    rows: Rows = [["Артикул", "В кор.", "Коробок", "Штук россыпью"], ["KR-1", held, 2, pieces]]
    made = sheet(rows)
    [table] = find_tables(made, 0)
    read = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), read)
    [amount] = [entry.amount for entry in read.entries]
    assert (amount.counted, amount.value) == (counted, 2 if counted else pieces)


@pytest.mark.parametrize("words", ["Возврат", "ВОЗВРАТ:", "Отменено", "Не заказывать", "Списание"])
def test_rows_under_words_that_set_them_aside_are_asked(words: str) -> None:
    rows: Rows = [
        ["Артикул", "Кол-во"],
        ["KR-1", 5],
        [words, ""],
        ["KR-1", 2],
        ["Заказ", ""],
        ["KR-1", 3],
    ]
    assert [d.code for d in decided(sheet(rows))] == ["", "row_set_aside", ""]
    rows = [[words], ["Артикул", "Кол-во"], ["KR-1", 5], ["Молочное", ""], ["KR-1", 2]]
    assert [d.code for d in decided(sheet(rows))] == ["row_set_aside"] * 2


@pytest.mark.parametrize(
    "words",
    [
        "Уже заказано:", "Отгружено 20.11.2026", "Остатки на складе на 26.11", "Складские остатки",
        "Продажи за неделю", "Не хватило в прошлый раз", "На следующий раз",
    ],
)  # fmt: skip
def test_words_between_rows_that_tell_of_what_was_set_those_below_aside(words: str) -> None:
    rows: Rows = [["Артикул", "Кол-во"], ["KR-1", 5], [words, ""], ["KR-1", 2]]
    assert [d.code for d in decided(sheet(rows))] == ["", "row_set_aside"]


def test_a_column_that_names_what_to_take_instead_is_heeded() -> None:
    rows: Rows = [["Артикул", "Кол-во", "Заменить на"], ["KR-1", 5, "KR-2"], ["KR-1", 2, ""]]
    assert [d.code for d in decided(sheet(rows))] == ["row_taken_back", ""]


def test_rows_of_long_before_the_last_of_an_export_are_asked() -> None:
    def codes(heading: str, *days: Any) -> list[str]:
        made = sheet([["Артикул", "Кол-во", heading], *(["KR-1", 5, day] for day in days)])
        [table] = find_tables(made, 0)
        read = RowsRead()
        read_rows(made, table, choose(made, table, Hits()), read, date(2026, 11, 26))
        return [entry.doubt.code if entry.doubt else "" for entry in read.entries]

    before = ["row_of_before", "", ""]
    for heading in ("Дата", "Дата заказа", "Order date"):
        assert codes(heading, "05.10.2026", "20.11.2026", "26.11.2026") == before
    assert codes("Дата", datetime(2026, 10, 5), "", "26.11.2026") == before  # noqa: DTZ001
    assert codes("Дата", "05.10.2026", "06.10.2026") == ["", ""]  # the same file, found again
    assert codes("Дата", "27.11.2026", "20.12.2026") == ["", ""]  # to come
    assert codes("Срок годности", "05.10.2026", "26.11.2026") == ["", ""]


@pytest.mark.parametrize(
    "words", ["В наличии", "Под заказ", "Остатки, распродажа", "Отгрузка 30.11", "Заказ на 30.11"]
)
def test_words_that_part_an_order_set_nothing_aside(words: str) -> None:
    [decision] = decided(sheet([["Артикул", "Кол-во"], [words, ""], ["KR-1", 5]]))
    assert decision.outcome is Outcome.ADDED


@pytest.mark.parametrize("words", ["Возвратная тара", "Архивные короба", "Брак и семья", "История"])
def test_groups_of_goods_set_nothing_aside(words: str) -> None:
    [decision] = decided(sheet([["Артикул", "Кол-во"], [words, ""], ["KR-1", 5]]))
    assert decision.outcome is Outcome.ADDED


def test_a_quantity_merged_over_several_products_is_asked_of_each() -> None:
    rows: Rows = [
        ["Артикул", "Товар", "Кол-во"],
        ["KR-1", "Молоко 1 л", 5],
        ["KR-2", "Кефир 1 л", ""],
    ]
    merged = [(2, 2, 3, 2)]
    first, second = decided(sheet(rows, merged=merged))
    assert (first.code, first.candidates[0][0]) == ("row_shares_quantity", 1)
    assert second.outcome is not Outcome.ADDED
    lines: Rows = [*rows[:2], ["", "пастеризованное, 3,2 %", ""]]  # one product in two lines
    assert [d.outcome for d in decided(sheet(lines, merged=merged))] == [Outcome.ADDED]


def test_a_long_text_is_no_remark() -> None:
    assert not takes_back("заменить на " + "очень " * 30)


@pytest.mark.parametrize(("column", "asked"), [(0, True), (1, True), (2, False)])
def test_a_row_whose_code_or_quantity_is_struck_through_is_asked(column: int, asked: bool) -> None:
    rows: Rows = [["Артикул", "Кол-во", "Цена"], ["KR-1", 5, 10.5]]
    [decision] = decided(sheet(rows, struck=frozenset({(2, column)})))
    assert (decision.code == "row_struck") is asked


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    made = book.active
    assert made is not None
    for row in ROWS:
        made.append(row)
    for cell in made[3]:
        cell.font = Font(strike=True)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _ods(change: Callable[[str], str]) -> bytes:
    """A workbook of ``ROWS`` whose «content.xml» is changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ROWS, kind="ods"))) as plain,
        zipfile.ZipFile(out, "w") as struck,
    ):
        for name in plain.namelist():
            text = plain.read(name).decode()
            if name == "content.xml":
                text = change(text)
            struck.writestr(name, text)
    return out.getvalue()


def _strike(text: str) -> str:
    """«content.xml» with its last row struck through."""
    text = text.replace(
        "<office:body>",
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        '<style:style style:name="s" style:family="table-cell"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
        "<office:body>",
    )
    head, row, last = text.rpartition("<table:table-row>")
    marked = '<table:table-cell table:style-name="s" '
    return head + row + last.replace("<table:table-cell ", marked)


def _xml() -> bytes:
    style = '<Styles><Style ss:ID="s9"><Font ss:StrikeThrough="1"/></Style></Styles><Worksheet'
    lines = "".join(
        "<Row>" + "".join(f"<Cell{marked}><Data>{cell}</Data></Cell>" for cell in row) + "</Row>"
        for row, marked in zip(ROWS, ("", "", ' ss:StyleID="s9"'), strict=True)
    )
    return XML_2003.format(lines).replace("<Worksheet", style, 1).encode()


def _html(row: str = "", before: str = "", after: str = "") -> bytes:
    struck = f"<tr{row}><td>{before}KR-2{after}</td><td>{before}7{after}</td></tr>"
    plain = "<tr><td>Артикул</td><td>Кол-во</td></tr><tr><td>KR-1</td><td>5</td></tr>"
    return f"<table>{plain}{struck}</table>".encode()


@pytest.mark.parametrize(
    "content",
    [
        _xlsx(),
        _ods(_strike),
        xls([("Лист1", ROWS)], layouts=[Layout(struck=[3])]),
        xlsb(ROWS, struck=[3]),
        _xml(),
        _html(before="<b><s>", after="</s></b>"),
        _html(" style='text-decoration: line-through'"),
    ],
    ids=["xlsx", "ods", "xls", "xlsb", "xml", "html", "row of html"],
)
def test_the_file_tells_which_cells_are_struck_through(content: bytes) -> None:
    assert parse(content, "заказ").sheets[0].struck == {(3, 0), (3, 1)}


def test_a_word_struck_through_is_not_the_cell() -> None:
    content = _html(before="<del>", after="</del> новый")
    assert parse(content, "заказ").sheets[0].struck == frozenset()


def test_an_ods_tells_which_cells_are_merged() -> None:
    span = '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1" '
    content = _ods(lambda text: text.replace("<table:table-cell ", span, 1))
    assert parse(content, "заказ").sheets[0].merged == [(1, 0, 2, 0)]
