"""Price lists in memory: entries with quantity breaks, and lists derived from them.

A derived list keeps only its own entries; the rest is its parent's price by formula, worked
out when it is asked for. So a changed price of the parent is at once the price of all lists
below it, and three thousand derived lists cost next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.rounding import WHOLE, Numbers, times, to_step
from wholesale.pricing.rules import ScopedRules

_QUANTITY_BITS = 42
_MOST = 2**_QUANTITY_BITS - 1

OWN = 2**62
"""Instead of a percentage over the parent's price: the list has a price of its own."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Prices of many products, each from a quantity on (thousandths), sorted by ``keys``."""

    keys: Column  # row of goods << 42 | quantity from which the price holds
    minimums: Column  # the same quantity as it was written
    prices: Column

    @classmethod
    def build(
        cls,
        rows: Column,
        minimums: Column,
        prices: Column,
        *,
        unit_price: bool = True,
    ) -> Ladder:
        """Entries in the order of preference, weakest first: the last of equals stands.

        With ``unit_price`` the first price of a product also holds below its quantity, as in
        a price list; without it a quantity below the first finds nothing (contract prices).
        """
        keys = (rows << _QUANTITY_BITS) | np.minimum(minimums, _MOST)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        last = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
        order, keys = order[last], keys[last]
        if unit_price and len(keys):
            owners = keys >> _QUANTITY_BITS
            first = np.append(True, owners[1:] != owners[:-1])
            keys = np.where(first, owners << _QUANTITY_BITS, keys)
        return cls(keys, minimums[order], prices[order])

    def replaced(
        self, rows: Column, entry_rows: Column, minimums: Column, prices: Column
    ) -> Ladder:
        """A ladder where all prices of ``rows`` give way to the given entries."""
        keep = ~np.isin(self.keys >> _QUANTITY_BITS, rows)
        return Ladder.build(
            np.concatenate([self.keys[keep] >> _QUANTITY_BITS, entry_rows]),
            np.concatenate([self.minimums[keep], minimums]),
            np.concatenate([self.prices[keep], prices]),
        )

    @property
    def nbytes(self) -> int:
        return 3 * self.keys.nbytes

    def find(self, rows: Column, thousandths: Column) -> Column:
        """The entry for each row at its quantity, −1 where there is none."""
        if not len(self.keys):
            return np.full(len(rows), NONE, dtype=np.int64)
        wanted = (rows << _QUANTITY_BITS) | np.clip(thousandths, 0, _MOST)
        at = np.searchsorted(self.keys, wanted, side="right") - 1
        return np.where((at >= 0) & (self.keys[at] >> _QUANTITY_BITS == rows), at, NONE)

    def next_minimum(self, rows: Column, thousandths: Column) -> Column:
        """The next quantity at which the price of each row changes, −1 where none is left."""
        if not len(self.keys):
            return np.full(len(rows), NONE, dtype=np.int64)
        wanted = (rows << _QUANTITY_BITS) | np.clip(thousandths, 0, _MOST)
        at = np.minimum(np.searchsorted(self.keys, wanted, side="right"), len(self.keys) - 1)
        same = (self.keys[at] >> _QUANTITY_BITS == rows) & (self.keys[at] > wanted)
        return np.where(same, self.minimums[at], NONE)


@dataclass(slots=True)
class PriceListBook:
    """One price list on one date. ``parent`` and ``formula`` make it a derived one.

    A changed price puts another ``ladder`` in place while other threads price by this list:
    every method takes it once, so that what it found and where it looks are of one ladder.
    """

    id: int
    code: str
    name: str
    includes_vat: bool
    step: int  # kopecks
    ending: int
    ladder: Ladder
    parent: PriceListBook | None = None
    formula: ScopedRules | None = None

    def price(self, rows: Column, thousandths: Column) -> Numbers:
        """Kopecks for each row at its quantity; −1 where the list has no price."""
        ladder = self.ladder
        found = ladder.find(rows, thousandths)
        prices: Numbers = (
            np.where(found >= 0, ladder.prices[found], NONE)
            if len(ladder.prices)
            else np.full(len(rows), NONE, dtype=np.int64)
        )
        if self.parent is None:
            return prices
        rest = np.flatnonzero(found == NONE)
        if not len(rest):
            return prices
        base = self.parent.price(rows[rest], thousandths[rest])
        derived = self._derive(base, rows[rest])
        if derived.dtype == object:
            prices = prices.astype(object)
        prices[rest] = np.where(base >= 0, derived, NONE)
        return prices

    def next_minimum(self, rows: Column, thousandths: Column) -> Column:
        """The next quantity break of each row, −1 where there is none."""
        ladder = self.ladder
        own = ladder.next_minimum(rows, thousandths)
        if self.parent is None:
            return own
        inherited = self.parent.next_minimum(rows, thousandths)
        explicit = ladder.find(rows, np.full_like(rows, _MOST)) >= 0
        return np.where(explicit, own, inherited)

    def reached(self, rows: Column, thousandths: Column) -> Column:
        """The quantity from which the price of each row holds; 0 where there is no price."""
        ladder = self.ladder
        found = ladder.find(rows, thousandths)
        if not len(ladder.keys):
            minimums = np.zeros(len(rows), dtype=np.int64)
        else:
            minimums = np.where(found >= 0, ladder.minimums[found], 0)
        if self.parent is None:
            return minimums
        return np.where(found >= 0, minimums, self.parent.reached(rows, thousandths))

    def formulas(self, rows: Column) -> Column:
        """By row the percentage over the parent's price, ``OWN`` where the price is its own."""
        if self.parent is None:
            return np.full(len(rows), OWN, dtype=np.int64)
        explicit = self.ladder.find(rows, np.full_like(rows, _MOST)) >= 0
        percents = (
            np.zeros(len(rows), dtype=np.int64)
            if self.formula is None
            else self.formula.percents[self.formula.find(rows)]
        )
        return np.where(explicit, OWN, percents)

    def _derive(self, base: Numbers, rows: Column) -> Numbers:
        if self.formula is None:
            return base
        percents = self.formula.percents[self.formula.find(rows)]
        raised = times(np.maximum(base, 0), WHOLE + percents)
        return to_step(
            raised, WHOLE, np.full_like(rows, self.step), np.full_like(rows, self.ending)
        )
