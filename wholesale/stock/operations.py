"""Stock moves by one conditional statement at a time; it never goes below zero.

Rows are locked in the order of their product before they change, so that two orders over
the same goods wait for each other instead of locking each other out (SQLite has one writer
anyway). The table's own checks (``reserved <= on_hand``) stand behind every statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, column, func, select, update, values
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError
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
    free = _lock(session, point_id=point_id, order_id=order_id)
    grants: dict[int, Decimal] = {}
    held_lines: list[dict[str, object]] = []
    short = Decimal(0)
    for line in _lines(session, order_id):
        missing = line.quantity - line.cancelled - line.shipped - line.reserved
        grant = max(min(missing, free.get(line.product_id, Decimal(0))), Decimal(0))
        short += missing - grant
        if grant:
            free[line.product_id] -= grant
            grants[line.product_id] = grants.get(line.product_id, Decimal(0)) + grant
            held_lines.append({"id": line.id, "reserved": line.reserved + grant})
    if held_lines:
        session.execute(update(OrderLine), held_lines)
        _shift(session, point_id=point_id, quantities=grants, holds=True)
    return short


def release_order(session: Session, *, order_id: int, point_id: int) -> None:
    """Give back all that is held for the order."""
    _lock(session, point_id=point_id, order_id=order_id)
    held = _held(session, order_id)
    _shift(session, point_id=point_id, quantities=held, holds=False)
    session.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id, OrderLine.reserved > 0)
        .values(reserved=Decimal(0))
        .execution_options(synchronize_session=False)
    )


def take_out_order(session: Session, *, order_id: int, point_id: int) -> None:
    """Let what is held for the order leave the point; the lines become shipped."""
    _lock(session, point_id=point_id, order_id=order_id)
    held = _held(session, order_id)
    _shift(session, point_id=point_id, quantities=held, holds=False, leaves=True)
    session.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id, OrderLine.reserved > 0)
        .values(shipped=OrderLine.shipped + OrderLine.reserved, reserved=Decimal(0))
        .execution_options(synchronize_session=False)
    )


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


def _held(session: Session, order_id: int) -> dict[int, Decimal]:
    """What the order holds of each product."""
    held: dict[int, Decimal] = {}
    for line in _lines(session, order_id):
        if line.reserved:
            held[line.product_id] = held.get(line.product_id, Decimal(0)) + line.reserved
    return held


def _lock(session: Session, *, point_id: int, order_id: int) -> dict[int, Decimal]:
    """What is free of the order's products, their rows locked until the commit."""
    products = select(OrderLine.product_id).where(OrderLine.order_id == order_id)
    rows = session.execute(
        select(Stock.product_id, Stock.on_hand - Stock.reserved)
        .where(Stock.point_id == point_id, Stock.product_id.in_(products))
        .order_by(Stock.product_id)
        .with_for_update(of=Stock)
    )
    return dict(rows.all())


def _shift(
    session: Session,
    *,
    point_id: int,
    quantities: Mapping[int, Decimal],
    holds: bool,
    leaves: bool = False,
) -> None:
    """Hold ``quantities`` or let go of them (and out of the point); all or ``stock_ran_out``."""
    for chunk in _batched(sorted(quantities.items()), 5_000):
        moved = (
            values(column("product_id", BigInteger), column("quantity", Quantity), name="moved")
            .data(chunk)
            .cte("moved")
        )
        new_on_hand = Stock.on_hand - moved.c.quantity if leaves else Stock.on_hand
        new_reserved = (
            Stock.reserved + moved.c.quantity if holds else Stock.reserved - moved.c.quantity
        )
        changed = session.execute(
            update(Stock)
            .where(
                Stock.point_id == point_id,
                Stock.product_id == moved.c.product_id,
                new_reserved >= 0,
                new_reserved <= new_on_hand,
            )
            .values(on_hand=new_on_hand, reserved=new_reserved)
            .returning(Stock.product_id)
            .execution_options(synchronize_session=False)
        ).all()
        if len(changed) != len(chunk):
            raise DomainError("stock_ran_out")


def _batched(pairs: list[tuple[int, Decimal]], size: int) -> Iterator[list[tuple[int, Decimal]]]:
    """``pairs`` in runs of at most ``size``: a statement's bound parameters are limited."""
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]
