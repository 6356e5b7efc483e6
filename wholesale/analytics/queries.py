"""The figures: what was ordered, shipped, earned and paid, by whom and when.

One door: every statement here starts from ``_shipped`` or ``_ordered``, goes through the
actor's session (so a manager's figures are those of his points) and is aggregated in SQL.

- *ordered*: totals of orders submitted within the period, without the cancelled ones;
- *turnover*: totals with VAT of what was shipped within the period;
- *margin*: shipped net less net cost, over the lines whose cost is known (``LineCost``, as of
  the order). Costs are kept in the terms of the base price list; where that includes VAT,
  the VAT is taken out at the shipped line's rate. Each line's cost is rounded to the kopeck,
  half-up, so that figures by any dimension sum to the total. ``costed`` is the net of those
  lines: the base of the margin's percentage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, func, select, type_coerce

from wholesale.analytics import rules
from wholesale.analytics.rules import Dimension, Period, Step
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.money import ZERO, from_minor, from_thousandths, round_half_up
from wholesale.core.vocabulary import LedgerKind, OrderStatus
from wholesale.models.books import LedgerEntry
from wholesale.models.goods import Category, Product
from wholesale.models.people import Dealer, Point, User
from wholesale.models.prices import PriceList
from wholesale.models.trade import LineCost, Order, OrderLine, Shipment, ShipmentLine

COUNTED = tuple(
    status for status in OrderStatus if status not in {OrderStatus.DRAFT, OrderStatus.CANCELLED}
)
WHOLE = 1_000_000  # 100 % in the units of a kept rate


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of the business is looked at; None is all of it. The drill-down path."""

    point_id: int | None = None
    manager_id: int | None = None
    dealer_id: int | None = None
    category_id: int | None = None
    product_id: int | None = None

    @property
    def by_goods(self) -> bool:
        return self.category_id is not None or self.product_id is not None


ALL = Cut()


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts in roubles. ``turnover`` has VAT in it; ``net``, ``costed``, ``margin`` do not."""

    orders: int = 0
    ordered: Decimal = ZERO
    shipments: int = 0
    turnover: Decimal = ZERO
    net: Decimal = ZERO
    costed: Decimal = ZERO
    margin: Decimal = ZERO

    @property
    def margin_percent(self) -> Decimal | None:
        """Margin of the net it was counted over, one place."""
        return rules.share(self.margin, self.costed)

    @property
    def average_order(self) -> Decimal | None:
        """What an order comes to on average, to the kopeck."""
        return round_half_up(self.ordered / self.orders) if self.orders else None


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one point, manager, dealer, category or product; ``id`` None is «nobody»."""

    id: int | None
    code: str  # a point's or dealer's code, a product's article
    name: str
    grade: str  # A, B or C by turnover among all rows of the breakdown
    quantity: Decimal  # shipped, for goods only
    figures: Figures


@dataclass(frozen=True, slots=True)
class Bar:
    """Figures of one step of a period."""

    period: Period
    figures: Figures


@dataclass(frozen=True, slots=True)
class Money:
    """What came in over a period and what is owed today."""

    paid: Decimal
    debt: Decimal  # what dealers owe, prepayments of others not deducted
    overdue: Decimal  # part of the debt past its date, payments going to the oldest first
    prepaid: Decimal  # what dealers paid ahead


def totals(ctx: Context, *, period: Period, cut: Cut = ALL) -> Figures:
    """The figures of ``period`` for what ``cut`` leaves of the actor's points."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    shipped = ctx.session.execute(_shipped(ctx, period, cut)).one()
    ordered = ctx.session.execute(_ordered(ctx, period, cut)).one()
    return _figures(shipped, ordered)


def breakdown(
    ctx: Context,
    *,
    by: Dimension,
    period: Period,
    cut: Cut = ALL,
    limit: int = 1000,
) -> list[Row]:
    """Figures of ``period`` by ``by``, largest turnover first, then largest ordered.

    Only those that ordered or were shipped something; the sums of all of them are ``totals``,
    except that an order of several products counts once for each of them.
    """
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    goods = by in {Dimension.PRODUCT, Dimension.CATEGORY}
    key = _KEYS[by]
    shipped = {
        row.key: row
        for row in ctx.session.execute(
            _shipped(ctx, period, cut, goods=goods).add_columns(key.label("key")).group_by(key)
        )
    }
    ordered = {
        row.key: row
        for row in ctx.session.execute(
            _ordered(ctx, period, cut, goods=goods).add_columns(key.label("key")).group_by(key)
        )
    }
    found = [
        (key, _figures(shipped.get(key), ordered.get(key)))
        for key in shipped.keys() | ordered.keys()
    ]
    found.sort(key=lambda item: (-item[1].turnover, -item[1].ordered, item[0] or 0))
    grades = rules.abc([figures.turnover for _, figures in found])
    names = _names(ctx, by, [key for key, _ in found[:limit] if key is not None])
    return [
        Row(
            key,
            *names.get(key, ("", "")),
            grade=grade,
            quantity=from_thousandths(int(shipped[key].quantity)) if key in shipped else Decimal(0),
            figures=figures,
        )
        for (key, figures), grade in zip(found[:limit], grades, strict=False)
    ]


def series(
    ctx: Context,
    *,
    period: Period,
    step: Step,
    cut: Cut = ALL,
) -> list[Bar]:
    """Figures of each step of ``period``, empty steps too; they sum to ``totals``."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    pieces = rules.cut(period, step)
    shipped_in = case(
        *((Shipment.shipped_on <= piece.last, index) for index, piece in enumerate(pieces))
    )
    ordered_in = case(
        *((Order.submitted_at < bounds(ctx, piece)[1], index) for index, piece in enumerate(pieces))
    )
    shipped = {
        row.piece: row
        for row in ctx.session.execute(
            _shipped(ctx, period, cut).add_columns(shipped_in.label("piece")).group_by("piece")
        )
    }
    ordered = {
        row.piece: row
        for row in ctx.session.execute(
            _ordered(ctx, period, cut).add_columns(ordered_in.label("piece")).group_by("piece")
        )
    }
    return [
        Bar(piece, _figures(shipped.get(index), ordered.get(index)))
        for index, piece in enumerate(pieces)
    ]


def money(ctx: Context, *, period: Period, cut: Cut = ALL) -> Money:
    """Payments within ``period``, and debts as of today, by dealers of ``cut``."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    scoped = []
    if cut.point_id is not None:
        scoped.append(LedgerEntry.point_id == cut.point_id)
    if cut.dealer_id is not None:
        scoped.append(LedgerEntry.dealer_id == cut.dealer_id)
    paid = ctx.session.scalar(
        select(func.sum(LedgerEntry.amount)).where(
            LedgerEntry.kind == LedgerKind.PAID,
            LedgerEntry.happened_on.between(period.first, period.last),
            *scoped,
        )
    )
    minor = type_coerce(LedgerEntry.amount, BigInteger)
    not_due = (minor > 0) & (
        func.coalesce(LedgerEntry.due_on, LedgerEntry.happened_on) >= ctx.today
    )
    balances = ctx.session.execute(
        select(
            func.sum(minor).label("balance"),
            func.sum(case((not_due, minor), else_=0)).label("not_due"),
        )
        .where(*scoped)
        .group_by(LedgerEntry.dealer_id)
    ).all()
    return Money(
        paid=-(paid or ZERO),
        debt=from_minor(sum(max(0, int(row.balance)) for row in balances)),
        overdue=from_minor(sum(max(0, int(row.balance) - int(row.not_due)) for row in balances)),
        prepaid=from_minor(sum(max(0, -int(row.balance)) for row in balances)),
    )


def path(ctx: Context, *, cut: Cut) -> list[tuple[Dimension, str]]:
    """What ``cut`` holds, by name. Raises ``NotFound`` for what the actor does not see."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    steps = {
        Dimension.POINT: cut.point_id,
        Dimension.MANAGER: cut.manager_id,
        Dimension.DEALER: cut.dealer_id,
        Dimension.CATEGORY: cut.category_id,
        Dimension.PRODUCT: cut.product_id,
    }
    names: list[tuple[Dimension, str]] = []
    for by, key in steps.items():
        if key is None:
            continue
        found = _names(ctx, by, [key])
        if key not in found:
            raise NotFound(_KINDS[by], id=key)
        names.append((by, found[key][1]))
    return names


def _shipped(
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


def _ordered(
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


_KEYS: dict[Dimension, Any] = {
    Dimension.POINT: Order.point_id,
    Dimension.MANAGER: Order.manager_id,
    Dimension.DEALER: Order.dealer_id,
    Dimension.CATEGORY: Product.category_id,
    Dimension.PRODUCT: Product.id,
}

_KINDS = {
    Dimension.POINT: "point",
    Dimension.MANAGER: "user",
    Dimension.DEALER: "dealer",
    Dimension.CATEGORY: "category",
    Dimension.PRODUCT: "product",
}


def _names(ctx: Context, by: Dimension, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
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


def _figures(shipped: Any, ordered: Any) -> Figures:
    return Figures(
        orders=int(ordered.orders) if ordered else 0,
        ordered=from_minor(int(ordered.ordered or 0)) if ordered else ZERO,
        shipments=int(shipped.shipments) if shipped else 0,
        turnover=from_minor(int(shipped.turnover or 0)) if shipped else ZERO,
        net=from_minor(int(shipped.net or 0)) if shipped else ZERO,
        costed=from_minor(int(shipped.costed or 0)) if shipped else ZERO,
        margin=from_minor(int(shipped.margin or 0)) if shipped else ZERO,
    )
