"""The journal: what happened, written in the transaction that did it.

Audit trail, order history and notices to open pages are the same rows. ``subscribe`` is for
the screens of this process: listeners hear of an event only after its commit. What other
processes commit they find with ``pulse`` and ``recent``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, insert, select
from sqlalchemy.orm import Session

from wholesale.core.access import Actor
from wholesale.core.vocabulary import Audience
from wholesale.models.talk import Event


@dataclass(frozen=True, slots=True)
class Notice:
    """What listeners get: ids only, so that each page re-reads with its own scope."""

    event_id: int
    kind: str
    subject_kind: str
    subject_id: int
    dealer_id: int | None
    point_id: int | None


LATE = 200
"""So many ids behind the newest an event may still appear: on PostgreSQL a transaction that took
its id earlier may end later."""

MOST = 1000  # after a longer pause only the newest are told

_listeners: list[Callable[[Notice], None]] = []


def record(
    session: Session,
    kind: str,
    *,
    subject: tuple[str, int],
    actor: Actor,
    at: datetime,
    dealer_id: int | None = None,
    point_id: int | None = None,
    audience: Audience = Audience.ALL,
    **data: Any,
) -> int:
    """Write one event; returns its id. ``kind`` reads «order.accepted»; ``data`` must be JSON."""
    written = session.execute(
        insert(Event).values(
            at=at,
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            actor_id=actor.user_id,
            actor_name=actor.name,
            dealer_id=dealer_id,
            point_id=point_id,
            audience=audience,
            data=data,
        )
    )
    assert isinstance(written, CursorResult)
    assert written.inserted_primary_key is not None
    event_id = int(written.inserted_primary_key[0])
    notices: list[Notice] = session.info.setdefault("notices", [])
    notices.append(Notice(event_id, kind, subject[0], subject[1], dealer_id, point_id))
    return event_id


def subscribe(listener: Callable[[Notice], None]) -> Callable[[], None]:
    """Call ``listener`` for each committed event, from any thread; returns how to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def publish(session: Session) -> None:
    """Tell the listeners what ``session`` recorded; called once, after its commit."""
    for notice in session.info.pop("notices", []):
        for listener in list(_listeners):
            listener(notice)


def pulse(session: Session, *, newest: int) -> tuple[int, int]:
    """Changes with every committed event: the newest id, and how many from ``LATE`` before
    ``newest`` on. A fraction of a millisecond, to be asked often."""
    asked = select(func.max(Event.id), func.count()).where(Event.id > newest - LATE)
    found, count = session.execute(asked).one()
    return found or newest, count


def recent(session: Session, *, newest: int) -> list[Notice]:
    """The committed events from ``LATE`` before ``newest`` on, in order."""
    rows = session.execute(
        select(
            Event.id,
            Event.kind,
            Event.subject_kind,
            Event.subject_id,
            Event.dealer_id,
            Event.point_id,
        )
        .where(Event.id > newest - LATE)
        .order_by(Event.id.desc())
        .limit(MOST)
    ).all()
    return [Notice(*row) for row in reversed(rows)]
