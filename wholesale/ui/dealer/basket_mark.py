"""The basket in the bar: how many lines, what sum; kept right by whoever changes it."""

from __future__ import annotations

from nicegui import ui

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import Role
from wholesale.orders import baskets
from wholesale.orders.baskets import BasketMark
from wholesale.ui.call import later, look
from wholesale.ui.components import marks
from wholesale.ui.session import actor, amount, t

_KEY = "basket_mark"


def show() -> None:
    """The link with the sum, for a dealer; nothing for others."""
    who = actor()
    if who.role is not Role.DEALER or not who.may(Permission.PLACE_ORDER):
        return
    with ui.link(target="/basket").classes("bar-basket") as link:
        marks.icon("shopping-cart")
        link.props["aria-label"] = t("Basket")
        ui.context.client.storage[_KEY] = marks.text("", "num only-wide")
    later(refresh)


async def refresh() -> None:
    """Read and show what the basket holds now; call after each change of it."""
    label = ui.context.client.storage.get(_KEY)
    if label is None or label.is_deleted:
        return
    mark = await look(basket_mark)
    total = f"{amount(mark.total)[:-3]}{marks.NO_BREAK}₽" if mark.lines else ""
    label.set_text(total or t("Basket"))
    link = label.parent_slot.parent
    link.props["aria-label"] = " · ".join(filter(None, (t("Basket"), total)))
    ui.run_javascript(f"wholesale.badge('basket', {str(mark.lines or '')!r})")


def basket_mark(ctx: Context) -> BasketMark:
    """The reader's own basket."""
    ctx.actor.require(Permission.PLACE_ORDER)
    return baskets.basket_mark(ctx, dealer_id=ctx.actor.dealer_id or 0)
