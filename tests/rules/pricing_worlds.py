"""Random companies for the pricing tests, and the same rules compiled for the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np

from tests.rules import pricing_reference as ref
from wholesale.core.money import to_minor, to_thousandths
from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, PromotionEffect, TaxRegime
from wholesale.pricing.book import ContractPrices, PriceBook
from wholesale.pricing.chain import Chain, Source
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.goods import VAT_CATEGORIES, Categories, Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.loading import floors
from wholesale.pricing.offers import Offer
from wholesale.pricing.rules import Level, ScopedRule, ScopedRules

D = Decimal
BRANDS = ("", "РОСТ", "ЗУБР")
PARENTS: dict[int, int | None] = {1: None, 2: 1, 3: 2, 4: None, 5: 4}
PRODUCTS = 6
LADDERS = (
    ("0.01", "0"), ("0.10", "0"), ("1", "0"), ("10", "0"), ("10", "9.90"), ("1", "0.99"),
)  # fmt: skip


class Draw:
    """Random rules from a seed: as fast as the engine under test, and repeatable."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def amount(self, most: int = 5_000_000) -> Decimal:
        return D(self.random.randint(1, self.random.choice([9_999, most]))).scaleb(-2)

    def quantity(self) -> Decimal:
        if self.random.random() < 0.6:
            return D(self.random.randint(1, 40))
        return D(self.random.randint(1, 40_000)).scaleb(-3)

    def percent(self) -> Decimal:
        if self.random.random() < 0.6:
            return D(self.random.randint(0, 40))
        return D(self.random.randint(0, 300_000)).scaleb(-4)

    def product(self) -> int:
        return self.random.randint(1, PRODUCTS)

    def scope(self) -> dict[str, Any]:
        """Product, brand and/or category, or everything."""
        shape = self.random.choice(["all", "brand", "category", "both", "product"])
        scope: dict[str, Any] = {}
        if shape == "product":
            scope["product"] = self.product()
        if shape in ("brand", "both"):
            scope["brand"] = self.random.choice(BRANDS[1:])
        if shape in ("category", "both"):
            scope["category"] = self.random.choice(sorted(PARENTS))
        return scope

    def rules(self, most: int = 4, *, signed: bool = False, **facts: Any) -> list[ref.Rule]:
        """Rules of one kind with ids from 1."""
        signs = (1, -1) if signed else (1,)
        return [
            ref.Rule(
                id=number,
                percent=self.percent() * self.random.choice(signs),
                **self.scope(),
                **facts,
            )
            for number in range(1, self.random.randint(0, most) + 1)
        ]

    def entries(self, *, contract: bool = False) -> tuple[ref.Entry, ...]:
        """Entries without dates, one for each product and quantity."""
        breaks = [D(1), D(5), D("7.5"), D(10), D(20)]
        places = {
            (self.product(), self.random.choice(breaks)) for _ in range(self.random.randint(0, 12))
        }
        return tuple(
            ref.Entry(
                id=number,
                product=product,
                quantity=quantity,
                price=self.amount(),
                discountable=contract and self.random.random() < 0.5,
                below_floor=contract and self.random.random() < 0.3,
            )
            for number, (product, quantity) in enumerate(sorted(places), start=1)
        )

    def price_lists(self) -> dict[int, ref.PriceList]:
        """Three lists, each perhaps derived from the one before it."""
        found: dict[int, ref.PriceList] = {}
        for number in (1, 2, 3):
            step, ending = self.random.choice(LADDERS)
            derived = number > 1 and self.random.random() < 0.5
            found[number] = ref.PriceList(
                id=number,
                entries=self.entries(),
                step=D(step),
                ending=D(ending),
                includes_vat=self.random.random() < 0.7,
                parent=number - 1 if derived else None,
                formula=tuple(self.rules(3, signed=True)) if derived else (),
            )
        return found

    def promotion(self, number: int) -> ref.Promotion:
        """A promotion of any kind."""
        choice = self.random.choice
        effect = choice([word.value for word in PromotionEffect])
        buy = self.random.randint(2, 5)
        parts = {self.product(): choice([D(1), D(2), D("0.5")]) for _ in range(choice([1, 2, 3]))}
        bundle = effect == "bundle"
        return ref.Promotion(
            id=number,
            effect=effect,
            exclusive=choice([True, False]),
            scope=tuple(ref.Rule(n, D(1), product=n) for n in sorted(parts))
            if bundle
            else tuple(self.rules(2)),
            min_quantity=choice([D(0), D(0), D(3), D(10)]),
            min_sum=choice([D(0), D(0), D(1000), D("50000.50")]),
            percent=D(0) if bundle and choice([True, False]) else self.percent(),
            price=self.amount(),
            buy=buy,
            pay=self.random.randint(1, buy - 1),
            gift=self.product(),
            gift_quantity=choice([D(1), D("1.5")]),
            parts=tuple(sorted(parts.items())),
            left=choice([None, None, 0, 1, 2]),
        )

    def discounts(self) -> list[ref.Rule]:
        """Discounts of all four sources."""
        found: list[ref.Rule] = []
        for source in ("personal", "club", "turnover", "volume"):
            for rule in self.rules(3):
                facts = {
                    **vars(rule),
                    "id": len(found) + 1,
                    "source": source,
                    "dealer": 1 if source == "personal" else None,
                    "club": 1 if source == "club" else None,
                    "threshold": self.random.choice([D(0), D(1000), D(50_000)]),
                }
                found.append(ref.Rule(**facts))
        return found

    def optional(self, most: int = 5_000_000) -> Decimal | None:
        return self.amount(most) if self.random.random() < 0.5 else None

    def company(self) -> ref.Company:
        """Six products, three lists, all kinds of rules."""
        choice = self.random.choice
        levels = [1, 2, 3]
        self.random.shuffle(levels)
        return ref.Company(
            products=tuple(
                ref.Product(
                    id=number,
                    category=choice([None, *sorted(PARENTS)]),
                    brand=choice(BRANDS),
                    vat=choice([word.value for word in VAT_CATEGORIES]),
                    cost=self.optional(),
                    minimum=self.optional(99_999),
                )
                for number in range(1, PRODUCTS + 1)
            ),
            parents=PARENTS,
            lists=self.price_lists(),
            levels=tuple(levels[: choice([0, 1, 2, 3, 3])]),
            base_list=choice([None, 1, 2]),
            contract=self.entries(contract=True) if choice([True, False]) else (),
            discounts=tuple(self.discounts()),
            margins=tuple(self.rules(2)),
            promotions=tuple(self.promotion(n + 1) for n in range(self.random.randint(0, 4))),
            policy=choice([word.value for word in DiscountPolicy]),
            regime=choice([word.value for word in TaxRegime]),
            on=choice([date(2018, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]),
            clubs=(1,),
            shipped=((date(2018, 12, 1), D(2000)), (date(2025, 12, 1), D(60_000))),
        )

    def items(self, most: int = 8) -> list[tuple[int, Decimal]]:
        """Lines of an order; a product may stand in several."""
        return [(self.product(), self.quantity()) for _ in range(self.random.randint(1, most))]


def compiled(company: ref.Company) -> PriceBook:
    """The engine's book of the same rules."""
    goods = goods_of(company)
    books: dict[int, PriceListBook] = {}
    for number, price_list in company.lists.items():
        parent = books[price_list.parent] if price_list.parent else None
        books[number] = PriceListBook(
            id=number,
            code=str(number),
            name=f"Прайс {number}",
            includes_vat=parent.includes_vat if parent else price_list.includes_vat,
            step=to_minor(price_list.step),
            ending=to_minor(price_list.ending),
            ladder=Ladder.build(*_columns(price_list.entries, goods)),
            parent=parent,
            formula=ScopedRules(_scoped(price_list.formula), goods) if parent else None,
        )
    rows, minimums, prices = _columns(company.contract, goods)
    sources: dict[str, Sequence[ref.Rule]] = {
        source: [rule for rule in company.discounts if rule.source == source]
        for source in ("personal", "club", "turnover", "volume")
    }
    sources["turnover"] = [
        rule for rule in sources["turnover"] if ref._turnover(company, rule.days) >= rule.threshold
    ]
    found = {
        source: Source(DiscountSource(source), ScopedRules(_scoped(sources[source]), goods))
        for source in ("personal", "club", "turnover")
        if sources[source]
    }
    return PriceBook(
        chain=Chain(
            on=company.on,
            goods=goods,
            regime=TaxRegime(company.regime),
            policy=DiscountPolicy(company.policy),
            lists=[(Level.AGREEMENT, books[number]) for number in company.levels],
            sources=[found[source] for source in ("club", "turnover") if source in found],
            volume=_scoped(sources["volume"]),
            offers=[_offer(promotion, goods) for promotion in company.promotions],
            costs_include_vat=ref.kind(company, company.base_list),
        ),
        contract=ContractPrices.build(
            rows,
            minimums,
            prices,
            [entry.until for entry in company.contract],
            [entry.discountable for entry in company.contract],
            [entry.below_floor for entry in company.contract],
        )
        if company.contract
        else ContractPrices.none(),
        personal=found.get("personal"),
    )


def goods_of(company: ref.Company) -> Goods:
    """The engine's columns of the same products."""
    category_ids = np.array(sorted(company.parents), dtype=np.int64)
    rows = {category: row for row, category in enumerate(sorted(company.parents))}
    brands = sorted({product.brand for product in company.products})
    columns = {
        "ids": [product.id for product in company.products],
        "category": [rows[p.category] if p.category else NONE for p in company.products],
        "brand": [brands.index(product.brand) for product in company.products],
        "vat": [[w.value for w in VAT_CATEGORIES].index(p.vat) for p in company.products],
        "minimum": [1000 for _ in company.products],
        "cost": [NONE if p.cost is None else to_minor(p.cost) for p in company.products],
        "floor": [NONE if p.minimum is None else to_minor(p.minimum) for p in company.products],
    }
    goods = Goods(
        **{name: np.array(values, dtype=np.int64) for name, values in columns.items()},
        categories=Categories(
            category_ids,
            [NONE if up is None else rows[up] for _, up in sorted(company.parents.items())],
            [f"Категория {category}" for category in sorted(company.parents)],
        ),
        brands=brands,
    )
    columns["floor"] = floors(goods, ScopedRules(_scoped(company.margins), goods)).tolist()
    return Goods(
        **{name: np.array(values, dtype=np.int64) for name, values in columns.items()},
        categories=goods.categories,
        brands=brands,
    )


def asked(book: PriceBook, items: Sequence[tuple[int, Decimal]]) -> tuple[Column, Column]:
    """Rows and thousandths of ``(product, quantity)``."""
    rows = book.goods.rows([product for product, _ in items])
    return rows, np.array([to_thousandths(quantity) for _, quantity in items], dtype=np.int64)


def left_of(company: ref.Company) -> dict[int, int]:
    """What remains of promotions with limits."""
    return {p.id: p.left for p in company.promotions if p.left is not None}


def _columns(found: Sequence[ref.Entry], goods: Goods) -> tuple[Column, Column, Column]:
    return (
        goods.rows([entry.product for entry in found]),
        np.array([to_thousandths(entry.quantity) for entry in found], dtype=np.int64),
        np.array([to_minor(entry.price) for entry in found], dtype=np.int64),
    )


def _scoped(found: Sequence[ref.Rule]) -> list[ScopedRule]:
    return [
        ScopedRule(
            rule.id,
            int(rule.percent * 10_000),
            rule.product,
            rule.category,
            rule.brand,
            rule.until,
            to_minor(rule.threshold),
        )
        for rule in found
    ]


def _offer(promotion: ref.Promotion, goods: Goods) -> Offer:
    return Offer(
        id=promotion.id,
        name=f"Акция {promotion.id}",
        effect=PromotionEffect(promotion.effect),
        exclusive=promotion.exclusive,
        scope=ScopedRules(_scoped(promotion.scope), goods) if promotion.scope else None,
        min_quantity=to_thousandths(promotion.min_quantity),
        min_sum=to_minor(promotion.min_sum),
        percent=int(promotion.percent * 10_000),
        price=to_minor(promotion.price),
        buy=promotion.buy,
        pay=promotion.pay,
        gift_product_id=promotion.gift,
        gift_quantity=to_thousandths(promotion.gift_quantity),
        parts={product: to_thousandths(quantity) for product, quantity in promotion.parts},
    )
