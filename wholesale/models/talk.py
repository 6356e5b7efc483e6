"""What people and the system said: the journal of events and the chat on an order."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import Audience
from wholesale.models.base import At, Base, Id, Json, Word


class Event(Base):
    """One thing that happened: audit trail, order history and outbox are this table."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[Id]
    at: Mapped[At]
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    actor_name: Mapped[str]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"), index=True)
    audience: Mapped[Audience] = mapped_column(Word(Audience))
    data: Mapped[Json]


class Message(Base):
    """A chat line on an order."""

    __tablename__ = "messages"

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str]
    from_staff: Mapped[bool]
    at: Mapped[At]
    text: Mapped[str]


class Letter(Base):
    """An e-mail on its way: written with its event, sent by a job after the commit.

    The event's id is the message's. ``next_at`` None means that nothing is left to do:
    it was ``sent_at`` or given up with ``error``.
    """

    __tablename__ = "letters"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    document_ids: Mapped[Json]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[At | None] = mapped_column(index=True)
    sent_at: Mapped[At | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="")
