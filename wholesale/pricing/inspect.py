"""Which rules were asked for one line, which won, and why the others lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from wholesale.core.money import from_minor
from wholesale.core.vocabulary import DiscountPolicy, PromotionEffect
from wholesale.pricing import trace
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.chain import Source
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.offers import Offer
from wholesale.pricing.order import price_order
from wholesale.pricing.rules import Level, ScopedRule, ScopedRules


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule that was asked. ``group`` is base, discount or promotion.

    ``rule`` and ``facts`` make its sentence (``trace.sentence``), ``value`` is its price or
    percentage, ``reason`` a key ``verdict.…`` of the texts.
    """

    group: str
    rule: str
    value: Decimal | None
    won: bool
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)


def considered(book: PriceBook, row: int, thousandths: int) -> list[Verdict]:
    """Every rule that was asked for one product at one quantity, in the order of asking."""
    rows = np.array([row], dtype=np.int64)
    quantity = np.array([thousandths], dtype=np.int64)
    prices = price_order(book, rows, quantity).prices
    verdicts = _levels(book, rows, quantity, prices)
    for number, source in enumerate(prices.sources):
        verdicts += _source(book, source, prices, number)
    for offer in book.offers:
        verdicts.append(_offer(offer, rows, thousandths, prices))
    return verdicts


def _levels(book: PriceBook, rows: Column, quantity: Column, prices: Prices) -> list[Verdict]:
    taken = int(prices.lines.level[0])
    verdicts: list[Verdict] = []
    ladder = book.contract.ladder
    entry = int(ladder.find(rows, quantity)[0])
    if entry != NONE:
        price = from_minor(int(ladder.prices[entry]))
        verdicts.append(Verdict("base", Level.CONTRACT.value, price, True, "won"))
    elif int(ladder.next_minimum(rows, quantity)[0]) != NONE:
        verdicts.append(Verdict("base", Level.CONTRACT.value, None, False, "quantity_not_reached"))
    for index, (level, price_list) in enumerate(book.lists):
        kopecks = int(price_list.price(rows, quantity)[0])
        won = index == taken
        reason = "won" if won else "no_price" if kopecks == NONE else "asked_later"
        price_or_none = None if kopecks == NONE else from_minor(kopecks)
        facts = {"list": price_list.name}
        verdicts.append(Verdict("base", level.value, price_or_none, won, reason, facts))
    return verdicts


def _source(book: PriceBook, source: Source, prices: Prices, number: int) -> list[Verdict]:
    """The rules of a source that cover the product: its winner first."""
    rows = prices.rows
    chosen = int(source.rules.find(rows)[0])
    worked = int(prices.percents[number][0])
    verdicts = []
    for index in reversed(source.rules.by_preference()):
        rule = source.rules.rules[index]
        if ScopedRules([rule], book.goods).find(rows)[0] == NONE:
            continue
        won = index == chosen and worked > 0
        verdicts.append(
            Verdict(
                "discount",
                f"{source.kind.value}_discount",
                Decimal(trace.percent(rule.percent)),
                won,
                "won" if won else _lost(book, source, rule, chosen, prices),
                {"percent": trace.percent(rule.percent), **trace.scope_of(book.goods, rule)},
            )
        )
    return verdicts


def _lost(book: PriceBook, source: Source, rule: ScopedRule, chosen: int, prices: Prices) -> str:
    if not bool(prices.lines.open[0]):
        return "contract_takes_none"
    if chosen != NONE and source.rules.rules[chosen] is not rule:
        winner = source.rules.rules[chosen]
        same = winner.scope is rule.scope and winner.category_id == rule.category_id
        return "smaller" if same else "vaguer"
    if book.policy is DiscountPolicy.BEST:
        return "other_source_better"
    return "nothing_left"


def _offer(offer: Offer, rows: Column, thousandths: int, prices: Prices) -> Verdict:
    won = any(step.offer is offer for step in prices.applied)
    if won:
        reason = "won"
    elif not bool(offer.covers(rows)[0]):
        reason = "other_goods"
    elif not bool(prices.lines.open[0]):
        reason = "contract_takes_none"
    elif thousandths < offer.min_quantity or thousandths < offer.buy * 1000:
        reason = "quantity_not_reached"
    elif offer.min_sum or offer.effect in (PromotionEffect.GIFT, PromotionEffect.BUNDLE):
        reason = "depends_on_order"
    else:
        reason = "other_promotion_better"
    facts = {"promotion": offer.name, "percent": trace.percent(offer.percent)}
    facts |= {"buy": str(offer.buy), "pay": str(offer.pay)}
    value = Decimal(trace.percent(offer.percent)) if offer.percent else None
    return Verdict("promotion", offer.effect.value, value, won, reason, facts)
