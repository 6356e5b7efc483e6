"""Facts of each kind of document that follows from an order or a shipment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from reports import facts
from reports.facts import Facts, Party, Reference
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import parties
from wholesale.documents.lines import Deal
from wholesale.documents.parties import Seller

UNNUMBERED = ""


def frozen(
    session: Session, *, kind: DocumentKind, deal: Deal, seller: Seller, issued_on: date
) -> Facts:
    """The facts of a document of ``kind``, all but its number."""
    buyer = parties.buyer(session, dealer_id=deal.dealer_id)
    terms = parties.agreement(session, agreement_id=deal.agreement_id)
    return _MAKERS[kind](deal, seller, buyer, terms, issued_on)


def numbered(unnumbered: Facts, number: str) -> Facts:
    """The same facts with the number they were given."""
    return replace(unnumbered, number=number)


Terms = tuple[Reference, int] | None


def _sale(
    deal: Deal, seller: Seller, buyer: Party, terms: Terms, issued_on: date
) -> dict[str, Any]:
    order = Reference(name="Заказ", number=deal.order_number, on=deal.submitted_on)
    return {
        "number": UNNUMBERED,
        "issued_on": issued_on,
        "seller": seller.party,
        "buyer": buyer,
        "lines": deal.lines,
        "includes_vat": deal.includes_vat,
        "basis": (terms[0], order) if terms else (order,),
        "director": seller.director,
        "accountant": seller.accountant,
    }


def _invoice(
    deal: Deal, seller: Seller, buyer: Party, terms: Terms, issued_on: date
) -> facts.Invoice:
    due_on = None
    if terms and terms[1]:
        due_on = issued_on + timedelta(days=terms[1])
    elif deal.reserved_until:
        due_on = max(deal.reserved_until.date(), issued_on)
    return facts.Invoice(
        **_sale(deal, seller, buyer, terms, issued_on), due_on=due_on, look=seller.look
    )


def _waybill(
    deal: Deal, seller: Seller, buyer: Party, terms: Terms, issued_on: date
) -> facts.Waybill:
    return facts.Waybill(
        **_sale(deal, seller, buyer, terms, issued_on),
        shipper=seller.party,
        unit=deal.point_name,
        consignee=buyer,
        payer=buyer,
        delivery_address=deal.delivery,
        release=seller.release,
    )


_MAKERS: dict[DocumentKind, Callable[[Deal, Seller, Party, Terms, date], Facts]] = {
    DocumentKind.INVOICE: _invoice,
    DocumentKind.TORG12: _waybill,
}
