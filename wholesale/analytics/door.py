"""The one door of the figures: what is summed, within which cut, through whose session.

Every figure comes from ``moved_sums`` or ``ordered_sums``, grouped as the caller asks. The
session adds the actor's scope, so a manager's figures are those of his points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, func, literal, select, type_coerce

from wholesale.analytics.rules import Cut, Dimension, Figures, Period
from wholesale.context import Context
from wholesale.core.money import ZERO, from_minor
from wholesale.core.vocabulary import BACK_ON_THE_SHELF, OrderStatus
from wholesale.models.goods import Category, Product
from wholesale.models.people import Dealer, Point, User
from wholesale.models.prices import PriceList
from wholesale.models.trade import (
    LineCost,
    Order,
    OrderLine,
    Return,
    ReturnLine,
    Shipment,
    ShipmentLine,
)

COUNTED = tuple(
    status for status in OrderStatus if status not in {OrderStatus.DRAFT, OrderStatus.CANCELLED}
)
WHOLE = 1_000_000  # 100 % in the units of a kept rate


@dataclass(slots=True)
class Sums:
    """Kopecks (and thousandths) of shipped lines less those that came back."""

    shipments: int = 0
    turnover: int = 0
    net: int = 0
    costed: int = 0
    margin: int = 0
    quantity: int = 0

    def add(self, row: Any) -> None:
        """Add a row of sums; what nothing was found for is null."""
        self.shipments += row.shipments or 0
        self.turnover += int(row.turnover or 0)
        self.net += int(row.net or 0)
        self.costed += int(row.costed or 0)
        self.margin += int(row.margin or 0)
        self.quantity += int(row.quantity or 0)


def moved_sums(
    ctx: Context,
    period: Period,
    cut: Cut,
    keys: Callable[[Any], Sequence[Any]] = lambda _: (),
    *,
    goods: bool = False,
) -> dict[tuple[Any, ...], Sums]:
    """What was shipped within ``period`` and ``cut`` less what came back in it, by ``keys``.

    ``keys`` is given the column of the day (of the shipment, of the return) and answers with
    the columns to group by. A return lowers the figures of its own day, not of the shipment's;
    its cost comes back only with goods that went back on the shelf.
    """
    found: dict[tuple[Any, ...], Sums] = {}
    for statement, day in (
        (_shipped(ctx, period, cut, goods), Shipment.shipped_on),
        (_returned(ctx, period, cut, goods), Return.returned_on),
    ):
        names = [f"key_{index}" for index, _ in enumerate(keys(day))]
        columns = [key.label(name) for key, name in zip(keys(day), names, strict=True)]
        grouped = statement.add_columns(*columns).group_by(*names) if names else statement
        for row in ctx.session.execute(grouped):
            found.setdefault(tuple(getattr(row, name) for name in names), Sums()).add(row)
    return found


def _shipped(ctx: Context, period: Period, cut: Cut, goods: bool) -> Select[*tuple[Any, ...]]:
    """Sums of the lines shipped within ``period`` and ``cut``."""
    net, quantity = whole(ShipmentLine.net), whole(ShipmentLine.quantity)
    known, cost = net_cost(ctx, quantity, ShipmentLine.vat_rate)
    statement = (
        select(
            func.count(Shipment.id.distinct()).label("shipments"),
            func.sum(whole(ShipmentLine.total)).label("turnover"),
            func.sum(net).label("net"),
            func.sum(case((known, net), else_=0)).label("costed"),
            func.sum(case((known, net - cost), else_=0)).label("margin"),
            func.sum(quantity).label("quantity"),
        )
        .select_from(Shipment)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(Order, Order.id == Shipment.order_id)
        .where(Shipment.shipped_on.between(period.first, period.last))
    )
    return _cut(_of_lines(statement), cut, goods=goods)


def _returned(ctx: Context, period: Period, cut: Cut, goods: bool) -> Select[*tuple[Any, ...]]:
    """Sums of the lines that came back within ``period`` and ``cut``, below zero."""
    net, quantity = whole(ReturnLine.net), whole(ReturnLine.quantity)
    known, cost = net_cost(ctx, quantity, ShipmentLine.vat_rate)
    saved = case((ReturnLine.reason.in_(sorted(BACK_ON_THE_SHELF)), cost), else_=0)
    statement = (
        select(
            literal(0).label("shipments"),
            (-func.sum(whole(ReturnLine.total))).label("turnover"),
            (-func.sum(net)).label("net"),
            (-func.sum(case((known, net), else_=0))).label("costed"),
            (-func.sum(case((known, net - saved), else_=0))).label("margin"),
            (-func.sum(quantity)).label("quantity"),
        )
        .select_from(Return)
        .join(ReturnLine, ReturnLine.return_id == Return.id)
        .join(ShipmentLine, ShipmentLine.id == ReturnLine.shipment_line_id)
        .join(Order, Order.id == Return.order_id)
        .where(Return.returned_on.between(period.first, period.last))
    )
    return _cut(_of_lines(statement), cut, goods=goods)


def _of_lines(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """``statement`` over shipped lines, joined with their order lines and costs."""
    return statement.join(OrderLine, OrderLine.id == ShipmentLine.order_line_id).join(
        LineCost,
        (LineCost.order_id == OrderLine.order_id) & (LineCost.position == OrderLine.position),
        isouter=True,
    )


def net_cost(ctx: Context, quantity: Any, rate: Any) -> tuple[ColumnElement[bool], Any]:
    """Whether a line's cost is known, and its cost of ``quantity`` without VAT at ``rate``.

    Both are expressions over whole thousandths and kopecks, to be used beside ``LineCost``.
    """
    included = ctx.session.scalar(select(PriceList.includes_vat).where(PriceList.is_base).limit(1))
    cost = whole(LineCost.cost)
    of_line = (cost * quantity + 500) // 1000  # kopecks × thousandths, half-up
    if included:
        divisor = WHOLE + func.coalesce(whole(rate), 0)
        of_line = (2 * WHOLE * of_line + divisor) // (2 * divisor)
    return cost.is_not(None), of_line


def whole(column: Any) -> Any:
    """The whole number a column keeps: kopecks, thousandths, parts of a percent."""
    return type_coerce(column, BigInteger)


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


_COPIED: dict[Dimension, tuple[Any, Any]] = {
    Dimension.DEALER: (Order.dealer_id, Order.dealer_name),
    Dimension.POINT: (Order.point_id, Order.point_name),
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
    if by in _COPIED:  # a dealer who moved is out of sight, his orders here keep his name
        kept, name = _COPIED[by]
        missing = [key for key in ids if key not in found]
        for start in range(0, len(missing), 5000):
            for row in ctx.session.execute(
                select(kept, func.max(name))
                .where(kept.in_(missing[start : start + 5000]))
                .group_by(kept)
            ):
                found[row[0]] = ("", row[1])
    return found


def bounds(ctx: Context, period: Period) -> tuple[datetime, datetime]:
    """The moments between which the company's days of ``period`` lie."""
    return (
        datetime.combine(period.first, time(), ctx.zone),
        datetime.combine(period.last + timedelta(days=1), time(), ctx.zone),
    )


def figures_of(moved: Sums | None, ordered: Any) -> Figures:
    """Figures of what moved and of a row of ``ordered_sums``, either of which may be absent."""
    moved = moved or Sums()
    return Figures(
        orders=ordered.orders if ordered else 0,
        ordered=from_minor(int(ordered.ordered or 0)) if ordered else ZERO,
        shipments=moved.shipments,
        turnover=from_minor(moved.turnover),
        net=from_minor(moved.net),
        costed=from_minor(moved.costed),
        margin=from_minor(moved.margin),
    )
