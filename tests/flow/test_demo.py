"""The demo company: made through the use cases, the same for the same seed, and consistent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from fixtures import archive, demo
from fixtures.company import POINTS
from fixtures.goods import ean13, goods
from wholesale import search
from wholesale.catalog import queries as catalog
from wholesale.context import acting, reading
from wholesale.core import requisites
from wholesale.core.access import system
from wholesale.core.codes import is_barcode
from wholesale.core.vocabulary import LedgerKind
from wholesale.db import Database
from wholesale.flow.load_catalog import parse_catalog
from wholesale.flow.read_order_file import read_order_file
from wholesale.intake.parse import parse
from wholesale.models import Base
from wholesale.models.books import LedgerEntry
from wholesale.models.goods import Product, Stock
from wholesale.models.people import BankAccount, Dealer, DealerAccount, Organization
from wholesale.models.trade import Order, OrderLine

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def orders_of(database: Database) -> list[tuple[str | None, str, Decimal]]:
    """Number, status and total of every order."""
    with reading(database, system("test"), now=NOW) as ctx:
        rows = ctx.session.execute(select(Order.number, Order.status, Order.total))
        return sorted((n or "", status.value, total) for n, status, total in rows)


def test_a_small_company_is_made_and_its_books_agree(database: Database) -> None:
    made = demo.create(database, now=NOW, products=80, dealers=9, orders=12, seed=3)
    assert (made.products, made.dealers, made.orders) == (80, 9, 12)
    assert {role for _, role, _ in made.logins} == {"admin", "supervisor", "manager", "dealer"}
    with reading(database, system("test"), now=NOW) as ctx:
        session = ctx.session
        placed = select(func.count()).select_from(Order).where(Order.number.is_not(None))
        assert session.scalar(placed) == 12
        shipped = session.scalar(
            select(func.sum(LedgerEntry.amount)).where(LedgerEntry.kind == LedgerKind.SHIPPED)
        )
        closed = session.scalar(select(func.sum(OrderLine.total)).where(OrderLine.shipped > 0))
        assert shipped == closed
        held = session.execute(
            select(OrderLine.product_id, OrderLine.point_id, func.sum(OrderLine.reserved))
            .where(OrderLine.reserved > 0)
            .group_by(OrderLine.product_id, OrderLine.point_id)
        ).all()
        stocks = select(Stock.product_id, Stock.point_id, Stock.reserved).where(Stock.reserved > 0)
        assert sorted(map(tuple, held)) == sorted(map(tuple, session.execute(stocks)))
    assert search.find(database, "болт") != []
    assert search.refresh(database) == 0


def test_the_same_seed_makes_the_same_company(
    database: Database, new_database: Callable[[], Database]
) -> None:
    other = new_database()
    with other.transaction() as session:
        Base.metadata.create_all(session.connection())
    for one in (database, other):
        demo.create(one, now=NOW, products=40, dealers=3, orders=4, seed=5)
    assert orders_of(other) == orders_of(database)


def test_requisites_of_everybody_pass_every_check(database: Database) -> None:
    demo.create(database, now=NOW, products=1, dealers=20, orders=0)
    with reading(database, system("test"), now=NOW) as ctx:
        dealers = ctx.session.execute(select(Dealer.inn, Dealer.ogrn, Dealer.okpo)).all()
        sellers = ctx.session.execute(
            select(Organization.inn, Organization.ogrn, Organization.okpo)
        ).all()
        accounts = [
            *ctx.session.execute(select(*_account(BankAccount))),
            *ctx.session.execute(select(*_account(DealerAccount))),
        ]
    assert (len(dealers), len(sellers), len(accounts)) == (20, 2, 22)
    assert len({dealer.inn for dealer in dealers}) == 20
    for of in (*dealers, *sellers):
        assert requisites.check_inn(of.inn) is None
        assert requisites.check_ogrn(of.ogrn) is None
        assert requisites.check_okpo(of.okpo) is None
    for at in accounts:
        assert requisites.check_bic(at.bic) is None
        assert requisites.check_account(at.account, at.bic) is None
        assert requisites.check_correspondent_account(at.correspondent_account, at.bic) is None


def _account(model: Any) -> tuple[Any, ...]:
    return model.bic, model.account, model.correspondent_account


def test_products_are_different_and_their_barcodes_true() -> None:
    some = list(goods(4_000))
    assert len({good.article for good in some}) == 4_000
    assert len({good.name for good in some}) == 4_000
    assert all(is_barcode(good.barcode) for good in some)
    assert ean13("290000000017") == "2900000000179"
    assert all(good.retail is None or good.cost < good.retail for good in some)


def test_the_catalogue_in_the_folder_is_that_of_the_code() -> None:
    parsed = parse_catalog(demo.CATALOG.read_bytes())
    assert (parsed.problems, parsed.notices) == ([], [])
    assert [(row.article, row.values["name"]) for row in parsed.rows] == [
        (good.article, good.name) for good in goods()
    ]
    assert {column.of for column in parsed.header.columns if column.of} == {
        "Розница",
        "Опт",
        "Крупный опт",
        *(point.name for point in POINTS),
    }


@pytest.fixture
def whole(database: Database, engine: str) -> demo.Demo:
    """The demo company as ``make demo`` makes it, without its past."""
    return demo.create(database, now=NOW, orders=0)


def test_the_order_file_of_the_demo_accounts_for_every_row(
    database: Database, whole: demo.Demo
) -> None:
    parsed = parse(demo.ORDER_FILE.read_bytes(), demo.ORDER_FILE.name)
    with reading(database, system("test"), now=NOW) as ctx:
        dealers = select(Dealer.id).where(Dealer.code == demo.ORDER_DEALER)
        dealer_id = ctx.session.scalars(dealers).one()
        enamel = catalog.product_by_article(ctx, "KH-00074").id
    with acting(database, system("test"), now=NOW) as ctx:
        preview = read_order_file(ctx, dealer_id=dealer_id, parsed=parsed)
    receipt = preview.receipt
    assert (receipt.rows_in, receipt.added, receipt.merged) == (44, 20, 1)
    assert (receipt.asked, receipt.rejected, receipt.skipped) == (2, 2, 19)
    by_product = {line.product_id: line for line in preview.lines}
    assert by_product[enamel].unit_price == Decimal("359.00")  # his contract price from 24
    assert preview.total == Decimal("159882.75")


def test_older_orders_are_written_in_bulk_and_paid(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PLAYED", 2)
    monkeypatch.setattr(archive, "BATCH", 4)
    made = demo.create(database, now=NOW, products=30, dealers=4, orders=11)
    assert made.orders == 11
    with reading(database, system("test"), now=NOW) as ctx:
        session = ctx.session
        old = select(Order).where(Order.submitted_at < NOW - timedelta(days=40))
        orders = session.scalars(old.order_by(Order.submitted_at)).all()
        assert len(orders) == 9
        for order in orders:
            lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).all()
            assert order.total == sum((line.total for line in lines), Decimal(0))
            assert order.total == order.net + order.vat
            owed = select(func.sum(LedgerEntry.amount)).where(LedgerEntry.order_id == order.id)
            assert session.scalar(owed) == 0
        assert session.scalar(select(func.count()).select_from(Product)) == 30
