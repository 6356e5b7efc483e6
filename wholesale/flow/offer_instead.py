"""What can be had in place of what is out of stock: like it by name, and lying on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wholesale import search
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.intake import queries
from wholesale.intake.matching.match import Candidate
from wholesale.intake.matching.substitutes import substitutes
from wholesale.intake.queries import Found, Item
from wholesale.stock import queries as stock

MOST_ASKED = 40  # products out of stock that something is looked for
NEAR = 12


def offer_instead(
    ctx: Context, *, point_id: int, missing: Sequence[Item]
) -> tuple[dict[int, tuple[Candidate, ...]], dict[int, Item]]:
    """For each of ``missing`` up to three products of its sort that are in stock at the point,
    best first; and those products."""
    ctx.actor.require(Permission.PLACE_ORDER)
    asked = missing[:MOST_ASKED]
    named = search.name_candidates(ctx.database, [item.name for item in asked], limit=NEAR)
    found = Found()
    queries.find_items(ctx, {product_id for some in named for product_id in some}, found)
    free = stock.available(ctx, point_id=point_id, product_ids=list(found.items))
    offered: dict[int, tuple[Candidate, ...]] = {}
    for item, some in zip(asked, named, strict=True):
        near = [
            found.items[product_id]
            for product_id in some
            if free.get(product_id, Decimal(0)) > 0 and product_id in found.items
        ]
        if candidates := substitutes(item, near):
            offered[item.id] = candidates
    return offered, found.items
