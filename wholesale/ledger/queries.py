"""A dealer's balance and what made it, always from the entries themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from wholesale.context import Context
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import LedgerKind
from wholesale.ledger.rules import Movement, Standing, standing
from wholesale.models.books import LedgerEntry
from wholesale.models.people import Organization
from wholesale.models.trade import Order


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A ledger entry with the balance after it."""

    id: int
    happened_on: date
    kind: LedgerKind
    order_id: int | None
    order_number: str
    amount: Decimal
    balance: Decimal
    due_on: date | None
    comment: str


def balance(ctx: Context, *, dealer_id: int) -> Standing:
    """The dealer's debt, what of it is overdue, and its ageing as of today."""
    rows = ctx.session.execute(
        select(LedgerEntry.happened_on, LedgerEntry.amount, LedgerEntry.due_on).where(
            LedgerEntry.dealer_id == dealer_id
        )
    )
    return standing((Movement(on, amount, due) for on, amount, due in rows), today=ctx.today)


def debts(ctx: Context, *, dealer_ids: Collection[int]) -> dict[int, Decimal]:
    """The debt of many dealers at once; those without entries are absent."""
    rows = ctx.session.execute(
        select(LedgerEntry.dealer_id, func.sum(LedgerEntry.amount))
        .where(LedgerEntry.dealer_id.in_(sorted(dealer_ids)))
        .group_by(LedgerEntry.dealer_id)
    )
    return dict(rows.all())


def organizations(ctx: Context, *, dealer_id: int) -> dict[int, str]:
    """The legal entities the dealer has entries with, by name: id and name."""
    rows = ctx.session.execute(
        select(Organization.id, Organization.name)
        .where(
            Organization.id.in_(
                select(LedgerEntry.organization_id).where(LedgerEntry.dealer_id == dealer_id)
            )
        )
        .order_by(Organization.name, Organization.id)
    )
    return {row.id: row.name for row in rows}


def entries(
    ctx: Context,
    *,
    dealer_id: int,
    since: date | None = None,
    until: date | None = None,
    organization_id: int | None = None,
) -> list[EntryRow]:
    """The dealer's entries in order, each with the running balance (from the very first).

    With ``organization_id`` the entries and the balance with that legal entity alone.
    """
    wanted = (
        select(LedgerEntry, Order.number)
        .outerjoin(Order, Order.id == LedgerEntry.order_id)
        .where(LedgerEntry.dealer_id == dealer_id)
        .order_by(LedgerEntry.happened_on, LedgerEntry.id)
    )
    if organization_id is not None:
        wanted = wanted.where(LedgerEntry.organization_id == organization_id)
    rows = ctx.session.execute(wanted)
    shown: list[EntryRow] = []
    running = ZERO
    for entry, number in rows:
        running += entry.amount
        if (since and entry.happened_on < since) or (until and entry.happened_on > until):
            continue
        shown.append(
            EntryRow(
                id=entry.id,
                happened_on=entry.happened_on,
                kind=entry.kind,
                order_id=entry.order_id,
                order_number=number or "",
                amount=entry.amount,
                balance=running,
                due_on=entry.due_on,
                comment=entry.comment,
            )
        )
    return shown


def paid_by_order(ctx: Context, *, order_ids: Collection[int]) -> dict[int, Decimal]:
    """What was paid against each order; orders without a payment are absent."""
    rows = ctx.session.execute(
        select(LedgerEntry.order_id, -func.sum(LedgerEntry.amount))
        .where(LedgerEntry.kind == LedgerKind.PAID, LedgerEntry.order_id.in_(sorted(order_ids)))
        .group_by(LedgerEntry.order_id)
    )
    return {order_id: paid for order_id, paid in rows if order_id is not None}
