"""Goods leave: stock goes down, the dealer's debt goes up, a shipment is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from wholesale.shipping.rules import MOST_CARGO, MOST_PLACES, Leaving, marks_by_line
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


def ship_order(
    ctx: Context,
    *,
    order_id: int,
    version: int | None = None,
    marks: Sequence[str] = (),
    places: int | None = None,
    cargo: str = "",
) -> Shipped:
    """Ship what is reserved for the order, in one go; the rest of each line is cancelled.

    The order's sums become those of what left.
    The VAT rate is that of the shipment's date (НК ст. 167), so an order of December that
    leaves in January bears the new one.
    ``marks`` are the marking codes of what leaves, as scanned and in any order; ``places`` and
    ``cargo`` (carrier, car, driver) are what papers say of the load.
    Raises ``nothing_reserved`` when nothing can leave, ``places_wrong``, ``text_too_long``, and
    what ``shipping.rules.marks_by_line`` refuses.
    """
    ctx.actor.require(Permission.SHIP_ORDER)
    if places is not None and not 1 <= places <= MOST_PLACES:
        raise DomainError("places_wrong", most=MOST_PLACES)
    if len(cargo) > MOST_CARGO:
        raise DomainError("text_too_long", most=MOST_CARGO)
    card = order_queries.order_card(ctx, order_id=order_id)
    if version is not None and card.version != version:
        raise DomainError("order_changed")
    status = next_status(Step.SHIP, card.status)
    stock.reserve_order(ctx.session, order_id=card.id, point_id=card.point_id)
    rows = order_queries.lines_of(ctx, order_id=order_id)
    leaving = [row for row in rows if row.reserved > 0]
    if not leaving:
        raise DomainError("nothing_reserved")
    shipped = _shipped_lines(ctx, card, leaving, _marks(ctx, marks, leaving))
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
        places=places,
        cargo=" ".join(cargo.split()),
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


def _marks(ctx: Context, marks: Sequence[str], leaving: Sequence[LineRow]) -> dict[int, list[str]]:
    if not marks:
        return {}
    codes = catalog.barcodes(ctx, product_ids=[row.product_id for row in leaving])
    return marks_by_line(
        marks,
        [
            Leaving(row.id, row.article, row.reserved, codes.get(row.product_id, ()))
            for row in leaving
        ],
        used=shipping.marks_used(ctx.session, line_ids=[row.id for row in leaving]),
    )


def _shipped_lines(
    ctx: Context, card: OrderCard, leaving: list[LineRow], marks: Mapping[int, Sequence[str]]
) -> list[ShippedLine]:
    facts = catalog.products_by_ids(ctx, {row.product_id for row in leaving})
    lines = []
    for row in leaving:
        rate = tax.vat_rate(facts[row.product_id].vat, card.tax_regime, ctx.today)
        sums = tax.line_sums(row.unit_price, row.reserved, rate, includes_vat=row.includes_vat)
        if rate == row.vat_rate and row.reserved == row.quantity:
            sums = tax.Sums(row.net, row.vat, row.total)
        lines.append(
            ShippedLine(
                row.id,
                row.reserved,
                rate,
                sums.net,
                sums.vat,
                sums.total,
                marks.get(row.id, ()),
            )
        )
    return lines
