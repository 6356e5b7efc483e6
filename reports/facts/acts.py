"""What was found when goods were accepted: ТОРГ-2 and the claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from reports.facts.sale import Party, Reference, Signer


class DiscrepancyKind(StrEnum):
    """What is wrong with a line; it decides the column of ТОРГ-2 and of a claim."""

    SHORTAGE = "shortage"
    SURPLUS = "surplus"
    BROKEN = "broken"
    DEFECT = "defect"
    REFUSED = "refused"
    MIXED_UP = "mixed_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A line of ТОРГ-2 and of a claim: what papers say and what was found.

    ``damaged`` of those found are broken or defective; ``refused`` are whole and yet not taken:
    refused, or other goods than ordered. ``found_price`` is the price found where it differs.
    """

    number: int
    article: str
    name: str
    unit_code: str
    unit_sign: str
    price: Decimal
    by_papers: Decimal
    found: Decimal
    damaged: Decimal = Decimal(0)
    reason: str = ""
    kind: DiscrepancyKind | None = None  # None: as the quantities say
    refused: Decimal = Decimal(0)
    found_price: Decimal | None = None
    passport: str = ""

    @property
    def shortage(self) -> Decimal:
        return max(self.by_papers - self.found, Decimal(0))

    @property
    def surplus(self) -> Decimal:
        return max(self.found - self.by_papers, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoState:
    """What table 1 of ТОРГ-2 says of the load, by the papers or as found; empty is unknown."""

    seals: str = ""
    places: str = ""
    packing: str = ""
    gross_mass: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyAct:
    """ТОРГ-2, and the claim a buyer makes from it.

    What is None or empty is printed as a line to be filled in by hand. ``shipper`` None is the
    supplier. ``enclosures`` are named by the claim under «Приложение», which falls away without
    any.
    """

    number: str
    issued_on: date
    organization: Party
    supplier: Party
    consignee: Party
    papers: tuple[Reference, ...]
    place: str
    started_at: datetime | None
    finished_at: datetime | None
    lines: tuple[Discrepancy, ...]
    conclusion: str
    demand: str = ""
    commission: tuple[Signer, ...] = ()
    director: Signer | None = None
    order: Reference | None = None  # приказ that called the commission
    approved_on: date | None = None  # «Утверждаю», signed by ``director``
    summons: Reference | None = None  # телеграмма calling the supplier's representative
    shipper: Party | None = None
    manufacturer: Party | None = None
    insurer: Party | None = None
    agreement: Reference | None = None
    invoice: Reference | None = None
    commercial_act: Reference | None = None
    veterinary: Reference | None = None
    railway: Reference | None = None
    delivered_by: str = ""
    shipped_on: date | None = None
    cargo_by_papers: CargoState = CargoState()
    cargo_found: CargoState = CargoState()
    supplier_agent: Signer | None = None
    decision: str = ""
    enclosures: tuple[str, ...] = ()
