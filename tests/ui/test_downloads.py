"""Files of documents over HTTP: for those who are signed in, and only what they may see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from tests import make
from tests.reports import reading
from tests.ui.conftest import open_session
from wholesale.accounts import queries as accounts
from wholesale.api import downloads
from wholesale.config import Settings
from wholesale.context import acting
from wholesale.core.access import Actor
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.documents.issuing import IssuedDocument
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.ui import server


@pytest.fixture
def issued(database: Database, world: make.World) -> IssuedDocument:
    with acting(database, world.manager, now=make.NOW) as ctx:
        items = [OrderItem(world.product("BOLT-8"), Decimal(20))]
        order = place_order(ctx, dealer_id=world.dealer_id, items=items)
        return issue_document(ctx, order_id=order.order_id, kind=DocumentKind.INVOICE)


@pytest.fixture
async def client(database: Database) -> AsyncIterator[AsyncClient]:
    server.connect(database, Settings())
    app = FastAPI()
    app.include_router(downloads.router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as found:
        yield found


def sign_in(database: Database, client: AsyncClient, actor: Actor) -> None:
    client.cookies.set(accounts.SESSION_COOKIE, open_session(database, actor))


async def test_the_dealer_downloads_his_invoice(
    database: Database, world: make.World, client: AsyncClient, issued: IssuedDocument
) -> None:
    sign_in(database, client, world.dealer)
    answer = await client.get(downloads.document_url(issued.id))
    assert answer.status_code == 200
    assert sha256(answer.content).hexdigest() == issued.sha256
    assert answer.headers["content-type"] == "application/pdf"
    name = "%D0%A1%D1%87%D0%B5%D1%82%20%D0%BD%D0%B0%20%D0%BE%D0%BF%D0%BB%D0%B0%D1%82%D1%83"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith(f"attachment; filename*=UTF-8''{name}")
    viewed = await client.get(downloads.document_url(issued.id, "pdf", view=True))
    assert viewed.headers["content-disposition"].startswith("inline;")
    assert viewed.content == answer.content


async def test_several_documents_come_in_a_zip(
    database: Database, world: make.World, client: AsyncClient, issued: IssuedDocument
) -> None:
    sign_in(database, client, world.manager)
    answer = await client.get(downloads.archive_url([issued.id]))
    with ZipFile(BytesIO(answer.content)) as packed:
        assert packed.namelist() == ["Счет на оплату № СЧ-26-000001 от 15.06.2026.pdf"]
        assert sha256(packed.read(packed.namelist()[0])).hexdigest() == issued.sha256


async def test_others_and_strangers_find_nothing(
    database: Database, world: make.World, client: AsyncClient, issued: IssuedDocument
) -> None:
    assert (await client.get(downloads.document_url(issued.id))).status_code == 404
    for actor in (world.neighbour, world.stranger, world.other_manager):
        sign_in(database, client, actor)
        assert (await client.get(downloads.document_url(issued.id))).status_code == 404
        assert (await client.get(downloads.archive_url([issued.id]))).status_code == 404
    sign_in(database, client, world.dealer)
    assert (await client.get(downloads.document_url(issued.id, "xml"))).status_code == 404
    assert (await client.get(downloads.document_url(issued.id + 1))).status_code == 404


async def test_ids_that_cannot_be_are_simply_not_there(
    database: Database, world: make.World, client: AsyncClient, issued: IssuedDocument
) -> None:
    sign_in(database, client, world.dealer)
    for path in (
        "/files/documents/99999999999999999999",
        "/files/documents/-1",
        "/files/documents/abc.pdf",
        "/files/documents.zip?id=99999999999999999999",
        "/files/documents.zip?id=x",
        "/files/documents.zip",
        "/files/documents.pdf?id=99999999999999999999",
    ):
        assert (await client.get(path)).status_code == 404
    answer = await client.get(f"/files/documents/{issued.id}?view=abc")
    assert answer.headers["content-disposition"].startswith("attachment;")


async def test_several_documents_come_as_one_to_print(
    database: Database, world: make.World, client: AsyncClient, issued: IssuedDocument
) -> None:
    sign_in(database, client, world.manager)
    answer = await client.get(downloads.print_url([issued.id, issued.id]))
    assert answer.headers["content-type"] == "application/pdf"
    assert len(reading.pages(answer.content)) == 2
