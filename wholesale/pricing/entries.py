"""Unit prices of a list, many at once: what a catalogue file brings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from wholesale.changes import AFFECTS
from wholesale.context import Context
from wholesale.models.prices import PriceEntry, PriceList
from wholesale.pricing.terms import valid


def product_prices(ctx: Context, *, product_id: int) -> list[tuple[str, Decimal, Decimal]]:
    """The entries of a product in force today: list, from quantity, price."""
    rows = ctx.session.execute(
        select(PriceList.name, PriceEntry.min_quantity, PriceEntry.price)
        .join(PriceEntry, PriceEntry.price_list_id == PriceList.id)
        .where(PriceEntry.product_id == product_id, valid(PriceEntry, ctx.today))
        .order_by(PriceList.is_base.desc(), PriceList.name, PriceEntry.min_quantity)
    )
    return [(name, quantity, price) for name, quantity, price in rows]


def lists_by_word(session: Session) -> dict[str, int]:
    """Ids of price lists by code and by name, in lower case; "" is the base list."""
    found: dict[str, int] = {}
    for list_id, code, name, is_base in session.execute(
        select(PriceList.id, PriceList.code, PriceList.name, PriceList.is_base).order_by(
            PriceList.id.desc()
        )
    ):
        found[name.casefold()] = list_id
        found[code.casefold()] = list_id
        if is_base:
            found[""] = list_id
    return found


def add_list(session: Session, *, name: str, is_base: bool) -> int:
    """Open an empty price list with VAT in its prices, rounded to the kopeck."""
    row = {"code": name, "name": name, "is_base": is_base, "includes_vat": True}
    return session.scalars(insert(PriceList).returning(PriceList.id), [row]).one()


def put_prices(
    session: Session,
    *,
    price_list_id: int,
    prices: Mapping[int, Decimal],
    from_quantity: Decimal = Decimal(1),
) -> int:
    """Set the undated prices of products from a quantity on; returns how many changed.

    Dated entries of the list stay as they are and go before these while they are in force.
    """
    stored = {
        product_id: (entry_id, price)
        for entry_id, product_id, price in session.execute(
            select(PriceEntry.id, PriceEntry.product_id, PriceEntry.price).where(
                PriceEntry.price_list_id == price_list_id,
                PriceEntry.min_quantity == from_quantity,
                PriceEntry.valid_from.is_(None),
            )
        )
    }
    fresh = [
        {
            "price_list_id": price_list_id,
            "product_id": product_id,
            "min_quantity": from_quantity,
            "price": price,
        }
        for product_id, price in sorted(prices.items())
        if product_id not in stored
    ]
    moved = {
        product_id: {"id": stored[product_id][0], "price": price}
        for product_id, price in sorted(prices.items())
        if product_id in stored and stored[product_id][1] != price
    }
    if fresh:
        session.execute(insert(PriceEntry), fresh)
    if moved:
        session.execute(
            update(PriceEntry),
            list(moved.values()),
            execution_options={AFFECTS: [(price_list_id, product_id) for product_id in moved]},
        )
    return len(fresh) + len(moved)
