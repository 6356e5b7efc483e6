"""Documents go to the dealer by e-mail, through an outbox: a letter leaves with its commit.

``send_documents`` writes the letter in the transaction of its event; a job takes due letters
one by one, sends each outside of any transaction and tells what came of it. One that did not
leave is tried again later and later, and at last given up.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from wholesale import events
from wholesale.config import Settings
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Audience
from wholesale.documents import queries
from wholesale.documents.queries import DocumentRow
from wholesale.documents.rules import FOR_STAFF, TITLES
from wholesale.mail import Attachment, OutgoingLetter
from wholesale.messages import outbox

MOST_DOCUMENTS, MOST_BYTES, MOST_TEXT, MOST_NAMED = 50, 20_000_000, 4000, 3

_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")


def send_documents(ctx: Context, *, document_ids: Collection[int], to: str, text: str = "") -> int:
    """Send the main files of documents of one dealer; returns the id of the letter's event.

    ``to`` is an address or several separated by commas. Errors: ``mail_not_set_up``,
    NotFound("document"), ``email_wrong``, ``text_too_long``, ``letter_of_many_dealers``,
    ``letter_for_staff``, ``letter_too_large``.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    if not Settings().smtp_host:
        raise DomainError("mail_not_set_up")
    addresses = [part.strip() for part in to.split(",") if part.strip()]
    if not addresses or not all(_ADDRESS.fullmatch(each) for each in addresses):
        raise DomainError("email_wrong")
    if len(text) > MOST_TEXT:
        raise DomainError("text_too_long", most=MOST_TEXT)
    wanted = list(dict.fromkeys(document_ids))
    if len(wanted) > MOST_DOCUMENTS:
        raise DomainError("letter_too_large", most=MOST_DOCUMENTS)
    rows = queries.rows_of(ctx, document_ids=wanted)
    first = rows[0]
    if first.dealer_id is None or len({row.dealer_id for row in rows}) > 1:
        raise DomainError("letter_of_many_dealers")
    if any(row.kind in FOR_STAFF for row in rows):
        raise DomainError("letter_for_staff")
    if sum(len(file.content) for file in queries.main_files(ctx, document_ids=wanted)) > MOST_BYTES:
        raise DomainError("letter_too_large", most=MOST_DOCUMENTS)
    recipient = ", ".join(addresses)
    event_id = events.record(
        ctx.session,
        "document.sent",
        subject=("order", first.order_id) if first.order_id else ("document", first.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=first.dealer_id,
        point_id=first.point_id,
        to=recipient,
        numbers=[row.shown_number for row in rows],
    )
    outbox.put(
        ctx.session,
        event_id=event_id,
        dealer_id=first.dealer_id,
        point_id=first.point_id,
        recipient=recipient,
        subject=_subject(rows),
        text=text.strip() or _names(rows),
        document_ids=wanted,
        at=ctx.now,
    )
    return event_id


def take_letter(ctx: Context) -> OutgoingLetter | None:
    """The next due letter with its files, if any; its next attempt is set already."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    letter = outbox.take_due(ctx.session, now=ctx.now)
    if letter is None:
        return None
    files = queries.main_files(ctx, document_ids=letter.document_ids)
    return OutgoingLetter(
        id=letter.event_id,
        recipient=letter.recipient,
        subject=letter.subject,
        text=letter.text,
        attachments=[Attachment(file.name, file.media_type, file.content) for file in files],
    )


def letter_left(ctx: Context, *, event_id: int) -> None:
    """The mail server has taken the letter."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    outbox.close(ctx.session, event_id=event_id, sent_at=ctx.now)


def letter_refused(ctx: Context, *, event_id: int, error: str) -> None:
    """The letter did not leave; after the last attempt the journal says so."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    letter = outbox.fail(ctx.session, event_id=event_id, error=error)
    if letter is None:
        return
    events.record(
        ctx.session,
        "document.not_sent",
        subject=("letter", letter.event_id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=letter.dealer_id,
        point_id=letter.point_id,
        audience=Audience.STAFF,
        to=letter.recipient,
        reason=error[:200],
    )


def _subject(rows: Collection[DocumentRow]) -> str:
    names = _names(rows).splitlines()
    more = f" и ещё {len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more


def _names(rows: Collection[DocumentRow]) -> str:
    """«Счет на оплату № СЧ-26-000001 от 15.06.2026», a line each."""
    return "\n".join(
        f"{TITLES[row.kind]} № {row.shown_number} от {row.issued_on:%d.%m.%Y}" for row in rows
    )
