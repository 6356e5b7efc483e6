"""Accounts: the administrator keeps everybody's, the supervisor those of managers.

A password arrives as its hash (``accounts.passwords.hash_password``): hashing is slow on
purpose and is done before the transaction.
"""

from __future__ import annotations

from typing import Any

from wholesale import events
from wholesale.accounts import operations as accounts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import Audience, Role
from wholesale.points import operations, queries, rules
from wholesale.points.rules import UserForm


def add_user(ctx: Context, *, form: UserForm, password_hash: str) -> int:
    """Give somebody an account; returns its id. Raises ``InvalidForm`` and ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_USERS)
    return _add(ctx, form, password_hash)


def change_user(ctx: Context, *, user_id: int, form: UserForm) -> None:
    """Change an account, its role and ties, or block it; a change of rights ends its sign-ins.

    Raises ``InvalidForm``, ``NotFound``, and ``own_rights`` for one's own role or block.
    """
    ctx.actor.require(Permission.MANAGE_USERS)
    _change(ctx, user_id, form)


def reset_password(ctx: Context, *, user_id: int, password_hash: str) -> None:
    """Give an account a new password: its sign-ins end and a lock is lifted."""
    ctx.actor.require(Permission.MANAGE_USERS)
    _reset(ctx, user_id, password_hash)


def add_manager(ctx: Context, *, form: UserForm, password_hash: str) -> int:
    """Take on a manager; returns his account's id. Raises ``InvalidForm`` and ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_STAFF)
    return _add(ctx, _as_manager(form), password_hash)


def change_manager(ctx: Context, *, user_id: int, form: UserForm) -> None:
    """Change a manager's points, discount limit or name, or dismiss him.

    Raises ``InvalidForm``, and ``NotFound`` for an account that is not a manager's.
    """
    ctx.actor.require(Permission.MANAGE_STAFF)
    _require_manager(ctx, user_id)
    _change(ctx, user_id, _as_manager(form))


def reset_manager_password(ctx: Context, *, user_id: int, password_hash: str) -> None:
    """Give a manager a new password; ``NotFound`` for an account that is not a manager's."""
    ctx.actor.require(Permission.MANAGE_STAFF)
    _require_manager(ctx, user_id)
    _reset(ctx, user_id, password_hash)


def _add(ctx: Context, form: UserForm, password_hash: str) -> int:
    form = rules.ties(rules.tidy(form))
    rules.check_user(form)
    user_id = operations.add_user(ctx.session, form, password_hash)
    _record(ctx, "user.added", user_id, login=form.login, role=form.role.value)
    return user_id


def _change(ctx: Context, user_id: int, form: UserForm) -> None:
    form = rules.ties(rules.tidy(form))
    rules.check_user(form)
    if user_id == ctx.actor.user_id and (form.role is not ctx.actor.role or not form.active):
        raise DomainError("own_rights")
    if operations.change_user(ctx.session, user_id, form):
        accounts.close_all_sessions(ctx.session, user_id)
    _record(
        ctx,
        "user.changed",
        user_id,
        login=form.login,
        role=form.role.value,
        points=sorted(form.point_ids),
        active=form.active,
    )


def _reset(ctx: Context, user_id: int, password_hash: str) -> None:
    queries.user_form(ctx, user_id=user_id)
    accounts.set_password(ctx.session, user_id, password_hash)
    _record(ctx, "user.password_reset", user_id)


def _as_manager(form: UserForm) -> UserForm:
    if form.role is not Role.MANAGER:
        raise DomainError("only_managers")
    return form


def _require_manager(ctx: Context, user_id: int) -> None:
    if queries.user_form(ctx, user_id=user_id).role is not Role.MANAGER:
        raise NotFound("user", id=user_id)


def _record(ctx: Context, kind: str, user_id: int, **data: Any) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("user", user_id),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        **data,
    )
