"""Payments before a shipment, as lines 5 and 5б of tax documents name them.

The ledger knows a payment's day; its document and the advance invoice are told by the comment
it was marked with: «п/п № 45», «45», «п/п 45; СФ на аванс № А-7 от 01.06.2026».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.facts import Reference
from wholesale.core.vocabulary import LedgerKind
from wholesale.documents.lines import Deal
from wholesale.models.books import LedgerEntry

_ADVANCE = re.compile(
    r"(?:с/?ф|сч[её]т\w*-фактур\w*)\D*?№\s*(?P<number>\S+)\s+от\s+(?P<on>\d{2}\.\d{2}\.\d{4})",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:№|\bn\b|п\s*/\s*п|плат[её]ж\w*(?:\s+(?:поручени\w*|документ\w*))?)\s*№?\s*"
    r"(?P<number>\d[\w/-]*)|\A\s*(?P<only>\d[\w/-]*)\s*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of the order and what was written beside it."""

    on: date
    comment: str


def before(session: Session, deal: Deal) -> list[Paid]:
    """The order's payments up to the day of the shipment, oldest first."""
    rows = session.execute(
        select(LedgerEntry.happened_on, LedgerEntry.comment)
        .where(
            LedgerEntry.order_id == deal.order_id,
            LedgerEntry.kind == LedgerKind.PAID,
            LedgerEntry.happened_on <= deal.shipped_on,
        )
        .order_by(LedgerEntry.happened_on, LedgerEntry.id)
    )
    return [Paid(on, comment) for on, comment in rows]


def payments(paid: Sequence[Paid]) -> tuple[Reference, ...]:
    """Line 5: the payment documents whose number is known, each once."""
    found = []
    for payment in paid:
        number = _NUMBER.search(_ADVANCE.sub("", payment.comment))
        if number:
            given = number["number"] or number["only"]
            found.append(Reference(name="", number=given, on=payment.on))
    return tuple(dict.fromkeys(found))


def advances(paid: Sequence[Paid]) -> tuple[Reference, ...]:
    """Line 5б: the advance invoices that are offset, each once."""
    found = []
    for payment in paid:
        for told in _ADVANCE.finditer(payment.comment):
            on = datetime.strptime(told["on"], "%d.%m.%Y").date()  # noqa: DTZ007 - a day
            found.append(Reference(name="", number=told["number"], on=on))
    return tuple(dict.fromkeys(found))
