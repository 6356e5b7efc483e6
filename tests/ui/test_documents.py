"""The register of documents as its readers work with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from nicegui.testing import User

from tests import make
from tests.ui.conftest import Enter
from tests.ui.test_office import cells, sees, until
from wholesale.context import acting
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.ui import server


@pytest.fixture
def invoice(database: Database, world: make.World) -> str:
    with acting(database, world.manager, now=server.now()) as ctx:
        items = [OrderItem(world.product("BOLT-8"), Decimal(20))]
        order = place_order(ctx, dealer_id=world.dealer_id, items=items)
        return issue_document(ctx, order_id=order.order_id, kind=DocumentKind.INVOICE).number


def numbers(person: User) -> list[str]:
    found: list[Any] = list(cells(person, "number"))
    return [cell["text"] for cell in found]


async def test_the_register_shows_what_was_issued_and_finds_it(
    world: make.World, enter: Enter, invoice: str
) -> None:
    manager = enter(world.manager)
    await manager.open("/documents")
    await until(lambda: numbers(manager) == [invoice])
    await manager.open("/documents?kind=upd")
    await sees(manager, "Подходящих документов нет")
    await manager.open(f"/documents?text={invoice[-3:]}&kind=invoice")
    await until(lambda: numbers(manager) == [invoice])


async def test_a_dealer_sees_his_own_and_nobody_elses(
    world: make.World, enter: Enter, invoice: str
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/documents")
    await until(lambda: numbers(dealer) == [invoice])
    neighbour = enter(world.neighbour)
    await neighbour.open("/documents")
    await sees(neighbour, "Документов пока нет")
