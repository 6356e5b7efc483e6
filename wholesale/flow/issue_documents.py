"""Issue documents and hand out their files.

A document is numbered, its facts are frozen, its file is made and everything is stored in one
transaction; from then on nothing of it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import DocumentKind


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """What the one who asked is told; ``sha256`` is of the PDF (of the xlsx of a price list)."""

    id: int
    number: str
    kind: DocumentKind
    issued_on: date
    total: Decimal
    sha256: str


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A file as it is handed out."""

    name: str
    media_type: str
    content: bytes


def issue_document(
    ctx: Context, *, order_id: int, kind: DocumentKind, shipment_id: int | None = None
) -> IssuedDocument:
    """Issue ``kind`` for an order, or return the one issued before if nothing has changed.

    Invoices and offers print the order's lines; waybills, УПД and the like print a shipment's
    (``shipment_id``, else the order's last one) and bear its date.
    Errors: NotFound("order"), ``order_not_submitted``, ``order_not_shipped``,
    ``order_without_lines``, ``document_kind_not_of_order``.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    raise NotImplementedError


def document_file(
    ctx: Context,
    *,
    document_id: int | None = None,
    number: str | None = None,
    kind: DocumentKind | None = None,
    format: str = "pdf",
) -> DownloadedFile:
    """The stored bytes of a document the actor may see, by id or by number.

    Errors: NotFound("document"), ``document_number_ambiguous``, ``document_has_no_format``.
    """
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    raise NotImplementedError
