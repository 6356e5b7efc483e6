"""Reading dealers with their money: the list with debts, and one dealer's whole standing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import ZERO
from wholesale.ledger import queries as ledger
from wholesale.ledger.queries import EntryRow
from wholesale.ledger.rules import Standing
from wholesale.orders import queries as orders
from wholesale.orders.queries import OrderRow
from wholesale.points import queries as points
from wholesale.points.queries import AgreementRow, DealerCard, DealerRow

ENTRIES = 100


@dataclass(frozen=True, slots=True)
class DealerDebt:
    """A dealer in a list; ``debt`` below zero is his prepayment."""

    dealer: DealerRow
    debt: Decimal


@dataclass(frozen=True, slots=True)
class DealerView:
    """A dealer with his money and latest orders, newest first.

    ``under_way`` is the sum of orders not shipped yet: it counts against the credit limit.
    ``entries`` are the last of the ledger, newest first.
    """

    card: DealerCard
    agreement: AgreementRow | None
    standing: Standing
    under_way: Decimal
    entries: list[EntryRow]
    orders: list[OrderRow]

    @property
    def left(self) -> Decimal | None:
        """What may still be ordered within the credit limit; None without one."""
        if self.agreement is None or self.agreement.credit_limit is None:
            return None
        return self.agreement.credit_limit - self.standing.debt - self.under_way


def dealer_list(
    ctx: Context,
    *,
    text: str = "",
    point_id: int | None = None,
    active: bool | None = None,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> list[DealerDebt]:
    """Dealers the actor may see, by name, with their debts; see ``points.queries``."""
    ctx.actor.require(Permission.VIEW_DEALERS)
    ctx.actor.require(Permission.VIEW_BALANCE)
    rows = points.dealer_list(
        ctx, text=text, point_id=point_id, active=active, after=after, limit=limit
    )
    debts = ledger.debts(ctx, dealer_ids=[row.id for row in rows])
    return [DealerDebt(row, debts.get(row.id, ZERO)) for row in rows]


def view_dealer(ctx: Context, *, dealer_id: int, latest: int = 20) -> DealerView:
    """One dealer with ``latest`` orders. Raises ``NotFound``."""
    ctx.actor.require(Permission.VIEW_DEALERS)
    ctx.actor.require(Permission.VIEW_BALANCE)
    card = points.dealer_card(ctx, dealer_id=dealer_id)
    entries = ledger.entries(ctx, dealer_id=dealer_id)
    return DealerView(
        card=card,
        agreement=next((row for row in card.agreements if row.current), None),
        standing=ledger.balance(ctx, dealer_id=dealer_id),
        under_way=orders.open_total(ctx, dealer_id=dealer_id),
        entries=entries[: -ENTRIES - 1 : -1],
        orders=orders.order_list(ctx, dealer_id=dealer_id, limit=latest),
    )
