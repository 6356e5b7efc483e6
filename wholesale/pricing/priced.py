"""What the rest of the house gets: a priced line with its sums and its two traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from wholesale.core.money import from_minor, from_thousandths
from wholesale.core.vocabulary import DiscountPolicy
from wholesale.pricing import trace
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.columns import NONE
from wholesale.pricing.rounding import WHOLE
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
    rates = {
        rate: None if rate == NONE else Decimal(trace.percent(rate))
        for rate in np.unique(prices.vat).tolist()
    }
    columns = zip(
        goods.ids[prices.rows].tolist(),
        prices.thousandths.tolist(),
        prices.unit.tolist(),
        prices.vat.tolist(),
        prices.net.tolist(),
        prices.vat_sum.tolist(),
        prices.total.tolist(),
        goods.cost[prices.rows].tolist(),
        strict=True,
    )
    result: list[PricedLine] = []
    for index, (product, quantity, unit, rate, net, vat, total, cost) in enumerate(columns):
        shown, full, base = teller.tell(index)
        result.append(
            PricedLine(
                product,
                from_thousandths(quantity),
                None if unit == NONE else from_minor(base),
                None if unit == NONE else from_minor(unit),
                rates[rate],
                includes_vat,
                from_minor(net),
                from_minor(vat),
                from_minor(total),
                None if cost == NONE else from_minor(cost),
                shown,
                full,
            )
        )
    return result


class _Teller:
    """Turns the columns of ``Prices`` into steps, line by line."""

    def __init__(self, prices: Prices) -> None:
        book = prices.book
        self.lists = [(level.value, price_list.name) for level, price_list in book.lists]
        self.contract = book.contract
        self.level = prices.level.tolist()
        self.entry = prices.entry.tolist()
        self.base = prices.base.tolist()
        self.discounted = prices.discounted.tolist()
        self.denominator = prices.denominator
        self.floor = prices.floor.tolist()
        self.clamped = prices.clamped.tolist()
        self.unit = prices.unit.tolist()
        self.minimums = _list_minimums(prices)
        self.sums_up = book.policy is DiscountPolicy.SUM
        self.sources = [
            (
                f"{source.kind.value}_discount",
                percents.tolist(),
                chosen.tolist(),
                [_scope(book, rule) for rule in source.rules.rules],
            )
            for source, percents, chosen in zip(
                book.sources, prices.percents, prices.chosen, strict=True
            )
            if percents.any()
        ]

    def tell(self, index: int) -> tuple[list[Step], list[Step], int]:
        """The dealer's trace, the staff's, and the base price (kopecks) the dealer may see."""
        unit, base = self.unit[index], self.base[index]
        if unit == NONE:
            steps: list[Step] = [{"rule": "on_request", "before": None, "after": None}]
            return steps, steps, NONE
        first = self._first(index, trace.amount(base))
        steps = [first]
        before = self._discounts(index, steps)
        after = trace.amount(unit)
        if not self.clamped[index]:
            if before != after:
                steps.append({"rule": "rounding", "before": before, "after": after})
            return steps, steps, base
        floor = trace.amount(self.floor[index])
        full: list[Step] = [
            *steps,
            {"rule": "floor", "before": before, "after": after, "floor": floor},
        ]
        if unit >= base:
            return [{**first, "after": after}], full, unit
        terms: Step = {"rule": "terms", "before": first["after"], "after": after}
        return [first, terms], full, base

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
        base = left = self.base[index]
        over = 1
        for rule, percents, chosen, scopes in self.sources:
            percent = percents[index]
            if not percent:
                continue
            if self.sums_up:
                left = left * WHOLE - base * over * percent
            else:
                left *= WHOLE - percent
            over *= WHOLE
            after = trace.amount(left, over)
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


def _scope(book: PriceBook, rule: ScopedRule) -> dict[str, str]:
    """What a step tells of a discount's scope and end."""
    facts: dict[str, str] = {"scope": rule.scope.value}
    tree = book.goods.categories
    if rule.scope in (Scope.CATEGORY, Scope.BRAND_IN_CATEGORY):
        facts["category"] = tree.names[tree.row(rule.category_id)]
    if rule.brand:
        facts["brand"] = rule.brand
    if rule.valid_to:
        facts["until"] = rule.valid_to.isoformat()
    return facts


def _list_minimums(prices: Prices) -> list[int]:
    """The quantity from which the reached price of a list holds, by line."""
    minimums = np.zeros(len(prices.rows), dtype=np.int64)
    for index, (_, price_list) in enumerate(prices.book.lists):
        mine = np.flatnonzero(prices.level == index)
        if len(mine):
            minimums[mine] = price_list.reached(prices.rows[mine], prices.thousandths[mine])
    found: list[int] = minimums.tolist()
    return found
