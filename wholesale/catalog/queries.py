"""Reading the catalogue: products by id, search, pages, the category tree, brands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from wholesale import search as index
from wholesale.context import Context
from wholesale.core.errors import NotFound
from wholesale.core.vocabulary import VatCategory
from wholesale.db import Database
from wholesale.models.goods import Barcode, Category, Product, ProductCost, Stock

CHUNK = 5_000  # ids in one statement
PAGE = 50
FOUND = 1_000  # products a search goes on to
BROAD = 2_000  # products that make a branch of categories a broad one
SEPARATOR = " / "  # between the names of a category path


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What everybody may know of a product. ``category`` is the path, ``unit`` an ОКЕИ code."""

    id: int
    article: str
    name: str
    category_id: int | None
    category: str
    brand: str
    unit: str
    pack: Decimal
    minimum: Decimal
    vat: VatCategory
    weight: Decimal
    active: bool


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page of products; ``after`` is what to ask the next one with, None on the last."""

    products: list[ProductFacts]
    after: str | None


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category with the number of active products in it and below it."""

    id: int
    parent_id: int | None
    name: str
    path: str
    products: int


@dataclass(frozen=True, slots=True)
class BrandCount:
    """A brand and the number of its active products."""

    name: str
    products: int


def products_by_ids(ctx: Context, ids: Iterable[int]) -> dict[int, ProductFacts]:
    """Facts of the products that exist among ``ids``, inactive ones too."""
    wanted = sorted(set(ids))
    found: dict[int, ProductFacts] = {}
    for start in range(0, len(wanted), CHUNK):
        statement = _facts().where(Product.id.in_(wanted[start : start + CHUNK]))
        found.update((row.id, row) for row in _read(ctx, statement))
    return found


def search(ctx: Context, text: str, *, limit: int = PAGE, with_inactive: bool = False) -> list[int]:
    """Ids of active products for what is being typed, best first. See ``search.find``."""
    return index.find(ctx.database, text, limit=limit, with_inactive=with_inactive)


def catalog_page(
    ctx: Context,
    *,
    text: str = "",
    category_id: int | None = None,
    brand: str | None = None,
    in_stock_at: int | None = None,
    with_inactive: bool = False,
    after: str | None = None,
    limit: int = PAGE,
) -> CatalogPage:
    """A page of the catalogue: by name, or by rank when ``text`` is given.

    ``category_id`` takes in what is below it; ``in_stock_at`` is a point's id and keeps what
    is available there (a point out of the actor's scope has nothing). ``after`` is the
    previous page's ``after``; ranked pages end after the first thousand found.
    """
    categories = None if category_id is None else _below(ctx, category_id)
    if text.strip():
        wanted = _Filter(categories, brand, in_stock_at, with_inactive)
        return _ranked_page(ctx, text, wanted, after, limit)
    statement = _facts()
    if not with_inactive:
        statement = statement.where(Product.active.is_(True))
    if categories is not None:
        statement = statement.where(_category_column(ctx, categories).in_(categories))
    if brand is not None:
        statement = statement.where(Product.brand == brand)
    if in_stock_at is not None:
        statement = statement.where(Product.id.in_(_available_at(in_stock_at)))
    return _named_page(ctx, statement, after, limit)


def filters(ctx: Context) -> tuple[list[CategoryNode], list[BrandCount]]:
    """The category tree and the brands, counted once for each state of the catalogue.

    For screens: what the actor's own transaction has changed is not in it yet.
    """
    version = index.version(ctx.database)
    known = _filters.get(ctx.database)
    if known is None or known[0] != version:
        known = (version, category_tree(ctx), brands(ctx))
        _filters[ctx.database] = known
    return known[1], known[2]


_filters: WeakKeyDictionary[Database, tuple[str, list[CategoryNode], list[BrandCount]]] = (
    WeakKeyDictionary()
)


def category_tree(ctx: Context) -> list[CategoryNode]:
    """All categories by path, each with its count of active products, empty ones too."""
    own = dict(
        ctx.session.execute(
            select(Product.category_id, func.count())
            .where(Product.active.is_(True), Product.category_id.is_not(None))
            .group_by(Product.category_id)
        ).all()
    )
    rows = ctx.session.execute(
        select(Category.id, Category.parent_id, Category.name, Category.path)
    ).all()
    totals = {row.id: own.get(row.id, 0) for row in rows}
    for row in sorted(rows, key=lambda row: -row.path.count(SEPARATOR)):
        if row.parent_id is not None:
            totals[row.parent_id] += totals[row.id]
    return [
        CategoryNode(row.id, row.parent_id, row.name, row.path, totals[row.id])
        for row in sorted(rows, key=lambda row: row.path.split(SEPARATOR))
    ]


def brands(ctx: Context, *, category_id: int | None = None) -> list[BrandCount]:
    """Brands by name with their counts of active products, in a category when given."""
    statement = (
        select(Product.brand, func.count())
        .where(Product.active.is_(True), Product.brand != "")
        .group_by(Product.brand)
    )
    if category_id is not None:
        statement = statement.where(Product.category_id.in_(_below(ctx, category_id)))
    counted = ctx.session.execute(statement)
    return sorted((BrandCount(name, count) for name, count in counted), key=lambda b: b.name)


def product_by_article(ctx: Context, article: str) -> ProductFacts:
    """The product of exactly this article, inactive too. Raises ``NotFound``."""
    found = _read(ctx, _facts().where(Product.article == article))
    if not found:
        raise NotFound("product", name=article)
    return found[0]


def barcodes(ctx: Context, *, product_ids: Sequence[int]) -> dict[int, list[str]]:
    """Barcodes by product; products without any are absent."""
    found: dict[int, list[str]] = {}
    wanted = sorted(set(product_ids))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for product_id, code in ctx.session.execute(
            select(Barcode.product_id, Barcode.code)
            .where(Barcode.product_id.in_(chunk))
            .order_by(Barcode.product_id, Barcode.id)
        ):
            found.setdefault(product_id, []).append(code)
    return found


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """What only the card of a product shows; costs are None where the actor sees none."""

    maker_code: str
    barcodes: tuple[str, ...]
    cost: Decimal | None
    minimum_price: Decimal | None
    gross_weight: Decimal = Decimal(0)
    packing: str = ""
    country: str = ""
    declaration: str = ""
    lot: str = ""
    goods_code: str = ""
    picture: str | None = None


def product_details(ctx: Context, *, product_id: int) -> ProductDetails:
    """The rest of a product's card. Raises ``NotFound``."""
    found = ctx.session.execute(
        select(Product, ProductCost.cost, ProductCost.minimum_price)
        .outerjoin(ProductCost, ProductCost.product_id == Product.id)
        .where(Product.id == product_id)
    ).first()
    if found is None:
        raise NotFound("product", id=product_id)
    codes = tuple(barcodes(ctx, product_ids=[product_id]).get(product_id, ()))
    product: Product = found[0]
    return ProductDetails(
        product.maker_code,
        codes,
        found.cost,
        found.minimum_price,
        gross_weight=product.gross_weight,
        packing=product.packing,
        country=product.country,
        declaration=product.declaration,
        lot=product.lot,
        goods_code=product.goods_code,
        picture=product.picture,
    )


def _facts() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Product.id,
        Product.article,
        Product.name,
        Product.category_id,
        func.coalesce(Category.path, ""),
        Product.brand,
        Product.unit,
        Product.pack,
        Product.minimum,
        Product.vat,
        Product.weight,
        Product.active,
    )
    return select(*columns).outerjoin(Category, Category.id == Product.category_id)


def _read(ctx: Context, statement: Select[Any]) -> list[ProductFacts]:
    return [ProductFacts(*row) for row in ctx.session.execute(statement)]


def _below(ctx: Context, category_id: int) -> list[int]:
    """The category and all below it."""
    children: dict[int | None, list[int]] = {}
    for child, parent in ctx.session.execute(select(Category.id, Category.parent_id)):
        children.setdefault(parent, []).append(child)
    found = [category_id]
    for parent_id in found:  # grows while it is walked
        found.extend(children.get(parent_id, []))
    return found


def _named_page(ctx: Context, statement: Select[Any], after: str | None, limit: int) -> CatalogPage:
    statement = statement.order_by(Product.name, Product.id).limit(limit + 1)
    if after is not None:
        last = ctx.session.execute(select(Product.name).where(Product.id == int(after))).scalar()
        if last is None:
            raise NotFound("product", name=after)
        statement = statement.where(
            tuple_(Product.name, Product.id) > tuple_(literal(last), literal(int(after)))
        )
    products = _read(ctx, statement)
    return CatalogPage(
        products[:limit], str(products[limit - 1].id) if len(products) > limit else None
    )


@dataclass(frozen=True, slots=True)
class _Filter:
    """What a ranked page keeps of the products found."""

    categories: list[int] | None
    brand: str | None
    in_stock_at: int | None
    with_inactive: bool

    def keeps(self, product: ProductFacts) -> bool:
        return (
            (self.with_inactive or product.active)
            and (self.categories is None or product.category_id in self.categories)
            and (self.brand is None or product.brand == self.brand)
        )


def _ranked_page(
    ctx: Context, text: str, wanted: _Filter, after: str | None, limit: int
) -> CatalogPage:
    """By rank; ``after`` is the place in the ranking to go on from."""
    ranked = search(ctx, text, limit=FOUND, with_inactive=wanted.with_inactive)
    place = int(after) if after else 0
    products: list[ProductFacts] = []
    while place < len(ranked):
        chunk = ranked[place : place + 2 * limit]
        if wanted.in_stock_at is not None:
            lying = _available_at(wanted.in_stock_at).where(Stock.product_id.in_(chunk))
            available = list(ctx.session.scalars(lying))
            facts = products_by_ids(ctx, available)
        else:
            facts = products_by_ids(ctx, chunk)
        for product_id in chunk:
            if product_id in facts and wanted.keeps(facts[product_id]):
                if len(products) == limit:
                    return CatalogPage(products, str(place))
                products.append(facts[product_id])
            place += 1
    return CatalogPage(products, None)


def _available_at(point_id: int) -> Select[int]:
    return select(Stock.product_id).where(
        Stock.point_id == point_id, Stock.on_hand > Stock.reserved
    )


def _category_column(ctx: Context, categories: list[int]) -> ColumnElement[int | None]:
    """The column to filter by: as an expression when a walk by name is the shorter way.

    SQLite sorts everything an index on the category gives; for a broad branch it is quicker
    to walk the products by name, and an expression keeps it from that index.
    """
    some = select(Product.id).where(Product.category_id.in_(categories)).limit(BROAD).subquery()
    count = ctx.session.scalar(select(func.count()).select_from(some)) or 0
    return Product.category_id + 0 if count == BROAD else Product.category_id.expression
