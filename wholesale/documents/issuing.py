"""Issuing in one step: number, files, rows, journal; part of the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.facts import Offer
from reports.frozen import Facts
from wholesale import events
from wholesale.context import Context
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import Audience, DocumentKind
from wholesale.documents import forms, freezing, operations, rules, settings
from wholesale.documents.operations import Owner
from wholesale.documents.parties import Seller
from wholesale.models.books import Document
from wholesale.numbering import next_number

YEAR_CLOSES = (4, 1)  # month and day of the next year


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """What the one who asked is told; ``sha256`` is of the PDF (of the only file without one)."""

    id: int
    number: str
    kind: DocumentKind
    issued_on: date
    total: Decimal
    sha256: str
    revision: int = 0  # of an исправление, from 1


def issue(
    ctx: Context,
    *,
    kind: DocumentKind,
    owner: Owner,
    seller: Seller,
    facts: Facts,
    total: Decimal = ZERO,
) -> IssuedDocument:
    """Number ``facts``, draw them, store everything and say so in the journal.

    A year is closed when its accounts are due: from 1 April of the next nothing more is issued
    with a day of it (``document_year_closed``).
    """
    issued_on = facts.issued_on
    if ctx.today >= date(issued_on.year + 1, *YEAR_CLOSES):
        raise DomainError("document_year_closed", day=issued_on, year=issued_on.year)
    sequence = next_number(
        ctx.session,
        organization_id=owner.organization_id,
        kind=kind.value,
        year=issued_on.year,
    )
    number = seller.pattern(kind).number(sequence, issued_on.year)
    facts = freezing.numbered(facts, number)
    return _keep(ctx, kind, owner, seller, facts, total=total, sequence=sequence)


def revise(
    ctx: Context, *, kept: Document, seller: Seller, facts: Facts, total: Decimal, revision: int
) -> IssuedDocument:
    """Put ``kept`` right: ``facts`` under its number and day, as its исправление."""
    owner = Owner(
        organization_id=kept.organization_id,
        point_id=kept.point_id,
        dealer_id=kept.dealer_id,
        order_id=kept.order_id,
        shipment_id=kept.shipment_id,
        return_id=kept.return_id,
        corrects_id=kept.id,
    )
    facts = freezing.numbered(facts, kept.number)
    sequence = kept.sequence_number
    return _keep(
        ctx, kept.kind, owner, seller, facts, total=total, sequence=sequence, revision=revision
    )


def told(document: Document) -> IssuedDocument:
    """A document issued before."""
    return IssuedDocument(
        document.id,
        document.number,
        document.kind,
        document.issued_on,
        document.total,
        document.sha256,
        document.revision,
    )


def _keep(
    ctx: Context,
    kind: DocumentKind,
    owner: Owner,
    seller: Seller,
    facts: Facts,
    *,
    total: Decimal,
    sequence: int,
    revision: int = 0,
) -> IssuedDocument:
    shown = settings.pictures_of(seller.look)
    if isinstance(facts, Offer):
        shown |= {line.picture for line in facts.lines if line.picture}
    files = forms.files(kind, facts, settings.pictures(ctx.session, shown))
    document_id, sha256 = operations.store(
        ctx.session,
        kind=kind,
        owner=owner,
        facts=facts,
        sequence=sequence,
        revision=revision,
        issued_on=facts.issued_on,
        issued_at=ctx.now,
        author_id=ctx.actor.user_id,
        total=total,
        files=files,
    )
    events.record(
        ctx.session,
        "document.issued",
        subject=("order", owner.order_id) if owner.order_id else ("document", document_id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=owner.dealer_id,
        point_id=owner.point_id,
        audience=Audience.STAFF if kind in rules.FOR_STAFF else Audience.ALL,
        document_id=document_id,
        document=kind.value,
        number=facts.number,
        revision=revision,
        total=str(total),
    )
    return IssuedDocument(document_id, facts.number, kind, facts.issued_on, total, sha256, revision)
