"""The journal as it was written: who did what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.models.talk import Event
from wholesale.models.trade import Order


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One event; ``data`` is what was written with it, ``number`` that of the order it is of."""

    id: int
    at: datetime
    kind: str
    subject_kind: str
    subject_id: int
    number: str
    actor: str
    data: dict[str, Any]


def journal(
    ctx: Context,
    *,
    subject: str = "",
    text: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[JournalRow]:
    """Events, newest first; ``before_id`` continues a page.

    ``subject`` is a kind of thing («order», «user»), ``text`` a part of the name of who did it.
    """
    ctx.actor.require(Permission.VIEW_AUDIT)
    statement = (
        select(Event, Order.number)
        .outerjoin(Order, (Event.subject_kind == "order") & (Order.id == Event.subject_id))
        .order_by(Event.id.desc())
        .limit(limit)
    )
    if subject:
        statement = statement.where(Event.subject_kind == subject)
    if text.strip():
        part = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(Event.actor_name.ilike(f"%{part}%", escape="\\"))
    if before_id is not None:
        statement = statement.where(Event.id < before_id)
    return [
        JournalRow(
            row.id,
            row.at,
            row.kind,
            row.subject_kind,
            row.subject_id,
            number or "",
            row.actor_name,
            row.data,
        )
        for row, number in ctx.session.execute(statement)
    ]
