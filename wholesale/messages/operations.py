"""Writing a chat line, and reading the chat of an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale.context import Context
from wholesale.models.talk import Message


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One chat line."""

    id: int
    at: datetime
    author: str
    author_id: int | None
    from_staff: bool
    text: str


def chat(ctx: Context, *, order_id: int, limit: int = 200) -> list[MessageRow]:
    """The last lines of an order's chat, oldest first."""
    rows = ctx.session.scalars(
        select(Message)
        .where(Message.order_id == order_id)
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()
    return [
        MessageRow(row.id, row.at, row.author_name, row.author_id, row.from_staff, row.text)
        for row in reversed(rows)
    ]


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
