"""Rules that were not asked for a line at all: not reached, out of their dates, for others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale.core.money import from_minor
from wholesale.models.prices import ContractPrice
from wholesale.pricing import promotions, trace
from wholesale.pricing.book import PriceBook
from wholesale.pricing.columns import NONE, whole
from wholesale.pricing.inspect import Verdict, offer_verdict
from wholesale.pricing.rules import Level, ScopedRules
from wholesale.pricing.terms import Terms, company, dealer_terms, idle_discounts, valid, when


def idle(session: Session, book: PriceBook, *, dealer_id: int, row: int) -> list[Verdict]:
    """Contract prices, discounts and promotions that cover the product but had no say."""
    terms = dealer_terms(session, company(session), dealer_id=dealer_id, on=book.on)
    return [
        *_contract_prices(session, book, terms, int(book.goods.ids[row])),
        *_discounts(session, book, terms, row),
        *_promotions(session, book, terms, row),
    ]


def _contract_prices(
    session: Session, book: PriceBook, terms: Terms, product_id: int
) -> list[Verdict]:
    found = session.execute(
        select(whole(ContractPrice.price), ContractPrice.valid_from, ContractPrice.valid_to)
        .where(
            ContractPrice.dealer_id == terms.dealer_id,
            ContractPrice.product_id == product_id,
            ~valid(ContractPrice, book.on),
        )
        .order_by(ContractPrice.id)
    )
    return [
        Verdict(
            "base", Level.CONTRACT.value, from_minor(price), False, when(since, book.on),
            _until(until),
        )
        for price, since, until in found
    ]  # fmt: skip


def _until(day: date | None) -> dict[str, Any]:
    return {"until": day.isoformat()} if day else {}


def _discounts(session: Session, book: PriceBook, terms: Terms, row: int) -> list[Verdict]:
    rows = np.array([row], dtype=np.int64)
    return [
        Verdict(
            "discount",
            f"{source.value}_discount",
            Decimal(trace.percent(rule.percent)),
            False,
            reason,
            {"percent": trace.percent(rule.percent), **trace.scope_of(book.goods, rule)},
        )
        for source, rule, reason in idle_discounts(session, terms, on=book.on)
        if ScopedRules([rule], book.goods).find(rows)[0] != NONE
    ]


def _promotions(session: Session, book: PriceBook, terms: Terms, row: int) -> list[Verdict]:
    rows = np.array([row], dtype=np.int64)
    return [
        offer_verdict(offer, reason)
        for offer, reason in promotions.idle(session, book.goods, terms, on=book.on)
        if offer.covers(rows)[0]
    ]
