"""One search over everything a person may open: orders, products, dealers, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.documents import queries as documents
from wholesale.orders import queries as orders
from wholesale.points import queries as points

Kind = Literal["order", "product", "dealer", "document"]
OF_EACH = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: ``code`` is an order's number, an article, a dealer's code or a
    document's number; ``name`` what else tells it apart."""

    kind: Kind
    id: int
    code: str
    name: str


def find_anything(ctx: Context, *, text: str) -> list[Found]:
    """The few best of each kind that the actor has the right to look at."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    found: list[Found] = []
    if not text.strip():
        return found
    if ctx.actor.may(Permission.VIEW_DEALERS):
        dealers = points.dealer_list(ctx, text=text, limit=OF_EACH)
        found += [Found("dealer", row.id, row.code, row.name) for row in dealers]
    if ctx.actor.may(Permission.VIEW_ORDERS):
        rows = orders.order_list(ctx, text=text, limit=OF_EACH)
        found += [Found("order", row.id, row.number, row.dealer) for row in rows]
    ids = catalog.search(ctx, text, limit=OF_EACH)
    facts = catalog.products_by_ids(ctx, ids)
    found += [
        Found("product", one, facts[one].article, facts[one].name) for one in ids if one in facts
    ]
    if ctx.actor.may(Permission.VIEW_DOCUMENTS):
        papers = documents.register(ctx, text=text, limit=OF_EACH)
        found += [Found("document", row.id, row.number, row.dealer) for row in papers]
    return found
