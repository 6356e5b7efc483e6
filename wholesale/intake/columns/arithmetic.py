"""Arithmetic between columns: factors and products, parts and totals, numbers in a row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wholesale.intake.columns.profiles import Profile
from wholesale.intake.sheet import Cell
from wholesale.intake.words.cells import at, number_of, text_of

_MOST_FACTORS = 12  # columns tried as quantity × price = sum


def factors(
    rows: Sequence[Sequence[Cell]], profiles: Sequence[Profile], columns: Sequence[int]
) -> tuple[int, int, int] | None:
    """Columns of which the first times the second is the third; a price may have kopecks."""
    columns = columns[:_MOST_FACTORS]
    for quantity in columns:
        for price in columns:
            for total in columns:
                if len({quantity, price, total}) == 3 and multiplies(rows, quantity, price, total):
                    if _looks_price(profiles[quantity]) and not _looks_price(profiles[price]):
                        continue
                    return quantity, price, total
    return None


def multiplies(rows: Sequence[Sequence[Cell]], quantity: int, price: int, total: int) -> bool:
    """Whether in every row quantity × price = sum, and in two rows it says something."""
    checked = 0
    for row in rows:
        values = [number_of(at(row, c)) for c in (quantity, price, total)]
        if None in values or not values[0]:
            continue
        first, second, product = values
        if first is None or second is None or product is None:
            continue
        if abs(first * second - product) > max(Decimal("0.02"), abs(product) / 1000):
            return False
        checked += first != 1 and second != 1
    return checked >= 2


def is_sum_of(rows: Sequence[Sequence[Cell]], column: int, others: Sequence[int]) -> bool:
    """Whether ``column`` is the sum of ``others`` in every row, and no copy of one of them."""
    checked = 0
    adding: set[int] = set()
    for row in rows:
        parts = {c: number for c in others if (number := number_of(at(row, c))) is not None}
        total = number_of(at(row, column))
        if not parts or total is None:
            continue
        if sum(parts.values()) != total:
            return False
        adding.update(c for c, number in parts.items() if number)
        checked += 1
    return checked >= 2 and len(adding) >= 2


def is_remainder(
    rows: Sequence[Sequence[Cell]], column: int, whole: int, others: Sequence[int]
) -> bool:
    """Whether ``column`` is in every row what one of ``others`` leaves of ``whole``, and in two
    rows it takes something away."""
    return any(_leaves(rows, column, whole, less) for less in others)


def _leaves(rows: Sequence[Sequence[Cell]], column: int, whole: int, less: int) -> bool:
    taken_away = 0
    for row in rows:
        left, all_of_it, taken = (
            number_of(at(row, c)) or Decimal(0) for c in (column, whole, less)
        )
        if left != max(all_of_it - taken, Decimal(0)):
            return False
        taken_away += taken != 0
    return taken_away >= 2


def say_the_same(rows: Sequence[Sequence[Cell]], columns: Sequence[int]) -> bool:
    """Whether the columns hold the same in every row, and something in two."""
    told = [[text_of(at(row, column)) for column in columns] for row in rows]
    return all(len(set(texts)) == 1 for texts in told) and sum(1 for texts in told if texts[0]) >= 2


def _looks_price(profile: Profile) -> bool:
    return profile.whole < profile.numbers


def mostly_fractions(profile: Profile) -> bool:
    """Prices with kopecks, not quantities."""
    return profile.numbers > 0 and profile.whole < profile.numbers * 0.5


def rises(profile: Profile) -> bool:
    """1, 2, 3 … may number the rows."""
    return profile.rising >= profile.filled - 1 and profile.filled > 3
