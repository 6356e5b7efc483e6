"""What other processes commit reaches the open pages of this one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests import make
from tests.ui.conftest import Enter
from tests.ui.test_office import place, sees, sees_rows
from wholesale import events, scope
from wholesale.context import MOSCOW, Context
from wholesale.core.access import Actor
from wholesale.db import Database
from wholesale.events import Notice
from wholesale.flow.change_order import accept_order
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.ui import live, server


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[Database]:
    """The same database as another process has it."""
    found = Database(database_url)
    yield found
    found.dispose()


def place_elsewhere(database: Database, world: make.World) -> tuple[int, str]:
    """An order placed by another process: committed, and nobody here is told."""
    with database.transaction() as session:
        scope.bind(session, world.dealer)
        items = [OrderItem(world.product("BOLT-8"), Decimal(10))]
        placed = place_order(
            Context(database, session, world.dealer, server.now(), MOSCOW),
            dealer_id=world.dealer_id,
            items=items,
        )
    return placed.order_id, placed.number


async def test_an_order_of_another_process_appears_in_the_open_queue_by_itself(
    enter: Enter, elsewhere: Database, world: make.World
) -> None:
    manager, dealer = enter(world.manager), enter(world.dealer)
    await manager.open("/orders")
    await sees(manager, "Очередь пуста")
    order_id, number = place_elsewhere(elsewhere, world)
    await sees_rows(manager, "number", [number])
    await dealer.open(f"/orders/{number}")
    await sees(dealer, "Заказ отправлен")
    with elsewhere.transaction() as session:
        scope.bind(session, world.manager)
        accept_order(
            Context(elsewhere, session, world.manager, server.now(), MOSCOW), order_id=order_id
        )
    await sees(dealer, "Заказ принят")


def told_to(follower_told: list[Notice]) -> list[tuple[str, int]]:
    return [(notice.kind, notice.subject_id) for notice in follower_told]


async def test_each_event_is_told_once_whoever_committed_it(
    database: Database, elsewhere: Database, world: make.World
) -> None:
    server.connect(database, server.settings())
    place(database, world)  # before the start: no news
    told: list[Notice] = []
    follower = live.Follower(told.append)
    await follower.ask()
    assert told == []
    unsubscribe = events.subscribe(follower.heard)
    mine = place(database, world).order_id
    unsubscribe()
    other, _ = place_elsewhere(elsewhere, world)
    await follower.ask()
    await follower.ask()
    assert told_to(told) == [("order.submitted", mine), ("order.submitted", other)]


async def test_the_very_first_event_of_a_new_company_is_told(
    database: Database, elsewhere: Database, world: make.World
) -> None:
    server.connect(database, server.settings())
    told: list[Notice] = []
    follower = live.Follower(told.append)
    await follower.ask()
    other, _ = place_elsewhere(elsewhere, world)
    await follower.ask()
    assert told_to(told) == [("order.submitted", other)]


async def test_an_event_that_was_written_earlier_and_committed_later_is_told(
    database: Database, elsewhere: Database, world: make.World
) -> None:
    if database.is_sqlite:
        return  # it writes one transaction after another
    server.connect(database, server.settings())
    told: list[Notice] = []
    follower = live.Follower(told.append)
    await follower.ask()
    with elsewhere.transaction() as session:
        scope.bind(session, world.manager)
        record(session, world.manager, 1)
        later = Database(elsewhere.url.render_as_string(hide_password=False))
        with later.transaction() as second:
            scope.bind(second, world.manager)
            record(second, world.manager, 2)
        later.dispose()
        await follower.ask()
        assert told_to(told) == [("order.accepted", 2)]
    await follower.ask()
    assert told_to(told) == [("order.accepted", 2), ("order.accepted", 1)]


def record(session: object, actor: Actor, order_id: int) -> None:
    events.record(
        session,  # type: ignore[arg-type]
        "order.accepted",
        subject=("order", order_id),
        actor=actor,
        at=server.now(),
    )


async def test_the_journal_that_cannot_be_read_is_asked_again(
    database: Database, world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def fail(_: live.Follower) -> None:
        nonlocal asked
        asked += 1
        raise OSError("no connection")

    monkeypatch.setattr(live, "EVERY_SECONDS", 0)
    monkeypatch.setattr(live.Follower, "ask", fail)
    following = asyncio.create_task(live.Follower(lambda _: None).follow())
    for _ in range(100):
        await asyncio.sleep(0)
    following.cancel()
    assert asked > 2
