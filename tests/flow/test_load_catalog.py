"""A catalogue comes in as a file: all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests import make
from wholesale import search
from wholesale.catalog import queries as catalog
from wholesale.catalog.dump import HEADER, dump_rows
from wholesale.context import acting, reading
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError, NotPermitted, Problem
from wholesale.core.vocabulary import VatCategory
from wholesale.db import Database
from wholesale.flow.load_catalog import LoadedCatalog, load_catalog, parse_catalog
from wholesale.flow.load_stock import LoadedStock, load_stock, parse_stock
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.models.goods import Barcode, Category, Product, ProductCost, Stock
from wholesale.models.prices import PriceEntry, PriceList
from wholesale.models.talk import Event
from wholesale.pricing.queries import price_lines

HEADINGS = (
    "Артикул",
    "Наименование",
    "Категория",
    "Бренд",
    "Ед. изм.",
    "Кратность",
    "Мин. заказ",
    "Штрихкод",
    "Ставка НДС",
    "Себестоимость",
    "Минимальная цена",
    "Цена: Оптовый",
    "Цена: Оптовый от 100",
    "Остаток: Склад Север",
    "Остаток: B",
)
SCREW = (
    *("KR-1", "Саморез 3.5x35", "Крепёж / Саморезы", "Норд", "шт", 500, 500, "4600000000992"),
    *("22%", 0.6, 0.7, 1.1, 0.95, 12_000, 0),
)
CABLE = (
    *("EL-1", "Кабель ВВГнг 3x2.5", "Электрика > Кабель", "", "006", "", "", "", "10"),
    *("", "", 88, "", "", 40.5),
)


def workbook(*rows: Sequence[Any]) -> bytes:
    """An xlsx with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def load(database: Database, actor: Actor, *rows: Sequence[Any], **options: Any) -> LoadedCatalog:
    """Parse and load these rows as ``actor``."""
    parsed = parse_catalog(workbook(*rows))
    with acting(database, actor, now=make.NOW) as ctx:
        return load_catalog(ctx, parsed=parsed, file_name="catalog.xlsx", **options)


def load_count(
    database: Database, actor: Actor, *rows: Sequence[Any], point: str = ""
) -> LoadedStock:
    """Parse and load these rows of stock as ``actor``."""
    parsed = parse_stock(workbook(*rows))
    with acting(database, actor, now=make.NOW) as ctx:
        return load_stock(ctx, parsed=parsed, file_name="stock.xlsx", point=point)


def counts(database: Database) -> list[int]:
    """How many rows there are of everything a load may write."""
    models = (Category, Product, ProductCost, Barcode, Stock, PriceList, PriceEntry, Event)
    with database.transaction() as session:
        session.info["scope"] = ()
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_a_product_comes_with_all_that_the_file_says(database: Database, world: make.World) -> None:
    loaded = load(database, world.supervisor, ("Прайс",), HEADINGS, SCREW, CABLE)
    assert (loaded.rows, loaded.added, loaded.changed, loaded.problems) == (2, 2, 0, [])
    assert (loaded.barcodes, loaded.prices, loaded.stocks) == (1, 3, 3)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        screw = catalog.product_by_article(ctx, "KR-1")
        cable = catalog.product_by_article(ctx, "EL-1")
        assert screw == catalog.ProductFacts(
            id=screw.id,
            article="KR-1",
            name="Саморез 3.5x35",
            category_id=screw.category_id,
            category="Крепёж / Саморезы",
            brand="Норд",
            unit="796",
            pack=Decimal(500),
            minimum=Decimal(500),
            vat=VatCategory.STANDARD,
            weight=Decimal(0),
            active=True,
        )
        assert (cable.category, cable.unit, cable.pack) == ("Электрика / Кабель", "006", 1)
        assert cable.vat is VatCategory.REDUCED
        assert catalog.barcodes(ctx, product_ids=[screw.id]) == {screw.id: ["4600000000992"]}
        cost = ctx.session.get_one(ProductCost, screw.id)
        assert (cost.cost, cost.minimum_price) == (Decimal("0.60"), Decimal("0.70"))
        lying = select(Stock.point_id, Stock.on_hand).where(Stock.product_id == screw.id)
        assert dict(ctx.session.execute(lying).all()) == {
            world.point_id: Decimal(12_000),
            world.other_point_id: Decimal(0),
        }
        assert [
            price_lines(ctx, dealer_id=world.dealer_id, on=make.TODAY, items=[item])[0].unit_price
            for item in ((screw.id, Decimal(50)), (screw.id, Decimal(500)), (cable.id, Decimal(1)))
        ] == [Decimal("1.10"), Decimal("0.95"), Decimal("88.00")]


def test_a_second_load_changes_what_the_file_names_and_nothing_else(
    database: Database, world: make.World
) -> None:
    load(database, world.supervisor, HEADINGS, SCREW, CABLE)
    before = counts(database)
    loaded = load(
        database,
        world.supervisor,
        ("Артикул", "Наименование", "Цена: OPT"),
        ("KR-1", "Саморез 3.5x35 чёрный", 1.2),
        ("EL-1", "Кабель ВВГнг 3x2.5", ""),
    )
    assert (loaded.added, loaded.changed, loaded.prices) == (0, 1, 1)  # one has another name
    assert counts(database)[:-1] == before[:-1]
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        screw = catalog.product_by_article(ctx, "KR-1")
        assert (screw.name, screw.brand, screw.pack) == ("Саморез 3.5x35 чёрный", "Норд", 500)
        (line,) = price_lines(
            ctx, dealer_id=world.dealer_id, on=make.TODAY, items=[(screw.id, Decimal(1))]
        )
        assert line.unit_price == Decimal("1.20")


def test_the_same_catalogue_once_more_changes_nothing(
    database: Database, world: make.World
) -> None:
    first = load(database, world.supervisor, HEADINGS, SCREW, CABLE)
    again = load(database, world.supervisor, HEADINGS, SCREW, CABLE)
    assert (first.added, first.changed) == (2, 0)
    assert (again.rows, again.added, again.changed) == (2, 0, 0)


def test_one_bad_row_keeps_the_whole_file_out(database: Database, world: make.World) -> None:
    before = counts(database)
    loaded = load(
        database,
        world.supervisor,
        HEADINGS,
        SCREW,
        ("KR-2", "Болт", "", "", "бочка", *[""] * 10),
        ("KR-3", "Гайка", *[""] * 5, make.ean13("460000000001"), *[""] * 7),
        ("BOLT-8", "Болт М8", *[""] * 9, -1, *[""] * 3),
    )
    assert loaded.problems == [
        Problem(3, "unit_unknown", {"column": "Ед. изм.", "value": "бочка"}),
        Problem(4, "barcode_taken", {"barcode": make.ean13("460000000001"), "article": "BOLT-8"}),
        Problem(5, "price_not_positive", {"column": "Цена: Оптовый", "value": "-1"}),
    ]
    assert (loaded.added, loaded.changed) == (0, 0)
    assert counts(database) == before


def test_an_unknown_point_is_told_and_an_unknown_price_list_opened(
    database: Database, world: make.World
) -> None:
    head = ("Артикул", "Наименование", "Остаток: Луна", "Цена: Розница")
    assert load(database, world.supervisor, head, ("A-1", "Болт", 1, 3)).problems == [
        Problem(1, "point_unknown", {"name": "Луна"})
    ]
    fewer = ("Артикул", "Наименование", "Остаток", "Цена: Розница")
    row = ("A-1", "Болт", 2, 3)
    loaded = load(database, world.supervisor, fewer, row, point="склад юг")
    assert (loaded.new_price_lists, loaded.stocks, loaded.problems) == (("Розница",), 1, [])
    loaded = load(database, world.supervisor, fewer, row)
    assert (loaded.changed, loaded.stocks, loaded.problems) == (0, 0, [])
    assert loaded.notices == [Problem(1, "point_not_named", {"column": "Остаток"})]


def test_a_price_column_without_a_name_is_the_base_list(
    database: Database, world: make.World
) -> None:
    loaded = load(
        database, world.supervisor, ("Артикул", "Наименование", "Цена"), ("RARE", "Станок", 9_000)
    )
    assert loaded.new_price_lists == ()
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        entry = select(PriceEntry.price_list_id, PriceEntry.price).where(
            PriceEntry.product_id == world.product("RARE")
        )
        assert ctx.session.execute(entry).all() == [(world.price_list_id, Decimal("9000.00"))]


def test_columns_nobody_knows_are_named(database: Database, world: make.World) -> None:
    head = ("Артикул", "Наименование", "Фото", "Цвет")
    assert load(database, world.supervisor, head, ("A-1", "Болт", "1.jpg", "")).unknown_columns == (
        "Фото",
        "Цвет",
    )


def test_a_count_below_what_is_reserved_is_refused(database: Database, world: make.World) -> None:
    with acting(database, world.dealer, now=make.NOW) as ctx:
        place_order(
            ctx,
            dealer_id=world.dealer_id,
            items=[OrderItem(world.product("NUT-8"), Decimal(10))],
        )
    head = ("Артикул", "Остаток")
    told = Problem(2, "count_below_reserved", {"article": "NUT-8", "reserved": Decimal(10)})
    short = load_count(database, world.supervisor, head, ("NUT-8", 9), point="A")
    assert short.problems == [told]
    loaded = load_count(database, world.supervisor, head, ("NUT-8", 10), point="A")
    assert (loaded.problems, loaded.written) == ([], 1)
    in_catalog = ("Артикул", "Наименование", "Остаток: A")
    assert load(database, world.supervisor, in_catalog, ("NUT-8", "Гайка", 9)).problems == [told]


def test_stock_is_counted_by_article_and_by_barcode(database: Database, world: make.World) -> None:
    loaded = load_count(
        database,
        world.supervisor,
        ("Артикул", "Штрихкод", "Остаток: Склад Север", "Остаток: Склад Юг"),
        ("BOLT-8", "", 5, 7.5),
        ("", make.ean13("460000000002"), "1 200", ""),
    )
    assert (loaded.rows, loaded.written, loaded.problems) == (3, 3, [])
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        lying = select(Product.article, Stock.point_id, Stock.on_hand).join(
            Product, Product.id == Stock.product_id
        )
        found = {(article, of): on_hand for article, of, on_hand in ctx.session.execute(lying)}
    assert found["BOLT-8", world.point_id] == 5
    assert found["BOLT-8", world.other_point_id] == Decimal("7.5")
    assert found["NUT-8", world.point_id] == 1200
    assert found["NUT-8", world.other_point_id] == 50
    assert found["DRILL", world.point_id] == 1000


def test_unknown_articles_and_points_of_a_count_are_told(
    database: Database, world: make.World
) -> None:
    loaded = load_count(
        database,
        world.supervisor,
        ("Артикул", "Точка", "Количество"),
        ("NO-1", "A", 5),
        ("BOLT-8", "Луна", 5),
        ("BOLT-8", "", 5),
    )
    assert loaded.problems == [
        Problem(2, "article_unknown", {"article": "NO-1"}),
        Problem(3, "point_unknown", {"name": "Луна", "column": ""}),
        Problem(4, "point_not_named", {"name": "", "column": ""}),
    ]


def test_what_is_dumped_can_be_loaded_back(database: Database, world: make.World) -> None:
    load(database, world.supervisor, HEADINGS, SCREW, CABLE)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        rows = list(dump_rows(ctx))
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    assert stream.getvalue().splitlines()[0] == (
        "article,name,category,brand,unit,pack,minimum,barcode,vat"
    )
    assert next(row for row in rows if row[0] == "KR-1") == (
        *("KR-1", "Саморез 3.5x35", "Крепёж / Саморезы", "Норд", "шт", "500", "500"),
        *("4600000000992", "standard"),
    )
    parsed = parse_catalog(stream.getvalue().encode())
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        loaded = load_catalog(ctx, parsed=parsed, file_name="dump.csv")
    assert (loaded.rows, loaded.added, loaded.problems) == (8, 0, [])
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert list(dump_rows(ctx)) == rows


def test_the_load_is_told_in_the_journal_and_found_by_search(
    database: Database, world: make.World
) -> None:
    assert search.find(database, "саморез") == []
    load(database, world.supervisor, HEADINGS, SCREW)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        event = ctx.session.scalars(select(Event).where(Event.kind == "catalog.loaded")).one()
        assert event.data == {
            "file": "catalog.xlsx",
            "added": 1,
            "changed": 0,
            "prices": 2,
            "stocks": 2,
        }
        (found,) = catalog.search(ctx, "саморезы")
        assert catalog.products_by_ids(ctx, [found])[found].article == "KR-1"


def test_progress_is_told_by_stage(database: Database, world: make.World) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, of: int) -> None:
        told.append((stage, done, of))

    parsed = parse_catalog(workbook(HEADINGS, SCREW, CABLE), progress=progress)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        load_catalog(ctx, parsed=parsed, file_name="c.xlsx", progress=progress)
    assert [stage for stage, _, _ in told if stage != "file"] == ["rows"] * 2 + ["write"] * 5
    assert told[-1] == ("write", 4, 4)


@pytest.mark.parametrize("who", ["dealer", "manager"])
def test_dealers_and_managers_load_nothing(database: Database, world: make.World, who: str) -> None:
    before = counts(database)
    with pytest.raises(NotPermitted):
        load(database, getattr(world, who), HEADINGS, SCREW)
    with pytest.raises(NotPermitted):
        load_count(database, getattr(world, who), ("Артикул", "Остаток: A"), ("BOLT-8", 1))
    assert counts(database) == before


def test_an_administrator_loads_goods_but_no_prices(database: Database, world: make.World) -> None:
    assert load(database, world.admin, ("Артикул", "Наименование"), ("A-1", "Болт")).added == 1
    with pytest.raises(NotPermitted):
        load(database, world.admin, ("Артикул", "Наименование", "Цена"), ("A-1", "Болт", 5))


def test_a_picture_is_no_catalogue(world: make.World) -> None:
    with pytest.raises(DomainError, match="file_is_picture"):
        parse_catalog(b"\x89PNG\r\n\x1a\n" + bytes(100))


def test_pages_go_by_name_and_by_rank(database: Database, world: make.World) -> None:
    rows = [(f"P-{number:03d}", f"Полка {number:03d}", "Дом / Полки") for number in range(120)]
    load(database, world.supervisor, ("Артикул", "Наименование", "Категория"), *rows)
    with reading(database, world.dealer, now=make.NOW) as ctx:
        shelves = next(n for n in catalog.category_tree(ctx) if n.path == "Дом / Полки")
        home = next(node for node in catalog.category_tree(ctx) if node.path == "Дом")
        assert (shelves.products, home.products, home.parent_id) == (120, 120, None)
        first = catalog.catalog_page(ctx, category_id=home.id)
        second = catalog.catalog_page(ctx, category_id=home.id, after=first.after)
        third = catalog.catalog_page(ctx, category_id=home.id, after=second.after)
        names = [p.name for page in (first, second, third) for p in page.products]
        assert names == [row[1] for row in rows]
        assert (len(first.products), len(third.products), third.after) == (50, 20, None)
        ranked = catalog.catalog_page(ctx, text="полка")
        more = catalog.catalog_page(ctx, text="полка", after=ranked.after)
        assert len({p.id for p in (*ranked.products, *more.products)}) == 100
        assert catalog.catalog_page(ctx, text="полка", brand="РОСТ").products == []
        kept = catalog.catalog_page(ctx, in_stock_at=world.point_id)
        assert len(kept.products) == 6
        assert (
            catalog.catalog_page(ctx, text="болт", in_stock_at=world.point_id).products[0].article
            == "BOLT-8"
        )
        assert catalog.catalog_page(ctx, in_stock_at=world.other_point_id).products == []
        assert catalog.brands(ctx) == [
            catalog.BrandCount("ЗУБР", 2),
            catalog.BrandCount("МОМЕНТ", 1),
            catalog.BrandCount("РОСТ", 3),
        ]
        assert catalog.brands(ctx, category_id=home.id) == []
