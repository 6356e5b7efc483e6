"""Who looks at this page, and in which language.

A page is built for one ``Visitor``, kept with its NiceGUI client. What he may do is asked
again at each call (``call.py``): an open page outlives a sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from nicegui import Client, app, ui
from starlette.requests import Request

from wholesale.accounts import queries as accounts
from wholesale.context import reading
from wholesale.core import i18n
from wholesale.core.access import Actor, Permission, system
from wholesale.core.errors import DomainError, Problem
from wholesale.ui import server

_KEY = "visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person in one open page."""

    token_sha256: str
    actor: Actor

    @property
    def language(self) -> str:
        return self.actor.language if self.actor.language in i18n.LANGUAGES else "ru"


class SignedOut(Exception):
    """The page's sign-in is over: closed, expired, or its user blocked."""


def actor_of_token(token_sha256: str) -> Actor | None:
    """Whose session this is, read now. Blocks: call from a thread."""
    with reading(server.database(), system("session"), now=server.now()) as ctx:
        return accounts.actor_of_session(ctx, token_sha256=token_sha256)


def token_of(request: Request) -> str | None:
    """The hash of the token in the request's cookie."""
    token = request.cookies.get(accounts.SESSION_COOKIE)
    return accounts.token_hash(token) if token else None


def remember(visitor: Visitor) -> None:
    """Tie the visitor to the page being built."""
    ui.context.client.storage[_KEY] = visitor


def visitor() -> Visitor:
    """The visitor of the current page. Raises ``SignedOut`` outside of one."""
    found = visitor_of(ui.context.client)
    if found is None:
        raise SignedOut
    return found


def visitor_of(client: Client) -> Visitor | None:
    """The visitor a client's page was built for."""
    found = client.storage.get(_KEY)
    return found if isinstance(found, Visitor) else None


def actor() -> Actor:
    """The visitor's actor as of the page's opening: for what to show, not for what is allowed."""
    return visitor().actor


def may(permission: Permission) -> bool:
    """Whether to show what needs ``permission``."""
    return actor().may(permission)


def language() -> str:
    """The reader's language; Russian where nobody is signed in."""
    try:
        return visitor().language
    except (SignedOut, RuntimeError):
        return "ru"


def t(key: str, /, **params: Any) -> str:
    """The text of ``key`` (an English sentence or a code) for the reader."""
    return i18n.text(language(), key, **params)


def plural(key: str, count: int, /, **params: Any) -> str:
    """The form of ``key`` for ``count`` for the reader."""
    return i18n.plural(language(), key, count, **params)


def word(value: StrEnum) -> str:
    """The reader's word for a member of ``vocabulary``."""
    return i18n.enum_text(language(), value)


def refusal(error: DomainError | Problem) -> str:
    """The reader's sentence for a refused action or a bad row."""
    return i18n.error_text(language(), error)


def day(value: date | None) -> str:
    """22.11.2026; empty for none."""
    return "" if value is None else i18n.date_text(value)


def moment(value: datetime | None) -> str:
    """22.11.2026 14:05 in the company's zone; empty for none."""
    return "" if value is None else i18n.moment_text(value, server.zone())


def amount(value: Decimal | None) -> str:
    """1 234,56 without the sign of the currency; empty for none."""
    return "" if value is None else i18n.amount_text(value, language()).replace("\u00a0", THIN)


def sign(currency: str) -> str:
    """₽, or the code of another currency."""
    return "₽" if currency == "RUB" else currency


def quantity(value: Decimal | None) -> str:
    """1 500,5; empty for none."""
    return "" if value is None else i18n.quantity_text(value, language()).replace("\u00a0", THIN)


THIN = "\u2009"  # between thousands; the cells that hold it do not wrap


def open_visitors() -> list[Visitor]:
    """Those whose pages are open now, once for each page."""
    found = [visitor_of(client) for client in list(app.clients())]
    return [visitor for visitor in found if visitor is not None]


def close_pages(matches: Callable[[Visitor], bool]) -> None:
    """Send every open page whose visitor ``matches`` back to the sign-in page."""
    for client in list(app.clients()):
        found = visitor_of(client)
        if found is not None and matches(found):
            with client:
                ui.navigate.to("/login")
            client.storage.pop(_KEY, None)
