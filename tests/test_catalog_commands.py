"""``wholesale catalog`` and ``wholesale stock``, as machines and people call them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from tests import make
from tests.flow.test_load_catalog import workbook
from wholesale import migrations
from wholesale.cli import assembled
from wholesale.db import Database


@pytest.fixture(autouse=True)
def no_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests create the tables by themselves."""
    monkeypatch.setattr(migrations, "revision", lambda database: migrations.HEAD)


def run(url: str, *arguments: str) -> Result:
    """The command's result on this database."""
    return CliRunner().invoke(assembled(), [*arguments, "--database", url])


def write(path: Path, *rows: tuple[object, ...]) -> str:
    """A workbook of these rows; its path."""
    path.write_bytes(workbook(*rows))
    return str(path)


def test_a_catalogue_is_loaded_and_dumped(
    database_url: str, database: Database, world: make.World, tmp_path: Path
) -> None:
    file = write(
        tmp_path / "c.xlsx",
        ("Артикул", "Наименование", "Ед", "Цена: Оптовый", "Остаток: A"),
        ("S-1", "Саморез 3.5x35", "шт", 1.2, 500),
    )
    loaded = run(database_url, "catalog", "load", file, "--json")
    assert loaded.exit_code == 0
    answer = json.loads(loaded.stdout)
    assert (answer["rows"], answer["added"], answer["prices"], answer["stocks"]) == (1, 1, 1, 1)
    assert answer["problems"] == []
    dump = tmp_path / "dump.csv"
    assert run(database_url, "catalog", "dump", "-o", str(dump), "--json").exit_code == 0
    with dump.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == [
        *("article", "name", "category", "brand", "unit", "pack", "minimum", "barcode", "vat")
    ]
    assert ["S-1", "Саморез 3.5x35", "", "", "шт", "1", "0", "", "standard"] in rows
    assert [row[0] for row in rows[1:]] == sorted(row[0] for row in rows[1:])


def test_wrong_rows_are_told_and_nothing_is_loaded(
    database_url: str, database: Database, world: make.World, tmp_path: Path
) -> None:
    file = write(
        tmp_path / "c.xlsx", ("Артикул", "Наименование", "Ед"), ("S-1", "", "бочка"), ("", "A", "x")
    )
    result = run(database_url, "catalog", "load", file, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["problems"] == [
        {"row": 2, "code": "name_missing", "text": "Не указано наименование"},
        {"row": 2, "code": "unit_unknown", "text": "Ед: единицы «бочка» нет в ОКЕИ"},
        {"row": 3, "code": "article_missing", "text": "Не указан артикул"},
    ]
    told = run(database_url, "catalog", "load", file, "--language", "en")
    assert told.stderr.splitlines()[0] == "Row 2: The name is missing"


def test_stock_is_loaded_for_a_point_given_by_code(
    database_url: str, database: Database, world: make.World, tmp_path: Path
) -> None:
    file = write(tmp_path / "s.xlsx", ("Артикул", "Остаток"), ("BOLT-8", 7), ("NUT-8", "1 000"))
    refused = run(database_url, "stock", "load", file, "--json")
    assert refused.exit_code == 3
    assert {p["code"] for p in json.loads(refused.stdout)["problems"]} == {"point_not_named"}
    loaded = run(database_url, "stock", "load", file, "--point", "b", "--json")
    assert (loaded.exit_code, json.loads(loaded.stdout)["written"]) == (0, 2)


def test_a_file_that_is_not_there_or_no_table_is_refused(
    database_url: str, database: Database, world: make.World, tmp_path: Path
) -> None:
    assert run(database_url, "catalog", "load", str(tmp_path / "no.xlsx")).exit_code == 6
    picture = tmp_path / "c.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = run(database_url, "catalog", "load", str(picture), "--json")
    assert refused.exit_code == 6
    assert json.loads(refused.stderr)["error"]["code"] == "file_is_picture"


def test_wrong_price_rules_are_told_and_what_was_not_read_is_named(
    database_url: str, database: Database, world: make.World, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Скидки"
    sheet.append(["source", "percent", "dealer", "менеджер"])
    sheet.append(["personal", 500, "D-001", "Иванов"])
    file = tmp_path / "rules.xlsx"
    book.save(file)
    told = run(database_url, "price", "rules", "load", str(file))
    assert (told.exit_code, told.stdout) == (3, "")
    assert told.stderr.splitlines() == [
        "Не прочитано: Скидки.менеджер",
        "Строка 2: Лист «Скидки», колонка «percent»: Допустимо от 0 до 100",
    ]
    answer = run(database_url, "price", "rules", "load", str(file), "--json")
    assert json.loads(answer.stdout) == {
        "rules": {},
        "unknown": ["Скидки.менеджер"],
        "notices": [],
        "problems": [
            {
                "row": 2,
                "code": "rule_field",
                "text": "Лист «Скидки», колонка «percent»: Допустимо от 0 до 100",
            }
        ],
    }
