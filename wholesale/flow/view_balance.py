"""A dealer's own money: what he owes, what of it is late, what he may still order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.ledger import queries as ledger
from wholesale.ledger.queries import EntryRow
from wholesale.ledger.rules import Standing
from wholesale.orders import queries as orders


@dataclass(frozen=True, slots=True)
class BalanceView:
    """``under_way`` is the sum of orders not shipped yet; ``entries`` are newest first."""

    standing: Standing
    credit_limit: Decimal | None
    payment_days: int
    under_way: Decimal
    entries: list[EntryRow]

    @property
    def left(self) -> Decimal | None:
        """What may still be ordered within the limit, below zero when it is passed."""
        if self.credit_limit is None:
            return None
        return self.credit_limit - self.standing.debt - self.under_way


def view_balance(ctx: Context, *, dealer_id: int) -> BalanceView:
    """Where the dealer stands, with all his ledger entries. Raises ``NotFound``."""
    ctx.actor.require(Permission.VIEW_BALANCE)
    terms = orders.terms(ctx, dealer_id=dealer_id)
    return BalanceView(
        standing=ledger.balance(ctx, dealer_id=dealer_id),
        credit_limit=terms.credit_limit,
        payment_days=terms.payment_days,
        under_way=orders.open_total(ctx, dealer_id=dealer_id),
        entries=ledger.entries(ctx, dealer_id=dealer_id)[::-1],
    )
