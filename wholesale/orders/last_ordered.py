"""What a dealer ordered of a product the last time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from wholesale.context import Context
from wholesale.core.vocabulary import OrderStatus
from wholesale.db import values_of
from wholesale.models.trade import Order, OrderLine


@dataclass(frozen=True, slots=True)
class LastOrdered:
    """What a dealer last ordered of a product, over all deliveries of that order."""

    number: str
    at: datetime
    quantity: Decimal
    unit_price: Decimal


def last_ordered(
    ctx: Context, *, dealer_id: int, product_ids: Collection[int]
) -> dict[int, LastOrdered]:
    """By product, what the dealer's newest order with it said; cancelled orders do not count."""
    if not product_ids:
        return {}
    newest = (
        select(OrderLine.product_id, func.max(OrderLine.order_id).label("order_id"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.dealer_id == dealer_id,
            OrderLine.product_id.in_(values_of(ctx.session, product_ids)),
            Order.number.is_not(None),
            Order.status != OrderStatus.CANCELLED,
        )
        .group_by(OrderLine.product_id)
        .subquery()
    )
    rows = ctx.session.execute(
        select(
            OrderLine.product_id,
            Order.number,
            Order.submitted_at,
            OrderLine.quantity,
            OrderLine.unit_price,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(
            newest,
            (newest.c.order_id == OrderLine.order_id)
            & (newest.c.product_id == OrderLine.product_id),
        )
        .order_by(OrderLine.id)
    )
    found: dict[int, LastOrdered] = {}
    for product_id, number, at, quantity, unit_price in rows:
        assert number is not None and at is not None  # it was submitted
        earlier = found.get(product_id)
        together = quantity + (earlier.quantity if earlier else 0)
        found[product_id] = LastOrdered(number, at, together, unit_price)
    return found
