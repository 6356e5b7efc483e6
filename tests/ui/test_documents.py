"""The register of documents as its readers work with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from tests import make
from tests.ui.conftest import Enter
from tests.ui.test_office import cells, choose, field, press, sees, until
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind, LedgerKind
from wholesale.db import Database
from wholesale.documents.queries import register
from wholesale.flow.change_order import accept_order
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.ship_order import ship_order
from wholesale.ledger.operations import post
from wholesale.ledger.queries import balance
from wholesale.models.people import Organization
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


async def test_a_dealer_asks_for_his_statement_and_his_price_list(
    database: Database, world: make.World, enter: Enter
) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/documents")
    await press(dealer, "Акт сверки", ui.button)
    await press(dealer, "Сформировать", ui.button)
    await until(lambda: kinds(database, world) == [DocumentKind.STATEMENT])
    await press(dealer, "Прайс-лист", ui.button)
    await press(dealer, "Сформировать файл", ui.button)
    await until(lambda: kinds(database, world) == [DocumentKind.PRICE_LIST, DocumentKind.STATEMENT])


async def test_a_manager_chooses_with_which_organization_to_reconcile(
    database: Database, world: make.World, enter: Enter
) -> None:
    with acting(database, system("test"), now=server.now()) as ctx:
        other = make.add(
            ctx.session, Organization(name="Второе", full_name="ООО «Второе»", inn="7736000034")
        )
        for organization_id, amount in ((world.organization_id, 5), (other, 7)):
            post(
                ctx.session,
                kind=LedgerKind.SHIPPED,
                amount=Decimal(amount),
                dealer_id=world.dealer_id,
                point_id=world.point_id,
                organization_id=organization_id,
                happened_on=server.now().date(),
                recorded_at=server.now(),
            )
    manager = enter(world.manager)
    await manager.open("/documents")
    await press(manager, "Акт сверки", ui.button)
    whose = await field(manager, "Дилер", ui.select)
    whose.value = world.dealer_id
    seller = await field(manager, "Организация", ui.select)
    await until(lambda: seller.visible)
    assert set(seller.options) == {world.organization_id, other}
    seller.value = other
    await press(manager, "Сформировать", ui.button)
    await until(lambda: totals(database, world) == [Decimal("7.00")])
    whose.value = world.neighbour_id
    await until(lambda: not seller.visible)


async def test_a_manager_takes_goods_back_and_issues_the_correction(
    database: Database, world: make.World, enter: Enter
) -> None:
    with acting(database, world.manager, now=server.now()) as ctx:
        items = [OrderItem(world.product("BOLT-8"), Decimal(20))]
        order = place_order(ctx, dealer_id=world.dealer_id, items=items)
        accept_order(ctx, order_id=order.order_id)
        ship_order(ctx, order_id=order.order_id)
        issue_document(ctx, order_id=order.order_id, kind=DocumentKind.UPD)
    manager = enter(world.manager)
    await manager.open(f"/orders/{order.number}")
    await choose(manager, "Оформить возврат…")
    (await field(manager, "BOLT-8 · Болт М8x40 оцинкованный")).set_value("5")
    await press(manager, "Оформить возврат", ui.button)
    await until(lambda: debt(database, world) == Decimal("150.00"))
    await choose(manager, "УКД")
    await until(lambda: DocumentKind.CORRECTION in kinds(database, world))


def kinds(database: Database, world: make.World) -> list[DocumentKind]:
    with reading(database, world.dealer, now=server.now()) as ctx:
        return [row.kind for row in register(ctx)]


def totals(database: Database, world: make.World) -> list[Decimal]:
    with reading(database, world.dealer, now=server.now()) as ctx:
        return [row.total for row in register(ctx)]


def debt(database: Database, world: make.World) -> Decimal:
    with reading(database, world.manager, now=server.now()) as ctx:
        return balance(ctx, dealer_id=world.dealer_id).debt
