"""What the preview says beside its lines: what is like a missing product, what came before."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests import make
from tests.make import NOW, World
from tests.sheets import workbook
from wholesale import scope
from wholesale.context import acting
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.flow.change_order import cancel_order
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.place_order import place_order
from wholesale.flow.read_order_file import answer_upload, read_order_file
from wholesale.intake.parse import parse
from wholesale.models.goods import Stock
from wholesale.models.prices import PriceEntry
from wholesale.models.trade import DealerCode


def read(database: Database, world: World, *rows: list[Any]) -> Preview:
    with acting(database, world.dealer, now=NOW) as ctx:
        return read_order_file(
            ctx,
            dealer_id=world.dealer_id,
            parsed=parse(workbook([["Код", "Кол-во"], *rows]), "заказ.xlsx"),
        )


@pytest.fixture
def steel(database: Database, world: World) -> int:
    """A nut like NUT-8, which itself is out of stock."""
    with database.transaction() as session:
        scope.bind(session, system("test"))
        like = make.product(session, article="NUT-8S", name="Гайка М8 нержавеющая")
        session.add(Stock(product_id=like, point_id=world.point_id, on_hand=D(70), reserved=D(0)))
        session.add(
            PriceEntry(
                price_list_id=world.price_list_id, product_id=like, min_quantity=D(0),
                price=D("6.00"),
            )
        )  # fmt: skip
        session.execute(
            update(Stock)
            .where(Stock.product_id == world.product("NUT-8"), Stock.point_id == world.point_id)
            .values(on_hand=D(0))
        )
    return like


def test_what_is_out_of_stock_is_offered_a_substitute_that_is_not_learnt(
    database: Database, world: World, steel: int
) -> None:
    preview = read(database, world, ["NUT-8", 5], ["nut 8", 2], ["DRILL", 1])
    [short] = preview.short
    assert (short.code, short.row, len(short.joined)) == ("out_of_stock", 2, 1)
    first = short.candidates[0]
    assert (first.article, first.available) == ("NUT-8S", D(70))
    assert preview.receipt.asked == 0

    said = {"product_id": steel, "instead": True}
    with acting(database, world.dealer, now=NOW) as ctx:
        swapped = answer_upload(
            ctx,
            upload_id=preview.upload_id,
            answers=dict.fromkeys((short.key, *short.joined), said),
        )
        assert [(line.article, line.quantity, line.how) for line in swapped.lines] == [
            ("NUT-8S", D(7), "instead"),
            ("DRILL", D(1), "article"),
        ]
        assert swapped.short == ()
        order_upload(ctx, upload_id=preview.upload_id)
        assert ctx.session.scalar(select(func.count(DealerCode.id))) == 0


def test_each_line_says_what_was_ordered_of_it_last(database: Database, world: World) -> None:
    nut = world.product("NUT-8")
    with acting(database, world.dealer, now=NOW) as ctx:
        for count in (3, 40):
            last = place_order(
                ctx,
                dealer_id=world.dealer_id,
                items=[OrderItem(nut, D(count), "А"), OrderItem(nut, D(2), "Б")],
            )
        cancelled = place_order(ctx, dealer_id=world.dealer_id, items=[OrderItem(nut, D(9))])
    with acting(database, world.manager, now=NOW) as ctx:
        cancel_order(ctx, order_id=cancelled.order_id, reason="ошибка")
    preview = read(database, world, ["NUT-8", 5], ["DRILL", 1])
    told, new = (line.last for line in preview.lines)
    assert told is not None and new is None
    assert (told.number, told.quantity, told.unit_price) == (last.number, D(42), D("4.50"))
    with acting(database, world.neighbour, now=NOW) as ctx:
        file = parse(workbook([["Код", "Кол-во"], ["NUT-8", 5]]), "заказ.xlsx")
        other = read_order_file(ctx, dealer_id=world.neighbour_id, parsed=file)
    assert other.lines[0].last is None


def test_stock_is_short_when_all_shops_together_want_more(database: Database, world: World) -> None:
    content = workbook(
        [["Код", "Магазин на Ленина", "Магазин на Мира"], ["NUT-8", 600, 500], ["DRILL", 400, 600]]
    )
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(content, "заказ.xlsx")
        )
    together = (("stock_short_together", {"available": D(1000), "wanted": D(1100)}),)
    assert [(line.article, line.notes) for line in preview.lines] == [
        ("NUT-8", together),
        ("NUT-8", together),
        ("DRILL", ()),
        ("DRILL", ()),
    ]
