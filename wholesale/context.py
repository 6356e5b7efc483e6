"""Who acts, when, and in which transaction: what every use case and query is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from wholesale import changes, events, scope
from wholesale.core.access import Actor
from wholesale.core.vocabulary import Role
from wholesale.db import Database

changes.watch()


@dataclass(frozen=True, slots=True)
class Context:
    """``now`` is aware; ``today`` is the company's calendar day of it."""

    database: Database
    session: Session
    actor: Actor
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


MOSCOW = ZoneInfo("Europe/Moscow")


@contextmanager
def acting(
    database: Database, actor: Actor, *, now: datetime, zone: ZoneInfo = MOSCOW
) -> Iterator[Context]:
    """One user action: commits when the block ends, then tells the open pages."""
    with database.transaction() as session:
        scope.bind(session, actor)
        yield Context(database, session, actor, now, zone)
    events.publish(session)


@contextmanager
def reading(
    database: Database, actor: Actor, *, now: datetime, zone: ZoneInfo = MOSCOW
) -> Iterator[Context]:
    """A look at the data as the actor sees it; nothing can be changed."""
    with database.reading() as session:
        scope.bind(session, actor)
        yield Context(database, session, actor, now, zone)


@contextmanager
def behind_the_counter(ctx: Context) -> Iterator[Session]:
    """A second, unscoped, read-only session: the one door for compiled caches.

    Price books and search indexes are built from rows the actor himself may not read (his
    price list, a floor). Whoever enters here answers for what he hands out; a test lists
    the callers.
    """
    with ctx.database.reading() as session:
        scope.bind(session, Actor(role=Role.SYSTEM, name="cache"))
        yield session
