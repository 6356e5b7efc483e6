"""Discounts a manager may not give himself: he asks, a supervisor approves or refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Audience
from wholesale.flow.change_order import Changed, check_discount, editable_line, rewrite_line
from wholesale.flow.frozen_lines import NewTerms, is_gift
from wholesale.orders import approvals
from wholesale.orders import queries as order_queries
from wholesale.orders.queries import LineRow, OrderCard


def ask_discount(
    ctx: Context, *, order_id: int, line_id: int, percent: Decimal, reason: str
) -> int:
    """Ask for a discount beyond the own limit or under the floor; returns the request's id.

    The line keeps its price until a supervisor approves. Asking again takes the place of what
    waits. Raises ``discount_wrong``, ``reason_missing``, ``order_not_editable``, ``NotFound``.
    """
    ctx.actor.require(Permission.PROCESS_ORDER)
    card = order_queries.order_card(ctx, order_id=order_id)
    line = editable_line(card, line_id)
    check_discount(percent)
    if not percent:
        raise DomainError("discount_wrong", percent=percent)
    if is_gift(line):
        raise DomainError("gift_not_raised", article=line.article)
    if not reason.strip():
        raise DomainError("reason_missing")
    request_id = approvals.ask(
        ctx.session,
        order_id=card.id,
        line_id=line.id,
        point_id=card.point_id,
        percent=percent,
        reason=reason.strip()[:500],
        asked_by=ctx.actor.name,
        asked_by_id=ctx.actor.user_id,
        now=ctx.now,
    )
    _record(ctx, card, line, "order.discount_asked", percent=percent, comment=reason.strip()[:500])
    return request_id


def approve_discount(ctx: Context, *, request_id: int) -> Changed:
    """Give the discount that was asked for, under the floor too.

    Raises ``NotFound``, ``discount_decided``, ``order_not_editable``.
    """
    ctx.actor.require(Permission.APPROVE)
    asked, card, line = _asked(ctx, request_id)
    approvals.decide(
        ctx.session,
        request_id=request_id,
        status=approvals.APPROVED,
        by=ctx.actor.name,
        now=ctx.now,
    )
    _record(ctx, card, line, "order.discount_approved", percent=asked.percent)
    terms = NewTerms(line.quantity, asked.percent, approved=True)
    return rewrite_line(ctx, card=card, line=line, terms=terms)


def refuse_discount(ctx: Context, *, request_id: int, answer: str = "") -> None:
    """Leave the line at its price. Raises ``NotFound`` and ``discount_decided``."""
    ctx.actor.require(Permission.APPROVE)
    asked, card, line = _asked(ctx, request_id)
    approvals.decide(
        ctx.session,
        request_id=request_id,
        status=approvals.REFUSED,
        by=ctx.actor.name,
        now=ctx.now,
        answer=answer.strip()[:500],
    )
    _record(
        ctx,
        card,
        line,
        "order.discount_refused",
        percent=asked.percent,
        comment=answer.strip()[:500],
    )


def _asked(ctx: Context, request_id: int) -> tuple[approvals.RequestRow, OrderCard, LineRow]:
    asked = approvals.request(ctx, request_id=request_id)
    card = order_queries.order_card(ctx, order_id=asked.order_id)
    return asked, card, editable_line(card, asked.line_id)


def _record(
    ctx: Context, card: OrderCard, line: LineRow, kind: str, *, percent: Decimal, **data: Any
) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("order", card.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        audience=Audience.STAFF,
        article=line.article,
        percent=str(percent),
        **data,
    )
