"""Posting to the ledger: entries are only ever added."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import LedgerKind
from wholesale.models.books import LedgerEntry

LARGEST = Decimal(10) ** 11  # a hundred billion roubles in one payment is a slip of the hand


def post(
    session: Session,
    *,
    kind: LedgerKind,
    dealer_id: int,
    point_id: int,
    organization_id: int,
    amount: Decimal,
    happened_on: date,
    recorded_at: datetime,
    order_id: int | None = None,
    shipment_id: int | None = None,
    due_on: date | None = None,
    comment: str = "",
) -> int:
    """Add an entry; ``amount`` raises the debt when positive. Returns the entry's id."""
    entry = LedgerEntry(
        kind=kind,
        dealer_id=dealer_id,
        point_id=point_id,
        organization_id=organization_id,
        order_id=order_id,
        shipment_id=shipment_id,
        happened_on=happened_on,
        due_on=due_on,
        recorded_at=recorded_at,
        amount=amount,
        comment=comment,
    )
    session.add(entry)
    session.flush()
    return entry.id


def check_payment(amount: Decimal) -> Decimal:
    """A payment is positive, in whole kopecks, below a hundred billion roubles."""
    if not amount.is_finite() or not 0 < amount <= LARGEST or amount * 100 != int(amount * 100):
        raise DomainError("payment_amount_wrong", amount=amount)
    return amount
