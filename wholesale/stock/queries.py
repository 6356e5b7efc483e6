"""What can still be promised."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select

from wholesale.context import Context
from wholesale.db import values_of
from wholesale.models.goods import Product, Stock


def available(
    ctx: Context, *, point_id: int, product_ids: Collection[int] | None = None
) -> dict[int, Decimal]:
    """On hand less reserved at a point the actor may see; products without a row are absent.

    ``product_ids`` of None asks for the whole point.
    """
    query = select(Stock.product_id, Stock.on_hand - Stock.reserved).where(
        Stock.point_id == point_id
    )
    if product_ids is not None:
        query = query.where(Stock.product_id.in_(values_of(ctx.session, product_ids)))
    return dict(ctx.session.execute(query).all())


def held(ctx: Context, *, point_id: int) -> dict[str, Decimal]:
    """What is held for orders at a point, by article; articles with nothing held are absent."""
    query = (
        select(Product.article, Stock.reserved)
        .join(Product, Product.id == Stock.product_id)
        .where(Stock.point_id == point_id, Stock.reserved > 0)
    )
    return dict(ctx.session.execute(query).all())


def by_point(ctx: Context, *, product_id: int) -> list[tuple[int, Decimal, Decimal]]:
    """Where a product lies: point, on hand, held for orders."""
    rows = ctx.session.execute(
        select(Stock.point_id, Stock.on_hand, Stock.reserved)
        .where(Stock.product_id == product_id)
        .order_by(Stock.point_id)
    )
    return [(point_id, on_hand, reserved) for point_id, on_hand, reserved in rows]
