"""Goods come back: the debt goes down, what can be sold again goes back on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import BACK_ON_THE_SHELF, LedgerKind
from wholesale.ledger import operations as ledger
from wholesale.orders import queries as orders
from wholesale.shipping import returns
from wholesale.shipping.returns import ReturnItem
from wholesale.stock import operations as stock


@dataclass(frozen=True, slots=True)
class Returned:
    """The return and by how much it lowers the dealer's debt."""

    return_id: int
    order_id: int
    number: str
    total: Decimal


def return_goods(ctx: Context, *, order_id: int, items: Sequence[ReturnItem]) -> Returned:
    """Take back parts of the order's shipped lines, at the prices and VAT of the shipment.

    A surplus (more came than was sold) is told of, for the act; it moves neither debt nor stock.

    Raises ``NotFound`` for an order, its shipment or a line, ``return_empty``,
    ``return_line_twice``, ``return_too_much``, ``quantity_not_positive``.
    """
    ctx.actor.require(Permission.SHIP_ORDER)
    if not items:
        raise DomainError("return_empty")
    if len({item.order_line_id for item in items}) < len(items):
        raise DomainError("return_line_twice")
    card = orders.order_card(ctx, order_id=order_id)
    parts = returns.shipped_parts(ctx.session, order_id=order_id)
    worth = []
    for item in items:
        part = parts.get(item.order_line_id)
        if part is None:
            raise NotFound("line", id=item.order_line_id)
        worth.append((part, item, returns.amounts(part, item)))
    made = returns.create_return(
        ctx.session,
        order_id=order_id,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        now=ctx.now,
        today=ctx.today,
        items=worth,
    )
    back: dict[int, Decimal] = {}
    for part, item, _ in worth:
        if item.reason in BACK_ON_THE_SHELF:
            back[part.product_id] = back.get(part.product_id, Decimal(0)) + item.quantity
    if back:
        stock.take_back(ctx.session, point_id=card.point_id, quantities=back)
    if made.total:
        ledger.post(
            ctx.session,
            kind=LedgerKind.RETURNED,
            dealer_id=card.dealer_id,
            point_id=card.point_id,
            organization_id=card.organization_id,
            amount=-made.total,
            happened_on=ctx.today,
            recorded_at=ctx.now,
            order_id=order_id,
            shipment_id=made.shipment_id,
        )
    events.record(
        ctx.session,
        "order.returned",
        subject=("order", order_id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        return_id=made.id,
        total=str(made.total),
    )
    return Returned(made.id, order_id, card.number, made.total)
