"""Real Chromium over a real server with the demo company.

Each worker makes one small demo company and one server; each test gets a Chromium of its own,
with reduced motion, and fails when a page throws or logs an error. With
``WHOLESALE_SCREENSHOTS=docs/images`` the pictures of the README are written there.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from sqlalchemy import update

from fixtures import demo
from fixtures.company import PASSWORD
from tests.browser import chromium
from wholesale import scope
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind, OrderStatus
from wholesale.db import Database
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.view_orders import order_list
from wholesale.models import Base
from wholesale.models.books import LedgerEntry

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
SCREENSHOTS = Path(os.environ.get("WHOLESALE_SCREENSHOTS", RESULTS))
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
WIDE, PHONE = (1440, 900), (390, 844)

expect.set_options(timeout=20_000)  # two workers may share one busy core


@dataclass
class Site:
    """A running server and its database."""

    address: str
    database: Database


@dataclass
class People:
    """Browsers of people on one site; what their pages complained of."""

    site: Site
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    async def enter(
        self,
        login: str,
        *,
        size: tuple[int, int] = WIDE,
        theme: str = "light",
        touch: bool = False,
    ) -> Page:
        """Sign somebody in, in a browser context of his own."""
        page = await self.stranger(size=size, theme=theme, touch=touch)
        await page.goto("/login")
        await page.get_by_label("Логин").fill(login)
        await page.get_by_label("Пароль").fill(PASSWORD)
        await page.get_by_role("button", name="Войти").click()
        await ready(page)
        return page

    async def stranger(
        self, *, size: tuple[int, int] = WIDE, theme: str = "light", touch: bool = False
    ) -> Page:
        """A browser nobody has signed in with; ``touch``: a finger, no mouse."""
        context: BrowserContext = await self.browser.new_context(
            base_url=self.site.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            has_touch=touch,
            is_mobile=touch,
            locale="ru-RU",
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        return page


async def ready(page: Page) -> None:
    """Wait until the page is connected and its content has taken the skeleton's place."""
    await page.wait_for_function("window.did_handshake === true")
    await page.wait_for_function(
        "document.querySelector('.page') && !document.querySelector('.page > .skeleton:only-child')"
    )


async def picture(page: Page, name: str, *, folder: Path = SCREENSHOTS) -> None:
    """Keep a picture of what the reader sees."""
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=folder / f"{name}.png")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company, served."""
    for pictures in (RESULTS, SCREENSHOTS):
        pictures.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    database = Database(url)
    with database.transaction() as session:
        Base.metadata.create_all(session.connection())
    demo.create(database, now=datetime.now(UTC), orders=16)
    _nobody_is_late(database)
    _a_document_is_there(database)
    with _serving(url, folder) as address:
        yield Site(address, database)
    database.dispose()


def _nobody_is_late(database: Database) -> None:
    """The demo's debts fall due next year: no order waits for its dealer's arrears."""
    with database.transaction() as session:
        scope.bind(session, system("test"))
        session.execute(
            update(LedgerEntry)
            .where(LedgerEntry.due_on.is_not(None))
            .values(due_on=datetime.now(UTC).date() + timedelta(days=365))
        )


def _a_document_is_there(database: Database) -> None:
    """The newest order of the point in Moscow has its invoice, however small the demo is."""
    with acting(database, system("test"), now=datetime.now(UTC)) as ctx:
        newest = next(
            row
            for row in order_list(ctx)
            if row.number.startswith("MSK-") and row.status is not OrderStatus.CANCELLED
        )
        issue_document(ctx, order_id=newest.id, kind=DocumentKind.INVOICE)


@contextlib.contextmanager
def _serving(url: str, folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    kept.pop("NICEGUI_USER_SIMULATION", None)
    kept["NICEGUI_STORAGE_PATH"] = str(folder / "nicegui")
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serve", url, str(port)],
        cwd=ROOT, env=kept, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address, folder / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(20)
        log.close()
    assert "Traceback" not in (folder / "server.log").read_text("utf-8")


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urlopen(f"{address}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8')}")


@pytest.fixture
async def people(site: Site) -> AsyncIterator[People]:
    """Chromium for one test; afterwards no page may have complained."""
    async with browsing(site) as found:
        yield found


@contextlib.asynccontextmanager
async def browsing(site: Site, *flags: str) -> AsyncIterator[People]:
    """A Chromium with these flags more than all have."""
    program = chromium.find()
    if program is None:
        pytest.fail("there is no Chromium; scripts/system-packages.sh tests says what to install")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        found = People(site, browser)
        yield found
        await browser.close()
    assert found.complaints == []
