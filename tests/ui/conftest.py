"""The screens in process: the whole application without a browser, several people at once."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import count

import httpx
import pytest
from nicegui import core, ui
from nicegui.functions.download import download
from nicegui.functions.navigate import Navigate
from nicegui.functions.notify import notify
from nicegui.testing import User
from nicegui.testing.general import nicegui_reset_globals, prepare_simulation

from wholesale.accounts import queries as accounts
from wholesale.config import Settings
from wholesale.context import acting
from wholesale.core.access import Actor
from wholesale.db import Database
from wholesale.models.people import UserSession
from wholesale.ui import app as screens
from wholesale.ui import server

PATIENCE = 150  # tenths of a second a page may take on a busy machine
_numbers = count(1)
Enter = Callable[[Actor | None], User]


@pytest.fixture
async def enter(database: Database, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Enter]:
    """Serves the screens over ``database``; the function makes a browser, signed in or not."""
    gc.freeze()  # NiceGUI collects twice a test: only what this one makes, not the whole run's heap
    with nicegui_reset_globals():
        os.environ["NICEGUI_USER_SIMULATION"] = "true"
        people: list[User] = []

        def enter_as(actor: Actor | None) -> User:
            transport = httpx.ASGITransport(core.app)
            client = httpx.AsyncClient(transport=transport, base_url="http://test")
            if actor is not None:
                client.cookies.set(accounts.SESSION_COOKIE, open_session(database, actor))
            people.append(User(client))
            return people[-1]

        # Each router that is included wraps the start of the one application of the process:
        # after some four hundred tests the wrappings alone would exhaust the stack.
        bare = core.app.router.lifespan_context
        try:
            prepare_simulation()
            screens.prepare(database, Settings(upload_limit_mb=1))
            ui.run()
            async with core.app.router.lifespan_context(core.app):
                yield enter_as
                for person in people:
                    await person.http_client.aclose()
        finally:
            core.app.router.lifespan_context = bare
            os.environ.pop("NICEGUI_USER_SIMULATION", None)
            ui.navigate, ui.notify, ui.download = Navigate(), notify, download
        assert [record for record in caplog.records if _is_trouble(record)] == []


def open_session(database: Database, actor: Actor) -> str:
    """A token of a session of ``actor``, as the sign-in page would have given him."""
    token = f"token of {actor.name} {next(_numbers)}"
    with acting(database, actor, now=server.now()) as ctx:
        ctx.session.add(
            UserSession(
                user_id=actor.user_id,
                token_sha256=accounts.token_hash(token),
                created_at=ctx.now,
                expires_at=ctx.now + timedelta(hours=1),
            )
        )
    return token


HARMLESS = (
    # Until Python 3.12 a ``wait_for`` that is cancelled in the very moment its event comes goes on.
    "Could not cancel",
    # A simulated browser that is sent to the sign-in page: a plain one, not made by NiceGUI.
    "Expected a page response, got <!doctype html>",
)


def _is_trouble(record: logging.LogRecord) -> bool:
    """Whether a record should fail the test."""
    told = record.getMessage()
    return record.levelname == "ERROR" and not any(known in told for known in HARMLESS)


async def until(true: Callable[[], bool]) -> None:
    """Let the page work until ``true``; fifteen seconds at most."""
    for _ in range(750):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come")
