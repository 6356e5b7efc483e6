"""Reading orders for screens and machines: the lists, and one order with all around it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import OrderStatus, PaymentState
from wholesale.ledger import queries as ledger
from wholesale.messages import queries as messages
from wholesale.messages.queries import MessageRow
from wholesale.orders import approvals
from wholesale.orders import queries as orders
from wholesale.orders.approvals import RequestRow
from wholesale.orders.queries import HistoryRow, OrderCard, OrderRow
from wholesale.orders.rules import payment_state
from wholesale.shipping import queries as shipping
from wholesale.shipping.queries import ShipmentRow
from wholesale.stock import queries as stock


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order and what surrounds it. ``available`` is free stock at its point by product.

    ``requests`` are the discounts a manager asked for; a dealer sees none.
    """

    card: OrderCard
    history: list[HistoryRow]
    chat: list[MessageRow]
    shipments: list[ShipmentRow]
    paid: Decimal
    payment: PaymentState
    available: dict[int, Decimal]
    file_name: str
    receipt: Any
    requests: list[RequestRow]


def order_list(
    ctx: Context,
    *,
    statuses: Collection[OrderStatus] = (),
    dealer_id: int | None = None,
    point_id: int | None = None,
    manager_id: int | None = None,
    text: str = "",
    since: datetime | None = None,
    before_id: int | None = None,
    awaiting_approval: bool = False,
    limit: int = 50,
) -> list[OrderRow]:
    """Submitted orders the actor may see, newest first; see ``orders.queries.order_list``."""
    ctx.actor.require(Permission.VIEW_ORDERS)
    return orders.order_list(
        ctx,
        statuses=statuses,
        dealer_id=dealer_id,
        point_id=point_id,
        manager_id=manager_id,
        text=text,
        since=since,
        before_id=before_id,
        awaiting_approval=awaiting_approval,
        limit=limit,
    )


def view_order(
    ctx: Context, *, order_id: int | None = None, number: str | None = None
) -> OrderView:
    """One order by id or number with its history, chat, shipments and payments."""
    ctx.actor.require(Permission.VIEW_ORDERS)
    if order_id is None:
        order_id = orders.order_id_of(ctx, number=number or "")
    card = orders.order_card(ctx, order_id=order_id)
    paid = ledger.paid_by_order(ctx, order_ids=[order_id]).get(order_id, ZERO)
    file_name, receipt = orders.receipt_of(ctx, order_id=order_id) or ("", None)
    return OrderView(
        card=card,
        history=orders.history(ctx, order_id=order_id),
        chat=messages.chat(ctx, order_id=order_id),
        shipments=shipping.shipments_of(ctx, order_id=order_id),
        paid=paid,
        payment=payment_state(card.total, paid),
        available=stock.available(
            ctx, point_id=card.point_id, product_ids={line.product_id for line in card.lines}
        ),
        file_name=file_name,
        receipt=receipt,
        requests=approvals.requests_of(ctx, order_id=order_id),
    )
