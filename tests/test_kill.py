"""A server killed while it commits loses no acknowledged order and leaves none half-written."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import httpx
from sqlalchemy import func, select, text

from tests.make import NOW, World
from tests.serving import ARTICLES
from tests.source import ROOT
from wholesale import scope
from wholesale.accounts.operations import set_password
from wholesale.accounts.passwords import hash_password
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.models.goods import Stock
from wholesale.models.talk import Event
from wholesale.models.trade import Order, OrderLine

KILLS = 2
CLIENTS = 3
ORDERS_BEFORE_EACH = 7
LOGIN, PASSWORD = "dealer@example.test", "correct horse"


def test_kill_9_during_commits_loses_no_acknowledged_order(
    database: Database, world: World, tmp_path: Path
) -> None:
    with acting(database, system("test"), now=NOW) as ctx:
        assert world.dealer.user_id is not None
        set_password(ctx.session, world.dealer.user_id, hash_password(PASSWORD))
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += _serve_and_kill(database, tmp_path)

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


def _serve_and_kill(database: Database, folder: Path) -> list[str]:
    """Start a server, let a dealer order from it, kill it in the middle; the orders it told of."""
    address = f"http://127.0.0.1:{_free_port()}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.serving", _url(database), address.rsplit(":", 1)[1]],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name}
        | {"NICEGUI_STORAGE_PATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    told: list[str] = []
    try:
        with httpx.Client(base_url=address) as dealer:
            _wait_for(dealer, process)
            form = {"login": LOGIN, "password": PASSWORD}
            assert dealer.post("/login", data=form).status_code == 303

            def order_for_ever() -> None:
                with contextlib.suppress(httpx.HTTPError):  # the kill
                    while True:
                        answer = dealer.post("/order")
                        assert answer.status_code == 200
                        told.append(answer.text)

            clients = [threading.Thread(target=order_for_ever) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            until = time.monotonic() + 60
            while len(told) < ORDERS_BEFORE_EACH and time.monotonic() < until:
                time.sleep(0.001)
            process.kill()
            for client in clients:
                client.join()
    finally:
        process.kill()
        process.wait()
    return told


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            client.get("/healthz")
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _check_integrity(database: Database) -> None:
    if database.is_sqlite:
        with database.reading() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
