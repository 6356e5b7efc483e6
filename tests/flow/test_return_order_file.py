"""The dealer's own file back: his formatting stays, each row has its verdict, and it goes on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from fixtures.corpus.biff import Formula, Layout, xls
from tests.make import NOW, World
from tests.sheets import workbook
from tests.xlsb import xlsb
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
    assert nut[3:9] == ["=C2*4.5", "NUT-8", 4.5, 45, 1000, "Добавлено · №1/2"]
    assert washer[8] == "Уточнить · №1/3"
    assert "WASHER-8" in washer[9]
    assert drill[8:] == ["Отклонено · №1/4", "Количество «много» не удалось прочитать."]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    assert (sheet["A2"].font.bold, sheet["A2"].font.color.rgb) == (True, "FF112233")
    assert sheet["B3"].fill.fgColor.rgb == "FFABCDEF"
    assert sheet.column_dimensions["B"].width == 42.5


def test_a_file_ordered_by_shops_names_all_its_orders(database: Database, world: World) -> None:
    asked = workbook([["Артикул", "Магазин 1", "Магазин 2"], ["NUT-8", 3, 4], ["WASHER-8", "", 5]])
    first = read(database, world, asked)
    with acting(database, world.dealer, now=NOW) as ctx:
        placed = order_upload(ctx, upload_id=first.upload_id, split=True)
    _, content = back(database, world, first)
    numbers = ", ".join(order.number for order in placed)
    statuses = [row[-2] for row in cells(content)[1:]]
    assert (len(placed), statuses) == (2, [f"✓ {numbers}"] * 2)


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


HEAD = ["Артикул", "Кол-во"]
LAYOUTS: dict[str, list[list[Any]]] = {
    "below empty rows": [[], [], [], ["", *HEAD], ["", "NUT-8", 10], ["", "DRILL", 2]],
    "two tables": [HEAD, ["NUT-8", 10], [], ["Товар", "Цена", "Заказ", "Код"], ["", 5, 2, "DRILL"]],
    "without a header": [["NUT-8", 10], ["DRILL", 2]],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_given_back_before_the_order_and_dropped_back_after_it_orders_nothing_twice(
    database: Database, world: World, layout: str
) -> None:
    first = read(database, world, workbook(LAYOUTS[layout]))
    _, content = back(database, world, first)
    unordered = read(database, world, content)
    assert [line.article for line in unordered.lines] == ["NUT-8", "DRILL"]
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=first.upload_id)
    second = read(database, world, content)
    assert (second.lines, second.asked, second.rejected) == ((), (), ())
    assert second.receipt.skipped == first.receipt.skipped + 2


def test_of_a_row_of_two_shops_only_the_shop_that_was_not_ordered_is_left(
    database: Database, world: World
) -> None:
    rows: list[list[Any]] = [
        ["Артикул", "Магазин 1", "Магазин 2"],
        ["NUT-8", 10, "много"],
        ["DRILL", "", 2],
    ]
    first = read(database, world, workbook(rows))
    assert [(line.delivery, line.article) for line in first.lines] == [
        ("Магазин 1", "NUT-8"),
        ("Магазин 2", "DRILL"),
    ]
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=first.upload_id)
    _, content = back(database, world, first)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert isinstance(book.active, Worksheet)
    book.active["C2"] = 20
    out = io.BytesIO()
    book.save(out)
    second = read(database, world, out.getvalue())
    assert [(line.delivery, int(line.quantity)) for line in second.lines] == [("Магазин 2", 20)]


def test_a_row_of_another_dealers_upload_is_no_reason_to_leave_it_out(
    database: Database, world: World
) -> None:
    first = read(database, world, workbook(LAYOUTS["two tables"]))
    _, content = back(database, world, first)
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=first.upload_id)
    with acting(database, world.neighbour, now=NOW) as ctx:
        theirs = read_order_file(
            ctx, dealer_id=world.neighbour_id, parsed=parse(content, "заказ.xlsx")
        )
    assert [line.article for line in theirs.lines] == ["NUT-8", "DRILL"]


def test_a_file_of_another_kind_comes_back_as_a_workbook(database: Database, world: World) -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во"], ["NUT-8", 10], ["=1+1", 3]]
    preview = read(database, world, workbook(rows, kind="csv-1251"), "заказ.csv")
    name, content = back(database, world, preview)
    assert name == "заказ — ответ.xlsx"
    assert cells(content)[1][:3] == ["NUT-8", "10", "NUT-8"]
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A3"].data_type == "s"  # type: ignore[index]


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


def test_an_old_workbook_comes_back_looking_the_same(database: Database, world: World) -> None:
    rows: list[list[Any]] = [["Заявка"], HEAD, ["NUT-8", 10]]
    layout = Layout(widths={1: 30}, stressed={2}, merged=[(1, 1, 1, 2)], hidden_rows={4})
    preview = read(database, world, xls([("Лист1", rows)], layouts=[layout]), "заказ.xls")
    name, content = back(database, world, preview)
    assert name == "заказ — ответ.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    assert (sheet["A2"].font.b, sheet["A2"].fill.fgColor.rgb) == (True, "FFFFFF00")
    assert (sheet["A3"].font.b, sheet["A3"].fill.fill_type) == (False, None)
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet.row_dimensions[4].hidden
    assert [cell.value for cell in sheet[3]][:5] == ["NUT-8", 10, "NUT-8", 4.5, 45]


ANSWERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "заказ.xlsx": (lambda: workbook([HEAD, ["NUT-8", 10]]), "ответ.xlsx"),
    "заказ.xlsm": (lambda: workbook([HEAD, ["NUT-8", 10]], kind="xlsm"), "ответ.xlsm"),
    "заказ.ods": (lambda: workbook([HEAD, ["NUT-8", 10]], kind="ods"), "ответ.ods"),
    "заказ.csv": (lambda: workbook([HEAD, ["NUT-8", 10]], kind="csv-1251"), "ответ.xlsx"),
    "заказ.xls": (
        lambda: xls([("Лист1", [HEAD, ["NUT-8", Formula(b"\x1e\x0a\x00", 10.0)]])]),
        "ответ, значения вместо формул.xlsx",
    ),
    "заказ.xlsb": (lambda: xlsb([HEAD, ["NUT-8", 10]]), "ответ без оформления.xlsx"),
}


@pytest.mark.parametrize("sent", ANSWERS)
def test_the_name_tells_the_kind_and_what_was_lost(
    database: Database, world: World, sent: str
) -> None:
    make, name = ANSWERS[sent]
    told, content = back(database, world, read(database, world, make(), sent))
    assert told == f"заказ — {name}"
    [sheet] = parse(content, told).sheets
    assert [cell for cell in sheet.rows[1] if cell != ""][1:] == [
        sheet.rows[1][1], "NUT-8", 4.5, 45, 1000, "Добавлено · №1/2",
    ]  # fmt: skip


WRONG: list[list[Any]] = [HEAD, ["NUT-8", 10], ["DRILL", "много"]]
SENT: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: workbook(WRONG),
    "xlsm": lambda: workbook(WRONG, kind="xlsm"),
    "xls": lambda: xls([("Лист1", WRONG)]),
    "xls of BIFF5": lambda: xls([("Лист1", WRONG)], old=True),
    "xlsb": lambda: xlsb(WRONG),
    "ods": lambda: workbook(WRONG, kind="ods"),
    "csv": lambda: workbook(WRONG, kind="csv-1251"),
    "html": lambda: workbook(WRONG, kind="xls-html"),
}


@pytest.mark.parametrize("kind", SENT)
def test_of_any_kind_put_right_and_dropped_back_it_goes_on_where_it_stopped(
    database: Database, world: World, kind: str
) -> None:
    first = read(database, world, SENT[kind](), "заказ")
    assert [line.article for line in first.lines] == ["NUT-8"]
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=first.upload_id)
    name, content = back(database, world, first)
    second = read(database, world, put_right(content, name), name)
    assert [(line.article, int(line.quantity)) for line in second.lines] == [("DRILL", 2)]
    assert (second.asked, second.rejected) == ((), ())
    assert [skipped for skipped in second.skipped if skipped[0] == "ordered_before"]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv-1251"])
def test_lines_of_a_message_come_back_as_the_cells_they_were_read_as(
    database: Database, world: World, kind: str
) -> None:
    lines: list[list[Any]] = [["NUT-8 - 10 шт"], ["WASHER-8 - 5 шт"]]
    first = read(database, world, workbook(lines, kind=kind), "заказ")
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=first.upload_id)
    name, content = back(database, world, first)
    assert [row[:3] for row in cells(content)] == [
        ["NUT-8", "10 шт", "NUT-8"],
        ["WASHER-8", "5 шт", "WASHER-8"],
    ]
    second = read(database, world, content, name)
    assert (second.lines, second.problems) == ((), ())
    assert [(reason, rows) for reason, _, rows in second.skipped] == [("ordered_before", 2)]


def test_a_torn_row_comes_back_as_its_line_and_is_not_read_in_cells(
    database: Database, world: World
) -> None:
    text = "Артикул,Наименование,Кол-во\nNUT-8,Гайка 3,5,10\nDRILL,Дрель,2\n"
    first = read(database, world, text.encode(), "заказ.csv")
    assert [row.code for row in first.rejected] == ["row_torn"]
    name, content = back(database, world, first)
    assert cells(content)[1][:3] == ["NUT-8,Гайка 3,5,10", None, None]
    second = read(database, world, content, name)
    assert [line.article for line in second.lines] == ["DRILL"]


def test_an_order_is_seen_beside_an_earlier_answer_of_which_columns_are_gone(
    database: Database, world: World
) -> None:
    rows: list[list[Any]] = [HEAD, ["NUT-8", "много"], ["DRILL", 2]]
    _, content = back(database, world, read(database, world, workbook(rows)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    sheet.delete_cols(4)
    sheet["H1"], sheet["B2"] = "Моё", 10
    out = io.BytesIO()
    book.save(out)
    second = read(database, world, out.getvalue())
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=second.upload_id)
    _, content = back(database, world, second)
    third = read(database, world, content)
    assert (third.lines, third.asked, third.rejected) == ((), (), ())
    assert ("ordered_before", "Лист1", 2) in third.skipped


def put_right(content: bytes, name: str) -> bytes:
    """The file with 2 instead of «много»."""
    out = io.BytesIO()
    if name.endswith(".ods"):
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
            for part in old.infolist():
                said = old.read(part)
                new.writestr(part, said.replace("<text:p>много<".encode(), b"<text:p>2<", 1))
        return out.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    [wrong] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "много"]
    wrong.value = 2
    book.save(out)
    return out.getvalue()
