"""Reading a dealer's basket, and what he paid before for the same goods."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from wholesale.context import Context
from wholesale.core.vocabulary import OrderStatus
from wholesale.models.trade import Order, OrderLine
from wholesale.orders.queries import OrderCard, order_card


def basket(ctx: Context, *, dealer_id: int) -> OrderCard | None:
    """The dealer's draft, or nothing when he has not begun one."""
    found = ctx.session.scalar(
        select(Order.id)
        .where(Order.dealer_id == dealer_id, Order.status == OrderStatus.DRAFT)
        .order_by(Order.id)
        .limit(1)
    )
    return None if found is None else order_card(ctx, order_id=found)


@dataclass(frozen=True, slots=True)
class BasketMark:
    """What the bar shows of a basket: lines, and their sum at the prices they were put in."""

    lines: int
    total: Decimal


def basket_mark(ctx: Context, *, dealer_id: int) -> BasketMark:
    """How full the dealer's basket is."""
    row = ctx.session.execute(
        select(func.count(OrderLine.id), Order.total)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.dealer_id == dealer_id, Order.status == OrderStatus.DRAFT)
        .group_by(Order.id, Order.total)
        .order_by(Order.id)
        .limit(1)
    ).first()
    return BasketMark(0, Decimal("0.00")) if row is None else BasketMark(row[0], row[1])


def basket_quantities(
    ctx: Context, *, dealer_id: int, product_ids: Collection[int]
) -> dict[int, Decimal]:
    """How much of some products the dealer's basket holds, over all his shops."""
    rows = ctx.session.execute(
        select(OrderLine.product_id, OrderLine.quantity)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.dealer_id == dealer_id,
            Order.status == OrderStatus.DRAFT,
            OrderLine.product_id.in_(sorted(product_ids)),
        )
    )
    held: dict[int, Decimal] = {}
    for product_id, quantity in rows:
        held[product_id] = held.get(product_id, Decimal(0)) + quantity
    return held


@dataclass(frozen=True, slots=True)
class LastPrice:
    """What one unit of a product cost in the dealer's last order that had it."""

    price: Decimal
    includes_vat: bool
    on: date


def last_prices(
    ctx: Context, *, dealer_id: int, product_ids: Collection[int]
) -> dict[int, LastPrice]:
    """By product, the price of the dealer's last submitted order that was not cancelled.

    Gifts and lines that were taken off are no prices.
    """
    latest = (
        select(func.max(OrderLine.id))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.dealer_id == dealer_id,
            Order.status.not_in([OrderStatus.DRAFT, OrderStatus.CANCELLED]),
            OrderLine.product_id.in_(sorted(product_ids)),
            OrderLine.total > 0,
        )
        .group_by(OrderLine.product_id)
    )
    rows = ctx.session.execute(
        select(OrderLine.product_id, OrderLine.unit_price, OrderLine.includes_vat, Order.priced_on)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(latest))
    )
    return {product: LastPrice(price, vat, on) for product, price, vat, on in rows}
