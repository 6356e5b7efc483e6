"""JSON answers of the command line: amounts and quantities are decimal strings.

Not those that measure (``bench``, ``intake explain``): seconds and scores are numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests import make
from wholesale import migrations
from wholesale.cli import assembled
from wholesale.context import acting
from wholesale.db import Database
from wholesale.flow.change_order import accept_order
from wholesale.flow.ship_order import ship_order
from wholesale.orders.queries import order_id_of

# fmt: off
COUNTED = {
    "row", "rows", "rows_in", "added", "merged", "asked", "rejected", "skipped", "confidence",
    "lines", "position", "at", "order_id", "document_id", "upload", "bytes", "products", "changed",
    "revision", "categories", "prices", "stocks", "barcodes", "written",
}
"""What is counted in whole pieces, or names a thing: numbers in JSON."""

EXACT = {
    "quantity", "unit_price", "net", "vat", "vat_rate", "total", "paid", "shipped", "reserved",
    "cancelled", "before", "after",
}
"""What docs/cli.md promises as decimal strings (or null)."""
# fmt: on


@pytest.fixture(autouse=True)
def no_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests create the tables by themselves."""
    monkeypatch.setattr(migrations, "revision", lambda database: migrations.HEAD)


def test_no_answer_has_a_number_where_a_decimal_string_is_promised(
    database_url: str, database: Database, world: make.World, tmp_path: Path
) -> None:
    def answer(*words: str) -> Any:
        done = CliRunner().invoke(
            assembled(), [*words, "--database", database_url, "--json"], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)
        wrong = [f"{path} = {value!r}" for path, value in _wrong(found, " ".join(words[:2]))]
        assert wrong == []
        return found

    order = tmp_path / "order.csv"
    order.write_text("Артикул;Количество\nBOLT-8;20\nGLUE;1,5\nNUT-8;7\n", encoding="utf-8")
    goods = tmp_path / "goods.csv"
    goods.write_text("Артикул;Название;Остаток\nX-9;Изделие;5\n", encoding="utf-8")
    answer("dealers", "list")
    answer("price", "--dealer", "D-001", "BOLT-8:150", "GLUE:1.5", "RARE")
    answer("orders", "import", str(order), "--dealer", "D-001")
    number = answer("orders", "import", str(order), "--dealer", "D-001", "--commit")["order"]
    answer("orders", "list")
    answer("orders", "show", number)
    issued = answer("documents", "issue", number, "--kind", "invoice")
    with acting(database, world.manager, now=make.NOW) as ctx:
        accept_order(ctx, order_id=order_id_of(ctx, number=number))
        ship_order(ctx, order_id=order_id_of(ctx, number=number))
    answer("orders", "show", number)
    answer("documents", "return", number, "BOLT-8:10")
    answer("documents", "list")
    answer("documents", "file", issued["number"], "-o", str(tmp_path / "i.pdf"))
    answer("catalog", "load", str(goods), "--point", "A")
    answer("catalog", "dump", "-o", str(tmp_path / "c.csv"))
    answer("stock", "load", str(goods), "--point", "A")


def _wrong(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Numbers that are no counts, and what is promised exact and is no decimal string."""
    name = path.rsplit(".", 1)[-1]
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _wrong(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _wrong(inner, path)
    elif name in EXACT:
        if value is not None and not _is_exact(value):
            yield path, value
    elif isinstance(value, float) or (type(value) is int and name not in COUNTED):
        yield path, value


def _is_exact(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
