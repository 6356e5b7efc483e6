"""Documents that follow from a return: the waybill back, УКД, the act and the claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from reports import facts
from reports.facts import Change, DiscrepancyKind, Line, Party, Reference, Signer
from reports.frozen import Facts, thaw
from reports.parties import reference
from wholesale.core.errors import DomainError
from wholesale.core.money import plain, round_half_up
from wholesale.core.vocabulary import DocumentKind, ReturnReason
from wholesale.documents import parties
from wholesale.documents.lines import Deal, shipped
from wholesale.documents.parties import Seller, Terms
from wholesale.documents.rules import TITLES
from wholesale.documents.standing import stands
from wholesale.models.books import Document
from wholesale.models.trade import Return, ReturnLine, ShipmentLine

WORDS = {
    ReturnReason.DAMAGED: "брак, бой",
    ReturnReason.MIXED_UP: "пересорт",
    ReturnReason.SHORTAGE: "недостача",
    ReturnReason.EXPIRED: "истёк срок годности",
    ReturnReason.REFUSED: "отказ покупателя",
    ReturnReason.SURPLUS: "излишек",
}
"""In the language of the form."""

_KINDS = {
    ReturnReason.DAMAGED: DiscrepancyKind.BROKEN,
    ReturnReason.EXPIRED: DiscrepancyKind.DEFECT,
    ReturnReason.MIXED_UP: DiscrepancyKind.MIXED_UP,
    ReturnReason.SHORTAGE: DiscrepancyKind.SHORTAGE,
    ReturnReason.REFUSED: DiscrepancyKind.REFUSED,
    ReturnReason.SURPLUS: DiscrepancyKind.SURPLUS,
}
_DAMAGED = frozenset({ReturnReason.DAMAGED, ReturnReason.EXPIRED})

NOT_CLAIMED = frozenset({ReturnReason.REFUSED, ReturnReason.SURPLUS})
"""Nothing is wrong with what was delivered, or there is too much of it."""

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
class Papers:
    """Who returns to whom: what a document's maker is given beside the return."""

    seller: Seller
    buyer: Party
    director: Signer | None  # of the buyer
    terms: Terms | None
    issued_on: date


@dataclass(frozen=True, slots=True)
class ReturnDeal:
    """The order's last return with the shipment it came from."""

    id: int
    deal: Deal
    returned_on: date
    total: Decimal
    parts: tuple[Part, ...]
    papers: tuple[Reference, ...]  # the tax document first
    revised: Reference | None  # the исправление of that one
    back_by: Reference | None  # the act or the waybill of this return
    corrects_id: int | None


def a_return(
    session: Session, *, order_id: int, zone: tzinfo, return_id: int | None = None
) -> ReturnDeal:
    """A return of the order, the last one when none is named.

    Raises ``NotFound`` and ``order_nothing_returned``.
    """
    wanted = select(Return).where(Return.order_id == order_id).order_by(Return.id.desc())
    if return_id is not None:
        wanted = wanted.where(Return.id == return_id)
    found = session.scalar(wanted.limit(1))
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
            Reference(name=TITLES[row.kind], number=row.number, on=row.issued_on) for row in papers
        ),
        revised=_revised(papers[0]) if papers else None,
        back_by=_back_by(session, found.id),
        corrects_id=papers[0].id if papers else None,
    )


def frozen(
    session: Session, *, kind: DocumentKind, returned: ReturnDeal, seller: Seller, issued_on: date
) -> Facts:
    """The facts of a document of ``kind``, all but its number."""
    dealer_id = returned.deal.dealer_id
    papers = Papers(
        seller=seller,
        buyer=parties.buyer(session, dealer_id=dealer_id),
        director=parties.dealers_director(session, dealer_id=dealer_id, on=issued_on),
        terms=parties.agreement(session, agreement_id=returned.deal.agreement_id),
        issued_on=issued_on,
    )
    return _MAKERS[kind](returned, papers)


def _parts(session: Session, found: Return, deal: Deal) -> tuple[Part, ...]:
    earlier = (
        select(
            ReturnLine.shipment_line_id,
            func.sum(ReturnLine.quantity).label("quantity"),
            func.sum(ReturnLine.net).label("net"),
            func.sum(ReturnLine.vat).label("vat"),
            func.sum(ReturnLine.total).label("total"),
        )
        .where(ReturnLine.return_id < found.id, ReturnLine.reason != ReturnReason.SURPLUS)
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

    def mass(whole: Decimal | None) -> Decimal | None:
        return None if whole is None else plain(whole * quantity / line.quantity)

    return replace(
        line,
        quantity=quantity,
        net=net,
        vat=vat,
        total=total,
        in_place=None,
        places=None,
        net_mass=mass(line.net_mass),
        gross_mass=mass(line.gross_mass),
    )


def _less(line: Line, quantity: Decimal, net: Decimal, vat: Decimal, total: Decimal) -> Line:
    return _sized(
        line, line.quantity - quantity, line.net - net, line.vat - vat, line.total - total
    )


def _papers(session: Session, shipment_id: int) -> list[Document]:
    """The shipment's primary documents that stand, the tax one first."""
    kinds = [DocumentKind.UPD, DocumentKind.VAT_INVOICE, DocumentKind.TORG12]
    rows = session.scalars(
        select(Document)
        .options(undefer(Document.facts))
        .where(Document.shipment_id == shipment_id, Document.kind.in_(kinds), stands())
        .order_by(Document.id)
    ).all()
    newest = {row.kind: row for row in rows}
    return [newest[kind] for kind in kinds if kind in newest]


def _revised(paper: Document) -> Reference | None:
    revision = paper.facts.get("revision")
    return None if revision is None else thaw(Reference, revision)


def _back_by(session: Session, return_id: int) -> Reference | None:
    """The paper the goods came back by: the ground of the correction."""
    kinds = (DocumentKind.DISCREPANCY, DocumentKind.RETURN_WAYBILL)
    rows = session.execute(
        select(Document.kind, Document.number, Document.issued_on)
        .where(Document.return_id == return_id, Document.kind.in_(kinds), stands())
        .order_by(Document.id)
    )
    found = {kind: Reference(name=TITLES[kind], number=number, on=on) for kind, number, on in rows}
    return next((found[kind] for kind in kinds if kind in found), None)


def _waybill(returned: ReturnDeal, papers: Papers) -> Facts:
    parts = _sold(returned)
    return facts.Waybill(
        number="",
        issued_on=papers.issued_on,
        seller=papers.buyer,
        buyer=papers.seller.party,
        shipper=papers.buyer,
        consignee=papers.seller.party,
        payer=papers.seller.party,
        lines=tuple(part.back for part in parts),
        includes_vat=returned.deal.includes_vat,
        basis=returned.papers or (_order(returned),),
        return_reason=_reasons(parts),
    )


def _correction(returned: ReturnDeal, papers: Papers) -> Facts:
    parts = _sold(returned)
    taxed = any(part.line.vat_rate is not None for part in parts)
    return facts.Correction(
        number="",
        issued_on=papers.issued_on,
        status=1 if taxed else 2,
        corrects=returned.papers[:1] or (_order(returned),),
        corrected_revision=returned.revised,
        transfers=returned.papers[1:],
        seller=papers.seller.party,
        buyer=papers.buyer,
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
            for part in parts
        ),
        content=f"Уменьшение количества отгруженного товара: {_reasons(parts)}",
        ground=returned.back_by,
        contract_id=papers.terms.contract_id if papers.terms else "",
        director=papers.seller.director,
        accountant=papers.seller.accountant,
    )


def _act(returned: ReturnDeal, papers: Papers) -> Facts:
    """The buyer's act: he is the organization, we are the supplier."""
    deal, buyer = returned.deal, papers.buyer
    return facts.DiscrepancyAct(
        number="",
        issued_on=papers.issued_on,
        organization=buyer,
        supplier=papers.seller.party,
        consignee=buyer,
        papers=returned.papers or (_order(returned),),
        place=deal.delivery or buyer.address,
        started_at=None,
        finished_at=None,
        lines=tuple(_found(part) for part in returned.parts),
        conclusion="",
        director=papers.director,
        agreement=papers.terms.paper if papers.terms else None,
        shipped_on=deal.shipped_on,
    )


def _claim(returned: ReturnDeal, papers: Papers) -> Facts:
    """The buyer's claim: what is wrong with the delivery; who only refuses has none."""
    wrong = tuple(_found(part) for part in returned.parts if part.reason not in NOT_CLAIMED)
    if not wrong:
        raise DomainError("claim_without_fault")
    act = _act(returned, papers)
    assert isinstance(act, facts.DiscrepancyAct)
    found = returned.back_by
    enclosed = found is not None and found.name == TITLES[DocumentKind.DISCREPANCY]
    return replace(
        act,
        lines=wrong,
        demand=DEMAND,
        enclosures=(reference(found),) if found and enclosed else (),
    )


def _sold(returned: ReturnDeal) -> tuple[Part, ...]:
    """What lowers the sale: a surplus was never sold, only the act tells of it."""
    parts = tuple(part for part in returned.parts if part.reason is not ReturnReason.SURPLUS)
    if not parts:
        raise DomainError("return_only_surplus")
    return parts


def _reasons(parts: Sequence[Part]) -> str:
    return ", ".join(sorted({WORDS[part.reason] for part in parts}))


def _found(part: Part) -> facts.Discrepancy:
    line, quantity, reason = part.line, part.back.quantity, part.reason
    missing = {ReturnReason.SHORTAGE: -quantity, ReturnReason.SURPLUS: quantity}
    none = Decimal(0)
    return facts.Discrepancy(
        number=line.number,
        article=line.article,
        name=line.name,
        unit_code=line.unit_code,
        unit_sign=line.unit_sign,
        price=round_half_up(line.total / line.quantity),
        by_papers=line.quantity,
        found=line.quantity + missing.get(reason, none),
        damaged=quantity if reason in _DAMAGED else none,
        refused=quantity if reason not in {*_DAMAGED, *missing} else none,
        kind=_KINDS[reason],
        reason=WORDS[reason],
    )


def _order(returned: ReturnDeal) -> Reference:
    deal = returned.deal
    return Reference(name="Заказ", number=deal.order_number, on=deal.submitted_on)


_MAKERS: dict[DocumentKind, Callable[[ReturnDeal, Papers], Facts]] = {
    DocumentKind.RETURN_WAYBILL: _waybill,
    DocumentKind.CORRECTION: _correction,
    DocumentKind.DISCREPANCY: _act,
    DocumentKind.CLAIM: _claim,
}
