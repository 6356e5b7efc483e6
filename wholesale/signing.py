"""Signatures of this installation, for marks that leave the house and come back.

The key is made once and kept in the database, where no user's session can read it.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wholesale.context import Context, behind_the_counter
from wholesale.models.books import SigningKey


def sign(session: Session, text: str) -> str:
    """The HMAC-SHA256 of ``text`` under the installation's key, made when there is none yet."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    key = session.execute(
        insert(SigningKey)
        .values(id=1, key=secrets.token_bytes(32))
        .on_conflict_do_update(index_elements=[SigningKey.id], set_={"key": SigningKey.key})
        .returning(SigningKey.key)
    ).scalar_one()
    return _signature(key, text)


def is_signed(ctx: Context, text: str, signature: str) -> bool:
    """Whether ``signature`` is what ``sign`` gave for ``text``."""
    with behind_the_counter(ctx) as session:
        key = session.scalar(select(SigningKey.key).where(SigningKey.id == 1))
    return key is not None and hmac.compare_digest(_signature(key, text), signature)


def _signature(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()
