"""A chain of rules: what all dealers with equal terms have in common on a date.

Compiled once and shared. A dealer's book adds to it only what is his alone: contract prices
and personal discounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, TaxRegime
from wholesale.pricing import tax
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.goods import VAT_CATEGORIES, Goods
from wholesale.pricing.lists import PriceListBook
from wholesale.pricing.offers import Offer
from wholesale.pricing.rules import Level, ScopedRule, ScopedRules


@dataclass(frozen=True, slots=True)
class Source:
    """Discounts of one kind: which rule of it covers a product.

    ``found`` is given where the lines themselves decide which rules they have reached.
    """

    kind: DiscountSource
    rules: ScopedRules
    found: Column | None = None

    def find(self, rows: Column) -> Column:
        """The index of each line's rule in ``rules``, −1 for none."""
        return self.rules.find(rows) if self.found is None else self.found


class Volume:
    """Discounts for the volume of an order: all of them, and each by itself."""

    def __init__(self, rules: Sequence[ScopedRule], goods: Goods) -> None:
        self.rules = ScopedRules(rules, goods)
        self.vaguest_first = [
            (index, ScopedRules([self.rules.rules[index]], goods))
            for index in self.rules.by_preference()
        ]

    def __bool__(self) -> bool:
        return bool(self.vaguest_first)


@dataclass(slots=True)
class Chain:
    """Lists, discounts and promotions of all dealers who trade by the same rules."""

    on: date
    goods: Goods
    regime: TaxRegime
    policy: DiscountPolicy
    lists: Sequence[tuple[Level, PriceListBook]]
    sources: Sequence[Source] = ()  # club and turnover
    volume: Sequence[ScopedRule] = ()  # order-volume discounts, by threshold
    offers: Sequence[Offer] = ()
    costs_include_vat: bool = True  # whether costs and minimum prices contain VAT
    by_volume: Volume = field(init=False)
    rates: Column = field(init=False)  # by VAT category, 1/10000 %

    def __post_init__(self) -> None:
        rates = [tax.vat_rate(category, self.regime, self.on) for category in VAT_CATEGORIES]
        self.rates = np.array(
            [NONE if rate is None else int(rate * 10_000) for rate in rates], dtype=np.int64
        )
        self.by_volume = Volume(self.volume, self.goods)

    @property
    def includes_vat(self) -> bool:
        """Whether the dealers' prices contain VAT: as their first list says."""
        return self.lists[0][1].includes_vat if self.lists else True

    @property
    def levels(self) -> list[Level]:
        """The levels by the index that ``Lines.level`` uses: lists, then the contract."""
        return [*(level for level, _ in self.lists), Level.CONTRACT]
