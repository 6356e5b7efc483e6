"""THE table of pages: it makes the routes, guards them and draws the menu.

A page is shown to those whose role is in ``roles`` and holds ``permission``; for everybody
else it does not exist. Two rows may share a path when their roles differ. ``builder`` is an
async function; names in braces in ``path`` and query parameters arrive as its keyword
arguments of the same name (always strings unless annotated ``int``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from wholesale.core.access import Actor, Permission
from wholesale.core.vocabulary import Role

P = Permission
DEALER = frozenset({Role.DEALER})
MANAGER = frozenset({Role.MANAGER})
SUPERVISOR = frozenset({Role.SUPERVISOR})
ADMIN = frozenset({Role.ADMIN})
STAFF = MANAGER | SUPERVISOR


@dataclass(frozen=True, slots=True)
class Page:
    """One row. ``title`` is an English msgid, ``icon`` a name of the sprite. ``section`` heads
    a group of the menu; a page with ``menu=False`` is reached by links. ``tab`` puts it on the
    phone's bar (four at most). ``badge`` names the count beside it (``live.badge``)."""

    path: str
    title: str
    icon: str
    permission: Permission
    roles: frozenset[Role]
    builder: Callable[..., Awaitable[None]]
    menu: bool = True
    section: str = ""
    tab: bool = False
    badge: str = ""


@cache
def table() -> tuple[Page, ...]:
    """All pages, in the order of the menu; the first of a role's is its home."""
    from wholesale.ui import account
    from wholesale.ui.dealer import balance, basket, catalog, order, orders

    every = DEALER | MANAGER | SUPERVISOR | ADMIN
    return (
        # dealer
        Page("/catalog", "Catalogue", "package-search", P.PLACE_ORDER, DEALER, catalog.show, tab=True),
        Page("/basket", "Basket", "shopping-cart", P.PLACE_ORDER, DEALER, basket.show, tab=True,
             badge="basket"),
        Page("/orders", "Orders", "clipboard-list", P.VIEW_ORDERS, DEALER, orders.show, tab=True),
        Page("/orders/{number}", "Order", "clipboard-list", P.VIEW_ORDERS, DEALER, order.show,
             menu=False),
        Page("/balance", "Balance", "wallet", P.VIEW_BALANCE, DEALER, balance.show, tab=True),
        # everybody
        Page("/account", "My account", "user-round", P.BROWSE_CATALOG, every, account.show,
             menu=False),
    )  # fmt: skip


def pages_of(actor: Actor) -> list[Page]:
    """The pages the actor may open."""
    return [page for page in table() if actor.role in page.roles and actor.may(page.permission)]


def home(actor: Actor) -> str:
    """Where the actor lands after signing in: the first page of his menu."""
    return next((page.path for page in pages_of(actor) if page.menu), "/account")
