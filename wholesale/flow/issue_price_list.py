"""A dealer's own price list as an order form, marked so that intake knows it again."""

from __future__ import annotations

from collections.abc import Collection

from reports import facts
from wholesale import signing
from wholesale.catalog import queries as catalog
from wholesale.catalog.queries import ProductFacts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.money import from_minor, plain
from wholesale.core.vocabulary import UNITS, DocumentKind
from wholesale.documents import issuing, parties
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.operations import Owner
from wholesale.intake.order_form import FormMark
from wholesale.orders import queries as orders
from wholesale.pricing import queries as pricing
from wholesale.pricing.queries import CatalogPrices
from wholesale.stock import queries as stock

MOST_ROWS = 100_000


def issue_price_list(
    ctx: Context, *, dealer_id: int, category: str = "", brand: str = ""
) -> IssuedDocument:
    """Issue the dealer's prices of today for the whole catalogue, a category path or a brand.

    A dealer may have his own. Errors: NotFound("dealer"), ``dealer_blocked``,
    ``price_list_empty``.
    """
    ctx.actor.require(Permission.BROWSE_CATALOG)
    terms = orders.terms(ctx, dealer_id=dealer_id)
    prices = pricing.price_catalog(ctx, dealer_id=dealer_id, on=ctx.today)
    ids = [int(product_id) for product_id in prices.product_ids]
    goods = catalog.products_by_ids(ctx, ids)
    wanted = {
        product_id
        for product_id in ids
        if _fits(goods.get(product_id), category=category, brand=brand)
    }
    if not wanted:
        raise DomainError("price_list_empty")
    free = _free(ctx, terms.point_id, wanted)
    rows = [
        _row(goods[product_id], prices, at, free.get(product_id, ""))
        for at, product_id in enumerate(ids)
        if product_id in wanted
    ]
    rows.sort(key=lambda row: (row.category, row.name, row.article))
    with_seller = parties.seller(ctx.session, organization_id=terms.organization_id, on=ctx.today)
    mark = FormMark(dealer_id, ctx.today.isoformat())
    form = facts.PriceList(
        number="",
        issued_on=ctx.today,
        seller=with_seller.party,
        buyer=parties.buyer(ctx.session, dealer_id=dealer_id),
        includes_vat=prices.includes_vat,
        rows=tuple(rows[:MOST_ROWS]),
        mark=mark.written(signing.sign(ctx.session, mark.text)),
    )
    owner = Owner(
        organization_id=terms.organization_id, point_id=terms.point_id, dealer_id=dealer_id
    )
    return issuing.issue(
        ctx, kind=DocumentKind.PRICE_LIST, owner=owner, seller=with_seller, facts=form
    )


def _fits(product: ProductFacts | None, *, category: str, brand: str) -> bool:
    if product is None or not product.active:
        return False
    in_category = (
        not category
        or product.category == category
        or product.category.startswith(f"{category} / ")
    )
    return in_category and (not brand or product.brand == brand)


def _row(product: ProductFacts, prices: CatalogPrices, at: int, free: str) -> facts.PriceRow:
    kopecks, rate = int(prices.unit[at]), int(prices.vat[at])
    unit = UNITS.get(product.unit)
    return facts.PriceRow(
        article=product.article,
        name=product.name,
        category=product.category,
        brand=product.brand,
        unit_sign=unit.sign if unit else product.unit,
        pack=product.pack,
        minimum=product.minimum,
        price=None if kopecks < 0 else from_minor(kopecks),
        vat_rate=None if rate < 0 else plain(from_minor(rate).scaleb(-2)),
        available=free,
    )


def _free(ctx: Context, point_id: int, product_ids: Collection[int]) -> dict[int, str]:
    """What is free at the dealer's point, said without exact counts."""
    found = stock.available(ctx, point_id=point_id, product_ids=product_ids)
    return {
        product_id: "нет" if count <= 0 else ("мало" if count < 10 else "есть")
        for product_id, count in found.items()
    }
