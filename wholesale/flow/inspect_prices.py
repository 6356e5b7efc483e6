"""Ask what a dealer pays for something, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.orders.rules import check_quantity
from wholesale.pricing import browse
from wholesale.pricing import queries as pricing
from wholesale.pricing.queries import PricedLine


def price_articles(
    ctx: Context,
    *,
    dealer_code: str,
    on: date,
    items: Sequence[tuple[str, Decimal]],
    each: bool = False,
) -> list[tuple[str, PricedLine]]:
    """Prices by article, in the order of ``items``: as one order, or ``each`` by itself.

    Gifts that the order brings come last. Raises ``NotFound`` for a dealer or an article that
    is not there, ``quantity_…`` for one that cannot be ordered.
    """
    ctx.actor.require(Permission.INSPECT_PRICES)
    for _, quantity in items:
        check_quantity(quantity)
    dealer_id = pricing.dealer_by_code(ctx, dealer_code)
    articles = [article for article, _ in items]
    ids = pricing.product_ids(ctx, articles)
    wanted = [(ids[article], quantity) for article, quantity in items]
    if each:
        lines = pricing.price_each(ctx, dealer_id=dealer_id, on=on, items=wanted)
        return list(zip(articles, lines, strict=True))
    order = pricing.price_order(ctx, dealer_id=dealer_id, on=on, items=wanted)
    given = browse.articles(ctx, product_ids=[gift.product_id for gift in order.gifts])
    return [
        *zip(articles, order.lines, strict=True),
        *((given[gift.product_id], gift) for gift in order.gifts),
    ]
