"""The number of orders that wait, beside «Orders» in the menu; kept right as they come."""

from __future__ import annotations

from nicegui import ui

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import OrderStatus
from wholesale.orders import queries as orders
from wholesale.ui.call import later, look
from wholesale.ui.live import about, watch
from wholesale.ui.session import may

WAITING = (OrderStatus.SUBMITTED, OrderStatus.ON_HOLD)


def show() -> None:
    """Count for those who take orders from a queue; nothing for others."""
    if may(Permission.PROCESS_ORDER):
        with ui.element("span").classes("visually-hidden"):
            watch(about("order."), refresh)
            later(refresh)


async def refresh() -> None:
    """Read and show how many wait now."""
    waiting = await look(waiting_orders)
    ui.run_javascript(f"wholesale.badge('queue', '{waiting or ''}')")


def waiting_orders(ctx: Context) -> int:
    """Orders that nobody has taken up yet, of the points the actor sees."""
    ctx.actor.require(Permission.PROCESS_ORDER)
    counts = orders.status_counts(ctx)
    return sum(counts.get(status, 0) for status in WAITING)
