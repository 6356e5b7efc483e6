"""Requests for discounts that only a supervisor may give: asked, listed, decided once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.models.trade import DiscountRequest, Order, OrderLine
from wholesale.orders.rules import EDITABLE

PENDING, APPROVED, REFUSED = "pending", "approved", "refused"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with the line it is about. ``status`` is pending, approved or refused."""

    id: int
    order_id: int
    number: str
    dealer: str
    line_id: int
    article: str
    name: str
    unit_price: Decimal
    percent: Decimal
    reason: str
    asked_by: str
    asked_at: datetime
    status: str
    decided_by: str
    decided_at: datetime | None
    answer: str


def _requests() -> Select[Any]:
    asked = DiscountRequest
    columns: list[Any] = [
        asked.id,
        asked.order_id,
        Order.number,
        Order.dealer_name.label("dealer"),
        asked.line_id,
        OrderLine.article,
        OrderLine.name,
        OrderLine.unit_price,
        asked.percent,
        asked.reason,
        asked.asked_by,
        asked.asked_at,
        asked.status,
        asked.decided_by,
        asked.decided_at,
        asked.answer,
    ]
    return (
        select(*columns)
        .join(Order, Order.id == asked.order_id)
        .join(OrderLine, OrderLine.id == asked.line_id)
    )


def requests_of(ctx: Context, *, order_id: int) -> list[RequestRow]:
    """The requests about an order's lines, oldest first; a dealer sees none."""
    rows = ctx.session.execute(
        _requests().where(DiscountRequest.order_id == order_id).order_by(DiscountRequest.id)
    )
    return [RequestRow(**row._mapping) for row in rows]


def request(ctx: Context, *, request_id: int) -> RequestRow:
    """One request. Raises ``NotFound``."""
    ctx.actor.require(Permission.PROCESS_ORDER)
    row = ctx.session.execute(_requests().where(DiscountRequest.id == request_id)).first()
    if row is None:
        raise NotFound("discount_request", id=request_id)
    return RequestRow(**row._mapping)


def waiting_orders() -> Select[Any]:
    """Ids of orders that can still be changed and have a discount to be decided on."""
    return (
        select(DiscountRequest.order_id)
        .join(Order, Order.id == DiscountRequest.order_id)
        .where(DiscountRequest.status == PENDING, Order.status.in_(sorted(EDITABLE)))
    )


def orders_waiting(ctx: Context, *, point_id: int | None = None) -> int:
    """How many orders have a discount that waits for a supervisor."""
    query = select(func.count(Order.id)).where(Order.id.in_(waiting_orders()))
    if point_id is not None:
        query = query.where(Order.point_id == point_id)
    return ctx.session.scalar(query) or 0


def ask(
    session: Session,
    *,
    order_id: int,
    line_id: int,
    point_id: int,
    percent: Decimal,
    reason: str,
    asked_by: str,
    asked_by_id: int | None,
    now: datetime,
) -> int:
    """Put a request; one that waits already is asked anew with the new percentage."""
    values = {
        "percent": percent,
        "reason": reason,
        "asked_by": asked_by,
        "asked_by_id": asked_by_id,
        "asked_at": now,
    }
    waiting: int | None = session.scalar(
        update(DiscountRequest)
        .where(DiscountRequest.line_id == line_id, DiscountRequest.status == PENDING)
        .values(values)
        .returning(DiscountRequest.id)
    )
    if waiting is not None:
        return waiting
    place = {"order_id": order_id, "line_id": line_id, "point_id": point_id}
    made: int = session.scalars(
        insert(DiscountRequest).returning(DiscountRequest.id), [{**place, **values}]
    ).one()
    return made


def decide(
    session: Session, *, request_id: int, status: str, by: str, now: datetime, answer: str = ""
) -> None:
    """Approve or refuse a request, once. Raises ``discount_decided``."""
    done = session.scalar(
        update(DiscountRequest)
        .where(DiscountRequest.id == request_id, DiscountRequest.status == PENDING)
        .values(status=status, decided_by=by, decided_at=now, answer=answer)
        .returning(DiscountRequest.id)
    )
    if done is None:
        raise DomainError("discount_decided")
