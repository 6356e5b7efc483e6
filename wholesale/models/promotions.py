"""Promotions: dated offers with audience, condition, effect and limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import PromotionEffect
from wholesale.models.base import Base, Count, Id, Money, Rate, Word


class Promotion(Base):
    """An offer. Which columns of effect and condition count depends on ``effect``.

    ``percent`` off or fixed ``price`` for goods of the scope, at ``min_quantity`` of one
    product and ``min_sum`` roubles of the scope's goods in the order; ``buy`` of a product
    for the price of ``pay``; ``gift_quantity`` of ``gift_product_id`` for each time the
    condition is met; a bundle of the scope's products for ``price`` or at ``percent`` off.
    """

    __tablename__ = "promotions"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    effect: Mapped[PromotionEffect] = mapped_column(Word(PromotionEffect))
    exclusive: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    min_quantity: Mapped[Count] = mapped_column(default=Decimal(0))
    min_sum: Mapped[Money] = mapped_column(default=Decimal("0.00"))
    percent: Mapped[Rate | None] = mapped_column(default=None)
    price: Mapped[Money | None] = mapped_column(default=None)
    buy: Mapped[int | None] = mapped_column(default=None)
    pay: Mapped[int | None] = mapped_column(default=None)
    gift_product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), default=None)
    gift_quantity: Mapped[Count | None] = mapped_column(default=None)
    limit_total: Mapped[int | None] = mapped_column(default=None)
    limit_per_dealer: Mapped[int | None] = mapped_column(default=None)


class PromotionScope(Base):
    """Goods a promotion covers (all when it has none); in a bundle, ``quantity`` of each."""

    __tablename__ = "promotion_scopes"

    id: Mapped[Id]
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), default=None)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), default=None)
    brand: Mapped[str | None] = mapped_column(default=None)
    quantity: Mapped[Count] = mapped_column(default=Decimal(1))


class PromotionAudience(Base):
    """For whom a promotion is (for everybody when it has none): a dealer, a club, a point."""

    __tablename__ = "promotion_audiences"

    id: Mapped[Id]
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"), index=True)
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), default=None)
    club_id: Mapped[int | None] = mapped_column(ForeignKey("clubs.id"), default=None)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"), default=None)


class PromotionUse(Base):
    """How many times an order used a promotion."""

    __tablename__ = "promotion_uses"

    id: Mapped[Id]
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    times: Mapped[int]


class PromotionCount(Base):
    """How often a promotion was used, by a dealer or (``dealer`` 0) by all: for the limits."""

    __tablename__ = "promotion_counts"
    __table_args__ = (UniqueConstraint("promotion_id", "dealer"),)

    id: Mapped[Id]
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"))
    dealer: Mapped[int]
    used: Mapped[int]
