"""Shipped goods that come back: how much may, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError, NotFound
from wholesale.core.money import ZERO, round_half_up
from wholesale.core.vocabulary import ReturnReason
from wholesale.models.trade import OrderLine, Return, ReturnLine, Shipment, ShipmentLine


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """So much of an order's line, and why."""

    order_line_id: int
    quantity: Decimal
    reason: ReturnReason


@dataclass(frozen=True, slots=True)
class ShippedPart:
    """A shipped line and what of it was returned before."""

    id: int
    shipment_id: int
    order_line_id: int
    product_id: int
    article: str
    quantity: Decimal
    returned: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a part of a shipped line is worth."""

    net: Decimal
    vat: Decimal
    total: Decimal


def shipped_parts(session: Session, *, order_id: int) -> dict[int, ShippedPart]:
    """The lines of the order's last shipment by the order's line, locked until the commit.

    Raises ``NotFound("shipment")`` when nothing was shipped.
    """
    shipment_id = session.scalar(
        select(Shipment.id)
        .where(Shipment.order_id == order_id)
        .order_by(Shipment.id.desc())
        .limit(1)
        .with_for_update()
    )
    if shipment_id is None:
        raise NotFound("shipment", order_id=order_id)
    returned = (
        select(ReturnLine.shipment_line_id, func.sum(ReturnLine.quantity).label("quantity"))
        .where(ReturnLine.reason != ReturnReason.SURPLUS)
        .group_by(ReturnLine.shipment_line_id)
        .subquery()
    )
    rows = session.execute(
        select(
            ShipmentLine.id,
            ShipmentLine.order_line_id,
            OrderLine.product_id,
            OrderLine.article,
            ShipmentLine.quantity,
            func.coalesce(returned.c.quantity, Decimal(0)),
            ShipmentLine.net,
            ShipmentLine.vat,
            ShipmentLine.total,
        )
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .outerjoin(returned, returned.c.shipment_line_id == ShipmentLine.id)
        .where(ShipmentLine.shipment_id == shipment_id)
    )
    return {row[1]: ShippedPart(row[0], shipment_id, *row[1:]) for row in rows}


def amounts(part: ShippedPart, item: ReturnItem) -> Amounts:
    """What so much more of a shipped line is worth; all parts together are the line.

    A surplus is beyond what was sold and worth nothing. Raises ``return_too_much`` for more than
    is left.
    """
    quantity = item.quantity
    if quantity <= 0:
        raise DomainError("quantity_not_positive")
    if item.reason is ReturnReason.SURPLUS:
        return Amounts(net=ZERO, vat=ZERO, total=ZERO)
    after = part.returned + quantity
    if after > part.quantity:
        raise DomainError(
            "return_too_much", article=part.article, left=part.quantity - part.returned
        )
    total = _share(part.total, after, part) - _share(part.total, part.returned, part)
    vat = _share(part.vat, after, part) - _share(part.vat, part.returned, part)
    return Amounts(net=total - vat, vat=vat, total=total)


def _share(amount: Decimal, quantity: Decimal, part: ShippedPart) -> Decimal:
    return round_half_up(amount * quantity / part.quantity)


def create_return(
    session: Session,
    *,
    order_id: int,
    dealer_id: int,
    point_id: int,
    now: datetime,
    today: date,
    items: Sequence[tuple[ShippedPart, ReturnItem, Amounts]],
) -> Return:
    """Write the return and move the order's lines; its totals are sums of its lines."""
    made = Return(
        order_id=order_id,
        shipment_id=items[0][0].shipment_id,
        dealer_id=dealer_id,
        point_id=point_id,
        returned_at=now,
        returned_on=today,
        net=sum((worth.net for _, _, worth in items), ZERO),
        vat=sum((worth.vat for _, _, worth in items), ZERO),
        total=sum((worth.total for _, _, worth in items), ZERO),
    )
    session.add(made)
    session.flush()
    session.execute(
        insert(ReturnLine),
        [
            {
                "return_id": made.id,
                "shipment_line_id": part.id,
                "dealer_id": dealer_id,
                "point_id": point_id,
                "reason": item.reason,
                "quantity": item.quantity,
                "net": worth.net,
                "vat": worth.vat,
                "total": worth.total,
            }
            for part, item, worth in items
        ],
    )
    back = [
        {"id": part.order_line_id, "returned": part.returned + item.quantity}
        for part, item, _ in items
        if item.reason is not ReturnReason.SURPLUS
    ]
    if back:
        session.execute(update(OrderLine), back)
    return made
