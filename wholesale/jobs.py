"""What the server does by itself from time to time, beside the screens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wholesale.context import Context, acting
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.flow.expire_reservations import expire_reservations

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
JOBS: tuple[Callable[[Context], object], ...] = (expire_reservations,)


def start(database: Database, zone: ZoneInfo) -> Callable[[], None]:
    """Run the jobs each minute in a thread of their own; returns how to stop them.

    Every job is one transaction and safe to run on several servers at once: what one has
    done the other does not find any more.
    """
    stopped = threading.Event()

    def work() -> None:
        while not stopped.wait(EVERY_SECONDS):
            run_once(database, zone, now=datetime.now(UTC))

    thread = threading.Thread(target=work, name="jobs", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join(timeout=EVERY_SECONDS)

    return stop


def run_once(database: Database, zone: ZoneInfo, *, now: datetime) -> None:
    """Run each job once. One that fails is logged and does not keep the others from running."""
    for job in JOBS:
        try:
            with acting(database, system("jobs"), now=now, zone=zone) as ctx:
                job(ctx)
        except Exception:
            log.exception("job %s", getattr(job, "__name__", job))
