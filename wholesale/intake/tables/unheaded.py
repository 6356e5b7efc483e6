"""Columns of numbers without headings."""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.tables.arithmetic import (
    factors,
    rises,
)
from wholesale.intake.tables.choice import CODES, Columns, Counting
from wholesale.intake.words.aliases import (
    Part,
)
from wholesale.intake.words.cells import at, number_of, text_of


def take_by_shape(chosen: Columns, seen: Counting, columns: Sequence[int]) -> None:
    """Numbers without headings: quantity × price = sum tells them apart, else a column with
    measures, else the only one of whole numbers."""
    found = factors(seen.rows, seen.profiles, columns)
    if found:
        quantity, price, total = found
        for part, column in ((Part.PRICE, price), (Part.SUM, total)):
            chosen.parts.setdefault(part, column)
            chosen.reasons.append((column, part, "column_multiplies", {}))
        chosen.count_by(quantity, "column_multiplies")
        return
    measured = [c for c in columns if 2 * seen.profiles[c].measured > seen.profiles[c].filled]
    whole = [
        c
        for c in columns
        if seen.profiles[c].measured
        or (seen.profiles[c].whole == seen.profiles[c].numbers and seen.profiles[c].numbers)
    ]
    taken = measured if len(measured) == 1 else whole
    if len(taken) > 1 and _numbers_rows(chosen, seen, taken[0]):
        chosen.reasons.append((taken[0], Part.NUMBER, "column_numbers_rows", {}))
        taken = taken[1:]
    numbering = [c for c in taken if rises(seen.profiles[c])]
    if len(taken) == 1 and _are_prices(chosen, seen, taken[0]):
        chosen.ask(columns, "column_like_prices")
    elif len(taken) == 1 and not numbering and not seen.table.header:
        chosen.count_by(
            taken[0], "column_only_numbers" if len(columns) == 1 else "column_whole_numbers"
        )
    elif taken:
        chosen.ask(columns, "column_without_heading")


def _numbers_rows(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether the column, left of all that names the goods, says 1, 2, 3 … row by row."""
    goods = [chosen.parts[part] for part in (*CODES, Part.NAME) if part in chosen.parts]
    first = next((n for row in seen.rows if (n := number_of(at(row, column))) is not None), None)
    return rises(seen.profiles[column]) and first == 1 and column < min(goods, default=0)


def _are_prices(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether most numbers of the column are, within a tenth, what the products of their rows
    cost."""
    telling = [chosen.parts[part] for part in (*CODES, Part.NAME) if part in chosen.parts]
    near = compared = 0
    for row in seen.rows:
        number = number_of(at(row, column))
        costs = next((c for place in telling if (c := seen.costs.get(text_of(at(row, place))))), ())
        if number is None or not costs:
            continue
        compared += 1
        near += any(10 * abs(number - cost) <= cost for cost in costs)
    return 2 * near > compared
