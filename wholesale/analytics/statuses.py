"""Where orders stand now, and how long they stay in each status; same door as the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import BigInteger, func, select, type_coerce

from wholesale.analytics.door import bounds
from wholesale.analytics.rules import ALL, Cut, Period
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import from_minor
from wholesale.core.vocabulary import OrderStatus
from wholesale.models.talk import Event
from wholesale.models.trade import Order

MOST_EVENTS = 50_000

ENTERS = {
    "order.submitted": OrderStatus.SUBMITTED,
    "order.held": OrderStatus.ON_HOLD,
    "order.resumed": OrderStatus.SUBMITTED,
    "order.accepted": OrderStatus.ACCEPTED,
    "order.assembling": OrderStatus.ASSEMBLING,
    "order.shipped": OrderStatus.SHIPPED,
    "order.delivered": OrderStatus.DELIVERED,
    "order.completed": OrderStatus.COMPLETED,
    "order.cancelled": OrderStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class StatusFigure:
    """Orders that stand in a status now; ``oldest`` is when the first of them was submitted."""

    status: OrderStatus
    orders: int
    total: Decimal
    oldest: datetime


@dataclass(frozen=True, slots=True)
class StatusTime:
    """How long orders stayed in a status before they left it."""

    status: OrderStatus
    orders: int  # stays counted
    average: timedelta
    median: timedelta  # of an even number, the shorter of the two in the middle
    longest: timedelta


def standing(ctx: Context, *, cut: Cut = ALL) -> list[StatusFigure]:
    """Submitted orders by status, in the order of an order's life; empty statuses left out."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    statement = (
        select(
            Order.status,
            func.count().label("orders"),
            func.sum(type_coerce(Order.total, BigInteger)).label("total"),
            func.min(Order.submitted_at).label("oldest"),
        )
        .where(Order.submitted_at.is_not(None))
        .group_by(Order.status)
    )
    if cut.point_id is not None:
        statement = statement.where(Order.point_id == cut.point_id)
    if cut.manager_id is not None:
        statement = statement.where(Order.manager_id == cut.manager_id)
    if cut.dealer_id is not None:
        statement = statement.where(Order.dealer_id == cut.dealer_id)
    found = {row.status: row for row in ctx.session.execute(statement)}
    return [
        StatusFigure(
            status, found[status].orders, from_minor(int(found[status].total)), found[status].oldest
        )
        for status in OrderStatus
        if status in found
    ]


def time_in_status(ctx: Context, *, period: Period, cut: Cut = ALL) -> list[StatusTime]:
    """Stays that began and ended within ``period``, by status, from the journal.

    Read from the last 50,000 events of the period at most, so that the answer is bounded.
    """
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    start, end = bounds(ctx, period)
    statement = (
        select(Event.subject_id, Event.at, Event.kind)
        .where(
            Event.subject_kind == "order",
            Event.kind.in_(ENTERS),
            Event.at >= start,
            Event.at < end,
        )
        .order_by(Event.id.desc())
        .limit(MOST_EVENTS)
    )
    if cut.point_id is not None:
        statement = statement.where(Event.point_id == cut.point_id)
    if cut.dealer_id is not None:
        statement = statement.where(Event.dealer_id == cut.dealer_id)
    if cut.manager_id is not None:
        statement = statement.join(Order, Order.id == Event.subject_id).where(
            Order.manager_id == cut.manager_id
        )
    stays: dict[OrderStatus, list[timedelta]] = {}
    entered: dict[int, tuple[OrderStatus, datetime]] = {}
    for order_id, at, kind in reversed(ctx.session.execute(statement).all()):
        if order_id in entered:
            status, since = entered[order_id]
            if at > since:  # an order held as it was submitted never waited in between
                stays.setdefault(status, []).append(at - since)
        entered[order_id] = (ENTERS[kind], at)
    return [
        StatusTime(
            status,
            len(stays[status]),
            sum(stays[status], timedelta()) / len(stays[status]),
            sorted(stays[status])[(len(stays[status]) - 1) // 2],
            max(stays[status]),
        )
        for status in OrderStatus
        if status in stays
    ]
