"""Documents: drawing each form, its size and memory, and five hundred in one bulk run."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import select

from reports.frozen import thaw
from wholesale.bench import client
from wholesale.bench.measure import (
    Figure,
    counted,
    forget_peak,
    measure,
    of,
    peak_mb,
    resident_mb,
)
from wholesale.bench.site import Site
from wholesale.context import Context
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind, OrderStatus
from wholesale.documents import forms
from wholesale.flow.change_order import accept_order, resume_order
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.ship_order import ship_order
from wholesale.models.books import Document
from wholesale.ui.desktop import free_port, wait_for

SYSTEM = system("bench")
MEASURED: dict[DocumentKind, tuple[str, dict[int, float | None]]] = {
    DocumentKind.INVOICE: ("Invoice", {10: 25.0, 100: 120.0, 1_000: 800.0}),
    DocumentKind.TORG12: ("ТОРГ-12", {10: 35.0, 100: None, 1_000: 1_200.0}),
    DocumentKind.UPD: ("УПД", {10: 35.0, 100: None, 1_000: 1_200.0}),
}
BULK = 500
"""Orders of one bulk run, of 30 lines each."""


def documents(site: Site) -> Iterator[Figure]:
    """Drawing the PDF of each form from its frozen facts, at 10, 100 and 1,000 lines."""
    for count in (10, 100, 1_000):
        with site.acting(SYSTEM) as ctx:
            order_id = _order(ctx, site, count)
            ship_order(ctx, order_id=order_id)
            for kind in MEASURED:
                issue_document(ctx, order_id=order_id, kind=kind)
        for kind, (name, goals) in MEASURED.items():
            facts = _facts(site, order_id, kind)
            draw = forms.FORMS[kind].formats["pdf"]
            title = f"{name} PDF of {count:,} lines"
            work = partial(draw, facts, {})
            yield measure(title, work, products=site.products, goal=goals[count])
            if count == 100:
                yield counted(
                    f"{title}: size",
                    len(draw(facts, {})) / 1024,
                    "KB",
                    products=site.products,
                    goal=80.0,
                )
            if count == 1_000:
                with multiprocessing.get_context("spawn").Pool(1) as apart:
                    taken = apart.apply(_memory_taken, (kind, facts))
                yield counted(
                    f"{title}: memory over idle", taken, "MB", products=site.products, goal=60.0
                )


def bulk(site: Site) -> Iterator[Figure]:
    """Invoices for five hundred orders in one run, in the server, which answers all the while."""
    with site.acting(SYSTEM) as ctx:
        order_ids = [_order(ctx, site, 30, skip=30 * turn) for turn in range(BULK)]
    with running(site, order_ids) as (address, server):
        browser = client.signed_in(address, site.login, site.password)
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write("go\n")
        server.stdin.flush()
        pages: list[float] = []
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                started = time.perf_counter()
                client.get(browser, f"{address}/orders")
                pages.append(time.perf_counter() - started)
                time.sleep(0.2)

        looking = threading.Thread(target=look)
        looking.start()
        seconds = float(server.stdout.readline())
        done.set()
        looking.join()
    yield of(
        f"{BULK} invoices of 30 lines in one bulk run",
        [seconds],
        products=site.products,
        goal=40_000.0,
    )
    yield of(
        "A page opened while the bulk run goes on",
        pages,
        products=site.products,
        goal=200.0,
    )


@contextmanager
def running(site: Site, order_ids: list[int]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of the site that is ready to issue invoices for the orders: ``bulk.py``."""
    url = site.database.url.render_as_string(hide_password=False)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "wholesale.bench.bulk", url, str(port), *map(str, order_ids)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address, server
    finally:
        server.kill()
        server.wait()


def _order(ctx: Context, site: Site, count: int, skip: int = 0) -> int:
    """An accepted order of so many lines."""
    goods = [site.goods[(skip + n) % len(site.goods)] for n in range(count)]
    items = [OrderItem(good.id, good.pack) for good in goods]
    placed = place_order(ctx, dealer_id=site.dealer_id, items=items)
    if placed.status is OrderStatus.ON_HOLD:  # over the credit limit
        resume_order(ctx, order_id=placed.order_id)
    accept_order(ctx, order_id=placed.order_id)
    return placed.order_id


def _facts(site: Site, order_id: int, kind: DocumentKind) -> Any:
    """The frozen facts of the document issued for the order."""
    with site.acting(SYSTEM) as ctx:
        kept = ctx.session.scalars(
            select(Document.facts).where(Document.order_id == order_id, Document.kind == kind)
        ).one()
    return thaw(forms.FORMS[kind].facts, kept)


def _memory_taken(kind: DocumentKind, facts: Any) -> float:
    """Megabytes that drawing takes at its peak, in a process that has drawn the form before."""
    draw = forms.FORMS[kind].formats["pdf"]
    draw(replace(facts, lines=facts.lines[:10]), {})
    idle = resident_mb()
    forget_peak()
    draw(facts, {})
    return peak_mb() - idle
