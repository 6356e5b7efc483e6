"""The mapping screen: what each column is and why, and what a person says of it instead."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from nicegui import ui
from nicegui.testing import User

from tests import make
from tests.sheets import Rows, workbook
from tests.ui.conftest import PATIENCE, Enter, until
from wholesale.context import acting, reading
from wholesale.core.access import Actor
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.read_order_file import preview_upload, read_order_file
from wholesale.intake.parse import parse
from wholesale.ui import server

HEAD = ["Артикул", "Куздра"]
Kept = Callable[..., int]


@pytest.fixture
def keep(database: Database, world: make.World) -> Kept:
    """Read a file with these sheets for the dealer; the id of the upload."""

    def kept(*sheets: Rows) -> int:
        parsed = parse(workbook(*sheets), "a.xlsx")
        with acting(database, world.dealer, now=server.now()) as ctx:
            return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed).upload_id

    return kept


@pytest.fixture
def seen(database: Database, world: make.World) -> Callable[[int], Preview]:
    """What became of an upload."""

    def preview(upload: int) -> Preview:
        with reading(database, world.dealer, now=server.now()) as ctx:
            return preview_upload(ctx, upload_id=upload)

    return preview


async def opened(enter: Enter, actor: Actor, upload: int) -> User:
    person = enter(actor)
    await person.open(f"/upload/{upload}")
    await person.should_see("Колонки", retries=PATIENCE)
    return person


async def at_columns(enter: Enter, actor: Actor, upload: int) -> User:
    person = await opened(enter, actor, upload)
    person.find("Колонки").click()
    await person.should_see("Строка заголовков", retries=PATIENCE)
    return person


def chooser(person: User, label: str) -> ui.select:
    selects = person.find(ui.select).elements
    [found] = [select for select in selects if select.props.get("label") == label]
    return found


def paint(person: User, column: int, part: str) -> None:
    person.find(ui.table).trigger("paint", {"column": column, "part": part})


def columns(person: User) -> list[tuple[str, str, str]]:
    """Of each column what it is taken for, how it looks, and why."""
    [grid] = [table for table in person.find(ui.table).elements if "sheet" in table.classes]
    return [(c["part"], c["look"], c["why"]) for c in grid.columns if "part" in c]


def lines(preview: Preview) -> list[tuple[str, Decimal]]:
    return [(line.article, line.quantity) for line in preview.lines]


async def test_what_was_painted_on_one_table_stays_when_another_is_painted(
    enter: Enter, world: make.World, keep: Kept, seen: Callable[[int], Preview]
) -> None:
    upload = keep([HEAD, ["NUT-8", 5]], [HEAD, ["BOLT-8", 70], ["BOLT-8", 30]])
    dealer = await at_columns(enter, world.dealer, upload)
    await dealer.should_see("Непонятно, в какой колонке количество (B «Куздра»)")
    paint(dealer, 1, "quantity")
    chooser(dealer, "Таблица").set_value(1)
    paint(dealer, 1, "quantity")
    dealer.find("Прочитать заново").click()
    await until(lambda: lines(seen(upload)) == [("NUT-8", Decimal(5)), ("BOLT-8", Decimal(100))])


async def test_that_a_table_has_no_header_can_be_chosen(
    enter: Enter, world: make.World, keep: Kept, seen: Callable[[int], Preview]
) -> None:
    upload = keep([["Куздра", "Количество"], ["NUT-8", 5], ["DRILL", 1]])
    dealer = await at_columns(enter, world.dealer, upload)
    header = chooser(dealer, "Строка заголовков")
    assert header.options == {0: "нет заголовка", 1: "1", 2: "2", 3: "3"}
    assert header.value == 1
    header.set_value(0)
    paint(dealer, 0, "article")
    dealer.find("Прочитать заново").click()
    await until(lambda: [table["header"] for table in seen(upload).tables] == [[]])
    dealer = await at_columns(enter, world.dealer, upload)
    assert chooser(dealer, "Строка заголовков").value == 0
    await dealer.should_see("вы указали, что заголовка нет")


async def test_over_each_column_stands_why_it_is_what_it_is_until_it_is_painted(
    enter: Enter, world: make.World, keep: Kept
) -> None:
    upload = keep([["Артикул", "Грузим", "Было"], ["NUT-8", 5, 3], ["DRILL", 1, 7]])
    dealer = await at_columns(enter, world.dealer, upload)
    await dealer.should_see("заголовок найден в строке 1")
    article = "по заголовку · 100 % значений есть в нашем каталоге"
    assert columns(dealer) == [
        ("article", "article", article),
        ("quantity", "quantity", "слово заголовка говорит о заказе"),
        ("", "", "о прошлом или совет, не заказывается"),
    ]
    paint(dealer, 2, "stock")
    assert columns(dealer)[1:] == [
        ("quantity", "quantity", "слово заголовка говорит о заказе"),
        ("stock", "stock", ""),
    ]


async def test_columns_in_doubt_are_marked_until_one_is_the_quantity(
    enter: Enter, world: make.World, keep: Kept
) -> None:
    upload = keep([["Артикул", "Куздра", "Глокая"], ["NUT-8", 5, 9], ["DRILL", 8, 7]])
    dealer = await at_columns(enter, world.dealer, upload)
    doubt = "похоже на количество, но слово незнакомо: укажите, заказ ли это"
    assert columns(dealer)[1:] == [("", "asked-column", doubt)] * 2
    await dealer.should_see("B–C это количество?")
    paint(dealer, 2, "quantity")
    assert columns(dealer)[1:] == [("", "", ""), ("quantity", "quantity", "")]


async def test_the_quantity_in_doubt_is_told_by_one_click_beside_the_warning(
    enter: Enter, world: make.World, keep: Kept, seen: Callable[[int], Preview]
) -> None:
    upload = keep([["Артикул", "Куздра", "Глокая"], ["NUT-8", 5, 9], ["DRILL", 8, 7]])
    dealer = await opened(enter, world.dealer, upload)
    await dealer.should_see("Количество: B Куздра")
    dealer.find("Количество: C Глокая").click()
    await until(lambda: lines(seen(upload)) == [("NUT-8", Decimal(9)), ("DRILL", Decimal(7))])
    await dealer.should_not_see("Количество: C Глокая", retries=PATIENCE)


async def test_staff_see_whose_order_it_is(enter: Enter, world: make.World, keep: Kept) -> None:
    upload = keep([["Артикул", "Количество"], ["NUT-8", 5]])
    manager = await opened(enter, world.manager, upload)
    await manager.should_see("Мастер", retries=PATIENCE)
