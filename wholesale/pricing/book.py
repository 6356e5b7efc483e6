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

from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, TaxRegime
from wholesale.pricing import tax
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.goods import VAT_CATEGORIES, Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.offers import Applied, Asked, Mask, Offer, choose
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
from wholesale.pricing.rules import Level, ScopedRule, ScopedRules, combine, take_off


@dataclass(frozen=True, slots=True)
class Source:
    """Discounts of one kind: which rule of it covers a product.

    ``found`` is given where the lines themselves decide which rules they have reached.
    """

    kind: DiscountSource
    rules: ScopedRules
    found: Column | None = None

    def find(self, rows: Column) -> Column:
        """The index of each line's rule in ``rules``, −1 for none."""
        return self.rules.find(rows) if self.found is None else self.found


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
class Lines:
    """Asked lines with their base prices: what all further steps start from."""

    rows: Column  # of goods
    thousandths: Column
    level: Column  # index in ``book.levels``; −1 is price on request
    entry: Column  # entry of the contract ladder, −1 elsewhere
    base: Numbers  # kopecks, −1 on request
    vat: Column  # 1/10000 %, −1 is «без НДС»
    known: Mask  # has a price
    open: Mask  # takes discounts and promotions


@dataclass(frozen=True, slots=True)
class Extras:
    """What an order adds to the book's own rules."""

    sources: Sequence[Source] = ()  # volume discounts that are reached
    offers: Sequence[Offer] = ()
    asked: Asked | None = None
    manual: Column | None = None  # 1/10000 % by line
    approved: Mask | None = None  # lines without a floor


@dataclass(slots=True)
class Prices:
    """What came about for each asked line, in whole numbers, with each step's work."""

    book: PriceBook
    lines: Lines
    sources: Sequence[Source]
    percents: list[Numbers]  # by source, what really worked
    chosen: list[Column]  # by source, the index of its rule
    applied: list[Applied]  # promotions
    manual: Column  # 1/10000 %
    worked_out: Numbers  # the price before the floor: numerators …
    denominator: int  # … over this
    floor: Numbers  # kopecks, −1 none
    clamped: Mask  # the floor lifted the price
    price: Numbers  # kopecks of a unit as it is charged, −1 on request
    free: Column  # thousandths of the line that promotions give free
    off: Numbers  # kopecks off the line's amount
    unit: Numbers  # what a unit costs with that, −1 on request
    amount: Numbers  # kopecks of the line in the terms of the price
    net: Numbers
    vat_sum: Numbers
    total: Numbers

    @property
    def rows(self) -> Column:
        return self.lines.rows

    @property
    def thousandths(self) -> Column:
        return self.lines.thousandths


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
    volume: Sequence[ScopedRule] = ()  # order-volume discounts, by threshold
    offers: Sequence[Offer] = ()
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
        """Price each row of goods (all ≥ 0) at its quantity in thousandths, by steps 1–7."""
        return self.finish(self.start(rows, thousandths), Extras())

    def start(self, rows: Column, thousandths: Column, together: Column | None = None) -> Lines:
        """Step 1. ``together`` is what reaches the breaks when it is not ``thousandths``."""
        rate = self._rates[self.goods.vat[rows]]
        reach = thousandths if together is None else together
        base, level, entry = self._base(rows, reach, rate)
        known = level != NONE
        takes = known
        if len(self.contract.ladder.keys):
            takes = known & ((entry == NONE) | (self.contract.discountable[entry] == 1))
        return Lines(rows, thousandths, level, entry, narrow(base), rate, known, takes)

    def finish(self, lines: Lines, extras: Extras) -> Prices:
        """Steps 2–7 with what the order adds to the book's own rules."""
        sources = [*self.sources, *extras.sources]
        percents, chosen = self._percents(lines, sources)
        prices, over, worked = combine(np.where(lines.known, lines.base, 0), percents, self.policy)
        free = np.zeros(len(lines.rows), dtype=np.int64)
        applied: list[Applied] = []
        if extras.asked is not None:
            best = choose(extras.offers, extras.asked, prices, over)
            prices, over, free, applied = best.prices, best.denominator, best.free, best.applied
        manual = np.zeros(len(lines.rows), dtype=np.int64)
        if extras.manual is not None:
            manual = extras.manual
            prices, over = take_off(prices, over, manual)
        floor = self._floor(lines, extras.approved)
        price, clamped = self._charged(lines, prices, over, floor)
        done = Prices(
            self, lines, sources, worked, chosen, applied, manual, prices, over,
            floor, clamped, price, free, *(price,) * 6,
        )  # fmt: skip
        self.settle(done, narrow(divide(times(np.maximum(price, 0), free), 1000)))
        return done

    def settle(self, done: Prices, off: Numbers) -> None:
        """Step 7: amounts with ``off`` taken off each line, as far as the floor allows."""
        thousandths = done.thousandths
        full = narrow(divide(times(np.maximum(done.price, 0), thousandths), 1000))
        if off.any():
            least = -(-times(np.maximum(done.floor, 0), thousandths) // 1000)
            off = narrow(np.minimum(off, np.maximum(full - least, 0)))
        done.off, done.amount = off, full - off
        each = divide_by(exact(done.amount, 2000) * 1000, thousandths)
        done.unit = narrow(np.where(off > 0, each, done.price))
        done.net, done.vat_sum, done.total = tax.column_sums(
            done.amount, np.maximum(done.lines.vat, 0), includes_vat=self.includes_vat
        )

    def _charged(
        self, lines: Lines, prices: Numbers, over: int, floor: Numbers
    ) -> tuple[Numbers, Mask]:
        """Floor and rounding: kopecks of a unit, and where the floor was felt."""
        least = exact(np.maximum(floor, 0), over) * over
        clamped: Mask = prices < least
        step, ending = self._rounding(lines.level)
        rounded = to_step(np.where(clamped, least, prices), over, step, ending)
        under = rounded < floor
        rounded = np.where(under, up_to_step(floor, step, ending), rounded)
        return narrow(np.where(lines.known, rounded, NONE)), clamped | under

    def next_minimum(self, prices: Prices) -> Column:
        """The quantity in thousandths at which the next price of each line begins, −1 none."""
        found = np.full(len(prices.rows), NONE, dtype=np.int64)
        for index, (_, price_list) in enumerate(self.lists):
            mine = np.flatnonzero(prices.lines.level == index)
            if len(mine):
                found[mine] = price_list.next_minimum(prices.rows[mine], prices.thousandths[mine])
        if len(self.contract.ladder.keys):
            own = self.contract.ladder.next_minimum(prices.rows, prices.thousandths)
            closer = (own != NONE) & ((found == NONE) | (own < found))
            found = np.where(closer | (prices.lines.level == len(self.lists)), own, found)
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
        self, lines: Lines, sources: Sequence[Source]
    ) -> tuple[list[Numbers], list[Column]]:
        """By source: the percentage each row may take, and the rule it comes from."""
        percents: list[Numbers] = []
        chosen: list[Column] = []
        for source in sources:
            found = np.where(lines.open, source.find(lines.rows), NONE)
            percents.append(source.rules.percents[found])
            chosen.append(found)
        return percents, chosen

    def _floor(self, lines: Lines, approved: Mask | None) -> Numbers:
        """Kopecks under which no price may fall, −1 where nothing holds it."""
        floor = self._in_own_terms(self.goods.floor[lines.rows], lines.vat, self.costs_include_vat)
        held = lines.known
        if approved is not None:
            held = held & ~approved
        if len(self.contract.below_floor):
            below = (lines.entry != NONE) & (self.contract.below_floor[lines.entry] == 1)
            held = held & ~below
        return np.where(held, floor, NONE)

    def _rounding(self, level: Column) -> tuple[Column, Column]:
        """Step and ending in kopecks by row: of the list the price came from."""
        steps = [*(book.step for _, book in self.lists), 1, 1]  # contract, on request
        endings = [*(book.ending for _, book in self.lists), 0, 0]
        return np.array(steps)[level], np.array(endings)[level]
