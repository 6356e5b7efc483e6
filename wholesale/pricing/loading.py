"""Rules from the database into a book. Sessions here see everything: ``behind_the_counter``."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from wholesale.core.money import to_minor
from wholesale.core.vocabulary import DiscountPolicy, DiscountSource
from wholesale.models.people import Agreement, Dealer, Organization, Point
from wholesale.models.prices import ContractPrice, Discount, PriceEntry, PriceList
from wholesale.pricing import goods as catalogue
from wholesale.pricing.book import ContractPrices, PriceBook, Source
from wholesale.pricing.columns import NONE, read, whole
from wholesale.pricing.goods import Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.rules import Level, ScopedRule, ScopedRules


def book(session: Session, *, dealer_id: int, on: date) -> PriceBook:
    """Compile the dealer's terms on the date."""
    goods = catalogue.load(session)
    terms = session.execute(
        select(Point.price_list_id, Organization.tax_regime)
        .join(Dealer, Dealer.point_id == Point.id)
        .join(Organization, Organization.id == Point.organization_id)
        .where(Dealer.id == dealer_id)
    ).one()
    agreement = current_agreement(session, dealer_id=dealer_id, on=on)
    base_id = session.scalar(select(PriceList.id).where(PriceList.is_base))
    asked = [
        (Level.AGREEMENT, agreement.price_list_id if agreement else None),
        (Level.POINT, terms.price_list_id),
        (Level.BASE, base_id),
    ]
    lists: list[tuple[Level, PriceListBook]] = []
    for level, list_id in asked:
        if list_id is not None and list_id not in [known.id for _, known in lists]:
            lists.append((level, price_list(session, goods, list_id=list_id, on=on)))
    return PriceBook(
        on=on,
        goods=goods,
        regime=terms.tax_regime,
        policy=agreement.policy if agreement else DiscountPolicy.BEST,
        lists=lists,
        contract=contract(session, goods, dealer_id=dealer_id, on=on),
        sources=[
            Source(
                DiscountSource.PERSONAL,
                ScopedRules(personal(session, dealer_id=dealer_id, on=on), goods),
            )
        ],
    )


def valid(model: Any, on: date) -> ColumnElement[bool]:
    """Rows of ``model`` in force on the date; both ends inclusive, open when empty."""
    return or_(model.valid_from.is_(None), model.valid_from <= on) & or_(
        model.valid_to.is_(None), model.valid_to >= on
    )


def current_agreement(session: Session, *, dealer_id: int, on: date) -> Agreement | None:
    """The agreement in force: of several the one signed last."""
    return session.scalar(
        select(Agreement)
        .where(
            Agreement.dealer_id == dealer_id,
            Agreement.signed_on <= on,
            or_(Agreement.valid_to.is_(None), Agreement.valid_to >= on),
        )
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc())
        .limit(1)
    )


def price_list(session: Session, goods: Goods, *, list_id: int, on: date) -> PriceListBook:
    """One list with its entries in force."""
    head = session.get_one(PriceList, list_id)
    product, minimum, price = read(
        session,
        select(PriceEntry.product_id, whole(PriceEntry.min_quantity), whole(PriceEntry.price))
        .where(PriceEntry.price_list_id == list_id, valid(PriceEntry, on))
        .order_by(PriceEntry.valid_from.nulls_first(), PriceEntry.id),
    )
    rows = goods.rows(product)
    known = rows != NONE
    return PriceListBook(
        id=head.id,
        code=head.code,
        name=head.name,
        includes_vat=head.includes_vat,
        step=to_minor(head.rounding),
        ending=0,
        ladder=Ladder.build(rows[known], minimum[known], price[known]),
    )


def contract(session: Session, goods: Goods, *, dealer_id: int, on: date) -> ContractPrices:
    """The dealer's contract prices in force."""
    found = session.execute(
        select(
            ContractPrice.product_id,
            whole(ContractPrice.min_quantity),
            whole(ContractPrice.price),
            ContractPrice.valid_to,
            ContractPrice.discountable,
        )
        .where(ContractPrice.dealer_id == dealer_id, valid(ContractPrice, on))
        .order_by(ContractPrice.valid_from.nulls_first(), ContractPrice.id)
    ).all()
    if not found:
        return ContractPrices.none()
    products, minimums, prices, until, discountable = zip(*found, strict=True)
    return ContractPrices.build(
        goods.rows(products),
        np.array(minimums, dtype=np.int64),
        np.array(prices, dtype=np.int64),
        until,
        discountable,
    )


def personal(session: Session, *, dealer_id: int, on: date) -> list[ScopedRule]:
    """The dealer's personal discounts in force."""
    found = session.execute(
        select(
            Discount.id,
            whole(Discount.percent).label("percent"),
            Discount.product_id,
            Discount.category_id,
            Discount.brand,
            Discount.valid_to,
        ).where(
            Discount.source == DiscountSource.PERSONAL,
            Discount.dealer_id == dealer_id,
            valid(Discount, on),
        )
    ).all()
    return [ScopedRule(*row) for row in found]
