"""Promotions on lines: percent, fixed price, N for M; which of them a line gets.

Exclusive promotions stand alone, stackable ones together; what is best for the dealer wins
line by line. All comparisons are of exact numbers over one denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wholesale.core.vocabulary import PromotionEffect
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.rounding import WHOLE, Numbers, at_most, exact, times
from wholesale.pricing.rules import ScopedRules

Mask = NDArray[np.bool_]

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
    which order each line is of (numbers from 0); without it all are of one.
    """

    rows: Column
    thousandths: Column
    together: Column
    amounts: Numbers
    open: Mask
    orders: Column | None = None

    def sums(self, covered: Mask) -> Numbers:
        """What the covered goods of its order cost, by line."""
        own = np.where(covered, self.amounts, 0)
        if self.orders is None:
            return np.full(len(own), own.sum(), dtype=own.dtype)
        of_orders = np.zeros(int(self.orders.max(initial=-1)) + 1, dtype=own.dtype)
        np.add.at(of_orders, self.orders, own)
        return of_orders[self.orders]


@dataclass(slots=True)
class Applied:
    """A promotion at work: on the lines of ``mask`` the price became ``after / denominator``."""

    offer: Offer
    mask: Mask
    after: Numbers
    denominator: int


@dataclass(slots=True)
class Chosen:
    """Prices after promotions, the units of each line that are free, and the story."""

    prices: Numbers
    denominator: int
    free: Column  # thousandths
    applied: list[Applied]


def choose(offers: Sequence[Offer], asked: Asked, prices: Numbers, denominator: int) -> Chosen:
    """Give each line its best promotion: of the exclusive ones one, or the stackable ones."""
    here = [(offer, _eligible(offer, asked)) for offer in offers if offer.effect in ON_LINES]
    here = [(offer, mask) for offer, mask in here if mask.any()]
    nothing = np.zeros(len(prices), dtype=np.int64)
    if not here:
        return Chosen(prices, denominator, nothing, [])
    unit = _unit([offer.percent for offer, _ in here])
    stack = _stacked(
        [(offer, mask) for offer, mask in here if not offer.exclusive],
        asked,
        prices,
        denominator,
        unit,
    )
    common = stack.denominator * unit
    scale = common // denominator
    best = _widened(prices, scale) * scale
    free = nothing
    worth = times(best, asked.thousandths)
    applied: list[Applied] = []
    for offer, mask in here:
        if not offer.exclusive:
            continue
        after, left_free = _effect(offer, prices, denominator, common, asked.thousandths)
        value = times(after, asked.thousandths - left_free)
        better = mask & (value < worth)
        if better.any():
            best, worth = np.where(better, after, best), np.where(better, value, worth)
            free = np.where(better, left_free, free)
            for earlier in applied:
                earlier.mask = earlier.mask & ~better
            applied.append(Applied(offer, better, after, common))
    stacked = _widened(stack.prices, unit) * unit
    value = times(stacked, asked.thousandths - stack.free)
    better = value < worth
    if better.any():
        best = np.where(better, stacked, best)
        free = np.where(better, stack.free, free)
        for earlier in applied:
            earlier.mask = earlier.mask & ~better
        for step in stack.applied:
            step.mask = step.mask & better
            applied.append(step)
    return Chosen(best, common, free, [step for step in applied if step.mask.any()])


def _eligible(offer: Offer, asked: Asked) -> Mask:
    mask = offer.covers(asked.rows) & asked.open
    if offer.min_quantity:
        mask &= asked.together >= offer.min_quantity
    if offer.min_sum and mask.any():
        reached: Mask = asked.sums(offer.covers(asked.rows)) >= offer.min_sum
        mask &= reached
    if offer.effect is PromotionEffect.N_FOR_M:
        mask &= asked.thousandths >= offer.buy * 1000
    return mask


def _effect(
    offer: Offer, prices: Numbers, denominator: int, common: int, thousandths: Column
) -> tuple[Numbers, Column]:
    """The price over ``common`` and the free units if the offer worked on every line."""
    nothing = np.zeros(len(prices), dtype=np.int64)
    scale = common // denominator
    if offer.effect is PromotionEffect.PERCENT:
        return _widened(prices, scale) * (scale * (WHOLE - offer.percent) // WHOLE), nothing
    if offer.effect is PromotionEffect.FIXED_PRICE:
        plain = _widened(prices, scale) * scale
        return at_most(plain, offer.price * common), nothing
    return _widened(prices, scale) * scale, free_units(offer, thousandths)


def _widened(prices: Numbers, factor: int) -> Numbers:
    return exact(prices, factor, 2)


def free_units(offer: Offer, thousandths: Column) -> Column:
    """Of every ``buy`` whole units of a line ``buy − pay`` are free; in thousandths."""
    return thousandths // (offer.buy * 1000) * (offer.buy - offer.pay) * 1000


def _stacked(
    offers: Sequence[tuple[Offer, Mask]],
    asked: Asked,
    prices: Numbers,
    denominator: int,
    unit: int,
) -> Chosen:
    """All stackable promotions one after another, in the order of ids."""
    free = np.zeros(len(prices), dtype=np.int64)
    applied: list[Applied] = []
    for offer, mask in offers:
        before = prices
        if offer.effect is PromotionEffect.PERCENT:
            kept = unit * (WHOLE - offer.percent) // WHOLE
            prices = _widened(prices, unit) * np.where(mask, kept, unit)
            before, denominator = before * unit, denominator * unit
        elif offer.effect is PromotionEffect.FIXED_PRICE:
            prices = np.where(mask, at_most(prices, offer.price * denominator), prices)
        else:
            free = np.where(mask, np.maximum(free, free_units(offer, asked.thousandths)), free)
            applied.append(Applied(offer, mask, prices, denominator))
            continue
        applied.append(Applied(offer, mask & (prices != before), prices, denominator))
    return Chosen(prices, denominator, free, applied)


def _unit(percents: Sequence[int]) -> int:
    """The smallest round denominator in which all the percentages are whole."""
    return next(
        WHOLE // step
        for step in (10_000, 1_000, 100, 10, 1)
        if not any(percent % step for percent in percents)
    )
