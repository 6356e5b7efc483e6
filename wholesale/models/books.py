"""What never changes once written: ledger entries and issued documents."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import Audience, DocumentKind, LedgerKind
from wholesale.models.base import At, Base, Id, Json, JsonColumn, Money, Word


class LedgerEntry(Base):
    """One movement of a dealer's balance: positive raises his debt, negative lowers it."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("ix_ledger_entries_dealer", "dealer_id", "happened_on", "id"),)

    id: Mapped[Id]
    kind: Mapped[LedgerKind] = mapped_column(Word(LedgerKind))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"))
    happened_on: Mapped[date]
    due_on: Mapped[date | None]
    recorded_at: Mapped[At]
    amount: Mapped[Money]
    comment: Mapped[str] = mapped_column(default="")


class Sequence(Base):
    """The last number given, by organization, kind and year: no gaps, no repeats."""

    __tablename__ = "sequences"
    __table_args__ = (UniqueConstraint("organization_id", "kind", "year"),)

    id: Mapped[Id]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[str]
    year: Mapped[int]
    last: Mapped[int]


class SigningKey(Base):
    """The secret with which this installation signs its marks; one row."""

    __tablename__ = "signing_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class Document(Base):
    """An issued document: number, date, frozen facts and their hash. Never changed."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "year", "sequence_number", "revision"),
        Index("ix_documents_register", "point_id", "issued_on", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    number: Mapped[str] = mapped_column(index=True)
    year: Mapped[int]
    sequence_number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)  # исправление: same number, same day
    issued_on: Mapped[date]
    issued_at: Mapped[At]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    audience: Mapped[Audience] = mapped_column(Word(Audience), default=Audience.ALL)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"))
    return_id: Mapped[int | None] = mapped_column(ForeignKey("returns.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    total: Mapped[Money]
    facts: Mapped[Json] = mapped_column(JsonColumn, deferred=True)
    sha256: Mapped[str]  # of the PDF, or of the only file where there is no PDF


class DocumentFile(Base):
    """The bytes of a document in one format, with their hash."""

    __tablename__ = "document_files"
    __table_args__ = (UniqueConstraint("document_id", "format"),)

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    audience: Mapped[Audience] = mapped_column(Word(Audience), default=Audience.ALL)
    format: Mapped[str]
    name: Mapped[str]  # as it is handed out
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]


class DocumentSettings(Base):
    """What an organization chose of its documents: numbers, look, terms. One row at most."""

    __tablename__ = "document_settings"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    patterns: Mapped[Json]  # {"invoice": {"prefix": "СЧ-", "width": 6}, …}
    accent: Mapped[str] = mapped_column(default="")
    notice: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")  # a line each
    blocks: Mapped[Json]  # optional blocks of commercial papers, in order
    logo: Mapped[str | None] = mapped_column(ForeignKey("pictures.sha256"), default=None)
    stamp: Mapped[str | None] = mapped_column(ForeignKey("pictures.sha256"), default=None)
    director_facsimile: Mapped[str | None] = mapped_column(
        ForeignKey("pictures.sha256"), default=None
    )
    accountant_facsimile: Mapped[str | None] = mapped_column(
        ForeignKey("pictures.sha256"), default=None
    )


class Picture(Base):
    """A PNG or JPEG that documents place, kept by its hash: old documents keep old pictures."""

    __tablename__ = "pictures"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
