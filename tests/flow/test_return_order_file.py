"""The dealer's own file back: his formatting stays, each row has its verdict, and it goes on."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from fixtures.corpus.biff import xls
from tests.make import NOW, World
from tests.sheets import workbook
from wholesale.context import acting, reading
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.read_order_file import read_order_file
from wholesale.flow.return_order_file import returned_facts, write
from wholesale.intake.parse import parse


def his_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["Артикул", "Наименование", "Кол-во", "Сумма"])
    sheet.append(["NUT-8", "Гайка", 10, "=C2*4.5"])
    sheet.append(["ZZZ-1", "Шайба плоская", 5, "=C3*2"])
    sheet.append(["DRILL", "Дрель", "много", ""])
    sheet["A2"].font = Font(bold=True, color="FF112233")
    sheet["B3"].fill = PatternFill("solid", fgColor="FFABCDEF")
    sheet.column_dimensions["B"].width = 42.5
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(database: Database, world: World, content: bytes, name: str = "заказ.xlsx") -> Preview:
    with acting(database, world.dealer, now=NOW) as ctx:
        return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parse(content, name))


def back(database: Database, world: World, preview: Preview) -> tuple[str, bytes]:
    with reading(database, world.dealer, now=NOW) as ctx:
        facts = returned_facts(ctx, upload_id=preview.upload_id)
    return write(facts)


def cells(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_each_row_has_its_verdict_and_what_was_his_stays(database: Database, world: World) -> None:
    name, content = back(database, world, read(database, world, his_file()))
    assert name == "заказ — ответ.xlsx"
    head, nut, washer, drill = cells(content)
    assert head[4:] == [
        "◆ Код поставщика", "◆ Цена", "◆ Сумма", "◆ В наличии", "◆ Статус", "◆ Что исправить",
    ]  # fmt: skip
    assert nut[3:9] == ["=C2*4.5", "NUT-8", 4.5, 45, 1000, "Добавлено"]
    assert washer[8] == "Уточнить"
    assert "WASHER-8" in washer[9]
    assert drill[8:] == ["Отклонено", "Количество «много» не удалось прочитать."]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    assert (sheet["A2"].font.bold, sheet["A2"].font.color.rgb) == (True, "FF112233")
    assert sheet["B3"].fill.fgColor.rgb == "FFABCDEF"
    assert sheet.column_dimensions["B"].width == 42.5


def test_put_right_and_dropped_back_it_goes_on_where_it_stopped(
    database: Database, world: World
) -> None:
    first = read(database, world, his_file())
    with acting(database, world.dealer, now=NOW) as ctx:
        [placed] = order_upload(ctx, upload_id=first.upload_id)
    _, content = back(database, world, first)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    assert sheet["I2"].value == f"✓ {placed.number}"
    sheet["C4"] = 2  # instead of «много»
    sheet["E3"] = "WASHER-8"  # our code for what was asked
    out = io.BytesIO()
    book.save(out)
    second = read(database, world, out.getvalue())
    assert [(line.article, int(line.quantity)) for line in second.lines] == [
        ("WASHER-8", 5),
        ("DRILL", 2),
    ]
    assert ("ordered_before", "Sheet", 1) in second.skipped


def test_a_file_of_another_kind_comes_back_as_a_workbook(database: Database, world: World) -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во"], ["NUT-8", 10], ["=1+1", 3]]
    preview = read(database, world, workbook(rows, kind="csv-1251"), "заказ.csv")
    name, content = back(database, world, preview)
    assert name == "заказ — ответ.xlsx"
    assert cells(content)[1][:3] == ["NUT-8", "10", "NUT-8"]
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A3"].data_type == "s"  # type: ignore[index]


HEAD = ["Артикул", "Кол-во"]
LAYOUTS: dict[str, list[list[Any]]] = {
    "below empty rows": [[], [], [], ["", *HEAD], ["", "NUT-8", 10], ["", "DRILL", 2]],
    "two tables": [HEAD, ["NUT-8", 10], [], ["Товар", "Цена", "Заказ", "Код"], ["", 5, 2, "DRILL"]],
    "without a header": [["NUT-8", 10], ["DRILL", 2]],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_dropped_back_as_it_came_it_orders_nothing_twice(
    database: Database, world: World, layout: str
) -> None:
    rows = LAYOUTS[layout]
    first = read(database, world, workbook(rows))
    assert [line.article for line in first.lines] == ["NUT-8", "DRILL"]
    with acting(database, world.dealer, now=NOW) as ctx:
        [placed] = order_upload(ctx, upload_id=first.upload_id)
    _, content = back(database, world, first)
    told = {
        number
        for number, row in enumerate(cells(content), 1)
        if any(str(value).startswith(f"✓ {placed.number}") for value in row)
    }
    assert told == {n for n, row in enumerate(rows, 1) if "NUT-8" in row or "DRILL" in row}
    second = read(database, world, content)
    assert (second.lines, second.asked, second.rejected) == ((), (), ())
    assert ("ordered_before", "Лист1", 2) in second.skipped


def test_words_of_several_fonts_stay_so(database: Database, world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(his_file()))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["B2"] = CellRichText("Гайка ", TextBlock(InlineFont(b=True), "срочно"))
    out = io.BytesIO()
    book.save(out)
    _, content = back(database, world, read(database, world, out.getvalue()))
    kept = openpyxl.load_workbook(io.BytesIO(content), rich_text=True).active
    assert isinstance(kept, Worksheet)
    words = kept["B2"].value
    assert isinstance(words, CellRichText)
    assert [str(part) for part in words] == ["Гайка ", "срочно"]
    assert isinstance(words[1], TextBlock)
    assert words[1].font.b


def test_a_file_whose_formatting_is_lost_says_so_in_its_name(
    database: Database, world: World
) -> None:
    preview = read(database, world, xls([("Лист1", [HEAD, ["NUT-8", 10]])]), "заказ.xls")
    assert back(database, world, preview)[0] == "заказ — ответ без оформления.xlsx"
