"""A file read again with other columns, and a reading that is stopped on its way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest
from sqlalchemy import func, select

from fixtures.corpus.writers import Grid, write
from tests.make import NOW, World
from tests.sheets import workbook
from wholesale.context import acting, reading
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.read_order_file import (
    answer_upload,
    preview_upload,
    read_order_file,
    recognise,
)
from wholesale.intake.parse import ParsedFile, parse
from wholesale.intake.rows import entries
from wholesale.models.trade import Upload


def parsed(*rows: list[Any]) -> ParsedFile:
    return parse(workbook(list(rows)), "заказ.xlsx")


def quantities(preview: Preview) -> list[tuple[str, D]]:
    return [(line.article, line.quantity) for line in preview.lines]


def test_correcting_columns_keeps_what_was_answered(database: Database, world: World) -> None:
    file = parsed(
        ["Артикул", "Товар", "Кол-во", "Заказ"],
        ["NUT-8", "", 10, 2],
        ["", "Шайба плоская", 20, 3],
        ["DRILL", "", 30, 4],
    )
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=file)
        [asked] = preview.asked
        drill = next(line.keys[0] for line in preview.lines if line.article == "DRILL")
        answer_upload(
            ctx,
            upload_id=preview.upload_id,
            answers={
                asked.key: {"product_id": world.product("WASHER-8")},
                drill: {"skip": True},
                "0:99:0": {"skip": True},
            },
        )
        columns = {0: {0: "article", 1: "name", 2: "quantity"}}
        corrected = read_order_file(
            ctx,
            dealer_id=world.dealer_id,
            parsed=file,
            upload_id=preview.upload_id,
            columns=columns,
        )
        assert quantities(corrected) == [("NUT-8", D(10)), ("WASHER-8", D(20))]
        assert (corrected.receipt.added, corrected.receipt.skipped) == (2, 2)
        again = preview_upload(ctx, upload_id=preview.upload_id)
        assert (quantities(again), again.receipt) == (quantities(corrected), corrected.receipt)
        kept = ctx.session.scalar(select(Upload.answers))
        assert kept is not None and sorted(kept) == sorted([asked.key, drill])


def test_a_stopped_reading_keeps_nothing(database: Database, world: World) -> None:
    looks = 0

    def watch() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise DomainError("stopped")

    file = parsed(["Товар", "Кол-во"], ["Шайба плоская", 20], ["Гайка", 1])
    with (
        pytest.raises(DomainError, match="stopped"),
        acting(database, world.dealer, now=NOW) as ctx,
    ):
        read_order_file(ctx, dealer_id=world.dealer_id, parsed=file, watch=watch)
    with acting(database, world.dealer, now=NOW) as ctx:
        assert ctx.session.scalar(select(func.count(Upload.id))) == 0


def test_a_file_is_read_without_others_waiting_and_kept_afterwards(
    database: Database, world: World
) -> None:
    file = parsed(["Артикул", "Кол-во"], ["NUT-8", 10], ["ZZZ", 1])
    with (
        acting(database, world.neighbour, now=NOW),  # somebody else is at work meanwhile
        reading(database, world.dealer, now=NOW) as ctx,
    ):
        read = recognise(ctx, dealer_id=world.dealer_id, parsed=file)
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=file, read=read)
        assert quantities(preview_upload(ctx, upload_id=preview.upload_id)) == [("NUT-8", D(10))]


def test_more_quantities_than_anybody_orders_are_refused(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MOST_ENTRIES", 5)
    shops = [f"Магазин {n}" for n in range(3)]
    two_rows = parsed(["Артикул", *shops], ["NUT-8", 1, 1, 1], ["DRILL", 1, 1, ""])
    three_rows = parsed(["Артикул", *shops], ["NUT-8", 1, 1, 1], ["DRILL", 1, 1, 1])
    with reading(database, world.dealer, now=NOW) as ctx:
        read = recognise(ctx, dealer_id=world.dealer_id, parsed=two_rows)
        assert len(read.decisions) == 5
        with pytest.raises(DomainError) as refused:
            recognise(ctx, dealer_id=world.dealer_id, parsed=three_rows)
    assert (refused.value.code, refused.value.params) == ("file_of_entries", {"most": 5})


def test_names_are_searched_however_many_there_are(database: Database, world: World) -> None:
    rows: list[list[Any]] = [[f"Гайка М8 номер {at}", 1] for at in range(3_050)]
    file = parsed(["Товар", "Кол-во"], *rows)
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=file)
    assert {row.candidates[0].article for row in preview.asked} == {"NUT-8"}
    assert (len(preview.asked), preview.rejected) == (3_050, ())


def kept(database: Database, world: World, *rows: list[Any]) -> Preview:
    with acting(database, world.dealer, now=NOW) as ctx:
        return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed(*rows))


def test_of_one_file_in_two_tabs_one_is_ordered_whichever_comes_first(
    database: Database, world: World
) -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во"], ["NUT-8", 10]]
    first, second = kept(database, world, *rows), kept(database, world, *rows)
    with acting(database, world.dealer, now=NOW) as ctx:
        [placed] = order_upload(ctx, upload_id=second.upload_id)
    with acting(database, world.dealer, now=NOW) as ctx:
        seen = preview_upload(ctx, upload_id=first.upload_id)
        assert [number for _, _, number in seen.earlier] == [placed.number]
        with pytest.raises(DomainError, match="upload_ordered_before"):
            order_upload(ctx, upload_id=first.upload_id)


def test_a_file_saved_again_is_the_same_file_and_one_with_another_number_is_not() -> None:
    def hashed(quantity: int, **saved: Any) -> str:
        grid = Grid("Заказ", [["Артикул", "Кол-во"], ["NUT-8", quantity]], **saved)
        return parse(write([grid], "xlsx"), "заказ.xlsx").sha256

    assert hashed(10) == hashed(10, commented=True, filtered=True)
    assert hashed(10) != hashed(11)


def meanwhile(database: Database, world: World, upload_id: int, act: Callable[..., Any]) -> str:
    """What ``act`` says when it is tried while the upload is being ordered."""
    said: list[str] = []

    def other_tab() -> None:
        try:
            with acting(database, world.dealer, now=NOW) as ctx:
                act(ctx)
            said.append("done")
        except DomainError as error:
            said.append(error.code)

    tab = threading.Thread(target=other_tab)
    with acting(database, world.dealer, now=NOW) as ctx:
        order_upload(ctx, upload_id=upload_id)
        tab.start()
        tab.join(0.5)  # it waits for the order to be committed
        assert said == []
    tab.join()
    return said[0]


def test_one_file_ordered_in_two_tabs_at_once_is_ordered_once(
    database: Database, world: World
) -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во"], ["NUT-8", 10]]
    first, second = kept(database, world, *rows), kept(database, world, *rows)
    told = meanwhile(
        database,
        world,
        second.upload_id,
        lambda ctx: order_upload(ctx, upload_id=first.upload_id),
    )
    assert told == "upload_ordered_before"


def test_an_answer_given_while_the_file_is_ordered_changes_nothing(
    database: Database, world: World
) -> None:
    preview = kept(database, world, ["Артикул", "Кол-во"], ["NUT-8", 10])
    answers = {preview.lines[0].keys[0]: {"skip": True}}
    told = meanwhile(
        database,
        world,
        preview.upload_id,
        lambda ctx: answer_upload(ctx, upload_id=preview.upload_id, answers=answers),
    )
    assert told == "upload_ordered"
