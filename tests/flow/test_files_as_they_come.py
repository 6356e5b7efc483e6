"""Files as programs and people leave them, each read as the order it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest

from fixtures.corpus.biff import xls
from fixtures.corpus.writers import Grid, write
from tests.make import NOW, World
from tests.rules.test_hostile_files import sheet_of, xlsx_of
from tests.sheets import workbook
from tests.xlsb import xlsb
from wholesale.context import acting
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.read_order_file import read_order_file
from wholesale.intake.parse import parse

ROWS: list[list[Any]] = [
    ["Артикул", "Наименование", "Кол-во"], ["NUT-8", "Гайка М8", 10], ["DRILL", "Дрель", 2],
]  # fmt: skip
ORDERED = [("NUT-8", D(10), ""), ("DRILL", D(2), "")]


def read(database: Database, world: World, content: bytes, name: str = "заказ.xlsx") -> Preview:
    with acting(database, world.dealer, now=NOW) as ctx:
        return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parse(content, name))


def lines(preview: Preview) -> list[tuple[str, D, str]]:
    return [(line.article, line.quantity, line.delivery) for line in preview.lines]


def _text(encoding: str, delimiter: str, *, end: str = "\r\n", head: str = "") -> bytes:
    told = [delimiter.join(str(cell) for cell in row) for row in ROWS]
    return (head + end.join(told) + end).encode(encoding)


FILES: dict[str, Callable[[], bytes]] = {
    "cp1251 with semicolons": lambda: _text("cp1251", ";"),
    "cp1251 with tabs": lambda: _text("cp1251", "\t"),
    "utf-8 with commas": lambda: _text("utf-8", ","),
    "utf-8 with a mark": lambda: _text("utf-8-sig", ";"),
    "utf-16 with tabs": lambda: _text("utf-16", "\t"),
    "utf-16 without a mark": lambda: _text("utf-16-le", ";"),
    "utf-16 the other way round": lambda: _text("utf-16-be", ";"),
    "DOS": lambda: _text("cp866", ";"),
    "koi8-r with bars": lambda: _text("koi8-r", "|", end="\n"),
    "an old Mac": lambda: _text("cp1251", ";", end="\r"),
    "its delimiter said first": lambda: _text("cp1251", ";", head="sep=;\r\n"),
    "xlsx": lambda: workbook(ROWS),
    "xlsm": lambda: workbook(ROWS, kind="xlsm"),
    "xlsb": lambda: xlsb(ROWS),
    "ods": lambda: workbook(ROWS, kind="ods"),
    "xls of today": lambda: xls([("Лист1", ROWS)]),
    "xls of 1995 without a code page": lambda: xls([("Лист1", ROWS)], old=True),
    "a page called xls": lambda: workbook(ROWS, kind="xls-html"),
    "XML of 2003": lambda: workbook(ROWS, kind="xml"),
}


@pytest.mark.parametrize("name", ["заказ.xlsx", "заказ.xls", "заказ.csv", "заказ"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_by_what_it_is_and_not_by_its_name(kind: str, name: str) -> None:
    sheet = parse(FILES[kind](), name).sheets[0]
    told = [[str(cell).removesuffix(".0") for cell in row] for row in sheet.rows[-3:]]
    assert told == [[str(cell) for cell in row] for row in ROWS]


@pytest.mark.parametrize("kind", FILES)
def test_of_whatever_kind_it_is_the_same_order(database: Database, world: World, kind: str) -> None:
    assert lines(read(database, world, FILES[kind]())) == ORDERED


def test_of_a_long_price_list_the_rows_with_a_quantity_are_ordered(
    database: Database, world: World
) -> None:
    wanted = range(250, 20_001, 500)  # forty rows
    cells = _row(1, "Артикул", "Товар", "Цена", "Заказ", "Сумма")
    for number in range(2, 20_002):
        article, quantity = ("NUT-8", 10) if number in wanted else (f"X-{number}", "")
        cells += _row(number, article, "Гайка", 9, quantity, f"=C{number}*2")
    preview = read(database, world, xlsx_of(sheet_of(cells)))
    assert lines(preview) == [("NUT-8", D(400), "")]
    receipt = preview.receipt
    assert (receipt.rows_in, receipt.added, receipt.merged) == (20_001, 1, 39)
    assert (receipt.skipped, receipt.rejected, receipt.asked) == (19_961, 0, 0)


def _row(number: int, *values: Any) -> str:
    """A row as a program writes it that calculates nothing: sums are formulas without values."""
    cells = []
    for letter, value in zip("ABCDE", values, strict=False):
        place = f'r="{letter}{number}"'
        if str(value).startswith("="):
            cells.append(f"<c {place}><f>{value[1:]}</f></c>")
        elif isinstance(value, int):
            cells.append(f"<c {place}><v>{value}</v></c>")
        elif value:
            cells.append(f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def test_a_report_of_1c_with_thousands_of_merged_cells_is_an_order(
    database: Database, world: World
) -> None:
    rows: list[list[Any]] = [["Заказ покупателя № 7"], [], ["№", "", "Артикул", "", "Кол-во", ""]]
    levels: dict[int, int] = {}
    for number in range(1, 1_001):
        if number % 100 == 1:
            indent = "    " * (number // 100 % 3)
            rows.append([f"{indent}Группа {number}", "", "", "", "", ""])
        article = "NUT-8" if number % 2 else "DRILL"
        rows.append([number, "", article, "", 2, ""])
        levels[len(rows)] = 1 + number // 100 % 2
    rows.append(["Итого", "", "", "", 2_000, ""])
    merged = [(row, left, row, left + 1) for row in range(3, len(rows) + 1) for left in (1, 3, 5)]
    content = write([Grid("TDSheet", rows, merged=merged, levels=levels)], "xlsx")
    preview = read(database, world, content)
    assert lines(preview) == [("NUT-8", D(1_000), ""), ("DRILL", D(1_000), "")]
    assert (preview.receipt.asked, preview.receipt.rejected) == (0, 0)
    assert {reason: count for reason, _, count in preview.skipped} == {
        "above_header": 1, "empty": 1, "header": 1, "group": 10, "total": 1,
    }  # fmt: skip


def test_days_over_quantities_are_those_of_the_calendar_of_1904(
    database: Database, world: World
) -> None:
    day, next_day = datetime(2026, 6, 20), datetime(2026, 6, 21)  # noqa: DTZ001
    grid = Grid("Заказ", [["Артикул", "Товар", day, next_day], ["NUT-8", "Гайка", 10, 3],
                          ["DRILL", "Дрель", 1, ""]], from_1904=True)  # fmt: skip
    assert lines(read(database, world, write([grid], "xlsx"))) == [
        ("NUT-8", D(10), "20.06.2026"), ("NUT-8", D(3), "21.06.2026"),
        ("DRILL", D(1), "20.06.2026"),
    ]  # fmt: skip
