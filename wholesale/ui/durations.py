"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

from wholesale.ui.components.marks import NO_BREAK
from wholesale.ui.session import t


def lasting(time: timedelta) -> str:
    """«3 d 4 h», «2 h 5 min», «2 h», «40 s»: the two largest units, zeros left out."""
    seconds = int(time.total_seconds())
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    if days:
        parts = [t("{days} d", days=days), t("{hours} h", hours=hours) if hours else ""]
    elif hours:
        parts = [
            t("{hours} h", hours=hours),
            t("{minutes} min", minutes=minutes) if minutes else "",
        ]
    else:
        parts = [t("{minutes} min", minutes=minutes) if minutes else t("{seconds} s", seconds=rest)]
    return NO_BREAK.join(filter(None, parts))
