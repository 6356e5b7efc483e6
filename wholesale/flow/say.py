"""Dealer and manager talk on the order itself."""

from __future__ import annotations

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import Role
from wholesale.messages import operations as messages
from wholesale.messages.rules import clean
from wholesale.orders import queries as order_queries


def say(ctx: Context, *, order_id: int, text: str) -> int:
    """Add a chat line to an order the actor may see; returns its id."""
    ctx.actor.require(Permission.TALK)
    said = clean(text)
    card = order_queries.order_card(ctx, order_id=order_id)
    message_id = messages.say(
        ctx.session,
        order_id=card.id,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        author_id=ctx.actor.user_id,
        author_name=ctx.actor.name,
        from_staff=ctx.actor.role is not Role.DEALER,
        at=ctx.now,
        text=said,
    )
    events.record(
        ctx.session,
        "order.message",
        subject=("order", card.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=card.dealer_id,
        point_id=card.point_id,
        message_id=message_id,
    )
    return message_id
