"""The journal as it was written: who did what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.models.talk import Event


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One event; ``data`` is what was written with it."""

    id: int
    at: datetime
    kind: str
    subject_kind: str
    subject_id: int
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
    statement = select(Event).order_by(Event.id.desc()).limit(limit)
    if subject:
        statement = statement.where(Event.subject_kind == subject)
    if text.strip():
        part = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(Event.actor_name.ilike(f"%{part}%", escape="\\"))
    if before_id is not None:
        statement = statement.where(Event.id < before_id)
    return [
        JournalRow(
            row.id, row.at, row.kind, row.subject_kind, row.subject_id, row.actor_name, row.data
        )
        for row in ctx.session.scalars(statement)
    ]
