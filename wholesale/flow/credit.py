"""A dealer's credit: what makes an order wait for a person instead of being refused."""

from __future__ import annotations

from decimal import Decimal

from wholesale.context import Context
from wholesale.ledger import queries as ledger
from wholesale.orders import queries as orders

BY_CREDIT = frozenset({"overdue", "no_agreement", "credit_limit"})
"""Reasons that only a supervisor may set aside."""


def reason_to_hold(
    ctx: Context,
    *,
    dealer_id: int,
    agreement_id: int | None,
    credit_limit: Decimal | None,
    order_id: int,
    total: Decimal,
) -> str:
    """Why an order of ``total`` must wait: ``overdue``, ``no_agreement``, ``credit_limit``, or ""
    when it need not.

    Without an agreement nobody has granted any credit. With one, the debt, the dealer's other
    orders under way and this one together may not pass the limit; None is no limit.
    """
    standing = ledger.balance(ctx, dealer_id=dealer_id)
    if standing.overdue > 0:
        return "overdue"
    if agreement_id is None:
        return "no_agreement"
    if credit_limit is None:
        return ""
    under_way = orders.open_total(ctx, dealer_id=dealer_id, without_order_id=order_id)
    return "credit_limit" if standing.debt + under_way + total > credit_limit else ""
