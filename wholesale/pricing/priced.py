"""What the rest of the house gets: a priced line with its sums and its two traces."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from wholesale.core.access import Actor, Permission
from wholesale.core.money import ZERO, divide_half_up, from_thousandths
from wholesale.core.vocabulary import DiscountPolicy, PromotionEffect
from wholesale.pricing import trace
from wholesale.pricing.book import Prices
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.offers import Applied
from wholesale.pricing.order import OrderPrices
from wholesale.pricing.rounding import divide, exact
from wholesale.pricing.rules import Level, take_off
from wholesale.pricing.trace import Step


class PricedLine(NamedTuple):
    """One product at one quantity, priced. Amounts are roubles, two places.

    ``unit_price`` and ``base_price`` are ``None`` for price on request, and the sums are zero
    then. ``vat_rate`` is a percentage, ``None`` is «без НДС». ``trace`` may be shown to the
    dealer and is stored with the order line; ``staff_trace`` and ``cost`` are for staff alone
    (``LineCost``). ``base_price`` is the price before discounts, as the dealer may see it.
    ``gift`` marks a line that a promotion adds to the order, at 0.00.
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
    trace: list[Step]
    staff_trace: list[Step]
    gift: bool = False

    def shown_to(self, actor: Actor) -> PricedLine:
        """The line as ``actor`` may read it: a dealer gets no cost and no steps of the staff."""
        if actor.may(Permission.INSPECT_PRICES):
            return self
        return PricedLine(*self[:9], None, self.trace, [], self.gift)


def lines(order: OrderPrices) -> list[PricedLine]:
    """The lines that were asked, in their order, with their traces."""
    prices = order.prices
    goods = prices.book.goods
    rates = {
        rate: None if rate == NONE else Decimal(trace.percent(rate))
        for rate in np.unique(prices.lines.vat).tolist()
    }
    includes_vat = prices.book.includes_vat
    tell = _Teller(order).tell
    told = [tell(index) for index in range(len(prices.rows))]
    return [
        PricedLine(
            product,
            quantity,
            base,
            unit,
            rates[rate],
            includes_vat,
            net,
            vat,
            total,
            cost,
            shown,
            full,
        )
        for product, quantity, base, unit, rate, net, vat, total, cost, (shown, full, _) in zip(
            goods.ids[prices.rows].tolist(),
            _quantities(prices.thousandths),
            _roubles([kopecks for _, _, kopecks in told]),
            _roubles(prices.unit.tolist()),
            prices.lines.vat.tolist(),
            _roubles(prices.net.tolist()),
            _roubles(prices.vat_sum.tolist()),
            _roubles(prices.total.tolist()),
            _roubles(goods.cost[prices.rows].tolist()),
            told,
            strict=True,
        )
    ]


def _roubles(kopecks: list[int]) -> list[Any]:
    """A column of amounts; ``None`` for −1."""
    return [None if k == NONE else Decimal(k).scaleb(-2) for k in kopecks]


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
        worth = None if line.unit_price is None else f"{line.unit_price:.2f}"
        step: Step = {
            "rule": "gift", "before": worth, "after": "0.00", "promotion": gift.offer.name,
        }  # fmt: skip
        added.append(
            line._replace(
                base_price=line.unit_price or ZERO,
                unit_price=ZERO,
                net=ZERO,
                vat=ZERO,
                total=ZERO,
                trace=[*line.trace, step],
                staff_trace=[*line.staff_trace, step],
                gift=True,
            )
        )
    return added


class _Teller:
    """Turns the columns of an order's prices into steps, line by line."""

    def __init__(self, order: OrderPrices) -> None:
        prices = order.prices
        book = prices.book
        self.lists = [(level.value, price_list.name) for level, price_list in book.lists]
        self.contract = book.contract
        self.level = prices.lines.level.tolist()
        self.entry = prices.lines.entry.tolist()
        self.base = prices.lines.base.tolist()
        self.worked_out = prices.worked_out.tolist()
        self.denominator = prices.denominator
        self.floor = prices.floor.tolist()
        self.clamped = prices.clamped.tolist()
        self.price = prices.price.tolist()
        self.unit = prices.unit.tolist()
        self.thousandths = prices.thousandths.tolist()
        self.free = prices.free.tolist() if prices.free.any() else None
        self.manual = prices.manual.tolist() if prices.manual.any() else None
        self.applied = [_Told(step) for step in prices.applied]
        self.bundles = [(given.offer, given.off) for given in order.bundles]
        self.minimums = _list_minimums(prices)
        self.base_text = [trace.rouble_text(*divmod(kopecks, 100)) for kopecks in self.base]
        self.price_text = [trace.rouble_text(*divmod(kopecks, 100)) for kopecks in self.price]
        self.sources = list(_told_sources(prices))

    def tell(self, index: int) -> tuple[list[Step], list[Step], int]:
        """The dealer's trace, the staff's, and the base price (kopecks) the dealer may see."""
        price, base = self.price[index], self.base[index]
        if price == NONE:
            steps: list[Step] = [{"rule": "on_request", "before": None, "after": None}]
            return steps, steps, NONE
        first = self._first(index, self.base_text[index])
        full = [first]
        before = self._discounts(index, full)
        if self.applied:
            before = self._promotions(index, full, before)
        after = self.price_text[index]
        if self.manual and self.manual[index]:
            before = self._manual(index, full, before)
        if not self.clamped[index]:
            if before != after:
                full.append({"rule": "rounding", "before": before, "after": after})
            shown = full
        else:
            floor = trace.amount(self.floor[index])
            full.append({"rule": "floor", "before": before, "after": after, "floor": floor})
            if price >= base:
                shown, base = [{**first, "after": after}], price
            else:
                shown = [first, {"rule": "terms", "before": first["after"], "after": after}]
        if self.unit[index] != price:
            extra = self._amounts_off(index, after)
            shown, full = [*shown, *extra], [*full, *extra]
        return shown, full, base

    def _first(self, index: int, after: str) -> Step:
        level = self.level[index]
        if level < len(self.lists):
            word, name = self.lists[level]
            step: Step = {"rule": word, "before": None, "after": after, "list": name}
            minimum = self.minimums[index]
        else:
            step = {"rule": Level.CONTRACT.value, "before": None, "after": after}
            entry = self.entry[index]
            minimum = int(self.contract.ladder.minimums[entry])
            until = self.contract.until[entry]
            if until is not None:
                step["until"] = until.isoformat()
        if minimum > 1000:
            step["quantity"] = str(from_thousandths(minimum))
        return step

    def _discounts(self, index: int, steps: list[Step]) -> str:
        """Add one step for each source that worked; returns the price after them."""
        before: str = steps[-1]["after"]
        for rule, percents, chosen, scopes, afters in self.sources:
            percent = percents[index]
            if percent:
                after = afters[index]
                steps.append(
                    {
                        "rule": rule,
                        "before": before,
                        "after": after,
                        "percent": trace.percent(percent),
                        **scopes[chosen[index]],
                    }
                )
                before = after
        return before

    def _promotions(self, index: int, steps: list[Step], before: str) -> str:
        for told in self.applied:
            if told.mask[index] and told.rule != "n_for_m":
                after = trace.amount(told.after[index], told.denominator)
                steps.append({"rule": told.rule, "before": before, "after": after, **told.facts})
                before = after
        return before

    def _manual(self, index: int, steps: list[Step], before: str) -> str:
        after = trace.amount(self.worked_out[index], self.denominator)
        percent = trace.percent(self.manual[index]) if self.manual else "0"
        steps.append(
            {"rule": "manual_discount", "before": before, "after": after, "percent": percent}
        )
        return after

    def _amounts_off(self, index: int, before: str) -> list[Step]:
        """Steps of what was taken off the line's amount, as prices of a unit."""
        steps: list[Step] = []
        unit = trace.amount(self.unit[index])
        bundle = next((offer for offer, off in self.bundles if off.get(index)), None)
        if self.free and self.free[index]:
            told = next(t for t in self.applied if t.mask[index] and t.rule == "n_for_m")
            paid = self.thousandths[index] - self.free[index]
            part = divide_half_up(self.price[index] * paid, self.thousandths[index])
            after = trace.amount(part) if bundle else unit
            steps.append({"rule": told.rule, "before": before, "after": after, **told.facts})
            before = after
        if bundle:
            steps.append(
                {"rule": "bundle", "before": before, "after": unit, "promotion": bundle.name}
            )
        return steps


_ToldSource = tuple[str, list[int], list[int], list[dict[str, str]], list[str]]


def _told_sources(prices: Prices) -> Iterator[_ToldSource]:
    """Each source that worked anywhere: its word, percentages, rules, and prices after it."""
    book = prices.book
    base = np.maximum(prices.lines.base, 0)
    left, over = base, 1
    together = np.zeros(len(base), dtype=np.int64)
    for source, percents, chosen in zip(
        prices.sources, prices.percents, prices.chosen, strict=True
    ):
        if not percents.any():
            continue
        if book.policy is DiscountPolicy.SUM:
            together = together + percents
            left, over = take_off(base, 1, together)
        else:
            left, over = take_off(left, over, percents)
        yield (
            f"{source.kind.value}_discount",
            percents.tolist(),
            chosen.tolist(),
            [trace.scope_of(book.goods, rule) for rule in source.rules.rules],
            [trace.part_text(part) for part in divide(exact(left, 100) * 100, over).tolist()],
        )


class _Told:
    """A promotion on lines, ready to be told line by line."""

    def __init__(self, step: Applied) -> None:
        offer = step.offer
        self.rule = offer.effect.value
        self.mask = step.mask.tolist()
        self.after = step.after.tolist()
        self.denominator = step.denominator
        self.facts = {"promotion": offer.name}
        if offer.effect is PromotionEffect.PERCENT:
            self.facts["percent"] = trace.percent(offer.percent)
        if offer.effect is PromotionEffect.N_FOR_M:
            self.facts |= {"buy": str(offer.buy), "pay": str(offer.pay)}


def _list_minimums(prices: Prices) -> list[int]:
    """The quantity from which the reached price of a list holds, by line."""
    minimums = np.zeros(len(prices.rows), dtype=np.int64)
    for index, (_, price_list) in enumerate(prices.book.lists):
        mine = np.flatnonzero(prices.lines.level == index)
        if len(mine):
            minimums[mine] = price_list.reached(prices.rows[mine], prices.thousandths[mine])
    found: list[int] = minimums.tolist()
    return found
