"""A server that issues invoices in bulk as the screen does, while it serves pages.

``python -m wholesale.bench.bulk URL PORT ORDER_ID …``: begins at the first line on standard
input and prints the seconds it took.
"""

from __future__ import annotations

import sys
import threading
import time

from wholesale.config import Settings
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.flow.issue_documents import issue_document
from wholesale.ui import app as screens
from wholesale.ui import server


def main(url: str, port: str, *order_ids: str) -> None:
    """Serve the database at ``url`` until killed; issue for the orders when told to."""
    database = Database(url)

    def one(order_id: int) -> None:
        with acting(database, system("bench"), now=server.now()) as ctx:
            issue_document(ctx, order_id=order_id, kind=DocumentKind.INVOICE)

    def issue() -> None:
        sys.stdin.readline()
        started = time.perf_counter()
        for order_id in order_ids:
            one(int(order_id))
        print(time.perf_counter() - started, flush=True)  # noqa: T201 - the parent reads it

    threading.Thread(target=issue, daemon=True).start()
    screens.run(database, Settings(host="127.0.0.1", port=int(port)))


if __name__ == "__main__":
    main(*sys.argv[1:])
