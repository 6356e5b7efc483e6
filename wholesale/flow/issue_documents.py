"""Issue documents and hand out their files.

A document is numbered, its facts are frozen, its files are made and everything is stored in
one transaction; from then on nothing of it changes. Asked again, what stands is given: a tax
document always, another as long as it says of the deal what is true today. What has changed is
told by a new document that points at the old one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import (
    freezing,
    issuing,
    lines,
    parties,
    queries,
    returned,
    rules,
    standing,
)
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.lines import Deal
from wholesale.documents.operations import Owner
from wholesale.documents.queries import DownloadedFile


def issue_document(
    ctx: Context,
    *,
    order_id: int,
    kind: DocumentKind,
    shipment_id: int | None = None,
    account: str = "",
    status: int | None = None,
    delivery: str = "",
) -> IssuedDocument:
    """Issue ``kind`` for an order, or return the one that stands.

    Invoices and offers print the order's lines; waybills, УПД and the like print a shipment's
    (``shipment_id``, else the order's last one) and bear its date; УКД, the return waybill, the
    act and the claim print the order's last return. ``account`` is the seller's settlement
    account to pay to, else his main one. ``status`` of an УПД is 1 where VAT is charged, unless
    2 is asked for: the shipment has a счёт-фактура apart. A счёт-фактура speaks of a waybill, so
    a shipment without one gets its ТОРГ-12 with it. ``delivery`` is when an offer promises the
    goods: «3–5 дней».
    Errors: NotFound("order"), ``order_not_submitted``, ``order_not_shipped``,
    ``order_nothing_returned``, ``order_cancelled``, ``order_without_lines``,
    ``document_kind_not_of_order``, ``document_requisites_missing``, ``account_unknown``,
    ``vat_charged_twice``, ``upd_of_other_status``, ``document_year_closed``.
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
    before = standing.latest(
        ctx.session, kind=kind, order_id=order_id, shipment_id=deal.shipment_id
    )
    if before is not None and kind in rules.TAX:
        standing.require_status(before, status)
        return issuing.told(before)
    status = standing.status_of(kind, deal, status)
    standing.refuse_vat_twice(ctx.session, kind=kind, status=status, shipment_id=deal.shipment_id)
    if kind is DocumentKind.VAT_INVOICE and not freezing.has_waybill(ctx.session, deal):
        issue_document(
            ctx, order_id=order_id, kind=DocumentKind.TORG12, shipment_id=deal.shipment_id
        )
    issued_on = deal.shipped_on or ctx.today
    seller = parties.seller(
        ctx.session, organization_id=deal.organization_id, on=issued_on, account=account
    )
    facts = freezing.frozen(
        ctx.session,
        kind=kind,
        deal=deal,
        seller=seller,
        issued_on=issued_on,
        made_at=ctx.now.astimezone(ctx.zone).replace(tzinfo=None, microsecond=0),
        status=status,
        delivery=delivery.strip(),
    )
    if before is not None and standing.says_the_same(before, facts, account=account):
        return issuing.told(before)
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
    revision: int | None = None,
) -> DownloadedFile:
    """The stored bytes of a document the actor may see, by id or by number.

    ``format`` None is the document's main one; ``kind``, the seller's ``inn`` and ``year`` tell
    documents of one number apart, ``revision`` None is its last исправление. Errors:
    NotFound("document"), ``document_number_ambiguous``, ``document_has_no_format``,
    ``document_damaged`` when the bytes are not those that were issued.
    """
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    if document_id is None:
        document_id = queries.document_id_of(
            ctx, number=number or "", kind=kind, inn=inn, year=year, revision=revision
        )
    return queries.file(ctx, document_id=document_id, suffix=format)


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
    back = returned.a_return(ctx.session, order_id=order_id, zone=ctx.zone)
    deal = back.deal
    seller = parties.seller(ctx.session, organization_id=deal.organization_id, on=ctx.today)
    facts = returned.frozen(
        ctx.session, kind=kind, returned=back, seller=seller, issued_on=ctx.today
    )
    before = standing.latest(
        ctx.session,
        kind=kind,
        order_id=order_id,
        shipment_id=deal.shipment_id,
        return_id=back.id,
    )
    if before is not None and (kind in rules.TAX or standing.says_the_same(before, facts)):
        return issuing.told(before)
    owner = replace(
        _owner(deal, corrects_id=before.id if before else back.corrects_id), return_id=back.id
    )
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
