"""A product as it is edited by hand: its card, a new one, a changed one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from wholesale import events
from wholesale.catalog import operations, rules
from wholesale.catalog import queries as catalog
from wholesale.catalog.rules import CostForm, ProductForm
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.core.vocabulary import Audience
from wholesale.documents import settings
from wholesale.points import queries as points
from wholesale.pricing import entries as prices
from wholesale.search import CATALOG
from wholesale.stock import queries as stock


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product with what staff know of it.

    ``prices`` are (list, from quantity, price); ``stocks`` (point, on hand, held for orders);
    ``cost`` is None for those who may not manage prices, and so are the prices empty.
    """

    id: int
    form: ProductForm
    picture: str | None  # its SHA-256, for offers
    cost: CostForm | None
    prices: list[tuple[str, Decimal, Decimal]]
    stocks: list[tuple[str, Decimal, Decimal]]


def product_card(ctx: Context, *, product_id: int) -> ProductCard:
    """The card of a product, active or not. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_CATALOG)
    facts = catalog.products_by_ids(ctx, [product_id]).get(product_id)
    if facts is None:
        raise NotFound("product", id=product_id)
    details = catalog.product_details(ctx, product_id=product_id)
    sees_prices = ctx.actor.may(Permission.MANAGE_PRICES)
    names = {point.id: point.name for point in points.point_list(ctx)}
    return ProductCard(
        id=product_id,
        form=ProductForm(
            article=facts.article,
            name=facts.name,
            category=facts.category,
            brand=facts.brand,
            maker_code=details.maker_code,
            unit=facts.unit,
            pack=facts.pack,
            minimum=facts.minimum,
            vat=facts.vat,
            weight=facts.weight,
            barcodes=details.barcodes,
            active=facts.active,
            gross_weight=details.gross_weight,
            packing=details.packing,
            country=details.country,
            declaration=details.declaration,
            lot=details.lot,
            goods_code=details.goods_code,
        ),
        picture=details.picture,
        cost=CostForm(details.cost, details.minimum_price) if sees_prices else None,
        prices=prices.product_prices(ctx, product_id=product_id) if sees_prices else [],
        stocks=[
            (names[point_id], on_hand, held)
            for point_id, on_hand, held in stock.by_point(ctx, product_id=product_id)
            if point_id in names
        ],
    )


def add_product(ctx: Context, *, form: ProductForm, cost: CostForm | None = None) -> int:
    """Keep a new product; returns its id. Raises ``InvalidForm``.

    ``cost`` needs the right to manage prices.
    """
    ctx.actor.require(Permission.MANAGE_CATALOG)
    form = _checked(ctx, form, cost, product_id=None)
    product_id = operations.add_product(ctx.session, _values(ctx, form))
    _write(ctx, product_id, form, cost)
    _record(ctx, "catalog.product_added", product_id, form)
    return product_id


def change_product(
    ctx: Context, *, product_id: int, form: ProductForm, cost: CostForm | None = None
) -> None:
    """Change a product; orders and documents keep what they copied.

    Raises ``InvalidForm`` and ``NotFound``. ``cost`` of None leaves it as it is.
    """
    ctx.actor.require(Permission.MANAGE_CATALOG)
    if product_id not in catalog.products_by_ids(ctx, [product_id]):
        raise NotFound("product", id=product_id)
    form = _checked(ctx, form, cost, product_id=product_id)
    operations.change_product(ctx.session, product_id, _values(ctx, form))
    _write(ctx, product_id, form, cost)
    _record(ctx, "catalog.product_changed", product_id, form)


def put_picture(ctx: Context, *, product_id: int, content: bytes | None) -> None:
    """Give the product the picture that offers show; None takes it off.

    Raises ``NotFound`` and, unless it is a PNG or JPEG of at most a megabyte, ``picture_wrong``.
    """
    ctx.actor.require(Permission.MANAGE_CATALOG)
    facts = catalog.products_by_ids(ctx, [product_id]).get(product_id)
    if facts is None:
        raise NotFound("product", id=product_id)
    key = None if content is None else settings.keep_picture(ctx.session, content)
    operations.change_product(ctx.session, product_id, {"picture": key})
    events.record(
        ctx.session,
        "catalog.product_changed",
        subject=CATALOG,
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        product_id=product_id,
        article=facts.article,
        name=facts.name,
        active=facts.active,
    )


def product_picture(ctx: Context, *, product_id: int) -> bytes | None:
    """The picture's bytes, if it has one. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_CATALOG)
    key = catalog.product_details(ctx, product_id=product_id).picture
    return settings.pictures(ctx.session, {key}).get(key) if key else None


def _checked(
    ctx: Context, form: ProductForm, cost: CostForm | None, *, product_id: int | None
) -> ProductForm:
    form = rules.tidied(form)
    rules.check(form)
    if cost is not None:
        ctx.actor.require(Permission.MANAGE_PRICES)
        rules.check_cost(cost)
    owner = operations.ids_of_articles(ctx.session, [form.article]).get(form.article)
    if owner is not None and owner != product_id:
        raise InvalidForm({"article": DomainError("article_taken")})
    own = catalog.products_by_ids(ctx, [product_id] if product_id is not None else [])
    article = own[product_id].article if product_id is not None else None
    taken = operations.owners_of_barcodes(ctx.session, form.barcodes)
    for code, of in taken.items():
        if of != article:
            error = DomainError("barcode_taken", barcode=code, article=of)
            raise InvalidForm({"barcodes": error})
    return form


def _values(ctx: Context, form: ProductForm) -> dict[str, Any]:
    values = asdict(form)
    del values["barcodes"], values["category"]
    path = tuple(form.category.split(" / ")) if form.category else ()
    categories = operations.put_categories(ctx.session, [path] if path else [])
    return {**values, "category_id": categories.get(path)}


def _write(ctx: Context, product_id: int, form: ProductForm, cost: CostForm | None) -> None:
    operations.set_barcodes(ctx.session, product_id, form.barcodes)
    if cost is not None:
        operations.put_costs(ctx.session, "cost", {product_id: cost.cost})
        operations.put_costs(ctx.session, "minimum_price", {product_id: cost.minimum_price})


def _record(ctx: Context, kind: str, product_id: int, form: ProductForm) -> None:
    events.record(
        ctx.session,
        kind,
        subject=CATALOG,
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        product_id=product_id,
        article=form.article,
        name=form.name,
        active=form.active,
    )
