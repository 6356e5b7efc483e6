"""``wholesale init --admin``: who lets everybody else in, and his password.

Also the way back in when no administrator knows his password any more.
"""

from __future__ import annotations

import os
import secrets
import sys

import typer

from wholesale.accounts.passwords import hash_password
from wholesale.cli import common
from wholesale.core import i18n
from wholesale.core.vocabulary import Role
from wholesale.flow.manage_users import add_user
from wholesale.points.rules import UserForm

VARIABLE = "WHOLESALE_ADMIN_PASSWORD"


def create(login: str, name: str, created: dict[str, str]) -> None:
    """Create him and answer; a password that was made up is shown this once."""
    password, is_made_up = _password(login)
    hashed = hash_password(password)  # slow on purpose, so before the transaction
    with common.acting() as ctx:
        add_user(ctx, form=UserForm(login, name or login, Role.ADMIN), password_hash=hashed)
    shown = password if is_made_up else None
    language = common.language()
    lines = [created["database"]]
    lines.append(i18n.text(language, "The administrator {login} is created.", login=login))
    if shown:
        lines.append(
            i18n.text(language, "His password, shown this once: {password}", password=shown)
        )
    common.answer({**created, "login": login, "password": shown}, lines)


def _password(login: str) -> tuple[str, bool]:
    """From the environment, from the terminal, or made up (then true)."""
    given = os.environ.get(VARIABLE)
    if given:
        return given, False
    if not sys.stdin.isatty():
        return secrets.token_urlsafe(12), True
    language = common.language()
    asked = typer.prompt(
        i18n.text(language, "The password of {login}", login=login),
        hide_input=True,
        confirmation_prompt=i18n.text(language, "Once more"),
        err=True,
    )
    return str(asked), False
