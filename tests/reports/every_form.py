"""Every form drawn from sample facts: what is pictured in the docs and measured by tests."""

from __future__ import annotations

from dataclasses import replace

from reports import facts
from reports.annulment import annulment_pdf
from reports.claims import claim_pdf
from reports.correction import correction_pdf
from reports.invoice import invoice_pdf
from reports.offer import offer_pdf
from reports.statement import statement_pdf
from reports.torg2 import discrepancy_pdf
from reports.torg12 import return_waybill_pdf, torg12_pdf
from reports.transport import transport_waybill_pdf
from reports.upd import upd_pdf, vat_invoice_pdf
from reports.warehouse import pick_list_pdf, route_sheet_pdf
from tests.reports import more_samples, samples

NOTICE = (
    "Оплата данного счета означает согласие с условиями поставки товара. Уведомление об оплате "
    "обязательно, в противном случае не гарантируется наличие товара на складе."
)


SIGNED = facts.Look(stamp="stamp", director_facsimile="signature")


def pictures() -> dict[str, bytes]:
    """The stamp, the signature and the goods' photos, by the names the facts give them."""
    photos = {f"photo-{number}": samples.photo(number) for number in range(1, 7)}
    return {"stamp": samples.stamp(), "signature": samples.facsimile(), **photos}


def forms() -> dict[str, bytes]:
    """Every form, by the name of its picture."""
    returned = samples.waybill(
        2,
        number="ВН-000002",
        seller=samples.BUYER,
        buyer=samples.SELLER,
        shipper=samples.BUYER,
        consignee=samples.SELLER,
        payer=samples.SELLER,
        unit="",
        director=None,
        accountant=None,
        release=None,
        basis=(more_samples.WAYBILL,),
        return_reason="брак",
    )
    offered = tuple(
        replace(
            line,
            picture=f"photo-{line.number}",
            list_price=line.price * 2,
            delivery="3–5 дней",
        )
        for line in samples.lines(6)
    )
    offer = more_samples.offer(lines=offered)
    offer = replace(offer, look=replace(offer.look, stamp="stamp", director_facsimile="signature"))
    traced = replace(
        samples.line(1),
        traced=samples.TRACED,
        country_code="156",
        country="КИТАЙ",
        declaration="10013160/010126/0000001",
    )
    untaxed = tuple(samples.line(number, vat_rate=None) for number in range(1, 4))
    return {
        "invoice": invoice_pdf(samples.invoice(7, look=facts.Look(notice=NOTICE))),
        "invoice-signed": invoice_pdf(samples.invoice(3, look=SIGNED), pictures()),
        "invoice-many": invoice_pdf(samples.invoice(60)),
        "torg12": torg12_pdf(samples.waybill(24, places=7)),
        "upd": upd_pdf(samples.tax_invoice(5)),
        "upd-status-2": upd_pdf(
            samples.tax_invoice(lines=untaxed, status=2, payments=(), accountant=None)
        ),
        "upd-traced": upd_pdf(samples.tax_invoice(lines=(traced, samples.line(2)))),
        "upd-many": upd_pdf(samples.tax_invoice(40)),
        "vat-invoice": vat_invoice_pdf(
            samples.tax_invoice(6, status=0, number="СФ-000035", shipping=(more_samples.WAYBILL,))
        ),
        "correction": correction_pdf(more_samples.correction(2)),
        "correction-many": correction_pdf(more_samples.correction(12)),
        "return-waybill": return_waybill_pdf(returned),
        "transport-waybill": transport_waybill_pdf(more_samples.transport_draft()),
        "statement": statement_pdf(more_samples.statement()),
        "offer": offer_pdf(offer, pictures()),
        "route-sheet": route_sheet_pdf(more_samples.route_sheet()),
        "pick-list": pick_list_pdf(more_samples.pick_list()),
        "discrepancy": discrepancy_pdf(more_samples.discrepancy_act(enclosures=())),
        "claim": claim_pdf(more_samples.discrepancy_act(number="ПР-000003")),
        "annulment": annulment_pdf(more_samples.annulment()),
    }
