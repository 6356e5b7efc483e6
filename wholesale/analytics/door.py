"""The one door of the figures: what is summed, within which cut, through whose session.

Every figure starts from ``shipped_sums`` or ``ordered_sums``, which the caller groups. The
session adds the actor's scope, so a manager's figures are those of his points.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, func, select, type_coerce

from wholesale.analytics.rules import Cut, Dimension, Figures, Period
from wholesale.context import Context
from wholesale.core.money import ZERO, from_minor
from wholesale.core.vocabulary import OrderStatus
from wholesale.models.goods import Category, Product
from wholesale.models.people import Dealer, Point, User
from wholesale.models.prices import PriceList
from wholesale.models.trade import LineCost, Order, OrderLine, Shipment, ShipmentLine

COUNTED = tuple(
    status for status in OrderStatus if status not in {OrderStatus.DRAFT, OrderStatus.CANCELLED}
)
WHOLE = 1_000_000  # 100 % in the units of a kept rate


def shipped_sums(
    ctx: Context, period: Period, cut: Cut, goods: bool = False
) -> Select[*tuple[Any, ...]]:
    """Sums of shipped lines within ``period`` and ``cut``; to be grouped by the caller."""
    costs_include_vat = ctx.session.scalar(
        select(PriceList.includes_vat).where(PriceList.is_base).limit(1)
    )
    quantity = type_coerce(ShipmentLine.quantity, BigInteger)
    cost = type_coerce(LineCost.cost, BigInteger)
    line_cost = (cost * quantity + 500) // 1000  # kopecks × thousandths, half-up
    if costs_include_vat:
        divisor = WHOLE + func.coalesce(type_coerce(ShipmentLine.vat_rate, BigInteger), 0)
        line_cost = (2 * WHOLE * line_cost + divisor) // (2 * divisor)
    net = type_coerce(ShipmentLine.net, BigInteger)
    return _cut(
        select(
            func.count(Shipment.id.distinct()).label("shipments"),
            func.sum(type_coerce(ShipmentLine.total, BigInteger)).label("turnover"),
            func.sum(net).label("net"),
            func.sum(case((cost.is_not(None), net), else_=0)).label("costed"),
            func.sum(case((cost.is_not(None), net - line_cost), else_=0)).label("margin"),
            func.sum(quantity).label("quantity"),
        )
        .select_from(Shipment)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(Order, Order.id == Shipment.order_id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .join(
            LineCost,
            (LineCost.order_id == OrderLine.order_id) & (LineCost.position == OrderLine.position),
            isouter=True,
        )
        .where(Shipment.shipped_on.between(period.first, period.last)),
        cut,
        goods=goods,
    )


def ordered_sums(
    ctx: Context, period: Period, cut: Cut, goods: bool = False
) -> Select[*tuple[Any, ...]]:
    """Count and sum of orders submitted within ``period`` and ``cut``, by line where asked."""
    start, end = bounds(ctx, period)
    by_line = goods or cut.by_goods
    amount = OrderLine.total if by_line else Order.total
    statement = (
        select(
            func.count(Order.id.distinct()).label("orders"),
            func.sum(type_coerce(amount, BigInteger)).label("ordered"),
        )
        .select_from(Order)
        .where(Order.submitted_at >= start, Order.submitted_at < end, Order.status.in_(COUNTED))
    )
    if by_line:
        statement = statement.join(OrderLine, OrderLine.order_id == Order.id)
    return _cut(statement, cut, goods=goods)


def _cut(statement: Select[*tuple[Any, ...]], cut: Cut, *, goods: bool) -> Select[*tuple[Any, ...]]:
    """``statement`` within ``cut``; its lines joined with the goods when they are asked for."""
    if goods or cut.by_goods:
        statement = statement.join(Product, Product.id == OrderLine.product_id)
    conditions: list[ColumnElement[bool]] = []
    if cut.point_id is not None:
        conditions.append(Order.point_id == cut.point_id)
    if cut.manager_id is not None:
        conditions.append(Order.manager_id == cut.manager_id)
    if cut.dealer_id is not None:
        conditions.append(Order.dealer_id == cut.dealer_id)
    if cut.category_id is not None:
        conditions.append(Product.category_id == cut.category_id)
    if cut.product_id is not None:
        conditions.append(Product.id == cut.product_id)
    return statement.where(*conditions)


KEYS: dict[Dimension, Any] = {
    Dimension.POINT: Order.point_id,
    Dimension.MANAGER: Order.manager_id,
    Dimension.DEALER: Order.dealer_id,
    Dimension.CATEGORY: Product.category_id,
    Dimension.PRODUCT: Product.id,
}

KINDS = {
    Dimension.POINT: "point",
    Dimension.MANAGER: "user",
    Dimension.DEALER: "dealer",
    Dimension.CATEGORY: "category",
    Dimension.PRODUCT: "product",
}


def names_of(ctx: Context, by: Dimension, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Code and name of each of ``ids``, as far as the actor may see them."""
    code_name: dict[Dimension, tuple[Any, Any, Any]] = {
        Dimension.POINT: (Point.id, Point.code, Point.name),
        Dimension.MANAGER: (User.id, User.login, User.name),
        Dimension.DEALER: (Dealer.id, Dealer.code, Dealer.name),
        Dimension.CATEGORY: (Category.id, Category.path, Category.path),
        Dimension.PRODUCT: (Product.id, Product.article, Product.name),
    }
    key, code, name = code_name[by]
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), 5000):  # engines bound the parameters of a statement
        for row in ctx.session.execute(
            select(key, code, name).where(key.in_(ids[start : start + 5000]))
        ):
            found[row[0]] = (row[1], row[2])
    return found


def bounds(ctx: Context, period: Period) -> tuple[datetime, datetime]:
    """The moments between which the company's days of ``period`` lie."""
    return (
        datetime.combine(period.first, time(), ctx.zone),
        datetime.combine(period.last + timedelta(days=1), time(), ctx.zone),
    )


def figures_of(shipped: Any, ordered: Any) -> Figures:
    return Figures(
        orders=int(ordered.orders) if ordered else 0,
        ordered=from_minor(int(ordered.ordered or 0)) if ordered else ZERO,
        shipments=int(shipped.shipments) if shipped else 0,
        turnover=from_minor(int(shipped.turnover or 0)) if shipped else ZERO,
        net=from_minor(int(shipped.net or 0)) if shipped else ZERO,
        costed=from_minor(int(shipped.costed or 0)) if shipped else ZERO,
        margin=from_minor(int(shipped.margin or 0)) if shipped else ZERO,
    )
