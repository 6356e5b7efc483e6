"""A process that places orders until it is killed: ``python -m tests.placing URL``.

Each order is told on stdout only after its commit, as a server answers only then.
"""

from __future__ import annotations

import sys
import threading
from decimal import Decimal

from sqlalchemy import select

from tests.make import NOW
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.models.goods import Product
from wholesale.models.people import Dealer

THREADS = 3
ARTICLES = ("BOLT-8", "NUT-8", "WASHER-8")


def main(url: str) -> None:
    database = Database(url)
    with reading(database, system("placing"), now=NOW) as ctx:
        dealer_id = ctx.session.scalars(select(Dealer.id).where(Dealer.code == "D-001")).one()
        products = ctx.session.scalars(select(Product.id).where(Product.article.in_(ARTICLES)))
        items = [OrderItem(product_id, Decimal(1)) for product_id in products]

    def place_for_ever() -> None:
        while True:
            with acting(database, system("placing"), now=NOW) as ctx:
                placed = place_order(ctx, dealer_id=dealer_id, items=items)
            sys.stdout.write(f"{placed.number}\n")
            sys.stdout.flush()

    for _ in range(THREADS):
        threading.Thread(target=place_for_ever).start()


if __name__ == "__main__":
    main(sys.argv[1])
