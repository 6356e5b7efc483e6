"""What a manager may make of a placed line: discounts by the book, promotions still earned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest
from sqlalchemy import select, update

from tests import make
from tests.make import NOW, World
from wholesale.context import Context, acting
from wholesale.core.access import Actor, system
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import PromotionEffect
from wholesale.db import Database
from wholesale.flow.approve_discounts import approve_discount, ask_discount, refuse_discount
from wholesale.flow.change_order import accept_order, change_line
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.view_orders import order_list, view_order
from wholesale.models.goods import ProductCost
from wholesale.models.people import Agreement
from wholesale.models.prices import MarginRule, PriceList
from wholesale.models.promotions import Promotion, PromotionCount, PromotionScope
from wholesale.orders import approvals
from wholesale.orders.queries import LineRow, OrderCard


@contextmanager
def acts(database: Database, actor: Actor) -> Iterator[Context]:
    with acting(database, actor, now=NOW) as ctx:
        yield ctx


@pytest.fixture
def generous(world: World) -> Actor:
    return replace(world.manager, discount_limit=D(50))


def place(database: Database, world: World, *wanted: tuple[str, int]) -> int:
    items = [OrderItem(world.product(article), D(amount)) for article, amount in wanted]
    with acts(database, world.dealer) as ctx:
        return place_order(ctx, dealer_id=world.dealer_id, items=items).order_id


def seen(database: Database, actor: Actor, order_id: int) -> OrderCard:
    with acts(database, actor) as ctx:
        return view_order(ctx, order_id=order_id).card


def change(database: Database, actor: Actor, order_id: int, article: str, **terms: Any) -> LineRow:
    """Change a line; returns it as the actor sees it then."""
    card = seen(database, actor, order_id)
    [line] = [row for row in card.lines if row.article == article and row.total]
    with acts(database, actor) as ctx:
        change_line(ctx, order_id=order_id, line_id=line.id, **terms)
    return next(row for row in seen(database, actor, order_id).lines if row.id == line.id)


def refused(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.RaisesExc(DomainError, check=lambda error: error.code == code)


def write(database: Database, *rows: Any) -> None:
    with acts(database, system("test")) as ctx:
        for row in rows:
            make.add(ctx.session, row)


def execute(database: Database, statement: Any) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(statement)


def test_a_manual_discount_is_held_by_cost_and_least_margin_too(
    database: Database, world: World, generous: Actor
) -> None:
    execute(database, update(ProductCost).values(minimum_price=D("0.01")))
    write(database, MarginRule(percent=D(50)))  # cost 3 240 and 50 %: 4 860, 90 % of the price
    order_id = place(database, world, ("DRILL", 1))
    with refused("price_below_floor"):
        change(database, generous, order_id, "DRILL", discount=D("10.1"))
    assert change(database, generous, order_id, "DRILL", discount=D(10)).total == D("4860.00")


def test_a_manual_discount_is_held_in_the_terms_of_the_line(
    database: Database, world: World, generous: Actor
) -> None:
    net = PriceList(code="NET", name="Без НДС", includes_vat=False)
    with acts(database, system("test")) as ctx:
        net_id = make.add(ctx.session, net)
        make.price(ctx.session, net_id, world.product("DRILL"), "5000.00")
        ctx.session.execute(
            update(Agreement).where(Agreement.id == world.agreement_id).values(price_list_id=net_id)
        )
    order_id = place(database, world, ("DRILL", 1))  # the floor of 4 320 with VAT is 3 540.98
    with refused("price_below_floor"):
        change(database, generous, order_id, "DRILL", discount=D("29.2"))
    line = change(database, generous, order_id, "DRILL", discount=D("29.1"))
    assert (line.unit_price, line.net, line.total) == (D(3545), D("3545.00"), D("4324.90"))


@pytest.mark.parametrize(
    ("percent", "price"),
    [("1", "5299.90"), ("6", "5099.90"), ("19.9", "4399.90")],
)
def test_a_manual_discount_is_rounded_as_the_list_is_and_never_under_the_floor(
    database: Database, world: World, generous: Actor, percent: str, price: str
) -> None:
    """The ladder is … 4 299.90, 4 399.90 …; 19.9 % off is 4 325.40, over the floor of 4 320."""
    execute(database, update(PriceList).values(rounding=D(100), ending=D("99.90")))
    order_id = place(database, world, ("DRILL", 1))
    line = change(database, generous, order_id, "DRILL", discount=D(percent))
    assert line.unit_price == D(price)


def test_both_stories_tell_of_a_manual_discount_and_the_dealers_tells_no_floor(
    database: Database, world: World, generous: Actor
) -> None:
    execute(database, update(PriceList).values(rounding=D(100), ending=D("99.90")))
    order_id = place(database, world, ("DRILL", 1))
    line = change(database, generous, order_id, "DRILL", discount=D("19.9"))
    assert [step["rule"] for step in line.staff_trace[-2:]] == ["manual_discount", "floor"]
    [shown] = seen(database, world.dealer, order_id).lines
    assert [step["rule"] for step in shown.trace] == ["agreement_list", "rounding", "terms"]
    assert "4320.00" not in str(shown.trace)
    assert shown.staff_trace == []
    line = change(database, generous, order_id, "DRILL", discount=D(0))
    assert [step["rule"] for step in line.trace] == ["agreement_list", "rounding"]
    assert line.staff_trace == line.trace


def test_the_same_quantity_and_the_same_discount_change_nothing(
    database: Database, world: World, generous: Actor
) -> None:
    promote(database, PromotionEffect.N_FOR_M, buy=3, pay=2)
    order_id = place(database, world, ("BOLT-8", 4))
    before = seen(database, generous, order_id)
    assert before.total == D("30.00")
    change(database, generous, order_id, "BOLT-8", quantity=D(4), discount=D(0))
    assert seen(database, generous, order_id) == before


def promote(
    database: Database, effect: PromotionEffect, *goods: PromotionScope, **over: Any
) -> int:
    with acts(database, system("test")) as ctx:
        found = make.add(
            ctx.session, Promotion(**{"code": "P", "name": "Осень", "effect": effect, **over})
        )
        for part in goods:
            part.promotion_id = found
            make.add(ctx.session, part)
        ctx.session.execute(update(ProductCost).values(minimum_price=D("0.01")))
    return found


@pytest.mark.parametrize(
    ("quantity", "total"), [(2, "20.00"), (3, "20.00"), (5, "40.00"), (6, "40.00"), (7, "50.00")]
)
def test_three_for_two_is_worked_out_anew_for_another_quantity(
    database: Database, world: World, quantity: int, total: str
) -> None:
    promote(database, PromotionEffect.N_FOR_M, buy=3, pay=2, limit_per_dealer=1)
    order_id = place(database, world, ("BOLT-8", 4))
    line = change(database, world.manager, order_id, "BOLT-8", quantity=D(quantity))
    assert line.total == D(total)
    assert line.unit_price == (D(total) / quantity).quantize(D("0.01"))
    rules = [step["rule"] for step in line.trace]
    assert rules == (["agreement_list"] if quantity == 2 else ["agreement_list", "n_for_m"])


def test_a_manual_discount_on_a_line_with_units_for_free_comes_off_what_is_paid(
    database: Database, world: World, generous: Actor
) -> None:
    promote(database, PromotionEffect.N_FOR_M, buy=3, pay=2)
    order_id = place(database, world, ("BOLT-8", 3))
    line = change(database, generous, order_id, "BOLT-8", discount=D(10))
    assert (line.total, line.unit_price) == (D("18.00"), D("6.00"))
    assert [(step["rule"], step["before"], step["after"]) for step in line.trace[1:]] == [
        ("manual_discount", "10.00", "9.00"),
        ("n_for_m", "9.00", "6.00"),
    ]


def test_a_broken_set_takes_its_discount_off_every_line_of_it(
    database: Database, world: World
) -> None:
    bolt, nut = (
        PromotionScope(product_id=world.product(article), quantity=D(10))
        for article in ("BOLT-8", "NUT-8")
    )
    promotion = promote(database, PromotionEffect.BUNDLE, bolt, nut, percent=D(20), limit_total=9)
    order_id = place(database, world, ("BOLT-8", 20), ("NUT-8", 20))
    assert seen(database, world.manager, order_id).total == D("232.00")
    change(database, world.manager, order_id, "BOLT-8", quantity=D(10))
    assert seen(database, world.manager, order_id).total == D("161.00")  # 145 − 29 + 45
    change(database, world.manager, order_id, "BOLT-8", quantity=D(9))
    card = seen(database, world.manager, order_id)
    assert [(line.unit_price, line.total) for line in card.lines] == [
        (D("10.00"), D("90.00")),
        (D("4.50"), D("90.00")),
    ]
    assert uses(database, promotion) == 0


def uses(database: Database, promotion_id: int) -> int:
    with acts(database, system("test")) as ctx:
        counted = select(PromotionCount.used).where(PromotionCount.promotion_id == promotion_id)
        return max(ctx.session.scalars(counted))


def test_a_gift_cannot_be_raised_and_goes_with_the_line_that_earned_it(
    database: Database, world: World
) -> None:
    promotion = promote(
        database,
        PromotionEffect.GIFT,
        PromotionScope(product_id=world.product("BOLT-8")),
        min_quantity=D(10),
        gift_product_id=world.product("GLUE"),
        gift_quantity=D(1),
        limit_per_dealer=3,
    )
    order_id = place(database, world, ("BOLT-8", 30), ("NUT-8", 5))
    gift = seen(database, world.manager, order_id).lines[-1]
    assert (gift.article, gift.quantity, gift.total) == ("GLUE", D(3), D(0))
    with refused("gift_not_raised"), acts(database, world.manager) as ctx:
        change_line(ctx, order_id=order_id, line_id=gift.id, quantity=D(4))

    def left() -> D:
        return seen(database, world.manager, order_id).lines[-1].quantity

    change(database, world.manager, order_id, "BOLT-8", quantity=D(19))
    assert (left(), uses(database, promotion)) == (D(1), 1)
    change(database, world.manager, order_id, "BOLT-8", quantity=D(40))
    assert left() == D(1)
    change(database, world.manager, order_id, "BOLT-8", quantity=D(0))
    assert (left(), uses(database, promotion)) == (D(0), 0)


def ask(database: Database, world: World, order_id: int, percent: str = "25") -> int:
    [line] = seen(database, world.manager, order_id).lines
    with acts(database, world.manager) as ctx:
        return ask_discount(
            ctx, order_id=order_id, line_id=line.id, percent=D(percent), reason="Тендер"
        )


def test_a_discount_that_is_asked_for_waits_and_is_given_when_a_supervisor_approves(
    database: Database, world: World
) -> None:
    order_id = place(database, world, ("DRILL", 1))
    ask(database, world, order_id, "20")
    request_id = ask(database, world, order_id)  # asked anew: one waits
    with acts(database, world.manager) as ctx:
        [waiting] = approvals.requests_of(ctx, order_id=order_id)
        assert approvals.orders_waiting(ctx) == 1
        assert [row.id for row in order_list(ctx, awaiting_approval=True)] == [order_id]
    assert (waiting.percent, waiting.reason, waiting.asked_by) == (D(25), "Тендер", "Manager")
    assert seen(database, world.manager, order_id).total == D("5400.00")
    with acts(database, world.supervisor) as ctx:
        approve_discount(ctx, request_id=request_id)
    card = seen(database, world.manager, order_id)
    assert card.total == D("4050.00")  # under the floor of 4 320, as approved
    with acts(database, world.manager) as ctx:
        [done] = approvals.requests_of(ctx, order_id=order_id)
        assert (done.status, done.decided_by) == ("approved", "Supervisor")
        assert order_list(ctx, awaiting_approval=True) == []
    with refused("discount_decided"), acts(database, world.supervisor) as ctx:
        refuse_discount(ctx, request_id=request_id)


def test_a_refused_discount_leaves_the_price_and_the_dealer_hears_of_none_of_it(
    database: Database, world: World
) -> None:
    order_id = place(database, world, ("DRILL", 1))
    with acts(database, world.manager) as ctx:
        accept_order(ctx, order_id=order_id)
    request_id = ask(database, world, order_id)
    with acts(database, world.supervisor) as ctx:
        refuse_discount(ctx, request_id=request_id, answer="Мало взяли")
    with acts(database, world.manager) as ctx:
        view = view_order(ctx, order_id=order_id)
    assert (view.card.total, view.requests[0].answer) == (D("5400.00"), "Мало взяли")
    assert [row.kind for row in view.history][-2:] == [
        "order.discount_asked",
        "order.discount_refused",
    ]
    with acts(database, world.dealer) as ctx:
        view = view_order(ctx, order_id=order_id)
    assert [row.kind for row in view.history] == ["order.submitted", "order.accepted"]
    assert view.requests == []
