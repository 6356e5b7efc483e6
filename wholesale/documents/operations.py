"""Storing an issued document: facts, files and their hashes, once and for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import insert
from sqlalchemy.orm import Session

from reports.frozen import Facts, freeze
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import Audience, DocumentKind
from wholesale.documents import forms, rules
from wholesale.documents.forms import FORMS
from wholesale.models.books import Document, DocumentFile


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a document is, and what it was issued for."""

    organization_id: int
    point_id: int
    dealer_id: int | None
    order_id: int | None = None
    shipment_id: int | None = None
    return_id: int | None = None
    corrects_id: int | None = None


def store(
    session: Session,
    *,
    kind: DocumentKind,
    owner: Owner,
    facts: Facts,
    sequence: int,
    revision: int = 0,
    issued_on: date,
    issued_at: datetime,
    author_id: int | None,
    total: Decimal = ZERO,
    files: Mapping[str, bytes],
) -> tuple[int, str]:
    """Write a document and its files; returns its id and the hash of its main file."""
    audience = Audience.STAFF if kind in rules.FOR_STAFF else Audience.ALL
    hashes = {suffix: sha256(content).hexdigest() for suffix, content in files.items()}
    main = hashes[FORMS[kind].main]
    document_id = session.execute(
        insert(Document)
        .values(
            kind=kind,
            number=facts.number,
            year=issued_on.year,
            sequence_number=sequence,
            revision=revision,
            issued_on=issued_on,
            issued_at=issued_at,
            author_id=author_id,
            organization_id=owner.organization_id,
            dealer_id=owner.dealer_id,
            point_id=owner.point_id,
            audience=audience,
            order_id=owner.order_id,
            shipment_id=owner.shipment_id,
            return_id=owner.return_id,
            corrects_id=owner.corrects_id,
            total=total,
            facts=freeze(facts),
            sha256=main,
        )
        .returning(Document.id)
    ).scalar_one()
    session.execute(
        insert(DocumentFile),
        [
            {
                "document_id": document_id,
                "dealer_id": owner.dealer_id,
                "point_id": owner.point_id,
                "audience": audience,
                "format": suffix,
                "name": forms.file_name(kind, facts, suffix),
                "content": content,
                "sha256": hashes[suffix],
            }
            for suffix, content in files.items()
        ],
    )
    return document_id, main
