"""Rules from the database into a book. Sessions here see everything: ``behind_the_counter``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Select, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from wholesale.core.money import to_minor
from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, LedgerKind, TaxRegime
from wholesale.models.books import LedgerEntry
from wholesale.models.people import Agreement, Dealer, Organization, Point
from wholesale.models.prices import (
    Club,
    ClubMember,
    ContractPrice,
    Discount,
    MarginRule,
    PriceEntry,
    PriceFormula,
    PriceList,
)
from wholesale.pricing import goods as catalogue
from wholesale.pricing.book import ContractPrices, PriceBook, Source
from wholesale.pricing.columns import NONE, Column, read, whole
from wholesale.pricing.goods import Goods
from wholesale.pricing.lists import Ladder, PriceListBook
from wholesale.pricing.rounding import WHOLE, narrow, times
from wholesale.pricing.rules import Level, ScopedRule, ScopedRules


class Shared(Protocol):
    """Where the parts that books have in common are kept: ``cache.Shelf``."""

    def goods(self, session: Session) -> Goods: ...
    def price_list(self, session: Session, *, list_id: int, on: date) -> PriceListBook: ...
    def entries(self, session: Session, *, list_id: int, on: date) -> Ladder: ...
    def shared(self, key: Any, make: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """Which rules a dealer trades by on a date."""

    dealer_id: int
    point_id: int
    regime: TaxRegime
    policy: DiscountPolicy
    clubs: tuple[int, ...]
    lists: tuple[tuple[Level, int], ...]


def goods(session: Session) -> Goods:
    """The catalogue with its floors: minimum price, or cost plus the least margin if higher."""
    found = catalogue.load(session)
    margins = ScopedRules(_scoped(session, MarginRule), found)
    return replace(found, floor=floors(found, margins))


def floors(goods: Goods, margins: ScopedRules) -> Column:
    """Kopecks by row: the larger of minimum price and cost plus margin, never rounded down."""
    rule = margins.find(np.arange(len(goods.ids), dtype=np.int64))
    wanted = times(np.maximum(goods.cost, 0), WHOLE + margins.percents[rule])
    least: Column = narrow(-(-wanted // WHOLE))
    return np.maximum(goods.floor, np.where((rule != NONE) & (goods.cost >= 0), least, NONE))


def book(session: Session, shelf: Shared, *, dealer_id: int, on: date) -> PriceBook:
    """Compile the dealer's terms on the date."""
    goods = shelf.goods(session)
    terms = dealer_terms(session, dealer_id=dealer_id, on=on)
    rules = discounts(session, terms, on=on)
    return PriceBook(
        on=on,
        goods=goods,
        regime=terms.regime,
        policy=terms.policy,
        lists=[
            (level, shelf.price_list(session, list_id=list_id, on=on))
            for level, list_id in terms.lists
        ],
        contract=contract(session, goods, dealer_id=dealer_id, on=on),
        sources=[
            Source(kind, ScopedRules(found, goods))
            for kind, found in rules.items()
            if found and kind is not DiscountSource.VOLUME
        ],
        costs_include_vat=shelf.shared("base terms", lambda: _base_includes_vat(session)),
    )


def dealer_terms(session: Session, *, dealer_id: int, on: date) -> Terms:
    """Agreement, clubs and lists of the dealer, in the order in which prices are asked."""
    home = session.execute(
        select(Dealer.point_id, Point.price_list_id, Organization.tax_regime)
        .join(Point, Point.id == Dealer.point_id)
        .join(Organization, Organization.id == Point.organization_id)
        .where(Dealer.id == dealer_id)
    ).one()
    agreement = current_agreement(session, dealer_id=dealer_id, on=on)
    regime = home.tax_regime
    if agreement is not None:
        regime = session.scalars(
            select(Organization.tax_regime).where(Organization.id == agreement.organization_id)
        ).one()
    clubs = session.execute(
        select(Club.id, Club.price_list_id)
        .join(ClubMember, ClubMember.club_id == Club.id)
        .where(ClubMember.dealer_id == dealer_id)
        .order_by(Club.rank, Club.id)
    ).all()
    asked = [
        (Level.AGREEMENT, agreement.price_list_id if agreement else None),
        *((Level.CLUB, club.price_list_id) for club in clubs),
        (Level.POINT, home.price_list_id),
        *((Level.BASE, base) for base in session.scalars(_base_lists(PriceList.id))),
    ]
    lists: dict[int, Level] = {}
    for level, list_id in asked:
        if list_id is not None:
            lists.setdefault(list_id, level)
    return Terms(
        dealer_id=dealer_id,
        point_id=home.point_id,
        regime=regime,
        policy=agreement.policy if agreement else DiscountPolicy.BEST,
        clubs=tuple(club.id for club in clubs),
        lists=tuple((level, list_id) for list_id, level in lists.items()),
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


def _base_lists(*columns: Any) -> Select[Any]:
    return select(*columns).where(PriceList.is_base).order_by(PriceList.id)


def _base_includes_vat(session: Session) -> bool:
    found = session.scalars(_base_lists(PriceList.includes_vat).limit(1)).first()
    return True if found is None else bool(found)


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


def discounts(
    session: Session, terms: Terms, *, on: date
) -> dict[DiscountSource, list[ScopedRule]]:
    """The rules of each source the dealer comes under; turnover tiers he has reached."""
    personal = (Discount.source == DiscountSource.PERSONAL) & (
        Discount.dealer_id == terms.dealer_id
    )
    club = (Discount.source == DiscountSource.CLUB) & Discount.club_id.in_(terms.clubs)
    common = Discount.source.in_([DiscountSource.TURNOVER, DiscountSource.VOLUME]) & or_(
        Discount.dealer_id == terms.dealer_id,
        Discount.dealer_id.is_(None)
        & or_(
            Discount.club_id.in_(terms.clubs),
            Discount.club_id.is_(None)
            & or_(Discount.point_id == terms.point_id, Discount.point_id.is_(None)),
        ),
    )
    found = session.execute(
        select(
            Discount.id,
            type_coerce(Discount.percent, BigInteger),
            Discount.product_id,
            Discount.category_id,
            Discount.brand,
            Discount.valid_to,
            type_coerce(Discount.threshold, BigInteger),
            Discount.source,
            Discount.days,
        ).where(or_(personal, club, common), valid(Discount, on))
    ).all()
    rules: dict[DiscountSource, list[ScopedRule]] = {source: [] for source in DiscountSource}
    reached: dict[int, int] = {}
    for row in found:
        *_, threshold, source, days = row
        if source is DiscountSource.TURNOVER:
            if days not in reached:
                reached[days] = turnover(session, dealer_id=terms.dealer_id, on=on, days=days)
            if reached[days] < threshold:
                continue
        rules[source].append(ScopedRule(*row[:7]))
    return rules


def turnover(session: Session, *, dealer_id: int, on: date, days: int) -> int:
    """Kopecks shipped to the dealer less returned in ``days`` days to the eve of ``on``."""
    total = session.scalar(
        select(func.coalesce(func.sum(type_coerce(LedgerEntry.amount, BigInteger)), 0)).where(
            LedgerEntry.dealer_id == dealer_id,
            LedgerEntry.kind.in_([LedgerKind.SHIPPED, LedgerKind.RETURNED]),
            LedgerEntry.happened_on >= on - timedelta(days=days),
            LedgerEntry.happened_on < on,
        )
    )
    return int(total or 0)


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
