"""What a manager (and, at first, the dealer) does to an order that was placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import OrderStatus, Role
from wholesale.flow.credit import BY_CREDIT, reason_to_hold
from wholesale.flow.frozen_lines import NewTerms, discount_of, is_gift, rewritten
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.orders.rules import DEALER_CANCELS, EDITABLE, Step, check_quantity, next_status
from wholesale.pricing import operations as pricing
from wholesale.stock import operations as stock

HELD_ONCE_ACCEPTED = timedelta(days=14)


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
    by_credit = bool(held) and held[-1] in BY_CREDIT
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
    A gift can only become less: ``gift_not_raised``. What changes nothing is no change.
    Raises ``discount_over_limit`` beyond the manager's own limit, ``price_below_floor`` under
    the floor and ``needs_approval`` for an order that grows over the dealer's credit, each
    unless he may approve; ``approve_discounts.ask_discount`` asks a supervisor.
    """
    ctx.actor.require(Permission.PROCESS_ORDER)
    card = _card(ctx, order_id, version)
    line = editable_line(card, line_id)
    approves = ctx.actor.may(Permission.APPROVE)
    if discount == discount_of(line):
        discount = None
    if discount is not None:
        check_discount(discount)
        if discount > ctx.actor.discount_limit and not approves:
            limit = ctx.actor.discount_limit
            raise DomainError("discount_over_limit", percent=discount, limit=limit)
    return rewrite_line(
        ctx,
        card=card,
        line=line,
        terms=NewTerms(line.quantity if quantity is None else quantity, discount, approves),
    )


def rewrite_line(ctx: Context, *, card: OrderCard, line: LineRow, terms: NewTerms) -> Changed:
    """Put a line on new terms, with its stock, the order's sums and the journal."""
    if terms.quantity:
        check_quantity(terms.quantity)
    if is_gift(line) and (terms.quantity > line.quantity or terms.discount):
        raise DomainError("gift_not_raised", article=line.article)
    if terms.quantity == line.quantity and terms.discount is None:
        return Changed(card.id, card.number, card.status, card.version)
    changed = {row.line_id: row for row in rewritten(ctx, card, line, terms)}
    if not any(changed.get(row.id, row).quantity for row in card.lines if not is_gift(row)):
        raise DomainError("order_would_be_empty")
    moved = [(row, changed[row.id]) for row in card.lines if row.id in changed]
    total = card.total + sum((new.total - old.total for old, new in moved), ZERO)
    if total > card.total:
        _check_credit(ctx, card, total)
    stock.release_order(ctx.session, order_id=card.id, point_id=card.point_id)
    orders.change_lines(ctx.session, order_id=card.id, lines=list(changed.values()))
    orders.move(
        ctx.session,
        order_id=card.id,
        version=card.version,
        status=card.status,
        reserved_until=card.reserved_until or ctx.now + HELD_ONCE_ACCEPTED,
    )
    short = stock.reserve_order(ctx.session, order_id=card.id, point_id=card.point_id)
    for old, new in moved:
        _record(
            ctx,
            card,
            "order.line_changed",
            article=old.article,
            quantity_was=str(old.quantity),
            quantity=str(new.quantity),
            price_was=str(old.unit_price),
            price=str(new.unit_price),
        )
    return Changed(card.id, card.number, card.status, card.version + 1, short)


def editable_line(card: OrderCard, line_id: int) -> LineRow:
    """A line that may be changed. Raises ``order_not_editable`` and ``NotFound``."""
    if card.status not in EDITABLE:
        raise DomainError("order_not_editable", status=card.status)
    line = next((row for row in card.lines if row.id == line_id), None)
    if line is None:
        raise NotFound("line", id=line_id)
    return line


def check_discount(percent: Decimal) -> None:
    """Raise ``discount_wrong`` unless it is a percentage with up to four places."""
    if not (percent.is_finite() and 0 <= percent < 100 and percent == round(percent, 4)):
        raise DomainError("discount_wrong", percent=percent)


def _check_credit(ctx: Context, card: OrderCard, total: Decimal) -> None:
    """A manager may not let an order grow to where it would have had to wait on arrival."""
    reason = reason_to_hold(
        ctx,
        dealer_id=card.dealer_id,
        agreement_id=card.agreement_id,
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
