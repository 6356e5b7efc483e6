"""A dealer's credit: what makes an order wait for a person instead of being refused."""

from __future__ import annotations

from decimal import Decimal

from wholesale.context import Context
from wholesale.ledger import queries as ledger
from wholesale.orders import queries as orders


def reason_to_hold(
    ctx: Context, *, dealer_id: int, credit_limit: Decimal | None, order_id: int, total: Decimal
) -> str:
    """Why an order of ``total`` must wait: ``overdue``, ``credit_limit``, or "" when it need not.

    The debt, the dealer's other orders under way and this one together may not pass the limit.
    """
    standing = ledger.balance(ctx, dealer_id=dealer_id)
    if standing.overdue > 0:
        return "overdue"
    if credit_limit is None:
        return ""
    under_way = orders.open_total(ctx, dealer_id=dealer_id, without_order_id=order_id)
    return "credit_limit" if standing.debt + under_way + total > credit_limit else ""
