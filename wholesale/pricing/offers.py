"""Promotions on lines: percent, fixed price, N for M; which of them a line gets.

Exclusive promotions stand alone, stackable ones together; what is best for the dealer wins
line by line. All comparisons are of exact numbers over one denominator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from wholesale.core.vocabulary import PromotionEffect
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.rounding import WHOLE, Numbers, exact, times
from wholesale.pricing.rules import ScopedRules

Mask = NDArray[np.bool_]

ToPay = Callable[[Column, Numbers, int, Column], Numbers]
"""What the lines ``at`` cost at prices over a denominator, with so many thousandths free."""

ON_LINES = frozenset(
    {PromotionEffect.PERCENT, PromotionEffect.FIXED_PRICE, PromotionEffect.N_FOR_M}
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion the dealer may use: kopecks, thousandths, 1/10000 %."""

    id: int
    name: str
    effect: PromotionEffect
    exclusive: bool
    scope: ScopedRules | None  # none is all goods
    min_quantity: int = 0
    min_sum: int = 0
    percent: int = 0
    price: int = 0
    buy: int = 0
    pay: int = 0
    gift_product_id: int = NONE
    gift_quantity: int = 0
    parts: Mapping[int, int] = field(default_factory=dict)  # of a bundle: product → thousandths
    limit_total: int | None = None
    limit_per_dealer: int | None = None

    def covers(self, rows: Column) -> Mask:
        """Whether each row of goods is in the scope."""
        if self.scope is None:
            return np.ones(len(rows), dtype=bool)
        covered: Mask = self.scope.find(rows) != NONE
        return covered


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines of an order, as far as promotions look at them.

    ``together`` is the quantity of the line's product in the whole order, ``amounts`` what
    the lines cost before promotions, ``open`` the lines that take promotions. ``orders`` tells
    which order each line is of (numbers from 0); without it all are of one. ``own_terms``
    makes prices kept as those of the base list prices with or without VAT like the dealer's.
    """

    rows: Column
    thousandths: Column
    together: Column
    amounts: Numbers
    open: Mask
    orders: Column | None = None
    alone: bool = False  # each line is an order of its own
    own_terms: Callable[[Numbers], Numbers] | None = None

    def fixed(self, offer: Offer) -> Numbers:
        """The promotion's price in the dealer's kind of price, by line."""
        price = np.full(len(self.rows), offer.price, dtype=np.int64)
        return price if self.own_terms is None else self.own_terms(price)

    def sums(self, covered: Mask) -> Numbers:
        """What the covered goods of its order cost, by line."""
        own = np.where(covered, self.amounts, 0)
        if self.alone:
            return own
        if self.orders is None:
            return np.full(len(own), own.sum(), dtype=own.dtype)
        of_orders = np.zeros(int(self.orders.max(initial=-1)) + 1, dtype=own.dtype)
        np.add.at(of_orders, self.orders, own)
        return of_orders[self.orders]


@dataclass(slots=True)
class Applied:
    """A promotion at work: the price of the lines ``at`` became ``after / denominator``."""

    offer: Offer
    at: Column  # numbers of lines, ascending
    after: Numbers  # by those lines
    denominator: int

    def of(self, line: int) -> bool:
        """Whether it works on the line."""
        found = int(np.searchsorted(self.at, line))
        return found < len(self.at) and int(self.at[found]) == line


@dataclass(slots=True)
class Chosen:
    """Prices after promotions, the units of each line that are free, and the story."""

    prices: Numbers
    denominator: int
    free: Column  # thousandths
    applied: list[Applied]


def choose(
    offers: Sequence[Offer], asked: Asked, prices: Numbers, denominator: int, to_pay: ToPay
) -> Chosen:
    """Give each line its best promotion: of the exclusive ones one, or the stackable ones."""
    here = [(offer, eligible(offer, asked)) for offer in offers if offer.effect in ON_LINES]
    here = [(offer, mask) for offer, mask in here if mask.any()]
    free = np.zeros(len(prices), dtype=np.int64)
    if not here:
        return Chosen(prices, denominator, free, [])
    at = np.flatnonzero(np.logical_or.reduce([mask for _, mask in here]))
    best = _best(
        [(offer, mask[at]) for offer, mask in here], asked, at, prices[at], denominator, to_pay
    )
    prices = _raised(prices, best.denominator // denominator)
    if best.prices.dtype == object:
        prices = prices.astype(object)
    prices[at], free[at] = best.prices, best.free
    applied = [
        Applied(step.offer, at[step.at], step.after, step.denominator) for step in best.applied
    ]
    return Chosen(prices, best.denominator, free, applied)


@dataclass(slots=True)
class _Step:
    """``Applied`` in the making: with a mask, for what is better may still take its place."""

    offer: Offer
    mask: Mask
    after: Numbers
    denominator: int


class _Best:
    """The best terms of some lines so far, and the promotions that gave them.

    Two prices compare as what is paid for the line does: by the ``unit`` (thousandths that every
    quantity is a multiple of), times its paid units. Free units are taken off the rounded price:
    there a lower price may still cost more, so what is paid is asked of ``to_pay`` first.
    """

    def __init__(
        self,
        prices: Numbers,
        thousandths: Column,
        unit: int,
        to_pay: Callable[[Numbers, Column], Numbers] | None,
    ) -> None:
        self.prices = prices
        self.free = np.zeros(len(prices), dtype=np.int64)
        self.story: list[_Step] = []
        self._thousandths, self._unit, self._to_pay = thousandths, unit, to_pay
        self._worth = times(prices, thousandths // unit)
        self._cost = to_pay(prices, self.free) if to_pay else self._worth

    def take(self, after: Numbers, free: Column, mask: Mask | None = None) -> Mask:
        """Where these are the better terms they become the best ones; the lines where they did."""
        worth = times(after, (self._thousandths - free) // self._unit)
        better: Mask = worth < self._worth
        cost = worth
        if self._to_pay is not None:
            cost = self._to_pay(after, free)
            better = (cost < self._cost) | ((cost == self._cost) & better)
        if mask is not None:
            better &= mask
        if better.any():
            self.prices = np.where(better, after, self.prices)
            self.free = np.where(better, free, self.free)
            self._worth = np.where(better, worth, self._worth)
            if self._to_pay is not None:
                self._cost = np.where(better, cost, self._cost)
            for earlier in self.story:
                earlier.mask = earlier.mask & ~better
        return better


def _best(
    here: Sequence[tuple[Offer, Mask]],
    asked: Asked,
    at: Column,
    prices: Numbers,
    denominator: int,
    to_pay: ToPay,
) -> Chosen:
    """``choose`` among the lines ``at`` that some promotion covers, at their ``prices``."""
    thousandths = asked.thousandths[at]
    alone = [(offer, mask) for offer, mask in here if offer.exclusive]
    whole = WHOLE // gcd(WHOLE, *(offer.percent for offer, _ in alone))
    stack, steps = _stacked(
        [(offer, mask) for offer, mask in here if not offer.exclusive],
        asked, at, prices, denominator,
    )  # fmt: skip
    common = lcm(stack.denominator, denominator * whole)
    freed = [
        free_units(offer, thousandths)
        for offer, _ in here
        if offer.effect is PromotionEffect.N_FOR_M
    ]
    best = _Best(
        _raised(prices, common // denominator),
        thousandths,
        np.gcd.reduce([thousandths, *freed]),
        (lambda after, free: to_pay(at, after, common, free)) if freed else None,
    )
    for offer, mask in alone:
        after, free = _effect(offer, asked, at, prices, denominator, common)
        best.story.append(_Step(offer, best.take(after, free, mask), after, common))
    if steps:
        better = best.take(_raised(stack.prices, common // stack.denominator), stack.free)
        best.story += [_Step(s.offer, s.mask & better, s.after, s.denominator) for s in steps]
    applied = [
        Applied(step.offer, np.flatnonzero(step.mask), step.after[step.mask], step.denominator)
        for step in best.story
        if step.mask.any()
    ]
    return Chosen(best.prices, common, best.free, applied)


def eligible(offer: Offer, asked: Asked) -> Mask:
    """The lines that meet the promotion's conditions."""
    covered = offer.covers(asked.rows)
    mask = covered & asked.open
    if offer.min_quantity:
        mask &= asked.together >= offer.min_quantity
    if offer.min_sum and mask.any():
        reached: Mask = asked.sums(covered) >= offer.min_sum
        mask &= reached
    if offer.effect is PromotionEffect.N_FOR_M:
        mask &= asked.thousandths >= offer.buy * 1000
    return mask


def _effect(
    offer: Offer, asked: Asked, at: Column, prices: Numbers, denominator: int, common: int
) -> tuple[Numbers, Column]:
    """The price over ``common`` and the free units if the offer worked on every line."""
    free = np.zeros(len(prices), dtype=np.int64)
    scale = common // denominator
    if offer.effect is PromotionEffect.PERCENT:
        return _raised(prices, scale * (WHOLE - offer.percent) // WHOLE), free
    plain = _raised(prices, scale)
    if offer.effect is PromotionEffect.FIXED_PRICE:
        return np.minimum(plain, _raised(asked.fixed(offer)[at], common)), free
    return plain, free_units(offer, asked.thousandths[at])


def _raised(prices: Numbers, factor: int) -> Numbers:
    """Numerators over a denominator ``factor`` times as large."""
    return exact(prices, factor, 2) * factor


def free_units(offer: Offer, thousandths: Column) -> Column:
    """Of every ``buy`` whole units of a line ``buy − pay`` are free; in thousandths."""
    return thousandths // (offer.buy * 1000) * (offer.buy - offer.pay) * 1000


def _stacked(
    offers: Sequence[tuple[Offer, Mask]],
    asked: Asked,
    at: Column,
    prices: Numbers,
    denominator: int,
) -> tuple[Chosen, list[_Step]]:
    """All stackable promotions one after another, in the order of ids."""
    free = np.zeros(len(prices), dtype=np.int64)
    steps: list[_Step] = []
    for offer, mask in offers:
        if offer.effect is PromotionEffect.N_FOR_M:
            more = free_units(offer, asked.thousandths[at])
            free = np.where(mask, np.maximum(free, more), free)
            steps.append(_Step(offer, mask, prices, denominator))
            continue
        before = prices
        if offer.effect is PromotionEffect.PERCENT:
            whole = WHOLE // gcd(WHOLE, offer.percent)
            before, denominator = _raised(prices, whole), denominator * whole
            kept = whole * (WHOLE - offer.percent) // WHOLE
            prices = np.where(mask, _raised(prices, kept), before)
        else:
            fixed = _raised(asked.fixed(offer)[at], denominator)
            prices = np.where(mask, np.minimum(prices, fixed), prices)
        steps.append(_Step(offer, mask & (prices != before), prices, denominator))
    return Chosen(prices, denominator, free, []), steps
