"""The price book: a dealer's terms on a date, compiled. One line or a whole catalogue.

``PriceBook.price`` is the only place where a price comes about. It runs the steps of
docs/pricing.md on whole numbers, column by column, and keeps what each step did, so that
``trace.py`` can tell the story of any line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, TaxRegime
from wholesale.pricing import tax
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.goods import VAT_CATEGORIES, Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.rounding import (
    WHOLE,
    Numbers,
    divide,
    divide_by,
    exact,
    narrow,
    times,
    to_step,
    up_to_step,
)
from wholesale.pricing.rules import Level, ScopedRules, combine


@dataclass(frozen=True, slots=True)
class Source:
    """Discounts of one kind: which rule of it covers a product."""

    kind: DiscountSource
    rules: ScopedRules


@dataclass(frozen=True, slots=True)
class ContractPrices:
    """Prices agreed with the dealer; ``discountable`` by entry of the ladder."""

    ladder: Ladder
    discountable: Column  # 1 or 0, by entry
    below_floor: Column  # 1 or 0: a supervisor let it be under the floor
    until: list[date | None]

    @classmethod
    def none(cls) -> ContractPrices:
        """A dealer without contract prices."""
        nothing = np.empty(0, dtype=np.int64)
        return cls(Ladder(nothing, nothing, nothing), nothing, nothing, [])

    @classmethod
    def build(
        cls,
        rows: Column,
        minimums: Column,
        prices: Column,
        until: Sequence[date | None],
        discountable: Sequence[bool],
        below_floor: Sequence[bool],
    ) -> ContractPrices:
        """Entries in the order of preference, weakest first; unknown products fall out."""
        known = rows != NONE
        numbers = np.arange(len(rows), dtype=np.int64)[known]
        ladder = Ladder.build(rows[known], minimums[known], numbers, unit_price=False)
        kept = ladder.prices
        return cls(
            Ladder(ladder.keys, ladder.minimums, prices[kept]),
            np.array(discountable, dtype=np.int64)[kept],
            np.array(below_floor, dtype=np.int64)[kept],
            [until[index] for index in kept.tolist()],
        )


@dataclass(slots=True)
class Prices:
    """What came about for each asked line, in whole numbers, with each step's work."""

    book: PriceBook
    rows: Column  # of goods
    thousandths: Column
    level: Column  # index in ``book.levels``; −1 is price on request
    entry: Column  # entry of the contract ladder, −1 elsewhere
    base: Numbers  # kopecks, −1 on request
    percents: list[Numbers]  # by source of the book, what really worked
    chosen: list[Column]  # by source, the index of its rule
    discounted: Numbers  # numerators …
    denominator: int  # … over this
    floor: Numbers  # kopecks, −1 none
    clamped: NDArray[np.bool_]  # the floor lifted the price
    unit: Numbers  # kopecks, −1 on request
    vat: Column  # 1/10000 %, −1 is «без НДС»
    net: Numbers
    vat_sum: Numbers
    total: Numbers


@dataclass(slots=True)
class PriceBook:
    """Terms of one dealer (or of all who share them) on one date."""

    on: date
    goods: Goods
    regime: TaxRegime
    policy: DiscountPolicy
    lists: Sequence[tuple[Level, PriceListBook]]
    contract: ContractPrices = field(default_factory=ContractPrices.none)
    sources: Sequence[Source] = ()
    costs_include_vat: bool = True  # whether costs and minimum prices contain VAT
    _rates: Column = field(init=False)

    def __post_init__(self) -> None:
        rates = [tax.vat_rate(category, self.regime, self.on) for category in VAT_CATEGORIES]
        self._rates = np.array(
            [NONE if rate is None else int(rate * 10_000) for rate in rates], dtype=np.int64
        )

    @property
    def includes_vat(self) -> bool:
        """Whether this dealer's prices contain VAT: as his first list says."""
        return self.lists[0][1].includes_vat if self.lists else True

    @property
    def levels(self) -> list[Level]:
        """The levels by the index that ``Prices.level`` uses: lists, then the contract."""
        return [*(level for level, _ in self.lists), Level.CONTRACT]

    def price(self, rows: Column, thousandths: Column) -> Prices:
        """Price each row of goods (all ≥ 0) at its quantity in thousandths."""
        rate = self._rates[self.goods.vat[rows]]
        base, level, entry = self._base(rows, thousandths, rate)
        known = level != NONE
        worth = np.where(known, base, 0)
        percents, chosen = self._percents(rows, level, entry)
        discounted, denominator, worked = combine(worth, percents, self.policy)
        floor = np.where(known & ~self._approved(entry), self._floor(rows, rate), NONE)
        least = np.maximum(exact(floor, denominator), 0) * denominator
        clamped = discounted < least
        step, ending = self._rounding(level)
        unit = to_step(np.where(clamped, least, discounted), denominator, step, ending)
        under = unit < floor
        unit = np.where(under, up_to_step(floor, step, ending), unit)
        clamped = clamped | under
        unit = narrow(np.where(known, unit, NONE))
        amounts = narrow(divide(times(np.maximum(unit, 0), thousandths), 1000))
        net, vat_sum, total = tax.column_sums(
            amounts, np.maximum(rate, 0), includes_vat=self.includes_vat
        )
        return Prices(
            self, rows, thousandths, level, entry, narrow(base), worked, chosen, discounted,
            denominator, floor, clamped, unit, rate, net, vat_sum, total,
        )  # fmt: skip

    def next_minimum(self, prices: Prices) -> Column:
        """The quantity in thousandths at which the next price of each line begins, −1 none."""
        found = np.full(len(prices.rows), NONE, dtype=np.int64)
        for index, (_, price_list) in enumerate(self.lists):
            mine = np.flatnonzero(prices.level == index)
            if len(mine):
                found[mine] = price_list.next_minimum(prices.rows[mine], prices.thousandths[mine])
        if len(self.contract.ladder.keys):
            own = self.contract.ladder.next_minimum(prices.rows, prices.thousandths)
            closer = (own != NONE) & ((found == NONE) | (own < found))
            found = np.where(closer | (prices.level == len(self.lists)), own, found)
        return found

    def _base(
        self, rows: Column, thousandths: Column, rate: Column
    ) -> tuple[Numbers, Column, Column]:
        """Base prices, the level each came from, and the contract's entry."""
        base: Numbers = np.full(len(rows), NONE, dtype=np.int64)
        level = np.full(len(rows), NONE, dtype=np.int64)
        entry = np.full(len(rows), NONE, dtype=np.int64)
        if len(self.contract.ladder.keys):
            entry = self.contract.ladder.find(rows, thousandths)
            own = entry != NONE
            base = np.where(own, self.contract.ladder.prices[entry], NONE)
            level = np.where(own, len(self.lists), NONE)
        for index, (_, price_list) in enumerate(self.lists):
            open_ = np.flatnonzero(level == NONE)
            if not len(open_):
                break
            found = price_list.price(rows[open_], thousandths[open_])
            has = found >= 0
            taken = self._in_own_terms(found, rate[open_], price_list.includes_vat)
            if taken.dtype == object:
                base = base.astype(object)
            base[open_[has]] = taken[has]
            level[open_[has]] = index
        return base, level, entry

    def _in_own_terms(self, prices: Numbers, rate: Column, includes_vat: bool) -> Numbers:
        """Prices kept with (without) VAT as this dealer's prices, which are without (with)."""
        if includes_vat == self.includes_vat:
            return prices
        percent = np.maximum(rate, 0)
        known = np.maximum(prices, 0)
        if includes_vat:
            changed = divide_by(exact(known, WHOLE * 2) * WHOLE, WHOLE + percent)
        else:
            changed = divide(times(known, WHOLE + percent), WHOLE)
        return np.where(prices >= 0, changed, NONE)

    def _percents(
        self, rows: Column, level: Column, entry: Column
    ) -> tuple[list[Numbers], list[Column]]:
        """By source: the percentage each row may take, and the rule it comes from."""
        takes = level != NONE
        if len(self.contract.ladder.keys):
            flagged = self.contract.discountable[entry] == 1
            takes &= (entry == NONE) | flagged
        percents: list[Numbers] = []
        chosen: list[Column] = []
        for source in self.sources:
            found = np.where(takes, source.rules.find(rows), NONE)
            percents.append(source.rules.percents[found])
            chosen.append(found)
        return percents, chosen

    def _floor(self, rows: Column, rate: Column) -> Numbers:
        return self._in_own_terms(self.goods.floor[rows], rate, self.costs_include_vat)

    def _approved(self, entry: Column) -> NDArray[np.bool_]:
        """Rows whose contract price may lie under the floor."""
        if not len(self.contract.below_floor):
            return np.zeros(len(entry), dtype=bool)
        approved: NDArray[np.bool_] = (entry != NONE) & (self.contract.below_floor[entry] == 1)
        return approved

    def _rounding(self, level: Column) -> tuple[Column, Column]:
        """Step and ending in kopecks by row: of the list the price came from."""
        steps = [*(book.step for _, book in self.lists), 1, 1]  # contract, on request
        endings = [*(book.ending for _, book in self.lists), 0, 0]
        return np.array(steps)[level], np.array(endings)[level]
