"""Documents of an order: numbered without gaps, true to the kopeck, never changed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from reports.facts import Invoice, PickList, Reference, RouteSheet, Statement, TaxInvoice, Waybill
from reports.frozen import freeze, thaw
from reports.upd_xml import upd_xml
from tests import make
from wholesale.context import acting, reading
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError, NotFound, NotPermitted
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.documents import queries
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.rules import Pattern, usual_pattern
from wholesale.flow.change_order import accept_order, cancel_order
from wholesale.flow.issue_documents import document_file, issue_document
from wholesale.flow.issue_price_list import issue_price_list
from wholesale.flow.issue_route_sheet import issue_route_sheet
from wholesale.flow.issue_statement import issue_statement
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.ship_order import ship_order
from wholesale.flow.take_payment import take_payment
from wholesale.models.books import Document, DocumentFile, LedgerEntry
from wholesale.models.people import Dealer
from wholesale.models.trade import Order, Shipment

T = TypeVar("T")


def do(database: Database, actor: Actor, use_case: Callable[..., T], **arguments: Any) -> T:
    with acting(database, actor, now=make.NOW) as ctx:
        return use_case(ctx, **arguments)


@pytest.fixture
def order_id(database: Database, world: make.World) -> int:
    items = [
        OrderItem(world.product("BOLT-8"), Decimal(120)),
        OrderItem(world.product("GLUE"), Decimal(3)),
    ]
    placed = do(database, world.dealer, place_order, dealer_id=world.dealer_id, items=items)
    return placed.order_id


@pytest.fixture
def shipment_id(database: Database, world: make.World, order_id: int) -> int:
    do(database, world.manager, accept_order, order_id=order_id)
    return do(database, world.manager, ship_order, order_id=order_id).shipment_id


def issue(
    database: Database, world: make.World, order_id: int, kind: DocumentKind
) -> IssuedDocument:
    return do(database, world.manager, issue_document, order_id=order_id, kind=kind)


def test_an_invoice_has_the_sums_of_the_order(
    database: Database, world: make.World, order_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.INVOICE)
    assert (issued.number, issued.issued_on, issued.total) == (
        "СЧ-26-000001",
        make.TODAY,
        Decimal("2041.50"),
    )
    with reading(database, world.manager, now=make.NOW) as ctx:
        stored = ctx.session.scalars(select(Document.facts)).one()
        order = ctx.session.execute(select(Order.net, Order.vat, Order.total)).one()
    facts = thaw(Invoice, stored)
    assert (facts.sums.net, facts.sums.vat, facts.sums.total) == tuple(order)
    assert facts.seller.inn == "7700000016"
    assert facts.buyer.inn == "7728000023"
    assert facts.due_on == make.TODAY + timedelta(days=14)
    assert [line.unit_code for line in facts.lines] == ["796", "796"]
    assert facts.lines[0].places == 12
    assert freeze(facts) == stored


def test_a_waybill_has_the_sums_of_the_shipment_and_of_the_ledger(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.TORG12)
    with reading(database, world.manager, now=make.NOW) as ctx:
        facts = thaw(Waybill, ctx.session.scalars(select(Document.facts)).one())
        shipment = ctx.session.execute(
            select(Shipment.net, Shipment.vat, Shipment.total, Shipment.shipped_on)
        ).one()
        posted = ctx.session.scalars(select(LedgerEntry.amount)).one()
    assert issued.total == shipment.total == posted == facts.sums.total
    assert (facts.sums.net, facts.sums.vat) == (shipment.net, shipment.vat)
    assert facts.issued_on == shipment.shipped_on
    assert facts.basis[0].number == "1"


def test_a_waybill_needs_a_shipment(database: Database, world: make.World, order_id: int) -> None:
    with pytest.raises(DomainError, match="order_not_shipped"):
        issue(database, world, order_id, DocumentKind.TORG12)


def test_the_same_document_asked_for_twice_is_issued_once(
    database: Database, world: make.World, order_id: int
) -> None:
    first = issue(database, world, order_id, DocumentKind.INVOICE)
    assert issue(database, world, order_id, DocumentKind.INVOICE) == first


def test_a_changed_order_gets_a_new_invoice_that_points_at_the_old_one(
    database: Database, world: make.World, order_id: int
) -> None:
    first = issue(database, world, order_id, DocumentKind.INVOICE)
    before = do(database, world.manager, document_file, document_id=first.id)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        ctx.session.get_one(Dealer, world.dealer_id).address = "Другой адрес"
    second = issue(database, world, order_id, DocumentKind.INVOICE)
    assert second.number == "СЧ-26-000002"
    with reading(database, world.manager, now=make.NOW) as ctx:
        newer, older = queries.register(ctx)
    assert (newer.corrects_id, older.corrected_by) == (first.id, "СЧ-26-000002")
    assert do(database, world.manager, document_file, document_id=first.id) == before


def test_what_is_downloaded_is_what_was_hashed(
    database: Database, world: make.World, order_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.INVOICE)
    file = do(database, world.dealer, document_file, number=issued.number, format="pdf")
    assert sha256(file.content).hexdigest() == issued.sha256
    assert file.name == "Счет на оплату № СЧ-26-000001 от 15.06.2026.pdf"
    assert file.media_type == "application/pdf"
    with pytest.raises(DomainError, match="document_has_no_format"):
        do(database, world.dealer, document_file, document_id=issued.id, format="xlsx")


def test_numbers_have_no_gaps_when_issuing_fails(
    database: Database, world: make.World, order_id: int
) -> None:
    class BrokenError(Exception):
        pass

    with pytest.raises(BrokenError), acting(database, world.manager, now=make.NOW) as ctx:
        issue_document(ctx, order_id=order_id, kind=DocumentKind.INVOICE)
        raise BrokenError
    assert issue(database, world, order_id, DocumentKind.INVOICE).number == "СЧ-26-000001"


def test_a_stranger_finds_no_document_and_no_order(
    database: Database, world: make.World, order_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.INVOICE)
    for actor in (world.neighbour, world.stranger, world.other_manager):
        with pytest.raises(NotFound):
            do(database, actor, document_file, document_id=issued.id)
        with reading(database, actor, now=make.NOW) as ctx:
            assert queries.register(ctx) == []
            assert ctx.session.scalars(select(DocumentFile)).all() == []
    with pytest.raises(NotFound):
        do(
            database,
            world.other_manager,
            issue_document,
            order_id=order_id,
            kind=DocumentKind.INVOICE,
        )
    with pytest.raises(NotPermitted):
        do(database, world.dealer, issue_document, order_id=order_id, kind=DocumentKind.INVOICE)


def test_the_register_filters(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    issue(database, world, order_id, DocumentKind.INVOICE)
    issue(database, world, order_id, DocumentKind.TORG12)
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert [row.number for row in queries.register(ctx)] == ["ТН-26-000001", "СЧ-26-000001"]
        by_kind = queries.register(ctx, kinds=[DocumentKind.INVOICE])
        assert [row.number for row in by_kind] == ["СЧ-26-000001"]
        assert [row.number for row in queries.register(ctx, text="тн-26")] == ["ТН-26-000001"]
        assert queries.register(ctx, until=make.TODAY - timedelta(days=1)) == []
        assert queries.register(ctx, dealer_id=world.neighbour_id) == []


def test_an_upd_is_pdf_and_xml_of_the_same_sums(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.UPD)
    again = issue(database, world, order_id, DocumentKind.UPD)
    assert again == issued
    with reading(database, world.dealer, now=make.NOW) as ctx:
        facts = thaw(TaxInvoice, ctx.session.scalars(select(Document.facts)).one())
        xml = document_file(ctx, document_id=issued.id, format="xml")
    assert (facts.status, facts.number, facts.shipped_on) == (1, "УПД-26-000001", make.TODAY)
    assert facts.shipping == (Reference(name="УПД", number="УПД-26-000001", on=make.TODAY),)
    assert xml.name.startswith("ON_NSCHFDOPPR_7728000023-772801001_7700000016-770701001_20260615_")
    assert xml.name.endswith("_0_0_0_0_0_00.xml")
    assert xml.content == upd_xml(facts)


def test_a_vat_invoice_refers_to_the_waybill_of_its_shipment(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    issue(database, world, order_id, DocumentKind.TORG12)
    issue(database, world, order_id, DocumentKind.VAT_INVOICE)
    with reading(database, world.manager, now=make.NOW) as ctx:
        stored = ctx.session.scalars(
            select(Document.facts).where(Document.kind == DocumentKind.VAT_INVOICE)
        ).one()
    facts = thaw(TaxInvoice, stored)
    waybill = Reference(name="Товарная накладная", number="ТН-26-000001", on=make.TODAY)
    assert (facts.status, facts.shipping) == (0, (waybill,))


def test_a_tax_document_is_refused_without_what_the_law_asks_for(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        ctx.session.get_one(Dealer, world.dealer_id).address = ""
    with pytest.raises(DomainError, match="document_requisites_missing") as refused:
        issue(database, world, order_id, DocumentKind.UPD)
    assert refused.value.params == {"party": "ООО «Мастер»", "missing": "адрес"}


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DocumentKind.OFFER, "КП-26-000001"),
        (DocumentKind.PICK_LIST, "ЛС-26-000001"),
        (DocumentKind.TRANSPORT_WAYBILL, "ТР-26-000001"),
    ],
)
def test_papers_beside_the_sale_are_issued_for_an_order(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    kind: DocumentKind,
    number: str,
) -> None:
    assert issue(database, world, order_id, kind).number == number


def test_a_pick_list_is_for_staff_only_and_names_barcodes(
    database: Database, world: make.World, order_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.PICK_LIST)
    with reading(database, world.manager, now=make.NOW) as ctx:
        facts = thaw(PickList, ctx.session.scalars(select(Document.facts)).one())
    assert [(pick.article, pick.barcode) for pick in facts.picks] == [
        ("BOLT-8", make.ean13("460000000001")),
        ("GLUE", make.ean13("460000000005")),
    ]
    with pytest.raises(NotFound):
        do(database, world.dealer, document_file, document_id=issued.id)
    with reading(database, world.dealer, now=make.NOW) as ctx:
        assert queries.register(ctx) == []
        assert ctx.session.scalars(select(DocumentFile)).all() == []


def test_a_statement_closes_with_the_balance(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    waybill = issue(database, world, order_id, DocumentKind.TORG12)
    do(
        database,
        world.manager,
        take_payment,
        order_id=order_id,
        amount=Decimal("1000.00"),
        paid_on=make.TODAY,
    )
    issued = do(
        database,
        world.dealer,
        issue_statement,
        dealer_id=world.dealer_id,
        since=make.TODAY,
        until=make.TODAY,
    )
    assert issued.total == waybill.total - 1000
    with reading(database, world.dealer, now=make.NOW) as ctx:
        stored = ctx.session.scalars(
            select(Document.facts).where(Document.kind == DocumentKind.STATEMENT)
        ).one()
    facts = thaw(Statement, stored)
    assert (facts.opening, facts.closing) == (0, issued.total)
    assert [(move.title, move.debit, move.credit) for move in facts.movements] == [
        ("Продажа (№ ТН-26-000001 от 15.06.2026)", waybill.total, 0),
        ("Оплата (заказ A-26-00001)", 0, Decimal("1000.00")),
    ]
    later = do(
        database,
        world.dealer,
        issue_statement,
        dealer_id=world.dealer_id,
        since=make.TODAY + timedelta(days=1),
        until=make.TODAY + timedelta(days=1),
    )
    assert later.total == issued.total


def test_a_stranger_gets_no_statement_and_no_price_list(
    database: Database, world: make.World
) -> None:
    day = {"since": make.TODAY, "until": make.TODAY}
    for actor in (world.neighbour, world.stranger, world.other_manager):
        with pytest.raises(NotFound):
            do(database, actor, issue_statement, dealer_id=world.dealer_id, **day)
        with pytest.raises(NotFound):
            do(database, actor, issue_price_list, dealer_id=world.dealer_id)


def test_a_price_list_is_the_dealers_own_prices_with_a_mark(
    database: Database, world: make.World
) -> None:
    issued = do(database, world.dealer, issue_price_list, dealer_id=world.dealer_id)
    file = do(database, world.dealer, document_file, document_id=issued.id)
    assert file.name == "Прайс-лист № ПЛ-26-000001 от 15.06.2026.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    shown = {row[0]: row[7] for row in book.get_sheet_by_name("Прайс-лист").to_python() if row[4]}
    assert shown.pop("Артикул") == "Цена, руб."
    assert shown == {
        "BOLT-8": 10,
        "NUT-8": 4.5,
        "WASHER-8": 1.2,
        "DRILL": 5400,
        "GLUE": 320.5,
        "RARE": "по запросу",
    }
    [[mark]] = book.get_sheet_by_name("_wholesale").to_python()
    assert json.loads(str(mark))["dealer"] == world.dealer_id


def test_a_route_sheet_puts_stops_in_the_order_given(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    items = [OrderItem(world.product("DRILL"), Decimal(1))]
    near = do(database, world.neighbour, place_order, dealer_id=world.neighbour_id, items=items)
    do(database, world.manager, accept_order, order_id=near.order_id)
    do(database, world.manager, ship_order, order_id=near.order_id)
    issued = do(
        database,
        world.manager,
        issue_route_sheet,
        order_ids=[near.order_id, order_id],
        driver="Иванов Иван",
    )
    with reading(database, world.manager, now=make.NOW) as ctx:
        facts = thaw(RouteSheet, ctx.session.scalars(select(Document.facts)).one())
    assert [stop.buyer for stop in facts.stops] == ["ООО «Сосед»", "ООО «Мастер»"]
    assert issued.total == sum(stop.total for stop in facts.stops)
    with pytest.raises(DomainError, match="route_empty"):
        do(database, world.manager, issue_route_sheet, order_ids=[])


def test_numbers_run_by_kind_and_year(database: Database, world: make.World, order_id: int) -> None:
    assert issue(database, world, order_id, DocumentKind.INVOICE).number == "СЧ-26-000001"
    assert issue(database, world, order_id, DocumentKind.OFFER).number == "КП-26-000001"
    with acting(database, world.manager, now=make.NOW + timedelta(days=365)) as ctx:
        ctx.session.get_one(Order, order_id)
        again = issue_document(ctx, order_id=order_id, kind=DocumentKind.INVOICE)
    assert again.number == "СЧ-26-000001"  # nothing has changed: the same document


def test_many_at_once_get_numbers_without_gaps(database: Database, world: make.World) -> None:
    orders = [
        do(
            database,
            world.dealer,
            place_order,
            dealer_id=world.dealer_id,
            items=[OrderItem(world.product("NUT-8"), Decimal(1))],
        ).order_id
        for _ in range(12)
    ]
    with ThreadPoolExecutor(6) as pool:
        issued = list(
            pool.map(
                lambda order_id: issue(database, world, order_id, DocumentKind.INVOICE).number,
                orders,
            )
        )
    assert sorted(issued) == [f"СЧ-26-{number:06d}" for number in range(1, 13)]


def test_a_cancelled_order_gets_no_documents(
    database: Database, world: make.World, order_id: int
) -> None:
    do(database, world.manager, cancel_order, order_id=order_id, reason="Передумал")
    for kind in (DocumentKind.INVOICE, DocumentKind.OFFER, DocumentKind.PICK_LIST):
        with pytest.raises(DomainError, match="order_cancelled"):
            issue(database, world, order_id, kind)
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert queries.register(ctx) == []


def test_days_of_moments_are_the_companys(database: Database, world: make.World) -> None:
    after_midnight = datetime(2026, 6, 14, 21, 30, tzinfo=UTC)  # 00:30 of the 15th in Moscow
    with acting(database, world.manager, now=after_midnight) as ctx:
        items = [OrderItem(world.product("NUT-8"), Decimal(1))]
        order = place_order(ctx, dealer_id=world.dealer_id, items=items)
        issue_document(ctx, order_id=order.order_id, kind=DocumentKind.INVOICE)
    with reading(database, world.manager, now=make.NOW) as ctx:
        facts = thaw(Invoice, ctx.session.scalars(select(Document.facts)).one())
    assert facts.issued_on == facts.basis[1].on == date(2026, 6, 15)


def test_documents_of_one_number_are_told_apart_by_seller_and_year(
    database: Database, world: make.World, order_id: int
) -> None:
    issued = issue(database, world, order_id, DocumentKind.INVOICE)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        first = ctx.session.get_one(Document, issued.id)
        twin = Document(
            **{
                column.key: getattr(first, column.key)
                for column in Document.__table__.columns
                if column.key not in {"id", "year"}
            },
            year=2027,
        )
        ctx.session.add(twin)
    with pytest.raises(DomainError, match="document_number_ambiguous"):
        do(database, world.manager, document_file, number=issued.number)
    found = do(database, world.manager, document_file, number=issued.number, year=2026)
    assert sha256(found.content).hexdigest() == issued.sha256
    with pytest.raises(NotFound):
        do(database, world.manager, document_file, number=issued.number, inn="500100732259")


def test_usual_numbers_name_kind_organization_and_year() -> None:
    assert usual_pattern(DocumentKind.UPD, 1).number(7, 2026) == "УПД-26-000007"
    assert usual_pattern(DocumentKind.UPD, 2).number(7, 2027) == "УПД2-27-000007"
    assert Pattern("КР/", 3).number(1234, 2026) == "КР/1234"
