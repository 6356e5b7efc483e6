"""A table whose quantity is in doubt: nothing of it is ordered until a person shows the column,
and what he showed is kept for files of the same layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal as D  # noqa: N817
from pathlib import Path
from typing import Any

import pytest

from fixtures.corpus.writers import Grid, write
from tests.make import NOW, World
from tests.sheets import workbook
from wholesale.context import acting
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.read_order_file import answer_upload, read_order_file
from wholesale.intake.parse import ParsedFile, parse, with_header, without_header

HEAD: list[Any] = ["Артикул", "Наименование"]


def read(
    database: Database,
    world: World,
    parsed: ParsedFile,
    columns: Mapping[int, Mapping[int, str]] | None = None,
    upload_id: int | None = None,
) -> Preview:
    with acting(database, world.dealer, now=NOW) as ctx:
        return read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parsed, columns=columns, upload_id=upload_id
        )


def file(*sheets: list[list[Any]]) -> ParsedFile:
    return parse(workbook(*sheets), "заказ.xlsx")


def lines(preview: Preview) -> list[tuple[str, D, str]]:
    return [(line.article, line.quantity, line.delivery) for line in preview.lines]


def codes(preview: Preview) -> list[str]:
    return [problem["code"] for problem in preview.problems]


@pytest.mark.parametrize(
    "rows",
    [
        [["DRILL", 5400], ["BOLT-8", 10]],
        [["Дрель ударная 650 Вт", 5300], ["Болт М8x40 оцинкованный", 11]],
        [["DRILL", 5400], ["BOLT-8", 9], ["WASHER-8", 40]],  # one is not: most are
    ],
)
def test_numbers_without_a_header_that_are_our_prices_are_asked(
    database: Database, world: World, rows: list[list[Any]]
) -> None:
    preview = read(database, world, file(rows))
    assert (codes(preview), preview.lines) == (["quantity_column_unsure"], ())


def test_numbers_without_a_header_that_are_no_prices_are_ordered(
    database: Database, world: World
) -> None:
    preview = read(database, world, file([["NUT-8", 8], ["DRILL", 2], ["BOLT-8", 100]]))
    assert codes(preview) == []
    assert [line.quantity for line in preview.lines] == [D(8), D(2), D(100)]


def test_a_summary_that_names_no_products_is_not_asked_about(
    database: Database, world: World
) -> None:
    summary: list[list[Any]] = [
        ["Раздел", "Позиций", "Сумма, руб."],
        ["Раздел 1", 6, 16042],
        ["Раздел 2", 7, 900],
    ]
    preview = read(database, world, file(summary, [[*HEAD, "Заказ"], ["NUT-8", "", 5]]))
    assert (codes(preview), lines(preview)) == ([], [("NUT-8", D(5), "")])


def test_a_table_in_doubt_orders_nothing_and_says_which_columns_it_means(
    database: Database, world: World
) -> None:
    parsed = file([[*HEAD, "Куздра", "Бокр"], ["NUT-8", "", 5, 7], ["NUT-8", "", 6, 8]])
    preview = read(database, world, parsed)
    assert (preview.lines, preview.is_order, preview.receipt.skipped) == ((), False, 3)
    assert preview.problems == (
        {
            "code": "quantity_column_unsure",
            "params": {"sheet": "Лист1", "rows": 2, "columns": "C «Куздра», D «Бокр»"},
        },
    )
    assert ("quantity_column_unsure", "Лист1", 3) in preview.skipped
    with (
        pytest.raises(DomainError, match="upload_without_lines"),
        acting(database, world.dealer, now=NOW) as ctx,
    ):
        order_upload(ctx, upload_id=preview.upload_id)


def test_a_table_in_doubt_does_not_hold_up_another_and_is_still_told_of(
    database: Database, world: World
) -> None:
    parsed = file([[*HEAD, "Заказ"], ["NUT-8", "", 100]], [[*HEAD, "Куздра"], ["NUT-8", "", 700]])
    preview = read(database, world, parsed)
    assert (lines(preview), codes(preview)) == (
        [("NUT-8", D(100), "")],
        ["quantity_column_unsure"],
    )


def test_a_sheet_of_stock_beside_an_order_is_neither_ordered_nor_asked(
    database: Database, world: World
) -> None:
    rows = [[*HEAD, "Кол-во"], ["NUT-8", "", 100], ["BOLT-8", "", 30]]
    stock = [*rows[:1], ["NUT-8", "", 700], ["BOLT-8", "", 312]]
    book = write([Grid("Лист1", rows), Grid("Остатки", stock)], "xlsx")
    preview = read(database, world, parse(book, "файл.xlsx"))
    assert lines(preview) == [("NUT-8", D(100), ""), ("BOLT-8", D(30), "")]
    assert codes(preview) == []
    assert ("supply_sheet", "Остатки", 3) in preview.skipped
    alone = read(database, world, parse(write([Grid("Остатки", stock)], "xlsx"), "файл.xlsx"))
    assert (lines(alone), codes(alone)) == ([], ["quantity_column_unsure"])


def test_our_own_catalogue_is_no_order(database: Database, world: World) -> None:
    content = Path("fixtures/catalog.xlsx").read_bytes()
    preview = read(database, world, parse(content, "catalog.xlsx"))
    assert (preview.lines, codes(preview)) == ((), ["quantity_column_missing"])


def test_a_file_without_products_says_that_they_are_missing(
    database: Database, world: World
) -> None:
    preview = read(database, world, file([[10.5, 20.25], [1.5, 2.25]]))
    assert codes(preview) == ["product_column_missing"]


@pytest.mark.parametrize(
    ("first", "next_time", "columns", "wanted"),
    [
        (
            [["NUT-8", "Гайка М8 оцинкованная", 7, 100]],
            [["NUT-8", "Гайка М8 оцинкованная", 9, 200]],
            {0: "article", 1: "name", 3: "quantity"},
            [("NUT-8", D(200), "")],
        ),
        (
            [[*HEAD, "Спрос на 18.11"], ["NUT-8", "", 100]],
            [[*HEAD, "Спрос на 25.11"], ["NUT-8", "", 200]],
            {0: "article", 2: "quantity"},
            [("NUT-8", D(200), "")],
        ),
        (
            [[*HEAD, datetime(2026, 11, 18), "Ср"], ["NUT-8", "", 100, 1]],  # noqa: DTZ001
            [[*HEAD, datetime(2026, 11, 25), "Ср"], ["NUT-8", "", 200, 2]],  # noqa: DTZ001
            {0: "article", 2: "quantity"},
            [("NUT-8", D(200), "")],
        ),
    ],
)
def test_what_was_shown_is_remembered_without_a_header_and_under_other_dates(
    database: Database,
    world: World,
    first: list[list[Any]],
    next_time: list[list[Any]],
    columns: dict[int, str],
    wanted: list[tuple[str, D, str]],
) -> None:
    parsed = file(first)
    preview = read(database, world, parsed)
    corrected = read(database, world, parsed, {0: columns}, preview.upload_id)
    assert lines(corrected) == [("NUT-8", D(100), "")]
    assert lines(read(database, world, file(next_time))) == wanted


def test_a_header_that_was_shown_is_found_again_in_the_next_file(
    database: Database, world: World
) -> None:
    def made(quantity: int) -> ParsedFile:
        return file(
            [["Куздра штеко", "будланула"], ["Куздра", "Бокр"], ["NUT-8", quantity], ["NUT-8", 7]]
        )

    parsed = made(100)
    preview = read(database, world, parsed)
    assert lines(preview) == []
    shown = with_header(parsed, 0, 2)
    corrected = read(database, world, shown, {0: {0: "article", 1: "quantity"}}, preview.upload_id)
    assert [line.rows for line in corrected.lines] == [(3, 4)]
    again = read(database, world, made(300))
    assert ([t["header"] for t in again.tables], lines(again)) == (
        [[2]],
        [("NUT-8", D(307), "")],
    )


def test_two_measures_that_were_shown_are_one_quantity_and_no_shops(
    database: Database, world: World
) -> None:
    parsed = file([[*HEAD, "Заказ, шт", "Заказ, кор"], ["NUT-8", "", 100, 1]])
    preview = read(database, world, parsed)
    painted = {0: {0: "article", 2: "quantity", 3: "quantity"}}
    corrected = read(database, world, parsed, painted, preview.upload_id)
    assert lines(corrected) == [("NUT-8", D(100), "")]


def test_pieces_in_the_heading_and_packs_in_the_row_are_asked(
    database: Database, world: World
) -> None:
    head = ["Артикул", "Ед.", "Кол-во, шт"]
    preview = read(database, world, file([head, ["NUT-8", "упак", 2], ["NUT-8", "шт", 300]]))
    assert lines(preview) == [("NUT-8", D(300), "")]
    assert [(row.row, row.code) for row in preview.asked] == [(2, "unit_unknown")]


def test_one_english_price_changes_no_quantity(database: Database, world: World) -> None:
    head = ["Артикул", "Кол-во", "Цена"]
    preview = read(database, world, file([head, ["NUT-8", "200,0", "1,234.50"]]))
    assert lines(preview) == [("NUT-8", D(200), "")]


def test_packs_whose_count_disagrees_are_asked_and_the_answer_is_the_quantity(
    database: Database, world: World
) -> None:
    preview = read(database, world, file([["Артикул", "Кол-во"], ["BOLT-8", "2 уп. (24 шт)"]]))
    [asked] = preview.asked
    assert (asked.code, asked.amount) == ("pack_differs", "2 pack=24")
    with acting(database, world.dealer, now=NOW) as ctx:
        answered = answer_upload(
            ctx, upload_id=preview.upload_id, answers={asked.key: {"quantity": "200"}}
        )
    assert lines(answered) == [("BOLT-8", D(200), "")]


def test_that_there_is_no_header_is_said_once_and_remembered(
    database: Database, world: World
) -> None:
    def made(quantity: int) -> ParsedFile:
        return file([["NUT-8", "Куздра", quantity], ["DRILL", "Бокр", 2], ["GLUE", "Бокрёнок", 3]])

    parsed = made(5)
    shown = with_header(parsed, 0, 1)  # as if the row of the nut had been taken for a header
    preview = read(database, world, shown)
    assert "NUT-8" not in [article for article, _, _ in lines(preview)]
    painted = {0: {0: "article", 2: "quantity"}}
    bare = without_header(shown, 0)
    corrected = read(database, world, bare, painted, preview.upload_id)
    assert lines(corrected) == [("NUT-8", D(5), ""), ("DRILL", D(2), ""), ("GLUE", D(3), "")]
    assert corrected.receipt.rows_in == 3
    again = read(database, world, with_header(made(7), 0, 1))
    assert lines(again) == [("NUT-8", D(7), ""), ("DRILL", D(2), ""), ("GLUE", D(3), "")]
    assert [table["header"] for table in again.tables] == [[]]


def test_words_that_were_said_to_be_no_header_are_known_again(
    database: Database, world: World
) -> None:
    def made(quantity: int) -> ParsedFile:
        head = ["Артикул", "Наименование", "Кол-во"]
        return file([head, ["NUT-8", "Гайка М8 оцинкованная", quantity], ["DRILL", "", 2]])

    parsed = made(5)
    preview = read(database, world, parsed)
    painted = {0: {0: "article", 2: "quantity"}}
    corrected = read(database, world, without_header(parsed, 0), painted, preview.upload_id)
    assert [(row.row, row.code) for row in corrected.rejected] == [(1, "quantity_unreadable")]
    again = read(database, world, made(6))
    assert [table["header"] for table in again.tables] == [[]]
    assert lines(again) == [("NUT-8", D(6), ""), ("DRILL", D(2), "")]


def test_a_real_header_over_a_list_of_the_same_shape_stays_one(
    database: Database, world: World
) -> None:
    bare = file([["NUT-8", "Гайка", 5], ["DRILL", "Дрель", 2]])
    preview = read(database, world, bare)
    read(database, world, bare, {0: {0: "article", 2: "quantity"}}, preview.upload_id)
    headed = file([["Артикул", "Название", "Кол-во"], ["NUT-8", "Гайка", 7], ["DRILL", "Дрель", 2]])
    again = read(database, world, headed)
    assert [table["header"] for table in again.tables] == [[1]]
    assert lines(again) == [("NUT-8", D(7), ""), ("DRILL", D(2), "")]
