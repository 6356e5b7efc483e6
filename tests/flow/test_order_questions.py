"""Each question of a preview is asked once, however many rows and shops ask it."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817

from tests.make import NOW, World
from tests.sheets import Rows, workbook
from wholesale.context import acting
from wholesale.db import Database
from wholesale.flow.order_questions import questions
from wholesale.flow.read_order_file import answer_upload, read_order_file
from wholesale.intake.parse import parse


def test_words_that_stand_in_several_rows_and_shops_are_asked_about_once(
    database: Database, world: World
) -> None:
    rows: Rows = [
        ["Товар", "Магазин 1", "Магазин 2"],
        ["гайка", 70, 140],
        ["болт", 50, 50],
        ["гайка", 70, ""],
    ]
    with acting(database, world.dealer, now=NOW) as ctx:
        parsed = parse(workbook(rows), "заказ.xlsx")
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed)
    nut, bolt = questions(preview.asked)
    assert [(nut.text, nut.row, len(nut.joined)), (bolt.text, bolt.row, len(bolt.joined))] == [
        ("гайка", 2, 2),
        ("болт", 3, 1),
    ]
    said = {"product_id": world.product("NUT-8")}
    with acting(database, world.dealer, now=NOW) as ctx:
        answered = answer_upload(
            ctx,
            upload_id=preview.upload_id,
            answers=dict.fromkeys((nut.key, *nut.joined), said),
        )
    assert {(line.delivery, line.article): line.quantity for line in answered.lines} == {
        ("Магазин 1", "NUT-8"): D(140),
        ("Магазин 2", "NUT-8"): D(140),
    }
    assert [row.text for row in questions(answered.asked)] == ["болт"]


def test_what_is_asked_of_a_quantity_is_asked_of_each_row(database: Database, world: World) -> None:
    rows = [["Артикул", "Кол-во"], ["NUT-8", "2 м"], ["NUT-8", "3 м"]]
    with acting(database, world.dealer, now=NOW) as ctx:
        parsed = parse(workbook(rows), "заказ.xlsx")
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed)
    assert [(row.row, row.joined) for row in questions(preview.asked)] == [(2, ()), (3, ())]
