"""Which rules were asked for one line, which won, and why the others lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.core.money import from_minor
from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, PromotionEffect
from wholesale.pricing import trace
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.chain import Source
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.offers import Offer
from wholesale.pricing.order import OrderPrices
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


def considered(book: PriceBook, order: OrderPrices, left: Mapping[int, int]) -> list[Verdict]:
    """Every rule that was asked for the one line of an order, in the order of asking.

    ``left`` says how often promotions with limits may still be used.
    """
    prices = order.prices
    before = 0 if order.before is None else int(order.before[0])
    verdicts = _levels(book, prices.rows, prices.thousandths, prices)
    for number, source in enumerate(prices.sources):
        verdicts += _source(book, source, prices, number, before)
    if not any(source.kind is DiscountSource.VOLUME for source in prices.sources):
        verdicts += _volume(book, prices)
    for offer in book.offers:
        if left.get(offer.id, 1) > 0:
            verdicts.append(_offer(offer, prices))
        else:
            verdicts.append(offer_verdict(offer, "used_up"))
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


def _source(
    book: PriceBook, source: Source, prices: Prices, number: int, before: int
) -> list[Verdict]:
    """The rules of a source that cover the product: its winner first."""
    rows = prices.rows
    chosen = int(prices.chosen[number][0])
    worked = int(prices.percents[number][0])
    verdicts = []
    for index in reversed(source.rules.by_preference()):
        rule = source.rules.rules[index]
        if ScopedRules([rule], book.goods).find(rows)[0] == NONE:
            continue
        won = index == chosen and worked > 0
        lost = "" if won else _lost(book, source, rule, chosen, prices, before)
        verdicts.append(_discount(book, source.kind, rule, "won" if won else lost))
    return verdicts


def _volume(book: PriceBook, prices: Prices) -> list[Verdict]:
    """The discounts for volume where the order has reached none of them."""
    return [
        _discount(book, DiscountSource.VOLUME, one.rules[0], "sum_not_reached")
        for _, one in reversed(book.chain.by_volume.vaguest_first)
        if one.find(prices.rows)[0] != NONE
    ]


def _discount(book: PriceBook, source: DiscountSource, rule: ScopedRule, reason: str) -> Verdict:
    return Verdict(
        "discount",
        f"{source.value}_discount",
        Decimal(trace.percent(rule.percent)),
        reason == "won",
        reason,
        {"percent": trace.percent(rule.percent), **trace.scope_of(book.goods, rule)},
    )


def _lost(
    book: PriceBook, source: Source, rule: ScopedRule, chosen: int, prices: Prices, before: int
) -> str:
    if not bool(prices.lines.open[0]):
        return "contract_takes_none"
    if source.found is not None and rule.threshold > before:
        return "sum_not_reached"
    if chosen != NONE and source.rules.rules[chosen] is not rule:
        winner = source.rules.rules[chosen]
        same = winner.scope is rule.scope and winner.category_id == rule.category_id
        return "smaller" if same else "vaguer"
    if book.policy is DiscountPolicy.BEST:
        return "other_source_better"
    return "nothing_left"


def _offer(offer: Offer, prices: Prices) -> Verdict:
    quantity = int(prices.thousandths[0])
    if any(step.offer is offer for step in prices.applied):
        reason = "won"
    elif not bool(offer.covers(prices.rows)[0]):
        reason = "other_goods"
    elif not bool(prices.lines.open[0]):
        reason = "contract_takes_none"
    elif quantity < offer.min_quantity or quantity < offer.buy * 1000:
        reason = "quantity_not_reached"
    elif offer.min_sum or offer.effect in (PromotionEffect.GIFT, PromotionEffect.BUNDLE):
        reason = "depends_on_order"
    else:
        reason = "other_promotion_better"
    return offer_verdict(offer, reason)


def offer_verdict(offer: Offer, reason: str) -> Verdict:
    """What became of a promotion, in the facts of its sentence."""
    facts = {"promotion": offer.name, "percent": trace.percent(offer.percent)}
    facts |= {"buy": str(offer.buy), "pay": str(offer.pay)}
    value = Decimal(trace.percent(offer.percent)) if offer.percent else None
    return Verdict("promotion", offer.effect.value, value, reason == "won", reason, facts)
