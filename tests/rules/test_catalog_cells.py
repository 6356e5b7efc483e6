"""Cells and headings of catalogue files, as people fill them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.catalog import cells
from wholesale.catalog.cells import Refused
from wholesale.catalog.columns import Cell, Part, Row, find_header
from wholesale.catalog.rows import read_catalog, read_stock
from wholesale.core.errors import DomainError, Problem
from wholesale.core.vocabulary import VatCategory


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 200,50", "1200.50"),
        ("1 200.5 руб.", "1200.50"),
        (12.3, "12.30"),
        (33.333333, "33.33"),
        (0.125, "0.13"),
        ("99 ₽", "99.00"),
        (5, "5.00"),
    ],
)
def test_prices_are_read_to_the_kopeck(cell: Cell, expected: str) -> None:
    assert cells.money(cell) == Decimal(expected)


@pytest.mark.parametrize("cell", ["по запросу", "", True, "nan", "1e400", "12..5"])
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    with pytest.raises(Refused) as refused:
        cells.money(cell)
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize("cell", [0, -5, "-1,00", 0.001])
def test_a_price_is_above_zero(cell: Cell) -> None:
    with pytest.raises(Refused) as refused:
        cells.money(cell)
    assert refused.value.code == "price_not_positive"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("22%", VatCategory.STANDARD),
        ("НДС 20 %", VatCategory.STANDARD),
        (0.22, VatCategory.STANDARD),
        (20, VatCategory.STANDARD),
        ("", VatCategory.STANDARD),
        ("10", VatCategory.REDUCED),
        (0.1, VatCategory.REDUCED),
        (0, VatCategory.ZERO),
        ("Без НДС", VatCategory.EXEMPT),
        ("reduced", VatCategory.REDUCED),
    ],
)
def test_vat_is_read_as_written(cell: Cell, expected: VatCategory) -> None:
    assert cells.vat(cell) is expected


@pytest.mark.parametrize("cell", ["13%", "2%", "много", 0.5, "200"])
def test_an_unknown_vat_rate_is_refused(cell: Cell) -> None:
    with pytest.raises(Refused) as refused:
        cells.vat(cell)
    assert refused.value.code == "vat_unknown"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("шт", "796"),
        ("шт.", "796"),
        ("Штука", "796"),
        ("796", "796"),
        (796, "796"),
        ("", "796"),
        ("кг", "166"),
        (6, "006"),
        ("006", "006"),
        ("пог. м", "018"),
        ("упак", "778"),
        ("уп.", "778"),
        ("м2", "055"),
    ],
)
def test_units_are_known_by_code_sign_and_name(cell: Cell, code: str) -> None:
    assert cells.unit(cell) == code


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        cells.unit("бочонок")
    assert (refused.value.code, refused.value.params) == ("unit_unknown", {"value": "бочонок"})


def test_barcodes_of_a_cell_are_set_apart_and_lost_digits_refused() -> None:
    assert cells.barcodes("4600000000015; 4600000000022") == ["4600000000015", "4600000000022"]
    assert cells.barcodes(4600000000015.0) == ["4600000000015"]
    assert cells.barcodes("") == []
    with pytest.raises(Refused) as refused:
        cells.barcodes("4,6E+12")
    assert refused.value.code == "barcode_lost_digits"


@given(st.decimals(min_value="0.01", max_value="999999.99", places=2))
def test_a_price_survives_as_number_and_as_text(price: Decimal) -> None:
    assert cells.money(float(price)) == price
    assert cells.money(f"{price:,}".replace(",", "\u00a0").replace(".", ",")) == price


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_breaks_the_reading(cell: Cell) -> None:
    rows: list[Row] = [
        (1, ["Артикул", "Наименование", "НДС", "Цена", "Остаток: А", "Штрихкод", "Ед"])
    ]
    rows.append((2, ["A-1", cell, cell, cell, cell, cell, cell]))
    parsed = read_catalog(rows)
    assert len(parsed.rows) + parsed.skipped == 1


HEADINGS = [
    ("Артикул", Part.ARTICLE, ""),
    ("Код товара", Part.ARTICLE, ""),
    ("SKU", Part.ARTICLE, ""),
    ("Наименование товара", Part.NAME, ""),
    ("Категория", Part.CATEGORY, ""),
    ("Ед. изм.", Part.UNIT, ""),
    ("Кратность упаковки", Part.PACK, ""),
    ("Мин. заказ", Part.MINIMUM, ""),
    ("Штрих-код", Part.BARCODE, ""),
    ("EAN13", Part.BARCODE, ""),
    ("Ставка НДС", Part.VAT, ""),
    ("Себестоимость", Part.COST, ""),
    ("Минимальная цена", Part.FLOOR, ""),
    ("Цена", Part.PRICE, ""),
    ("Цена: Опт", Part.PRICE, "Опт"),
    ("Цена: «Крупный опт»", Part.PRICE, "Крупный опт"),
    ("Остаток: Москва", Part.STOCK, "Москва"),
    ("Stock: MSK", Part.STOCK, "MSK"),
]


@pytest.mark.parametrize(("heading", "part", "of"), HEADINGS)
def test_headings_are_known_in_both_languages(heading: str, part: Part, of: str) -> None:
    header = find_header([(1, [heading])], [])
    assert header is not None
    assert [(column.part, column.of) for column in header.columns] == [(part, of)]


def test_a_price_column_may_begin_at_a_quantity() -> None:
    header = find_header([(1, ["Артикул", "Цена: Опт от 1 000"])], [])
    assert header is not None
    assert header.columns[1].of == "Опт"
    assert header.columns[1].from_quantity == Decimal(1000)


def test_every_bad_row_is_told_at_once() -> None:
    parsed = read_catalog(
        [
            (1, ["Прайс на ноябрь"]),
            (3, ["Артикул", "Наименование", "Ед", "Цена: Опт", "Штрихкод"]),
            (4, ["A-1", "Болт", "шт", 5, "4600000000015"]),
            (5, ["", "Гайка", "шт", 5, ""]),
            (6, ["A-2", "", "шт", 5, ""]),
            (7, ["Крепёж"]),
            (8, ["A-1", "Шайба", "бочка", "даром", "4600000000015"]),
            (9, ["A-4", "Винт", "шт", 7, "4600000000016"]),
        ]
    )
    assert parsed.problems == [
        Problem(5, "article_missing"),
        Problem(6, "name_missing", {"column": "Наименование"}),
        Problem(8, "unit_unknown", {"column": "Ед", "value": "бочка"}),
        Problem(8, "not_a_number", {"column": "Цена: Опт", "value": "даром"}),
        Problem(8, "article_repeated", {"article": "A-1", "first": 4}),
        Problem(8, "barcode_repeated", {"barcode": "4600000000015", "first": 4}),
    ]
    assert parsed.notices == [Problem(9, "barcode_check_digit", {"barcode": "4600000000016"})]
    assert parsed.skipped == 1


def test_a_file_without_the_needed_columns_is_refused() -> None:
    with pytest.raises(DomainError, match="catalog_no_header"):
        read_catalog([(1, ["Наименование", "Цена"]), (2, ["Болт", 5])])
    with pytest.raises(DomainError, match="stock_no_header"):
        read_stock([(1, ["Артикул", "Цена"]), (2, ["A-1", 5])])


def test_stock_may_name_its_point_in_the_heading_or_in_the_row() -> None:
    wide = read_stock([(1, ["Код", "Остаток: А", "Остаток: Б"]), (2, ["A-1", 5, ""])])
    assert [(row.article, row.point, row.quantity) for row in wide.rows] == [("A-1", "А", 5)]
    long = read_stock([(1, ["Артикул", "Склад", "Количество"]), (2, ["A-1", "Б", "1,5"])])
    assert [(row.point, row.quantity) for row in long.rows] == [("Б", Decimal("1.5"))]
