"""Opening and closing sign-ins, counting failures, changing a password or a language."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from wholesale.accounts import rules
from wholesale.accounts.queries import token_hash
from wholesale.models.people import User, UserSession


def open_session(
    session: Session, user_id: int, *, now: datetime, address: str = "", agent: str = ""
) -> str:
    """Let the user in: returns the token for his cookie; the table keeps only its hash.

    Forgets his failures and clears away sessions of everybody that are over.
    """
    token = secrets.token_urlsafe(32)
    session.execute(delete(UserSession).where(UserSession.expires_at <= now))
    session.execute(
        update(User).where(User.id == user_id).values(failed_sign_ins=0, locked_until=None)
    )
    session.execute(
        insert(UserSession).values(
            user_id=user_id,
            token_sha256=token_hash(token),
            created_at=now,
            expires_at=now + rules.SESSION_LASTS,
            address=address[:64],
            agent=agent[:200],
        )
    )
    return token


def count_failure(session: Session, user_id: int, *, now: datetime) -> datetime | None:
    """One more wrong password; returns until when the account is closed by it, if it is."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(failed_sign_ins=User.failed_sign_ins + 1)
        .execution_options(synchronize_session=False)
    )
    failures = session.execute(
        select(User.failed_sign_ins).where(User.id == user_id)
    ).scalar_one_or_none()
    until = rules.locked_until(failures or 0, now)
    if until is not None:
        session.execute(update(User).where(User.id == user_id).values(locked_until=until))
    return until


def close_session(session: Session, token_sha256: str) -> int | None:
    """End one sign-in; returns whose it was."""
    user_id = session.execute(
        select(UserSession.user_id).where(UserSession.token_sha256 == token_sha256)
    ).scalar_one_or_none()
    session.execute(delete(UserSession).where(UserSession.token_sha256 == token_sha256))
    return user_id


def close_all_sessions(session: Session, user_id: int) -> None:
    """End every sign-in of a user: blocked, dismissed or with a new password."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """Keep a new hash (``passwords.hash_password``), unlock, and end the user's sign-ins."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(password_hash=password_hash, failed_sign_ins=0, locked_until=None)
    )
    close_all_sessions(session, user_id)


def set_language(session: Session, user_id: int, language: str) -> None:
    """The language the user reads: ``ru`` or ``en``."""
    session.execute(update(User).where(User.id == user_id).values(language=language))
