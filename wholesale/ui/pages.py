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
    from wholesale.ui import account, documents
    from wholesale.ui.admin import document_look, journal, organizations
    from wholesale.ui.dealer import (
        balance,
        basket,
        catalog,
        dictionary,
        order,
        orders,
        quick,
        upload,
        upload_preview,
    )
    from wholesale.ui.manager import dealer as staff_dealer
    from wholesale.ui.manager import dealers as staff_dealers
    from wholesale.ui.manager import order as staff_order
    from wholesale.ui.manager import orders as staff_orders
    from wholesale.ui.supervisor import (
        breakdown,
        catalog_load,
        dashboard,
        people,
        points,
        prices,
        prices_inspector,
        prices_rules,
        prices_whatif,
    )
    from wholesale.ui.supervisor import catalog as products

    every = DEALER | MANAGER | SUPERVISOR | ADMIN
    return (
        # dealer
        Page("/catalog", "Catalogue", "package-search", P.PLACE_ORDER, DEALER, catalog.show,
             tab=True),
        Page("/upload", "Order from a file", "file-spreadsheet", P.PLACE_ORDER, DEALER,
             upload.show),
        Page("/basket", "Basket", "shopping-cart", P.PLACE_ORDER, DEALER, basket.show, tab=True,
             badge="basket"),
        Page("/orders", "Orders", "clipboard-list", P.VIEW_ORDERS, DEALER, orders.show, tab=True),
        Page("/orders/{number}", "Order", "clipboard-list", P.VIEW_ORDERS, DEALER, order.show,
             menu=False),
        Page("/upload/{upload_id}", "Order from a file", "file-spreadsheet", P.PLACE_ORDER,
             DEALER | STAFF, upload_preview.show, menu=False),
        Page("/dictionary", "Dictionary of codes", "book-open", P.PLACE_ORDER, DEALER | STAFF,
             dictionary.show, menu=False),
        Page("/quick", "Quick entry", "barcode", P.PLACE_ORDER, DEALER, quick.show),
        Page("/documents", "Documents", "files", P.VIEW_DOCUMENTS, DEALER, documents.show),
        Page("/balance", "Balance", "wallet", P.VIEW_BALANCE, DEALER, balance.show, tab=True),
        # manager and supervisor
        Page("/dashboard", "Dashboard", "layout-dashboard", P.VIEW_ANALYTICS, SUPERVISOR,
             dashboard.show, tab=True),
        Page("/orders", "Orders", "inbox", P.PROCESS_ORDER, STAFF, staff_orders.show, tab=True,
             badge="queue"),
        Page("/orders/{number}", "Order", "inbox", P.PROCESS_ORDER, STAFF, staff_order.show,
             menu=False),
        Page("/dealers", "Dealers", "handshake", P.VIEW_DEALERS, STAFF, staff_dealers.show,
             tab=True),
        Page("/dealers/{dealer_id}", "Dealer", "handshake", P.VIEW_DEALERS, STAFF,
             staff_dealer.show, menu=False),
        Page("/dashboard", "Figures", "chart-column", P.VIEW_ANALYTICS, MANAGER, dashboard.show,
             tab=True),
        Page("/dashboard/{by}", "Figures", "chart-column", P.VIEW_ANALYTICS, STAFF,
             breakdown.show, menu=False),
        Page("/upload", "Order from a file", "file-spreadsheet", P.PLACE_ORDER, STAFF,
             upload.show),
        Page("/documents", "Documents", "files", P.VIEW_DOCUMENTS, STAFF, documents.show),
        # supervisor
        Page("/points", "Trading points", "store", P.MANAGE_POINTS, SUPERVISOR, points.show,
             section="Company"),
        Page("/staff", "Managers", "users", P.MANAGE_STAFF, SUPERVISOR, people.show_managers,
             section="Company"),
        # supervisor and administrator
        Page("/products", "Products", "package", P.MANAGE_CATALOG, SUPERVISOR | ADMIN,
             products.show, section="Company"),
        Page("/products/load", "Load from a file", "upload", P.MANAGE_CATALOG,
             SUPERVISOR | ADMIN, catalog_load.show, menu=False),
        Page("/products/{product_id}", "Product", "package", P.MANAGE_CATALOG,
             SUPERVISOR | ADMIN, products.show_one, menu=False),
        Page("/journal", "Journal", "scroll-text", P.VIEW_AUDIT, SUPERVISOR | ADMIN, journal.show,
             section="Company"),
        Page("/prices", "Price lists", "tag", P.MANAGE_PRICES, SUPERVISOR, prices.show,
             section="Prices"),
        Page("/prices/{list_id}", "Price list", "tag", P.MANAGE_PRICES, SUPERVISOR,
             prices.show_one, menu=False),
        Page("/discounts", "Discounts and terms", "percent", P.MANAGE_PRICES, SUPERVISOR,
             prices_rules.show_discounts, section="Prices"),
        Page("/promotions", "Promotions", "badge-percent", P.MANAGE_PRICES, SUPERVISOR,
             prices_rules.show_promotions, section="Prices"),
        Page("/what-if", "What if", "sparkles", P.MANAGE_PRICES, SUPERVISOR,
             prices_whatif.show, section="Prices"),
        Page("/what-if/{draft_id}", "What if", "sparkles", P.MANAGE_PRICES, SUPERVISOR,
             prices_whatif.show_one, menu=False),
        Page("/price-check", "Price check", "scan-line", P.INSPECT_PRICES, STAFF,
             prices_inspector.show, section="Prices"),
        # administrator
        Page("/users", "Users", "users", P.MANAGE_USERS, ADMIN, people.show_everybody, tab=True),
        Page("/organizations", "Organizations", "building-2", P.MANAGE_ORGANIZATIONS, ADMIN,
             organizations.show, tab=True),
        Page("/organizations/new", "New organization", "building-2", P.MANAGE_ORGANIZATIONS,
             ADMIN, organizations.show_new, menu=False),
        Page("/organizations/{organization_id}", "Organization", "building-2",
             P.MANAGE_ORGANIZATIONS, ADMIN, organizations.show_one, menu=False),
        Page("/organizations/{organization_id}/documents", "Look and numbers of documents",
             "files", P.MANAGE_ORGANIZATIONS, ADMIN, document_look.show, menu=False),
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
