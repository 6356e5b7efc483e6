"""The reader's own account: who he is, where he is signed in, his password."""

from __future__ import annotations

from typing import Any

from wholesale.accounts import operations, passwords, queries
from wholesale.context import Context
from wholesale.core.errors import DomainError
from wholesale.ui.call import aside, call, look
from wholesale.ui.components import forms, page, toast
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.session import actor, t, word


async def show() -> None:
    """The page ``/account``."""
    sessions = await look(queries.open_sessions)
    person = actor()
    with page.head(t("My account")):
        page.primary(t("Change password"), _ask_password, icon="key-round")
    with page.panel():
        page.facts([(t("Name"), person.name), (t("Role"), word(person.role))])
    with page.panel(t("Where you are signed in")):
        DataTable(
            [
                Column(
                    "agent", t("Browser"), lambda one: browser_of(one.agent), "title", phone="wide"
                ),
                Column("address", t("Address"), lambda one: one.address),
                Column("since", t("Since"), lambda one: one.created_at, kind="moment"),
                Column("until", t("Until"), lambda one: one.expires_at, kind="moment"),
            ],
            key=lambda one: one.id,
            rows=sessions,
        )


def _ask_password() -> None:
    async def save(values: dict[str, Any]) -> None:
        if values["new"] != values["again"]:
            raise DomainError("passwords_differ")
        known = await look(queries.own_password_hash)
        if not await aside(passwords.verify, values["old"], known):
            raise DomainError("password_wrong")
        fresh = await aside(passwords.hash_password, values["new"])
        await call(change_own_password, password_hash=fresh)
        toast.good(t("The password is changed. Sign in again with the new one."))

    forms.dialog(
        t("Change password"),
        [
            forms.Field("old", t("Present password"), "password", required=True, wide=True,
                        fits=["password_wrong"]),
            forms.Field("new", t("New password"), "password", required=True, wide=True,
                        hint=t("At least {least} characters", least=passwords.SHORTEST),
                        fits=["password_too_short", "password_too_long"]),
            forms.Field("again", t("New password once more"), "password", required=True,
                        wide=True, fits=["passwords_differ"]),
        ],
        save,
    )  # fmt: skip


def browser_of(agent: str) -> str:
    """«Chrome · Windows» out of the line a browser introduces itself with."""
    names = (("YaBrowser", "Яндекс Браузер"), ("Edg/", "Edge"), ("OPR/", "Opera"),
             ("Firefox", "Firefox"), ("QtWebEngine", "Wholesale"), ("Chrome", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
               ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
    found = [
        next((name for mark, name in marks if mark in agent), "") for marks in (names, systems)
    ]
    return " · ".join(part for part in found if part) or agent[:60] or "—"


def change_own_password(ctx: Context, *, password_hash: str) -> None:
    """Keep the new hash; every sign-in of the reader ends."""
    if ctx.actor.user_id is not None:
        operations.set_password(ctx.session, ctx.actor.user_id, password_hash)
