"""A demo company of the wanted size, in a folder that goes away."""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from sqlalchemy import select

from fixtures import company, demo
from wholesale import migrations
from wholesale.accounts import queries as accounts
from wholesale.context import Context, acting, reading
from wholesale.core.access import Actor, system
from wholesale.db import Database
from wholesale.models.goods import Product, Stock
from wholesale.models.prices import PriceEntry

Say = Callable[[str], None]

ORDERS_OF_EACH = 16  # so often the bench orders one pack of the same product


@dataclass(frozen=True, slots=True)
class Good:
    """A product as the order files of the bench name it."""

    id: int
    article: str
    name: str
    pack: Decimal


@dataclass(frozen=True)
class Site:
    """A company whose dealer orders; ``goods`` are products he has a price for, in stock."""

    database: Database
    folder: Path
    products: int
    dealer: Actor
    login: str
    password: str
    goods: list[Good]

    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def dealer_id(self) -> int:
        assert self.dealer.dealer_id is not None
        return self.dealer.dealer_id

    @contextmanager
    def acting(self, actor: Actor | None = None) -> Iterator[Context]:
        """A transaction of the dealer, or of ``actor``."""
        with acting(self.database, actor or self.dealer, now=self.now()) as ctx:
            yield ctx

    @contextmanager
    def reading(self) -> Iterator[Context]:
        """A look by the dealer."""
        with reading(self.database, self.dealer, now=self.now()) as ctx:
            yield ctx

    def items(self, count: int) -> list[tuple[int, Decimal]]:
        """So many different products with quantities."""
        return [(good.id, good.pack) for good in self.goods[:count]]

    def workbook(self, rows: int) -> bytes:
        """An order as a dealer sends it: a title, a header, codes and names, quantities."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheet = book.add_worksheet("Заявка")
        sheet.write(0, 0, "Заявка на поставку")
        sheet.write_row(2, 0, ["№", "Артикул", "Наименование", "Кол-во", "Ед."])
        for row in range(rows):
            good = self.goods[row % len(self.goods)]
            sheet.write_row(row + 3, 0, [row + 1, good.article, good.name, int(good.pack), "шт"])
        book.close()
        return stream.getvalue()


@contextmanager
def made(
    products: int, *, say: Say, orders: int = 10, dealers: int | None = None, seed: int = 1
) -> Iterator[Site]:
    """A company with ``products`` products and a few past orders, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="wholesale-bench-") as folder:
        database = Database(f"sqlite:///{folder}/wholesale.sqlite3")
        migrations.upgrade(database)
        say(f"Making {products} products ...")
        demo.create(
            database,
            now=datetime.now(UTC),
            products=products,
            dealers=dealers,
            orders=orders,
            seed=seed,
        )
        try:
            yield _site(database, Path(folder), products, seed)
        finally:
            database.dispose()


def _site(database: Database, folder: Path, products: int, seed: int) -> Site:
    login = company.DEALERS[0].login
    with reading(database, system("bench"), now=datetime.now(UTC)) as ctx:
        dealer = accounts.actor_of_user(ctx, login=login)
        assert dealer is not None
        (point_id,) = dealer.point_ids
        rows = ctx.session.execute(
            select(Product, Stock.on_hand - Stock.reserved)
            .join(Stock, Stock.product_id == Product.id)
            .where(
                Stock.point_id == point_id,
                select(PriceEntry.id).where(PriceEntry.product_id == Product.id).exists(),
                Product.minimum <= Product.pack,
            )
            .order_by(Product.id)
        ).all()
        goods = [
            Good(product.id, product.article, product.name, product.pack)
            for product, free in rows
            if free >= ORDERS_OF_EACH * product.pack
        ]
    random.Random(seed).shuffle(goods)
    return Site(database, folder, products, dealer, login, company.PASSWORD, goods)
