"""Исправление: a tax document with a mistake is written anew under its own number and day."""

from __future__ import annotations

from dataclasses import replace

from reports.facts import Correction, Reference, TaxInvoice
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import freezing, issuing, lines, parties, returned, rules, standing
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.parties import Seller
from wholesale.models.books import Document


def revise_document(ctx: Context, *, document_id: int) -> IssuedDocument:
    """Issue the next исправление of a УПД, счёт-фактура or УКД with the requisites of today.

    It has the number and the day of the document, its own number and day in line 1а and points
    at what it puts right, which stays as it was. Errors: NotFound("document"),
    ``document_not_revisable``, ``document_annulled``, ``document_replaced``,
    ``document_unchanged`` when there is nothing to put right.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    kept = standing.standing_document(ctx.session, document_id=document_id)
    if kept.kind not in rules.TAX or kept.order_id is None:
        raise DomainError("document_not_revisable", number=kept.number)
    seller = parties.seller(ctx.session, organization_id=kept.organization_id, on=kept.issued_on)
    number = kept.revision + 1
    revision = Reference(name="Исправление", number=str(number), on=ctx.today)
    facts = replace(_written_anew(ctx, kept, kept.order_id, seller), revision=revision)
    if standing.says_all_the_same(kept, freezing.numbered(facts, kept.number)):
        raise DomainError("document_unchanged", number=kept.number)
    return issuing.revise(
        ctx, kept=kept, seller=seller, facts=facts, total=kept.total, revision=number
    )


def _written_anew(
    ctx: Context, kept: Document, order_id: int, seller: Seller
) -> TaxInvoice | Correction:
    if kept.kind is DocumentKind.CORRECTION:
        back = returned.a_return(
            ctx.session, order_id=order_id, return_id=kept.return_id, zone=ctx.zone
        )
        facts = returned.frozen(
            ctx.session, kind=kept.kind, returned=back, seller=seller, issued_on=kept.issued_on
        )
    else:
        deal = lines.shipped(
            ctx.session,
            order_id=order_id,
            shipment_id=kept.shipment_id,
            zone=ctx.zone,
            lock=True,
        )
        facts = freezing.frozen(
            ctx.session,
            kind=kept.kind,
            deal=deal,
            seller=seller,
            issued_on=kept.issued_on,
            made_at=ctx.now.astimezone(ctx.zone).replace(tzinfo=None, microsecond=0),
            status=kept.facts["status"],
        )
    assert isinstance(facts, TaxInvoice | Correction)
    return facts
