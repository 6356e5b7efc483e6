"""``wholesale intake explain``: sentences for people, every decision in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests import make
from wholesale import migrations
from wholesale.cli import assembled
from wholesale.db import Database


@pytest.fixture
def explained(
    database_url: str,
    database: Database,
    world: make.World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., str]:
    """What the command says of a csv."""
    monkeypatch.setattr(migrations, "revision", lambda _: migrations.HEAD)

    def explain(text: str, *options: str) -> str:
        order = tmp_path / "a.csv"
        order.write_text(text, encoding="utf-8")
        words = ["intake", "explain", str(order), "--dealer", "D-001", "--database", database_url]
        done = CliRunner().invoke(assembled(), [*words, *options], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return explain


def test_explain_tells_of_each_column_what_it_is_and_why(explained: Callable[..., str]) -> None:
    told = explained("Артикул;Грузим;Было\nBOLT-8;20;3\nGLUE;4;2\nNUT-8;7;9\n")
    head, *columns = told.splitlines()[:4]
    assert "заголовок найден в строке 1" in head
    assert columns == [
        "    A «Артикул»: Артикул  по заголовку · 100 % значений есть в нашем каталоге · оценка 5",
        "    B «Грузим»: Количество  слово заголовка говорит о заказе",
        "    C «Было»: —  о прошлом или совет, не заказывается",
    ]


def test_explain_accounts_for_every_row_and_every_line(explained: Callable[..., str]) -> None:
    text = "ООО;\n;\n;\nАртикул;Кол-во\nBOLT-8;12\nBOLT-8;3\nZZZ;4\nGLUE;0\n;\n;Итого\nNUT-8;>5\n"
    told = json.loads(explained(text, "--json"))
    receipt, rows, skipped = told["receipt"], told["rows"], told["skipped"]
    assert receipt["rows_in"] == len(rows) + sum(one["rows"] for one in skipped) == 11
    assert {one["row"]: (one["reason"], one["rows"]) for one in skipped} == {
        1: ("above_header", 1), 2: ("empty", 2), 4: ("header", 1), 8: ("no_quantity", 1),
        9: ("empty", 1), 10: ("total", 1),
    }  # fmt: skip
    assert [(row["outcome"], row.get("code", row.get("how"))) for row in rows] == [
        ("added", "article"), ("merged", "article"), ("rejected", "product_unknown"),
        ("rejected", "quantity_inexact"),
    ]  # fmt: skip
    [line] = told["lines"]
    assert (line["article"], line["quantity"], line["keys"]) == ("BOLT-8", "20", ["0:5:0", "0:6:0"])
    assert [code for code, _ in line["notes"]] == ["raised_to_multiple"]


def test_a_header_printed_again_is_skipped_as_one(explained: Callable[..., str]) -> None:
    text = "Артикул;Кол-во\nBOLT-8;12\nАртикул;Кол-во\nGLUE;4\n"
    told = json.loads(explained(text, "--json"))
    assert [(one["row"], one["reason"]) for one in told["skipped"]] == [
        (1, "header"),
        (3, "header"),
    ]
    assert [(row["row"], row["outcome"]) for row in told["rows"]] == [(2, "added"), (4, "added")]


@pytest.mark.parametrize("truth", ["garbage", "", "[1]", '{"file": "a.csv"}'])
def test_a_corpus_whose_truth_is_spoilt_is_refused_with_a_sentence(
    database_url: str,
    database: Database,
    world: make.World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    truth: str,
) -> None:
    monkeypatch.setattr(migrations, "revision", lambda _: migrations.HEAD)
    (tmp_path / "truth.jsonl").write_text(truth, encoding="utf-8")
    words = ["intake", "score", str(tmp_path), "--dealer", "D-001", "--database", database_url]
    done = CliRunner().invoke(assembled(), words, catch_exceptions=False)
    assert (done.exit_code, "не говорит, что верно о наборе" in done.stderr) == (6, True)


def test_a_letter_without_an_order_ends_as_any_file_that_cannot_be_read(
    database_url: str,
    database: Database,
    world: make.World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrations, "revision", lambda _: migrations.HEAD)
    letter = tmp_path / "a.eml"
    letter.write_bytes(b"From: a@example.test\nSubject: x\n\n \n")
    words = ["intake", "explain", str(letter), "--dealer", "D-001", "--database", database_url]
    assert CliRunner().invoke(assembled(), words).exit_code == 6


def test_a_file_in_the_place_of_the_corpus_folder_is_told_in_russian(
    database_url: str,
    database: Database,
    world: make.World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrations, "revision", lambda _: migrations.HEAD)
    place = tmp_path / "corpus"
    place.write_text("")
    words = ["intake", "corpus", "-o", str(place), "--count", "1", "--database", database_url]
    done = CliRunner().invoke(assembled(), words)
    assert (done.exit_code, done.stderr) == (
        6,
        f"Файл {place} не прочитать и не записать: по этому пути уже есть файл.\n",
    )
