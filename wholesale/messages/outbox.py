"""Letters on their way: written with their event, taken when due, tried again later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from wholesale.models.talk import Letter

MOST_ATTEMPTS = 10
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=2), timedelta(hours=6)


def put(
    session: Session,
    *,
    event_id: int,
    dealer_id: int | None,
    point_id: int,
    recipient: str,
    subject: str,
    text: str,
    document_ids: Sequence[int],
    at: datetime,
) -> None:
    """Write a letter that is due at once; it leaves after the commit."""
    session.execute(
        insert(Letter).values(
            event_id=event_id,
            dealer_id=dealer_id,
            point_id=point_id,
            recipient=recipient,
            subject=subject,
            text=text,
            document_ids=list(document_ids),
            next_at=at,
        )
    )


def take_due(session: Session, *, now: datetime) -> Letter | None:
    """The letter that waits longest, taken: nobody else finds it before its next attempt.

    One that is never told of again (the process died) is found again then: at least once.
    """
    due = session.scalar(
        select(Letter).where(Letter.next_at <= now).order_by(Letter.next_at).limit(1)
    )
    if due is None:
        return None
    taken = session.execute(
        update(Letter)
        .where(Letter.event_id == due.event_id, Letter.attempts == due.attempts)
        .values(attempts=due.attempts + 1, next_at=now + delay(due.attempts))
        .returning(Letter.event_id)
        .execution_options(synchronize_session=False)
    ).all()
    return due if taken else None


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts and one more: 2, 4, 8 … minutes, at most 6 hours."""
    return min(FIRST_DELAY * (1 << attempts), LONGEST_DELAY)


def close(session: Session, *, event_id: int, sent_at: datetime) -> None:
    """The letter has left."""
    session.execute(
        update(Letter)
        .where(Letter.event_id == event_id)
        .values(sent_at=sent_at, next_at=None, error="")
    )


def fail(session: Session, *, event_id: int, error: str) -> Letter | None:
    """The letter did not leave; returns it when this was the last attempt and it is given up."""
    letter = session.scalar(select(Letter).where(Letter.event_id == event_id))
    if letter is None:
        return None
    given_up = letter.attempts >= MOST_ATTEMPTS
    values: dict[str, object] = {"error": error[:500]}
    if given_up:
        values["next_at"] = None
    session.execute(update(Letter).where(Letter.event_id == event_id).values(**values))
    return letter if given_up else None
