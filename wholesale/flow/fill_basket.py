"""The basket: the dealer's one draft order, kept in the database on every change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import OrderStatus
from wholesale.flow.frozen_lines import is_gift
from wholesale.flow.order_lines import OrderItem, new_line, purchasable, sellable
from wholesale.orders import baskets
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.orders.baskets import LastPrice
from wholesale.orders.operations import NewLine
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.pricing import hints, tax
from wholesale.pricing import queries as pricing
from wholesale.pricing.queries import PricedLine
from wholesale.pricing.trace import Step
from wholesale.stock import queries as stock


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line at the price agreed to, its price of now, what is free, and what more would bring.

    ``last`` is what the dealer paid in his last order of the product.
    """

    line: LineRow
    price: PricedLine
    available: Decimal
    hint: Step | None = None
    last: LastPrice | None = None

    @property
    def change(self) -> Decimal:
        """How the price of one unit moved since it was agreed to; zero without a price."""
        if self.price.unit_price is None:
            return ZERO
        return self.price.unit_price - self.line.unit_price

    @property
    def since_last(self) -> Decimal | None:
        """The difference to his last order; nothing when there was none in this kind of price."""
        price, last = self.price, self.last
        if price.unit_price is None or last is None or last.includes_vat != price.includes_vat:
            return None
        return price.unit_price - last.price


@dataclass(frozen=True, slots=True)
class Basket:
    """The draft at the prices of now. ``total`` is what ``submit_basket`` would charge.

    ``gifts`` come with it for free; ``hints`` say what a little more would bring.
    """

    lines: list[BasketLine]
    net: Decimal
    vat: Decimal
    total: Decimal
    comment: str
    has_agreement: bool = True
    gifts: list[PricedLine] = field(default_factory=list)
    hints: list[Step] = field(default_factory=list)


def view_basket(ctx: Context, *, dealer_id: int) -> Basket:
    """The dealer's basket, empty when he has not begun one."""
    ctx.actor.require(Permission.PLACE_ORDER)
    terms = order_queries.terms(ctx, dealer_id=dealer_id)
    draft = baskets.basket(ctx, dealer_id=dealer_id)
    if draft is None:
        return Basket([], ZERO, ZERO, ZERO, "")
    order = pricing.price_order(
        ctx,
        dealer_id=dealer_id,
        on=ctx.today,
        items=[(line.product_id, line.quantity) for line in draft.lines],
    )
    products = {line.product_id for line in draft.lines}
    free = stock.available(ctx, point_id=terms.point_id, product_ids=products)
    last = baskets.last_prices(ctx, dealer_id=dealer_id, product_ids=products)
    return Basket(
        lines=[
            BasketLine(
                line,
                price.shown_to(ctx.actor),
                free.get(line.product_id, ZERO),
                hint,
                last.get(line.product_id),
            )
            for line, price, hint in zip(draft.lines, order.lines, order.line_hints, strict=True)
        ],
        net=order.net,
        vat=order.vat,
        total=order.total,
        comment=draft.comment,
        has_agreement=terms.agreement_id is not None,
        gifts=[gift.shown_to(ctx.actor) for gift in order.gifts],
        hints=order.hints + hints.of_delivery(order.total, terms.free_delivery_from),
    )


def add_to_basket(ctx: Context, *, dealer_id: int, items: Sequence[OrderItem]) -> int:
    """Add quantities to what the basket holds; returns how many lines it has then."""
    ctx.actor.require(Permission.PLACE_ORDER)
    draft = _draft(ctx, dealer_id)
    held = {(line.product_id, line.delivery): line.quantity for line in draft.lines}
    wanted: dict[tuple[int, str], Decimal] = {}
    for item in items:
        key = (item.product_id, item.delivery)
        wanted[key] = wanted.get(key, held.get(key, Decimal(0))) + item.quantity
    return _put(ctx, draft, wanted)


def take_from_basket(ctx: Context, *, dealer_id: int, items: Sequence[OrderItem]) -> int:
    """Take quantities out of what the basket holds, as far as it holds them; returns lines."""
    ctx.actor.require(Permission.PLACE_ORDER)
    draft = _draft(ctx, dealer_id)
    left = {(line.product_id, line.delivery): line.quantity for line in draft.lines}
    taken = {(item.product_id, item.delivery) for item in items} & left.keys()
    for item in items:
        if (key := (item.product_id, item.delivery)) in left:
            left[key] = max(left[key] - item.quantity, ZERO)
    return _put(ctx, draft, {key: left[key] for key in taken})


def set_basket_line(
    ctx: Context, *, dealer_id: int, product_id: int, quantity: Decimal, delivery: str = ""
) -> int:
    """Put exactly ``quantity`` of a product into the basket, none for zero; returns lines."""
    ctx.actor.require(Permission.PLACE_ORDER)
    draft = _draft(ctx, dealer_id)
    return _put(ctx, draft, {(product_id, delivery): quantity})


def agree_to_prices(
    ctx: Context, *, dealer_id: int, line_ids: Collection[int] | None = None
) -> int:
    """Agree to the prices of now of some lines, of all when none are named.

    Returns how many lines got another price by it.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    draft = _draft(ctx, dealer_id)
    quantities = {(line.product_id, line.delivery): line.quantity for line in draft.lines}
    now = _prices(ctx, draft, quantities)
    moved = {
        (line.product_id, line.delivery): line
        for line in draft.lines
        if (line_ids is None or line.id in line_ids)
        and now[line.product_id, line.delivery].unit_price not in (None, line.unit_price)
    }
    facts = catalog.products_by_ids(ctx, {key[0] for key in moved})
    lines = [
        (line.position, new_line(facts[key[0]], now[key], delivery=key[1]))
        for key, line in moved.items()
    ]
    _write(ctx, draft, gone=[line.id for line in moved.values()], lines=lines)
    return len(moved)


def clear_basket(ctx: Context, *, dealer_id: int) -> list[OrderItem]:
    """Empty the basket; returns what was in it, so that it can be put back."""
    ctx.actor.require(Permission.PLACE_ORDER)
    draft = _draft(ctx, dealer_id)
    _put(ctx, draft, {(line.product_id, line.delivery): Decimal(0) for line in draft.lines})
    return [OrderItem(line.product_id, line.quantity, line.delivery) for line in draft.lines]


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a repeated order brought: lines in the basket now, articles that are not sold now."""

    lines: int
    left_out: list[str]


def repeat_order(ctx: Context, *, order_id: int) -> Repeated:
    """Add what was asked for in a past order to the basket, as far as it can still be bought."""
    ctx.actor.require(Permission.PLACE_ORDER)
    past = order_queries.order_card(ctx, order_id=order_id)
    asked = [line for line in past.lines if line.quantity and not is_gift(line)]
    items = [OrderItem(line.product_id, line.quantity, line.delivery) for line in asked]
    sold = sellable(ctx, dealer_id=past.dealer_id, on=ctx.today, items=items)
    kept = [item for item in items if item.product_id in sold]
    return Repeated(
        lines=add_to_basket(ctx, dealer_id=past.dealer_id, items=kept),
        left_out=[line.article for line in asked if line.product_id not in sold],
    )


def _draft(ctx: Context, dealer_id: int) -> OrderCard:
    terms = order_queries.terms(ctx, dealer_id=dealer_id)
    found = baskets.basket(ctx, dealer_id=dealer_id)
    if found is not None:
        return found
    order_id = orders.create_order(
        ctx.session,
        status=OrderStatus.DRAFT,
        dealer_id=dealer_id,
        point_id=terms.point_id,
        organization_id=terms.organization_id,
        agreement_id=terms.agreement_id,
        dealer_name=terms.dealer_name,
        point_name=terms.point_name,
        author_id=ctx.actor.user_id,
        now=ctx.now,
        today=ctx.today,
    )
    return order_queries.order_card(ctx, order_id=order_id)


def _put(ctx: Context, draft: OrderCard, wanted: Mapping[tuple[int, str], Decimal]) -> int:
    """Change some lines. The prices agreed to move only by what this change brings about (a
    volume discount reached or lost), so that a rise of a rule stays visible and asks."""
    held = {(line.product_id, line.delivery): line for line in draft.lines}
    before = {key: line.quantity for key, line in held.items()}
    after = {key: quantity for key, quantity in {**before, **wanted}.items() if quantity}
    changed = [key for key in wanted if key in after]
    facts = purchasable(ctx, items=[OrderItem(key[0], after[key], key[1]) for key in changed])
    old, new = _prices(ctx, draft, before), _prices(ctx, draft, after)
    moved = [
        key
        for key in after
        if key not in wanted and held[key].unit_price == old[key].unit_price != new[key].unit_price
    ]
    facts |= catalog.products_by_ids(ctx, {key[0] for key in moved})
    fresh = count(max((line.position for line in draft.lines), default=0) + 1)
    positioned = []
    for key in [*changed, *moved]:
        line = new_line(facts[key[0]], new[key], delivery=key[1])
        if key in held:
            line = _as_agreed(line, held[key].unit_price, old[key].unit_price)
        positioned.append((held[key].position if key in held else next(fresh), line))
    gone = [held[key].id for key in {*wanted, *moved} if key in held]
    _write(ctx, draft, gone=gone, lines=positioned)
    return len(after)


def _as_agreed(line: NewLine, agreed: Decimal, now: Decimal | None) -> NewLine:
    """The line at the price agreed to while a rise from it to ``now`` has not been agreed to.

    A line whose price has not risen takes the price of its new quantity, and any line a lower
    one.
    """
    if line.unit_price <= agreed or now is None or now <= agreed:
        return line
    sums = tax.line_sums(agreed, line.quantity, line.vat_rate, includes_vat=line.includes_vat)
    return replace(line, unit_price=agreed, net=sums.net, vat=sums.vat, total=sums.total)


def _write(
    ctx: Context, draft: OrderCard, *, gone: Sequence[int], lines: Sequence[tuple[int, NewLine]]
) -> None:
    orders.move(
        ctx.session,
        order_id=draft.id,
        version=draft.version,
        status=OrderStatus.DRAFT,
        priced_on=ctx.today,
    )
    orders.remove_lines(ctx.session, line_ids=gone)
    if lines:
        orders.put_lines(ctx.session, order_id=draft.id, lines=lines)
    orders.write_totals(ctx.session, order_id=draft.id)


def _prices(
    ctx: Context, draft: OrderCard, quantities: Mapping[tuple[int, str], Decimal]
) -> dict[tuple[int, str], PricedLine]:
    if not quantities:
        return {}
    priced = pricing.price_lines(
        ctx,
        dealer_id=draft.dealer_id,
        on=ctx.today,
        items=[(product_id, quantity) for (product_id, _), quantity in quantities.items()],
    )
    return dict(zip(quantities, priced, strict=True))
