"""What has left for an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from wholesale.context import Context
from wholesale.models.trade import Shipment


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment of an order."""

    id: int
    shipped_on: date
    net: Decimal
    vat: Decimal
    total: Decimal


def shipments_of(ctx: Context, *, order_id: int) -> list[ShipmentRow]:
    """The order's shipments, oldest first."""
    rows = ctx.session.scalars(
        select(Shipment).where(Shipment.order_id == order_id).order_by(Shipment.id)
    )
    return [ShipmentRow(row.id, row.shipped_on, row.net, row.vat, row.total) for row in rows]
