"""Order files: a dropped workbook becomes a priced preview; a corpus is read without mistakes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

import xlsxwriter

from fixtures.corpus import maker
from fixtures.corpus.goods import Good
from wholesale.bench.measure import Figure, counted, measure
from wholesale.bench.site import Site
from wholesale.core.access import system
from wholesale.flow.corpus_goods import corpus_goods
from wholesale.flow.read_order_file import read_order_file, recognise
from wholesale.intake import score as scoring
from wholesale.intake.parse import ParsedFile, parse

GOALS = {100: None, 1_000: 400.0, 10_000: 1_500.0}
NAME = "заявка.xlsx"


def preview(site: Site) -> Iterator[Figure]:
    """Reading a file, then matching, pricing and keeping it."""
    for rows, goal in GOALS.items():
        content = site.workbook(rows)
        runs = 5 if rows == 10_000 else 9
        parsed = parse(content, NAME)
        name = f"File of {rows:,} rows → priced preview"
        for what, work, reach in (
            ("", partial(_whole, site, content), goal),
            (": reading the file", partial(parse, content, NAME), None),
            (": matching, pricing, keeping", partial(_kept, site, parsed), None),
        ):
            yield measure(name + what, work, products=site.products, runs=runs, goal=reach)
    content = price_list(site, rows=100_000, ordered=200)
    yield measure(
        "Price list of 100,000 rows with 200 quantities → priced preview",
        lambda: _whole(site, content),
        products=site.products,
        runs=3,
        goal=4_000.0,
    )


def corpus(
    site: Site, *, products: int, of: str = "", count: int = 440, seed: int = 7
) -> Iterator[Figure]:
    """Messy workbooks of the catalogue with known truth, and what was made of them.

    Rows of columns that a person is asked for count as not right.
    """
    with site.acting(system("bench")) as ctx:
        goods = [
            Good(good.article, good.name, good.barcode, good.pack, good.unit, good.price)
            for good in corpus_goods(ctx)
        ]
    score = scoring.Score()
    with site.reading() as ctx:
        for name, content, truth in maker.make(goods, count=count, seed=seed):
            read = recognise(ctx, dealer_id=site.dealer_id, parsed=parse(content, name))
            scoring.add(score, read, truth)
    told = score.told()
    for what, missed, goal in (
        ("silently wrong rows", told["silently_wrong"], 0.0),
        ("rows with a code, not right", 100 - told["code_right_percent"], 0.1),
        (
            "rows in own words, neither right nor among three",
            100 - told["own_right_or_asked_percent"],
            3.0,
        ),
        ("files whose columns were not found", 100 - told["columns_right_percent"], 1.0),
    ):
        unit = "" if isinstance(missed, int) else "%"
        yield counted(
            f"{of}Corpus of {count} workbooks: {what}",
            round(missed, 3),
            unit,
            products=products,
            goal=goal,
        )


def price_list(site: Site, *, rows: int, ordered: int) -> bytes:
    """A supplier's price list where a dealer wrote quantities into a few rows; sums are formulas
    without values."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet("Прайс")
    sheet.write_row(0, 0, ["Прайс-лист"])
    sheet.write_row(2, 0, ["Артикул", "Наименование", "Ед.", "Цена", "Заказ", "Сумма"])
    every = rows // ordered
    for row in range(rows):
        good = site.goods[row % len(site.goods)]
        at = row + 3
        sheet.write_row(at, 0, [good.article, good.name, "шт", 100 + row % 900])
        if row % every == 0:
            sheet.write_number(at, 4, int(good.pack))
        sheet.write_formula(at, 5, f"=D{at + 1}*E{at + 1}", None, "")
    book.close()
    return stream.getvalue()


def _whole(site: Site, content: bytes) -> None:
    _kept(site, parse(content, NAME))


def _kept(site: Site, parsed: ParsedFile) -> None:
    with site.acting() as ctx:
        read_order_file(ctx, dealer_id=site.dealer_id, parsed=parsed)
