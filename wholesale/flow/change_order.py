"""What a manager (and, at first, the dealer) does to an order that was placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from wholesale import events
from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.money import round_half_up
from wholesale.core.vocabulary import OrderStatus, Role
from wholesale.flow.credit import reason_to_hold
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.orders.rules import DEALER_CANCELS, EDITABLE, Step, check_quantity, next_status
from wholesale.pricing import operations as pricing
from wholesale.pricing import tax
from wholesale.stock import operations as stock

HELD_ONCE_ACCEPTED = timedelta(days=14)
MANUAL = "manual_discount"  # the rule's name in a trace


@dataclass(frozen=True, slots=True)
class Changed:
    """The order after a step; ``short`` is what could not be reserved."""

    order_id: int
    number: str
    status: OrderStatus
    version: int
    short: Decimal = Decimal(0)


def accept_order(ctx: Context, *, order_id: int, version: int | None = None) -> Changed:
    """Take the order from the queue; what is still missing is reserved, and for longer."""
    ctx.actor.require(Permission.PROCESS_ORDER)
    card = _card(ctx, order_id, version)
    done = _move(
        ctx,
        card,
        Step.ACCEPT,
        "order.accepted",
        manager_id=ctx.actor.user_id or card.manager_id,
        manager_name=ctx.actor.name,
        reserved_until=ctx.now + HELD_ONCE_ACCEPTED,
    )
    short = stock.reserve_order(ctx.session, order_id=card.id, point_id=card.point_id)
    return Changed(done.order_id, done.number, done.status, done.version, short)


def hold_order(ctx: Context, *, order_id: int, reason: str, version: int | None = None) -> Changed:
    """Put the order aside with a reason the dealer reads; its stock stays held."""
    ctx.actor.require(Permission.PROCESS_ORDER)
    card = _card(ctx, order_id, version)
    return _move(ctx, card, Step.HOLD, "order.held", comment=_reason(reason))


def resume_order(ctx: Context, *, order_id: int, version: int | None = None) -> Changed:
    """Put a held order back into the queue.

    One that waits for the dealer's debt or limit takes a supervisor: ``needs_approval``.
    """
    ctx.actor.require(Permission.PROCESS_ORDER)
    card = _card(ctx, order_id, version)
    held = [
        row.data.get("reason")
        for row in order_queries.history(ctx, order_id=order_id)
        if row.kind == "order.held"
    ]
    by_credit = bool(held) and held[-1] in {"credit_limit", "overdue"}
    if by_credit and not ctx.actor.may(Permission.APPROVE):
        raise DomainError("needs_approval")
    return _move(ctx, card, Step.RESUME, "order.resumed")


def assemble_order(ctx: Context, *, order_id: int, version: int | None = None) -> Changed:
    """Send the order to the warehouse to be put together."""
    ctx.actor.require(Permission.PROCESS_ORDER)
    return _move(ctx, _card(ctx, order_id, version), Step.ASSEMBLE, "order.assembling")


def deliver_order(ctx: Context, *, order_id: int, version: int | None = None) -> Changed:
    """The goods reached the dealer."""
    ctx.actor.require(Permission.SHIP_ORDER)
    return _move(ctx, _card(ctx, order_id, version), Step.DELIVER, "order.delivered")


def complete_order(ctx: Context, *, order_id: int, version: int | None = None) -> Changed:
    """Nothing is left to do for the order."""
    ctx.actor.require(Permission.SHIP_ORDER)
    return _move(ctx, _card(ctx, order_id, version), Step.COMPLETE, "order.completed")


def cancel_order(
    ctx: Context, *, order_id: int, reason: str = "", version: int | None = None
) -> Changed:
    """Cancel an order that has not left and let go of its stock.

    A dealer may do it while nobody has begun to work on it: ``too_late_to_cancel``.
    """
    ctx.actor.require(Permission.CANCEL_ORDER)
    card = _card(ctx, order_id, version)
    if ctx.actor.role is Role.DEALER and card.status not in DEALER_CANCELS:
        raise DomainError("too_late_to_cancel", status=card.status)
    stock.release_order(ctx.session, order_id=card.id, point_id=card.point_id)
    pricing.give_back_promotions(ctx.session, order_id=card.id)
    return _move(
        ctx, card, Step.CANCEL, "order.cancelled", reserved_until=None, comment=reason.strip()
    )


def change_line(
    ctx: Context,
    *,
    order_id: int,
    line_id: int,
    quantity: Decimal | None = None,
    discount: Decimal | None = None,
    version: int | None = None,
) -> Changed:
    """Change a line's quantity, or give a manual discount in percent off its frozen price.

    A discount takes the place of an earlier one, it does not add to it. Quantity zero takes
    the line out; the last one cannot go (``order_would_be_empty``: cancel the order instead).
    Raises ``discount_over_limit`` beyond the manager's own limit, ``price_below_floor`` under
    the product's minimum price and ``needs_approval`` for an order that grows over the
    dealer's credit, each unless he may approve.
    """
    ctx.actor.require(Permission.PROCESS_ORDER)
    card = _card(ctx, order_id, version)
    if card.status not in EDITABLE:
        raise DomainError("order_not_editable", status=card.status)
    line = next((row for row in card.lines if row.id == line_id), None)
    if line is None:
        raise NotFound("line", id=line_id)
    amount = line.quantity if quantity is None else quantity
    if amount != 0:
        check_quantity(amount)
    elif not any(row.quantity for row in card.lines if row.id != line_id):
        raise DomainError("order_would_be_empty")
    price, story = _discounted(ctx, line, discount)
    sums = tax.line_sums(price, amount, line.vat_rate, includes_vat=line.includes_vat)
    if sums.total > line.total:
        _check_credit(ctx, card, card.total - line.total + sums.total)
    stock.release_order(ctx.session, order_id=card.id, point_id=card.point_id)
    orders.change_line(
        ctx.session,
        line_id=line.id,
        quantity=amount,
        unit_price=price,
        net=sums.net,
        vat=sums.vat,
        total=sums.total,
        trace=story,
    )
    orders.write_totals(ctx.session, order_id=card.id)
    orders.move(
        ctx.session,
        order_id=card.id,
        version=card.version,
        status=card.status,
        reserved_until=card.reserved_until or ctx.now + HELD_ONCE_ACCEPTED,
    )
    short = stock.reserve_order(ctx.session, order_id=card.id, point_id=card.point_id)
    _record(
        ctx,
        card,
        "order.line_changed",
        article=line.article,
        quantity_was=str(line.quantity),
        quantity=str(amount),
        price_was=str(line.unit_price),
        price=str(price),
    )
    return Changed(card.id, card.number, card.status, card.version + 1, short)


def _discounted(
    ctx: Context, line: LineRow, discount: Decimal | None
) -> tuple[Decimal, list[dict[str, Any]]]:
    """The price of a unit and its story, with the manager's discount when one is given."""
    if discount is None:
        return line.unit_price, line.trace
    if not (discount.is_finite() and 0 <= discount < 100):
        raise DomainError("discount_wrong", percent=discount)
    earlier = [step for step in line.trace if step["rule"] == MANUAL]
    frozen = Decimal(earlier[0]["before"]) if earlier else line.unit_price
    story = [step for step in line.trace if step["rule"] != MANUAL]
    if discount == 0:
        return frozen, story
    approves = ctx.actor.may(Permission.APPROVE)
    if discount > ctx.actor.discount_limit and not approves:
        raise DomainError("discount_over_limit", percent=discount, limit=ctx.actor.discount_limit)
    price = round_half_up(frozen * (100 - discount) / 100)
    floor = catalog.minimum_price(ctx, product_id=line.product_id)
    if floor is not None and price < floor and not approves:
        raise DomainError("price_below_floor", article=line.article)
    step = {
        "rule": MANUAL,
        "before": str(frozen),
        "after": str(price),
        "percent": str(discount),
    }
    return price, [*story, step]


def _check_credit(ctx: Context, card: OrderCard, total: Decimal) -> None:
    """A manager may not let an order grow to where it would have had to wait on arrival."""
    reason = reason_to_hold(
        ctx,
        dealer_id=card.dealer_id,
        credit_limit=card.credit_limit,
        order_id=card.id,
        total=total,
    )
    if reason and not ctx.actor.may(Permission.APPROVE):
        raise DomainError("needs_approval")


def _card(ctx: Context, order_id: int, version: int | None) -> OrderCard:
    card = order_queries.order_card(ctx, order_id=order_id)
    if version is not None and card.version != version:
        raise DomainError("order_changed")
    return card


def _move(
    ctx: Context, card: OrderCard, step: Step, kind: str, *, comment: str = "", **changes: Any
) -> Changed:
    status = next_status(step, card.status)
    orders.move(ctx.session, order_id=card.id, version=card.version, status=status, **changes)
    _record(ctx, card, kind, **({"comment": comment} if comment else {}))
    return Changed(card.id, card.number, status, card.version + 1)


def _record(ctx: Context, card: OrderCard, kind: str, **data: Any) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("order", card.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        **data,
    )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise DomainError("reason_missing")
    return reason.strip()
