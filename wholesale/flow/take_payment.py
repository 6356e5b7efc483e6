"""A payment is marked by hand; it lowers the dealer's debt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import LedgerKind, OrderStatus, PaymentState
from wholesale.ledger import operations as ledger
from wholesale.ledger import queries as ledger_queries
from wholesale.orders import queries as order_queries
from wholesale.orders.rules import payment_state


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment and where order and dealer stand after it."""

    entry_id: int
    paid: Decimal
    state: PaymentState
    debt: Decimal


def take_payment(
    ctx: Context, *, order_id: int, amount: Decimal, paid_on: date, comment: str = ""
) -> Payment:
    """Mark money that came for an order. Raises ``payment_amount_wrong``, ``payment_in_future``,
    ``order_not_payable`` for a draft or a cancelled order."""
    ctx.actor.require(Permission.TAKE_PAYMENT)
    card = order_queries.order_card(ctx, order_id=order_id)
    if card.status in {OrderStatus.DRAFT, OrderStatus.CANCELLED}:
        raise DomainError("order_not_payable", status=card.status)
    if paid_on > ctx.today:
        raise DomainError("payment_in_future", day=paid_on)
    entry_id = ledger.post(
        ctx.session,
        kind=LedgerKind.PAID,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        organization_id=card.organization_id,
        amount=-ledger.check_payment(amount),
        happened_on=paid_on,
        recorded_at=ctx.now,
        order_id=card.id,
        comment=comment.strip(),
    )
    events.record(
        ctx.session,
        "order.paid",
        subject=("order", card.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        amount=str(amount),
    )
    paid = ledger_queries.paid_by_order(ctx, order_ids=[card.id])[card.id]
    return Payment(
        entry_id=entry_id,
        paid=paid,
        state=payment_state(card.total, paid),
        debt=ledger_queries.balance(ctx, dealer_id=card.dealer_id).debt,
    )
