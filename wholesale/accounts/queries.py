"""Who somebody is: by login for the sign-in page, by session for everything after it.

These read people before any scope is known, so the edges call them with a system actor's
context (``access.system``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_, select

from wholesale.context import Context
from wholesale.core.access import Actor, Permission
from wholesale.core.vocabulary import Role
from wholesale.models.people import Dealer, Point, User, UserPoint, UserSession

SESSION_COOKIE = "wholesale_session"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the sign-in page compares a password with."""

    user_id: int
    password_hash: str
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where the user is signed in."""

    id: int
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str


def token_hash(token: str) -> str:
    """What the table keeps of a session's token: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def credentials(ctx: Context, *, login: str) -> Credentials | None:
    """The active account of ``login`` (its name, case aside); None when there is none."""
    ctx.actor.require(Permission.MANAGE_USERS)
    row = ctx.session.execute(
        select(User.id, User.password_hash, User.failed_sign_ins, User.locked_until)
        .outerjoin(Dealer, Dealer.id == User.dealer_id)
        .where(
            User.login == login.strip().lower(),
            User.active,
            or_(User.dealer_id.is_(None), Dealer.active),
        )
    ).one_or_none()
    return None if row is None else Credentials(*row)


def actor_of_session(ctx: Context, *, token_sha256: str) -> Actor | None:
    """The person behind a session that is still good; None for any other token."""
    ctx.actor.require(Permission.MANAGE_USERS)
    row = ctx.session.execute(
        select(User.id, User.name, User.role, User.dealer_id, User.discount_limit, User.language)
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.token_sha256 == token_sha256,
            UserSession.expires_at > ctx.now,
            User.active,
        )
    ).one_or_none()
    return None if row is None else _actor(ctx, *row)


def actor_of_user(ctx: Context, *, login: str) -> Actor | None:
    """The actor that ``login`` would be when signed in: for the command line and for tests."""
    ctx.actor.require(Permission.MANAGE_USERS)
    row = ctx.session.execute(
        select(
            User.id, User.name, User.role, User.dealer_id, User.discount_limit, User.language
        ).where(User.login == login.strip().lower(), User.active)
    ).one_or_none()
    return None if row is None else _actor(ctx, *row)


def own_password_hash(ctx: Context) -> str | None:
    """The hash the actor's own password is compared with when he changes it."""
    return ctx.session.execute(
        select(User.password_hash).where(User.id == ctx.actor.user_id)
    ).scalar_one_or_none()


def open_sessions(ctx: Context) -> list[OpenSession]:
    """Where the actor himself is signed in now, the latest first."""
    rows = ctx.session.execute(
        select(
            UserSession.id,
            UserSession.created_at,
            UserSession.expires_at,
            UserSession.address,
            UserSession.agent,
        )
        .where(UserSession.user_id == ctx.actor.user_id, UserSession.expires_at > ctx.now)
        .order_by(UserSession.created_at.desc())
    )
    return [OpenSession(*row) for row in rows]


def _actor(
    ctx: Context,
    user_id: int,
    name: str,
    role: Role,
    dealer_id: int | None,
    discount_limit: Decimal,
    language: str,
) -> Actor | None:
    points: frozenset[int]
    if role is Role.DEALER:
        if dealer_id is None:
            return None
        found = ctx.session.execute(
            select(Dealer.point_id).where(Dealer.id == dealer_id, Dealer.active)
        ).scalar_one_or_none()
        if found is None:
            return None
        points = frozenset({found})
    else:
        dealer_id = None
        points = frozenset(
            ctx.session.execute(
                select(UserPoint.point_id)
                .join(Point, Point.id == UserPoint.point_id)
                .where(UserPoint.user_id == user_id)
            ).scalars()
        )
    return Actor(
        role=role,
        user_id=user_id,
        name=name,
        dealer_id=dealer_id,
        point_ids=points,
        discount_limit=discount_limit,
        language=language,
    )
