"""A process killed while it commits loses no acknowledged order and leaves none half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal

from sqlalchemy import func, select, text

from tests.make import World
from tests.placing import ARTICLES
from tests.source import ROOT
from wholesale import scope
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.models.goods import Stock
from wholesale.models.talk import Event
from wholesale.models.trade import Order, OrderLine

KILLS = 3
ORDERS_BEFORE_EACH = 7


def test_kill_9_during_commits_loses_no_acknowledged_order(
    database: Database, world: World
) -> None:
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += _place_and_kill(database)

    assert len(acknowledged) == len(set(acknowledged)) >= KILLS * ORDERS_BEFORE_EACH
    with database.reading() as session:
        scope.bind(session, system("test"))
        orders = session.execute(select(Order.id, Order.number, Order.total)).all()
        lines = defaultdict(list)
        for order_id, total in session.execute(select(OrderLine.order_id, OrderLine.total)):
            lines[order_id].append(total)
        events = session.scalars(select(Event.subject_id).where(Event.kind == "order.submitted"))
        reserved = session.scalars(
            select(Stock.reserved).where(
                Stock.point_id == world.point_id,
                Stock.product_id.in_([world.product(article) for article in ARTICLES]),
            )
        ).all()
        of_lines = session.scalar(select(func.sum(OrderLine.reserved)))
        assert set(acknowledged) <= {number for _, number, _ in orders}
        assert sorted(events) == sorted(order_id for order_id, _, _ in orders)
    for order_id, _, total in orders:
        assert len(lines[order_id]) == len(ARTICLES)
        assert sum(lines[order_id], Decimal(0)) == total
    assert reserved == [Decimal(len(orders))] * len(ARTICLES)
    assert of_lines == Decimal(len(orders) * len(ARTICLES))
    assert sorted(str(number)[-5:] for _, number, _ in orders) == [
        f"{index:05}" for index in range(1, len(orders) + 1)
    ]
    _check_integrity(database)


def _place_and_kill(database: Database) -> list[str]:
    """Start a process that places orders, kill it in the middle; the orders it told of."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.placing", _address(database)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(ORDERS_BEFORE_EACH)]
    process.kill()
    told += process.stdout.read().split("\n")[:-1]  # an unfinished line was not told
    process.stdout.close()
    process.wait()
    return told


def _address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _check_integrity(database: Database) -> None:
    if database.is_sqlite:
        with database.reading() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
