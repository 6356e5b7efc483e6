"""The stories of an order's prices, told column by column: for the dealer and the staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wholesale.core.money import from_thousandths
from wholesale.core.vocabulary import DiscountPolicy, PromotionEffect
from wholesale.pricing import trace
from wholesale.pricing.book import Prices
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.lists import OWN
from wholesale.pricing.offers import Offer
from wholesale.pricing.order import OrderPrices
from wholesale.pricing.rounding import WHOLE, Numbers, divide, divide_by, exact, times
from wholesale.pricing.rules import Level, take_off, whole_unit
from wholesale.pricing.trace import Facts, Story


@dataclass(slots=True)
class Told:
    """By line: the dealer's story, the staff's, and the base price the dealer may see."""

    shown: list[Story]
    full: list[Story]
    base: Numbers  # kopecks, −1 on request


def tell(order: OrderPrices) -> Told:
    """Tell every line's story: each step in its turn on all the lines where it did something."""
    prices = order.prices
    full = _first(prices)
    _discounts(prices, full)
    _promotions(prices, full)
    if prices.manual is not None:
        _manual(prices, full)
    _charged(prices, full)
    _amounts_off(order, full)
    return _shown(prices, full)


def _add(full: list[Story], at: Column, facts: Iterable[Facts], afters: Sequence[int]) -> None:
    """One more step for each of the lines."""
    for line, step in zip(at.tolist(), zip(facts, afters, strict=True), strict=True):
        full[line].append(step)


def _first(prices: Prices) -> list[Story]:
    """Where each price comes from."""
    lines = prices.lines
    places = np.where(lines.entry == NONE, _list_minimums(prices), lines.entry)
    columns = (lines.level, places, _formulas(prices))
    keys = list(zip(*(column.tolist() for column in columns), strict=True))
    heads = {key: _head(prices, *key) for key in set(keys)}
    afters: list[int | None] = [*trace.kopeck_parts(lines.base)]
    for line in np.flatnonzero(lines.level == NONE).tolist():
        afters[line] = None
    return [[step] for step in zip(map(heads.__getitem__, keys), afters, strict=True)]


def _plain(full: list[Story]) -> list[Story]:
    """The stories as a dealer may read them as far as no floor was felt.

    From whose list a list is derived, and by how much, is the staff's to know.
    """
    shown = full.copy()
    plain: dict[int, Facts] = {}
    for line, story in enumerate(full):
        head, after = story[0]
        if "parent" in head:
            if (facts := plain.get(id(head))) is None:
                facts = {k: fact for k, fact in head.items() if k not in trace.STAFF_FACTS}
                plain[id(head)] = facts
            shown[line] = story.copy()
            shown[line][0] = (facts, after)
    return shown


def _head(prices: Prices, level: int, place: int, formula: int) -> Facts:
    """The first step of a list's prices from a quantity, or of an entry of the contract."""
    book = prices.book
    if level == NONE:
        return {"rule": "on_request"}
    if level < len(book.lists):
        word, price_list = book.lists[level]
        facts: Facts = {"rule": word.value, "list": price_list.name}
        if formula != OWN and price_list.parent is not None:
            facts |= {"parent": price_list.parent.name, "formula": trace.percent(formula)}
        minimum = place
    else:
        facts = {"rule": Level.CONTRACT.value}
        minimum = int(book.contract.ladder.minimums[place])
        if (until := book.contract.until[place]) is not None:
            facts["until"] = until.isoformat()
    if minimum > 1000:
        facts["quantity"] = str(from_thousandths(minimum))
    return facts


def _list_minimums(prices: Prices) -> Column:
    """The quantity from which the reached price of a list holds, by line."""
    lines = prices.lines
    minimums = np.zeros(len(lines.rows), dtype=np.int64)
    for index, (_, price_list) in enumerate(prices.book.lists):
        mine = np.flatnonzero(lines.level == index)
        if len(mine):
            minimums[mine] = price_list.reached(lines.rows[mine], lines.together[mine])
    return np.where(minimums <= lines.together, minimums, 0)


def _formulas(prices: Prices) -> Column:
    """By line the percentage over the parent list's price, ``OWN`` where there is none."""
    lines = prices.lines
    found = np.full(len(lines.rows), OWN, dtype=np.int64)
    for index, (_, price_list) in enumerate(prices.book.lists):
        if price_list.parent is not None:
            mine = np.flatnonzero(lines.level == index)
            found[mine] = price_list.formulas(lines.rows[mine])
    return found


def _discounts(prices: Prices, full: list[Story]) -> None:
    """A step for each source that worked."""
    goods = prices.book.goods
    base = np.maximum(prices.lines.base, 0)
    left, over = base, 1
    together = np.zeros(len(base), dtype=np.int64)
    for source, percents, chosen in zip(
        prices.sources, prices.percents, prices.chosen, strict=True
    ):
        at = np.flatnonzero(percents)
        if not len(at):
            continue
        if prices.book.policy is DiscountPolicy.SUM:
            together = together + percents
            left, over = take_off(base, 1, together, whole_unit(together))
        else:
            left, over = take_off(left, over, percents, whole_unit(percents))
        # Each different pair of rule and percentage (a sum may be capped) is worded once.
        pairs, place = np.unique(chosen[at] * (2 * WHOLE) + percents[at], return_inverse=True)
        worded = [
            {
                "rule": f"{source.kind.value}_discount",
                "percent": trace.percent(percent),
                **trace.scope_of(goods, source.rules.rules[number]),
            }
            for number, percent in (divmod(pair, 2 * WHOLE) for pair in pairs.tolist())
        ]
        told = map(worded.__getitem__, place.tolist())
        _add(full, at, told, trace.parts_of(left[at], over))


def _promotions(prices: Prices, full: list[Story]) -> None:
    for step in prices.applied:
        if step.offer.effect is not PromotionEffect.N_FOR_M:
            after = trace.parts_of(step.after, step.denominator)
            _add(full, step.at, [_offer(step.offer)] * len(step.at), after)


def _offer(offer: Offer) -> Facts:
    facts: Facts = {"rule": offer.effect.value, "promotion": offer.name}
    if offer.effect is PromotionEffect.PERCENT:
        facts["percent"] = trace.percent(offer.percent)
    if offer.effect is PromotionEffect.N_FOR_M:
        facts |= {"buy": str(offer.buy), "pay": str(offer.pay)}
    return facts


def _manual(prices: Prices, full: list[Story]) -> None:
    manual = prices.manual
    assert manual is not None
    at = np.flatnonzero((manual > 0) & prices.lines.known)
    worded: list[Facts] = [
        {"rule": "manual_discount", "percent": trace.percent(percent)}
        for percent in manual[at].tolist()
    ]
    _add(full, at, worded, trace.parts_of(prices.worked_out[at], prices.denominator))


def _charged(prices: Prices, full: list[Story]) -> None:
    """The floor, and the rounding where it was not the floor that changed the price."""
    known = prices.lines.known
    held = np.flatnonzero(prices.clamped & known)
    _floor(prices, full, held, trace.kopeck_parts(prices.price[held]))
    exactly = exact(prices.price, prices.denominator) * prices.denominator
    moved = known & ~prices.clamped & (prices.worked_out != exactly)
    at = np.flatnonzero(moved)
    afters = trace.kopeck_parts(prices.price[at])
    seen = [
        place
        for place, (line, after) in enumerate(zip(at.tolist(), afters, strict=True))
        if full[line][-1][1] != after
    ]
    rounding: Facts = {"rule": "rounding"}
    _add(full, at[seen], [rounding] * len(seen), [afters[place] for place in seen])


def _floor(prices: Prices, full: list[Story], at: Column, afters: Sequence[int]) -> None:
    floors = map(trace.part_text, trace.kopeck_parts(prices.floor[at]))
    _add(full, at, ({"rule": "floor", "floor": floor} for floor in floors), afters)


def _amounts_off(order: OrderPrices, full: list[Story]) -> None:
    """What was taken off the lines' amounts, as prices of a unit, and what the floor kept."""
    prices = order.prices
    limited = prices.limited
    bundles = [
        (given.offer, np.array([line for line, off in given.off.items() if off], dtype=np.int64))
        for given in order.bundles
    ]
    gone = divide(times(np.maximum(prices.price, 0), prices.free), 1000)
    free = np.flatnonzero((prices.free > 0) & ((prices.off > 0) | limited))
    if len(free):
        worded: dict[int, Facts] = {}
        for step in prices.applied:
            if step.offer.effect is PromotionEffect.N_FOR_M:
                worded.update(dict.fromkeys(step.at.tolist(), _offer(step.offer)))
        then = np.isin(free, np.concatenate([at for _, at in bundles])) if bundles else False
        each = np.where(limited[free] | then, _each(prices, free, gone), prices.unit[free])
        _add(full, free, map(worded.__getitem__, free.tolist()), trace.kopeck_parts(each))
    for (offer, at), given in zip(bundles, order.bundles, strict=True):
        gone[at] += np.array([given.off[line] for line in at.tolist()], dtype=np.int64)
        each = np.where(limited[at], _each(prices, at, gone), prices.unit[at])
        facts: Facts = {"rule": "bundle", "promotion": offer.name}
        _add(full, at, [facts] * len(at), trace.kopeck_parts(each))
    held = np.flatnonzero(limited)
    _floor(prices, full, held, trace.kopeck_parts(prices.unit[held]))


def _each(prices: Prices, at: Column, gone: Numbers) -> Numbers:
    """Kopecks of a unit with so much off the lines' amounts, floor or no floor."""
    amounts = np.maximum(prices.amount[at] + prices.off[at] - gone[at], 0)
    return divide_by(exact(amounts, 2000) * 1000, prices.thousandths[at])


def _shown(prices: Prices, full: list[Story]) -> Told:
    """What the dealer may read: where the floor was felt, only what he pays in the end."""
    shown = _plain(full)
    base = prices.lines.base.copy()
    held = np.flatnonzero(prices.held & prices.lines.known)
    for line, unit, after in zip(
        held.tolist(),
        prices.unit[held].tolist(),
        trace.kopeck_parts(prices.unit[held]),
        strict=True,
    ):
        first = shown[line][0]
        if unit >= base[line]:
            shown[line], base[line] = [(first[0], after)], unit
        else:
            shown[line] = [first, ({"rule": "terms"}, after)]
    return Told(shown, full, base)
