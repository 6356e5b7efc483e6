"""A dealer's order comes in: priced, numbered, frozen, its stock held, his credit looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from wholesale import events
from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import OrderStatus
from wholesale.flow.credit import reason_to_hold
from wholesale.flow.order_lines import OrderItem, OrderLines, priced_lines, refuse_articles
from wholesale.numbering import next_number
from wholesale.orders import baskets
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.orders.operations import NewLine
from wholesale.orders.queries import Terms
from wholesale.pricing import operations as pricing
from wholesale.pricing.queries import PricedLine
from wholesale.stock import operations as stock

MOST_LINES = 20_000
HELD_UNTIL_ACCEPTED = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The order as it stands after it was placed; ``short`` could not be reserved, ``held`` is
    why it waits, "" when it does not."""

    order_id: int
    number: str
    status: OrderStatus
    total: Decimal
    short: Decimal
    held: str = ""


def place_order(
    ctx: Context,
    *,
    dealer_id: int,
    items: Sequence[OrderItem],
    comment: str = "",
    upload_id: int | None = None,
    expected_total: Decimal | None = None,
) -> PlacedOrder:
    """Place ``items`` as one order of the dealer, past his basket.

    ``expected_total`` is what he was shown: a lower price passes by itself, a higher one is
    refused with ``prices_rose``. Raises what ``order_lines.priced_lines`` raises, and
    ``order_empty``, ``order_too_long``.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    terms = order_queries.terms(ctx, dealer_id=dealer_id)
    lines = _agreed_lines(ctx, dealer_id, items, expected_total)
    order_id = orders.create_order(
        ctx.session,
        status=OrderStatus.SUBMITTED,
        dealer_id=dealer_id,
        point_id=terms.point_id,
        organization_id=terms.organization_id,
        agreement_id=terms.agreement_id,
        dealer_name=terms.dealer_name,
        point_name=terms.point_name,
        author_id=ctx.actor.user_id,
        now=ctx.now,
        today=ctx.today,
        upload_id=upload_id,
    )
    return _submit(ctx, terms, order_id=order_id, version=1, lines=lines, comment=comment)


def submit_basket(
    ctx: Context,
    *,
    dealer_id: int,
    comment: str = "",
    expected_total: Decimal | None = None,
    expected_gifts: Sequence[PricedLine] = (),
) -> PlacedOrder:
    """Turn the dealer's draft into an order at the prices of now; ``basket_empty`` without one.

    A line that costs more than was agreed to is refused: ``lines_rose`` names them, and
    ``fill_basket.agree_to_prices`` agrees. ``expected_total`` as in ``place_order``; a gift
    of ``expected_gifts`` that does not come any more, or not wholly, is refused: ``gifts_gone``.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    terms = order_queries.terms(ctx, dealer_id=dealer_id)
    draft = baskets.basket(ctx, dealer_id=dealer_id)
    if draft is None or not draft.lines:
        raise DomainError("basket_empty")
    items = [OrderItem(line.product_id, line.quantity, line.delivery) for line in draft.lines]
    agreed = [line.unit_price for line in draft.lines]
    lines = _agreed_lines(ctx, dealer_id, items, expected_total, agreed)
    _refuse_gone(ctx, expected_gifts, lines.gifts)
    return _submit(
        ctx, terms, order_id=draft.id, version=draft.version, lines=lines, comment=comment
    )


def _agreed_lines(
    ctx: Context,
    dealer_id: int,
    items: Sequence[OrderItem],
    expected_total: Decimal | None,
    agreed: Sequence[Decimal] = (),
) -> OrderLines:
    """The lines at the prices of now, none of them over its price in ``agreed``."""
    if not items:
        raise DomainError("order_empty")
    if len(items) > MOST_LINES:
        raise DomainError("order_too_long", count=len(items), largest=MOST_LINES)
    lines = priced_lines(ctx, dealer_id=dealer_id, on=ctx.today, items=items)
    risen = [
        line.article
        for line, price in zip(lines.asked, agreed, strict=False)
        if line.unit_price > price
    ]
    refuse_articles("lines_rose", risen)
    if expected_total is not None and lines.total > expected_total:
        raise DomainError("prices_rose", was=expected_total, now=lines.total)
    return lines


def _refuse_gone(ctx: Context, shown: Sequence[PricedLine], given: Sequence[NewLine]) -> None:
    """Nobody loses a gift he was shown without being told of it."""
    left: dict[int, Decimal] = defaultdict(Decimal)
    for line in given:
        left[line.product_id] += line.quantity
    for gift in shown:
        left[gift.product_id] -= gift.quantity
    gone = [product_id for product_id, rest in left.items() if rest < 0]
    facts = catalog.products_by_ids(ctx, gone) if gone else {}
    refuse_articles("gifts_gone", [product.article for product in facts.values()])


def _submit(
    ctx: Context,
    terms: Terms,
    *,
    order_id: int,
    version: int,
    lines: OrderLines,
    comment: str,
) -> PlacedOrder:
    sequence = next_number(
        ctx.session,
        organization_id=terms.organization_id,
        kind=f"order {terms.point_code}",
        year=ctx.today.year,
    )
    number = f"{terms.point_code}-{ctx.today:%y}-{sequence:05d}"
    reason = reason_to_hold(
        ctx,
        dealer_id=terms.dealer_id,
        agreement_id=terms.agreement_id,
        credit_limit=terms.credit_limit,
        order_id=order_id,
        total=lines.total,
    )
    status = OrderStatus.ON_HOLD if reason else OrderStatus.SUBMITTED
    orders.move(
        ctx.session,
        order_id=order_id,
        version=version,
        status=status,
        number=number,
        submitted_at=ctx.now,
        priced_on=ctx.today,
        organization_id=terms.organization_id,
        agreement_id=terms.agreement_id,
        comment=comment.strip(),
        net=sum((line.net for line in lines.all), ZERO),
        vat=sum((line.vat for line in lines.all), ZERO),
        total=lines.total,
        includes_vat=all(line.includes_vat for line in lines.all),
        reserved_until=ctx.now + HELD_UNTIL_ACCEPTED,
    )
    orders.write_lines(ctx.session, order_id=order_id, lines=lines.all)
    pricing.use_promotions(
        ctx.session,
        order_id=order_id,
        dealer_id=terms.dealer_id,
        point_id=terms.point_id,
        uses=lines.uses,
    )
    short = stock.reserve_order(ctx.session, order_id=order_id, point_id=terms.point_id)
    _record(ctx, terms, order_id, "order.submitted", number=number, total=str(lines.total))
    if reason:
        _record(ctx, terms, order_id, "order.held", reason=reason)
    return PlacedOrder(order_id, number, status, lines.total, short, reason)


def _record(ctx: Context, terms: Terms, order_id: int, kind: str, **data: Any) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("order", order_id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=terms.dealer_id,
        point_id=terms.point_id,
        **data,
    )
