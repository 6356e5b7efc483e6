"""Issue documents and hand out their files.

A document is numbered, its facts are frozen, its files are made and everything is stored in
one transaction; from then on nothing of it changes. What has changed since is told by a new
document that points at the old one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from reports.frozen import freeze
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import (
    freezing,
    issuing,
    lines,
    operations,
    parties,
    queries,
    returned,
    rules,
)
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.lines import Deal
from wholesale.documents.operations import Owner
from wholesale.documents.queries import DownloadedFile
from wholesale.models.books import Document


def issue_document(
    ctx: Context, *, order_id: int, kind: DocumentKind, shipment_id: int | None = None
) -> IssuedDocument:
    """Issue ``kind`` for an order, or return the one issued before if nothing has changed.

    Invoices and offers print the order's lines; waybills, УПД and the like print a shipment's
    (``shipment_id``, else the order's last one) and bear its date; УКД, the return waybill, the
    act and the claim print the order's last return.
    Errors: NotFound("order"), ``order_not_submitted``, ``order_not_shipped``,
    ``order_nothing_returned``, ``order_cancelled``,
    ``order_without_lines``, ``document_kind_not_of_order``.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    if kind in rules.OF_RETURN:
        return _issue_of_return(ctx, order_id=order_id, kind=kind)
    if kind in rules.OF_SHIPMENT:
        deal = lines.shipped(
            ctx.session, order_id=order_id, shipment_id=shipment_id, zone=ctx.zone, lock=True
        )
    elif kind in rules.OF_ORDER:
        deal = lines.ordered(ctx.session, order_id=order_id, zone=ctx.zone, lock=True)
    else:
        raise DomainError("document_kind_not_of_order", document=kind)
    issued_on = deal.shipped_on or ctx.today
    seller = parties.seller(ctx.session, organization_id=deal.organization_id, on=issued_on)
    facts = freezing.frozen(
        ctx.session,
        kind=kind,
        deal=deal,
        seller=seller,
        issued_on=issued_on,
        made_at=ctx.now.astimezone(ctx.zone).replace(tzinfo=None, microsecond=0),
    )
    before = operations.latest(
        ctx.session, kind=kind, order_id=order_id, shipment_id=deal.shipment_id
    )
    if before is not None and _says(before.facts) == _says(freeze(facts)):
        return _told(before)
    owner = _owner(deal, corrects_id=before.id if before else None)
    return issuing.issue(ctx, kind=kind, owner=owner, seller=seller, facts=facts, total=deal.total)


def document_file(
    ctx: Context,
    *,
    document_id: int | None = None,
    number: str | None = None,
    kind: DocumentKind | None = None,
    format: str | None = None,  # noqa: A002 - the word of the command line
    inn: str | None = None,
    year: int | None = None,
) -> DownloadedFile:
    """The stored bytes of a document the actor may see, by id or by number.

    ``format`` None is the document's main one; ``kind``, the seller's ``inn`` and ``year`` tell
    documents of one number apart. Errors: NotFound("document"),
    ``document_number_ambiguous``, ``document_has_no_format``.
    """
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    return queries.file(
        ctx,
        document_id=document_id,
        number=number,
        kind=kind,
        suffix=format,
        inn=inn,
        year=year,
    )


def document_archive(ctx: Context, *, document_ids: Collection[int]) -> DownloadedFile:
    """The main files of several documents as one zip; NotFound when one is out of sight."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    return queries.archive(ctx, document_ids=document_ids)


def printed_documents(ctx: Context, *, document_ids: Sequence[int]) -> DownloadedFile:
    """The PDFs of several documents as one file to print, in the given order."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    return queries.printable(ctx, document_ids=document_ids)


def _issue_of_return(ctx: Context, *, order_id: int, kind: DocumentKind) -> IssuedDocument:
    """Each return has its own papers; they point at the tax document of the shipment."""
    back = returned.last_return(ctx.session, order_id=order_id, zone=ctx.zone)
    deal = back.deal
    seller = parties.seller(ctx.session, organization_id=deal.organization_id, on=ctx.today)
    facts = returned.frozen(
        ctx.session, kind=kind, returned=back, seller=seller, issued_on=ctx.today
    )
    before = operations.latest(
        ctx.session,
        kind=kind,
        order_id=order_id,
        shipment_id=deal.shipment_id,
        return_id=back.id,
    )
    if before is not None and _says(before.facts) == _says(freeze(facts)):
        return _told(before)
    owner = replace(_owner(deal, corrects_id=back.corrects_id), return_id=back.id)
    return issuing.issue(ctx, kind=kind, owner=owner, seller=seller, facts=facts, total=back.total)


def _owner(deal: Deal, *, corrects_id: int | None) -> Owner:
    return Owner(
        organization_id=deal.organization_id,
        point_id=deal.point_id,
        dealer_id=deal.dealer_id,
        order_id=deal.order_id,
        shipment_id=deal.shipment_id,
        corrects_id=corrects_id,
    )


_OF_THE_DAY = {"number", "issued_on", "due_on", "valid_until", "made_at", "shipping"}


def _says(frozen: dict[str, object]) -> dict[str, object]:
    """What a document says apart from its number and the day it was made."""
    return {name: value for name, value in frozen.items() if name not in _OF_THE_DAY}


def _told(document: Document) -> IssuedDocument:
    return IssuedDocument(
        document.id,
        document.number,
        document.kind,
        document.issued_on,
        document.total,
        document.sha256,
    )
