"""What a little more would bring: the next price, a discount for volume, a gift.

A hint is a step without amounts of its own: ``{"rule", "after", …}``; ``trace.sentence``
words it. It says only what the dealer's own terms say.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from wholesale.core.money import ZERO, from_minor, from_thousandths
from wholesale.core.vocabulary import PromotionEffect
from wholesale.pricing import trace
from wholesale.pricing.columns import NONE
from wholesale.pricing.order import OrderPrices, by_product
from wholesale.pricing.rules import ScopedRules
from wholesale.pricing.trace import Step


def of_lines(order: OrderPrices) -> list[Step | None]:
    """By line: how much more of the product makes it cheaper, and its price then."""
    prices = order.prices
    book = prices.book
    together = by_product(prices.rows, prices.thousandths)
    following = book.next_minimum(prices)
    hints: list[Step | None] = [None] * len(prices.rows)
    there = np.flatnonzero((following != NONE) & (prices.price != NONE))
    if not len(there):
        return hints
    then = book.price(prices.rows[there], following[there]).price
    more = following[there] - together[there]
    for index, price, quantity in zip(there.tolist(), then.tolist(), more.tolist(), strict=True):
        if 0 <= price < int(prices.price[index]) and quantity > 0:
            hints[index] = {
                "rule": "hint_next_price",
                "before": trace.amount(int(prices.price[index])),
                "after": trace.amount(price),
                "more": str(from_thousandths(quantity)),
            }
    return hints


def of_order(order: OrderPrices) -> list[Step]:
    """The nearest discount for volume and the gifts that are not far."""
    before = order.before
    if before is None:
        return []
    book, rows = order.prices.book, order.prices.rows
    hints: list[Step] = []
    missing = []
    for rule in book.volume:
        covered = ScopedRules([rule], book.goods).find(rows) != NONE
        rest = rule.threshold - int(before[covered].sum())
        if rest > 0 and covered.any():
            missing.append((rest, -rule.percent))
    if missing:
        rest, percent = min(missing)
        hints.append(
            {
                "rule": "hint_volume",
                "before": None,
                "after": None,
                "sum": str(from_minor(rest)),
                "percent": trace.percent(-percent),
            }
        )
    given = {gift.offer.id for gift in order.gifts}
    for offer in book.offers:
        if offer.effect is not PromotionEffect.GIFT or offer.id in given:
            continue
        covered = offer.covers(rows) & order.prices.lines.open
        rest = offer.min_sum - int(before[covered].sum())
        if rest > 0 and covered.any() and not offer.min_quantity:
            hints.append(
                {
                    "rule": "hint_gift",
                    "before": None,
                    "after": None,
                    "sum": str(from_minor(rest)),
                    "promotion": offer.name,
                }
            )
    return hints


def of_delivery(total: Decimal, free_from: Decimal | None) -> list[Step]:
    """How much an order of ``total`` lacks to be delivered for free, when it lacks something."""
    if free_from is None or not ZERO < total < free_from:
        return []
    return [{"rule": "hint_delivery", "before": None, "after": None, "sum": str(free_from - total)}]
