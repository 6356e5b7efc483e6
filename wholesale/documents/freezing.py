"""Facts of each kind of document that follows from an order or a shipment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports import facts
from reports.facts import Party, Reference
from reports.frozen import Facts
from reports.parties import reference
from reports.words import quantity
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import parties, payments
from wholesale.documents.lines import Deal, barcodes
from wholesale.documents.parties import Seller, Terms
from wholesale.documents.rules import TAX, TITLES
from wholesale.documents.standing import stands
from wholesale.models.books import Document

UNNUMBERED = ""
OFFER_STANDS = timedelta(days=14)
NAMES_WAYBILL = frozenset({DocumentKind.VAT_INVOICE, DocumentKind.TRANSPORT_WAYBILL})
"""Kinds that refer to the paper the shipment went by."""

OWN = Reference(name="УПД")
"""In line 5а: the document itself, its number to come."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What a document's maker is given."""

    deal: Deal
    seller: Seller
    buyer: Party
    terms: Terms | None
    issued_on: date
    made_at: datetime
    status: int = 0  # of an УПД
    delivery: str = ""  # when an offer promises the goods
    payments: tuple[Reference, ...] = ()
    advances: tuple[Reference, ...] = ()
    waybill: Reference | None = None
    barcodes: Mapping[str, str] = field(default_factory=dict)  # by article


def frozen(
    session: Session,
    *,
    kind: DocumentKind,
    deal: Deal,
    seller: Seller,
    issued_on: date,
    made_at: datetime,
    status: int = 0,
    delivery: str = "",
) -> Facts:
    """The facts of a document of ``kind``, all but its number.

    ``status`` is of an УПД, ``delivery`` what an offer promises.

    ``made_at`` is local. Raises ``document_requisites_missing`` where a tax document would
    lack what the law asks for.
    """
    paid = payments.before(session, deal) if kind in TAX else []
    papers = Papers(
        deal=deal,
        seller=seller,
        buyer=parties.buyer(session, dealer_id=deal.dealer_id),
        terms=parties.agreement(session, agreement_id=deal.agreement_id),
        issued_on=issued_on,
        made_at=made_at,
        status=status,
        delivery=delivery,
        payments=payments.payments(paid),
        advances=payments.advances(paid),
        waybill=_waybill_of(session, deal) if kind in NAMES_WAYBILL else None,
        barcodes=barcodes(session, deal.order_id) if kind is DocumentKind.PICK_LIST else {},
    )
    return _MAKERS[kind](papers)


def numbered(unnumbered: Facts, number: str) -> Facts:
    """The same facts with the number they were given, wherever they speak of themselves."""
    if isinstance(unnumbered, facts.TaxInvoice):
        own = replace(OWN, number=number, on=unnumbered.issued_on)
        shipping = tuple(own if paper == OWN else paper for paper in unnumbered.shipping)
        return replace(unnumbered, number=number, shipping=shipping)
    return replace(unnumbered, number=number)


def _sale(papers: Papers) -> dict[str, Any]:
    deal, seller, terms = papers.deal, papers.seller, papers.terms
    order = Reference(name="Заказ", number=deal.order_number, on=deal.submitted_on)
    return {
        "number": UNNUMBERED,
        "issued_on": papers.issued_on,
        "seller": seller.party,
        "buyer": papers.buyer,
        "lines": deal.lines,
        "includes_vat": deal.includes_vat,
        "basis": (terms.paper, order) if terms else (order,),
        "director": seller.director,
        "accountant": seller.accountant,
    }


def _invoice(papers: Papers) -> facts.Invoice:
    _require_account(papers)
    deal, terms = papers.deal, papers.terms
    due_on = None
    if terms and terms.payment_days:
        due_on = papers.issued_on + timedelta(days=terms.payment_days)
    elif deal.reserved_until:
        due_on = max(deal.reserved_until, papers.issued_on)
    return facts.Invoice(**_sale(papers), due_on=due_on, look=papers.seller.look)


def _goods(papers: Papers) -> dict[str, Any]:
    """What a waybill says beyond a sale."""
    return {
        **_sale(papers),
        "shipper": papers.seller.party,
        "unit": papers.deal.point_name,
        "consignee": papers.buyer,
        "payer": papers.buyer,
        "delivery_address": papers.deal.delivery,
        "release": papers.seller.release,
    }


def _waybill(papers: Papers) -> facts.Waybill:
    return facts.Waybill(**_goods(papers), places=papers.deal.places)


def _upd(papers: Papers) -> facts.TaxInvoice:
    return _tax_invoice(papers, status=papers.status)


def _vat_invoice(papers: Papers) -> facts.TaxInvoice:
    return _tax_invoice(papers, status=0)


def _tax_invoice(papers: Papers, *, status: int) -> facts.TaxInvoice:
    _require(papers)
    return facts.TaxInvoice(
        **_goods(papers),
        status=status,
        shipped_on=papers.deal.shipped_on or papers.issued_on,
        payments=papers.payments,
        shipping=(papers.waybill or OWN,),
        advances=papers.advances,
        contract_id=papers.terms.contract_id if papers.terms else "",
        cargo=_cargo(papers.deal),
        made_at=papers.made_at,
    )


def _require(papers: Papers) -> None:
    """What lines 2 to 6б and the signatures cannot do without."""
    seller = papers.seller
    needs = [*_identity(seller.party), *_place(seller.party)]
    if seller.party.is_entrepreneur:
        needs += [
            ("ОГРНИП", seller.party.ogrn),
            ("полное имя предпринимателя", _is_full_name(seller.party.name)),
        ]
    needs.append(("руководитель", seller.director))
    _refuse(seller.party, needs)
    _refuse(papers.buyer, [*_identity(papers.buyer), *_place(papers.buyer)])


def _require_account(papers: Papers) -> None:
    party = papers.seller.party
    _refuse(party, [*_identity(party), ("расчётный счёт", party.bank)])


def _identity(party: Party) -> list[tuple[str, object]]:
    of_entity = [] if party.is_entrepreneur else [("КПП", party.kpp)]
    return [("ИНН", party.inn), *of_entity]


def _place(party: Party) -> list[tuple[str, object]]:
    return [("адрес", party.address)]


def _is_full_name(name: str) -> bool:
    """«ИП Иванов Иван Иванович»: surname and name in full, no initials."""
    words = name.split()[1:] if name.upper().startswith("ИП ") else name.split()
    return len(words) >= 2 and all(len(word.rstrip(".")) > 1 for word in words)


def _refuse(party: Party, needs: Iterable[tuple[str, object]]) -> None:
    missing = [label for label, value in needs if not value]
    if missing:
        raise DomainError(
            "document_requisites_missing", party=party.name, missing=", ".join(missing)
        )


def has_waybill(session: Session, deal: Deal) -> bool:
    """Whether there is a paper that a separate счёт-фактура can refer to."""
    return _waybill_of(session, deal) is not None


def _waybill_of(session: Session, deal: Deal) -> Reference | None:
    """The paper the goods went by: the shipment's ТОРГ-12, else its УПД."""
    rows = session.execute(
        select(Document.kind, Document.number, Document.issued_on)
        .where(
            Document.kind.in_([DocumentKind.TORG12, DocumentKind.UPD]),
            Document.shipment_id == deal.shipment_id,
            stands(),
        )
        .order_by(Document.id)
    )
    found = {kind: Reference(name=TITLES[kind], number=number, on=on) for kind, number, on in rows}
    return found.get(DocumentKind.TORG12) or found.get(DocumentKind.UPD)


def _offer(papers: Papers) -> facts.Offer:
    deal = papers.deal
    shown = tuple(
        replace(
            line,
            picture=showing.picture,
            list_price=showing.list_price,
            delivery=papers.delivery,
        )
        for line, showing in zip(deal.lines, deal.showings, strict=True)
    )
    return facts.Offer(
        **{**_sale(papers), "lines": shown},
        valid_until=papers.issued_on + OFFER_STANDS,
        greeting="Предлагаем рассмотреть поставку товаров на следующих условиях.",
        manager=deal.manager,
        manager_contacts=deal.manager_phone or papers.seller.party.phone,
        look=papers.seller.look,
    )


def _pick_list(papers: Papers) -> facts.PickList:
    deal = papers.deal
    return facts.PickList(
        number=UNNUMBERED,
        issued_on=papers.issued_on,
        organization=papers.seller.party.name,
        warehouse=deal.point_name,
        order=Reference(name="Заказ", number=deal.order_number, on=deal.submitted_on),
        buyer=papers.buyer.name,
        comment=deal.comment,
        manager=deal.manager,
        picks=tuple(
            facts.Pick(
                number=line.number,
                article=line.article,
                name=line.name,
                unit_sign=line.unit_sign,
                quantity=line.quantity,
                barcode=papers.barcodes.get(line.article, ""),
                packages="" if line.places is None else quantity(line.places),
            )
            for line in deal.lines
        ),
    )


def _transport(papers: Papers) -> facts.TransportDraft:
    deal, seller = papers.deal, papers.seller
    names = sorted({line.name for line in deal.lines})
    places = _places(deal)
    return facts.TransportDraft(
        number=UNNUMBERED,
        issued_on=papers.issued_on,
        shipper=seller.party,
        client=None,
        consignee=papers.buyer,
        cargo=f"{names[0]} и другие товары по накладной" if len(names) > 1 else names[0],
        places="" if places is None else f"{quantity(places)} мест",
        packing=", ".join(sorted({line.packing for line in deal.lines if line.packing})),
        net_mass=_whole(line.net_mass for line in deal.lines),
        gross_mass=_whole(line.gross_mass for line in deal.lines),
        value=deal.total,
        papers=(papers.waybill,) if papers.waybill else (),
        loading_address=deal.point_address or seller.party.address,
        unloading_address=deal.delivery or papers.buyer.address,
        release=seller.release,
    )


def stop(session: Session, *, deal: Deal, number: int) -> facts.Stop:
    """A shipment as a stop of a route sheet."""
    buyer = parties.buyer(session, dealer_id=deal.dealer_id)
    waybill = _waybill_of(session, deal)
    places = _places(deal)
    return facts.Stop(
        number=number,
        buyer=buyer.name,
        address=deal.delivery or buyer.address,
        phone=buyer.phone,
        documents=reference(waybill) if waybill else f"Заказ {deal.order_number}",
        places="" if places is None else quantity(places),
        mass=_whole(line.gross_mass for line in deal.lines),
        total=deal.total,
        note=deal.comment,
    )


def _places(deal: Deal) -> Decimal | None:
    """As the storekeeper counted them, else whole packs where every line is in packs."""
    if deal.places is not None:
        return Decimal(deal.places)
    return _whole(line.places for line in deal.lines)


def _cargo(deal: Deal) -> str:
    """[9]: who carries, and how many places there are."""
    counted = f"мест: {deal.places}" if deal.places is not None else ""
    return ", ".join(part for part in (deal.cargo, counted) if part)


def _whole(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None when a part is not known."""
    found = list(values)
    return (
        sum((value for value in found if value is not None), Decimal(0))
        if all(value is not None for value in found)
        else None
    )


_MAKERS: dict[DocumentKind, Callable[[Papers], Facts]] = {
    DocumentKind.INVOICE: _invoice,
    DocumentKind.TORG12: _waybill,
    DocumentKind.UPD: _upd,
    DocumentKind.VAT_INVOICE: _vat_invoice,
    DocumentKind.OFFER: _offer,
    DocumentKind.PICK_LIST: _pick_list,
    DocumentKind.TRANSPORT_WAYBILL: _transport,
}
