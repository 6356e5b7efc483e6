"""An annulment: the paper that says an issued document is no longer valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.facts.sale import Party, Reference, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Annulment:
    """``annulled`` is the document; ``total`` its sum, None where it has none."""

    number: str
    issued_on: date
    seller: Party
    buyer: Party | None
    annulled: Reference
    reason: str
    total: Decimal | None = None
    basis: tuple[Reference, ...] = ()
    director: Signer | None = None
    accountant: Signer | None = None
