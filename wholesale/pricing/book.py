"""The price book: a dealer's terms on a date, compiled. One line or a whole catalogue.

``PriceBook.price`` is the only place where a price comes about. It runs the steps of
docs/pricing.md on whole numbers, column by column, and keeps what each step did, so that
``trace.py`` can tell the story of any line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np

from wholesale.core.vocabulary import DiscountPolicy
from wholesale.pricing import tax
from wholesale.pricing.chain import Chain, Source
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.goods import Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.offers import Applied, Asked, Mask, Offer, choose
from wholesale.pricing.rounding import (
    Numbers,
    divide,
    divide_by,
    exact,
    narrow,
    times,
    to_step,
    up_to_step,
)
from wholesale.pricing.rules import Level, combine, take_off, whole_unit


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
    together: Column  # the quantity of the line's product in its order: what reaches breaks
    level: Column  # index in ``chain.levels``; −1 is price on request
    entry: Column  # entry of the contract ladder, −1 elsewhere
    base: Numbers  # kopecks, −1 on request
    vat: Column  # 1/10000 %, −1 is «без НДС»
    known: Mask  # has a price
    open: Mask  # takes discounts and promotions
    floor: Numbers  # kopecks under which no price may fall, −1 none
    step: Column  # of the ladder the price is rounded to: one for all lines, or by line
    ending: Column
    chosen: list[Column]  # by source of the book, the index of the line's rule
    approved: Mask | None  # lines that a supervisor let go under the floor


@dataclass(frozen=True, slots=True)
class Extras:
    """What an order adds to the book's own rules."""

    sources: Sequence[Source] = ()  # volume discounts that are reached
    offers: Sequence[Offer] = ()
    asked: Asked | None = None
    manual: Column | None = None  # 1/10000 % by line


@dataclass(slots=True)
class Prices:
    """What came about for each asked line, in whole numbers, with each step's work."""

    book: PriceBook
    lines: Lines
    sources: Sequence[Source]
    percents: list[Numbers]  # by source, what really worked
    chosen: list[Column]  # by source, the index of its rule
    discounted: tuple[Numbers, int]  # the price before promotions: numerators, denominator
    applied: list[Applied]  # promotions
    manual: Column | None  # 1/10000 %
    worked_out: Numbers  # the price before the floor: numerators …
    denominator: int  # … over this
    clamped: Mask  # the floor lifted the price
    limited: Mask  # the floor kept a part of what was to be taken off the amount
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

    @property
    def floor(self) -> Numbers:
        return self.lines.floor

    @property
    def held(self) -> Mask:
        """Lines that would cost less if there were no floor."""
        return self.clamped | self.limited


@dataclass(slots=True)
class PriceBook:
    """Terms of one dealer on one date: the chain of rules he shares, and what is his alone."""

    chain: Chain
    contract: ContractPrices = field(default_factory=ContractPrices.none)
    personal: Source | None = None

    @property
    def on(self) -> date:
        return self.chain.on

    @property
    def goods(self) -> Goods:
        return self.chain.goods

    @property
    def policy(self) -> DiscountPolicy:
        return self.chain.policy

    @property
    def lists(self) -> Sequence[tuple[Level, PriceListBook]]:
        return self.chain.lists

    @property
    def offers(self) -> Sequence[Offer]:
        return self.chain.offers

    @property
    def includes_vat(self) -> bool:
        return self.chain.includes_vat

    @property
    def sources(self) -> list[Source]:
        """Discounts that need no order, in the order in which they are taken."""
        own = [] if self.personal is None else [self.personal]
        return [*own, *self.chain.sources]

    def price(self, rows: Column, thousandths: Column) -> Prices:
        """Price each row of goods (all ≥ 0) at its quantity in thousandths, by steps 1–7."""
        return self.finish(self.start(rows, thousandths), Extras())

    def start(
        self,
        rows: Column,
        thousandths: Column,
        together: Column | None = None,
        approved: Mask | None = None,
    ) -> Lines:
        """Step 1, and what of the other steps does not depend on the order.

        ``together`` is what reaches the breaks when it is not ``thousandths``; ``approved``
        lines have no floor.
        """
        rate = self.chain.rates[self.goods.vat[rows]]
        reach = thousandths if together is None else together
        base, level, entry = self._base(rows, reach, rate)
        known = level != NONE
        takes = known
        if len(self.contract.ladder.keys):
            takes = known & ((entry == NONE) | (self.contract.discountable[entry] == 1))
        return Lines(
            rows, thousandths, reach, level, entry, narrow(base), rate, known, takes,
            self._floor(rows, rate, known if approved is None else known & ~approved, entry),
            *self._ladder(level),
            [_where_open(takes, source.find(rows)) for source in self.sources],
            approved,
        )  # fmt: skip

    def amounts(self, lines: Lines) -> Numbers:
        """What the lines cost by steps 1, 2, 5 and 6 alone: what orders are measured by."""
        percents, units = _percents(self.sources, lines.chosen)
        prices, over, _ = combine(np.maximum(lines.base, 0), percents, self.policy, units)
        price, _ = self._charged(lines, prices, over)
        return narrow(divide(times(np.maximum(price, 0), lines.thousandths), 1000))

    def finish(self, lines: Lines, extras: Extras) -> Prices:
        """Steps 2–7 with what the order adds to the book's own rules."""
        sources = [*self.sources, *extras.sources]
        chosen = [
            *lines.chosen,
            *(_where_open(lines.open, source.find(lines.rows)) for source in extras.sources),
        ]
        percents, units = _percents(sources, chosen)
        prices, over, worked = combine(np.maximum(lines.base, 0), percents, self.policy, units)
        discounted = prices, over
        free = np.zeros(len(lines.rows), dtype=np.int64)
        applied: list[Applied] = []
        if extras.asked is not None:
            to_pay = partial(self._to_pay, lines, extras.manual)
            best = choose(extras.offers, extras.asked, prices, over, to_pay)
            prices, over, free, applied = best.prices, best.denominator, best.free, best.applied
        if extras.manual is not None:
            prices, over = take_off(prices, over, extras.manual, whole_unit(extras.manual))
        price, clamped = self._charged(lines, prices, over)
        done = Prices(
            self, lines, sources, worked, chosen, discounted, applied, extras.manual, prices,
            over, clamped, np.zeros(len(price), dtype=bool), price, free, *(price,) * 6,
        )  # fmt: skip
        if free.any():
            self.settle(done, narrow(divide(times(np.maximum(price, 0), free), 1000)))
        else:
            self.settle(done, free)
        return done

    def settle(self, done: Prices, off: Numbers) -> None:
        """Step 7: amounts with ``off`` taken off each line, as far as the floor allows."""
        thousandths = done.thousandths
        full = narrow(divide(times(np.maximum(done.price, 0), thousandths), 1000))
        done.off, done.amount, done.unit = off, full, done.price
        less = np.flatnonzero(off)
        if len(less):
            most = self.most_off(done.lines, less, full[less])
            done.limited[less] |= off[less] > most
            done.off = _with(off, less, np.minimum(off[less], most))
            done.amount = narrow(full - done.off)
            each = divide_by(exact(done.amount[less], 2000) * 1000, thousandths[less])
            done.unit = _with(
                done.price, less, np.where(done.off[less] > 0, each, done.price[less])
            )
        done.net, done.vat_sum, done.total = tax.column_sums(
            done.amount, np.maximum(done.lines.vat, 0), includes_vat=self.includes_vat
        )

    def most_off(self, lines: Lines, at: Column, full: Numbers) -> Numbers:
        """What may be taken off the ``full`` amounts of the lines ``at`` down to their floor."""
        least = -(-times(np.maximum(lines.floor[at], 0), lines.thousandths[at]) // 1000)
        most: Numbers = np.maximum(full - least, 0)
        return most

    def _to_pay(
        self, lines: Lines, manual: Column | None, at: Column, prices: Numbers, over: int,
        free: Column,
    ) -> Numbers:  # fmt: skip
        """What the lines ``at`` cost if promotions left them at these prices and free units."""
        if manual is not None:
            prices, over = take_off(prices, over, manual[at], whole_unit(manual))
        price = np.maximum(self.charged(lines, at, prices, over), 0)
        full = narrow(divide(times(price, lines.thousandths[at]), 1000))
        off = narrow(divide(times(price, free), 1000))
        return full - np.minimum(off, self.most_off(lines, at, full))

    def charged(self, lines: Lines, at: Column, prices: Numbers, over: int) -> Numbers:
        """Kopecks of a unit of the lines ``at`` if they were worked out to these prices."""
        price, _ = self._charged(lines, prices, over, at)
        return price

    def _charged(
        self, lines: Lines, prices: Numbers, over: int, at: Column | None = None
    ) -> tuple[Numbers, Mask]:
        """Floor and rounding: kopecks of a unit, and where the floor was felt."""
        floor, known, step, ending = lines.floor, lines.known, lines.step, lines.ending
        if at is not None:
            floor, known = floor[at], known[at]
            step, ending = (part if len(part) == 1 else part[at] for part in (step, ending))
        least = exact(np.maximum(floor, 0), over) * over
        clamped: Mask = prices < least
        rounded = to_step(np.maximum(prices, least), over, step, ending)
        under = rounded < floor
        if under.any():
            rounded = np.where(under, up_to_step(floor, step, ending), rounded)
        return narrow(np.where(known, rounded, NONE)), clamped | under

    def next_minimum(self, lines: Lines) -> Column:
        """The quantity in thousandths at which the next price of each line begins, −1 none."""
        rows, reach = lines.rows, lines.together
        found = np.full(len(rows), NONE, dtype=np.int64)
        for index, (_, price_list) in enumerate(self.lists):
            mine = np.flatnonzero(lines.level == index)
            if len(mine):
                found[mine] = price_list.next_minimum(rows[mine], reach[mine])
        if len(self.contract.ladder.keys):
            own = self.contract.ladder.next_minimum(rows, reach)
            closer = (own != NONE) & ((found == NONE) | (own < found))
            found = np.where(closer | (lines.level == len(self.lists)), own, found)
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
            taken = self.in_own_terms(found, rate[open_], price_list.includes_vat)
            if taken.dtype == object:
                base = base.astype(object)
            base[open_[has]] = taken[has]
            level[open_[has]] = index
        return base, level, entry

    def in_own_terms(self, prices: Numbers, rate: Column, includes_vat: bool) -> Numbers:
        """Prices kept with (without) VAT as this dealer's prices, which are without (with)."""
        return tax.turned_over(prices, rate, included=includes_vat, wanted=self.includes_vat)

    def _floor(self, rows: Column, rate: Column, held: Mask, entry: Column) -> Numbers:
        """Kopecks under which no price may fall, −1 where nothing holds it."""
        floor = tax.turned_over(
            self.goods.floor[rows],
            rate,
            included=self.chain.costs_include_vat,
            wanted=self.includes_vat,
            up=True,
        )
        if len(self.contract.below_floor):
            below = (entry != NONE) & (self.contract.below_floor[entry] == 1)
            held = held & ~below
        return np.where(held, floor, NONE)

    def _ladder(self, level: Column) -> tuple[Column, Column]:
        """Step and ending in kopecks: of the list the price came from."""
        ladders = [
            *((book.step, book.ending) for _, book in self.lists),
            (1, 0),  # contract
            (1, 0),  # on request
        ]
        if len(set(ladders)) == 1:
            level = level[:1] if len(level) else np.zeros(1, dtype=np.int64)
        steps, endings = (np.array(parts, dtype=np.int64) for parts in zip(*ladders, strict=True))
        return steps[level], endings[level]


def _where_open(open_: Mask, found: Column) -> Column:
    return np.where(open_, found, NONE)


def _percents(
    sources: Sequence[Source], chosen: Sequence[Column]
) -> tuple[list[Numbers], list[int]]:
    """By source: the percentage each line may take, and the unit in which all of them are whole."""
    percents, units = [], []
    for source, found in zip(sources, chosen, strict=True):
        used = np.zeros(len(source.rules.percents), dtype=bool)
        used[found] = True
        percents.append(source.rules.percents[found])
        units.append(whole_unit(source.rules.percents[used]))
    return percents, units


def _with(values: Numbers, at: Column, others: Numbers) -> Numbers:
    """``values`` with others in some places."""
    changed = values.astype(object) if others.dtype == object else values.copy()
    changed[at] = others
    return changed
