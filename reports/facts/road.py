"""Papers of the warehouse and of the road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from reports.facts.sale import Party, Reference, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One place of a route sheet."""

    number: int
    buyer: str
    address: str
    phone: str
    documents: str
    places: str
    mass: Decimal | None
    total: Decimal
    window: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSheet:
    """What a driver takes on his way."""

    number: str
    issued_on: date
    organization: str
    warehouse: str
    driver: str
    vehicle: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One line to take from the shelves."""

    number: int
    article: str
    name: str
    unit_sign: str
    quantity: Decimal
    barcode: str = ""
    place: str = ""
    packages: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList:
    """What a storekeeper gathers for an order."""

    number: str
    issued_on: date
    organization: str
    warehouse: str
    order: Reference
    buyer: str
    comment: str
    picks: tuple[Pick, ...]
    manager: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportDraft:
    """Транспортная накладная as a draft: the document itself is electronic by law.

    What is empty or None is printed as a line to be filled in by hand.
    """

    number: str
    issued_on: date
    shipper: Party
    client: Party | None
    consignee: Party
    cargo: str
    places: str
    net_mass: Decimal | None
    gross_mass: Decimal | None
    value: Decimal
    papers: tuple[Reference, ...]
    loading_address: str
    unloading_address: str
    carrier: Party | None = None
    driver: str = ""
    vehicle: str = ""  # type, make, load, volume
    instructions: str = ""
    release: Signer | None = None
    packing: str = ""
    marking: str = ""
    size: str = ""  # length × width × height, m
    volume: Decimal | None = None  # m³
    danger_class: str = ""
    sanitary: str = ""  # sanitary terms and temperature
    seals: str = ""
    loading_at: datetime | None = None  # when the carrier is wanted
    unloading_at: datetime | None = None
    driver_inn: str = ""
    plate: str = ""
    ownership: str = ""
    conditions: str = ""  # section 8
    price: Decimal | None = None  # section 16
