"""Prices and discounts as rules; ``pricing/book.py`` compiles them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import DiscountSource
from wholesale.models.base import Base, Count, Id, Money, Rate, Word


class PriceList(Base):
    """A list of prices. ``rounding`` is the step a discounted price is rounded to."""

    __tablename__ = "price_lists"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str] = mapped_column(default="RUB")
    includes_vat: Mapped[bool] = mapped_column(default=True)
    rounding: Mapped[Money] = mapped_column(default=Decimal("0.01"))
    is_base: Mapped[bool] = mapped_column(default=False)


class PriceEntry(Base):
    """A price from a quantity on, within dates (both inclusive, open when empty)."""

    __tablename__ = "price_entries"
    __table_args__ = (
        Index("ix_price_entries_list_product", "price_list_id", "product_id"),
        UniqueConstraint("price_list_id", "product_id", "min_quantity", "valid_from"),
    )

    id: Mapped[Id]
    price_list_id: Mapped[int] = mapped_column(ForeignKey("price_lists.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    min_quantity: Mapped[Count]
    price: Mapped[Money]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class ContractPrice(Base):
    """A price agreed with one dealer for one product; takes no discount unless flagged."""

    __tablename__ = "contract_prices"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    min_quantity: Mapped[Count]
    price: Mapped[Money]
    discountable: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class Discount(Base):
    """A percentage off by scope: product, else brand and/or category, else everything."""

    __tablename__ = "discounts"

    id: Mapped[Id]
    source: Mapped[DiscountSource] = mapped_column(Word(DiscountSource))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    brand: Mapped[str | None] = mapped_column(default=None)
    percent: Mapped[Rate]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
