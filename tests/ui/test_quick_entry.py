"""The sheet of quick entry in process: the browser tells its lines, the page answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from tests import make
from tests.ui.conftest import PATIENCE, Enter, until
from wholesale.context import reading
from wholesale.core.access import Actor
from wholesale.db import Database
from wholesale.flow import fill_basket
from wholesale.flow.quick_entry import MOST_LINES
from wholesale.ui import server
from wholesale.ui.dealer.barcode_camera import BarcodeCamera
from wholesale.ui.dealer.quick import OrderGrid
from wholesale.ui.session import THIN

Calls = list[tuple[str, tuple[Any, ...]]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What the page asks the sheet in the browser to do."""
    asked: Calls = []
    for element in (OrderGrid, BarcodeCamera):
        monkeypatch.setattr(
            element, "run_method", lambda _, name, *args, **__: asked.append((name, args))
        )
    return asked


async def opened(enter: Enter, actor: Actor) -> tuple[User, OrderGrid]:
    person = enter(actor)
    await person.open("/quick")
    await person.should_see(OrderGrid, retries=PATIENCE)
    return person, person.find(OrderGrid).elements.pop()


def tell(person: User, *lines: tuple[str, str]) -> None:
    """Line numbers begin at 1."""
    told = [{"id": at, "code": code, "count": count} for at, (code, count) in enumerate(lines, 1)]
    person.find(OrderGrid).trigger("typed", told)


def cells(grid: OrderGrid) -> dict[str, dict[str, Any]]:
    return dict(grid.props["cells"])


def basket(database: Database, actor: Actor) -> dict[str, Decimal]:
    assert actor.dealer_id is not None
    with reading(database, actor, now=server.now()) as ctx:
        view = fill_basket.view_basket(ctx, dealer_id=actor.dealer_id)
    return {row.line.article: row.line.quantity for row in view.lines}


async def test_each_line_is_answered_with_name_price_stock_and_sum_and_all_are_added_up(
    enter: Enter, world: make.World
) -> None:
    dealer, grid = await opened(enter, world.dealer)
    tell(dealer, ("NUT-8", "3"), ("BOLT-8", "7"))
    await until(lambda: len(cells(grid)) == 2)
    assert cells(grid)["1"] == {
        "code": "NUT-8",
        "count": "3",
        "ready": True,
        "sum": "13,50",
        "name": "Гайка М8 оцинкованная",
        "price": "4,50",
        "stock": f"1{THIN}000\u00a0шт",
        "short": False,
    }
    assert cells(grid)["2"]["sum"] == "100,00"
    assert cells(grid)["2"]["note"] == "Увеличено с 7 до 10: кратность упаковки 10."
    await dealer.should_see("2 строки готовы")
    await dealer.should_see("113")


async def test_what_can_be_ordered_goes_into_the_basket_and_the_rest_stays(
    enter: Enter, world: make.World, database: Database, calls: Calls
) -> None:
    dealer, grid = await opened(enter, world.dealer)
    tell(dealer, ("NUT-8", "3"), ("НЕТ", "1"), ("DRILL", "много"), ("DRILL", "1"), ("GLUE", ""))
    await until(lambda: len(cells(grid)) == 5)
    assert cells(grid)["2"]["problem"] == "Товара «НЕТ» нет"
    assert cells(grid)["3"]["problem"] == "Количество «много» не удалось прочитать."
    assert cells(grid)["5"]["note"] == "Сколько?"
    await dealer.should_see("3 строки не готовы")
    dealer.find("В корзину").click()
    await dealer.should_see("2 строки в корзине", retries=PATIENCE)
    assert basket(database, world.dealer) == {"NUT-8": Decimal(3), "DRILL": Decimal(1)}
    assert calls == [("take_out", ([1, 4],))]


async def test_the_notice_takes_the_lines_out_of_the_basket_and_puts_them_back_on_the_sheet(
    enter: Enter, world: make.World, database: Database, calls: Calls
) -> None:
    dealer, grid = await opened(enter, world.dealer)
    tell(dealer, ("nut-8", "3"))
    await until(lambda: len(cells(grid)) == 1)
    dealer.find("В корзину").click()
    await until(lambda: basket(database, world.dealer) != {})
    await dealer.should_see("1 строка в корзине", retries=PATIENCE)
    with dealer:
        (undo,) = [one for one in ElementFilter(kind=ui.button) if "visually-hidden" in one.classes]
    UserInteraction(dealer, {undo}, None).click()
    await until(lambda: basket(database, world.dealer) == {})
    await until(lambda: len(calls) == 2)
    assert calls[1] == ("put_back", ([{"code": "nut-8", "count": "3"}],))


async def test_a_code_shown_to_the_camera_goes_to_the_sheet_and_the_camera_says_what_it_was(
    enter: Enter, world: make.World, calls: Calls
) -> None:
    dealer, _ = await opened(enter, world.dealer)
    dealer.find(BarcodeCamera).trigger("found", "4006381333931")
    await until(lambda: calls == [("scan", ("4006381333931", True))])
    tell(dealer, ("4006381333931", "1"))
    await until(lambda: len(calls) == 2)
    assert calls[1] == ("answer", (False, "Товара «4006381333931» нет", ""))
    dealer.find(BarcodeCamera).trigger("found", "NUT-8")
    tell(dealer, ("4006381333931", "1"), ("NUT-8", "2"))
    await until(lambda: len(calls) == 4)
    assert calls[3] == ("answer", (True, "Гайка М8 оцинкованная", "× 2 · 9,00\u00a0₽"))


async def test_of_pasted_columns_the_quantity_is_found_as_in_a_file(
    enter: Enter, world: make.World, calls: Calls
) -> None:
    dealer, _ = await opened(enter, world.dealer)
    rows = [["Код", "Название", "Кол-во"], ["NUT-8", "Гайка", "3"], ["BOLT-8", "Болт", ""]]
    dealer.find(OrderGrid).trigger("pasted", {"id": 1, "rows": rows})
    await until(lambda: calls != [])
    assert calls == [("fill", (1, [["NUT-8", "3"]]))]
    await dealer.should_see("1 строка без количества не вставлена", retries=PATIENCE)


async def test_which_of_two_pasted_columns_is_the_quantity_is_asked(
    enter: Enter, world: make.World, calls: Calls
) -> None:
    dealer, _ = await opened(enter, world.dealer)
    rows = [["NUT-8", "70", "3"], ["BOLT-8", "41", "20"], ["DRILL", "13", "1"]]
    dealer.find(OrderGrid).trigger("pasted", {"id": 1, "rows": rows})
    await dealer.should_see("В какой колонке количество?", retries=PATIENCE)
    await dealer.should_see("Колонка B")
    await dealer.should_see("3 · 20 · 1")
    with dealer:
        _, second = [one for one in ElementFilter() if "candidate" in one.classes]
    UserInteraction(dealer, {second}, None).click()
    await until(lambda: calls != [])
    assert calls == [("fill", (1, [["NUT-8", "3"], ["BOLT-8", "20"], ["DRILL", "1"]]))]


async def test_a_line_sold_in_packs_offers_to_count_them(
    enter: Enter, world: make.World, calls: Calls
) -> None:
    dealer, grid = await opened(enter, world.dealer)
    tell(dealer, ("BOLT-8", "20"), ("BOLT-8", "2 упак."), ("BOLT-8", ""), ("NUT-8", "3"))
    await until(lambda: len(cells(grid)) == 4)
    assert [cell.get("pack") for cell in cells(grid).values()] == [
        "упак. по 10", "упак. по 10", None, None,
    ]  # fmt: skip
    assert cells(grid)["2"]["note"].startswith("2 упак. по 10 = 20")


@pytest.mark.parametrize("forged", ["NUT-8", {"id": "1", "rows": "x"}, {"rows": [1, None]}])
async def test_a_forged_paste_writes_nothing(
    enter: Enter, world: make.World, calls: Calls, forged: object
) -> None:
    dealer, grid = await opened(enter, world.dealer)
    dealer.find(OrderGrid).trigger("pasted", forged)
    tell(dealer, ("NUT-8", "1"))
    await until(lambda: len(cells(grid)) == 1)
    assert calls == []


@pytest.mark.parametrize(
    "forged",
    ["NUT-8", [1, None, {"id": "1", "code": "NUT-8"}, {"code": "NUT-8"}], {"id": 1}],
)
async def test_forged_lines_are_ignored(enter: Enter, world: make.World, forged: object) -> None:
    dealer, grid = await opened(enter, world.dealer)
    dealer.find(OrderGrid).trigger("typed", forged)
    tell(dealer, ("NUT-8", "1"))
    await until(lambda: len(cells(grid)) == 1)
    assert cells(grid)["1"]["sum"] == "4,50"


async def test_more_lines_than_fit_are_refused_with_a_word_about_files(
    enter: Enter, world: make.World
) -> None:
    dealer, _ = await opened(enter, world.dealer)
    dealer.find(OrderGrid).trigger("too_many", MOST_LINES + 1)
    await dealer.should_see("Загрузите их файлом", retries=PATIENCE)
