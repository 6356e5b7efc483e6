"""What the rest of the house gets: a priced line with its sums and its two traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from wholesale.core.money import from_minor, from_thousandths
from wholesale.pricing import trace
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.columns import NONE
from wholesale.pricing.rules import Level, Scope, ScopedRule
from wholesale.pricing.trace import Step


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One product at one quantity, priced. Amounts are roubles, two places.

    ``unit_price`` and ``base_price`` are ``None`` for price on request, and the sums are zero
    then. ``vat_rate`` is a percentage, ``None`` is «без НДС». ``trace`` may be shown to the
    dealer and is stored with the order line; ``staff_trace`` and ``cost`` are for staff alone
    (``LineCost``). ``base_price`` is the price before discounts, as the dealer may see it.
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
    trace: list[Step] = field(default_factory=list)
    staff_trace: list[Step] = field(default_factory=list)


def lines(prices: Prices) -> list[PricedLine]:
    """The lines of ``prices``, in its order, with their traces."""
    teller = _Teller(prices)
    goods = prices.book.goods
    includes_vat = prices.book.includes_vat
    ids = goods.ids[prices.rows].tolist()
    costs = goods.cost[prices.rows].tolist()
    columns = zip(
        ids,
        prices.thousandths.tolist(),
        prices.unit.tolist(),
        prices.vat.tolist(),
        prices.net.tolist(),
        prices.vat_sum.tolist(),
        prices.total.tolist(),
        costs,
        strict=True,
    )
    result: list[PricedLine] = []
    rates: dict[int, Decimal | None] = {NONE: None}
    for index, (product, quantity, unit, rate, net, vat, total, cost) in enumerate(columns):
        if rate not in rates:
            rates[rate] = Decimal(trace.percent(rate))
        shown, full, base = teller.tell(index)
        result.append(
            PricedLine(
                product_id=product,
                quantity=from_thousandths(quantity),
                base_price=None if unit == NONE else from_minor(base),
                unit_price=None if unit == NONE else from_minor(unit),
                vat_rate=rates[rate],
                includes_vat=includes_vat,
                net=from_minor(net),
                vat=from_minor(vat),
                total=from_minor(total),
                cost=None if cost == NONE else from_minor(cost),
                trace=shown,
                staff_trace=full,
            )
        )
    return result


class _Teller:
    """Turns the columns of ``Prices`` into steps, line by line."""

    def __init__(self, prices: Prices) -> None:
        self.book: PriceBook = prices.book
        self.thousandths = prices.thousandths.tolist()
        self.level = prices.level.tolist()
        self.entry = prices.entry.tolist()
        self.base = prices.base.tolist()
        self.percents = [column.tolist() for column in prices.percents]
        self.chosen = [column.tolist() for column in prices.chosen]
        self.discounted = prices.discounted.tolist()
        self.denominator = prices.denominator
        self.floor = prices.floor.tolist()
        self.clamped = prices.clamped.tolist()
        self.unit = prices.unit.tolist()
        self.quantities = self._list_minimums(prices)

    def tell(self, index: int) -> tuple[list[Step], list[Step], int]:
        """The dealer's trace, the staff's, and the base price (kopecks) the dealer may see."""
        unit, base = self.unit[index], self.base[index]
        if unit == NONE:
            steps = [trace.step("on_request", None, None)]
            return steps, steps, NONE
        first = self._first(index)
        steps = [first]
        before = first["after"]
        discounts = self._discounts(index, before)
        if discounts:
            steps.extend(discounts)
            before = steps[-1]["after"]
        after = trace.amount(unit)
        if not self.clamped[index]:
            if before != after:
                steps.append(trace.step("rounding", before, after))
            return steps, steps, base
        full = [*steps, trace.step("floor", before, after, floor=trace.amount(self.floor[index]))]
        if unit >= base:
            return [{**first, "after": after}], full, unit
        return [first, trace.step("terms", first["after"], after)], full, base

    def _first(self, index: int) -> Step:
        level = self.level[index]
        after = trace.amount(self.base[index])
        if level == len(self.book.lists):
            return self._contract(index, after)
        word, price_list = self.book.lists[level]
        facts: dict[str, str] = {"list": price_list.name}
        if self.quantities[index] > 1000:
            facts["quantity"] = str(from_thousandths(self.quantities[index]))
        return trace.step(word.value, None, after, **facts)

    def _contract(self, index: int, after: str) -> Step:
        ladder, entry = self.book.contract.ladder, self.entry[index]
        facts: dict[str, str] = {}
        if (until := self.book.contract.until[entry]) is not None:
            facts["until"] = until.isoformat()
        if ladder.minimums[entry] > 1000:
            facts["quantity"] = str(from_thousandths(int(ladder.minimums[entry])))
        return trace.step(Level.CONTRACT.value, None, after, **facts)

    def _discounts(self, index: int, before: str) -> list[Step]:
        """One step for each source that worked; the last one's ``after`` is exact."""
        steps: list[Step] = []
        left = self.base[index]
        over = 1
        worked = [
            (source, self.percents[number][index], self.chosen[number][index])
            for number, source in enumerate(self.book.sources)
            if self.percents[number][index]
        ]
        for position, (source, percent, rule) in enumerate(worked):
            left, over = self._taken(index, left, over, percent)
            last = position == len(worked) - 1
            after = (
                trace.amount(self.discounted[index], self.denominator)
                if last
                else trace.amount(left, over)
            )
            steps.append(
                trace.step(
                    f"{source.kind.value}_discount",
                    before,
                    after,
                    percent=trace.percent(percent),
                    **self._scope(source.rules.rules[rule]),
                )
            )
            before = after
        return steps

    def _taken(self, index: int, left: int, over: int, percent: int) -> tuple[int, int]:
        if self.book.policy == "sum":
            return left * 1_000_000 - self.base[index] * over * percent, over * 1_000_000
        return left * (1_000_000 - percent), over * 1_000_000

    def _scope(self, rule: ScopedRule) -> dict[str, str]:
        facts: dict[str, str] = {"scope": rule.scope.value}
        tree = self.book.goods.categories
        if rule.scope in (Scope.CATEGORY, Scope.BRAND_IN_CATEGORY):
            facts["category"] = tree.names[tree.row(rule.category_id)]
        if rule.brand:
            facts["brand"] = rule.brand
        if rule.valid_to:
            facts["until"] = rule.valid_to.isoformat()
        return facts

    def _list_minimums(self, prices: Prices) -> list[int]:
        """The quantity from which the reached price holds, by line."""
        minimums = np.zeros(len(prices.rows), dtype=np.int64)
        for index, (_, price_list) in enumerate(self.book.lists):
            mine = np.flatnonzero(prices.level == index)
            if len(mine):
                minimums[mine] = price_list.reached(prices.rows[mine], prices.thousandths[mine])
        found: list[int] = minimums.tolist()
        return found
