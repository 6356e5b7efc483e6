"""What documents say of goods, payments and parties comes from the books, and is never invented."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from reports.facts import Invoice, Offer, Reference, TaxInvoice, Traced, TransportDraft, Waybill
from reports.frozen import thaw
from tests import make
from tests.flow.access_use_cases import PICTURE
from tests.flow.test_documents import do, issue, order_id, shipment_id
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind, SignatoryRole
from wholesale.db import Database
from wholesale.documents.payments import Paid, advances, payments
from wholesale.flow.change_order import accept_order
from wholesale.flow.edit_product import product_picture, put_picture
from wholesale.flow.issue_documents import document_file, issue_document
from wholesale.flow.ship_order import ship_order
from wholesale.flow.take_payment import take_payment
from wholesale.models.books import Document
from wholesale.models.goods import Product
from wholesale.models.people import (
    Agreement,
    BankAccount,
    Dealer,
    Organization,
    Signatory,
)

__all__ = ["order_id", "shipment_id"]

UPD, INVOICE = DocumentKind.UPD, DocumentKind.INVOICE
SECOND = "40702810938000012345"


def put(database: Database, table: Any, **values: Any) -> None:
    with acting(database, system("test"), now=make.NOW) as ctx:
        ctx.session.execute(update(table).values(**values))


def facts_of(database: Database, world: make.World, kind: type[Any], document_id: int) -> Any:
    with reading(database, world.manager, now=make.NOW) as ctx:
        wanted = select(Document.facts).where(Document.id == document_id)
        return thaw(kind, ctx.session.scalars(wanted).one())


def pay(database: Database, world: make.World, order_id: int, amount: str, **more: Any) -> None:
    values: dict[str, Any] = {"paid_on": make.TODAY, **more}
    do(
        database,
        world.manager,
        take_payment,
        order_id=order_id,
        amount=Decimal(amount),
        **values,
    )


def test_an_upd_names_payments_before_the_shipment_and_the_contract(
    database: Database, world: make.World, order_id: int
) -> None:
    put(database, Agreement, contract_id="0123456789012345678900001")
    earlier = make.TODAY - timedelta(days=3)
    pay(database, world, order_id, "100.00", paid_on=earlier, comment="п/п № 45")
    pay(
        database,
        world,
        order_id,
        "50.00",
        comment="п/п 46, счёт-фактура на аванс № А-7 от 01.06.2026",
    )
    pay(database, world, order_id, "1.00", comment="наличные")
    do(database, world.manager, accept_order, order_id=order_id)
    do(database, world.manager, ship_order, order_id=order_id, places=4, cargo="ТК «Путь»  А001АА")
    with acting(database, world.manager, now=make.NOW + timedelta(days=1)) as ctx:
        tomorrow = make.TODAY + timedelta(days=1)
        take_payment(ctx, order_id=order_id, amount=Decimal(9), paid_on=tomorrow, comment="п/п 47")
    facts = facts_of(database, world, TaxInvoice, issue(database, world, order_id, UPD).id)
    assert facts.payments == (
        Reference(name="", number="45", on=earlier),
        Reference(name="", number="46", on=make.TODAY),
    )
    assert facts.advances == (Reference(name="", number="А-7", on=date(2026, 6, 1)),)
    assert facts.contract_id == "0123456789012345678900001"
    assert facts.cargo == "ТК «Путь» А001АА, мест: 4"


@pytest.mark.parametrize(
    ("comment", "number"),
    [
        ("45", "45"),
        ("п/п 45", "45"),
        ("Платёжное поручение № 45/1 от 01.06.2026", "45/1"),
        ("платежный документ 7", "7"),
        ("наличными 500 рублей", None),
        ("", None),
        ("СФ на аванс № 9 от 01.06.2026", None),
    ],
)
def test_a_payment_is_named_by_its_document_only(comment: str, number: str | None) -> None:
    paid = [Paid(make.TODAY, comment)]
    wanted = () if number is None else (Reference(name="", number=number, on=make.TODAY),)
    assert payments(paid) == wanted
    assert [paper.number for paper in advances(paid)] == (["9"] if "аванс" in comment else [])


def test_goods_carry_their_origin_packing_masses_and_marks_into_the_upd(
    database: Database, world: make.World, order_id: int
) -> None:
    put(
        database,
        Product,
        country="156",
        declaration="10013160/010126/0000123",
        packing="коробка",
        weight=Decimal("0.5"),
        goods_code="7318159000",
    )
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        ctx.session.get_one(Product, world.product("BOLT-8")).gross_weight = Decimal("0.6")
        ctx.session.get_one(Product, world.product("GLUE")).lot = "10013160/010126/0000123/001"
    do(database, world.manager, accept_order, order_id=order_id)
    gtin = make.ean13("460000000005").zfill(14)
    marks = [f"01{gtin}21serial{number}" for number in range(3)]
    do(database, world.manager, ship_order, order_id=order_id, marks=marks)
    issued = issue(database, world, order_id, UPD)
    bolts, glue = facts_of(database, world, TaxInvoice, issued.id).lines
    assert (bolts.country_code, bolts.country) == ("156", "Китай")
    assert bolts.declaration == "10013160/010126/0000123"
    assert (bolts.packing, bolts.net_mass, bolts.gross_mass) == ("коробка", 60, 72)
    assert (bolts.goods_code, bolts.traced, bolts.marks) == ("", None, ())
    assert (glue.net_mass, glue.gross_mass) == (Decimal("1.5"), None)
    assert glue.traced == Traced(
        lot="10013160/010126/0000123/001",
        unit_code="796",
        unit_sign="шт",
        quantity=Decimal(3),
        net=glue.net,
    )
    assert glue.marks == tuple(marks)
    xml = do(database, world.manager, document_file, document_id=issued.id, format="xml")
    text = xml.content.decode("cp1251")
    assert xml.name.endswith("_1_1_0_0_0_00.xml")
    assert [f"<КИЗ>{mark}</КИЗ>" in text for mark in marks] == [True] * 3


def test_russian_goods_have_no_country_in_an_upd(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    put(database, Product, country="643")
    facts = facts_of(database, world, TaxInvoice, issue(database, world, order_id, UPD).id)
    assert {(line.country_code, line.country) for line in facts.lines} == {("", "")}


def test_marks_of_goods_that_do_not_leave_are_refused_and_nothing_is_shipped(
    database: Database, world: make.World, order_id: int
) -> None:
    do(database, world.manager, accept_order, order_id=order_id)
    with pytest.raises(DomainError, match="mark_of_no_line"):
        do(
            database,
            world.manager,
            ship_order,
            order_id=order_id,
            marks=["010460000000099921serial"],
        )
    with pytest.raises(DomainError, match="places_wrong"):
        do(database, world.manager, ship_order, order_id=order_id, places=0)
    with pytest.raises(DomainError, match="order_not_shipped"):
        issue(database, world, order_id, UPD)


def test_places_the_storekeeper_counted_stand_in_the_waybills(
    database: Database, world: make.World, order_id: int
) -> None:
    do(database, world.manager, accept_order, order_id=order_id)
    do(database, world.manager, ship_order, order_id=order_id, places=4)
    made = issue(database, world, order_id, DocumentKind.TRANSPORT_WAYBILL)
    assert facts_of(database, world, TransportDraft, made.id).places == "4 мест"
    made = issue(database, world, order_id, DocumentKind.TORG12)
    assert facts_of(database, world, Waybill, made.id).places == 4


def test_an_invoice_is_paid_to_the_account_that_was_chosen(
    database: Database, world: make.World, order_id: int
) -> None:
    with acting(database, world.admin, now=make.NOW) as ctx:
        ctx.session.add(
            BankAccount(
                organization_id=world.organization_id,
                bank="АО «Второй»",
                bic="044525225",
                account=SECOND,
                correspondent_account="30101810400000000225",
            )
        )

    def asked(account: str = "") -> tuple[str, str]:
        made = do(
            database,
            world.manager,
            issue_document,
            order_id=order_id,
            kind=INVOICE,
            account=account,
        )
        bank = facts_of(database, world, Invoice, made.id).seller.bank
        return made.number, bank.account

    assert asked() == ("СЧ-26-000001", "40702810200000000001")
    assert asked(SECOND) == ("СЧ-26-000002", SECOND)
    assert asked(SECOND) == asked() == ("СЧ-26-000002", SECOND)
    with pytest.raises(DomainError, match="account_unknown"):
        asked("40702810200000000009")


def test_who_was_appointed_last_on_a_day_signs_by_his_own_power(
    database: Database, world: make.World, order_id: int
) -> None:
    with acting(database, world.admin, now=make.NOW) as ctx:
        ctx.session.add_all(
            Signatory(
                organization_id=world.organization_id,
                role=SignatoryRole.DIRECTOR,
                position="Директор",
                name=name,
                authority=f"Доверенность № {number} от 01.03.2026",
                valid_from=date(2026, 3, 1),
            )
            for number, name in enumerate(("Первый А. А.", "Второй Б. Б."), start=1)
        )
    facts = facts_of(database, world, Invoice, issue(database, world, order_id, INVOICE).id)
    assert (facts.director.name, facts.director.authority) == (
        "Второй Б. Б.",
        "Доверенность № 2 от 01.03.2026",
    )


@pytest.mark.parametrize(
    ("kind", "table", "values", "missing"),
    [
        (UPD, Dealer, {"kpp": ""}, "КПП"),
        (UPD, Organization, {"kpp": ""}, "КПП"),
        (
            UPD,
            Organization,
            {"inn": "500100732259", "kpp": "", "ogrn": "", "full_name": "ИП Иванов И. И."},
            "ОГРНИП, полное имя предпринимателя",
        ),
        (INVOICE, Organization, {"inn": ""}, "ИНН"),
    ],
)
def test_a_document_is_refused_while_a_requisite_is_missing(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    kind: DocumentKind,
    table: Any,
    values: dict[str, str],
    missing: str,
) -> None:
    put(database, table, **values)
    with pytest.raises(DomainError, match="document_requisites_missing") as refused:
        issue(database, world, order_id, kind)
    assert refused.value.params["missing"] == missing


def test_an_invoice_needs_an_account_to_pay_to(
    database: Database, world: make.World, order_id: int
) -> None:
    with acting(database, world.admin, now=make.NOW) as ctx:
        ctx.session.query(BankAccount).delete()
    with pytest.raises(DomainError, match="document_requisites_missing") as refused:
        issue(database, world, order_id, INVOICE)
    assert refused.value.params["missing"] == "расчётный счёт"


def test_an_offer_shows_pictures_the_discount_and_when_goods_come(
    database: Database, world: make.World, order_id: int
) -> None:
    product_id = world.product("BOLT-8")
    do(database, world.admin, put_picture, product_id=product_id, content=PICTURE)
    assert do(database, world.admin, product_picture, product_id=product_id) == PICTURE
    made = do(
        database,
        world.manager,
        issue_document,
        order_id=order_id,
        kind=DocumentKind.OFFER,
        delivery=" 3–5 дней ",
    )
    bolts, glue = facts_of(database, world, Offer, made.id).lines
    with reading(database, world.admin, now=make.NOW) as ctx:
        kept = ctx.session.get_one(Product, product_id).picture
    assert (bolts.picture, glue.picture) == (kept, "")
    assert (bolts.delivery, glue.delivery) == ("3–5 дней", "3–5 дней")
    assert (bolts.list_price, bolts.price) == (Decimal("9.00"), Decimal("9.00"))
    do(database, world.admin, put_picture, product_id=product_id, content=None)
    assert do(database, world.admin, product_picture, product_id=product_id) is None
    with pytest.raises(DomainError, match="picture_wrong"):
        do(database, world.admin, put_picture, product_id=product_id, content=b"GIF89a")


def test_a_waybill_says_nothing_of_masses_nobody_weighed(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    made = issue(database, world, order_id, DocumentKind.TORG12)
    facts = facts_of(database, world, Waybill, made.id)
    assert {(line.net_mass, line.gross_mass) for line in facts.lines} == {(None, None)}
