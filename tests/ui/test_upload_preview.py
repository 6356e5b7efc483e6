"""The preview of a file: what is asked can be unsaid, what is in doubt settled by one click."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D  # noqa: N817

import pytest
from nicegui import ui
from nicegui.testing import User, UserInteraction

from fixtures.corpus.writers import Grid, write
from tests import make
from tests.sheets import Rows, workbook
from tests.ui.conftest import PATIENCE, Enter, until
from wholesale import scope
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.read_order_file import preview_upload, read_order_file
from wholesale.intake.parse import parse
from wholesale.models.trade import DealerCode
from wholesale.ui import server

Keep = Callable[[bytes], Preview]
Seen = Callable[[Preview], Preview]
WORDS: Rows = [["Товар", "Кол-во"], ["гайка оцинкованная", 70], ["болт оцинкованный", 50]]
BY_SHOPS: Rows = [
    ["Артикул", "Магазин на Ленина", "Магазин на Мира"],
    ["NUT-8", 600, 500],
    ["DRILL", 2, ""],
]


@pytest.fixture
def keep(database: Database, world: make.World) -> Keep:
    """Read a file for the dealer."""

    def kept(content: bytes) -> Preview:
        with acting(database, world.dealer, now=server.now()) as ctx:
            return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parse(content, "a.xlsx"))

    return kept


@pytest.fixture
def seen(database: Database, world: make.World) -> Seen:
    """What became of an upload."""

    def now(preview: Preview) -> Preview:
        with reading(database, world.dealer, now=server.now()) as ctx:
            return preview_upload(ctx, upload_id=preview.upload_id)

    return now


async def opened(enter: Enter, world: make.World, preview: Preview) -> User:
    dealer = enter(world.dealer)
    await dealer.open(f"/upload/{preview.upload_id}")
    await dealer.should_see("Файл с пометками", retries=PATIENCE)
    return dealer


def tables(person: User) -> list[ui.table]:
    return sorted(person.find(ui.table).elements, key=lambda table: table.id)


async def test_answers_are_taken_back_the_last_first(
    enter: Enter, world: make.World, keep: Keep, seen: Seen
) -> None:
    kept = keep(workbook(WORDS))
    assert kept.receipt.asked == 2
    dealer = await opened(enter, world, kept)
    await dealer.should_not_see("Отменить ответ")
    dealer.find("Исключить строку").click()
    await until(lambda: seen(kept).receipt.asked == 1)
    await dealer.should_see("1 / 1", retries=PATIENCE)  # the page has the next question
    dealer.find("Исключить строку").click()
    await until(lambda: seen(kept).receipt.asked == 0)
    await dealer.should_see("Уточнять больше нечего", retries=PATIENCE)
    dealer.find("Отменить ответ").click()
    await until(lambda: [row.row for row in seen(kept).asked] == [3])
    await dealer.should_see("1 / 1", retries=PATIENCE)
    await dealer.should_see("болт оцинкованный", retries=PATIENCE)
    dealer.find("Отменить ответ").click()
    await until(lambda: [row.row for row in seen(kept).asked] == [2, 3])
    await dealer.should_not_see("Отменить ответ", retries=PATIENCE)
    await dealer.should_see("1 / 2")


async def test_of_two_versions_of_a_sheet_one_click_orders_one(
    enter: Enter, world: make.World, keep: Keep, seen: Seen
) -> None:
    head = ["Артикул", "Кол-во"]
    kept = keep(
        write(
            [
                Grid("Заказ", [head, ["NUT-8", 5], ["DRILL", 1]]),
                Grid("Заказ (2)", [head, ["NUT-8", 7], ["DRILL", 2]]),
            ],
            "xlsx",
        )
    )
    assert kept.lines == ()
    dealer = await opened(enter, world, kept)
    await dealer.should_see("В листах «Заказ», «Заказ (2)» одни и те же товары")
    dealer.find("Заказ (2) · 2 строки").click()
    await until(
        lambda: (
            [(one.article, one.quantity) for one in seen(kept).lines]
            == [("NUT-8", D(7)), ("DRILL", D(2))]
        )
    )


async def test_an_ordered_file_asks_nothing_and_names_all_its_orders(
    enter: Enter, database: Database, world: make.World, keep: Keep
) -> None:
    kept = keep(workbook([*BY_SHOPS, ["UNKNOWN-1", 4, ""]]))
    with acting(database, world.dealer, now=server.now()) as ctx:
        placed = order_upload(ctx, upload_id=kept.upload_id, split=True)
    numbers = ", ".join(order.number for order in placed)
    assert len(placed) == 2
    dealer = await opened(enter, world, kept)
    await dealer.should_see(f"По этому файлу оформлены заказы {numbers}.")
    await dealer.should_see("Не вошли в заказ")
    await dealer.should_not_see("Колонки")
    refused, lines = tables(dealer)
    assert [row["amount"] for row in refused.rows] == [{"amount": "4"}]
    assert {row["find__act"] or row["out__act"] for row in refused.rows} == {False}
    assert {row["other__act"] or row["out__act"] for row in lines.rows} == {False}
    assert [column["kind"] for column in lines.columns if column["name"] == "wanted"] == ["number"]
    dealer.find("К заказам").click()
    await until(lambda: dealer.back_history[-1:] == ["/orders"])


async def test_a_product_for_two_shops_is_one_product_and_shares_one_stock(
    enter: Enter, database: Database, world: make.World, keep: Keep
) -> None:
    ordered = keep(workbook([["Артикул", "Кол-во"], ["DRILL", 1]]))
    with acting(database, world.dealer, now=server.now()) as ctx:
        order_upload(ctx, upload_id=ordered.upload_id)
    kept = keep(workbook(BY_SHOPS))
    dealer = await opened(enter, world, kept)
    await dealer.should_see("1 товар заказывается впервые")
    [lines] = tables(dealer)
    short = "На складе точки свободно 1 000, а вместе с другими магазинами нужно 1 100."
    told = [
        (row["article"], row["stock__m"], " ".join(row["name__sub"].split())) for row in lines.rows
    ]
    assert told == [
        ("NUT-8", "warning", short),
        ("NUT-8", "warning", short),
        ("DRILL", "good", ""),
    ]
    assert [row["_folded"] for row in lines.rows] == [
        "строка 2 · NUT-8 · Магазин на Ленина",
        "строка 2 · NUT-8 · Магазин на Мира",
        "строка 3 · DRILL · Магазин на Ленина",
    ]


async def test_before_an_order_by_shops_the_sum_of_each_is_told(
    enter: Enter, world: make.World, keep: Keep
) -> None:
    dealer = await opened(enter, world, keep(workbook(BY_SHOPS)))
    dealer.find("Заказать на").click()
    await dealer.should_see("2 заказа, по одному на магазин", retries=PATIENCE)
    await dealer.should_see("2 строки · 13")
    await dealer.should_see("1 строка · 2")


async def test_a_rejected_row_that_was_left_out_comes_back(
    enter: Enter, world: make.World, keep: Keep, seen: Seen
) -> None:
    kept = keep(workbook([["Артикул", "Кол-во"], ["NUT-8", 5], ["DRILL", "много"], ["ZZZ-1", 3]]))
    dealer = await opened(enter, world, kept)
    refused, _ = tables(dealer)
    assert [row["find__worded"] for row in refused.rows] == [False, True]
    assert [row["amount"].get("typed", False) for row in refused.rows] == [True, False]
    dealer.find(ui.table).trigger("act", {"key": kept.rejected[1].key, "name": "out"})
    await until(lambda: [row.row for row in seen(kept).rejected] == [3])
    await dealer.should_see("ZZZ-1 исключён", retries=PATIENCE)
    [undo] = [one for one in dealer.find(ui.button).elements if "visually-hidden" in one.classes]
    UserInteraction(dealer, {undo}, None).click()
    await until(lambda: [row.row for row in seen(kept).rejected] == [3, 4])


async def test_which_rows_are_skipped_is_told(enter: Enter, world: make.World, keep: Keep) -> None:
    kept = keep(
        workbook([["Заявка"], ["Артикул", "Кол-во"], ["NUT-8", 5], ["DRILL", ""], ["GLUE", ""]])
    )
    dealer = await opened(enter, world, kept)
    await dealer.should_see("2 строки (4–5)")


async def test_rows_that_were_asked_for_stay_when_the_table_is_shown_anew(
    enter: Enter, world: make.World, keep: Keep, seen: Seen
) -> None:
    kept = keep(
        workbook([["Артикул", "Кол-во"], ["NUT-8", 5], *([f"ZZZ-{n}", 3] for n in range(40))])
    )
    dealer = await opened(enter, world, kept)
    refused = tables(dealer)[0]
    assert len(refused.rows) == 25
    dealer.find("Показать ещё").click()
    await until(lambda: len(refused.rows) == 40)
    dealer.find(ui.table).trigger("act", {"key": kept.rejected[30].key, "name": "out"})
    await until(lambda: len(seen(kept).rejected) == 39)
    await until(lambda: len(refused.rows) == 39)


async def test_below_many_lines_their_sum_and_the_order_stay_in_sight(
    enter: Enter, world: make.World, keep: Keep, seen: Seen
) -> None:
    shops = [f"Магазин {n}" for n in range(1, 8)]
    kept = keep(workbook([["Артикул", *shops], ["NUT-8", *[10] * 7], ["DRILL", *[1] * 7]]))
    dealer = await opened(enter, world, kept)
    await dealer.should_see("Оформить заказ")
    await dealer.should_not_see("14 строк не войдут")
    lines = tables(dealer)[-1]
    typed = {"key": lines.rows[0]["_key"], "name": "wanted", "value": "20"}
    dealer.find(ui.table).trigger("typed", typed)
    total = 80 * D("4.50") + 7 * D("5400.00")
    await until(lambda: seen(kept).total == total)
    dealer.find("Оформить заказ").click()
    await dealer.should_see("7 заказов, по одному на магазин", retries=PATIENCE)


async def test_the_dictionary_is_searched_by_words_and_by_our_products(
    enter: Enter, database: Database, world: make.World
) -> None:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        for n in range(60):
            article = "DRILL" if n == 7 else "NUT-8"
            session.add(
                DealerCode(
                    dealer_id=world.dealer_id, point_id=world.point_id, text=f"МОЙ-{n:02}",
                    text_key=f"мой-{n:02}", product_id=world.product(article),
                    confirmed_at=server.now(),
                )
            )  # fmt: skip
    dealer = enter(world.dealer)
    await dealer.open("/dictionary")
    await dealer.should_see("Показать ещё", retries=PATIENCE)
    [shown] = tables(dealer)
    assert len(shown.rows) == 50
    dealer.find("Код, название или товар").type("drill")
    await until(lambda: [row["text"] for row in shown.rows] == ["МОЙ-07"])
    await dealer.should_not_see("Показать ещё")
    dealer.find("Код, название или товар").clear().type("нет такого")
    await dealer.should_see("Ничего не найдено", retries=PATIENCE)
