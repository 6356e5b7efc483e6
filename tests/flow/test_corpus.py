"""Messy workbooks made from the demo's goods are read without one silent mistake."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal as D  # noqa: N817
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert

from fixtures.corpus import maker
from fixtures.corpus.foreign import MISSES
from fixtures.corpus.goods import Good, with_telling
from fixtures.corpus.writers import Grid, write
from tests import make
from tests.make import NOW, World
from wholesale import scope
from wholesale.context import reading
from wholesale.core.access import system
from wholesale.core.codes import article_key
from wholesale.db import Database
from wholesale.flow.read_order_file import recognise
from wholesale.intake import score as scoring
from wholesale.intake.matching.names import likeness
from wholesale.intake.parse import parse
from wholesale.intake.reading import Reading
from wholesale.models.goods import Barcode, Product

KINDS = ("Болт", "Гайка", "Шайба", "Винт", "Саморез", "Дюбель", "Шпилька", "Заклёпка")
COATS = ("оцинкованный", "нержавеющий", "чёрный", "жёлтый", "латунный")


def catalogue() -> list[Good]:
    """Four hundred fasteners whose names differ in one size, coat or word."""
    goods: list[Good] = []
    for kind in KINDS:
        for coat in COATS:
            for size in range(10):
                number = len(goods) + 1
                goods.append(
                    Good(
                        article=f"{number:06d}" if number % 2 else f"KR-{number:04d}/{size}",
                        name=f"{kind} М{4 + size}x{10 + 5 * size} {coat} упрочнённый",
                        barcode=make.ean13(f"4611111{number:05d}"),
                        pack=D(12) if number % 3 else D(1),
                        unit="796",
                        price=D("12.50"),
                    )
                )
    return goods


@pytest.fixture
def goods(database: Database, world: World) -> list[Good]:
    made = catalogue()
    with database.transaction() as session:
        scope.bind(session, system("test"))
        ids = session.scalars(
            insert(Product).returning(Product.id, sort_by_parameter_order=True),
            [
                {
                    "article": good.article,
                    "article_key": article_key(good.article),
                    "name": good.name,
                    "pack": good.pack,
                    "minimum": D(0),
                    "weight": D(0),
                }
                for good in made
            ],
        ).all()
        session.execute(
            insert(Barcode),
            [
                {"product_id": product_id, "code": good.barcode}
                for product_id, good in zip(ids, made, strict=True)
            ],
        )
    return made


def test_a_corpus_is_read_right_and_nothing_is_silently_wrong(
    database: Database, world: World, goods: list[Good]
) -> None:
    result = scoring.Score()
    with reading(database, world.dealer, now=NOW) as ctx:
        for name, content, truth in maker.make(goods, count=40, seed=11):
            read = recognise(ctx, dealer_id=world.dealer_id, parsed=parse(content, name))
            if all(_counted(read, table) for table in truth["tables"]):
                scoring.add(result, read, truth)
    told = result.told()
    assert told["files"] >= 24
    assert result.rows["foreign", "right"] >= 30
    assert told["silently_wrong"] == 0, told["mistakes"]
    assert told["code_right_percent"] >= 99.0, told["mistakes"]
    # A dealer who leaves the coat out means one of five: three are shown.
    assert told["own_right_or_asked_percent"] >= 85.0


def test_files_that_order_nothing_are_made_and_none_of_them_is_ordered(
    database: Database, world: World, goods: list[Good]
) -> None:
    result = scoring.Score()
    with reading(database, world.dealer, now=NOW) as ctx:
        for name, content, truth in maker.make(goods, count=90, seed=4):
            if not truth["tables"]:
                read = recognise(ctx, dealer_id=world.dealer_id, parsed=parse(content, name))
                scoring.add(result, read, truth)
    assert result.no_orders >= 5
    assert (result.no_orders_ordered, result.extra) == (0, 0), result.mistakes


def test_a_catalogue_without_barcodes_makes_a_corpus_of_articles() -> None:
    bare = [replace(good, barcode="") for good in catalogue()]
    assert len(list(maker.make(bare, count=20, seed=1))) == 20


def _counted(read: Reading, meant: dict[str, Any]) -> bool:
    """Whether the columns that count were found: what is tested here is the matching of rows."""
    found = {
        int(column)
        for table in read.tables
        if table["order"] and table["sheet"] == meant["sheet"]
        for column, part in table["columns"].items()
        if part == "quantity"
    }
    return found == set(meant["quantity_columns"])


def test_a_near_miss_of_a_product_is_never_taken_for_it() -> None:
    names = [
        "Выключатель автоматический 1P C16 IEK",
        "Бита PH2 50мм с магнитом",
        "Простыня 200x180 без резинки",
        "Масло 5W40 4л синтетика",
        "Напиток 1.5% 6.9л лимон",
        "Сумка декор-38в чёрная кожаная",
        *(good.name for good in catalogue()),
    ]
    sold = [Good("1", name, "", D(1), "796", D(1)) for name in names]
    taken, made = [], 0
    for miss in MISSES:
        for good in sold:
            said = miss(good.name, Random(7))
            if said and said != good.name:
                made += 1
                if likeness(said, good.name).sure:
                    taken.append((miss.__name__, said, good.name))
    assert made > 1500
    assert not taken


def test_words_without_which_a_crowd_is_called_the_same_stay() -> None:
    coats = ["белая", "синяя", "красная", "серая"]
    goods = [Good(coat, f"Эмаль {coat} матовая 1 кг", "", D(1), "796", D(1)) for coat in coats]
    assert [good.telling for good in with_telling(goods)] == [{coat} for coat in coats]
    assert [good.telling for good in with_telling(goods[1:])] == [set()] * 3


def test_one_seed_makes_one_corpus_to_the_byte() -> None:
    first = list(maker.make(catalogue(), count=24, seed=1))
    assert {name.rsplit(".")[-1] for name, _, _ in first} >= {"xlsx", "xlsm", "ods"}
    time.sleep(2.1)  # a package is dated to two seconds
    assert list(maker.make(catalogue(), count=24, seed=1)) == first


def test_the_score_tells_precision_recall_and_what_was_asked() -> None:
    score = scoring.Score(extra=1)
    score.rows.update(
        {
            ("code", "right"): 6, ("code", "wrong"): 1, ("name", "asked"): 2, ("own", "lost"): 1,
            ("bad", "right"): 5, ("foreign", "wrong"): 1,
        }
    )  # fmt: skip
    told = score.told()
    assert told["precision_percent"] == 66.667  # six of nine that were ordered
    assert told["recall_percent"] == 60.0  # six of ten that were to be
    assert (told["asked_percent"], told["silently_wrong"]) == (20.0, 3)
    assert scoring.Score().told()["precision_percent"] == 100.0


def test_a_comment_on_a_cell_that_a_merge_covers_stops_no_workbook() -> None:
    rows: list[list[Any]] = [["Артикул", "Заказ"] for _ in range(9)]
    grid = Grid("Прайс", rows, merged=[(7, 1, 9, 1)], commented=True)  # one falls on row 8
    assert write([grid], "xlsx")
