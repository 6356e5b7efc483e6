"""What a row of ledger entries means: the balance, and how much of it is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wholesale.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry: positive raises the debt (with the day it is due), negative lowers it."""

    happened_on: date
    amount: Decimal
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dealer stands: ``debt`` (negative is his advance), ``overdue``, the oldest debt.

    ``ageing`` spreads the debt over days past due: not yet due, 1–30, 31–60, 61–90, over 90.
    """

    debt: Decimal
    overdue: Decimal
    overdue_since: date | None
    ageing: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]


def standing(movements: Iterable[Movement], *, today: date) -> Standing:
    """Set payments against debts, the earliest due first, and see what is left by age."""
    rows = list(movements)
    credit = -sum((row.amount for row in rows if row.amount < 0), ZERO)
    debts = sorted(
        (row for row in rows if row.amount > 0),
        key=lambda row: (row.due_on or row.happened_on, row.happened_on),
    )
    ageing = [ZERO] * 5
    overdue_since: date | None = None
    for debt in debts:
        settled = min(credit, debt.amount)
        credit -= settled
        left = debt.amount - settled
        if not left:
            continue
        due = debt.due_on or debt.happened_on
        days = (today - due).days
        ageing[_bucket(days)] += left
        if days > 0 and overdue_since is None:
            overdue_since = due
    return Standing(
        debt=sum((row.amount for row in rows), ZERO),
        overdue=sum(ageing[1:], ZERO),
        overdue_since=overdue_since,
        ageing=(ageing[0], ageing[1], ageing[2], ageing[3], ageing[4]),
    )


def _bucket(days_past_due: int) -> int:
    if days_past_due <= 0:
        return 0
    return min((days_past_due - 1) // 30 + 1, 4)
