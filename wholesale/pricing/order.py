"""What depends on the whole order: volume discounts, promotions, bundles, gifts.

It runs on top of the book's lines. The same code prices many orders at once: then ``orders``
tells which order each line is of. A catalogue is as many orders as it has products.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from wholesale.core import money
from wholesale.core.vocabulary import DiscountSource, PromotionEffect
from wholesale.pricing import tax
from wholesale.pricing.book import Extras, Lines, PriceBook, Prices
from wholesale.pricing.chain import Source
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.offers import Applied, Asked, Mask, Offer, eligible
from wholesale.pricing.rounding import WHOLE, Numbers
from wholesale.pricing.rules import ScopedRule, take_off, whole_unit


@dataclass(frozen=True, slots=True)
class Gift:
    """A product given free with the order."""

    offer: Offer
    row: int
    thousandths: int
    times: int


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle at work: what it takes off which lines (kopecks), as far as the floor lets it."""

    offer: Offer
    times: int
    off: Mapping[int, int]
    gave: bool  # whether the floor left anything of it


@dataclass(slots=True)
class OrderPrices:
    """The prices of an order with what its lines brought about together."""

    prices: Prices
    bundles: list[Given] = field(default_factory=list)
    gifts: list[Gift] = field(default_factory=list)
    extras: Extras = field(default_factory=Extras)  # what the order adds to the book's rules

    @property
    def before(self) -> Numbers | None:
        """The lines' amounts without volume discounts and promotions, where these count."""
        return None if self.extras.asked is None else self.extras.asked.amounts

    def raised(self, more: Column) -> Prices:
        """The lines as if each by itself had ``more`` thousandths; bundles are left out.

        What other goods in the order reach stays as it is.
        """
        book, lines, extras = self.prices.book, self.prices.lines, self.extras
        quantities, together = lines.thousandths + more, lines.together + more
        raised = book.start(lines.rows, quantities, together, lines.approved)
        if extras.asked is not None:
            asked = replace(
                extras.asked, thousandths=quantities, together=together,
                open=extras.asked.open & raised.open,
            )  # fmt: skip
            extras = replace(extras, asked=asked)
        return book.finish(raised, extras)

    def with_volume(self, rule: ScopedRule) -> Prices:
        """The lines as if the order had reached a volume discount; bundles are left out."""
        assert self.extras.asked is not None
        sources = reached(self.prices.book, self.extras.asked, also=rule)
        return self.prices.book.finish(self.prices.lines, replace(self.extras, sources=sources))

    def uses(self) -> dict[int, int]:
        """How often the order uses each promotion: what the limits count.

        A promotion that made nothing cheaper, because the floor or the rounding took all of
        it back, is not used.
        """
        used = {step.offer.id: 1 for step in self.prices.applied if self._gave(step)}
        used.update((given.offer.id, given.times) for given in self.bundles if given.gave)
        used.update((gift.offer.id, gift.times) for gift in self.gifts)
        return used

    def _gave(self, step: Applied) -> bool:
        """Whether any line of the step costs less than it would without promotions."""
        prices = self.prices
        if step.offer.effect is PromotionEffect.N_FOR_M:
            return bool((prices.off[step.at] > 0).any())
        worked_out, over = prices.discounted
        worked_out = worked_out[step.at]
        if prices.manual is not None:
            manual = prices.manual[step.at]
            worked_out, over = take_off(worked_out, over, manual, whole_unit(manual))
        before = prices.book.charged(prices.lines, step.at, worked_out, over)
        return bool((prices.price[step.at] < before).any())


def price_order(
    book: PriceBook,
    rows: Column,
    thousandths: Column,
    *,
    left: Mapping[int, int] | None = None,
    manual: Column | None = None,
    approved: Mask | None = None,
    orders: Column | None = None,
) -> OrderPrices:
    """Price the lines of one order, or of many when ``orders`` numbers them from 0.

    Bundles and gifts are found for one order only: of many they are left out.
    ``left`` says how often promotions with limits may still be used, ``manual`` is the
    manager's discount by line (1/10000 %), ``approved`` the lines a supervisor let go under
    the floor.
    """
    alone = orders is not None and bool((orders[1:] > orders[:-1]).all())
    together = thousandths if alone else by_product(rows, thousandths, orders)
    lines = book.start(rows, thousandths, together, approved)
    offers = [offer for offer in book.offers if (left or {}).get(offer.id, 1) > 0]
    extras = Extras(manual=manual)
    if not book.chain.by_volume and not offers:
        return OrderPrices(book.finish(lines, extras), extras=extras)
    before = book.amounts(lines)
    asked = Asked(
        rows, thousandths, together, before, lines.open, orders, alone,
        lambda prices: book.in_own_terms(prices, lines.vat, book.chain.costs_include_vat),
    )  # fmt: skip
    extras = replace(extras, sources=reached(book, asked), offers=offers, asked=asked)
    order = OrderPrices(book.finish(lines, extras), extras=extras)
    if orders is not None:
        return order
    bundles = [offer for offer in offers if offer.effect is PromotionEffect.BUNDLE]
    sets = [found for offer in bundles if (found := _sets(book, asked, offer, left or {}))]
    if sets:
        order = _with_bundles(order, lines, extras, sets)
    order.gifts = _gifts(book, asked, offers, left or {})
    return order


def by_product(rows: Column, thousandths: Column, orders: Column | None = None) -> Column:
    """The quantity of each line's product in its whole order."""
    keys = rows if orders is None else (orders << 32) | rows
    products, place = np.unique(keys, return_inverse=True)
    if len(products) == len(rows):
        return thousandths
    sums = np.zeros(len(products), dtype=np.int64)
    np.add.at(sums, place, thousandths)
    return sums[place]


def reached(book: PriceBook, asked: Asked, also: ScopedRule | None = None) -> list[Source]:
    """The volume discounts each line has reached, by the sum of its order's goods in scope.

    ``also`` is taken for reached.
    """
    volume = book.chain.by_volume
    if not volume:
        return []
    found = np.full(len(asked.rows), NONE, dtype=np.int64)
    for index, one in volume.vaguest_first:  # of reached ones the most specific stands last
        rule = one.rules[0]
        covered = one.find(asked.rows) != NONE
        enough = covered & ((rule is also) | (asked.sums(covered) >= rule.threshold))
        found = np.where(enough, index, found)
    if not (found != NONE).any():
        return []
    return [Source(DiscountSource.VOLUME, volume.rules, found)]


@dataclass(frozen=True, slots=True)
class _Set:
    """Whole sets of a bundle in the order and what they save."""

    offer: Offer
    times: int
    taken: Mapping[int, int]  # line → thousandths that belong to sets


def _with_bundles(
    order: OrderPrices,
    lines: Lines,
    extras: Extras,
    sets: list[_Set],
) -> OrderPrices:
    """Give bundles, the larger benefit first; a product goes into one of them only."""
    book = order.prices.book
    bare = book.finish(lines, replace(extras, offers=()))
    wanted = {found.offer.id: _off(bare, found) for found in sets}
    worth = {offer: _allowed(bare, off) for offer, off in wanted.items()}
    sets.sort(key=lambda found: (-worth[found.offer.id], found.offer.id))
    blocked = np.zeros(len(lines.rows), dtype=bool)
    given: list[_Set] = []
    used: set[int] = set()
    promoted = order.prices.off > 0
    for step in order.prices.applied:
        promoted[step.at] = True
    for found in sets:
        if used & set(found.offer.parts) or not any(wanted[found.offer.id].values()):
            continue
        mine = np.isin(lines.rows, book.goods.rows(sorted(found.offer.parts)))
        if found.offer.exclusive and (mine & promoted).any():
            with_offers = int(order.prices.amount[mine].sum())
            if int(bare.amount[mine].sum()) - worth[found.offer.id] >= with_offers:
                continue
            blocked |= mine
        used |= set(found.offer.parts)
        given.append(found)
    if not given:
        return order
    if blocked.any() and extras.asked is not None:
        asked = replace(extras.asked, open=extras.asked.open & ~blocked)
        extras = replace(extras, asked=asked)
        order = OrderPrices(book.finish(lines, extras), extras=extras)
    return _settled(order, given)


def _settled(order: OrderPrices, given: Sequence[_Set]) -> OrderPrices:
    prices = order.prices
    before = prices.off
    off = before.copy()
    taken = [(found, _off(prices, found)) for found in given]
    for _, parts in taken:
        for line, kopecks in parts.items():
            off[line] += kopecks
    prices.book.settle(prices, off)
    for found, parts in taken:
        gave = any(prices.off[line] > before[line] for line in parts)
        order.bundles.append(Given(found.offer, found.times, parts, gave))
    return order


def _allowed(prices: Prices, off: Mapping[int, int]) -> int:
    """Kopecks of ``off`` by line that the floor lets go."""
    at = np.array(list(off), dtype=np.int64)
    most = prices.book.most_off(prices.lines, at, prices.amount[at]).tolist()
    return sum(map(min, off.values(), most))


def _sets(book: PriceBook, asked: Asked, offer: Offer, left: Mapping[int, int]) -> _Set | None:
    """How many whole sets the order holds, and which units of which lines are in them."""
    meets = eligible(offer, asked) & (asked.thousandths > 0)
    times = left.get(offer.id)
    lines_of: list[tuple[int, list[int]]] = []
    for product, quantity in sorted(offer.parts.items()):
        row = int(book.goods.rows([product])[0])
        mine = np.flatnonzero((asked.rows == row) & meets)
        held = int(asked.thousandths[mine].sum()) // quantity
        times = held if times is None else min(times, held)
        if times <= 0:
            return None
        lines_of.append((quantity, mine.tolist()))
    if times is None:
        return None
    taken: dict[int, int] = {}
    for quantity, mine_of in lines_of:
        wanted = quantity * times
        for line in mine_of:
            if wanted:
                taken[line] = min(wanted, int(asked.thousandths[line]))
                wanted -= taken[line]
    return _Set(offer, times, dict(sorted(taken.items())))


def _off(prices: Prices, found: _Set) -> dict[int, int]:
    """Kopecks a bundle takes off each of its lines: of what other promotions left of them."""
    cost = {
        line: money.divide_half_up(int(prices.amount[line]) * units, int(prices.thousandths[line]))
        for line, units in found.taken.items()
    }
    whole = sum(cost.values())
    if found.offer.percent:
        off = money.divide_half_up(whole * found.offer.percent, WHOLE)
    else:
        off = max(whole - _price(prices, found, cost), 0)
    parts = money.split(money.from_minor(off), [Decimal(kopecks) for kopecks in cost.values()])
    return {line: money.to_minor(part) for line, part in zip(cost, parts, strict=True)}


def _price(prices: Prices, found: _Set, cost: Mapping[int, int]) -> int:
    """What the sets are to cost together, in the dealer's kind of price.

    The promotion's price is in that of the base list: it is turned over as the goods of the
    sets are, whose rates may differ.
    """
    price, book = found.offer.price * found.times, prices.book
    if book.includes_vat == book.chain.costs_include_vat:
        return price
    at = np.array(list(cost), dtype=np.int64)
    own = np.array(list(cost.values()), dtype=object)
    base = tax.turned_over(
        own, prices.lines.vat[at], included=book.includes_vat, wanted=book.chain.costs_include_vat
    )
    whole = int(base.sum())
    return money.divide_half_up(price * int(own.sum()), whole) if whole else 0


def _gifts(
    book: PriceBook, asked: Asked, offers: Sequence[Offer], left: Mapping[int, int]
) -> list[Gift]:
    """All stackable gifts, and of the exclusive ones the most valuable."""
    given: list[Gift] = []
    for offer in offers:
        if offer.effect is PromotionEffect.GIFT and (times := _gift_times(offer, asked)) > 0:
            times = min(times, left.get(offer.id, times))
            row = int(book.goods.rows([offer.gift_product_id])[0])
            if row != NONE:
                given.append(Gift(offer, row, offer.gift_quantity * times, times))
    alone = [gift for gift in given if gift.offer.exclusive]
    if len(alone) > 1:
        worth = book.price(
            np.array([gift.row for gift in alone], dtype=np.int64),
            np.array([gift.thousandths for gift in alone], dtype=np.int64),
        ).amount.tolist()
        best = min(zip(alone, worth, strict=True), key=lambda pair: (-pair[1], pair[0].offer.id))
        given = [gift for gift in given if not gift.offer.exclusive or gift is best[0]]
    return given


def _gift_times(offer: Offer, asked: Asked) -> int:
    covered = offer.covers(asked.rows) & asked.open
    if not covered.any() or int(asked.amounts[covered].sum()) < offer.min_sum:
        return 0
    if not offer.min_quantity:
        return 1
    return int(asked.thousandths[covered].sum()) // offer.min_quantity
