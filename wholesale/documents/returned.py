"""Documents that follow from a return: the waybill back, УКД, the act and the claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reports import facts
from reports.facts import Change, Line, Party, Reference
from reports.frozen import Facts
from wholesale.core.errors import DomainError
from wholesale.core.money import plain, round_half_up
from wholesale.core.vocabulary import DocumentKind, ReturnReason
from wholesale.documents import parties
from wholesale.documents.lines import Deal, shipped
from wholesale.documents.parties import Seller
from wholesale.documents.rules import TITLES
from wholesale.models.books import Document
from wholesale.models.trade import Return, ReturnLine, ShipmentLine

WORDS = {
    ReturnReason.DAMAGED: "брак, бой",
    ReturnReason.MIXED_UP: "пересорт",
    ReturnReason.SHORTAGE: "недостача",
    ReturnReason.EXPIRED: "истёк срок годности",
    ReturnReason.REFUSED: "отказ покупателя",
}
"""In the language of the form."""

BROKEN = frozenset({ReturnReason.DAMAGED, ReturnReason.EXPIRED})
DEMAND = (
    "Просим заменить или допоставить указанный товар либо уменьшить задолженность на его "
    "стоимость в течение десяти дней с даты получения претензии."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A returned part: the shipped line, what was back before and what came now."""

    line: Line
    reason: ReturnReason
    before: Line
    back: Line


@dataclass(frozen=True, slots=True)
class ReturnDeal:
    """The order's last return with the shipment it came from."""

    id: int
    deal: Deal
    returned_on: date
    total: Decimal
    parts: tuple[Part, ...]
    papers: tuple[Reference, ...]
    corrects_id: int | None


def last_return(session: Session, *, order_id: int, zone: tzinfo) -> ReturnDeal:
    """The order's last return. Raises ``NotFound`` and ``order_nothing_returned``."""
    found = session.scalar(
        select(Return).where(Return.order_id == order_id).order_by(Return.id.desc()).limit(1)
    )
    if found is None:
        shipped(session, order_id=order_id, shipment_id=None, zone=zone)
        raise DomainError("order_nothing_returned")
    deal = shipped(session, order_id=order_id, shipment_id=found.shipment_id, zone=zone, lock=True)
    papers = _papers(session, found.shipment_id)
    return ReturnDeal(
        id=found.id,
        deal=deal,
        returned_on=found.returned_on,
        total=found.total,
        parts=_parts(session, found, deal),
        papers=tuple(
            Reference(name=TITLES[kind], number=number, on=on) for _, kind, number, on in papers
        ),
        corrects_id=papers[0][0] if papers else None,
    )


def frozen(
    session: Session, *, kind: DocumentKind, returned: ReturnDeal, seller: Seller, issued_on: date
) -> Facts:
    """The facts of a document of ``kind``, all but its number."""
    buyer = parties.buyer(session, dealer_id=returned.deal.dealer_id)
    return _MAKERS[kind](returned, seller, buyer, issued_on)


def _parts(session: Session, found: Return, deal: Deal) -> tuple[Part, ...]:
    earlier = (
        select(
            ReturnLine.shipment_line_id,
            func.sum(ReturnLine.quantity).label("quantity"),
            func.sum(ReturnLine.net).label("net"),
            func.sum(ReturnLine.vat).label("vat"),
            func.sum(ReturnLine.total).label("total"),
        )
        .where(ReturnLine.return_id < found.id)
        .group_by(ReturnLine.shipment_line_id)
        .subquery()
    )
    rows = session.execute(
        select(ReturnLine, ShipmentLine.order_line_id, *list(earlier.c)[1:])
        .join(ShipmentLine, ShipmentLine.id == ReturnLine.shipment_line_id)
        .outerjoin(earlier, earlier.c.shipment_line_id == ReturnLine.shipment_line_id)
        .where(ReturnLine.return_id == found.id)
        .order_by(ReturnLine.id)
    ).all()
    lines = deal.by_order_line
    parts = []
    for number, (row, order_line_id, quantity, net, vat, total) in enumerate(rows, start=1):
        line = replace(lines[order_line_id], number=number)
        before = line if quantity is None else _less(line, quantity, net, vat, total)
        back = _sized(line, row.quantity, row.net, row.vat, row.total)
        parts.append(Part(line=line, reason=row.reason, before=before, back=back))
    return tuple(parts)


def _sized(line: Line, quantity: Decimal, net: Decimal, vat: Decimal, total: Decimal) -> Line:
    """The line with another quantity and its amounts; masses follow the quantity."""
    mass = None if line.net_mass is None else plain(line.net_mass * quantity / line.quantity)
    return replace(
        line,
        quantity=quantity,
        net=net,
        vat=vat,
        total=total,
        in_place=None,
        places=None,
        net_mass=mass,
        gross_mass=mass,
    )


def _less(line: Line, quantity: Decimal, net: Decimal, vat: Decimal, total: Decimal) -> Line:
    return _sized(
        line, line.quantity - quantity, line.net - net, line.vat - vat, line.total - total
    )


def _papers(session: Session, shipment_id: int) -> list[Any]:
    """The shipment's primary documents, the tax one first."""
    kinds = [DocumentKind.UPD, DocumentKind.VAT_INVOICE, DocumentKind.TORG12]
    rows = session.execute(
        select(Document.id, Document.kind, Document.number, Document.issued_on)
        .where(Document.shipment_id == shipment_id, Document.kind.in_(kinds))
        .order_by(Document.id)
    ).all()
    newest = {row.kind: row for row in rows}
    return [newest[kind] for kind in kinds if kind in newest]


def _waybill(returned: ReturnDeal, seller: Seller, buyer: Party, issued_on: date) -> Facts:
    reasons = sorted({WORDS[part.reason] for part in returned.parts})
    return facts.Waybill(
        number="",
        issued_on=issued_on,
        seller=buyer,
        buyer=seller.party,
        shipper=buyer,
        consignee=seller.party,
        payer=seller.party,
        lines=tuple(part.back for part in returned.parts),
        includes_vat=returned.deal.includes_vat,
        basis=returned.papers or (_order(returned),),
        return_reason=", ".join(reasons),
    )


def _correction(returned: ReturnDeal, seller: Seller, buyer: Party, issued_on: date) -> Facts:
    taxed = any(part.line.vat_rate is not None for part in returned.parts)
    return facts.Correction(
        number="",
        issued_on=issued_on,
        status=1 if taxed else 2,
        corrects=returned.papers[:1] or (_order(returned),),
        seller=seller.party,
        buyer=buyer,
        changes=tuple(
            Change(
                before=part.before,
                after=_less(
                    part.before,
                    part.back.quantity,
                    part.back.net,
                    part.back.vat,
                    part.back.total,
                ),
            )
            for part in returned.parts
        ),
        content="Уменьшение количества отгруженного товара: "
        + ", ".join(sorted({WORDS[part.reason] for part in returned.parts})),
        director=seller.director,
        accountant=seller.accountant,
    )


def _act(returned: ReturnDeal, seller: Seller, buyer: Party, issued_on: date) -> Facts:
    """The buyer's act and claim: he is the organization, we are the supplier."""
    return facts.DiscrepancyAct(
        number="",
        issued_on=issued_on,
        organization=buyer,
        supplier=seller.party,
        consignee=buyer,
        papers=returned.papers or (_order(returned),),
        place=returned.deal.delivery or buyer.address,
        started_at=None,
        finished_at=None,
        lines=tuple(_found(part) for part in returned.parts),
        conclusion="",
        demand=DEMAND,
    )


def _found(part: Part) -> facts.Discrepancy:
    line, quantity = part.line, part.back.quantity
    is_short = part.reason is ReturnReason.SHORTAGE
    return facts.Discrepancy(
        number=line.number,
        article=line.article,
        name=line.name,
        unit_code=line.unit_code,
        unit_sign=line.unit_sign,
        price=round_half_up(line.total / line.quantity),
        by_papers=line.quantity,
        found=line.quantity - quantity if is_short else line.quantity,
        damaged=Decimal(0) if is_short else quantity,
        reason=WORDS[part.reason],
    )


def _order(returned: ReturnDeal) -> Reference:
    deal = returned.deal
    return Reference(name="Заказ", number=deal.order_number, on=deal.submitted_on)


_MAKERS: dict[DocumentKind, Callable[[ReturnDeal, Seller, Party, date], Facts]] = {
    DocumentKind.RETURN_WAYBILL: _waybill,
    DocumentKind.CORRECTION: _correction,
    DocumentKind.DISCREPANCY: _act,
    DocumentKind.CLAIM: _act,
}
