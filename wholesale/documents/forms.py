"""Which form turns the facts of a kind into which files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports import facts
from reports.annulment import annulment_pdf
from reports.claims import claim_pdf
from reports.correction import correction_pdf
from reports.frozen import Facts
from reports.invoice import invoice_pdf
from reports.offer import offer_pdf
from reports.price_list import price_list_xlsx
from reports.statement import statement_pdf
from reports.torg2 import discrepancy_pdf
from reports.torg12 import return_waybill_pdf, torg12_pdf
from reports.transport import transport_waybill_pdf
from reports.upd import upd_pdf, vat_invoice_pdf
from reports.upd_xml import CannotBeFiled, file_id, upd_xml
from reports.warehouse import pick_list_pdf, route_sheet_pdf
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import rules

Draw = Callable[[Any, Mapping[str, bytes]], bytes]


def _plain(draw: Callable[[Any], bytes]) -> Draw:
    """A form without pictures."""
    return lambda frozen, _: draw(frozen)


@dataclass(frozen=True, slots=True)
class Form:
    """The facts a kind is made of, and what draws them in each format, the main one first."""

    facts: type[Any]
    formats: dict[str, Draw]

    @property
    def main(self) -> str:
        return next(iter(self.formats))


FORMS: dict[DocumentKind, Form] = {
    DocumentKind.INVOICE: Form(facts.Invoice, {"pdf": invoice_pdf}),
    DocumentKind.TORG12: Form(facts.Waybill, {"pdf": _plain(torg12_pdf)}),
    DocumentKind.UPD: Form(facts.TaxInvoice, {"pdf": _plain(upd_pdf), "xml": _plain(upd_xml)}),
    DocumentKind.VAT_INVOICE: Form(
        facts.TaxInvoice, {"pdf": _plain(vat_invoice_pdf), "xml": _plain(upd_xml)}
    ),
    DocumentKind.CORRECTION: Form(facts.Correction, {"pdf": _plain(correction_pdf)}),
    DocumentKind.RETURN_WAYBILL: Form(facts.Waybill, {"pdf": _plain(return_waybill_pdf)}),
    DocumentKind.TRANSPORT_WAYBILL: Form(
        facts.TransportDraft, {"pdf": _plain(transport_waybill_pdf)}
    ),
    DocumentKind.STATEMENT: Form(facts.Statement, {"pdf": _plain(statement_pdf)}),
    DocumentKind.OFFER: Form(facts.Offer, {"pdf": offer_pdf}),
    DocumentKind.PRICE_LIST: Form(facts.PriceList, {"xlsx": _plain(price_list_xlsx)}),
    DocumentKind.ROUTE_SHEET: Form(facts.RouteSheet, {"pdf": _plain(route_sheet_pdf)}),
    DocumentKind.PICK_LIST: Form(facts.PickList, {"pdf": _plain(pick_list_pdf)}),
    DocumentKind.DISCREPANCY: Form(facts.DiscrepancyAct, {"pdf": _plain(discrepancy_pdf)}),
    DocumentKind.CLAIM: Form(facts.DiscrepancyAct, {"pdf": _plain(claim_pdf)}),
    DocumentKind.ANNULMENT: Form(facts.Annulment, {"pdf": _plain(annulment_pdf)}),
}


def files(kind: DocumentKind, frozen: Facts, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of a document, by format.

    Raises ``document_requisites_missing`` and ``mark_unreadable`` where an operator of electronic
    documents would refuse the file.
    """
    try:
        return {name: draw(frozen, pictures) for name, draw in FORMS[kind].formats.items()}
    except CannotBeFiled as refused:
        raise DomainError(refused.code, **refused.params) from refused


def file_name(kind: DocumentKind, frozen: Facts, suffix: str) -> str:
    """What a file is called; the exchange format has its own rule."""
    if suffix == "xml" and isinstance(frozen, facts.TaxInvoice):
        return f"{file_id(frozen)}.xml"
    revised = getattr(frozen, "revision", None)
    revision = int(revised.number) if revised else 0
    return rules.file_name(kind, frozen.number, frozen.issued_on, suffix, revision=revision)
