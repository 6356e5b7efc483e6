"""The one way from a screen to the use cases: in a thread, in a transaction, as who it is now.

``await call(use_case, …)`` changes something, ``await look(query, …)`` reads. Both ask the
database anew who holds the page's session. Handlers of events are wrapped in ``@action``:
it shows a refusal as a toast in the reader's language and ignores a second click while the
first one works.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from nicegui import background_tasks, ui

from wholesale.context import Context, acting, reading
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError
from wholesale.ui import server
from wholesale.ui.components import toast
from wholesale.ui.session import SignedOut, actor_of_token, refusal, t, visitor

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger("wholesale.ui")


async def call(
    use_case: Callable[Concatenate[Context, P], R], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run a use case in a transaction of its own. Raises ``DomainError`` and ``SignedOut``."""
    token = visitor().token_sha256

    def work() -> R:
        actor = _actor(token)
        with acting(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            return use_case(ctx, *args, **kwargs)

    return await asyncio.to_thread(work)


async def look(
    query: Callable[Concatenate[Context, P], R], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run a query; it can change nothing. Raises ``DomainError`` and ``SignedOut``."""
    token = visitor().token_sha256

    def work() -> R:
        actor = _actor(token)
        with reading(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            return query(ctx, *args, **kwargs)

    return await asyncio.to_thread(work)


async def aside(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run slow work that needs no database (parsing, hashing) away from the event loop."""
    return await asyncio.to_thread(work, *args, **kwargs)


def action(handler: Callable[..., Any], *, once: bool = True) -> Callable[..., Awaitable[None]]:
    """Wrap a handler of an event: refusals become toasts, a double click counts once.

    ``once=False`` lets it run again while it runs: for fields that are typed into.
    """
    running = False
    takes_event = bool(inspect.signature(handler).parameters)

    @functools.wraps(handler)
    async def run(*args: Any, **kwargs: Any) -> None:
        nonlocal running
        if running and once:
            return
        running = True
        place = ui.context.slot.parent
        try:
            result = handler(*args, **kwargs) if takes_event else handler()
            if inspect.isawaitable(result):
                await result
        except DomainError as error:
            if not place.is_deleted:
                toast.bad(refusal(error))
        except SignedOut:
            ui.navigate.to("/login")
        except Exception as error:  # noqa: BLE001 (told under a number, logged)
            if place.is_deleted or place.client.is_deleted:
                return  # the reader has gone to another page meanwhile
            toast.bad(failure(error))
        finally:
            running = False

    return run


def failure(error: Exception) -> str:
    """Log ``error`` under a number; the sentence that tells the reader the number."""
    number = secrets.token_hex(4)
    log.error("failure %s", number, exc_info=error)
    return t("Something went wrong on our side. Tell us the number {number}.", number=number)


def later(work: Callable[[], Awaitable[None]]) -> None:
    """Start ``work`` in this page's background, its refusals shown as those of an action."""
    background_tasks.create(action(work)(), context=ui.context.slot.parent)


def _actor(token_sha256: str) -> Actor:
    actor = actor_of_token(token_sha256)
    if actor is None:
        raise SignedOut
    return actor
