"""The native window under a virtual screen: the same application, with files in and out."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from tests import make
from tests.source import ROOT
from wholesale import migrations
from wholesale.accounts.passwords import hash_password
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.flow.change_order import accept_order
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.models.people import User

TIMEOUT = 120


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A virtual X screen; yields its DISPLAY."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()


def _environment(screen: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return kept | {
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "HOME": str(folder),
        "WHOLESALE_DATA": str(folder / "data"),
        "NICEGUI_STORAGE_PATH": str(folder / "nicegui"),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def shop(tmp_path: Path) -> tuple[str, int]:
    """A company whose dealer can sign in, and the id of his invoice."""
    url = f"sqlite:///{tmp_path / 'shop.sqlite3'}"
    database = Database(url)
    migrations.upgrade(database)
    with acting(database, system("test"), now=make.NOW) as ctx:
        world = make.company(ctx.session)
        ctx.session.execute(
            update(User)
            .where(User.id == world.dealer.user_id)
            .values(password_hash=hash_password("correct horse"))
        )
    with acting(database, system("test"), now=make.NOW) as ctx:
        items = [OrderItem(world.product("NUT-8"), Decimal(2))]
        placed = place_order(ctx, dealer_id=world.dealer_id, items=items)
        accept_order(ctx, order_id=placed.order_id)
        invoice = issue_document(ctx, order_id=placed.order_id, kind=DocumentKind.INVOICE)
    database.dispose()
    return url, invoice.id


def test_the_window_shows_the_application_saves_and_takes_files(
    screen: str, shop: tuple[str, int], tmp_path: Path
) -> None:
    url, document_id = shop
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.desktop.window",
            url,
            str(tmp_path),
            f"/files/documents/{document_id}",
        ],
        cwd=ROOT,
        env=_environment(screen, tmp_path),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    seen = json.loads((tmp_path / "seen.json").read_text("utf-8"))
    assert seen["errors"] == [], done.stderr[-3000:]
    assert done.returncode == 0
    assert "Вход" in seen["texts"]["login"]
    assert seen["title"] == "Wholesale"
    assert "Гайка М8 оцинкованная" in seen["texts"]["catalog"]
    assert seen["saved_as"].endswith(".pdf")
    assert (tmp_path / "saved").read_bytes().startswith(b"%PDF-")
    assert "NUT-8" in seen["texts"]["preview"]


def test_the_window_opens_over_a_remote_server(screen: str, tmp_path: Path) -> None:
    agents: list[str] = []
    asked = threading.Event()

    class Remote(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            agents.append(self.headers["User-Agent"])
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("<h1>Удалённый сервер</h1>".encode())
            asked.set()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    remote = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Remote)
    threading.Thread(target=remote.serve_forever, daemon=True).start()
    window = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "wholesale",
            "desktop",
            "--server",
            f"http://127.0.0.1:{remote.server_port}/",
        ],
        cwd=ROOT,
        env=_environment(screen, tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert asked.wait(60)
        assert "QtWebEngine" in agents[0]
    finally:
        window.terminate()
        window.wait()
        remote.shutdown()
        remote.server_close()
