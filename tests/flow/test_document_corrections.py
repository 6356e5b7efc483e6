"""What becomes of an issued document that is wrong: исправление, annulment, one VAT only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from reports.facts import Annulment, Reference, TaxInvoice
from reports.frozen import thaw
from tests import make
from tests.flow.test_documents import do, issue, order_id, shipment_id
from tests.reports import reading as reading_back
from wholesale.context import acting, reading
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import DocumentKind, ReturnReason
from wholesale.db import Database
from wholesale.documents import queries
from wholesale.documents.issuing import IssuedDocument
from wholesale.flow.annul_document import annul_document
from wholesale.flow.change_order import cancel_order
from wholesale.flow.issue_documents import document_file, issue_document
from wholesale.flow.issue_statement import issue_statement
from wholesale.flow.return_goods import return_goods
from wholesale.flow.revise_document import revise_document
from wholesale.models.books import Document, DocumentFile
from wholesale.models.people import Dealer, Organization
from wholesale.models.talk import Event
from wholesale.models.trade import OrderLine
from wholesale.shipping.returns import ReturnItem

__all__ = ["order_id", "shipment_id"]

UPD, VAT_INVOICE, INVOICE = DocumentKind.UPD, DocumentKind.VAT_INVOICE, DocumentKind.INVOICE


def move_buyer(database: Database, world: make.World, **requisites: str) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        ctx.session.execute(update(Dealer).where(Dealer.id == world.dealer_id).values(**requisites))


def facts_of(database: Database, world: make.World, document_id: int) -> TaxInvoice:
    with reading(database, world.manager, now=make.NOW) as ctx:
        wanted = select(Document.facts).where(Document.id == document_id)
        return thaw(TaxInvoice, ctx.session.scalars(wanted).one())


def annul(
    database: Database, world: make.World, document: IssuedDocument, reason: str = "Ошибка"
) -> IssuedDocument:
    return do(database, world.manager, annul_document, document_id=document.id, reason=reason)


def test_a_tax_document_asked_for_again_is_the_one_issued(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    first = issue(database, world, order_id, UPD)
    move_buyer(database, world, address="г. Тула, ул. Мира, д. 1", kpp="710001001")
    assert issue(database, world, order_id, UPD) == first


def test_an_invoice_is_not_issued_again_for_what_is_not_of_the_deal(
    database: Database, world: make.World, order_id: int
) -> None:
    first = issue(database, world, order_id, INVOICE)
    move_buyer(database, world, phone="+7 900 000-00-00", email="new@example.test")
    with acting(database, world.admin, now=make.NOW) as ctx:
        ctx.session.execute(update(Organization).values(phone="+7 495 1", email="x@example.test"))
    assert issue(database, world, order_id, INVOICE) == first
    move_buyer(database, world, address="г. Тула, ул. Мира, д. 1")
    assert issue(database, world, order_id, INVOICE).number == "СЧ-26-000002"


def test_a_mistake_in_an_upd_is_put_right_under_its_own_number_and_day(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    first = issue(database, world, order_id, UPD)
    before = do(database, world.manager, document_file, document_id=first.id, format="xml")
    move_buyer(database, world, address="г. Тула, ул. Мира, д. 1")
    later = make.NOW + timedelta(days=3)
    with acting(database, world.manager, now=later) as ctx:
        second = revise_document(ctx, document_id=first.id)
    assert (second.number, second.issued_on, second.revision, second.total) == (
        first.number,
        first.issued_on,
        1,
        first.total,
    )
    facts = facts_of(database, world, second.id)
    day = make.TODAY + timedelta(days=3)
    assert facts.revision == Reference(name="Исправление", number="1", on=day)
    assert facts.shipping == (Reference(name="УПД", number=first.number, on=make.TODAY),)
    with reading(database, world.manager, now=later) as ctx:
        newer, older = queries.register(ctx, kinds=[UPD])
        xml = document_file(ctx, number=first.number, format="xml")
        assert document_file(ctx, number=first.number, format="xml", revision=0) == before
        pdf = document_file(ctx, document_id=second.id)
    assert (newer.corrects_id, older.corrected_by) == (first.id, f"{first.number} испр. 1")
    assert 'НомИспр="1" ДатаИспр="18.06.2026"' in xml.content.decode("cp1251")
    assert xml.name != before.name
    assert pdf.name == f"УПД № {first.number} испр. 1 от 15.06.2026.pdf"
    assert issue(database, world, order_id, UPD) == second
    with pytest.raises(DomainError, match="document_replaced"):
        do(database, world.manager, revise_document, document_id=first.id)
    with pytest.raises(DomainError, match="document_unchanged"):
        do(database, world.manager, revise_document, document_id=second.id)
    move_buyer(database, world, address="г. Калуга, ул. Мира, д. 1")
    third = do(database, world.manager, revise_document, document_id=second.id)
    assert (third.number, third.revision) == (first.number, 2)
    fresh = facts_of(database, world, third.id).revision
    assert fresh == Reference(name="Исправление", number="2", on=make.TODAY)


def test_an_invoice_has_no_revisions(database: Database, world: make.World, order_id: int) -> None:
    invoice = issue(database, world, order_id, INVOICE)
    with pytest.raises(DomainError, match="document_not_revisable"):
        do(database, world.manager, revise_document, document_id=invoice.id)
    with pytest.raises(NotFound):
        do(database, world.other_manager, revise_document, document_id=invoice.id)


def test_a_correction_of_a_return_is_put_right_and_keeps_its_sums(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    upd = issue(database, world, order_id, UPD)
    with reading(database, world.manager, now=make.NOW) as ctx:
        line_id = ctx.session.scalars(select(OrderLine.id).order_by(OrderLine.position)).first()
    assert line_id is not None
    items = [ReturnItem(line_id, Decimal(20), ReturnReason.REFUSED)]
    do(database, world.manager, return_goods, order_id=order_id, items=items)
    first = issue(database, world, order_id, DocumentKind.CORRECTION)
    move_buyer(database, world, address="г. Тула, ул. Мира, д. 1")
    assert issue(database, world, order_id, DocumentKind.CORRECTION) == first
    second = do(database, world.manager, revise_document, document_id=first.id)
    assert (second.number, second.revision, second.total) == (first.number, 1, first.total)
    with pytest.raises(DomainError, match="document_has_corrections") as refused:
        annul(database, world, upd)
    assert refused.value.params["correction"] == first.number
    annul(database, world, second)
    annul(database, world, upd)


def test_vat_of_a_shipment_is_charged_once(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    upd = issue(database, world, order_id, UPD)
    with pytest.raises(DomainError, match="vat_charged_twice") as refused:
        issue(database, world, order_id, VAT_INVOICE)
    assert refused.value.params == {"kind": "УПД", "number": upd.number}
    annul(database, world, upd)
    invoice = issue(database, world, order_id, VAT_INVOICE)
    with pytest.raises(DomainError, match="vat_charged_twice"):
        issue(database, world, order_id, UPD)
    second = do(database, world.manager, issue_document, order_id=order_id, kind=UPD, status=2)
    assert facts_of(database, world, second.id).status == 2
    assert facts_of(database, world, invoice.id).status == 0
    with pytest.raises(DomainError, match="upd_of_other_status"):
        do(database, world.manager, issue_document, order_id=order_id, kind=UPD, status=1)


def test_a_vat_invoice_gets_the_waybill_it_speaks_of(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    invoice = issue(database, world, order_id, VAT_INVOICE)
    waybill = issue(database, world, order_id, DocumentKind.TORG12)
    named = Reference(name="Товарная накладная", number=waybill.number, on=make.TODAY)
    assert facts_of(database, world, invoice.id).shipping == (named,)
    assert waybill.number == "ТН-26-000001"


def test_bulk_runs_skip_orders_whose_vat_is_charged(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    def lacking(kind: DocumentKind) -> list[int]:
        with reading(database, world.manager, now=make.NOW) as ctx:
            return queries.orders_lacking(ctx, kind=kind)

    assert (lacking(UPD), lacking(VAT_INVOICE)) == ([order_id], [order_id])
    upd = issue(database, world, order_id, UPD)
    assert (lacking(UPD), lacking(VAT_INVOICE)) == ([], [])
    annul(database, world, upd)
    assert (lacking(UPD), lacking(VAT_INVOICE)) == ([order_id], [order_id])


def test_an_annulment_is_a_document_that_points_at_the_old_and_leaves_it_as_it_was(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    upd = issue(database, world, order_id, UPD)
    before = do(database, world.manager, document_file, document_id=upd.id)
    made = annul(database, world, upd, reason="Отгрузка  не состоялась")
    assert (made.number, made.kind, made.total) == (
        "АН-26-000001",
        DocumentKind.ANNULMENT,
        upd.total,
    )
    with reading(database, world.dealer, now=make.NOW) as ctx:
        newer, older = queries.register(ctx)
        stored = ctx.session.scalars(select(Document.facts).where(Document.id == made.id)).one()
        event = ctx.session.execute(
            select(Event.subject_id, Event.data).where(Event.kind == "document.annulled")
        ).one()
    assert (newer.corrects_id, older.annulled_by, older.corrected_by) == (upd.id, made.number, "")
    facts = thaw(Annulment, stored)
    assert facts.annulled == Reference(name="УПД", number=upd.number, on=make.TODAY)
    assert facts.reason == event.data["reason"] == "Отгрузка не состоялась"
    assert (event.subject_id, event.data["number"]) == (order_id, upd.number)
    notice = do(database, world.dealer, document_file, document_id=made.id)
    printed = " ".join(reading_back.text(notice.content).split())
    for words in ("Уведомление об аннулировании № АН-26-000001", f"УПД № {upd.number}"):
        assert words in printed
    assert "Причина: Отгрузка не состоялась" in printed
    assert do(database, world.manager, document_file, document_id=upd.id) == before
    assert sha256(before.content).hexdigest() == upd.sha256
    with pytest.raises(DomainError, match="document_annulled"):
        annul(database, world, upd)
    assert issue(database, world, order_id, UPD).number == "УПД-26-000002"


def test_an_annulment_needs_a_reason_and_a_document_that_can_be_taken_back(
    database: Database, world: make.World, order_id: int
) -> None:
    invoice = issue(database, world, order_id, INVOICE)
    with pytest.raises(DomainError, match="annulment_reason_missing"):
        annul(database, world, invoice, reason="  ")
    with pytest.raises(DomainError, match="text_too_long"):
        annul(database, world, invoice, reason="я" * 501)
    pick_list = issue(database, world, order_id, DocumentKind.PICK_LIST)
    with pytest.raises(DomainError, match="document_not_annullable"):
        annul(database, world, pick_list)
    made = annul(database, world, invoice)
    with pytest.raises(DomainError, match="document_not_annullable"):
        annul(database, world, made)
    with pytest.raises(NotFound):
        do(database, world.other_manager, annul_document, document_id=made.id, reason="Я")


def test_the_invoice_of_a_cancelled_order_is_shown_and_can_be_annulled(
    database: Database, world: make.World, order_id: int
) -> None:
    invoice = issue(database, world, order_id, INVOICE)
    do(database, world.manager, cancel_order, order_id=order_id, reason="Передумал")
    with reading(database, world.manager, now=make.NOW) as ctx:
        [row] = queries.register(ctx)
    assert (row.order_cancelled, row.annulled_by) == (True, "")
    assert annul(database, world, invoice).number == "АН-26-000001"


def test_documents_do_not_come_back_when_their_revision_is_annulled(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    first = issue(database, world, order_id, UPD)
    move_buyer(database, world, address="г. Тула, ул. Мира, д. 1")
    second = do(database, world.manager, revise_document, document_id=first.id)
    annul(database, world, second)
    again = issue(database, world, order_id, UPD)
    assert (again.number, again.revision) == ("УПД-26-000002", 0)


@pytest.mark.parametrize("table", [Document, DocumentFile], ids=lambda table: table.__tablename__)
@pytest.mark.parametrize("change", [update, delete])
def test_the_database_itself_refuses_to_change_what_was_issued(
    database: Database, world: make.World, order_id: int, table: Any, change: Any
) -> None:
    issue(database, world, order_id, INVOICE)
    statement = change(table)
    if change is update:
        statement = statement.values(sha256="0")
    with (
        pytest.raises(DBAPIError, match="issued documents never change"),
        database.transaction() as session,
    ):
        session.connection().execute(statement)


def test_a_file_that_is_not_what_was_issued_is_not_handed_out(
    database: Database, world: make.World, order_id: int
) -> None:
    issued = issue(database, world, order_id, INVOICE)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert queries.damaged_files(ctx) == (1, [])
    _damage(database)
    with pytest.raises(DomainError, match="document_damaged"):
        do(database, world.manager, document_file, document_id=issued.id)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        for given in (queries.archive, queries.printable):
            with pytest.raises(DomainError, match="document_damaged"):
                given(ctx, document_ids=[issued.id])
        name = "Счет на оплату № СЧ-26-000001 от 15.06.2026.pdf"
        assert queries.damaged_files(ctx) == (1, [name])


def _damage(database: Database) -> None:
    """What somebody does who takes the guard off first."""
    with database.transaction() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER document_files_refuse_update"))
        else:
            session.execute(text("ALTER TABLE document_files DISABLE TRIGGER USER"))
        session.connection().execute(update(DocumentFile).values(content=b"damaged"))


def test_nothing_is_issued_into_a_closed_year(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    def asked(kind: DocumentKind, day: datetime) -> IssuedDocument:
        with acting(database, world.manager, now=day) as ctx:
            return issue_document(ctx, order_id=order_id, kind=kind)

    assert asked(DocumentKind.TORG12, datetime(2027, 3, 31, 9, tzinfo=UTC)).issued_on == make.TODAY
    with pytest.raises(DomainError, match="document_year_closed"):
        asked(UPD, datetime(2027, 4, 1, 9, tzinfo=UTC))
    assert asked(DocumentKind.OFFER, datetime(2027, 4, 1, 9, tzinfo=UTC)).number == "КП-27-000001"


def test_a_statement_is_between_the_dealer_and_one_legal_entity(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    with acting(database, world.admin, now=make.NOW) as ctx:
        other = make.add(
            ctx.session,
            Organization(name="Второе", full_name="ООО «Второе»", inn="7736000034"),
        )

    def total(organization_id: int | None) -> Decimal:
        made = do(
            database,
            world.manager,
            issue_statement,
            dealer_id=world.dealer_id,
            since=make.TODAY,
            until=make.TODAY,
            organization_id=organization_id,
        )
        return made.total

    assert total(None) == total(world.organization_id) == Decimal("2041.50")
    assert total(other) == 0
    with reading(database, world.manager, now=make.NOW) as ctx:
        shown = queries.register(ctx, organization_id=other)
    assert [row.number for row in shown] == ["АС2-26-000001"]
