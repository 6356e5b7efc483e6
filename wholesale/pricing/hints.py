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
from wholesale.pricing.offers import Offer
from wholesale.pricing.order import OrderPrices
from wholesale.pricing.rounding import Numbers
from wholesale.pricing.trace import Step


def of_lines(order: OrderPrices) -> list[Step | None]:
    """By line: how much more of the product makes it cheaper, and its price then."""
    prices = order.prices
    hints: list[Step | None] = [None] * len(prices.rows)
    following = prices.book.next_minimum(prices.lines)
    more = np.where(following == NONE, 0, following - prices.lines.together)
    if not (more > 0).any():
        return hints
    then = order.raised(np.maximum(more, 0)).unit
    cheaper = np.flatnonzero((more > 0) & (then >= 0) & (then < prices.unit))
    for index, before, after, quantity in zip(
        cheaper.tolist(),
        prices.unit[cheaper].tolist(),
        then[cheaper].tolist(),
        more[cheaper].tolist(),
        strict=True,
    ):
        hints[index] = {
            "rule": "hint_next_price",
            "before": trace.amount(before),
            "after": trace.amount(after),
            "more": str(from_thousandths(quantity)),
        }
    return hints


def of_order(order: OrderPrices) -> list[Step]:
    """The nearest discount for volume and the gifts that are not far."""
    before = order.before
    if before is None:
        return []
    given = {gift.offer.id for gift in order.gifts}
    promised = [
        _gift(order, before, offer)
        for offer in order.extras.offers
        if offer.effect is PromotionEffect.GIFT and offer.id not in given
    ]
    return _volume(order, before) + [hint for hint in promised if hint is not None]


def _gift(order: OrderPrices, before: Numbers, offer: Offer) -> Step | None:
    """What goods of its scope lack for a gift, by sum and by quantity, when some are there."""
    covered = offer.covers(order.prices.rows) & order.prices.lines.open
    sum_missing = offer.min_sum - int(before[covered].sum())
    more = offer.min_quantity - int(order.prices.thousandths[covered].sum())
    if not covered.any() or (sum_missing <= 0 and more <= 0):
        return None
    rule = "hint_gift"
    lacking: Step = {}
    if more > 0:
        rule += "_quantity"
        lacking["more"] = str(from_thousandths(more))
    if sum_missing > 0:
        rule += "_sum"
        lacking["sum"] = str(from_minor(sum_missing))
    return {"rule": rule, "before": None, "after": None, "promotion": offer.name, **lacking}


def _volume(order: OrderPrices, before: Numbers) -> list[Step]:
    """The nearest discount for volume that would make something cheaper, if there is one."""
    prices = order.prices
    missing = []
    for _, one in prices.book.chain.by_volume.vaguest_first:
        rule = one.rules[0]
        covered = one.find(prices.rows) != NONE
        rest = rule.threshold - int(before[covered].sum())
        if rest > 0 and covered.any():
            missing.append((rest, -rule.percent, rule.id, rule))
    for rest, _, _, rule in sorted(missing, key=lambda item: item[:3]):
        if (order.with_volume(rule).price < prices.price).any():
            return [
                {
                    "rule": "hint_volume",
                    "before": None,
                    "after": None,
                    "sum": str(from_minor(rest)),
                    "percent": trace.percent(rule.percent),
                }
            ]
    return []


def of_delivery(total: Decimal, free_from: Decimal | None) -> list[Step]:
    """How much an order of ``total`` lacks to be delivered for free, when it lacks something."""
    if free_from is None or not ZERO < total < free_from:
        return []
    return [{"rule": "hint_delivery", "before": None, "after": None, "sum": str(free_from - total)}]
