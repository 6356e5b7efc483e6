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


def read(database: Database, world: World, *typed: tuple[str, str]) -> list[QuickLine]:
    with reading(database, world.dealer, now=NOW) as ctx:
        return read_quick_lines(
            ctx,
            dealer_id=world.dealer_id,
            typed=[TypedLine(code, count) for code, count in typed],
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


@pytest.mark.parametrize(
    ("written", "means", "notes"),
    [
        ("5 кор.", "50", ["packs_into_units"]),
        ("2 уп", "20", ["packs_into_units"]),
        ("1 200,00", "1200", []),
        ("10 шт", "10", []),
        ("4*5", "20", []),
        ("7", "10", ["raised_to_multiple"]),
    ],
)
def test_a_quantity_is_read_as_in_a_file(
    database: Database, world: World, written: str, means: str, notes: list[str]
) -> None:
    (line,) = read(database, world, ("BOLT-8", written))
    assert (f"{line.quantity:f}", [code for code, _ in line.notes]) == (means, notes)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("1/2", "intake.quantity_fraction"),
        (">10", "intake.quantity_inexact"),
        ("20 (10)", "intake.quantity_two_numbers"),
        ("3 кг", "intake.unit_differs"),
        ("10 20", "intake.quantity_unreadable"),
        ("1000001", "intake.quantity_absurd"),
    ],
)
def test_a_quantity_that_says_no_one_number_is_refused_by_name(
    database: Database, world: World, written: str, problem: str
) -> None:
    (line,) = read(database, world, ("BOLT-8", written))
    assert told(line) == ("BOLT-8", "", "0.00", problem)


def test_lines_of_one_product_are_raised_together_and_share_the_sum(
    database: Database, world: World
) -> None:
    lines = read(database, world, ("BOLT-8", "3"), ("NUT-8", "2"), ("bolt 8", "4"))
    assert [told(line) for line in lines] == [
        ("BOLT-8", "3", "30.00", ""),
        ("NUT-8", "2", "9.00", ""),
        ("BOLT-8", "7", "70.00", ""),
    ]
    assert [line.notes for line in lines[:2]] == [(), ()]
    together, raised = lines[2].notes
    assert together == ("with_other_lines", {"quantity": 10})
    assert raised == ("raised_to_multiple", {"asked": 7, "pack": 10, "quantity": 10})


def test_lines_of_one_product_get_the_price_of_all_of_them(
    database: Database, world: World
) -> None:
    lines = read(database, world, ("BOLT-8", "40"), ("BOLT-8", "60"))
    assert [told(line)[2] for line in lines] == ["360.00", "540.00"]  # from 100: 9.00


def test_a_name_is_as_good_as_a_code_and_a_near_one_is_asked(
    database: Database, world: World
) -> None:
    lines = read(
        database,
        world,
        ("Гайка М8 оцинкованная", "3"),
        ("оцинкованная гайка М8", "3"),
        ("гайка М10", "3"),
        ("Шпатель малярный", "3"),
    )
    assert [told(line) for line in lines] == [
        ("NUT-8", "3", "13.50", ""),
        ("NUT-8", "3", "13.50", ""),
        ("", "", "0.00", "quick_name_unsure"),
        ("", "", "0.00", "quick_code_unknown"),
    ]


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
        ("NUT-8", ""),
        ("NUT-8", "-2"),
        ("NUT-8", "0"),
        ("NUT-8", "0.0001"),
        ("NUT-8", "4"),
    )
    assert [told(line) for line in lines] == [
        ("", "", "0.00", "quick_code_unknown"),
        ("", "", "0.00", "quick_code_missing"),
        ("GLUE", "", "0.00", "quick_product_not_sold"),
        ("RARE", "", "0.00", "quick_price_on_request"),
        ("NUT-8", "", "0.00", "quick_quantity_missing"),
        ("NUT-8", "", "0.00", "intake.quantity_negative"),
        ("NUT-8", "", "0.00", "quantity_not_positive"),
        ("NUT-8", "", "0.00", "intake.quantity_fraction"),
        ("NUT-8", "4", "18.00", ""),
    ]
    assert [line.problem.row for line in lines if line.problem] == [1, 2, 3, 4, 5, 6, 7, 8]


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
