"""Stock is not held for ever: what was not accepted or shipped in time is free again."""

from __future__ import annotations

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.orders import operations as orders
from wholesale.orders import queries as order_queries
from wholesale.stock import operations as stock


def expire_reservations(ctx: Context) -> list[str]:
    """Let go of what overdue orders hold; returns their numbers.

    The orders stay where they are: accepting or shipping one reserves anew what is left.
    """
    ctx.actor.require(Permission.MANAGE_STOCK)
    overdue = order_queries.overdue_reservations(ctx)
    for order in overdue:
        stock.release_order(ctx.session, order_id=order.id, point_id=order.point_id)
        orders.forget_reservation(ctx.session, order_id=order.id)
        events.record(
            ctx.session,
            "order.reservation_expired",
            subject=("order", order.id),
            actor=ctx.actor,
            at=ctx.now,
            dealer_id=order.dealer_id,
            point_id=order.point_id,
        )
    return [order.number for order in overdue]
