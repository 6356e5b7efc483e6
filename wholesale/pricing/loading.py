"""Rules from the database into a book. Sessions here see everything: ``behind_the_counter``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, or_, select, type_coerce
from sqlalchemy.orm import Session

from wholesale.core.money import to_minor
from wholesale.core.vocabulary import DiscountSource
from wholesale.models.goods import ProductCost
from wholesale.models.prices import (
    ContractPrice,
    MarginRule,
    PriceEntry,
    PriceFormula,
    PriceList,
)
from wholesale.pricing import goods as catalogue
from wholesale.pricing import promotions
from wholesale.pricing.book import ContractPrices, PriceBook
from wholesale.pricing.chain import Chain, Source
from wholesale.pricing.columns import NONE, Column, read, whole
from wholesale.pricing.goods import Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.rounding import WHOLE, narrow, times
from wholesale.pricing.rules import ScopedRule, ScopedRules
from wholesale.pricing.terms import Terms, company, dealer_terms, discounts, valid


class Shared(Protocol):
    """Where the parts that books have in common are kept: ``cache.Shelf``."""

    def goods(self, session: Session) -> Goods: ...
    def price_list(self, session: Session, *, list_id: int, on: date) -> PriceListBook: ...
    def entries(self, session: Session, *, list_id: int, on: date) -> Ladder: ...
    def shared(self, key: Any, make: Any) -> Any: ...


def goods(session: Session) -> Goods:
    """The catalogue with its floors: minimum price, or cost plus the least margin if higher."""
    found = catalogue.load(session)
    margins = ScopedRules(_scoped(session, MarginRule), found)
    return replace(found, floor=floors(found, margins))


def recosted(session: Session, goods: Goods, product_ids: Collection[int]) -> Goods:
    """The catalogue with costs and floors of some products read anew."""
    margins = ScopedRules(_scoped(session, MarginRule), goods)
    cost, floor = goods.cost.copy(), goods.floor.copy()
    rows = goods.rows(sorted(product_ids))
    rows = rows[rows != NONE]
    cost[rows] = floor[rows] = NONE
    at, costs, least = catalogue.costs(session, goods.ids, ProductCost.product_id.in_(product_ids))
    cost[at], floor[at] = costs, least
    fresh = replace(goods, cost=cost, floor=floor)
    floor[rows] = floors(fresh, margins, rows)
    return fresh


def floors(goods: Goods, margins: ScopedRules, rows: Column | None = None) -> Column:
    """Kopecks by row: the larger of minimum price and cost plus margin, never rounded down."""
    if rows is None:
        rows = np.arange(len(goods.ids), dtype=np.int64)
    cost, rule = goods.cost[rows], margins.find(rows)
    wanted = times(np.maximum(cost, 0), WHOLE + margins.percents[rule])
    least: Column = narrow(-(-wanted // WHOLE))
    return np.maximum(goods.floor[rows], np.where((rule != NONE) & (cost >= 0), least, NONE))


def book(session: Session, shelf: Shared, *, dealer_id: int, on: date) -> PriceBook:
    """Compile the dealer's terms on the date."""
    goods = shelf.goods(session)
    common = shelf.shared("company", lambda: company(session))
    terms = dealer_terms(session, common, dealer_id=dealer_id, on=on)
    rules = discounts(session, terms, on=on)
    own = rules.pop(DiscountSource.PERSONAL)
    return PriceBook(
        chain=_chain(session, shelf, terms, rules, on=on),
        contract=contract(session, goods, dealer_id=dealer_id, on=on),
        personal=Source(DiscountSource.PERSONAL, ScopedRules(own, goods)) if own else None,
    )


def _chain(
    session: Session,
    shelf: Shared,
    terms: Terms,
    rules: Mapping[DiscountSource, Sequence[ScopedRule]],
    *,
    on: date,
) -> Chain:
    """The chain of rules of these terms: the same one for all dealers whose rules are the same."""
    goods = shelf.goods(session)
    announced = shelf.shared(
        ("promotions", on), lambda: promotions.announced(session, goods, on=on)
    )
    offers = [found.offer for found in announced if found.invites(terms)]
    key = (
        "chain", on, terms.regime, terms.policy, terms.lists,
        tuple((kind, tuple(sorted(rule.id for rule in found))) for kind, found in rules.items()),
        tuple(offer.id for offer in offers),
    )  # fmt: skip

    def made() -> Chain:
        return Chain(
            on=on,
            goods=goods,
            regime=terms.regime,
            policy=terms.policy,
            lists=[
                (level, shelf.price_list(session, list_id=list_id, on=on))
                for level, list_id in terms.lists
            ],
            sources=[
                Source(kind, ScopedRules(found, goods))
                for kind, found in rules.items()
                if found and kind is not DiscountSource.VOLUME
            ],
            volume=rules[DiscountSource.VOLUME],
            offers=offers,
            costs_include_vat=shelf.shared("company", lambda: company(session)).costs_include_vat,
        )

    chain: Chain = shelf.shared(key, made)
    return chain


def price_list(session: Session, shelf: Shared, *, list_id: int, on: date) -> PriceListBook:
    """One list on a date, standing on its parents."""
    head = session.execute(
        select(
            PriceList.code,
            PriceList.name,
            PriceList.includes_vat,
            PriceList.rounding,
            PriceList.ending,
            PriceList.parent_id,
        ).where(PriceList.id == list_id)
    ).one()
    parent = None
    formula = None
    if head.parent_id is not None:
        parent = shelf.price_list(session, list_id=head.parent_id, on=on)
        formula = ScopedRules(_formula(session, list_id=list_id, on=on), shelf.goods(session))
    return PriceListBook(
        id=list_id,
        code=head.code,
        name=head.name,
        includes_vat=parent.includes_vat if parent else head.includes_vat,
        step=to_minor(head.rounding),
        ending=to_minor(head.ending),
        ladder=shelf.entries(session, list_id=list_id, on=on),
        parent=parent,
        formula=formula,
    )


def _formula(session: Session, *, list_id: int, on: date) -> list[ScopedRule]:
    return _scoped(
        session, PriceFormula, PriceFormula.price_list_id == list_id, valid(PriceFormula, on)
    )


def entries(session: Session, goods: Goods, *, list_id: int, on: date) -> Ladder:
    """The list's own entries in force; of equal ones that which began last stands."""
    return Ladder.build(*_entries(session, goods, PriceEntry.price_list_id == list_id, on=on))


def patched(
    session: Session,
    goods: Goods,
    ladder: Ladder,
    *,
    list_id: int,
    product_ids: Collection[int],
    on: date,
) -> Ladder:
    """``ladder`` of a list with the entries of some products read anew."""
    of_products = PriceEntry.product_id.in_(sorted(product_ids))
    found = _entries(session, goods, (PriceEntry.price_list_id == list_id) & of_products, on=on)
    rows = goods.rows(sorted(product_ids))
    return ladder.replaced(rows[rows != NONE], *found)


def _entries(
    session: Session, goods: Goods, which: ColumnElement[bool], *, on: date
) -> tuple[Column, Column, Column]:
    """Rows, quantities and prices of entries, the ones that give way first."""
    columns = (PriceEntry.product_id, whole(PriceEntry.min_quantity), whole(PriceEntry.price))
    lasts = or_(PriceEntry.valid_to.is_(None), PriceEntry.valid_to >= on)
    lasting = read(session, columns, which, lasts, PriceEntry.valid_from.is_(None))
    dated = session.execute(
        select(*columns)
        .where(which, lasts, PriceEntry.valid_from <= on)
        .order_by(PriceEntry.valid_from, PriceEntry.id)
    ).all()
    later = np.array([tuple(row) for row in dated], dtype=np.int64).reshape(-1, 3).T
    product, minimum, price = (np.concatenate(pair) for pair in zip(lasting, later, strict=True))
    rows = goods.rows(product)
    known = rows != NONE
    return rows[known], minimum[known], price[known]


def contract(session: Session, goods: Goods, *, dealer_id: int, on: date) -> ContractPrices:
    """The dealer's contract prices in force."""
    found = session.execute(
        select(
            ContractPrice.product_id,
            whole(ContractPrice.min_quantity),
            whole(ContractPrice.price),
            ContractPrice.valid_to,
            ContractPrice.discountable,
            ContractPrice.below_floor,
        )
        .where(ContractPrice.dealer_id == dealer_id, valid(ContractPrice, on))
        .order_by(ContractPrice.valid_from.nulls_first(), ContractPrice.id)
    ).all()
    if not found:
        return ContractPrices.none()
    products, minimums, prices, until, discountable, below_floor = zip(*found, strict=True)
    return ContractPrices.build(
        goods.rows(products),
        np.array(minimums, dtype=np.int64),
        np.array(prices, dtype=np.int64),
        until,
        discountable,
        below_floor,
    )


def _scoped(session: Session, model: Any, *where: ColumnElement[bool]) -> list[ScopedRule]:
    found = session.execute(
        select(
            model.id,
            type_coerce(model.percent, BigInteger),
            model.product_id,
            model.category_id,
            model.brand,
        ).where(*where)
    ).all()
    return [ScopedRule(*row) for row in found]
