"""Loading catalogues: the made-up one, and a real one where it is at hand.

The real catalogue (30,000 Russian names with barcodes) is not part of the project; it is read
from ``../shared/data`` beside the clone, and its absence is said.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from fixtures import company
from fixtures.corpus.goods import Good, own_words
from fixtures.goods import goods
from wholesale.bench import files
from wholesale.bench.measure import Figure, measure
from wholesale.bench.site import Say, Site, made
from wholesale.core.access import system
from wholesale.core.errors import DomainError
from wholesale.flow.load_catalog import load_catalog, parse_catalog
from wholesale.flow.read_order_file import read_order_file
from wholesale.intake.parse import parse

REAL = Path(__file__).parents[3] / "shared" / "data" / "catalog_30k.csv.gz"
HEADER = (
    "Артикул",
    "Наименование",
    "Категория",
    "Бренд",
    "Ед. изм.",
    "Кратность",
    "Штрихкод",
    f"Цена: {company.WHOLESALE}",
    f"Остаток: {company.POINTS[0].name}",
)


def all_loading(say: Say) -> Iterator[Figure]:
    """20,000 made-up rows into an empty company; then the real catalogue and its orders."""
    with made(1, say=say, orders=0) as site:
        rows = [
            (g.article, g.name, g.path, g.brand, "шт", g.pack, g.barcode, str(g.retail or ""), 100)
            for g in goods(20_000)
        ]
        yield _load(site, "Load a catalogue file of 20,000 rows", rows, goal=10_000.0)
    if not REAL.is_file():
        say(f"No real data at {REAL}: its figures are left out.")
        return
    with made(1, say=say, orders=0) as site:
        yield from real(site)


def real(site: Site) -> Iterator[Figure]:
    """The real catalogue of 30,000 names, and orders by its barcodes and by names alone."""
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    rows = [
        (
            row["sku"],
            row["name"],
            row["category"].replace("/", " / "),
            row["brand"],
            row["unit"],
            row["pack"],
            row["ean"],
            row["price"],
            row["stock"],
        )
        for row in found
    ]
    yield _load(site, "Real data: load a catalogue file of 30,000 rows", rows)
    yield from files.corpus(site, products=len(rows), of="Real data: ")
    chosen = random.Random(1).sample(found, 1_000)
    by_barcode = [("Штрихкод", "Кол-во"), *((row["ean"], row["pack"]) for row in chosen)]
    by_name = [("Наименование", "Кол-во"), *((row["name"].lower(), 1) for row in chosen)]
    dice = random.Random(1)
    by_words = [
        ("Наименование", "Кол-во"),
        *((own_words(_named(row["name"]), dice), 1) for row in chosen),
    ]
    for what, table, goal in (
        ("barcodes", by_barcode, None),
        ("names alone", by_name, 400.0),
        ("own words alone", by_words, 400.0),
    ):
        content = _workbook(table)

        def preview(content: bytes = content) -> None:
            parsed = parse(content, "заявка.xlsx")
            with site.acting() as ctx:
                read_order_file(ctx, dealer_id=site.dealer_id, parsed=parsed)

        yield measure(
            f"Real data: file of 1,000 rows by {what} → priced preview",
            preview,
            products=len(rows),
            runs=5,
            goal=goal,
        )


def _named(name: str) -> Good:
    return Good("", name, "", Decimal(1), "796", Decimal(1))


def _load(
    site: Site, name: str, rows: Sequence[Sequence[Any]], goal: float | None = None
) -> Figure:
    content = _workbook([HEADER, *rows])

    def load() -> None:
        parsed = parse_catalog(content)
        with site.acting(system("bench")) as ctx:
            loaded = load_catalog(ctx, parsed=parsed, file_name="каталог.xlsx")
        if loaded.problems:
            raise DomainError(loaded.problems[0].code, **loaded.problems[0].params)

    return measure(name, load, products=len(rows), runs=1, goal=goal, warm=False)


def _workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Лист1")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()
