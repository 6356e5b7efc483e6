"""Rehearse a change of the rules before it is made: on one dealer's basket, as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import ZERO
from wholesale.flow.frozen_lines import is_gift
from wholesale.orders import baskets
from wholesale.orders import queries as orders
from wholesale.pricing import forms, promotions, whatif
from wholesale.pricing import queries as pricing
from wholesale.pricing.forms import Form
from wholesale.pricing.whatif import Change

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A line before and after; prices of a unit in roubles, ``None`` on request."""

    article: str
    name: str
    quantity: Decimal
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one dealer's basket. ``lines`` that change come first."""

    lines: list[EffectLine]
    before: Decimal
    after: Decimal


def effect_on_dealer(ctx: Context, *, form: Form, rule_id: int | None, dealer_id: int) -> Effect:
    """What saving ``form`` would do to the dealer's basket, else to his last order.

    Raises ``InvalidForm`` and what saving would raise; changes nothing.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    forms.check(form)
    items = _sample(ctx, dealer_id)
    now = pricing.price_lines(ctx, dealer_id=dealer_id, on=ctx.today, items=items)
    change = Change(type(form), form, rule_id)
    with whatif.on_paper(ctx.database, ctx.session, [change]) as book_of:
        book = book_of(dealer_id, ctx.today)
    left = promotions.left(ctx.session, book.offers, dealer_id=dealer_id)
    then = pricing.price_with(book, items, left=left)
    facts = catalog.products_by_ids(ctx, [product for product, _ in items])
    lines = [
        EffectLine(
            facts[before.product_id].article,
            facts[before.product_id].name,
            before.quantity,
            before.unit_price,
            after.unit_price,
        )
        for before, after in zip(now, then, strict=True)
    ]
    return Effect(
        lines=sorted(lines, key=lambda line: line.before == line.after),
        before=sum((line.total for line in now), ZERO),
        after=sum((line.total for line in then), ZERO),
    )


def _sample(ctx: Context, dealer_id: int) -> Sequence[tuple[int, Decimal]]:
    """The dealer's basket, else his last order, else one of each of some products."""
    basket = baskets.basket(ctx, dealer_id=dealer_id)
    if basket is not None and basket.lines:
        return [(line.product_id, line.quantity) for line in basket.lines[:MOST_LINES]]
    for row in orders.order_list(ctx, dealer_id=dealer_id, limit=1):
        lines = orders.lines_of(ctx, order_id=row.id)
        asked = [line for line in lines if line.quantity and not is_gift(line)]
        return [(line.product_id, line.quantity) for line in asked[:MOST_LINES]]
    page = catalog.catalog_page(ctx, limit=10)
    return [(product.id, max(product.minimum, Decimal(1))) for product in page.products]
