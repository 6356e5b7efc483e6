"""From products and quantities to lines that can be written: catalogue and prices joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wholesale.catalog import queries as catalog
from wholesale.catalog.queries import ProductFacts
from wholesale.context import Context
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.money import ZERO
from wholesale.orders.operations import NewLine
from wholesale.orders.rules import check_quantity
from wholesale.pricing import queries as pricing
from wholesale.pricing.promotions import Use
from wholesale.pricing.queries import PricedLine

NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class OrderItem:
    """What is wanted: a product, how much, and for which of the dealer's shops."""

    product_id: int
    quantity: Decimal
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class OrderLines:
    """An order ready to be written: what was asked for, then what promotions add for free.

    ``uses`` counts the promotions it takes part in.
    """

    asked: list[NewLine]
    gifts: list[NewLine]
    uses: list[Use]

    @property
    def all(self) -> list[NewLine]:
        return self.asked + self.gifts

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.asked), ZERO)


def priced_lines(
    ctx: Context, *, dealer_id: int, on: date, items: Sequence[OrderItem]
) -> OrderLines:
    """Lines with the dealer's prices of the day ``on``, in the order of ``items``.

    Raises ``NotFound("product")``, ``quantity_…``, ``products_not_sold`` for those out of
    the catalogue, ``products_without_price`` for those whose price is on request.
    """
    facts = purchasable(ctx, items=items)
    order = pricing.price_order(
        ctx,
        dealer_id=dealer_id,
        on=on,
        items=[(item.product_id, item.quantity) for item in items],
    )
    refuse_articles(
        "products_without_price",
        [facts[price.product_id].article for price in order.lines if price.unit_price is None],
    )
    if order.gifts:
        facts |= catalog.products_by_ids(ctx, {gift.product_id for gift in order.gifts})
    return OrderLines(
        asked=[
            new_line(facts[item.product_id], price, delivery=item.delivery)
            for item, price in zip(items, order.lines, strict=True)
        ],
        gifts=[new_line(facts[gift.product_id], gift) for gift in order.gifts],
        uses=order.uses,
    )


def purchasable(ctx: Context, *, items: Sequence[OrderItem]) -> dict[int, ProductFacts]:
    """The products of ``items`` by id. Raises ``NotFound("product")``, ``quantity_…`` and
    ``products_not_sold`` when one of them cannot be ordered."""
    facts = catalog.products_by_ids(ctx, {item.product_id for item in items})
    for item in items:
        check_quantity(item.quantity)
        if item.product_id not in facts:
            raise NotFound("product", id=item.product_id)
    refuse_articles("products_not_sold", [f.article for f in facts.values() if not f.active])
    return facts


def new_line(product: ProductFacts, price: PricedLine, *, delivery: str = "") -> NewLine:
    """A priced product as a line, its names copied. Raises ``products_without_price``."""
    if price.unit_price is None or price.base_price is None:
        raise DomainError("products_without_price", articles=product.article, count=1)
    return NewLine(
        product_id=product.id,
        article=product.article,
        name=product.name,
        unit=product.unit,
        quantity=price.quantity,
        base_price=price.base_price,
        unit_price=price.unit_price,
        includes_vat=price.includes_vat,
        vat_rate=price.vat_rate,
        net=price.net,
        vat=price.vat,
        total=price.total,
        cost=price.cost,
        trace=price.trace,
        staff_trace=price.staff_trace,
        delivery=delivery,
    )


def sellable(ctx: Context, *, dealer_id: int, on: date, items: Sequence[OrderItem]) -> set[int]:
    """The products of ``items`` that are in the catalogue and have a price for the dealer."""
    facts = catalog.products_by_ids(ctx, {item.product_id for item in items})
    known = [item for item in items if item.product_id in facts]
    prices = pricing.price_lines(
        ctx,
        dealer_id=dealer_id,
        on=on,
        items=[(item.product_id, item.quantity) for item in known],
    )
    return {
        price.product_id
        for price in prices
        if price.unit_price is not None and facts[price.product_id].active
    }


def refuse_articles(code: str, articles: Sequence[str]) -> None:
    """Raise ``code`` with the first of ``articles``, unless there are none."""
    if not articles:
        return
    named = ", ".join(articles[:NAMED_AT_MOST])
    raise DomainError(code, articles=named, count=len(articles))
