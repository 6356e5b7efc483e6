"""Which rules a dealer trades by on a date: agreement, clubs, lists, discounts reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, LedgerKind, TaxRegime
from wholesale.models.books import LedgerEntry
from wholesale.models.people import Agreement, Dealer, Organization, Point
from wholesale.models.prices import Club, ClubMember, Discount, PriceList
from wholesale.pricing.rules import Level, ScopedRule


@dataclass(frozen=True, slots=True)
class Terms:
    """Which rules a dealer trades by on a date."""

    dealer_id: int
    point_id: int
    regime: TaxRegime
    policy: DiscountPolicy
    clubs: tuple[int, ...]
    lists: tuple[tuple[Level, int], ...]


@dataclass(frozen=True, slots=True)
class Company:
    """What the terms of all dealers have in common."""

    regimes: dict[int, TaxRegime]  # by organization
    base_lists: tuple[int, ...]
    costs_include_vat: bool  # as the base list's prices do


def company(session: Session) -> Company:
    """Read what all dealers have in common."""
    regimes = session.execute(select(Organization.id, Organization.tax_regime))
    base = session.execute(
        select(PriceList.id, PriceList.includes_vat).where(PriceList.is_base).order_by(PriceList.id)
    ).all()
    return Company(
        regimes={row.id: row.tax_regime for row in regimes},
        base_lists=tuple(row.id for row in base),
        costs_include_vat=base[0].includes_vat if base else True,
    )


def dealer_terms(session: Session, company: Company, *, dealer_id: int, on: date) -> Terms:
    """Agreement, clubs and lists of the dealer, in the order in which prices are asked."""
    home = session.execute(
        select(Dealer.point_id, Point.price_list_id, Point.organization_id)
        .join(Point, Point.id == Dealer.point_id)
        .where(Dealer.id == dealer_id)
    ).one()
    agreement = current_agreement(session, dealer_id=dealer_id, on=on)
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
        *((Level.BASE, base) for base in company.base_lists),
    ]
    lists: dict[int, Level] = {}
    for level, list_id in asked:
        if list_id is not None:
            lists.setdefault(list_id, level)
    return Terms(
        dealer_id=dealer_id,
        point_id=home.point_id,
        regime=company.regimes[agreement.organization_id if agreement else home.organization_id],
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


def when(since: date | None, on: date) -> str:
    """Why a rule that is not in force on the date is not."""
    return "not_begun" if since is not None and since > on else "ended"


def discounts(
    session: Session, terms: Terms, *, on: date
) -> dict[DiscountSource, list[ScopedRule]]:
    """The rules of each source the dealer comes under; turnover tiers he has reached."""
    rules: dict[DiscountSource, list[ScopedRule]] = {source: [] for source in DiscountSource}
    for source, rule, reached, _ in _discounts(session, terms, on, valid(Discount, on)):
        if reached:
            rules[source].append(rule)
    return rules


def idle_discounts(
    session: Session, terms: Terms, *, on: date
) -> list[tuple[DiscountSource, ScopedRule, str]]:
    """The dealer's discounts that are out of their dates or not reached, and which of the two."""
    missed = [
        (source, rule, "turnover_not_reached")
        for source, rule, reached, _ in _discounts(session, terms, on, valid(Discount, on))
        if not reached
    ]
    out = [
        (source, rule, when(since, on))
        for source, rule, _, since in _discounts(session, terms, on, ~valid(Discount, on))
    ]
    return missed + out


def _discounts(
    session: Session, terms: Terms, on: date, which: ColumnElement[bool]
) -> Iterator[tuple[DiscountSource, ScopedRule, bool, date | None]]:
    """Discounts for the dealer, whether his turnover reaches them, and since when they hold."""
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
            Discount.valid_from,
        )
        .where(or_(personal, club, common), which)
        .order_by(Discount.id)
    ).all()
    shipped: dict[int, int] = {}
    for row in found:
        *_, threshold, source, days, since = row
        reached = True
        if source is DiscountSource.TURNOVER:
            if days not in shipped:
                shipped[days] = turnover(session, dealer_id=terms.dealer_id, on=on, days=days)
            reached = shipped[days] >= threshold
        yield source, ScopedRule(*row[:7]), reached, since


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
