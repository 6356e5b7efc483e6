"""The catalogue as one dealer sees it: his prices, the stock of his point, his basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wholesale.catalog import queries as catalog
from wholesale.catalog.queries import BrandCount, CategoryNode, ProductFacts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.money import from_minor, from_thousandths
from wholesale.orders import baskets
from wholesale.orders import queries as orders
from wholesale.pricing import queries as pricing
from wholesale.pricing.priced import PricedLine
from wholesale.stock import queries as stock


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A product with the dealer's price for one unit; None is «price on request».

    ``base_price`` is the price before discounts. From ``next_quantity`` on a unit costs
    ``next_price``. ``in_basket`` is how much of it his basket holds.
    """

    product: ProductFacts
    unit_price: Decimal | None
    base_price: Decimal | None
    next_quantity: Decimal | None
    next_price: Decimal | None
    available: Decimal
    in_basket: Decimal


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the catalogue; ``after`` asks for the next one."""

    rows: list[ShelfRow]
    after: str | None
    includes_vat: bool


def browse_catalog(
    ctx: Context,
    *,
    dealer_id: int,
    text: str = "",
    category_id: int | None = None,
    brand: str | None = None,
    only_available: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Shelf:
    """A page of what the dealer may order, at his prices; see ``catalog.queries.catalog_page``."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    point_id = orders.terms(ctx, dealer_id=dealer_id).point_id
    page = catalog.catalog_page(
        ctx,
        text=text,
        category_id=category_id,
        brand=brand,
        in_stock_at=point_id if only_available else None,
        after=after,
        limit=limit,
    )
    return _shelf(ctx, dealer_id, point_id, page.products, page.after)


def shelf_row(ctx: Context, *, dealer_id: int, product_id: int) -> ShelfRow:
    """One product as the dealer sees it. Raises ``NotFound``."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    point_id = orders.terms(ctx, dealer_id=dealer_id).point_id
    product = catalog.products_by_ids(ctx, [product_id]).get(product_id)
    if product is None:
        raise NotFound("product", id=product_id)
    return _shelf(ctx, dealer_id, point_id, [product], None).rows[0]


def explain_price(
    ctx: Context, *, dealer_id: int, product_id: int, quantity: Decimal
) -> PricedLine:
    """The dealer's price of one product at a quantity, with its trace."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    (line,) = pricing.price_lines(
        ctx, dealer_id=dealer_id, on=ctx.today, items=[(product_id, quantity)]
    )
    return line.shown_to(ctx.actor)


def catalog_filters(ctx: Context) -> tuple[list[CategoryNode], list[BrandCount]]:
    """Categories and brands to choose from."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    return catalog.filters(ctx)


def _shelf(
    ctx: Context,
    dealer_id: int,
    point_id: int,
    products: Sequence[ProductFacts],
    after: str | None,
) -> Shelf:
    ids = [product.id for product in products]
    prices = pricing.price_catalog(ctx, dealer_id=dealer_id, on=ctx.today, product_ids=ids)
    free = stock.available(ctx, point_id=point_id, product_ids=ids)
    held = baskets.basket_quantities(ctx, dealer_id=dealer_id, product_ids=ids)
    rows = []
    for product, next_quantity, next_price in zip(
        products, prices.next_quantity.tolist(), prices.next_unit.tolist(), strict=True
    ):
        cheaper = next_quantity >= 0
        rows.append(
            ShelfRow(
                product=product,
                unit_price=prices.unit_price(product.id),
                base_price=prices.base_price(product.id),
                next_quantity=from_thousandths(next_quantity) if cheaper else None,
                next_price=from_minor(next_price) if cheaper else None,
                available=free.get(product.id, Decimal(0)),
                in_basket=held.get(product.id, Decimal(0)),
            )
        )
    return Shelf(rows, after, prices.includes_vat)
