"""A row that is called off is not ordered, though a quantity stands in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from fixtures.corpus.biff import Layout, xls
from tests.rules.test_hostile_files import XML_2003, ods_of
from tests.sheets import sheet, workbook
from tests.xlsb import xlsb
from wholesale.intake.parse import parse
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.called_off import calls_off, sets_aside
from wholesale.intake.tables.columns import choose
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.tables.profiles import Hits
from wholesale.intake.tables.rows import RowsRead, read_rows

ROWS: list[list[Any]] = [["Артикул", "Кол-во"], ["A-1", 5], ["A-2", 7], ["A-3", 9]]


def in_xlsx() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)))
    for cell in book.worksheets[0][3]:
        cell.font = Font(strike=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_ods() -> bytes:
    text = '<table:table-cell{} office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        "<table:table-row>"
        + "".join(text.format(' table:style-name="ce1"' * (n == 2), cell) for cell in row)
        + "</table:table-row>"
        for n, row in enumerate(ROWS)
    )
    spaces = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    styles = "".join(
        f'<style:style {spaces} style:name="{name}"><style:text-properties '
        f'style:text-line-through-style="{line}"/></style:style>'
        for name, line in (("ce1", "solid"), ("ce2", "none"))
    )
    return ods_of(f'{styles}<table:table table:name="S">{lines}</table:table>')


STYLED = ' ss:StyleID="s9"'


def in_xml() -> bytes:
    style = '<Styles><Style ss:ID="s9"><Font ss:StrikeThrough="1"/></Style></Styles><Worksheet'
    lines = "".join(
        "<Row>"
        + "".join(f"<Cell{STYLED if n == 2 else ''}><Data>{cell}</Data></Cell>" for cell in row)
        + "</Row>"
        for n, row in enumerate(ROWS)
    )
    return XML_2003.format(lines).replace("<Worksheet", style, 1).encode()


def in_html(row: str = "", before: str = "", after: str = "") -> bytes:
    lines = [f"<tr><td>{code}</td><td>{count}</td></tr>" for code, count in ROWS]
    lines[2] = f"<tr{row}><td>{before}A-2{after}</td><td>{before}7{after}</td></tr>"
    return f"<table>{''.join(lines)}</table>".encode()


@pytest.mark.parametrize(
    "made",
    [
        in_xlsx,
        in_ods,
        in_xml,
        lambda: xls([("S", ROWS)], layouts=[Layout(struck=[3])]),
        lambda: xlsb(ROWS, struck=[3]),
        lambda: in_html(before="<b><s>", after="</s></b>"),
        lambda: in_html(" style='text-decoration: line-through'"),
    ],
    ids=["xlsx", "ods", "xml", "xls", "xlsb", "html", "html row"],
)
def test_what_is_struck_through_is_told(made: Callable[[], bytes]) -> None:
    told = parse(made(), "заказ").sheets[0]
    assert told.struck == {3: {0, 1}}
    assert [row[0] for row in told.rows] == ["Артикул", "A-1", "A-2", "A-3"]


def test_a_word_struck_through_in_a_cell_is_not_the_cell() -> None:
    html = in_html(before="<del>", after="</del> новый")
    assert parse(html, "заказ").sheets[0].struck == {}


def read(made: Sheet) -> tuple[dict[int, str], dict[int, str]]:
    """Rows that ask for something with their problem, and rows skipped with the reason."""
    into = RowsRead()
    for table in find_tables(made, 0):
        read_rows(made, table, choose(made, table, Hits()), into)
    entries = {entry.row: entry.problem for entry in into.entries}
    return entries, {row: why for (_, row), why in into.skipped.items()}


def table(*rows: Sequence[Any], **marks: Any) -> Sheet:
    heads = ["Артикул", "Наименование", "Магазин 1", "Магазин 2", "Примечание"]
    return sheet(
        [heads, *([f"A-{n}", f"Болт М{n}", *row] for n, row in enumerate(rows, 1))], **marks
    )


@pytest.mark.parametrize(
    ("struck", "entries"),
    [
        ({2: {0, 1, 2, 3}}, 0),
        ({2: {0, 1}}, 0),
        ({2: {2, 3}}, 0),
        ({2: {3}}, 1),  # one shop no longer
        ({2: {0}}, 2),  # the code was mended
        ({2: {4}}, 2),
    ],
)
def test_a_row_whose_goods_or_quantities_are_struck_through_is_left_out(
    struck: dict[int, set[int]], entries: int
) -> None:
    made = table([5, 7, "x"], [1, 1, ""], struck={r: frozenset(c) for r, c in struck.items()})
    into = RowsRead()
    [found] = find_tables(made, 0)
    read_rows(made, found, choose(made, found, Hits()), into)
    assert len([entry for entry in into.entries if entry.row == 2]) == entries
    assert (into.skipped.get((0, 2)) == "struck_out") is (entries == 0)


@pytest.mark.parametrize(
    "remark",
    ["отменено", "Снято", "НЕ НАДО", "Отмена!", "больше не нужно", "не заказывать", "исключить",
     "убрать из заказа", "отложено", "на паузе",
     "отменено клиентом 12.11", "cancelled", "do not order", "don't ship"],
)  # fmt: skip
def test_a_remark_calls_its_row_off(remark: str) -> None:
    assert calls_off(remark)


@pytest.mark.parametrize(
    "remark",
    ["срочно", "не надо сертификат", "если нет, аналог не нужен", "без замены", "новый",
     "снят с производства", "не позже пятницы", "отказное письмо", "не более 5", "1", "—"],
)  # fmt: skip
def test_any_other_remark_does_not(remark: str) -> None:
    assert not calls_off(remark)


def test_a_row_called_off_beside_its_quantity_is_rejected_by_name() -> None:
    entries, _ = read(table([5, 0, "отменено"], [3, 0, "срочно"]))
    assert entries == {2: "row_called_off", 3: ""}


def test_rows_under_a_word_of_return_are_left_out_up_to_the_next_group() -> None:
    rows: list[list[Any]] = [
        ["Артикул", "Кол-во"],
        ["Болты", ""], ["A-1", 5],
        ["Возврат поставщику:", ""], ["A-2", 7], ["A-3", 9],
        ["Гайки", ""], ["A-4", 2],
    ]  # fmt: skip
    entries, skipped = read(sheet(rows))
    assert (entries, skipped[5], skipped[6]) == ({3: "", 8: ""}, "set_aside", "set_aside")
    below = [
        *rows[:3],
        ["Отменённые позиции", ""],
        ["Товар", "Штрихкод", "Кол-во"],
        ["Болт", "", 4],
    ]
    assert read(sheet(below))[0] == {3: ""}


@pytest.mark.parametrize("group", ["Возвратная тара", "Убранство стола", "Отменный чай", "Крепёж"])
def test_a_group_of_goods_sets_nothing_aside(group: str) -> None:
    assert not sets_aside(group)
