"""What is sold and where it lies: categories, products, barcodes, stock."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import VatCategory
from wholesale.models.base import Base, Count, Id, Money, Word


class Category(Base):
    """A node of the category tree; ``path`` is «Крепёж / Болты» from the root."""

    __tablename__ = "categories"

    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    name: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True)


class Product(Base):
    """An item that can be ordered. ``article`` is the company's own code."""

    __tablename__ = "products"

    id: Mapped[Id]
    article: Mapped[str] = mapped_column(unique=True)
    article_key: Mapped[str] = mapped_column(index=True)  # normalised, see core.codes
    maker_code: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    brand: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="796")  # ОКЕИ code
    pack: Mapped[Count]
    minimum: Mapped[Count]
    vat: Mapped[VatCategory] = mapped_column(Word(VatCategory), default=VatCategory.STANDARD)
    weight: Mapped[Count]  # net, kilograms of one unit, 0 when unknown
    gross_weight: Mapped[Count] = mapped_column(default=0)  # the same with its packing
    packing: Mapped[str] = mapped_column(default="")  # вид упаковки: «коробка»
    country: Mapped[str] = mapped_column(default="")  # of origin, by ОКСМ; empty is unknown
    declaration: Mapped[str] = mapped_column(default="")  # ГТД: number of the customs declaration
    lot: Mapped[str] = mapped_column(default="")  # РНПТ: number of a lot that is traced
    goods_code: Mapped[str] = mapped_column(default="")  # ТН ВЭД
    picture: Mapped[str | None] = mapped_column(ForeignKey("pictures.sha256"), default=None)
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (  # pages by name, of a category, of a brand, and their counts
        Index("ix_products_name", "name", "id"),
        Index("ix_products_category", "category_id", "active"),
        Index("ix_products_brand", "brand", "active", "name", "id"),
    )


class ProductCost(Base):
    """What dealers must never see of a product: its cost and its minimum price (floor)."""

    __tablename__ = "product_costs"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    cost: Mapped[Money | None] = mapped_column(default=None)
    minimum_price: Mapped[Money | None] = mapped_column(default=None)


class Barcode(Base):
    """A barcode of a product (EAN-8, EAN-13, GTIN-14 or internal)."""

    __tablename__ = "barcodes"

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)


class Stock(Base):
    """What lies at a point and how much of it is held for orders."""

    __tablename__ = "stock"
    __table_args__ = (
        UniqueConstraint("point_id", "product_id"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("reserved <= on_hand", name="not_oversold"),
    )

    id: Mapped[Id]
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    on_hand: Mapped[Count]
    reserved: Mapped[Count]
