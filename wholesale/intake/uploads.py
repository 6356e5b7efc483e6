"""Files that were read and kept, and the orders made of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from wholesale.context import Context
from wholesale.core.errors import NotFound
from wholesale.db import values_of
from wholesale.models.trade import Order, Upload


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An upload without its bytes."""

    id: int
    dealer_id: int
    point_id: int
    created_at: datetime
    file_name: str
    sha256: str
    receipt: dict[str, Any]
    answers: dict[str, Any]


def kept_upload(ctx: Context, upload_id: int) -> KeptUpload | None:
    """The upload, or None when there is none for this actor."""
    row = ctx.session.execute(
        select(
            Upload.id,
            Upload.dealer_id,
            Upload.point_id,
            Upload.created_at,
            Upload.file_name,
            Upload.sha256,
            Upload.receipt,
            Upload.answers,
        ).where(Upload.id == upload_id)
    ).first()
    return KeptUpload(*row) if row else None


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file in the list of a dealer's files; ``number`` is the order made of it."""

    id: int
    created_at: datetime
    file_name: str
    number: str | None


def latest_uploads(ctx: Context, *, dealer_id: int, limit: int) -> list[UploadRow]:
    """The dealer's files, newest first; one with several orders shows the first of them."""
    first = (
        select(func.min(Order.number))
        .where(Order.upload_id == Upload.id)
        .correlate(Upload)
        .scalar_subquery()
    )
    rows = ctx.session.execute(
        select(Upload.id, Upload.created_at, Upload.file_name, first)
        .where(Upload.dealer_id == dealer_id)
        .order_by(Upload.id.desc())
        .limit(limit)
    )
    return [UploadRow(*row) for row in rows]


def same_uploads(
    ctx: Context, sha256: str, *, dealer_id: int, upload_id: int
) -> list[tuple[int, datetime, str | None]]:
    """Other uploads by this dealer that say the same as ``upload_id``, the newest first: those
    before it, and later ones that were ordered first; id, when, number of the order made of it."""
    statement = (
        select(Upload.id, Upload.created_at, Order.number)
        .outerjoin(Order, Order.upload_id == Upload.id)
        .where(
            Upload.dealer_id == dealer_id,
            Upload.sha256 == sha256,
            or_(Upload.id < upload_id, and_(Upload.id > upload_id, Order.id.is_not(None))),
        )
        .order_by(Upload.id.desc())
        .limit(20)
    )
    return [(row.id, row.created_at, row.number) for row in ctx.session.execute(statement)]


def content(ctx: Context, upload_id: int) -> bytes:
    """The bytes of an upload the actor may see."""
    found = ctx.session.scalar(select(Upload.content).where(Upload.id == upload_id))
    if found is None:
        raise NotFound("upload", id=upload_id)
    return found


def orders_of_upload(ctx: Context, upload_id: int) -> list[str]:
    """The numbers of the orders made of an upload: one, or one for each shop."""
    statement = select(Order.number).where(Order.upload_id == upload_id).order_by(Order.id)
    return [number for number in ctx.session.scalars(statement) if number]


def ordered_rows(
    ctx: Context, upload_ids: Collection[int], *, dealer_id: int
) -> set[tuple[int, int, int, str, int]]:
    """What was ordered of this dealer's uploads: (upload, sheet, row, delivery, product)."""
    rows = ctx.session.execute(
        select(Upload.id, Upload.receipt).where(
            Upload.dealer_id == dealer_id, Upload.id.in_(values_of(ctx.session, upload_ids))
        )
    )
    return {
        (row.id, sheet, number, delivery, product)
        for row in rows
        for sheet, number, delivery, product in row.receipt.get("ordered", ())
    }
