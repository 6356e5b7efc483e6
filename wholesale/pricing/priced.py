"""What the rest of the house gets: a priced line with its sums and its two traces."""

from __future__ import annotations

from decimal import Decimal
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from wholesale.core.access import Actor, Permission
from wholesale.core.money import KOPECK, ZERO, from_thousandths
from wholesale.pricing import trace
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.order import OrderPrices
from wholesale.pricing.rounding import Numbers
from wholesale.pricing.story import tell
from wholesale.pricing.trace import Facts, Step, Story


class PricedLine(NamedTuple):
    """One product at one quantity, priced. Amounts are roubles, two places.

    ``unit_price`` and ``base_price`` are ``None`` for price on request, and the sums are zero
    then. ``vat_rate`` is a percentage, ``None`` is «без НДС». ``trace`` may be shown to the
    dealer and is stored with the order line; ``staff_trace`` and ``cost`` are for staff alone
    (``LineCost``); both traces are written out from their stories when they are asked for.
    ``base_price`` is the price before discounts, as the dealer may see it. ``gift`` marks a
    line that a promotion adds to the order, at 0.00.
    """

    product_id: int
    quantity: Decimal
    base_price: Decimal | None
    unit_price: Decimal | None
    vat_rate: Decimal | None
    includes_vat: bool
    net: Decimal
    vat: Decimal
    total: Decimal
    cost: Decimal | None
    story: Story
    staff_story: Story
    gift: bool = False

    @property
    def trace(self) -> list[Step]:
        """The steps of the price as the dealer may read them."""
        return trace.steps(self.story)

    @property
    def staff_trace(self) -> list[Step]:
        """The steps as the staff reads them; none where the line is a dealer's view."""
        return trace.steps(self.staff_story)

    def shown_to(self, actor: Actor) -> PricedLine:
        """The line as ``actor`` may read it: a dealer gets no cost and no steps of the staff."""
        if actor.may(Permission.INSPECT_PRICES):
            return self
        return PricedLine(*self[:9], None, self.story, [], self.gift)


def lines(order: OrderPrices) -> list[PricedLine]:
    """The lines that were asked, in their order, with their traces."""
    prices = order.prices
    goods = prices.book.goods
    rates = {
        rate: None if rate == NONE else Decimal(trace.percent(rate))
        for rate in np.unique(prices.lines.vat).tolist()
    }
    told = tell(order)
    return list(
        map(
            PricedLine,
            goods.ids[prices.rows].tolist(),
            _quantities(prices.thousandths),
            _roubles(told.base),
            _roubles(prices.unit),
            map(rates.__getitem__, prices.lines.vat.tolist()),
            repeat(prices.book.includes_vat),
            _roubles(prices.net),
            _roubles(prices.vat_sum),
            _roubles(prices.total),
            _roubles(goods.cost[prices.rows]),
            told.shown,
            told.full,
        )
    )


def _roubles(kopecks: Numbers) -> list[Any]:
    """A column of amounts; ``None`` for −1."""
    amounts = [number * KOPECK for number in kopecks.tolist()]
    for empty in np.flatnonzero(kopecks == NONE).tolist():
        amounts[empty] = None
    return amounts


def _quantities(thousandths: Column) -> list[Decimal]:
    """A column of quantities, each different one made once."""
    known = {part: from_thousandths(part) for part in np.unique(thousandths).tolist()}
    return [known[part] for part in thousandths.tolist()]


def gifts(order: OrderPrices) -> list[PricedLine]:
    """The lines that promotions add to the order."""
    book = order.prices.book
    added = []
    for gift in order.gifts:
        row, quantity = np.array([gift.row]), np.array([gift.thousandths])
        [line] = lines(OrderPrices(book.price(row, quantity)))
        given: Facts = {"rule": "gift", "promotion": gift.offer.name}
        added.append(
            line._replace(
                base_price=line.unit_price or ZERO,
                unit_price=ZERO,
                net=ZERO,
                vat=ZERO,
                total=ZERO,
                story=[*line.story, (given, 0)],
                staff_story=[*line.staff_story, (given, 0)],
                gift=True,
            )
        )
    return added
