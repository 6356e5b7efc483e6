"""Facts as JSON data and back: what is stored of a document beside its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

from reports.facts import (
    Annulment,
    Correction,
    DiscrepancyAct,
    Invoice,
    Offer,
    PickList,
    PriceList,
    RouteSheet,
    Statement,
    TaxInvoice,
    TransportDraft,
    Waybill,
)

F = TypeVar("F")

Facts = (
    Invoice
    | Waybill
    | TaxInvoice
    | Correction
    | Statement
    | Offer
    | RouteSheet
    | PickList
    | DiscrepancyAct
    | TransportDraft
    | PriceList
    | Annulment
)


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def freeze(facts: Facts) -> dict[str, Any]:
    """``facts`` as JSON data: decimals as strings, days as ISO text."""
    frozen: dict[str, Any] = _adapter(type(facts)).dump_python(facts, mode="json")
    return frozen


def thaw(kind: type[F], frozen: Mapping[str, Any]) -> F:
    """Facts of ``kind`` from what ``freeze`` made; equal to what was frozen."""
    thawed: F = _adapter(kind).validate_python(frozen)
    return thawed
