"""A dealer's dictionary: seen, corrected, forgotten, taken away; by him and his managers only."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from tests.make import NOW, World
from tests.sheets import Rows, workbook
from wholesale import scope
from wholesale.context import acting, reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import NotFound
from wholesale.db import Database
from wholesale.flow.keep_dictionary import (
    correct_word,
    dictionary,
    dictionary_file,
    forget_word,
    recall_word,
)
from wholesale.flow.order_upload import order_upload
from wholesale.flow.read_order_file import answer_upload, read_order_file
from wholesale.intake.parse import parse
from wholesale.models.trade import DealerCode


@pytest.fixture
def word(database: Database, world: World) -> int:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        return session.execute(
            insert(DealerCode)
            .values(
                dealer_id=world.dealer_id,
                point_id=world.point_id,
                text="=М-77",
                text_key="code:M77",
                product_id=world.product("NUT-8"),
                confirmed_at=NOW,
            )
            .returning(DealerCode.id)
        ).scalar_one()


def meanings(database: Database, world: World, actor: Actor) -> list[tuple[str, str]]:
    with reading(database, actor, now=NOW) as ctx:
        return [(row.text, row.article) for row in dictionary(ctx, dealer_id=world.dealer_id)]


def test_a_word_is_seen_corrected_and_forgotten(
    database: Database, world: World, word: int
) -> None:
    assert meanings(database, world, world.manager) == [("=М-77", "NUT-8")]
    with acting(database, world.manager, now=NOW) as ctx:
        correct_word(ctx, word_id=word, product_id=world.product("DRILL"))
    assert meanings(database, world, world.dealer) == [("=М-77", "DRILL")]
    with acting(database, world.dealer, now=NOW) as ctx:
        [row] = dictionary(ctx, dealer_id=world.dealer_id)
        forget_word(ctx, word_id=word)
    assert meanings(database, world, world.dealer) == []
    with acting(database, world.dealer, now=NOW) as ctx:
        recall_word(ctx, dealer_id=world.dealer_id, word=row)
        assert ctx.session.scalars(select(DealerCode.text_key)).all() == ["code:M77"]
    assert meanings(database, world, world.dealer) == [("=М-77", "DRILL")]


def test_the_file_holds_no_formula(database: Database, world: World, word: int) -> None:
    assert word
    with reading(database, world.dealer, now=NOW) as ctx:
        content = dictionary_file(ctx, dealer_id=world.dealer_id)
    assert content.decode("utf-8-sig").splitlines() == [
        "text;article;name",
        "'=М-77;NUT-8;Гайка М8 оцинкованная",
    ]


def test_others_neither_see_nor_change_it(database: Database, world: World, word: int) -> None:
    for actor in (world.neighbour, world.stranger, world.other_manager):
        with pytest.raises(NotFound):
            meanings(database, world, actor)
        with acting(database, actor, now=NOW) as ctx:
            with pytest.raises(NotFound):
                correct_word(ctx, word_id=word, product_id=world.product("DRILL"))
            with pytest.raises(NotFound):
                forget_word(ctx, word_id=word)
    assert meanings(database, world, world.dealer) == [("=М-77", "NUT-8")]


def test_a_row_left_out_for_want_of_a_price_teaches_nothing_as_nobody_confirmed_what_was_read(
    database: Database, world: World
) -> None:
    rows: Rows = [
        ["Наш код", "Наименование", "Кол-во"],
        ["Т-1", "Гайка М8 оцинкованная", 5],
        ["Т-2", "Станок под заказ", 1],
        ["Т-3", "станок", 1],
    ]
    with acting(database, world.dealer, now=NOW) as ctx:
        parsed = parse(workbook(rows), "заказ.xlsx")
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed)
        [asked] = preview.asked
        [rejected] = preview.rejected
        assert (asked.text, rejected.text, rejected.code) == (
            "Т-3 · станок", "Т-2 · Станок под заказ", "price_on_request",
        )  # fmt: skip
        said = {asked.key: {"product_id": world.product("RARE")}}
        answer_upload(ctx, upload_id=preview.upload_id, answers=said)
        order_upload(ctx, upload_id=preview.upload_id)
    assert sorted(meanings(database, world, world.dealer)) == [
        ("Т-1", "NUT-8"),
        ("Т-3", "RARE"),
        ("станок", "RARE"),
    ]


def test_a_code_that_means_two_products_in_one_file_is_kept_as_neither(
    database: Database, world: World
) -> None:
    rows: Rows = [
        ["Наш код", "Наименование", "Кол-во"],
        ["Т-1", "Гайка М8 оцинкованная", 5],
        ["Т-1", "Дрель ударная 650 Вт", 1],
        ["Т-2", "Гайка М8 оцинкованная", 7],
    ]
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(workbook(rows), "a.xlsx")
        )
        meant = zip((2, 3, 4), ("NUT-8", "DRILL", "NUT-8"), strict=True)
        answers = {f"0:{row}:0": {"product_id": world.product(article)} for row, article in meant}
        answer_upload(ctx, upload_id=preview.upload_id, answers=answers)
        order_upload(ctx, upload_id=preview.upload_id)
    kept = [entry for entry in meanings(database, world, world.dealer) if entry[0].startswith("Т-")]
    assert kept == [("Т-2", "NUT-8")]
