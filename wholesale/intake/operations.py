"""What intake keeps: uploads with their receipts, the dealer's dictionary and his layouts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from wholesale.db import values_of
from wholesale.models.trade import DealerCode, DealerLayout, Upload


def keep_upload(
    session: Session,
    *,
    dealer_id: int,
    point_id: int,
    user_id: int | None,
    at: datetime,
    file_name: str,
    sha256: str,
    content: bytes,
    receipt: Mapping[str, Any],
) -> int:
    """Keep a read file; returns its id."""
    return session.execute(
        insert(Upload)
        .values(
            dealer_id=dealer_id,
            point_id=point_id,
            user_id=user_id,
            created_at=at,
            file_name=file_name[:255],
            sha256=sha256,
            content=content,
            receipt=dict(receipt),
            answers={},
        )
        .returning(Upload.id)
    ).scalar_one()


def lock_upload(session: Session, upload_id: int) -> bool:
    """Hold the upload, and those of the same dealer that say the same, until the transaction
    ends, so that two clicks and two tabs take turns; False when there is none."""
    same = aliased(Upload)
    locked = session.scalars(
        select(Upload.id)
        .join(same, and_(Upload.dealer_id == same.dealer_id, Upload.sha256 == same.sha256))
        .where(same.id == upload_id)
        .order_by(Upload.id)
        .with_for_update(of=Upload)
    ).all()
    return upload_id in locked


def keep_answers(
    session: Session,
    upload_id: int,
    *,
    answers: Mapping[str, Any],
    receipt: Mapping[str, Any] | None = None,
) -> None:
    """Replace what was answered and, after a correction of columns, what was read."""
    values: dict[str, Any] = {"answers": dict(answers)}
    if receipt is not None:
        values["receipt"] = dict(receipt)
    session.execute(
        update(Upload).where(Upload.id == upload_id).values(values),
        execution_options={"synchronize_session": False},
    )


def learn(
    session: Session,
    meanings: Mapping[str, tuple[str, int]],
    *,
    dealer_id: int,
    point_id: int,
    at: datetime,
) -> None:
    """Let the dealer's dictionary know ``key → (his text, product)``; the newest word wins."""
    if not meanings:
        return
    of_dealer = DealerCode.dealer_id == dealer_id
    rows = session.execute(
        select(DealerCode.text_key, DealerCode.product_id).where(
            of_dealer, DealerCode.text_key.in_(values_of(session, meanings))
        )
    )
    known = {row.text_key: row.product_id for row in rows}
    fresh = {key for key, (_, product_id) in meanings.items() if known.get(key) != product_id}
    if stale := fresh & known.keys():
        session.execute(
            delete(DealerCode).where(of_dealer, DealerCode.text_key.in_(values_of(session, stale))),
            execution_options={"synchronize_session": False},
        )
    added = [
        {
            "dealer_id": dealer_id,
            "point_id": point_id,
            "text": meanings[key][0][:500],
            "text_key": key,
            "product_id": meanings[key][1],
            "confirmed_at": at,
        }
        for key in sorted(fresh)
    ]
    if added:
        session.execute(insert(DealerCode), added)


def change_word(session: Session, word_id: int, *, product_id: int, at: datetime) -> bool:
    """Let a word of a dictionary mean ``product_id``; False when there is no such word."""
    changed = session.scalar(
        update(DealerCode)
        .where(DealerCode.id == word_id)
        .values(product_id=product_id, confirmed_at=at)
        .returning(DealerCode.id),
        execution_options={"synchronize_session": False},
    )
    return changed is not None


def forget_word(session: Session, word_id: int) -> bool:
    """Delete a word of a dictionary; False when there is no such word."""
    gone = session.scalar(
        delete(DealerCode).where(DealerCode.id == word_id).returning(DealerCode.id),
        execution_options={"synchronize_session": False},
    )
    return gone is not None


def remember_layout(
    session: Session,
    *,
    dealer_id: int,
    point_id: int,
    fingerprint: str,
    columns: Mapping[int, str],
) -> None:
    """Keep the columns the dealer confirmed for a layout."""
    session.execute(
        delete(DealerLayout).where(
            DealerLayout.dealer_id == dealer_id, DealerLayout.fingerprint == fingerprint
        ),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        insert(DealerLayout).values(
            dealer_id=dealer_id,
            point_id=point_id,
            fingerprint=fingerprint,
            columns={str(column): part for column, part in columns.items()},
        )
    )
