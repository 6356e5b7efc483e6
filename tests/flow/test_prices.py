"""Prices of a dealer, from rows in the database to the traced line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import make
from wholesale.context import Context, acting, reading
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import DiscountSource
from wholesale.db import Database
from wholesale.models import prices
from wholesale.pricing import trace
from wholesale.pricing.queries import PricedLine, price_catalog, price_lines

D = Decimal


def price(
    database: Database,
    world: make.World,
    article: str,
    quantity: str = "1",
    *,
    on: date = make.TODAY,
    actor: Actor | None = None,
) -> PricedLine:
    with reading(database, actor or world.dealer, now=make.NOW) as ctx:
        [line] = price_lines(
            ctx,
            dealer_id=world.dealer_id,
            on=on,
            items=[(world.product(article), D(quantity))],
        )
    return line


def add(database: Database, *rows: object) -> None:
    with acting(database, make_supervisor(), now=make.NOW) as ctx:
        for row in rows:
            ctx.session.add(row)


def make_supervisor() -> Actor:
    from wholesale.core.access import system

    return system("test")


def test_the_agreement_list_gives_the_price_and_its_quantity_break(
    database: Database, world: make.World
) -> None:
    one, hundred = price(database, world, "BOLT-8"), price(database, world, "BOLT-8", "100")
    assert (one.unit_price, one.total) == (D("10.00"), D("10.00"))
    assert (hundred.unit_price, hundred.net, hundred.vat, hundred.total) == (
        D("9.00"),
        D("737.70"),
        D("162.30"),
        D("900.00"),
    )
    assert [trace.sentence("ru", step) for step in hundred.trace] == [
        "Цена по прайс-листу «Оптовый», от 100"
    ]
