"""The catalogue as the engine sees it: one row a product, whole numbers only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from wholesale.core.vocabulary import VatCategory
from wholesale.db import collected
from wholesale.models.goods import Category, Product, ProductCost
from wholesale.pricing.columns import NONE, Column, parsed, read, whole

VAT_CATEGORIES = tuple(VatCategory)


@dataclass(frozen=True, slots=True)
class Categories:
    """The category tree: ``parents[i]`` is a row of this table, −1 at a root."""

    ids: Column
    parents: list[int]
    names: list[str]

    def row(self, category_id: int | None) -> int:
        """The row of a category, −1 for none or an unknown one."""
        return NONE if category_id is None else row_of(self.ids, category_id)

    def up(self, row: int) -> list[int]:
        """The category and its ancestors, deepest first."""
        path: list[int] = []
        while row != NONE and row not in path:
            path.append(row)
            row = self.parents[row]
        return path


@dataclass(frozen=True, slots=True)
class Goods:
    """Columns by row, rows in the order of product ids. Shared by all books."""

    ids: Column
    category: Column  # row in ``categories``
    brand: Column  # index in ``brands``
    vat: Column  # index in VAT_CATEGORIES
    minimum: Column  # the least quantity, thousandths
    cost: Column  # kopecks of one unit, NONE when unknown
    floor: Column  # kopecks under which a price may not fall, NONE when there is no floor
    categories: Categories
    brands: list[str]

    def rows(self, product_ids: Sequence[int] | Column) -> Column:
        """Rows of the products, −1 for those that are not in the catalogue."""
        wanted = np.asarray(product_ids, dtype=np.int64)
        found = np.searchsorted(self.ids, wanted)
        found[found == len(self.ids)] = 0
        if not len(self.ids):
            return np.full_like(wanted, NONE)
        return np.where(self.ids[found] == wanted, found, NONE)

    def brand_code(self, brand: str | None) -> int:
        """The code of a brand's name, −1 when no product has it."""
        return self.brands.index(brand) if brand and brand in self.brands else NONE


def row_of(ids: Column, wanted: int) -> int:
    """The position of ``wanted`` in a sorted column, −1 when absent."""
    at = int(np.searchsorted(ids, wanted))
    return at if at < len(ids) and int(ids[at]) == wanted else NONE


def load(session: Session) -> Goods:
    """Read the whole catalogue; the session must see costs (``behind_the_counter``)."""
    categories = _categories(session)
    vat = case(
        {word.value: code for code, word in enumerate(VAT_CATEGORIES)}, value=Product.vat, else_=0
    )
    *texts, names = session.execute(
        select(
            collected(Product.id),
            collected(whole(Product.category_id)),
            collected(vat),
            collected(whole(Product.minimum)),
            collected(Product.brand),
        )
    ).one()
    ids, category, vats, minimum = map(parsed, texts)
    of_brand: list[str] = json.loads(names)
    brands = sorted(set(of_brand))
    codes = {name: code for code, name in enumerate(brands)}
    brand = np.fromiter(map(codes.__getitem__, of_brand), dtype=np.int64, count=len(of_brand))
    order = np.argsort(ids)
    ids = ids[order]
    cost, floor = (np.full(len(ids), NONE, dtype=np.int64) for _ in range(2))
    at, known_costs, least = costs(session, ids)
    cost[at], floor[at] = known_costs, least
    return Goods(
        ids=ids,
        category=_rows(categories.ids, category[order]),
        brand=brand[order],
        vat=vats[order],
        minimum=minimum[order],
        cost=cost,
        floor=floor,
        categories=categories,
        brands=brands,
    )


def costs(
    session: Session, ids: Column, *where: ColumnElement[bool]
) -> tuple[Column, Column, Column]:
    """Rows of the products that have costs, their costs and minimum prices."""
    priced, cost, least = read(
        session,
        [ProductCost.product_id, whole(ProductCost.cost), whole(ProductCost.minimum_price)],
        *where,
    )
    return _rows(ids, priced), cost, least


def _categories(session: Session) -> Categories:
    rows = session.execute(
        select(Category.id, Category.parent_id, Category.name).order_by(Category.id)
    ).all()
    ids = np.array([row.id for row in rows], dtype=np.int64)
    parents = [NONE if row.parent_id is None else row_of(ids, row.parent_id) for row in rows]
    return Categories(ids, parents, [row.name for row in rows])


def _rows(ids: Column, wanted: Column) -> Column:
    if not len(ids):
        return np.full_like(wanted, NONE)
    found = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[found] == wanted, found, NONE)
