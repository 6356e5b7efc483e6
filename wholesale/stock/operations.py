"""Stock moves by one conditional statement at a time; it never goes below zero.

Rows are locked in the order of their product before they change, so that two orders over
the same goods wait for each other instead of locking each other out (SQLite has one writer
anyway). The table's own checks (``reserved <= on_hand``) stand behind every statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError
from wholesale.core.money import to_thousandths
from wholesale.db import numbers_by_id
from wholesale.models.base import Quantity
from wholesale.models.goods import Stock
from wholesale.models.trade import OrderLine


def set_on_hand(session: Session, *, point_id: int, quantities: Mapping[int, Decimal]) -> None:
    """Put what was counted at the point in place of what was believed.

    Raises ``stock_below_reserved`` when a count is less than what is held for orders.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {"point_id": point_id, "product_id": product_id, "on_hand": quantity, "reserved": 0}
        for product_id, quantity in sorted(quantities.items())
    ]
    if not rows:
        return
    short = session.scalar(
        select(func.count())
        .select_from(Stock)
        .where(
            Stock.point_id == point_id,
            Stock.product_id.in_([i for i, q in quantities.items() if q == 0]),
            Stock.reserved > 0,
        )
    )
    if short:
        raise DomainError("stock_below_reserved", count=short)
    statement = insert(Stock)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Stock.point_id, Stock.product_id],
            set_={"on_hand": statement.excluded.on_hand},
        ),
        rows,
    )


def reserve_order(session: Session, *, order_id: int, point_id: int) -> Decimal:
    """Hold as much as there is for the order's open lines, in the order of positions.

    Returns what could not be held, over all lines.
    """
    free = _lock(session, order_id=order_id, point_id=point_id)
    shelves: dict[int, Decimal] = {}
    held: dict[int, Decimal] = {}
    short = Decimal(0)
    for line in _lines(session, order_id):
        missing = line.quantity - line.cancelled - line.shipped - line.reserved
        shelf = free.get(line.product_id)
        grant = min(missing, shelf.free) if shelf else Decimal(0)
        short += missing - grant
        if shelf and grant:
            shelf.free -= grant
            shelves[shelf.id] = shelves.get(shelf.id, Decimal(0)) + grant
            held[line.id] = grant
    if held:
        _hold(session, held)
        _shift(session, shelves, holds=True)
    return short


def release_order(session: Session, *, order_id: int, point_id: int) -> None:
    """Give back all that is held for the order."""
    _shift(session, _held(session, order_id=order_id, point_id=point_id), holds=False)
    session.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id, OrderLine.reserved > 0)
        .values(reserved=Decimal(0))
        .execution_options(synchronize_session=False)
    )


def take_out_order(session: Session, *, order_id: int, point_id: int) -> None:
    """Let what is held for the order leave the point; the lines become shipped."""
    held = _held(session, order_id=order_id, point_id=point_id)
    _shift(session, held, holds=False, leaves=True)
    session.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id, OrderLine.reserved > 0)
        .values(shipped=OrderLine.shipped + OrderLine.reserved, reserved=Decimal(0))
        .execution_options(synchronize_session=False)
    )


@dataclass(slots=True)
class _Shelf:
    """A row of stock that is locked, and what of it is free."""

    id: int
    free: Decimal


def take_back(session: Session, *, point_id: int, quantities: Mapping[int, Decimal]) -> None:
    """Put returned goods, by product, back among what lies at the point."""
    came = numbers_by_id(session, _thousandths(quantities))
    session.execute(
        update(Stock)
        .where(Stock.point_id == point_id, Stock.product_id == came.c.id)
        .values(on_hand=Stock.on_hand + type_coerce(came.c.number, Quantity))
        .execution_options(synchronize_session=False)
    )


def _lock(session: Session, *, order_id: int, point_id: int) -> dict[int, _Shelf]:
    """The stock of the order's products by product, locked until the commit."""
    products = select(OrderLine.product_id).where(OrderLine.order_id == order_id)
    rows = session.execute(
        select(Stock.product_id, Stock.id, Stock.on_hand - Stock.reserved)
        .where(Stock.point_id == point_id, Stock.product_id.in_(products))
        .order_by(Stock.product_id)
        .with_for_update(of=Stock)
    )
    return {product_id: _Shelf(stock_id, free) for product_id, stock_id, free in rows}


def _lines(session: Session, order_id: int) -> Sequence[Any]:
    return session.execute(
        select(
            OrderLine.id,
            OrderLine.product_id,
            OrderLine.quantity,
            OrderLine.cancelled,
            OrderLine.shipped,
            OrderLine.reserved,
        )
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
    ).all()


def _held(session: Session, *, order_id: int, point_id: int) -> dict[int, Decimal]:
    """What the order holds, by row of stock; the rows are locked."""
    shelves = _lock(session, order_id=order_id, point_id=point_id)
    held: dict[int, Decimal] = {}
    for line in _lines(session, order_id):
        if line.reserved:
            stock_id = shelves[line.product_id].id
            held[stock_id] = held.get(stock_id, Decimal(0)) + line.reserved
    return held


def _hold(session: Session, quantities: Mapping[int, Decimal]) -> None:
    """Add ``quantities`` by line id to what the lines hold."""
    granted = numbers_by_id(session, _thousandths(quantities))
    session.execute(
        update(OrderLine)
        .where(OrderLine.id == granted.c.id)
        .values(reserved=OrderLine.reserved + type_coerce(granted.c.number, Quantity))
        .execution_options(synchronize_session=False)
    )


def _shift(
    session: Session, quantities: Mapping[int, Decimal], *, holds: bool, leaves: bool = False
) -> None:
    """Hold ``quantities`` by row of stock, or let go of them (and out of the point).

    All of them or ``stock_ran_out``: the condition stands in the statement itself.
    """
    moved = numbers_by_id(session, _thousandths(quantities))
    quantity = type_coerce(moved.c.number, Quantity)
    new_on_hand = Stock.on_hand - quantity if leaves else Stock.on_hand
    new_reserved = Stock.reserved + quantity if holds else Stock.reserved - quantity
    changed = session.execute(
        update(Stock)
        .where(Stock.id == moved.c.id, new_reserved >= 0, new_reserved <= new_on_hand)
        .values(on_hand=new_on_hand, reserved=new_reserved)
        .returning(Stock.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(changed) != len(quantities):
        raise DomainError("stock_ran_out")


def _thousandths(quantities: Mapping[int, Decimal]) -> dict[int, int]:
    return {row_id: to_thousandths(quantity) for row_id, quantity in quantities.items()}
