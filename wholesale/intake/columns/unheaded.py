"""Columns of numbers without headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wholesale.intake.columns.arithmetic import factors, mostly_fractions, rises
from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.evidence import holds_years, is_titled_order, is_written_by_hand
from wholesale.intake.columns.likeness import are_packs, are_prices
from wholesale.intake.columns.lists import LONG, is_uneven
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.parts import Part


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
    doubt = _what_else(chosen, seen, taken[0]) if len(taken) == 1 else ""
    if doubt == "column_like_prices":
        chosen.ask(columns, doubt)
    elif len(taken) == 1 and not numbering and not seen.table.header:
        if doubt:
            chosen.ask(columns, doubt)
            return
        chosen.count_by(
            taken[0], "column_only_numbers" if len(columns) == 1 else "column_whole_numbers"
        )
    elif taken:
        chosen.ask(columns, "column_without_heading")


def _what_else(chosen: Columns, seen: Counting, column: int) -> str:
    """What the only whole numbers of a table may be when they are no quantities; "" when nothing
    speaks against them, or when they are written by hand. Zeros, and prices of several kinds, are
    a supplier's list, unless a title calls it an order."""
    if is_written_by_hand(seen.rows, column):
        return ""
    if are_prices(chosen, seen, column):
        return "column_like_prices"
    if holds_years(seen.rows, column):
        return "column_of_years"
    if _stands_in_names(chosen, seen, column):
        return "column_said_by_names"
    if are_packs(chosen, seen, column):
        return "column_like_packs"
    if is_titled_order(seen.titles):
        return ""
    if any(number_of(at(row, column)) == 0 for row in seen.rows):
        return "column_with_zeros"
    prices = sum(mostly_fractions(seen.profiles[c]) for c in seen.block if c != column)
    if prices > 1:
        return "column_beside_prices"
    profiles = [seen.profiles[c] for c in seen.block if c != column]
    priced = any(profile.whole < profile.numbers == profile.filled for profile in profiles)
    filled = seen.profiles[column].filled == len(seen.rows)
    if priced and filled and is_uneven(seen.rows, column, LONG):
        return "column_like_stock"
    return ""


def _stands_in_names(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether the names of most rows hold their number of the column: «Цемент 50 кг» and 50."""
    name = chosen.parts.get(Part.NAME)
    if name is None:
        return False
    told = [(text_of(at(row, column)), text_of(at(row, name))) for row in seen.rows]
    told = [(number, words) for number, words in told if number and words]
    said = sum(number in re.findall(r"\d+", words) for number, words in told)
    return len(told) > 1 and 3 * said > 2 * len(told)


def _numbers_rows(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether the column, left of all that names the goods, says 1, 2, 3 … row by row."""
    first = next((n for row in seen.rows if (n := number_of(at(row, column))) is not None), None)
    return rises(seen.profiles[column]) and first == 1 and column < min(chosen.goods, default=0)
