"""The stable part of the command line: exit codes, JSON on stdout, complaints on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import make
from tests.source import ROOT
from wholesale import migrations
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.db import Database


def run(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.run(
        [sys.executable, "-m", "wholesale", *arguments],
        cwd=ROOT,
        env=kept | {"WHOLESALE_DATABASE_URL": database},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stdout == ""
    told: dict[str, Any] = json.loads(done.stderr)["error"]
    return told


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.sqlite3'}"


@pytest.fixture
def shop(url: str) -> str:
    database = Database(url)
    migrations.upgrade(database)
    with acting(database, system("test"), now=make.NOW) as ctx:
        make.company(ctx.session)
    database.dispose()
    return url


def test_init_creates_the_tables_and_answers_in_json(url: str) -> None:
    done = run("init", "--json", database=url)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"database": url})
    again = run("migrate", "--json", database=url)
    assert json.loads(again.stdout) == {"from": migrations.HEAD, "to": migrations.HEAD}


def test_dealers_are_listed_as_promised(shop: str) -> None:
    done = run("dealers", "list", "--json", database=shop)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0] == {
        "code": "D-003",
        "name": "Дальний",
        "point": "Склад Юг",
        "inn": "7702000043",
    }


def test_a_missing_database_is_exit_code_5_and_stays_missing(url: str, tmp_path: Path) -> None:
    done = run("orders", "list", "--json", database=url)
    assert done.returncode == 5
    assert complaint(done)["code"] == "database_missing"
    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_database_is_exit_code_5_without_its_password() -> None:
    done = run("orders", "list", database="postgresql://u:hush@127.0.0.1:1/none")
    assert done.returncode == 5
    assert "Нет связи с базой" in done.stderr
    assert "hush" not in done.stderr


def test_what_is_not_there_is_exit_code_4(shop: str) -> None:
    done = run("orders", "show", "A-26-99999", "--json", database=shop)
    assert done.returncode == 4
    assert complaint(done)["code"] == "not_found"


def test_a_refusal_is_exit_code_3(shop: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    done = run("backup", str(tmp_path / "there"), "--json", database=shop)
    assert done.returncode == 3
    assert complaint(done)["code"] == "file_exists"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no table", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_exit_code_6(
    shop: str, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "order.xlsx").write_bytes(content)
    order = str(tmp_path / "order.xlsx")
    done = run("orders", "import", order, "--dealer", "D-001", "--json", database=shop)
    assert done.returncode == 6
    assert complaint(done)["code"].startswith("file_")


@pytest.mark.parametrize(
    "arguments",
    [
        ("catalog", "dump", "-o", "absent/folder/goods.csv"),
        ("orders", "import", "absent.xlsx", "--dealer", "D-001"),
    ],
)
def test_a_wrong_path_is_exit_code_6_in_russian(shop: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--json", database=shop)
    assert done.returncode == 6
    told = complaint(done)
    assert told["code"] == "file_unusable"
    assert told["text"].endswith("нет такого файла или папки.")


def test_wrong_usage_is_exit_code_2_and_json_too(shop: str) -> None:
    done = run("orders", "show", "--json", database=shop)
    assert done.returncode == 2
    assert complaint(done)["code"] == "usage"
    assert run("orders", "nonsense", database=shop).returncode == 2


def test_a_backup_goes_round_through_the_command_line(shop: str, tmp_path: Path) -> None:
    saved = run("backup", str(tmp_path / "b.zip"), "--portable", "--json", database=shop)
    assert json.loads(saved.stdout)["rows"]["dealers"] == 3
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    restored = run("restore", str(tmp_path / "b.zip"), "--json", database=other)
    assert json.loads(restored.stdout)["rows"] == json.loads(saved.stdout)["rows"]
    assert json.loads(run("dealers", "list", "--json", database=other).stdout) == json.loads(
        run("dealers", "list", "--json", database=shop).stdout
    )
