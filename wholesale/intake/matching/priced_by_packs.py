"""Rows whose price is that of a pack: then so may be their quantity, whatever stands over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal

from wholesale.intake.matching.decide import ask_quantity
from wholesale.intake.queries import Item
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.cells import number_of

_FEW = 4  # pieces in a pack, with which its price is still taken for that of one
_LEAST = 3  # rows of a sheet that tell
_CHEAPER, _DEARER = Decimal("0.7"), Decimal("1.4")  # than our price of the pack


def ask_where_priced_by_packs(
    entries: Sequence[Entry],
    decisions: Sequence[Decision],
    items: Mapping[int, Item],
    costs_of: Callable[[Sequence[int]], Mapping[int, Collection[Decimal]]],
) -> None:
    """Ask for the quantities of a sheet that names no measure and most of whose prices are, row by
    row, what packs of the products cost: 3 of «Цена 240» are 3 packs of 24 at 10."""
    told: dict[int, list[tuple[Decision, Item, Decimal]]] = defaultdict(list)
    for entry, decision in zip(entries, decisions, strict=True):
        item = items.get(decision.product_id or 0)
        if decision.outcome is not Outcome.ADDED or item is None or entry.amount.measure:
            continue
        price = number_of(entry.price)
        if price is not None and price > 0 and item.pack >= _FEW:
            told[entry.sheet].append((decision, item, price))
    rows = [row for sheet in told.values() if len(sheet) >= _LEAST for row in sheet]
    costs = costs_of(sorted({item.id for _, item, _ in rows})) if rows else {}
    for sheet in told.values():
        of_packs = [row for row in sheet if _is_of_pack(row[2], row[1], costs)]
        if len(of_packs) < _LEAST or 2 * len(of_packs) <= len(sheet):
            continue
        for decision, item, price in of_packs:
            params = {"price": price, "pack": item.pack, "quantity": decision.quantity}
            decision.quantity = None
            ask_quantity(decision, item, "pack_priced", params)


def _is_of_pack(price: Decimal, item: Item, costs: Mapping[int, Collection[Decimal]]) -> bool:
    return any(
        _CHEAPER * item.pack * cost <= price <= _DEARER * item.pack * cost
        for cost in costs.get(item.id, ())
        if cost > 0
    )
