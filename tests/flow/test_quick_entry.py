"""Typed codes and quantities: what they mean, what they cost, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event, insert, update

from tests.make import NOW, World
from wholesale import scope
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.flow.fill_basket import add_to_basket, take_from_basket, view_basket
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.quick_entry import MOST_LINES, QuickLine, TypedLine, read_quick_lines
from wholesale.models.goods import Barcode, Product
from wholesale.models.trade import DealerCode


def read(database: Database, world: World, *typed: tuple[str, str | None]) -> list[QuickLine]:
    with reading(database, world.dealer, now=NOW) as ctx:
        return read_quick_lines(
            ctx,
            dealer_id=world.dealer_id,
            typed=[TypedLine(code, Decimal(count) if count else None) for code, count in typed],
        )


def told(line: QuickLine) -> tuple[str, str, str, str]:
    """Article, quantity, sum and what is wrong with a line."""
    return (
        line.product.article if line.product else "",
        "" if line.quantity is None else f"{line.quantity:f}",
        f"{line.total:f}",
        line.problem.code if line.problem else "",
    )


def test_each_code_finds_its_product_price_and_stock(database: Database, world: World) -> None:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        session.execute(
            insert(Barcode).values(code="4006381333931", product_id=world.product("GLUE"))
        )
        session.execute(
            insert(DealerCode).values(
                dealer_id=world.dealer_id,
                point_id=world.point_id,
                text="М-77",
                text_key="code:M77",
                product_id=world.product("DRILL"),
                confirmed_at=NOW,
            )
        )
    lines = read(database, world, ("nut 8", "3"), ("4006381333931", "2"), ("М-77", "1"))
    assert [told(line) for line in lines] == [
        ("NUT-8", "3", "13.50", ""),
        ("GLUE", "2", "641.00", ""),
        ("DRILL", "1", "5400.00", ""),
    ]
    assert [line.available for line in lines] == [Decimal(1000)] * 3
    assert lines[0].unit_price == Decimal("4.50")


def test_a_quantity_is_raised_to_whole_packs_and_priced_at_what_it_becomes(
    database: Database, world: World
) -> None:
    (line,) = read(database, world, ("BOLT-8", "93"))
    assert told(line) == ("BOLT-8", "100", "900.00", "")
    assert line.unit_price == Decimal("9.00")


def test_lines_that_cannot_be_ordered_say_why_and_cost_nothing(
    database: Database, world: World
) -> None:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        session.execute(
            update(Product).where(Product.id == world.product("GLUE")).values(active=False)
        )
    lines = read(
        database,
        world,
        ("НЕТ-ТАКОГО", "1"),
        ("", "1"),
        ("GLUE", "1"),
        ("RARE", "1"),
        ("NUT-8", None),
        ("NUT-8", "-2"),
        ("NUT-8", "0.0001"),
        ("NUT-8", "4"),
    )
    assert [told(line) for line in lines] == [
        ("", "", "0.00", "quick_code_unknown"),
        ("", "", "0.00", "quick_code_missing"),
        ("GLUE", "", "0.00", "quick_product_not_sold"),
        ("RARE", "", "0.00", "quick_price_on_request"),
        ("NUT-8", "", "0.00", "quick_quantity_missing"),
        ("NUT-8", "", "0.00", "quantity_not_positive"),
        ("NUT-8", "", "0.00", "quantity_too_fine"),
        ("NUT-8", "4", "18.00", ""),
    ]
    assert [line.problem.row for line in lines if line.problem] == [1, 2, 3, 4, 5, 6, 7]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_fifty_lines_take_as_many_look_ups_as_two(database: Database, world: World) -> None:
    read(database, world, ("NUT-8", "1"))  # the book of prices is compiled
    with counted(database) as few:
        read(database, world, ("NUT-8", "1"), ("BOLT-8", "10"))
    with counted(database) as many:
        read(database, world, *[("NUT-8", "1"), ("BOLT-8", "10"), ("DRILL", "1")] * 17)
    assert len(many) == len(few)


def test_more_lines_than_a_sheet_holds_are_refused(database: Database, world: World) -> None:
    with pytest.raises(DomainError, match="quick_lines_too_many"):
        read(database, world, *[("NUT-8", "1")] * (MOST_LINES + 1))


def test_what_was_put_in_is_taken_out_again_and_nothing_else(
    database: Database, world: World
) -> None:
    nut, drill = world.product("NUT-8"), world.product("DRILL")
    with acting(database, world.dealer, now=NOW) as ctx:
        add_to_basket(ctx, dealer_id=world.dealer_id, items=[OrderItem(nut, Decimal(5))])
        put = [OrderItem(nut, Decimal(3)), OrderItem(drill, Decimal(1))]
        add_to_basket(ctx, dealer_id=world.dealer_id, items=put)
    with acting(database, world.dealer, now=NOW) as ctx:
        gone = OrderItem(world.product("GLUE"), Decimal(1))  # taken out elsewhere meanwhile
        assert take_from_basket(ctx, dealer_id=world.dealer_id, items=[*put, gone]) == 1
        held = view_basket(ctx, dealer_id=world.dealer_id).lines
    assert [(row.line.article, row.line.quantity) for row in held] == [("NUT-8", Decimal(5))]
