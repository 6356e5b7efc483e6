"""When an account closes for a while, and how long a sign-in stays good."""

from __future__ import annotations

from datetime import datetime, timedelta

SESSION_LASTS = timedelta(hours=12)
FAILURES_ALLOWED = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=30)


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Until when sign-in is refused after ``failures`` in a row; None below the limit.

    The fifth failure closes the account for a minute, each further one for twice as long, up
    to half an hour.
    """
    if failures < FAILURES_ALLOWED:
        return None
    doublings = min(failures - FAILURES_ALLOWED, 10)
    return now + min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
