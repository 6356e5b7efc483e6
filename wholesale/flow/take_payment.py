"""A payment is marked by hand; it lowers the dealer's debt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import LedgerKind, OrderStatus, PaymentState
from wholesale.ledger import operations as ledger
from wholesale.ledger import queries as ledger_queries
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.orders.rules import payment_state

EARLIEST = timedelta(days=366)  # an advance may lie that long before its order


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment and where order and dealer stand after it."""

    entry_id: int
    paid: Decimal
    state: PaymentState
    debt: Decimal


def take_payment(
    ctx: Context,
    *,
    order_id: int,
    amount: Decimal,
    paid_on: date,
    comment: str = "",
    expected_paid: Decimal | None = None,
    overpaid: bool = False,
) -> Payment:
    """Mark money that came for an order.

    ``expected_paid`` is what the form showed as paid so far: when it is not so any more,
    another window came first (``order_changed``). More than the order costs takes
    ``overpaid``, a second look (``payment_over_total``). Raises ``payment_amount_wrong``,
    ``payment_in_future``, ``payment_too_early`` for a day more than a year before the order,
    ``order_not_payable`` for a draft or a cancelled order.
    """
    ctx.actor.require(Permission.TAKE_PAYMENT)
    ledger.check_payment(amount)
    card = order_queries.order_card(ctx, order_id=order_id)
    if card.status in {OrderStatus.DRAFT, OrderStatus.CANCELLED}:
        raise DomainError("order_not_payable", status=card.status)
    if paid_on > ctx.today:
        raise DomainError("payment_in_future", day=paid_on)
    if paid_on < (card.created_at - EARLIEST).date():
        raise DomainError("payment_too_early", day=paid_on)
    orders.touch(ctx.session, order_id=card.id, version=card.version)
    before = ledger_queries.paid_by_order(ctx, order_ids=[card.id]).get(card.id, ZERO)
    if expected_paid is not None and before != expected_paid:
        raise DomainError("order_changed")
    if before + amount > card.total and not overpaid:
        raise DomainError("payment_over_total", paid=before + amount, total=card.total)
    entry_id = ledger.post(
        ctx.session,
        kind=LedgerKind.PAID,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        organization_id=card.organization_id,
        amount=-amount,
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
    paid = before + amount
    return Payment(
        entry_id=entry_id,
        paid=paid,
        state=payment_state(card.total, paid),
        debt=ledger_queries.balance(ctx, dealer_id=card.dealer_id).debt,
    )
