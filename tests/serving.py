"""The server with one more address, ``/order``: places an order as whoever is signed in.

The screens place orders over a socket, which a test of kills would have to play a browser for.
This address takes the same way: the edge, the sign-in, the use case in its transaction; it
answers only after the commit. ``python -m tests.serving URL PORT``.
"""

from __future__ import annotations

import sys
from decimal import Decimal

from fastapi import Request
from fastapi.responses import PlainTextResponse
from nicegui import app
from sqlalchemy import select

from wholesale.api import files
from wholesale.config import Settings
from wholesale.context import acting
from wholesale.db import Database
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.models.goods import Product
from wholesale.ui import app as screens
from wholesale.ui import server

ARTICLES = ("BOLT-8", "NUT-8", "WASHER-8")


def order(request: Request) -> PlainTextResponse:
    """Place an order of one of each; answers its number."""
    dealer = files.visitor(request)
    assert dealer.dealer_id is not None
    with acting(server.database(), dealer, now=server.now()) as ctx:
        products = ctx.session.scalars(select(Product.id).where(Product.article.in_(ARTICLES)))
        items = [OrderItem(product_id, Decimal(1)) for product_id in products]
        placed = place_order(ctx, dealer_id=dealer.dealer_id, items=items)
    return PlainTextResponse(placed.number)


def main() -> None:
    """Run until killed."""
    url, port = sys.argv[1:]
    app.add_api_route("/order", order, methods=["POST"])
    screens.run(Database(url), Settings(host="127.0.0.1", port=int(port)))


if __name__ == "__main__":
    main()
