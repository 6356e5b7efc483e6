"""Every page and every file × every kind of person, foreign ids included.

The company is that of ``tests.flow.stage``: the things in the addresses belong to the dealer
«dealer» of point A. What a page shows must hold nothing that belongs to somebody else, and
looking must change nothing. A page or route that is missing here fails the first tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from nicegui import core
from nicegui.testing import User

from tests.barcodes import jpeg, scene
from tests.flow import stage as stages
from tests.flow.stage import Stage
from tests.reports import reading
from tests.snapshot import digest
from tests.ui.conftest import Enter
from wholesale.core import i18n
from wholesale.db import Database
from wholesale.ui import pages

PEOPLE = ("dealer", "neighbour", "stranger", "manager", "other_manager", "supervisor", "admin")
DEALERS = "dealer neighbour stranger"
STAFF = "manager other_manager supervisor"
HIDDEN = i18n.text("ru", "It may have been moved, or it is not for you to see.")


@dataclass(frozen=True)
class Address:
    """A page's or file's path, where it is for ``dealer``'s things, and who sees it there.

    Those in ``hidden`` have such pages, but not this one; for all others there is no such page.
    """

    path: str
    at: Callable[[Stage], str]
    shown: str
    hidden: str = ""


def here(path: str, shown: str) -> Address:
    return Address(path, lambda _: path, shown)


PAGES = [
    here("/catalog", DEALERS),
    here("/basket", DEALERS),
    here("/quick", DEALERS),
    here("/balance", DEALERS),
    here("/orders", f"{DEALERS} {STAFF}"),
    Address(
        "/orders/{number}",
        lambda s: f"/orders/{s.numbers['dealer']}",
        "dealer manager supervisor",
        "neighbour stranger other_manager",
    ),
    here("/upload", f"{DEALERS} {STAFF}"),
    Address(
        "/upload/{upload_id}",
        lambda s: f"/upload/{s.upload_id}",
        "dealer manager supervisor",
        "neighbour stranger other_manager",
    ),
    here("/documents", f"{DEALERS} {STAFF}"),
    here("/dashboard", STAFF),
    Address("/dashboard/{by}", lambda _: "/dashboard/dealer", STAFF),
    here("/dealers", STAFF),
    Address(
        "/dealers/{dealer_id}",
        lambda s: f"/dealers/{s.world.dealer_id}",
        "manager supervisor",
        "other_manager",
    ),
    here("/points", "supervisor"),
    here("/staff", "supervisor"),
    here("/price-check", STAFF),
    here("/what-if", "supervisor"),
    Address("/what-if/{draft_id}", lambda s: f"/what-if/{s.draft_id}", "supervisor"),
    here("/dictionary", f"{DEALERS} {STAFF}"),
    here("/journal", "supervisor admin"),
    here("/prices", "supervisor"),
    Address("/prices/{list_id}", lambda s: f"/prices/{s.world.price_list_id}", "supervisor"),
    here("/discounts", "supervisor"),
    here("/promotions", "supervisor"),
    here("/products", "supervisor admin"),
    here("/products/load", "supervisor admin"),
    Address(
        "/products/{product_id}",
        lambda s: f"/products/{s.world.product('DRILL')}",
        "supervisor admin",
    ),
    here("/users", "admin"),
    here("/organizations", "admin"),
    here("/organizations/new", "admin"),
    Address(
        "/organizations/{organization_id}",
        lambda s: f"/organizations/{s.world.organization_id}",
        "admin",
    ),
    Address(
        "/organizations/{organization_id}/documents",
        lambda s: f"/organizations/{s.world.organization_id}/documents",
        "admin",
    ),
    here("/account", " ".join(PEOPLE)),
]

OF_DEALER = "dealer manager supervisor"
FILES = [
    Address(
        "/files/documents/{document_id}", lambda s: f"/files/documents/{s.invoice.id}", OF_DEALER
    ),
    Address(
        "/files/documents/{document_id}.{suffix}",
        lambda s: f"/files/documents/{s.waybill.id}.pdf",
        OF_DEALER,
    ),
    Address(
        "/files/documents.zip",
        lambda s: f"/files/documents.zip?id={s.invoice.id}&id={s.waybill.id}",
        OF_DEALER,
    ),
    Address("/files/documents.pdf", lambda s: f"/files/documents.pdf?id={s.invoice.id}", OF_DEALER),
    Address("/files/uploads/{upload_id}", lambda s: f"/files/uploads/{s.upload_id}", OF_DEALER),
    Address(
        "/files/dictionaries/{dealer_id}.csv",
        lambda s: f"/files/dictionaries/{s.world.dealer_id}.csv",
        OF_DEALER,
    ),
    Address(
        "/files/price-lists/{list_id}.xlsx",
        lambda s: f"/files/price-lists/{s.world.price_list_id}.xlsx",
        "supervisor",
    ),
    Address(
        "/files/what-if/{draft_id}.xlsx",
        lambda s: f"/files/what-if/{s.draft_id}.xlsx?days=30",
        "supervisor",
    ),
    Address(
        "/files/figures/{by}.xlsx",
        lambda s: (
            "/files/figures/dealer.xlsx?since=2026-06-01&until=2026-06-30"
            f"&dealer={s.world.dealer_id}"
        ),
        "manager supervisor",
    ),
    Address(
        "/files/figures/{by}.xlsx",
        lambda _: "/files/figures/dealer.xlsx?since=2026-06-01&until=2026-06-30",
        STAFF,
    ),
]

MEANINGLESS = [
    "/files/uploads/99999999999999999999",
    "/files/uploads/x",
    "/files/documents/99999999999999999999.pdf",
    "/files/dictionaries",
    "/files/dictionaries/99999999999999999999.csv",
    "/files/dictionaries/x.csv",
    "/files/price-lists",
    "/files/price-lists/99999999999999999999.xlsx",
    "/files/price-lists/-1.xlsx",
    "/files/what-if/x.xlsx",
    "/files/what-if/1.xlsx?days=x",
    "/files/what-if/1.xlsx?days=99999",
    "/files/figures/dealer.xlsx",
    "/files/figures/foo.xlsx?since=2026-06-01&until=2026-06-30",
    "/files/figures/dealer.xlsx?since=0001-01-01&until=9999-12-31",
    "/files/figures/dealer.xlsx?since=2026-06-30&until=2026-06-01",
    "/files/figures/dealer.xlsx?since=june&until=2026-06-30",
    "/files/figures/dealer.xlsx?since=2026-06-01&until=2026-06-30&point=99999999999999999999",
]
"""Addresses of no file: numbers and days that cannot be, words in their place, parts left out."""

PICTURES = "/files/barcodes"
"""Where pictures of barcodes are posted to: nothing is kept, whoever may order may ask."""

PUBLIC = {
    "/login",
    "/logout",
    "/assets/fonts/{name}",
    "/assets/{_version}/{name}",
    "/healthz",
    "/manifest.webmanifest",
    "/sw.js",
    "/favicon.ico",
}
"""What anybody may ask for."""

FRAMEWORK = "/_nicegui"
"""The framework's own: its static files, and the socket and uploads, which ``security`` guards."""


@dataclass
class Asked:
    """How many questions of pages to the database are under way."""

    running: int = 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    counted = Asked()
    to_thread = asyncio.to_thread

    async def count(*arguments: Any, **named: Any) -> Any:
        counted.running += 1
        try:
            return await to_thread(*arguments, **named)
        finally:
            counted.running -= 1

    monkeypatch.setattr(asyncio, "to_thread", count)
    return counted


@pytest.fixture
def stage(database: Database) -> Stage:
    return stages.build(database)


def test_every_page_is_in_the_matrix() -> None:
    assert {page.path for page in PAGES} == {page.path for page in pages.table()}


async def test_every_route_is_in_the_matrix_or_public(enter: Enter) -> None:
    routes = {path for path in _paths(core.app.routes) if not path.startswith(FRAMEWORK)}
    guarded = {address.path for address in [*PAGES, *FILES]}
    assert routes == guarded | PUBLIC | {"/", PICTURES}


@pytest.mark.parametrize("name", PEOPLE)
async def test_pages(enter: Enter, stage: Stage, asked: Asked, name: str) -> None:
    person = enter(stage.actors[name])
    before = digest(stage.database)
    found, leaks = {}, []
    for address in PAGES:
        where = address.at(stage)
        answer = await person.http_client.get(where)
        if answer.status_code != 200:
            found[where] = "absent" if answer.status_code == 404 else str(answer.status_code)
            continue
        shown = await _shown(person, where, asked)
        found[where] = "hidden" if HIDDEN in shown else "shown"
        leaks += [f"{where}: {mark}" for mark in stage.foreign_to(name) if mark in shown]
    assert found == {address.at(stage): _expected(address, name) for address in PAGES}
    assert leaks == []
    assert digest(stage.database) == before


async def test_a_stranger_is_sent_to_the_sign_in_page(enter: Enter, stage: Stage) -> None:
    person = enter(None)
    for address in PAGES:
        answer = await person.http_client.get(address.at(stage))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize("name", [*PEOPLE, "nobody"])
async def test_files(enter: Enter, stage: Stage, name: str) -> None:
    person = enter(None if name == "nobody" else stage.actors[name])
    before = digest(stage.database)
    found, leaks = {}, []
    for file in FILES:
        where = file.at(stage)
        answer = await person.http_client.get(where)
        found[where] = answer.status_code
        inside = _inside(answer.content)
        leaks += [
            f"{where}: {mark}"
            for mark in stage.foreign_to(name)
            if mark in inside or mark.replace(".", ",") in inside
        ]
    refused = 303 if name == "nobody" else 404
    assert found == {
        file.at(stage): 200 if name in file.shown.split() else refused for file in FILES
    }
    assert leaks == []
    assert digest(stage.database) == before


@pytest.mark.parametrize("name", [*PEOPLE, "nobody"])
async def test_barcodes_are_read_for_those_who_may_order(
    enter: Enter, stage: Stage, name: str
) -> None:
    person = enter(None if name == "nobody" else stage.actors[name])
    before = digest(stage.database)
    answer = await person.http_client.post(PICTURES, content=jpeg(scene("4006381333931")))
    if name in f"{DEALERS} {STAFF}".split():
        assert (answer.status_code, answer.json()) == (200, {"codes": ["4006381333931"]})
    else:
        assert answer.status_code == (401 if name == "nobody" else 404)
    assert digest(stage.database) == before


async def test_the_content_of_files_is_looked_into(enter: Enter, stage: Stage) -> None:
    """The matrix itself: what belongs to the dealer is found in the files of his point."""
    manager = enter(stage.actors["manager"])
    for file in FILES:
        if "/figures/" in file.path or "/documents" in file.path:
            answer = await manager.http_client.get(file.at(stage))
            assert stages.MARKS["dealer"] in _inside(answer.content), file.path


async def test_an_address_that_means_nothing_is_our_own_404_page(
    enter: Enter, stage: Stage
) -> None:
    supervisor, stranger = enter(stage.actors["supervisor"]), enter(None)
    for where in MEANINGLESS:
        answer = await supervisor.http_client.get(where)
        assert answer.status_code == 404, where
        assert i18n.text("ru", "There is no such page") in answer.text, where
        assert (await stranger.http_client.get(where)).status_code == 303


def _expected(address: Address, name: str) -> str:
    if name in address.shown.split():
        return "shown"
    return "hidden" if name in address.hidden.split() else "absent"


def _paths(routes: Iterable[Any]) -> Iterator[str]:
    for route in routes:
        included = getattr(route, "original_router", None)  # FastAPI's included routers
        if included:
            yield from _paths(included.routes)
        else:
            yield route.path


def _inside(content: bytes) -> str:
    """All words of a file: pages of a PDF, parts of a workbook or an archive, plain text."""
    if content.startswith(b"%PDF"):
        return "\n".join(row for page in reading.rows(content) for row in page)
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            return "\n".join(_inside(packed.read(name)) for name in packed.namelist())
    return content.decode("utf-8", errors="replace")


async def _shown(person: User, where: str, asked: Asked) -> str:
    """Everything the page at ``where`` holds, when it has read what it shows."""
    await person.open(where)
    quiet = 0
    for _ in range(1500):
        quiet = 0 if asked.running else quiet + 1
        if quiet == 5:
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError(f"{where} did not fill")
    assert person.client is not None
    elements = list(person.client.elements.values())
    return "\n".join(f"{getattr(each, 'text', '')} {each.props}" for each in elements)
