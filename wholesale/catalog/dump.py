"""The catalogue as rows of a csv that ``catalog load`` takes back."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from wholesale.context import Context
from wholesale.core.money import plain
from wholesale.core.vocabulary import UNITS
from wholesale.models.goods import Barcode, Category, Product

HEADER = ("article", "name", "category", "brand", "unit", "pack", "minimum", "barcode", "vat")
"""A stable interface: unit is the short sign, barcode the first one, vat the tax category."""


def dump_rows(ctx: Context) -> Iterator[tuple[str, ...]]:
    """Active products by article, in the order of ``HEADER``."""
    main = (
        select(Barcode.product_id, func.min(Barcode.id).label("id"))
        .group_by(Barcode.product_id)
        .subquery()
    )
    statement = (
        select(
            Product.article,
            Product.name,
            func.coalesce(Category.path, ""),
            Product.brand,
            Product.unit,
            Product.pack,
            Product.minimum,
            func.coalesce(Barcode.code, ""),
            Product.vat,
        )
        .outerjoin(Category, Category.id == Product.category_id)
        .outerjoin(main, main.c.product_id == Product.id)
        .outerjoin(Barcode, Barcode.id == main.c.id)
        .where(Product.active.is_(True))
        .order_by(Product.article)
    )
    rows = ctx.session.execute(statement.execution_options(yield_per=5_000))
    for article, name, category, brand, unit, pack, minimum, barcode, vat in rows:
        yield (
            article,
            name,
            category,
            brand,
            UNITS[unit].sign if unit in UNITS else unit,
            f"{plain(pack):f}",
            f"{plain(minimum):f}",
            barcode,
            vat.value,
        )
