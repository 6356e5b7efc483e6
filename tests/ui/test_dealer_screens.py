"""The dealer's screens in process: his prices, his basket, his orders, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing import User

from tests import make
from tests.ui.conftest import PATIENCE, Enter, until
from wholesale import scope
from wholesale.context import acting, reading
from wholesale.core.access import Actor, system
from wholesale.db import Database
from wholesale.flow import fill_basket
from wholesale.flow.change_order import accept_order
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import PlacedOrder, place_order
from wholesale.flow.take_payment import take_payment
from wholesale.flow.view_orders import order_list
from wholesale.ui import server
from wholesale.ui.session import THIN


def place(database: Database, actor: Actor, *items: OrderItem) -> PlacedOrder:
    assert actor.dealer_id is not None
    with acting(database, actor, now=server.now()) as ctx:
        return place_order(ctx, dealer_id=actor.dealer_id, items=items)


async def rows_of(person: User, count: int) -> list[dict[str, Any]]:
    """The rows of the page's table, once there are ``count`` of them."""
    await person.should_see(ui.table, retries=PATIENCE)
    table = person.find(ui.table).elements.pop()
    await until(lambda: len(table.rows) == count)
    return list(table.rows)


async def row_of(person: User, article: str) -> dict[str, Any]:
    """The row of an article, once the page's table has it."""
    await person.should_see(ui.table, retries=PATIENCE)
    table = person.find(ui.table).elements.pop()
    await until(lambda: any(row["article"] == article for row in table.rows))
    return next(row for row in table.rows if row["article"] == article)


def basket(database: Database, actor: Actor) -> dict[str, Decimal]:
    assert actor.dealer_id is not None
    with reading(database, actor, now=server.now()) as ctx:
        view = fill_basket.view_basket(ctx, dealer_id=actor.dealer_id)
    return {row.line.article: row.line.quantity for row in view.lines}


def event(person: User, name: str, args: object) -> None:
    person.find(ui.table).trigger(name, args)


async def test_the_catalogue_shows_his_price_and_the_stock_of_his_point(
    enter: Enter, world: make.World
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/catalog?q=BOLT-8")
    row = await row_of(dealer, "BOLT-8")
    assert row["article"] == "BOLT-8"
    assert row["price"] == {
        "price": "10,00",
        "none": "Цена по запросу",
        "base": "",
        "next": "от 100 шт по 9,00",
    }
    assert row["stock"] == {"text": f"1{THIN}000 шт", "meaning": ""}


async def test_a_quantity_is_put_into_the_basket_in_whole_packs_and_says_so(
    enter: Enter, world: make.World, database: Database
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/catalog?q=BOLT-8")
    row = await row_of(dealer, "BOLT-8")
    event(dealer, "typed", {"key": row["_key"], "name": "wanted", "value": "7"})
    await dealer.should_see("товар продаётся целыми упаковками по 10", retries=PATIENCE)
    assert basket(database, world.dealer) == {"BOLT-8": Decimal(10)}


@pytest.mark.parametrize("typed", ["много", "-5", "1e9", "NaN"])
async def test_nonsense_typed_as_a_quantity_changes_nothing(
    enter: Enter, world: make.World, database: Database, typed: str
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/catalog?q=NUT-8")
    row = await row_of(dealer, "NUT-8")
    event(dealer, "typed", {"key": row["_key"], "name": "wanted", "value": typed})
    await until(lambda: bool(dealer.notify.messages))
    assert basket(database, world.dealer) == {}


async def test_a_forged_row_of_the_table_is_ignored(
    enter: Enter, world: make.World, database: Database
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/catalog?q=NUT-8")
    row = await row_of(dealer, "NUT-8")
    event(dealer, "typed", {"key": "999999", "name": "wanted", "value": "5"})
    event(dealer, "typed", {"key": row["_key"], "name": "wanted", "value": "2"})
    await until(lambda: basket(database, world.dealer) != {})
    assert basket(database, world.dealer) == {"NUT-8": Decimal(2)}


async def test_a_product_without_a_price_cannot_be_put_into_the_basket(
    enter: Enter, world: make.World, database: Database
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/catalog")
    row = await row_of(dealer, "RARE")
    event(dealer, "typed", {"key": row["_key"], "name": "wanted", "value": "1"})
    await dealer.should_see("Цена по запросу: RARE", retries=PATIENCE)
    assert basket(database, world.dealer) == {}


async def test_the_basket_becomes_an_order(
    enter: Enter, world: make.World, database: Database
) -> None:
    with acting(database, world.dealer, now=server.now()) as ctx:
        fill_basket.add_to_basket(
            ctx,
            dealer_id=world.dealer_id,
            items=[OrderItem(world.product("BOLT-8"), Decimal(20))],
        )
    dealer = enter(world.dealer)
    await dealer.open("/basket")
    await dealer.should_see("Отправить заказ", retries=PATIENCE)
    dealer.find("Отправить заказ").click()
    await dealer.should_see("отправлен", retries=PATIENCE)
    assert basket(database, world.dealer) == {}


async def test_a_double_click_sends_one_order(
    enter: Enter, world: make.World, database: Database
) -> None:
    with acting(database, world.dealer, now=server.now()) as ctx:
        fill_basket.add_to_basket(
            ctx,
            dealer_id=world.dealer_id,
            items=[OrderItem(world.product("BOLT-8"), Decimal(20))],
        )
    first, second = enter(world.dealer), enter(world.dealer)
    for tab in (first, second):
        await tab.open("/basket")
        await tab.should_see("Отправить заказ", retries=PATIENCE)
    first.find("Отправить заказ").click()
    first.find("Отправить заказ").click()
    await until(lambda: first.back_history[-1].startswith("/orders/"))
    second.find("Отправить заказ").click()
    await until(lambda: "В корзине пусто" in second.notify.messages)
    with reading(database, world.dealer, now=server.now()) as ctx:
        assert len(order_list(ctx)) == 1


async def test_an_empty_basket_says_what_to_do(enter: Enter, world: make.World) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/basket")
    await dealer.should_see("В корзине пока пусто", retries=PATIENCE)


async def test_the_list_of_orders_holds_only_his_own(
    enter: Enter, world: make.World, database: Database
) -> None:
    item = OrderItem(world.product("NUT-8"), Decimal(3))
    own = place(database, world.dealer, item)
    place(database, world.neighbour, item)
    dealer = enter(world.dealer)
    await dealer.open("/orders")
    (row,) = await rows_of(dealer, 1)
    assert (row["number"], row["_href"]) == (own.number, f"/orders/{own.number}")


async def test_an_order_sent_after_midnight_bears_the_companys_day(
    enter: Enter, world: make.World, database: Database
) -> None:
    late = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)  # half past one in Moscow
    with acting(database, world.dealer, now=late) as ctx:
        items = [OrderItem(world.product("NUT-8"), Decimal(2))]
        order = place_order(ctx, dealer_id=world.dealer_id, items=items)
    dealer = enter(world.dealer)
    await dealer.open(f"/orders/{order.number}")
    await dealer.should_see("отправлен 27.11.2026", retries=PATIENCE)


async def test_a_foreign_order_and_an_absent_one_look_alike(
    enter: Enter, world: make.World, database: Database
) -> None:
    foreign = place(database, world.neighbour, OrderItem(world.product("NUT-8"), Decimal(3)))
    dealer = enter(world.dealer)
    for number in (foreign.number, "A-26-99999"):
        await dealer.open(f"/orders/{number}")
        await dealer.should_see("Не найдено: заказ", retries=PATIENCE)
        await dealer.should_not_see("Мастер")


async def test_an_open_order_follows_what_the_manager_does(
    enter: Enter, world: make.World, database: Database
) -> None:
    order = place(database, world.dealer, OrderItem(world.product("NUT-8"), Decimal(3)))
    dealer, stranger = enter(world.dealer), enter(world.stranger)
    await dealer.open(f"/orders/{order.number}")
    await dealer.should_see(marker="order-status", content="Отправлен", retries=PATIENCE)
    await stranger.open("/orders")
    with acting(database, world.manager, now=server.now()) as ctx:
        accept_order(ctx, order_id=order.order_id)
    await dealer.should_see(marker="order-status", content="Принят", retries=PATIENCE)
    await stranger.should_see("Заказов пока нет", retries=PATIENCE)


async def test_a_long_ledger_is_shown_by_parts(
    enter: Enter, world: make.World, database: Database
) -> None:
    order = place(database, world.dealer, OrderItem(world.product("BOLT-8"), Decimal(200)))
    with acting(database, world.manager, now=server.now()) as ctx:
        accept_order(ctx, order_id=order.order_id)
        for _ in range(45):
            take_payment(ctx, order_id=order.order_id, amount=Decimal(1), paid_on=ctx.today)
    dealer = enter(world.dealer)
    await dealer.open("/balance")
    await dealer.should_see("Показать ещё", retries=PATIENCE)
    table = next(iter(dealer.find(ui.table).elements))
    assert len(table.rows) == 20
    dealer.find("Показать ещё").click()
    await until(lambda: len(table.rows) == 40)
    dealer.find("Показать ещё").click()
    await until(lambda: len(table.rows) == 45)
    assert len({row["_key"] for row in table.rows}) == 45
    await dealer.should_not_see("Показать ещё")


async def test_the_balance_of_a_new_dealer_is_empty_and_says_so(
    enter: Enter, world: make.World
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/balance")
    await dealer.should_see("Движений пока нет", retries=PATIENCE)


async def test_the_dealer_reads_english_when_he_chose_so(
    enter: Enter, world: make.World, database: Database
) -> None:
    from wholesale.accounts import operations

    with database.transaction() as session:
        scope.bind(session, system("test"))
        assert world.dealer.user_id is not None
        operations.set_language(session, world.dealer.user_id, "en")
    dealer = enter(world.dealer)
    client = await dealer.open("/basket")
    await dealer.should_see("The basket is empty", retries=PATIENCE)
    with client:
        assert [label.text for label in ElementFilter(kind=ui.label, content="корзине")] == []
