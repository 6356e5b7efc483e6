"""Writing a chat line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from wholesale.models.talk import Message


def say(
    session: Session,
    *,
    order_id: int,
    dealer_id: int,
    point_id: int,
    author_id: int | None,
    author_name: str,
    from_staff: bool,
    at: datetime,
    text: str,
) -> int:
    """Add a line; returns its id."""
    message = Message(
        order_id=order_id,
        dealer_id=dealer_id,
        point_id=point_id,
        author_id=author_id,
        author_name=author_name,
        from_staff=from_staff,
        at=at,
        text=text,
    )
    session.add(message)
    session.flush()
    return message.id
