"""The journal: what happened, written in the transaction that did it.

Audit trail, order history and notices to open pages are the same rows. ``subscribe`` is for
the screens of this process: listeners hear of an event only after its commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, insert
from sqlalchemy.orm import Session

from wholesale.core.access import Actor
from wholesale.core.vocabulary import Audience
from wholesale.models.talk import Event


@dataclass(frozen=True, slots=True)
class Notice:
    """What listeners get: ids only, so that each page re-reads with its own scope."""

    kind: str
    subject_kind: str
    subject_id: int
    dealer_id: int | None
    point_id: int | None


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
    notices: list[Notice] = session.info.setdefault("notices", [])
    notices.append(Notice(kind, subject[0], subject[1], dealer_id, point_id))
    return int(written.inserted_primary_key[0])


def subscribe(listener: Callable[[Notice], None]) -> Callable[[], None]:
    """Call ``listener`` for each committed event, from any thread; returns how to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def publish(session: Session) -> None:
    """Tell the listeners what ``session`` recorded; called once, after its commit."""
    for notice in session.info.pop("notices", []):
        for listener in list(_listeners):
            listener(notice)
