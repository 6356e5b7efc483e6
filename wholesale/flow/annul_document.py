"""Annulment: a document that should not have been issued is taken back by one that says so."""

from __future__ import annotations

from reports.facts import Annulment, Reference
from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import issuing, parties, rules, standing
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.operations import Owner

MOST_REASON = 500


def annul_document(ctx: Context, *, document_id: int, reason: str) -> IssuedDocument:
    """Issue the annulment of a document; the document and its files stay as they are.

    Asked for again, the order or shipment gets a new document with a new number. Errors:
    NotFound("document"), ``document_not_annullable``, ``document_annulled``,
    ``document_replaced``, ``document_has_corrections`` while a УКД that stands speaks of it,
    ``annulment_reason_missing``, ``text_too_long``.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError("annulment_reason_missing")
    if len(reason) > MOST_REASON:
        raise DomainError("text_too_long", most=MOST_REASON)
    kept = standing.standing_document(ctx.session, document_id=document_id)
    if kept.kind in rules.NEVER_ANNULLED:
        raise DomainError("document_not_annullable", number=kept.number)
    standing.refuse_corrected(ctx.session, kept)
    seller = parties.seller(ctx.session, organization_id=kept.organization_id, on=ctx.today)
    named = Reference(
        name=rules.TITLES[kept.kind],
        number=rules.with_revision(kept.number, kept.revision),
        on=kept.issued_on,
    )
    facts = Annulment(
        number="",
        issued_on=ctx.today,
        seller=seller.party,
        buyer=parties.buyer(ctx.session, dealer_id=kept.dealer_id) if kept.dealer_id else None,
        annulled=named,
        reason=reason,
        total=kept.total or None,
        director=seller.director,
        accountant=seller.accountant,
    )
    made = issuing.issue(
        ctx,
        kind=DocumentKind.ANNULMENT,
        owner=Owner(
            organization_id=kept.organization_id,
            point_id=kept.point_id,
            dealer_id=kept.dealer_id,
            order_id=kept.order_id,
            shipment_id=kept.shipment_id,
            return_id=kept.return_id,
            corrects_id=kept.id,
        ),
        seller=seller,
        facts=facts,
        total=kept.total,
    )
    events.record(
        ctx.session,
        "document.annulled",
        subject=("order", kept.order_id) if kept.order_id else ("document", kept.id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=kept.dealer_id,
        point_id=kept.point_id,
        audience=kept.audience,
        document_id=kept.id,
        document=kept.kind.value,
        number=kept.number,
        annulment=made.number,
        reason=reason,
    )
    return made
