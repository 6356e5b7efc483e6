"""Goods come back: stock, debt and the papers of the return."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from reports.correction import raised_and_lowered
from reports.facts import Correction, DiscrepancyAct, DiscrepancyKind, Waybill
from reports.frozen import thaw
from tests import make
from tests.flow.test_documents import do, issue, order_id, shipment_id
from wholesale.context import reading
from wholesale.core.errors import DomainError, NotFound, NotPermitted
from wholesale.core.vocabulary import DocumentKind, ReturnReason
from wholesale.db import Database
from wholesale.documents import queries
from wholesale.flow.return_goods import return_goods
from wholesale.ledger import queries as ledger
from wholesale.models.books import Document
from wholesale.models.trade import OrderLine, Return
from wholesale.shipping.returns import ReturnItem, ShippedPart, amounts
from wholesale.stock import queries as stock

__all__ = ["order_id", "shipment_id"]

REFUSED, DAMAGED, SHORTAGE = ReturnReason.REFUSED, ReturnReason.DAMAGED, ReturnReason.SHORTAGE


@pytest.fixture
def line_ids(database: Database, world: make.World, order_id: int) -> list[int]:
    with reading(database, world.manager, now=make.NOW) as ctx:
        wanted = select(OrderLine.id).where(OrderLine.order_id == order_id)
        return list(ctx.session.scalars(wanted.order_by(OrderLine.position)))


def give_back(
    database: Database, world: make.World, order_id: int, *items: tuple[int, str, ReturnReason]
) -> Decimal:
    made = do(
        database,
        world.manager,
        return_goods,
        order_id=order_id,
        items=[ReturnItem(line, Decimal(quantity), reason) for line, quantity, reason in items],
    )
    return made.total


def test_a_return_lowers_the_debt_and_fills_the_shelf(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    bolts, glue = line_ids
    total = give_back(database, world, order_id, (bolts, "20", REFUSED), (glue, "1", DAMAGED))
    assert total == Decimal("500.50")  # 20 × 9.00 and 320.50
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert ledger.balance(ctx, dealer_id=world.dealer_id).debt == Decimal("1541.00")
        free = stock.available(
            ctx,
            point_id=world.point_id,
            product_ids=[world.product("BOLT-8"), world.product("GLUE")],
        )
        returned = ctx.session.scalars(
            select(OrderLine.returned).where(OrderLine.id.in_(line_ids)).order_by(OrderLine.id)
        ).all()
    assert free == {world.product("BOLT-8"): Decimal(900), world.product("GLUE"): Decimal(997)}
    assert list(returned) == [20, 1]


def test_more_than_was_shipped_cannot_come_back(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    give_back(database, world, order_id, (line_ids[1], "2", REFUSED))
    with pytest.raises(DomainError, match="return_too_much"):
        give_back(database, world, order_id, (line_ids[1], "2", REFUSED))
    with pytest.raises(DomainError, match="quantity_not_positive"):
        give_back(database, world, order_id, (line_ids[1], "0", REFUSED))
    with pytest.raises(DomainError, match="return_line_twice"):
        give_back(
            database, world, order_id, (line_ids[0], "1", REFUSED), (line_ids[0], "1", DAMAGED)
        )
    with pytest.raises(DomainError, match="return_empty"):
        give_back(database, world, order_id)
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert len(ctx.session.scalars(select(Return.id)).all()) == 1


def test_what_was_not_shipped_cannot_come_back(
    database: Database, world: make.World, order_id: int, line_ids: list[int]
) -> None:
    with pytest.raises(NotFound):
        give_back(database, world, order_id, (line_ids[0], "1", REFUSED))
    with pytest.raises(NotPermitted):
        do(database, world.dealer, return_goods, order_id=order_id, items=[])
    with pytest.raises(NotFound):
        do(
            database,
            world.other_manager,
            return_goods,
            order_id=order_id,
            items=[ReturnItem(line_ids[0], Decimal(1), REFUSED)],
        )


def test_a_correction_lowers_the_upd_it_points_at(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    upd = issue(database, world, order_id, DocumentKind.UPD)
    first = give_back(database, world, order_id, (line_ids[0], "20", REFUSED))
    one = issue(database, world, order_id, DocumentKind.CORRECTION)
    assert issue(database, world, order_id, DocumentKind.CORRECTION) == one
    second = give_back(database, world, order_id, (line_ids[0], "30", REFUSED))
    two = issue(database, world, order_id, DocumentKind.CORRECTION)
    assert (one.number, one.total, two.number, two.total) == (
        "УКД-26-000001",
        first,
        "УКД-26-000002",
        second,
    )
    with reading(database, world.manager, now=make.NOW) as ctx:
        rows = {row.number: row for row in queries.register(ctx)}
        facts = [
            thaw(Correction, stored)
            for stored in ctx.session.scalars(
                select(Document.facts)
                .where(Document.kind == DocumentKind.CORRECTION)
                .order_by(Document.id)
            )
        ]
    assert rows["УКД-26-000002"].corrects_id == upd.id
    assert [paper.number for paper in facts[1].corrects] == [upd.number]
    assert [
        (change.before.quantity, change.after.quantity) for made in facts for change in made.changes
    ] == [(120, 100), (100, 70)]
    raised, lowered = raised_and_lowered(facts[1].changes)
    assert (raised.total, lowered.total) == (0, second)


def test_the_same_return_twice_gives_two_waybills(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    numbers = []
    for _ in range(2):
        give_back(database, world, order_id, (line_ids[0], "10", REFUSED))
        numbers.append(issue(database, world, order_id, DocumentKind.RETURN_WAYBILL).number)
    assert numbers == ["ВН-26-000001", "ВН-26-000002"]
    with reading(database, world.manager, now=make.NOW) as ctx:
        stored = ctx.session.scalars(select(Document.facts).order_by(Document.id)).all()[0]
    facts = thaw(Waybill, stored)
    assert (facts.seller.name, facts.buyer.name) == ("ООО «Мастер»", "ООО «Крепёж-Опт»")
    assert facts.return_reason == "отказ покупателя"
    assert facts.sums.total == Decimal("90.00")


def test_the_act_and_the_claim_tell_missing_from_broken(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    give_back(database, world, order_id, (line_ids[0], "5", SHORTAGE), (line_ids[1], "1", DAMAGED))
    act = issue(database, world, order_id, DocumentKind.DISCREPANCY)
    claim = issue(database, world, order_id, DocumentKind.CLAIM)
    assert (act.number, claim.number) == ("АР-26-000001", "ПР-26-000001")
    with reading(database, world.dealer, now=make.NOW) as ctx:
        stored = ctx.session.scalars(select(Document.facts).where(Document.id == act.id)).one()
    facts = thaw(DiscrepancyAct, stored)
    assert [(row.by_papers, row.found, row.damaged) for row in facts.lines] == [
        (120, 115, 0),
        (3, 3, 1),
    ]


def test_papers_of_a_return_need_a_return(
    database: Database, world: make.World, order_id: int, shipment_id: int
) -> None:
    with pytest.raises(DomainError, match="order_nothing_returned"):
        issue(database, world, order_id, DocumentKind.CORRECTION)


@given(
    st.integers(1, 10**7),
    st.integers(0, 10**6),
    st.lists(st.integers(1, 50), min_size=1, max_size=12),
)
def test_parts_given_back_one_by_one_are_worth_the_whole(
    total: int, vat: int, quantities: list[int]
) -> None:
    whole = ShippedPart(
        id=1,
        shipment_id=1,
        order_line_id=1,
        product_id=1,
        article="A",
        quantity=Decimal(sum(quantities)),
        returned=Decimal(0),
        net=Decimal(total).scaleb(-2),
        vat=Decimal(vat).scaleb(-2),
        total=Decimal(total + vat).scaleb(-2),
    )
    returned, worth = Decimal(0), []
    for quantity in quantities:
        part = replace(whole, returned=returned)
        worth.append(amounts(part, ReturnItem(1, Decimal(quantity), REFUSED)))
        returned += quantity
    assert sum((each.total for each in worth), Decimal(0)) == whole.total
    assert sum((each.vat for each in worth), Decimal(0)) == whole.vat
    assert sum((each.net for each in worth), Decimal(0)) == whole.net


def test_what_was_only_refused_gives_no_claim_and_is_not_broken(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    give_back(database, world, order_id, (line_ids[0], "20", REFUSED))
    issue(database, world, order_id, DocumentKind.DISCREPANCY)
    with reading(database, world.manager, now=make.NOW) as ctx:
        act = thaw(DiscrepancyAct, ctx.session.scalars(select(Document.facts)).one())
    [line] = act.lines
    assert (line.damaged, line.refused, line.kind, line.reason) == (
        0,
        20,
        DiscrepancyKind.REFUSED,
        "отказ покупателя",
    )
    with pytest.raises(DomainError, match="claim_without_fault"):
        issue(database, world, order_id, DocumentKind.CLAIM)


def test_a_claim_leaves_out_the_refused_and_encloses_the_act_that_exists(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    give_back(database, world, order_id, (line_ids[0], "20", REFUSED), (line_ids[1], "1", DAMAGED))

    def claim() -> DiscrepancyAct:
        made = issue(database, world, order_id, DocumentKind.CLAIM)
        with reading(database, world.manager, now=make.NOW) as ctx:
            wanted = select(Document.facts).where(Document.id == made.id)
            return thaw(DiscrepancyAct, ctx.session.scalars(wanted).one())

    alone = claim()
    assert [(line.article, line.damaged) for line in alone.lines] == [("GLUE", 1)]
    assert alone.enclosures == ()
    act = issue(database, world, order_id, DocumentKind.DISCREPANCY)
    [enclosed] = claim().enclosures
    named = f"Акт о расхождениях ТОРГ-2 № {act.number} от 15.06.2026"
    assert enclosed.replace("\u00a0", " ") == named


def test_a_surplus_moves_neither_debt_nor_stock_and_is_told_by_the_act(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    with reading(database, world.manager, now=make.NOW) as ctx:
        debt = ledger.balance(ctx, dealer_id=world.dealer_id).debt
    assert give_back(database, world, order_id, (line_ids[1], "5", ReturnReason.SURPLUS)) == 0
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert ledger.balance(ctx, dealer_id=world.dealer_id).debt == debt
        wanted = select(OrderLine.returned).where(OrderLine.id == line_ids[1])
        assert ctx.session.scalars(wanted).one() == 0
    issue(database, world, order_id, DocumentKind.DISCREPANCY)
    with reading(database, world.manager, now=make.NOW) as ctx:
        act = thaw(DiscrepancyAct, ctx.session.scalars(select(Document.facts)).one())
    assert [(line.by_papers, line.found, line.surplus) for line in act.lines] == [(3, 8, 5)]
    for kind in (DocumentKind.CORRECTION, DocumentKind.RETURN_WAYBILL):
        with pytest.raises(DomainError, match="return_only_surplus"):
            issue(database, world, order_id, kind)
    assert give_back(database, world, order_id, (line_ids[1], "3", REFUSED)) == Decimal("961.50")


def test_a_correction_names_the_paper_the_goods_came_back_by(
    database: Database,
    world: make.World,
    order_id: int,
    shipment_id: int,
    line_ids: list[int],
) -> None:
    waybill = issue(database, world, order_id, DocumentKind.TORG12)
    upd = issue(database, world, order_id, DocumentKind.UPD)
    give_back(database, world, order_id, (line_ids[0], "20", REFUSED))
    back = issue(database, world, order_id, DocumentKind.RETURN_WAYBILL)
    made = issue(database, world, order_id, DocumentKind.CORRECTION)
    with reading(database, world.manager, now=make.NOW) as ctx:
        wanted = select(Document.facts).where(Document.id == made.id)
        facts = thaw(Correction, ctx.session.scalars(wanted).one())
    assert facts.ground is not None
    assert (facts.ground.name, facts.ground.number) == ("Накладная на возврат", back.number)
    assert [paper.number for paper in facts.corrects] == [upd.number]
    assert [paper.number for paper in facts.transfers] == [waybill.number]
