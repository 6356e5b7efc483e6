"""``wholesale documents``, as machines call it."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from tests import make
from wholesale import migrations
from wholesale.cli import assembled
from wholesale.context import acting
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.flow.change_order import accept_order
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.ship_order import ship_order


@pytest.fixture(autouse=True)
def no_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests create the tables by themselves."""
    monkeypatch.setattr(migrations, "revision", lambda database: migrations.HEAD)


@pytest.fixture
def order(database: Database, world: make.World) -> str:
    with acting(database, world.manager, now=make.NOW) as ctx:
        items = [OrderItem(world.product("BOLT-8"), Decimal(20))]
        placed = place_order(ctx, dealer_id=world.dealer_id, items=items)
        accept_order(ctx, order_id=placed.order_id)
        ship_order(ctx, order_id=placed.order_id)
        return placed.number


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(assembled(), ["documents", *arguments, "--database", url, "--json"])


def answer(url: str, *arguments: str) -> Any:
    result = run(url, *arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_document_is_issued_and_its_file_written(
    database_url: str, order: str, tmp_path: Path
) -> None:
    issued = answer(database_url, "issue", order, "--kind", "upd")
    assert list(issued) == ["number", "kind", "date", "total", "sha256"]
    assert (issued["kind"], issued["total"]) == ("upd", "200.00")
    target = tmp_path / "upd.pdf"
    answer(database_url, "file", issued["number"], "-o", str(target))
    assert sha256(target.read_bytes()).hexdigest() == issued["sha256"]
    answer(database_url, "file", issued["number"], "--format", "xml", "-o", str(target))
    assert target.read_bytes().startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert [row["number"] for row in answer(database_url, "list")] == [issued["number"]]


def test_every_kind_of_the_command_line_is_issued(database_url: str, order: str) -> None:
    answer(database_url, "return", order, "BOLT-8:5", "--reason", "damaged")
    charged_apart = {DocumentKind.VAT_INVOICE, DocumentKind.ANNULMENT}
    for kind in set(DocumentKind) - charged_apart:
        assert answer(database_url, "issue", order, "--kind", kind.value)["kind"] == kind.value


def test_what_cannot_be_issued_is_said_with_its_exit_code(
    database_url: str, order: str, tmp_path: Path
) -> None:
    refused = run(database_url, "issue", order, "--kind", "claim")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert json.loads(refused.stderr)["error"]["code"] == "order_nothing_returned"
    target = str(tmp_path / "none.pdf")
    assert run(database_url, "issue", "нет", "--kind", "invoice").exit_code == 4
    assert run(database_url, "file", "нет", "-o", target).exit_code == 4
    number = answer(database_url, "issue", order, "--kind", "torg12")["number"]
    assert run(database_url, "file", number, "--format", "xlsx", "-o", target).exit_code == 3
    assert not Path(target).exists()


def test_all_orders_that_lack_a_document_get_it_once(
    database_url: str, database: Database, world: make.World, order: str
) -> None:
    for _ in range(3):
        with acting(database, world.manager, now=make.NOW) as ctx:
            items = [OrderItem(world.product("NUT-8"), Decimal(1))]
            place_order(ctx, dealer_id=world.dealer_id, items=items)
    first = answer(database_url, "issue-all", "--kind", "invoice")
    assert (len(first["issued"]), first["refused"]) == (3, [])
    assert answer(database_url, "issue-all", "--kind", "invoice")["issued"] == []
    assert len(answer(database_url, "issue-all", "--kind", "torg12")["issued"]) == 1


def test_a_document_is_annulled_and_the_register_says_so(database_url: str, order: str) -> None:
    upd = answer(database_url, "issue", order, "--kind", "upd")
    made = answer(database_url, "cancel", upd["number"], "--reason", "Ошибка в сумме")
    assert (made["number"], made["kind"]) == ("АН-26-000001", "annulment")
    rows = answer(database_url, "list")
    assert [(row["number"], row["annulled_by"]) for row in rows] == [
        (made["number"], ""),
        (upd["number"], made["number"]),
    ]
    again = run(database_url, "cancel", upd["number"], "--reason", "Ещё раз")
    assert (again.exit_code, json.loads(again.stderr)["error"]["code"]) == (3, "document_annulled")


def test_an_upd_without_changed_requisites_has_nothing_to_revise(
    database_url: str, order: str
) -> None:
    upd = answer(database_url, "issue", order, "--kind", "upd")
    refused = run(database_url, "revise", upd["number"])
    assert json.loads(refused.stderr)["error"]["code"] == "document_unchanged"


def test_the_register_is_filtered_and_handed_out_as_a_zip_and_one_pdf(
    database_url: str, order: str, tmp_path: Path
) -> None:
    today = answer(database_url, "issue", order, "--kind", "torg12")["date"]
    answer(database_url, "issue", order, "--kind", "offer")
    packed, printed = tmp_path / "all.zip", tmp_path / "all.pdf"
    found = answer(
        database_url,
        *("list", "--from", today, "--to", "2099-12-31", "--dealer", "D-001"),
        *("--organization", "7700000016", "--zip", str(packed), "--print", str(printed)),
    )
    assert [row["kind"] for row in found] == ["offer", "torg12"]
    assert len(ZipFile(packed).namelist()) == 2
    assert printed.read_bytes().startswith(b"%PDF")
    assert answer(database_url, "list", "--to", "2020-01-01") == []
    assert answer(database_url, "list", "--dealer", "D-002") == []
    assert run(database_url, "list", "--organization", "500100732259").exit_code == 4


def test_a_statement_has_the_period_and_the_legal_entity_it_is_asked_for(
    database_url: str, order: str
) -> None:
    made = answer(database_url, "statement", "D-001", "--from", "2026-01-01", "--to", "2026-12-31")
    assert (made["kind"], made["total"]) == ("statement", "200.00")
    empty = answer(database_url, "statement", "D-001", "--from", "2026-01-01", "--to", "2026-01-31")
    assert empty["total"] == "0.00"


def test_kept_files_are_compared_with_their_hashes(database_url: str, order: str) -> None:
    answer(database_url, "issue", order, "--kind", "upd")
    assert answer(database_url, "verify") == {"files": 2, "damaged": []}


def test_mail_is_refused_while_no_server_is_named(
    database_url: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHOLESALE_SMTP_HOST", raising=False)
    upd = answer(database_url, "issue", order, "--kind", "upd")
    refused = run(database_url, "send", upd["number"], "--to", "buyer@example.test")
    assert json.loads(refused.stderr)["error"]["code"] == "mail_not_set_up"
