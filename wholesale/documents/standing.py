"""Which of the issued documents stands: neither annulled nor taken over by a newer one.

A document that takes over is of the same kind (a correction to the date, a newer invoice); an
annulment is a paper of its own. УКД and return papers speak of a document and leave it standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased, undefer

from reports.frozen import Facts, freeze, thaw
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import rules
from wholesale.documents.forms import FORMS
from wholesale.documents.lines import Deal
from wholesale.documents.rules import STATED_OTHERWISE, STATED_OTHERWISE_OF_PARTIES
from wholesale.models.books import Document


def stands() -> ColumnElement[bool]:
    """The criterion for a SELECT of documents."""
    newer = aliased(Document)
    return ~exists().where(
        newer.corrects_id == Document.id,
        or_(newer.kind == Document.kind, newer.kind == DocumentKind.ANNULMENT),
    )


def latest(
    session: Session,
    *,
    kind: DocumentKind,
    order_id: int,
    shipment_id: int | None,
    return_id: int | None = None,
) -> Document | None:
    """The standing document of ``kind`` of an order, of its shipment and return if it has them."""
    wanted = (
        select(Document)
        .options(undefer(Document.facts))
        .where(Document.kind == kind, Document.order_id == order_id, stands())
    )
    if shipment_id is not None:
        wanted = wanted.where(Document.shipment_id == shipment_id)
    if return_id is not None:
        wanted = wanted.where(Document.return_id == return_id)
    return session.scalar(wanted.order_by(Document.id.desc()).limit(1))


def standing_document(session: Session, *, document_id: int) -> Document:
    """The document, which must stand: NotFound, ``document_annulled``, ``document_replaced``."""
    wanted = select(Document).options(undefer(Document.facts)).where(Document.id == document_id)
    kept = session.scalar(wanted.with_for_update())
    if kept is None:
        raise NotFound("document", id=document_id)
    newer = session.scalar(
        select(Document)
        .where(
            Document.corrects_id == kept.id,
            Document.kind.in_([kept.kind, DocumentKind.ANNULMENT]),
        )
        .order_by(Document.id.desc())
        .limit(1)
    )
    if newer is not None and newer.kind is DocumentKind.ANNULMENT:
        raise DomainError("document_annulled", number=kept.number, annulment=newer.number)
    if newer is not None:
        named = rules.with_revision(newer.number, newer.revision)
        raise DomainError("document_replaced", number=kept.number, newer=named)
    return kept


def refuse_corrected(session: Session, kept: Document) -> None:
    """Raise ``document_has_corrections`` while a УКД that stands speaks of the document."""
    number = session.scalar(
        select(Document.number)
        .where(
            Document.kind == DocumentKind.CORRECTION,
            Document.shipment_id == kept.shipment_id,
            stands(),
        )
        .limit(1)
    )
    if number is not None and kept.kind in rules.OF_SHIPMENT & rules.TAX:
        raise DomainError("document_has_corrections", number=kept.number, correction=number)


def says_the_same(kept: Document, facts: Facts, *, account: str = "") -> bool:
    """Whether a stored document says of the deal what ``facts`` say, and names ``account``."""
    if account and account != ((kept.facts["seller"] or {}).get("bank") or {}).get("account"):
        return False
    stored = thaw(FORMS[kept.kind].facts, kept.facts)  # fields that came later get their defaults
    return _of_the_deal(freeze(stored)) == _of_the_deal(freeze(facts))


def says_all_the_same(kept: Document, facts: Facts) -> bool:
    """The same of every word but the moment it was made and which исправление it is."""
    stored = freeze(thaw(FORMS[kept.kind].facts, kept.facts))
    return {**stored, **_UNMOVED} == {**freeze(facts), **_UNMOVED}


_UNMOVED = {"made_at": None, "revision": None}


def status_of(kind: DocumentKind, deal: Deal, asked: int | None) -> int:
    """The status of a tax document: 1 where VAT is charged, 2 where there is no duty to or a
    счёт-фактура goes apart; 0 of that, and of kinds that have none."""
    if kind is not DocumentKind.UPD:
        return 0
    taxed = any(line.vat_rate is not None for line in deal.lines)
    return asked or (1 if taxed else 2)


def require_status(kept: Document, asked: int | None) -> None:
    """An УПД is not issued again under another status: ``upd_of_other_status``."""
    if asked is not None and kept.facts["status"] != asked:
        status = kept.facts["status"]
        raise DomainError("upd_of_other_status", number=kept.number, status=status)


def refuse_vat_twice(
    session: Session, *, kind: DocumentKind, status: int, shipment_id: int | None
) -> None:
    """A shipment's VAT is charged by one document: an УПД of status 1 or a счёт-фактура.

    Raises ``vat_charged_twice`` for the second of them.
    """
    other = _OTHER.get((kind, status))
    if other is None or shipment_id is None:
        return
    for found in session.scalars(
        select(Document)
        .options(undefer(Document.facts))
        .where(Document.kind == other, Document.shipment_id == shipment_id, stands())
    ):
        if found.kind is DocumentKind.VAT_INVOICE or found.facts["status"] == 1:
            raise DomainError(
                "vat_charged_twice", kind=rules.TITLES[found.kind], number=found.number
            )


_OTHER = {
    (DocumentKind.UPD, 1): DocumentKind.VAT_INVOICE,
    (DocumentKind.VAT_INVOICE, 0): DocumentKind.UPD,
}


def _of_the_deal(frozen: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in frozen.items() if name not in STATED_OTHERWISE}
    for name, value in said.items():
        if isinstance(value, dict) and "inn" in value:
            said[name] = {
                part: text
                for part, text in value.items()
                if part not in STATED_OTHERWISE_OF_PARTIES
            }
    return said
