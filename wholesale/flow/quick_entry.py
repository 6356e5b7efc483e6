"""Order by code from the keyboard or a scanner: the product a typed code means."""

from __future__ import annotations

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.codes import article_key
from wholesale.flow.browse_catalog import ShelfRow, shelf_row
from wholesale.intake import queries
from wholesale.intake.aliases import Part
from wholesale.intake.match import by_codes
from wholesale.intake.quantity import BLANK
from wholesale.intake.queries import Found
from wholesale.intake.rows import Entry


def find_by_code(ctx: Context, *, dealer_id: int, text: str) -> ShelfRow | None:
    """The product on sale whose article or barcode ``text`` is, or that it means in the dealer's
    dictionary; None when there is none, or several."""
    ctx.actor.require(Permission.PLACE_ORDER)
    code = text.strip()[:60]
    if not article_key(code):
        return None
    found = Found()
    queries.find_dictionary(ctx, dealer_id=dealer_id, into=found)
    queries.find_codes(ctx, {code}, found)
    match = by_codes(Entry(0, 0, 0, {Part.ARTICLE: code}, "", BLANK), found)
    if match is None or match.item is None or not match.item.active:
        return None
    return shelf_row(ctx, dealer_id=dealer_id, product_id=match.item.id)
