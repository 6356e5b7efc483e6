"""What the server does by itself from time to time, beside the screens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wholesale import mail
from wholesale.config import Settings
from wholesale.context import Context, acting
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.flow.expire_reservations import expire_reservations
from wholesale.flow.plan_prices import publish_due
from wholesale.flow.send_documents import letter_left, letter_refused, take_letter

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
JOBS: tuple[Callable[[Context], object], ...] = (publish_due, expire_reservations)


def start(database: Database, zone: ZoneInfo) -> Callable[[], None]:
    """Run the jobs now and each minute in a thread of their own; returns how to stop them.

    Every job is one transaction and safe to run on several servers at once: what one has
    done the other does not find any more.
    """
    stopped = threading.Event()

    def work() -> None:
        while True:
            run_once(database, zone, now=datetime.now(UTC))
            if stopped.wait(EVERY_SECONDS):
                return

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
    try:
        deliver_letters(database, zone, now=now)
    except Exception:
        log.exception("job deliver_letters")


def deliver_letters(database: Database, zone: ZoneInfo, *, now: datetime) -> None:
    """Send the letters that are due, each outside of a transaction, so that none waits for mail."""
    settings = Settings()
    while settings.smtp_host:
        with acting(database, system("mail"), now=now, zone=zone) as ctx:
            letter = take_letter(ctx)
        if letter is None:
            return
        refused = ""
        try:
            mail.send(settings, letter)
        except mail.MailRefused as error:
            log.warning("letter %s: %s", letter.id, error)
            refused = str(error)
        with acting(database, system("mail"), now=now, zone=zone) as ctx:
            if refused:
                letter_refused(ctx, event_id=letter.id, error=refused)
            else:
                letter_left(ctx, event_id=letter.id)
