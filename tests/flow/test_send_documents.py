"""Documents by e-mail: a letter leaves if and only if its change was committed, and is retried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import mailbox, make
from tests.flow.test_documents import do, issue, order_id, shipment_id
from tests.mailbox import Mailbox
from wholesale import jobs
from wholesale.context import MOSCOW, acting, reading
from wholesale.core.errors import DomainError, NotFound, NotPermitted
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.documents.issuing import IssuedDocument
from wholesale.flow.issue_documents import document_file
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.send_documents import send_documents
from wholesale.messages.outbox import MOST_ATTEMPTS, delay
from wholesale.models.talk import Event, Letter

__all__ = ["order_id", "shipment_id"]

INVOICE = DocumentKind.INVOICE
TO = "buyer@example.test"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mailbox.listening() as box:
        monkeypatch.setenv("WHOLESALE_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("WHOLESALE_SMTP_PORT", str(box.port))
        monkeypatch.setenv("WHOLESALE_SMTP_FROM", "Крепёж-Опт <sales@example.test>")
        monkeypatch.setenv("WHOLESALE_SMTP_TLS", "none")
        yield box


@pytest.fixture
def invoice(database: Database, world: make.World, order_id: int) -> IssuedDocument:
    return issue(database, world, order_id, INVOICE)


def send(database: Database, world: make.World, *document_ids: int, to: str = TO) -> int:
    return do(database, world.manager, send_documents, document_ids=document_ids, to=to)


def deliver(database: Database, now: datetime = make.NOW) -> None:
    jobs.deliver_letters(database, MOSCOW, now=now)


def test_a_letter_carries_the_files_that_were_issued_under_the_id_of_its_event(
    database: Database, world: make.World, invoice: IssuedDocument, post: Mailbox
) -> None:
    event_id = send(database, world, invoice.id, to=f"{TO}, boss@example.test")
    assert post.letters == []
    deliver(database)
    [letter] = post.letters
    assert post.recipients == [TO, "boss@example.test"]
    assert letter["Message-ID"] == f"<event-{event_id}@example.test>"
    assert letter["From"] == "Крепёж-Опт <sales@example.test>"
    assert letter["Subject"] == "Счет на оплату № СЧ-26-000001 от 15.06.2026"
    [file] = letter.iter_attachments()
    stored = do(database, world.manager, document_file, document_id=invoice.id)
    assert (file.get_filename(), file.get_content()) == (stored.name, stored.content)
    deliver(database, make.NOW + timedelta(days=1))
    assert len(post.letters) == 1
    with reading(database, world.dealer, now=make.NOW) as ctx:
        told = ctx.session.execute(
            select(Event.id, Event.subject_id, Event.data).where(Event.kind == "document.sent")
        ).one()
    assert told.id == event_id
    assert told.data["numbers"] == [invoice.number]


def test_what_was_rolled_back_is_not_sent(
    database: Database, world: make.World, invoice: IssuedDocument, post: Mailbox
) -> None:
    class BrokenError(Exception):
        pass

    with pytest.raises(BrokenError), acting(database, world.manager, now=make.NOW) as ctx:
        send_documents(ctx, document_ids=[invoice.id], to=TO)
        raise BrokenError
    deliver(database)
    assert post.letters == []


def test_a_letter_that_was_refused_is_tried_again_later_and_later(
    database: Database, world: make.World, invoice: IssuedDocument, post: Mailbox
) -> None:
    send(database, world, invoice.id)
    post.refusing = True
    deliver(database)
    post.refusing = False
    deliver(database, make.NOW + timedelta(minutes=1))
    assert post.letters == []
    with reading(database, world.manager, now=make.NOW) as ctx:
        kept = ctx.session.execute(select(Letter.attempts, Letter.error, Letter.next_at)).one()
    assert (kept.attempts, kept.next_at) == (1, make.NOW + timedelta(minutes=2))
    assert "451" in kept.error
    deliver(database, make.NOW + timedelta(minutes=2))
    assert len(post.letters) == 1
    assert [delay(count) for count in (0, 1, 7, 8, 30)] == [
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(minutes=256),
        timedelta(hours=6),
        timedelta(hours=6),
    ]


def test_a_letter_nobody_takes_is_given_up_and_staff_are_told(
    database: Database, world: make.World, invoice: IssuedDocument, post: Mailbox
) -> None:
    send(database, world, invoice.id)
    post.refusing = True
    for day in range(MOST_ATTEMPTS + 2):
        deliver(database, make.NOW + timedelta(days=day))
    with reading(database, world.manager, now=make.NOW) as ctx:
        kept = ctx.session.execute(select(Letter.attempts, Letter.next_at, Letter.sent_at)).one()
        told = ctx.session.scalars(select(Event.data).where(Event.kind == "document.not_sent"))
        assert [data["to"] for data in told] == [TO]
    assert tuple(kept) == (MOST_ATTEMPTS, None, None)


def test_without_a_mail_server_nothing_is_promised(
    database: Database,
    world: make.World,
    invoice: IssuedDocument,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WHOLESALE_SMTP_HOST", raising=False)
    with pytest.raises(DomainError, match="mail_not_set_up"):
        send(database, world, invoice.id)
    deliver(database)


def test_only_a_dealers_own_documents_go_into_a_letter(
    database: Database, world: make.World, order_id: int, invoice: IssuedDocument, post: Mailbox
) -> None:
    items = [OrderItem(world.product("NUT-8"), Decimal(2))]
    other = do(
        database, world.neighbour, place_order, dealer_id=world.neighbour_id, items=items
    ).order_id
    foreign = issue(database, world, other, INVOICE)
    pick_list = issue(database, world, order_id, DocumentKind.PICK_LIST)
    with pytest.raises(DomainError, match="letter_of_many_dealers"):
        send(database, world, invoice.id, foreign.id)
    with pytest.raises(DomainError, match="letter_for_staff"):
        send(database, world, pick_list.id)
    for wrong in ("", "кому", "a@b", "a@b.c d@e.f"):
        with pytest.raises(DomainError, match="email_wrong"):
            send(database, world, invoice.id, to=wrong)
    with pytest.raises(NotFound):
        do(database, world.other_manager, send_documents, document_ids=[invoice.id], to=TO)
    with pytest.raises(NotPermitted):
        do(database, world.dealer, send_documents, document_ids=[invoice.id], to=TO)
    deliver(database)
    assert post.letters == []
