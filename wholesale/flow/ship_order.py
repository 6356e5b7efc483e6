"""Goods leave: stock goes down, the dealer's debt goes up, a shipment is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from wholesale import events
from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import LedgerKind, OrderStatus
from wholesale.ledger import operations as ledger
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.orders.rules import Step, next_status
from wholesale.pricing import tax
from wholesale.shipping import operations as shipping
from wholesale.shipping.operations import ShippedLine
from wholesale.stock import operations as stock


@dataclass(frozen=True, slots=True)
class Shipped:
    """The shipment; ``left_out`` are the articles of which not everything could leave."""

    shipment_id: int
    order_id: int
    number: str
    status: OrderStatus
    total: Decimal
    left_out: list[str]


def ship_order(ctx: Context, *, order_id: int, version: int | None = None) -> Shipped:
    """Ship what is reserved for the order, in one go; the rest of each line is cancelled.

    The order's sums become those of what left.
    The VAT rate is that of the shipment's date (НК ст. 167), so an order of December that
    leaves in January bears the new one. Raises ``nothing_reserved`` when nothing can leave.
    """
    ctx.actor.require(Permission.SHIP_ORDER)
    card = order_queries.order_card(ctx, order_id=order_id)
    if version is not None and card.version != version:
        raise DomainError("order_changed")
    status = next_status(Step.SHIP, card.status)
    stock.reserve_order(ctx.session, order_id=card.id, point_id=card.point_id)
    rows = order_queries.lines_of(ctx, order_id=order_id)
    leaving = [row for row in rows if row.reserved > 0]
    if not leaving:
        raise DomainError("nothing_reserved")
    shipped = _shipped_lines(ctx, card, leaving)
    orders.move(
        ctx.session, order_id=card.id, version=card.version, status=status, reserved_until=None
    )
    shipment = shipping.create_shipment(
        ctx.session,
        order_id=card.id,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        shipped_at=ctx.now,
        shipped_on=ctx.today,
        lines=shipped,
    )
    stock.take_out_order(ctx.session, order_id=card.id, point_id=card.point_id)
    orders.close_lines(
        ctx.session,
        order_id=card.id,
        shipped={
            line.order_line_id: orders.Sums(line.vat_rate, line.net, line.vat, line.total)
            for line in shipped
        },
    )
    ledger.post(
        ctx.session,
        kind=LedgerKind.SHIPPED,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        organization_id=card.organization_id,
        amount=shipment.total,
        happened_on=ctx.today,
        recorded_at=ctx.now,
        order_id=card.id,
        shipment_id=shipment.id,
        due_on=ctx.today + timedelta(days=card.payment_days),
    )
    left_out = [row.article for row in rows if row.reserved < row.open]
    events.record(
        ctx.session,
        "order.shipped",
        subject=("order", card.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        total=str(shipment.total),
        left_out=left_out,
    )
    return Shipped(shipment.id, card.id, card.number, status, shipment.total, left_out)


def _shipped_lines(ctx: Context, card: OrderCard, leaving: list[LineRow]) -> list[ShippedLine]:
    facts = catalog.products_by_ids(ctx, {row.product_id for row in leaving})
    lines = []
    for row in leaving:
        rate = tax.vat_rate(facts[row.product_id].vat, card.tax_regime, ctx.today)
        sums = tax.line_sums(row.unit_price, row.reserved, rate, includes_vat=row.includes_vat)
        if rate == row.vat_rate and row.reserved == row.quantity:
            sums = tax.Sums(row.net, row.vat, row.total)
        lines.append(ShippedLine(row.id, row.reserved, rate, sums.net, sums.vat, sums.total))
    return lines
