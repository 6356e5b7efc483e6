"""Draw every form from sample facts into docs/images/documents, to be looked at.

Run from the project's folder: ``python -m scripts.picture_documents``.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from reports import facts
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

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "documents"
DPI = 96
NOTICE = (
    "Оплата данного счета означает согласие с условиями поставки товара. Уведомление об оплате "
    "обязательно, в противном случае не гарантируется наличие товара на складе."
)


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
        basis=(more_samples.WAYBILL,),
        return_reason="брак",
    )
    return {
        "invoice": invoice_pdf(samples.invoice(7, look=facts.Look(notice=NOTICE))),
        "torg12": torg12_pdf(samples.waybill(24)),
        "upd": upd_pdf(samples.tax_invoice(5)),
        "vat-invoice": vat_invoice_pdf(samples.tax_invoice(6, status=0)),
        "correction": correction_pdf(more_samples.correction(2)),
        "return-waybill": return_waybill_pdf(returned),
        "transport-waybill": transport_waybill_pdf(more_samples.transport_draft()),
        "statement": statement_pdf(more_samples.statement()),
        "offer": offer_pdf(more_samples.offer(9)),
        "route-sheet": route_sheet_pdf(more_samples.route_sheet()),
        "pick-list": pick_list_pdf(more_samples.pick_list()),
        "discrepancy": discrepancy_pdf(more_samples.discrepancy_act()),
        "claim": claim_pdf(more_samples.discrepancy_act()),
    }


def main() -> None:
    """Write a small PNG for each page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, content in forms().items():
        for number, page in enumerate(pypdfium2.PdfDocument(content), start=1):
            picture = page.render(scale=DPI / 72).to_pil().convert("L").quantize(16)
            picture.save(FOLDER / f"{name}-{number}.png", optimize=True)


if __name__ == "__main__":
    main()
