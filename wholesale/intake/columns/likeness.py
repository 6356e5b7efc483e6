"""What the catalogue says that numbers are: what the products of their rows cost, or how many of
them a pack holds."""

from __future__ import annotations

from decimal import Decimal

from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.words.cells import at, number_of

_VARIED = 6  # products whose costs may tell prices from counts


def are_prices(chosen: Columns, seen: Counting, column: int, *, least: int = 1) -> bool:
    """Whether most numbers of the column are, within a tenth, what the products of their rows
    cost, or dear where they are dear and cheap where they are cheap, as another's prices are.
    ``least`` is how many products it takes to tell."""
    near = alike = 0
    compared: list[Decimal] = []
    for row in seen.rows:
        number, costs = number_of(at(row, column)), chosen.known_of(row, seen.costs)
        if number is None or not costs:
            continue
        compared.append(min(costs))
        near += any(10 * abs(number - cost) <= cost for cost in costs)
        alike += any(cost <= 2 * number <= 4 * cost for cost in costs)
    if len(compared) >= least and 2 * near > len(compared):
        return True
    varied = len(compared) >= _VARIED and max(compared) >= 10 * min(compared)
    return varied and 3 * alike > 2 * len(compared)


def are_packs(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether most numbers of the column are how many the products of their rows are packed by."""
    share = share_of_packs(chosen, seen, column)
    return share is not None and 3 * share > 2


def share_of_packs(chosen: Columns, seen: Counting, column: int) -> float | None:
    """How many of the column's numbers are the packs of the products of their rows; None when too
    few of those are known."""
    packs = [
        (number_of(at(row, column)), pack)
        for row in seen.rows
        if (pack := chosen.known_of(row, seen.packs)) is not None and pack > 1
    ]
    return sum(number == pack for number, pack in packs) / len(packs) if len(packs) > 1 else None
