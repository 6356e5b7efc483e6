"""The stage of the access matrix: a company where every tenant has something of everything.

What belongs to one tenant carries a word or an amount that nobody else's rows have, so that
a leak shows in any answer, whatever its shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select, update

from tests import make
from tests.make import NOW, World
from wholesale.context import Context, acting
from wholesale.core.access import Actor, system
from wholesale.core.vocabulary import DocumentKind, Role
from wholesale.db import Database
from wholesale.documents.issuing import IssuedDocument
from wholesale.flow.approve_discounts import ask_discount
from wholesale.flow.change_order import accept_order, assemble_order, deliver_order, hold_order
from wholesale.flow.fill_basket import add_to_basket
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.plan_prices import add_change, begin_draft, publish_draft
from wholesale.flow.read_order_file import read_order_file
from wholesale.flow.say import say
from wholesale.flow.ship_order import ship_order
from wholesale.flow.take_payment import take_payment
from wholesale.intake.parse import parse
from wholesale.models.goods import ProductCost
from wholesale.models.people import Dealer
from wholesale.models.prices import ContractPrice
from wholesale.models.trade import DealerCode, OrderLine
from wholesale.pricing.forms import MarginForm
from wholesale.pricing.whatif import Change

ANYBODY = Actor(role=Role.DEALER, name="nobody")
"""Somebody with a dealer's role and no dealer: a half-made account."""

COST, FLOOR = Decimal("4321.09"), Decimal("4320.07")
"""Of DRILL: what no dealer may ever read."""

MARKS = {"dealer": "Зимородок", "neighbour": "Соседушка", "stranger": "Дальновид"}
"""A word in the name, the comments and the messages of each dealer, and of nobody else."""

CONTRACTS = {"dealer": "3.71", "neighbour": "3.72", "stranger": "3.73"}
"""Each dealer's own price of a nut."""


@dataclass(frozen=True)
class Stage:
    """The company; ``orders`` of ``world.dealer`` by status, and his other things."""

    database: Database
    world: World
    orders: dict[str, int]
    line_id: int
    upload_id: int
    draft_id: int
    scheduled_id: int
    contract_id: int
    word_id: int
    request_id: int
    invoice: IssuedDocument
    waybill: IssuedDocument
    upd: IssuedDocument  # with an address that has changed since
    numbers: dict[str, str]  # a submitted order's number by tenant

    @property
    def actors(self) -> dict[str, Actor]:
        """Every kind of actor, as seen from the things of ``world.dealer`` of point A."""
        world = self.world
        return {
            "dealer": world.dealer,
            "neighbour": world.neighbour,
            "stranger": world.stranger,
            "manager": world.manager,
            "other_manager": world.other_manager,
            "supervisor": world.supervisor,
            "admin": world.admin,
            "nobody": ANYBODY,
        }

    def foreign_to(self, name: str) -> list[str]:
        """Words and amounts that the actor called ``name`` may not find in any answer."""
        own = {
            "dealer": {"dealer"},
            "neighbour": {"neighbour"},
            "stranger": {"stranger"},
            "manager": {"dealer", "neighbour"},
            "other_manager": {"stranger"},
            "supervisor": set(MARKS),
            "admin": set(MARKS),
            "nobody": set(),
        }[name]
        foreign = MARKS.keys() - own
        marks = [MARKS[tenant] for tenant in foreign]
        marks += [CONTRACTS[tenant] for tenant in foreign]
        marks += [self.numbers[tenant] for tenant in foreign]
        if name in {"dealer", "neighbour", "stranger", "nobody"}:
            marks += [str(COST), str(FLOOR)]
        return sorted(marks)


def build(database: Database) -> Stage:
    """Set the stage in an empty ``database``."""
    with _working(database) as ctx:
        world = make.company(ctx.session)
    tenants = {
        "dealer": (world.dealer_id, world.point_id),
        "neighbour": (world.neighbour_id, world.point_id),
        "stranger": (world.stranger_id, world.other_point_id),
    }
    with _working(database) as ctx:
        ctx.session.execute(
            update(ProductCost)
            .where(ProductCost.product_id == world.product("DRILL"))
            .values(cost=COST, minimum_price=FLOOR)
        )
        for tenant, (dealer_id, point_id) in tenants.items():
            name = f"ООО «{MARKS[tenant]}»"
            ctx.session.execute(
                update(Dealer).where(Dealer.id == dealer_id).values(name=name, full_name=name)
            )
            ctx.session.add(
                ContractPrice(
                    dealer_id=dealer_id,
                    point_id=point_id,
                    product_id=world.product("NUT-8"),
                    min_quantity=Decimal(1),
                    price=Decimal(CONTRACTS[tenant]),
                )
            )
            make.address(ctx.session, dealer_id, point_id, name=f"Склад {MARKS[tenant]}")
    numbers = {}
    for tenant, (dealer_id, _) in tenants.items():
        with _working(database) as ctx:
            placed = place_order(
                ctx, dealer_id=dealer_id, items=_items(world), comment=MARKS[tenant]
            )
            numbers[tenant] = placed.number
            say(ctx, order_id=placed.order_id, text=f"Звонил {MARKS[tenant]}")
            accept_order(ctx, order_id=placed.order_id)
            issue_document(ctx, order_id=placed.order_id, kind=DocumentKind.INVOICE)
            shipped = ship_order(ctx, order_id=placed.order_id)
            assert shipped is not None
            issue_document(ctx, order_id=placed.order_id, kind=DocumentKind.TORG12)
            take_payment(
                ctx, order_id=placed.order_id, amount=Decimal("100.00"), paid_on=make.TODAY
            )
            add_to_basket(ctx, dealer_id=dealer_id, items=_items(world))
    with _working(database) as ctx:
        orders = _orders(ctx, world)
        line_id = ctx.session.scalars(
            select(OrderLine.id).where(OrderLine.order_id == orders["submitted"])
        ).first()
        assert line_id is not None
        invoice = issue_document(ctx, order_id=orders["accepted"], kind=DocumentKind.INVOICE)
        waybill = issue_document(ctx, order_id=orders["shipped"], kind=DocumentKind.TORG12)
        upd = issue_document(ctx, order_id=orders["delivered"], kind=DocumentKind.UPD)
        ctx.session.execute(
            update(Dealer).where(Dealer.id == world.dealer_id).values(address="г. Тула, ул. Мира")
        )
    table = f"Артикул;Наименование;Количество\nNUT-8;Гайка {MARKS['dealer']};5\n"
    parsed = parse(table.encode(), "заказ.csv")
    with _working(database) as ctx:
        upload_id = read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed).upload_id
    with _working(database) as ctx:
        draft_id = begin_draft(ctx, name="Весна")
        change = Change(MarginForm, MarginForm(Decimal(7)))
        add_change(ctx, draft_id=draft_id, change=change)
        scheduled_id = begin_draft(ctx, name="Лето")
        publish_draft(ctx, draft_id=scheduled_id, on=make.TODAY + timedelta(days=1))
        contract_id = ctx.session.scalars(
            select(ContractPrice.id).where(ContractPrice.dealer_id == world.dealer_id)
        ).one()
        word_id = make.add(
            ctx.session,
            DealerCode(
                dealer_id=world.dealer_id,
                point_id=world.point_id,
                text=f"гайка {MARKS['dealer']}",
                text_key="гайка",
                product_id=world.product("NUT-8"),
                confirmed_at=NOW,
            ),
        )
        request_id = ask_discount(
            ctx,
            order_id=orders["submitted"],
            line_id=line_id,
            percent=Decimal(20),
            reason=MARKS["dealer"],
        )
    return Stage(
        database=database,
        world=world,
        orders=orders,
        line_id=line_id,
        upload_id=upload_id,
        draft_id=draft_id,
        scheduled_id=scheduled_id,
        contract_id=contract_id,
        word_id=word_id,
        request_id=request_id,
        invoice=invoice,
        waybill=waybill,
        upd=upd,
        numbers=numbers,
    )


def _orders(ctx: Context, world: World) -> dict[str, int]:
    """An order of ``world.dealer`` in each status."""

    def placed() -> int:
        return place_order(ctx, dealer_id=world.dealer_id, items=_items(world)).order_id

    orders = {
        name: placed()
        for name in ("submitted", "on_hold", "accepted", "assembling", "shipped", "delivered")
    }
    hold_order(ctx, order_id=orders["on_hold"], reason="Проверка")
    for name in ("accepted", "assembling", "shipped", "delivered"):
        accept_order(ctx, order_id=orders[name])
    assemble_order(ctx, order_id=orders["assembling"])
    for name in ("shipped", "delivered"):
        ship_order(ctx, order_id=orders[name])
    deliver_order(ctx, order_id=orders["delivered"])
    return orders


def _items(world: World) -> list[OrderItem]:
    return [
        OrderItem(world.product("NUT-8"), Decimal(2)),
        OrderItem(world.product("DRILL"), Decimal(1)),
    ]


@contextmanager
def _working(database: Database) -> Iterator[Context]:
    with acting(database, system("stage"), now=NOW) as ctx:
        yield ctx
