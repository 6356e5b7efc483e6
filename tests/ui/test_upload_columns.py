"""The mapping screen: several tables painted one after another."""

from __future__ import annotations

from decimal import Decimal

from nicegui import ui

from tests import make
from tests.sheets import workbook
from tests.ui.conftest import PATIENCE, Enter, until
from wholesale.context import acting
from wholesale.db import Database
from wholesale.flow.read_order_file import preview_upload, read_order_file
from wholesale.intake.parse import parse
from wholesale.ui import server

HEAD = ["Артикул", "Куздра"]


async def test_what_was_painted_on_one_table_stays_when_another_is_painted(
    enter: Enter, world: make.World, database: Database
) -> None:
    content = workbook([HEAD, ["NUT-8", 5]], [HEAD, ["BOLT-8", 70], ["BOLT-8", 30]])
    with acting(database, world.dealer, now=server.now()) as ctx:
        upload = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(content, "a.xlsx")
        ).upload_id
    dealer = enter(world.dealer)
    await dealer.open(f"/upload/{upload}")
    await dealer.should_see("Непонятно, в какой колонке количество (B «Куздра»)", retries=PATIENCE)
    dealer.find("Колонки").click()
    await dealer.should_see("Строка заголовков", retries=PATIENCE)
    selects = dealer.find(ui.select).elements
    [tables] = [select for select in selects if select.props.get("label") == "Таблица"]
    dealer.find(ui.table).trigger("paint", {"column": 1, "part": "quantity"})
    tables.set_value(1)
    dealer.find(ui.table).trigger("paint", {"column": 1, "part": "quantity"})
    dealer.find("Прочитать заново").click()

    def lines() -> list[tuple[str, Decimal]]:
        with acting(database, world.dealer, now=server.now()) as ctx:
            preview = preview_upload(ctx, upload_id=upload)
        return [(line.article, line.quantity) for line in preview.lines]

    await until(lambda: lines() == [("NUT-8", Decimal(5)), ("BOLT-8", Decimal(100))])


async def test_that_a_table_has_no_header_can_be_chosen(
    enter: Enter, world: make.World, database: Database
) -> None:
    content = workbook([["Куздра", "Количество"], ["NUT-8", 5], ["DRILL", 1]])
    with acting(database, world.dealer, now=server.now()) as ctx:
        upload = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(content, "a.xlsx")
        ).upload_id
    dealer = enter(world.dealer)
    await dealer.open(f"/upload/{upload}")
    await dealer.should_see("Колонки", retries=PATIENCE)
    dealer.find("Колонки").click()
    await dealer.should_see("Строка заголовков", retries=PATIENCE)
    selects = dealer.find(ui.select).elements
    [header] = [one for one in selects if one.props.get("label") == "Строка заголовков"]
    assert header.options == {0: "нет заголовка", 1: "1", 2: "2", 3: "3"}
    assert header.value == 1
    header.set_value(0)
    dealer.find(ui.table).trigger("paint", {"column": 0, "part": "article"})
    dealer.find("Прочитать заново").click()

    def headers() -> list[list[int]]:
        with acting(database, world.dealer, now=server.now()) as ctx:
            return [table["header"] for table in preview_upload(ctx, upload_id=upload).tables]

    await until(lambda: headers() == [[]])
    await dealer.open(f"/upload/{upload}")
    await dealer.should_see("Колонки", retries=PATIENCE)
    dealer.find("Колонки").click()
    await dealer.should_see("Строка заголовков", retries=PATIENCE)
    selects = dealer.find(ui.select).elements
    [header] = [one for one in selects if one.props.get("label") == "Строка заголовков"]
    assert header.value == 0
