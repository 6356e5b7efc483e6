"""Promotions from the database: those a dealer may use on a date, and what is left of limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from wholesale.core.money import to_minor, to_thousandths
from wholesale.core.vocabulary import PromotionEffect
from wholesale.models.promotions import (
    Promotion,
    PromotionAudience,
    PromotionCount,
    PromotionScope,
)
from wholesale.pricing.columns import NONE
from wholesale.pricing.goods import Goods
from wholesale.pricing.offers import Offer
from wholesale.pricing.order import OrderPrices
from wholesale.pricing.rules import ScopedRule, ScopedRules
from wholesale.pricing.terms import Terms, valid, when

EVERYBODY = 0
"""The counter of all dealers together."""


@dataclass(frozen=True, slots=True)
class Use:
    """A promotion an order uses, with its limits: what ``operations.use_promotions`` counts."""

    promotion_id: int
    name: str
    times: int
    limit_total: int | None
    limit_per_dealer: int | None


def uses(order: OrderPrices) -> list[Use]:
    """The promotions the order uses."""
    times = order.uses()
    return [
        Use(offer.id, offer.name, times[offer.id], offer.limit_total, offer.limit_per_dealer)
        for offer in order.prices.book.offers
        if offer.id in times
    ]


@dataclass(frozen=True, slots=True)
class Announced:
    """A promotion in force and whom it is for; nobody named is everybody."""

    offer: Offer
    dealers: frozenset[int]
    clubs: frozenset[int]
    points: frozenset[int]

    def invites(self, terms: Terms) -> bool:
        """Whether the dealer of these terms may use it."""
        if not (self.dealers or self.clubs or self.points):
            return True
        return (
            terms.dealer_id in self.dealers
            or terms.point_id in self.points
            or not self.clubs.isdisjoint(terms.clubs)
        )


def announced(session: Session, goods: Goods, *, on: date) -> list[Announced]:
    """All promotions in force on the date, by id."""
    return [found for _, found in _announced(session, goods, _in_force(on))]


def idle(session: Session, goods: Goods, terms: Terms, *, on: date) -> list[tuple[Offer, str]]:
    """Promotions the dealer may not use on the date, and why."""
    others = [
        (found.offer, "for_others")
        for _, found in _announced(session, goods, _in_force(on))
        if not found.invites(terms)
    ]
    out = [
        (found.offer, when(row.valid_from, on) if row.active else "switched_off")
        for row, found in _announced(session, goods, ~_in_force(on))
        if found.invites(terms)
    ]
    return others + out


def _in_force(on: date) -> ColumnElement[bool]:
    return Promotion.active & valid(Promotion, on)


def _announced(
    session: Session, goods: Goods, which: ColumnElement[bool]
) -> list[tuple[Promotion, Announced]]:
    """Promotions by id, with whom they are for."""
    found = session.scalars(select(Promotion).where(which).order_by(Promotion.id)).all()
    ids = [row.id for row in found]
    scopes: dict[int, list[PromotionScope]] = {found_id: [] for found_id in ids}
    for scope in session.scalars(
        select(PromotionScope).where(PromotionScope.promotion_id.in_(ids))
    ):
        scopes[scope.promotion_id].append(scope)
    audiences: dict[int, list[PromotionAudience]] = {found_id: [] for found_id in ids}
    for audience in session.scalars(
        select(PromotionAudience).where(PromotionAudience.promotion_id.in_(ids))
    ):
        audiences[audience.promotion_id].append(audience)
    return [
        (
            row,
            Announced(
                _offer(row, scopes[row.id], goods),
                *(
                    frozenset(
                        value
                        for audience in audiences[row.id]
                        if (value := getattr(audience, name)) is not None
                    )
                    for name in ("dealer_id", "club_id", "point_id")
                ),
            ),
        )
        for row in found
    ]


def _offer(row: Promotion, scopes: Sequence[PromotionScope], goods: Goods) -> Offer:
    rules = [ScopedRule(s.id, 1, s.product_id, s.category_id, s.brand) for s in scopes]
    bundle = row.effect is PromotionEffect.BUNDLE
    return Offer(
        id=row.id,
        name=row.name,
        effect=row.effect,
        exclusive=row.exclusive,
        scope=ScopedRules(rules, goods) if rules else None,
        min_quantity=to_thousandths(row.min_quantity),
        min_sum=to_minor(row.min_sum),
        percent=0 if row.percent is None else int(row.percent * 10_000),
        price=0 if row.price is None else to_minor(row.price),
        buy=row.buy or 0,
        pay=row.pay or 0,
        gift_product_id=NONE if row.gift_product_id is None else row.gift_product_id,
        gift_quantity=0 if row.gift_quantity is None else to_thousandths(row.gift_quantity),
        parts={s.product_id: to_thousandths(s.quantity) for s in scopes if s.product_id is not None}
        if bundle
        else {},
        limit_total=row.limit_total,
        limit_per_dealer=row.limit_per_dealer,
    )


def left(session: Session, offers: Iterable[Offer], *, dealer_id: int) -> Mapping[int, int]:
    """How often each promotion with a limit may still be used by the dealer."""
    limited = [
        offer
        for offer in offers
        if offer.limit_total is not None or offer.limit_per_dealer is not None
    ]
    if not limited:
        return {}
    used = {
        (row.promotion_id, row.dealer): row.used
        for row in session.execute(
            select(PromotionCount.promotion_id, PromotionCount.dealer, PromotionCount.used).where(
                PromotionCount.promotion_id.in_([offer.id for offer in limited]),
                PromotionCount.dealer.in_([EVERYBODY, dealer_id]),
            )
        )
    }
    rest: dict[int, int] = {}
    for offer in limited:
        total, own = used.get((offer.id, EVERYBODY), 0), used.get((offer.id, dealer_id), 0)
        bounds = []
        if offer.limit_total is not None:
            bounds.append(offer.limit_total - total)
        if offer.limit_per_dealer is not None:
            bounds.append(offer.limit_per_dealer - own)
        rest[offer.id] = max(min(bounds), 0)
    return rest
