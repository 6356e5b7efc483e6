"""Reading the chat of an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

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
        select(Message).where(Message.order_id == order_id).order_by(Message.id.desc()).limit(limit)
    ).all()
    return [
        MessageRow(row.id, row.at, row.author_name, row.author_id, row.from_staff, row.text)
        for row in reversed(rows)
    ]
