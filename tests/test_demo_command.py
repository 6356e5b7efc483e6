"""``wholesale demo``: a database of its own, the main job told in sums, no other touched."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from fixtures import demo as company
from tests import make
from wholesale import migrations
from wholesale.cli import assembled
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.db import Database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a demo without past orders; the environment names a real database."""
    monkeypatch.setattr(company, "ORDERS", 0)
    monkeypatch.setenv("WHOLESALE_DATA", str(tmp_path / "demo"))
    monkeypatch.setenv("WHOLESALE_DATABASE_URL", f"sqlite:///{tmp_path / 'real.sqlite3'}")
    return tmp_path / "demo"


def run(*arguments: str) -> int:
    return assembled()(["demo", "--prepare-only", *arguments], standalone_mode=False) or 0


def real_database(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with acting(database, system("test"), now=make.NOW) as ctx:
        make.company(ctx.session)
    database.dispose()


def test_the_demo_plays_in_its_own_database_and_tells_the_main_job_in_sums(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    told = capsys.readouterr().out.splitlines()
    assert [path.name for path in folder.parent.iterdir()] == ["demo"]
    assert "    10  KR-00017  Болт М8x40 оцинкованный Крепстрой  300 × 6,60 = 1 980,00" in [
        line.replace("\u00a0", " ") for line in told
    ]
    assert "    16  KR-00017  Объединено со строкой 10" in told
    assert any(line.endswith(f"файл заказа: {company.ORDER_FILE}") for line in told)
    papers = {line.split(" №")[0]: Path(line.split(": ")[-1]) for line in told if " № " in line}
    assert sorted(papers) == ["Заказ", "Счёт на оплату", "ТОРГ-12"]
    assert [papers[name].read_bytes()[:4] for name in sorted(papers)] == [
        b"PK\x03\x04",
        b"%PDF",
        b"%PDF",
    ]
    total = next(line for line in told if line.startswith("Итого: ")).removeprefix("Итого: ")
    assert f"Долг дилера: 0,00 до, {total} после" in told

    assert run("--json") == 0  # once more: it is there
    again = json.loads(capsys.readouterr().out)
    assert again["logins"] == [line for line in told if line in again["logins"]]

    (folder / "wholesale.sqlite3").unlink()
    assert run() == 0
    assert "Заказ: MSK-26-00001" in capsys.readouterr().out


@pytest.mark.parametrize("named", [True, False])
def test_the_demo_refuses_a_database_it_did_not_make(
    folder: Path, named: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.mkdir()
    path = folder / ("work.sqlite3" if named else "wholesale.sqlite3")
    real_database(path)
    before = path.read_bytes()
    assert run(*(("--database", f"sqlite:///{path}") if named else ())) == 5
    assert "сделана не этой версией демонстрации" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert sorted(folder.iterdir()) == [path]


def test_the_demo_refuses_tables_of_another_program(folder: Path) -> None:
    folder.mkdir()
    with sqlite3.connect(folder / "wholesale.sqlite3") as other:
        other.execute("CREATE TABLE places (url TEXT)")
    other.close()
    assert run() == 5


def test_a_demo_that_was_cut_short_is_kept_aside_and_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the light went out")

    for _ in range(2):
        with monkeypatch.context() as broken, pytest.raises(RuntimeError, match="light"):
            broken.setattr(company, "create", fail)
            run()
    aside = [path.name for path in folder.glob("wholesale-*.sqlite3")]
    assert aside == [f"wholesale-{migrations.HEAD}.sqlite3"]
    assert run() == 0
    assert len(list(folder.glob("wholesale-*.sqlite3"))) == 2
