"""``wholesale intake explain`` speaks sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests import make
from wholesale import migrations
from wholesale.cli import assembled
from wholesale.db import Database


def test_explain_tells_of_each_column_what_it_is_and_why(
    database_url: str,
    database: Database,
    world: make.World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrations, "revision", lambda _: migrations.HEAD)
    order = tmp_path / "a.csv"
    order.write_text("Артикул;Грузим;Было\nBOLT-8;20;3\nGLUE;4;2\nNUT-8;7;9\n", encoding="utf-8")
    words = ["intake", "explain", str(order), "--dealer", "D-001", "--database", database_url]
    done = CliRunner().invoke(assembled(), words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    head, *columns = done.stdout.splitlines()[:4]
    assert "заголовок найден в строке 1" in head
    assert columns == [
        "    A «Артикул»: Артикул  по заголовку · 100 % значений есть в нашем каталоге · оценка 5",
        "    B «Грузим»: Количество  слово заголовка говорит о заказе",
        "    C «Было»: —  о прошлом или совет, не заказывается",
    ]
