"""Writing what left: a shipment and its lines with amounts of the shipment's date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from wholesale.core.money import ZERO
from wholesale.models.trade import OrderLine, Shipment, ShipmentLine


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """A quantity of an order line that leaves, with what it costs the dealer."""

    order_line_id: int
    quantity: Decimal
    vat_rate: Decimal | None
    net: Decimal
    vat: Decimal
    total: Decimal
    marks: Sequence[str] = ()  # КИЗ of its units


def create_shipment(
    session: Session,
    *,
    order_id: int,
    dealer_id: int,
    point_id: int,
    shipped_at: datetime,
    shipped_on: date,
    lines: Sequence[ShippedLine],
    places: int | None = None,
    cargo: str = "",
) -> Shipment:
    """Write the shipment; its totals are the sums of its lines."""
    shipment = Shipment(
        order_id=order_id,
        dealer_id=dealer_id,
        point_id=point_id,
        shipped_at=shipped_at,
        shipped_on=shipped_on,
        places=places,
        cargo=cargo,
        net=sum((line.net for line in lines), ZERO),
        vat=sum((line.vat for line in lines), ZERO),
        total=sum((line.total for line in lines), ZERO),
    )
    session.add(shipment)
    session.flush()
    session.execute(
        insert(ShipmentLine),
        [
            {
                "shipment_id": shipment.id,
                "order_line_id": line.order_line_id,
                "dealer_id": dealer_id,
                "point_id": point_id,
                "quantity": line.quantity,
                "marks": list(line.marks),
                "vat_rate": line.vat_rate,
                "net": line.net,
                "vat": line.vat,
                "total": line.total,
            }
            for line in lines
        ],
    )
    return shipment


def marks_used(session: Session, *, line_ids: Collection[int]) -> set[str]:
    """The marking codes that left before with the products of these order lines."""
    products = select(OrderLine.product_id).where(OrderLine.id.in_(sorted(line_ids)))
    rows = session.scalars(
        select(ShipmentLine.marks)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(OrderLine.product_id.in_(products))
    )
    return {code for marks in rows for code in marks}
