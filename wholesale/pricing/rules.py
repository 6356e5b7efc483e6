"""The written precedence, in one place. docs/pricing.md says the same in tables.

Where a price comes from (``LEVELS``), which discount of a source applies (``ScopedRules``:
product, then brand within category, deepest category, brand, all) and how the sources
combine (``combine``). Data in, data out; rows are rows of ``goods.Goods``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import gcd

import numpy as np

from wholesale.core.vocabulary import DiscountPolicy
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.goods import Goods
from wholesale.pricing.rounding import WHOLE, Numbers, times


class Level(StrEnum):
    """Where a base price may come from, in the order of asking."""

    CONTRACT = "contract"
    AGREEMENT = "agreement_list"
    CLUB = "club_list"
    POINT = "point_list"
    BASE = "base_list"


class Scope(StrEnum):
    """What a rule covers, from the vaguest to the most specific."""

    ALL = "all"
    BRAND = "brand"
    CATEGORY = "category"
    BRAND_IN_CATEGORY = "brand_in_category"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class ScopedRule:
    """A percentage (1/10000 %, signed) on a scope, within dates when it has any."""

    id: int
    percent: int
    product_id: int | None = None
    category_id: int | None = None
    brand: str | None = None
    valid_to: date | None = None
    threshold: int = 0  # kopecks of turnover or of the order from which it holds

    @property
    def scope(self) -> Scope:
        if self.product_id is not None:
            return Scope.PRODUCT
        if self.category_id is not None:
            return Scope.BRAND_IN_CATEGORY if self.brand else Scope.CATEGORY
        return Scope.BRAND if self.brand else Scope.ALL


class ScopedRules:
    """Rules of one source, compiled: which one covers each product.

    The most specific scope wins; of categories the deepest; of equals the larger
    percentage, then the smaller id.
    """

    def __init__(self, rules: Sequence[ScopedRule], goods: Goods) -> None:
        # In ascending order of preference, so that the last one written wins.
        self.rules = sorted(rules, key=lambda rule: (rule.percent, -rule.id))
        self.percents = np.array([rule.percent for rule in self.rules] + [0], dtype=np.int64)
        self._goods = goods
        self._overall = NONE
        self._brands: Column | None = None
        self._categories: Column | None = None
        self._pairs: dict[int, Column] = {}
        products: dict[int, int] = {}
        by_category: dict[int, int] = {}
        by_pair: dict[int, dict[int, int]] = {}
        for index, rule in enumerate(self.rules):
            brand = goods.brand_code(rule.brand)
            category = goods.categories.row(rule.category_id)
            match rule.scope:
                case Scope.PRODUCT:
                    products[rule.product_id or 0] = index
                case Scope.BRAND_IN_CATEGORY:
                    by_pair.setdefault(brand, {})[category] = index
                case Scope.CATEGORY:
                    by_category[category] = index
                case Scope.BRAND if brand != NONE:
                    if self._brands is None:
                        self._brands = np.full(len(goods.brands), NONE, dtype=np.int64)
                    self._brands[brand] = index
                case Scope.ALL:
                    self._overall = index
        if by_category:
            self._categories = self._inherited(by_category)
        self._pairs = {
            brand: self._inherited(found) for brand, found in by_pair.items() if brand != NONE
        }
        self._product_ids = np.array(sorted(products), dtype=np.int64)
        self._product_rules = np.array([products[p] for p in sorted(products)], dtype=np.int64)

    def find(self, rows: Column) -> Column:
        """For each row of goods the index of its rule in ``rules``, −1 for none."""
        found = np.full(len(rows), self._overall, dtype=np.int64)
        if self._brands is not None:
            found = _prefer(self._brands[self._goods.brand[rows]], found)
        if self._categories is not None:
            found = _prefer(self._categories[self._goods.category[rows]], found)
        for brand, categories in self._pairs.items():
            of_brand = self._goods.brand[rows] == brand
            pair = np.where(of_brand, categories[self._goods.category[rows]], NONE)
            found = _prefer(pair, found)
        if len(self._product_ids):
            ids = self._goods.ids[rows]
            at = np.minimum(np.searchsorted(self._product_ids, ids), len(self._product_ids) - 1)
            own = np.where(self._product_ids[at] == ids, self._product_rules[at], NONE)
            found = _prefer(own, found)
        return found

    def by_preference(self) -> list[int]:
        """Indices of the rules, the one that gives way to all others first."""
        tree = self._goods.categories
        order = tuple(Scope)

        def rank(index: int) -> tuple[int, int, int]:
            rule = self.rules[index]
            depth = len(tree.up(tree.row(rule.category_id)))
            return order.index(rule.scope), depth, index

        return sorted(range(len(self.rules)), key=rank)

    def _inherited(self, own: Mapping[int, int]) -> Column:
        """By category row: its own rule, else the nearest ancestor's; the last row is none."""
        tree = self._goods.categories
        found = [
            next((own[up] for up in tree.up(row) if up in own), NONE)
            for row in range(len(tree.ids))
        ]
        return np.array([*found, NONE], dtype=np.int64)


def _prefer(specific: Column, vague: Column) -> Column:
    return np.where(specific != NONE, specific, vague)


def whole_unit(percents: Column) -> int:
    """The largest unit in which all the percentages and 100 % are whole numbers."""
    return int(np.gcd.reduce(percents, initial=WHOLE))


def combine(
    prices: Numbers, percents: Sequence[Numbers], policy: DiscountPolicy, units: Sequence[int]
) -> tuple[Numbers, int, list[Numbers]]:
    """Take the discounts of several sources off ``prices``; ``units`` as of ``whole_unit``.

    Returns numerators, their common denominator and, by source, the percentage that really
    worked: under ``best`` only the largest (the first source of equals), under ``sum`` all of
    them, together at most 100 %, under ``cascade`` each off what the one before it left.
    """
    if not percents:
        return prices, 1, []
    if policy is DiscountPolicy.CASCADE:
        denominator = 1
        for percent, unit in zip(percents, units, strict=True):
            prices, denominator = take_off(prices, denominator, percent, unit)
        return prices, denominator, list(percents)
    unit = gcd(*units)
    worked: list[Numbers] = []
    if policy is DiscountPolicy.BEST:
        best = np.maximum.reduce(percents)
        taken = np.zeros(len(prices), dtype=bool)
        for percent in percents:
            first = (percent == best) & ~taken
            taken |= first
            worked.append(np.where(first, percent, 0))
        return *take_off(prices, 1, best, unit), worked
    left = np.full(len(prices), WHOLE, dtype=np.int64)
    for percent in percents:
        part = np.minimum(percent, left)
        left = left - part
        worked.append(part)
    return *take_off(prices, 1, WHOLE - left, unit), worked


def take_off(
    prices: Numbers, denominator: int, percents: Numbers, unit: int
) -> tuple[Numbers, int]:
    """``prices / denominator`` less ``percents``, exact; ``unit`` divides them and 100 %."""
    whole = WHOLE // unit
    if whole == 1:  # 0 % or 100 %
        return np.where(percents > 0, 0, prices), denominator
    return times(prices, whole - percents // unit), denominator * whole
