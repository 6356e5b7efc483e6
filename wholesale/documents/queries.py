"""The register of issued documents and their files, always within the actor's scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Select, exists, or_, select

from reports.pages import joined
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import DocumentKind, OrderStatus
from wholesale.db import values_of
from wholesale.documents import rules
from wholesale.documents.rules import MEDIA_TYPES
from wholesale.documents.standing import stands
from wholesale.models.books import Document, DocumentFile
from wholesale.models.people import Dealer, Organization
from wholesale.models.trade import Order


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """A file as it is handed out."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the register.

    ``corrected_by`` is the number of the one that put it right or took its place, ``annulled_by``
    of its annulment.
    """

    id: int
    kind: DocumentKind
    number: str
    issued_on: date
    dealer_id: int | None
    point_id: int
    dealer: str
    order_id: int | None
    order_number: str
    total: Decimal
    formats: tuple[str, ...]
    corrects_id: int | None
    corrected_by: str
    revision: int = 0
    annulled_by: str = ""
    order_cancelled: bool = False

    @property
    def shown_number(self) -> str:
        """The number, and which исправление of it."""
        return rules.with_revision(self.number, self.revision)


_Page = Select[Document, str, str | None, OrderStatus]


def register(
    ctx: Context,
    *,
    kinds: Collection[DocumentKind] = (),
    dealer_id: int | None = None,
    organization_id: int | None = None,
    point_id: int | None = None,
    order_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[DocumentRow]:
    """Issued documents, newest first; ``before_id`` continues a page.

    ``text`` matches a part of the document's or the order's number or of the dealer's name.
    """
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    page = _page().limit(limit)
    if kinds:
        page = page.where(Document.kind.in_(sorted(kinds)))
    if dealer_id is not None:
        page = page.where(Document.dealer_id == dealer_id)
    if organization_id is not None:
        page = page.where(Document.organization_id == organization_id)
    if point_id is not None:
        page = page.where(Document.point_id == point_id)
    if order_id is not None:
        page = page.where(Document.order_id == order_id)
    if since is not None:
        page = page.where(Document.issued_on >= since)
    if until is not None:
        page = page.where(Document.issued_on <= until)
    if before_id is not None:
        page = page.where(Document.id < before_id)
    if text.strip():
        words = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        matches = (
            column.ilike(f"%{words}%", escape="\\")
            for column in (Document.number, Order.number, Dealer.name)
        )
        page = page.where(or_(*matches))
    return _rows(ctx, page)


def rows_of(ctx: Context, *, document_ids: Collection[int]) -> list[DocumentRow]:
    """Documents by their ids, newest first; NotFound("document") when one is out of sight."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    wanted = set(document_ids)
    rows = _rows(ctx, _page().where(Document.id.in_(values_of(ctx.session, wanted))))
    if not wanted or {row.id for row in rows} != wanted:
        raise NotFound("document")
    return rows


def _page() -> _Page:
    return (
        select(Document, Dealer.name, Order.number, Order.status)
        .outerjoin(Dealer, Dealer.id == Document.dealer_id)
        .outerjoin(Order, Order.id == Document.order_id)
        .order_by(Document.id.desc())
    )


def _rows(ctx: Context, page: _Page) -> list[DocumentRow]:
    rows = ctx.session.execute(page).all()
    ids = [row[0].id for row in rows]
    formats = _formats(ctx, ids)
    newer = _newer(ctx, ids)
    return [
        DocumentRow(
            id=document.id,
            kind=document.kind,
            number=document.number,
            issued_on=document.issued_on,
            dealer_id=document.dealer_id,
            point_id=document.point_id,
            dealer=dealer or "",
            order_id=document.order_id,
            order_number=order_number or "",
            total=document.total,
            formats=formats.get(document.id, ()),
            corrects_id=document.corrects_id,
            corrected_by=newer.get(document.id, {}).get(False, ""),
            revision=document.revision,
            annulled_by=newer.get(document.id, {}).get(True, ""),
            order_cancelled=status is OrderStatus.CANCELLED,
        )
        for document, dealer, order_number, status in rows
    ]


def document_id_of(
    ctx: Context,
    *,
    number: str,
    kind: DocumentKind | None = None,
    inn: str | None = None,
    year: int | None = None,
    revision: int | None = None,
) -> int:
    """The id of the document of a number, of its last исправление unless ``revision`` is given.

    Raises NotFound("document") and ``document_number_ambiguous``.
    """
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    wanted = select(Document.id, Document.organization_id, Document.kind, Document.year).where(
        Document.number == number
    )
    if kind is not None:
        wanted = wanted.where(Document.kind == kind)
    if year is not None:
        wanted = wanted.where(Document.year == year)
    if revision is not None:
        wanted = wanted.where(Document.revision == revision)
    if inn is not None:
        wanted = wanted.join(Organization, Organization.id == Document.organization_id).where(
            Organization.inn == inn
        )
    found = ctx.session.execute(wanted.order_by(Document.revision.desc())).all()
    if not found:
        raise NotFound("document", number=number)
    if len({tuple(row[1:]) for row in found}) > 1:
        raise DomainError("document_number_ambiguous", number=number)
    return int(found[0].id)


def file(ctx: Context, *, document_id: int, suffix: str | None) -> DownloadedFile:
    """A stored file, its hash looked at; see ``flow.issue_documents.document_file``."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    main = ctx.session.scalar(select(Document.sha256).where(Document.id == document_id))
    if main is None:
        raise NotFound("document", id=document_id)
    files = select(DocumentFile).where(DocumentFile.document_id == document_id)
    files = files.where(
        DocumentFile.sha256 == main if suffix is None else DocumentFile.format == suffix
    )
    row = ctx.session.scalar(files.limit(1))
    if row is None:
        raise DomainError("document_has_no_format", format=suffix)
    return _whole(row)


def damaged_files(ctx: Context) -> tuple[int, list[str]]:
    """How many files are kept, and the names of those whose bytes are not those issued."""
    ctx.actor.require(Permission.VIEW_AUDIT)
    names, looked = [], 0
    rows = ctx.session.execute(
        select(DocumentFile.name, DocumentFile.content, DocumentFile.sha256)
        .order_by(DocumentFile.id)
        .execution_options(yield_per=100)
    )
    for name, content, expected in rows:
        looked += 1
        if sha256(content).hexdigest() != expected:
            names.append(name)
    return looked, names


def _whole(kept: DocumentFile) -> DownloadedFile:
    """The file, unless its bytes are not those that were issued: ``document_damaged``."""
    if sha256(kept.content).hexdigest() != kept.sha256:
        raise DomainError("document_damaged", name=kept.name)
    return DownloadedFile(kept.name, MEDIA_TYPES[kept.format], kept.content)


def orders_lacking(ctx: Context, *, kind: DocumentKind, limit: int = 1000) -> list[int]:
    """Orders that may have a document of ``kind`` and have none that stands, the oldest first.

    Of УПД and счёт-фактура an order has one or the other.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    statuses = rules.STATUSES.get(kind)
    if statuses is None:
        raise DomainError("document_kind_not_of_order", document=kind)
    kinds = [kind, *rules.INSTEAD_OF.get(kind, ())]
    has = exists().where(Document.order_id == Order.id, Document.kind.in_(kinds), stands())
    wanted = select(Order.id).where(Order.status.in_(sorted(statuses)), ~has)
    return list(ctx.session.scalars(wanted.order_by(Order.id).limit(limit)))


def waybills_of(ctx: Context, *, order_ids: Collection[int]) -> dict[int, str]:
    """The number of the newest ТОРГ-12 or УПД of each order that has one."""
    rows = ctx.session.execute(
        select(Document.order_id, Document.number)
        .where(
            Document.order_id.in_(sorted(order_ids)),
            Document.kind.in_([DocumentKind.TORG12, DocumentKind.UPD]),
            stands(),
        )
        .order_by(Document.id)
    )
    return {order_id: number for order_id, number in rows if order_id is not None}


def main_files(ctx: Context, *, document_ids: Sequence[int]) -> list[DownloadedFile]:
    """The main files of documents in the given order. Raises NotFound("document")."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    rows = ctx.session.execute(
        select(DocumentFile)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(
            Document.id.in_(values_of(ctx.session, set(document_ids))),
            DocumentFile.sha256 == Document.sha256,
        )
    ).scalars()
    found = {row.document_id: row for row in rows}
    if not document_ids or any(key not in found for key in document_ids):
        raise NotFound("document")
    return [_whole(found[key]) for key in document_ids]


def archive(ctx: Context, *, document_ids: Collection[int]) -> DownloadedFile:
    """A zip of main files; equal names get the document's id. Foreign ids are NotFound."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    wanted = sorted(set(document_ids))
    packed = BytesIO()
    taken: set[str] = set()
    with ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for key, file in zip(wanted, main_files(ctx, document_ids=wanted), strict=True):
            unique = file.name if file.name not in taken else f"{key} {file.name}"
            taken.add(unique)
            target.writestr(ZipInfo(unique, date_time=(1980, 1, 1, 0, 0, 0)), file.content)
    return DownloadedFile(
        f"documents {ctx.today:%Y-%m-%d}.zip", MEDIA_TYPES["zip"], packed.getvalue()
    )


def printable(ctx: Context, *, document_ids: Sequence[int]) -> DownloadedFile:
    """The PDFs of several documents as one to print, in the given order; NotFound as above."""
    ctx.actor.require(Permission.VIEW_DOCUMENTS)
    files = main_files(ctx, document_ids=document_ids)
    if any(file.media_type != MEDIA_TYPES["pdf"] for file in files):
        raise NotFound("document")
    content = joined([file.content for file in files])
    return DownloadedFile(f"documents {ctx.today:%Y-%m-%d}.pdf", MEDIA_TYPES["pdf"], content)


def _formats(ctx: Context, ids: list[int]) -> dict[int, tuple[str, ...]]:
    rows = ctx.session.execute(
        select(DocumentFile.document_id, DocumentFile.format)
        .where(DocumentFile.document_id.in_(ids))
        .order_by(DocumentFile.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for key, name in rows:
        found[key] = (*found.get(key, ()), name)
    return found


def _newer(ctx: Context, ids: list[int]) -> dict[int, dict[bool, str]]:
    """By document the number of the paper that annuls it (True) and that puts it right (False)."""
    rows = ctx.session.execute(
        select(Document.corrects_id, Document.kind, Document.number, Document.revision)
        .where(Document.corrects_id.in_(ids))
        .order_by(Document.id)
    )
    found: dict[int, dict[bool, str]] = {}
    for key, kind, number, revision in rows:
        if key is not None:
            named = rules.with_revision(number, revision)
            found.setdefault(key, {})[kind is DocumentKind.ANNULMENT] = named
    return found
