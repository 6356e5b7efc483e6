"""The tests' own ground: a clean database for each test, on both engines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import make
from wholesale import scope
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.models.goods import Barcode, Product, Stock


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_starts_with_empty_tables(database: Database, time: str) -> None:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        assert session.scalars(select(Product.id)).all() == []
        make.product(session)


def test_the_company_has_the_goods_it_promises(database: Database, world: make.World) -> None:
    with database.reading() as session:
        scope.bind(session, system("test"))
        assert set(session.scalars(select(Product.article))) == set(world.products)
        assert (
            session.scalars(select(Stock.on_hand).where(Stock.point_id == world.point_id)).all()
            == [Decimal(1000)] * 6
        )
        assert session.scalars(select(Barcode.code).order_by(Barcode.id)).first() == "4600000000015"
