"""The order's way: placed, held, accepted, changed, shipped, paid; nothing oversold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D  # noqa: N817

import pytest
from sqlalchemy import select, update

from tests.make import NOW, World
from tests.sheets import workbook
from wholesale import jobs
from wholesale.context import MOSCOW, Context, acting, reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import DomainError, NotFound, NotPermitted
from wholesale.core.vocabulary import DiscountSource, OrderStatus, PaymentState, PromotionEffect
from wholesale.db import Database
from wholesale.flow.change_order import (
    accept_order,
    assemble_order,
    cancel_order,
    change_line,
    complete_order,
    deliver_order,
    hold_order,
    resume_order,
)
from wholesale.flow.change_prices import save_rule
from wholesale.flow.expire_reservations import expire_reservations
from wholesale.flow.fill_basket import (
    Basket,
    add_to_basket,
    agree_to_prices,
    clear_basket,
    repeat_order,
    set_basket_line,
    view_basket,
)
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import PlacedOrder, place_order, submit_basket
from wholesale.flow.read_order_file import read_order_file
from wholesale.flow.say import say
from wholesale.flow.ship_order import ship_order
from wholesale.flow.take_payment import take_payment
from wholesale.flow.view_orders import order_list, view_order
from wholesale.intake.parse import parse
from wholesale.ledger import queries as ledger
from wholesale.models.goods import Product, Stock
from wholesale.models.people import Agreement, Dealer, Point
from wholesale.models.prices import Discount, PriceEntry
from wholesale.models.trade import OrderLine
from wholesale.pricing.forms import Goods, PromotionForm
from wholesale.stock.operations import set_on_hand


@contextmanager
def acts(database: Database, actor: Actor, now: datetime = NOW) -> Iterator[Context]:
    with acting(database, actor, now=now) as ctx:
        yield ctx


def place(
    database: Database, world: World, *wanted: tuple[str, int], now: datetime = NOW
) -> PlacedOrder:
    items = [OrderItem(world.product(article), D(amount)) for article, amount in wanted]
    with acts(database, world.dealer, now) as ctx:
        return place_order(ctx, dealer_id=world.dealer_id, items=items)


def stock_of(database: Database, world: World, article: str) -> tuple[D, D]:
    with acts(database, system("test")) as ctx:
        on_hand, reserved = ctx.session.execute(
            select(Stock.on_hand, Stock.reserved).where(
                Stock.point_id == world.point_id, Stock.product_id == world.product(article)
            )
        ).one()
        return on_hand, reserved


def refused(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.RaisesExc(DomainError, check=lambda error: error.code == code)


def test_a_placed_order_is_numbered_priced_and_reserved(database: Database, world: World) -> None:
    placed = place(database, world, ("BOLT-8", 120), ("GLUE", 2))

    assert placed.number == "A-26-00001"
    assert placed.status is OrderStatus.SUBMITTED
    assert placed.total == D("1721.00")  # 120 × 9.00 from the break on, 2 × 320.50
    assert placed.short == 0
    assert stock_of(database, world, "BOLT-8") == (1000, 120)
    with acts(database, world.dealer) as ctx:
        view = view_order(ctx, order_id=placed.order_id)
    assert [line.unit_price for line in view.card.lines] == [D("9.00"), D("320.50")]
    assert [line.vat for line in view.card.lines] == [D("194.75"), D("58.27")]  # 22 and 10 %
    assert view.card.net + view.card.vat == view.card.total == placed.total
    assert [row.kind for row in view.history] == ["order.submitted"]


def test_numbers_follow_each_other_without_gaps(database: Database, world: World) -> None:
    first = place(database, world, ("NUT-8", 1))
    with refused("products_without_price"):
        place(database, world, ("RARE", 1))
    second = place(database, world, ("NUT-8", 1))

    assert [first.number, second.number] == ["A-26-00001", "A-26-00002"]


def test_a_dealer_is_told_why_an_order_is_refused_and_nothing_is_kept(
    database: Database, world: World
) -> None:
    for code, items in (
        ("order_empty", []),
        ("quantity_not_positive", [OrderItem(world.product("NUT-8"), D(-1))]),
        ("quantity_too_large", [OrderItem(world.product("NUT-8"), D(10) ** 7)]),
        ("quantity_too_fine", [OrderItem(world.product("NUT-8"), D("0.0001"))]),
        ("quantity_not_positive", [OrderItem(world.product("NUT-8"), D("NaN"))]),
        ("quantity_not_positive", [OrderItem(world.product("NUT-8"), D("Infinity"))]),
        ("not_found", [OrderItem(999_999, D(1))]),
        ("products_without_price", [OrderItem(world.product("RARE"), D(1))]),
    ):
        with refused(code), acts(database, world.dealer) as ctx:
            place_order(ctx, dealer_id=world.dealer_id, items=items)
    with acts(database, world.supervisor) as ctx:
        assert order_list(ctx) == []
    assert stock_of(database, world, "NUT-8") == (1000, 0)


def test_goods_out_of_the_catalogue_are_not_sold(database: Database, world: World) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(update(Product).where(Product.article == "NUT-8").values(active=False))
    with refused("products_not_sold"):
        place(database, world, ("NUT-8", 1))


def test_what_is_not_in_stock_is_ordered_but_not_reserved(database: Database, world: World) -> None:
    placed = place(database, world, ("DRILL", 1200))

    assert placed.short == 200
    assert stock_of(database, world, "DRILL") == (1000, 1000)


def test_many_dealers_at_once_never_reserve_more_than_there_is(
    database: Database, world: World
) -> None:
    with acts(database, system("test")) as ctx:
        set_on_hand(
            ctx.session,
            point_id=world.point_id,
            quantities={world.product("NUT-8"): D(100), world.product("BOLT-8"): D(100)},
        )
    errors: list[BaseException] = []

    def order(actor: Actor, dealer_id: int, articles: tuple[str, str]) -> None:
        items = [OrderItem(world.product(article), D(7)) for article in articles]
        try:
            for _ in range(4):
                with acts(database, actor) as ctx:
                    place_order(ctx, dealer_id=dealer_id, items=items)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)

    people = [
        (world.dealer, world.dealer_id, ("NUT-8", "BOLT-8")),
        (world.neighbour, world.neighbour_id, ("BOLT-8", "NUT-8")),
    ] * 3
    threads = [threading.Thread(target=order, args=person) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert stock_of(database, world, "NUT-8") == (100, 100)
    assert stock_of(database, world, "BOLT-8") == (100, 100)
    with acts(database, world.supervisor) as ctx:
        assert len({row.number for row in order_list(ctx)}) == 24
        held = ctx.session.scalars(
            select(OrderLine.reserved).where(OrderLine.product_id == world.product("NUT-8"))
        ).all()
    assert sum(held) == 100


def test_a_rise_since_the_preview_asks_and_a_drop_passes(database: Database, world: World) -> None:
    items = [OrderItem(world.product("NUT-8"), D(10))]
    with refused("prices_rose"), acts(database, world.dealer) as ctx:
        place_order(ctx, dealer_id=world.dealer_id, items=items, expected_total=D("44.99"))
    with acts(database, world.dealer) as ctx:
        placed = place_order(ctx, dealer_id=world.dealer_id, items=items, expected_total=D(50))
    assert placed.total == D("45.00")


def test_an_order_over_the_credit_limit_waits_for_a_supervisor(
    database: Database, world: World
) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(Agreement)
            .where(Agreement.id == world.agreement_id)
            .values(credit_limit=D("10000.00"))
        )
    first = place(database, world, ("DRILL", 1))
    second = place(database, world, ("DRILL", 1))
    assert (first.status, second.status) == (OrderStatus.SUBMITTED, OrderStatus.ON_HOLD)

    with refused("needs_approval"), acts(database, world.manager) as ctx:
        resume_order(ctx, order_id=second.order_id)
    with acts(database, world.supervisor) as ctx:
        assert resume_order(ctx, order_id=second.order_id).status is OrderStatus.SUBMITTED


def test_without_an_agreement_the_order_waits_and_the_basket_and_the_preview_say_so(
    database: Database, world: World
) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(Agreement)
            .where(Agreement.id == world.agreement_id)
            .values(valid_to=NOW.date() - timedelta(days=1))
        )
    placed = place(database, world, ("NUT-8", 1))
    assert (placed.status, placed.held) == (OrderStatus.ON_HOLD, "no_agreement")
    with refused("needs_approval"), acts(database, world.manager) as ctx:
        resume_order(ctx, order_id=placed.order_id)

    file = parse(workbook([["Артикул", "Кол-во"], ["NUT-8", 5], ["DRILL", 1]]), "заказ.xlsx")
    with acts(database, world.dealer) as ctx:
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=file)
        items = [OrderItem(world.product("NUT-8"), D(2))]
        add_to_basket(ctx, dealer_id=world.dealer_id, items=items)
        assert not view_basket(ctx, dealer_id=world.dealer_id).has_agreement
        assert not preview.has_agreement


def test_an_order_of_a_dealer_in_arrears_waits(database: Database, world: World) -> None:
    shipped = _shipped(database, world, ("NUT-8", 100))
    assert shipped.total == D("450.00")
    late = NOW + timedelta(days=15)  # he had 14 days to pay

    assert place(database, world, ("NUT-8", 1), now=late).status is OrderStatus.ON_HOLD
    with reading(database, world.dealer, now=late) as ctx:
        standing = ledger.balance(ctx, dealer_id=world.dealer_id)
    assert (standing.debt, standing.overdue) == (D("450.00"), D("450.00"))


def test_the_manager_takes_the_order_to_the_end_and_the_debt_moves(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("BOLT-8", 100), ("GLUE", 1))
    with acts(database, world.manager) as ctx:
        accepted = accept_order(ctx, order_id=placed.order_id)
        assemble_order(ctx, order_id=placed.order_id, version=accepted.version)
        shipped = ship_order(ctx, order_id=placed.order_id)
    assert (shipped.total, shipped.left_out) == (D("1220.50"), [])
    assert stock_of(database, world, "BOLT-8") == (900, 0)

    with acts(database, world.manager) as ctx:
        payment = take_payment(
            ctx, order_id=placed.order_id, amount=D("220.50"), paid_on=date(2026, 6, 15)
        )
        deliver_order(ctx, order_id=placed.order_id)
        complete_order(ctx, order_id=placed.order_id)
    assert (payment.state, payment.debt) == (PaymentState.PARTLY_PAID, D("1000.00"))
    with acts(database, world.dealer) as ctx:
        view = view_order(ctx, number=placed.number)
        entries = ledger.entries(ctx, dealer_id=world.dealer_id)
    assert [row.kind for row in view.history] == [
        "order.submitted",
        "order.accepted",
        "order.assembling",
        "order.shipped",
        "order.paid",
        "order.delivered",
        "order.completed",
    ]
    assert view.card.manager == world.manager.name
    assert [(row.amount, row.balance) for row in entries] == [
        (D("1220.50"), D("1220.50")),
        (D("-220.50"), D("1000.00")),
    ]
    assert entries[0].due_on == date(2026, 6, 29)


def test_only_what_is_there_leaves_and_the_order_costs_what_left(
    database: Database, world: World
) -> None:
    shipped = _shipped(database, world, ("DRILL", 1001), ("NUT-8", 2))

    assert shipped.left_out == ["DRILL"]
    assert shipped.total == D("5400009.00")
    with acts(database, world.dealer) as ctx:
        card = view_order(ctx, order_id=shipped.order_id).card
    assert [(line.quantity, line.shipped, line.cancelled) for line in card.lines] == [
        (1001, 1000, 1),
        (2, 2, 0),
    ]
    assert card.total == shipped.total == sum(line.total for line in card.lines)


def test_goods_that_leave_in_the_new_year_bear_its_vat(database: Database, world: World) -> None:
    ordered = datetime(2025, 12, 30, 9, tzinfo=UTC)
    placed = place(database, world, ("NUT-8", 1000), now=ordered)
    with acts(database, world.manager, datetime(2026, 1, 12, 9, tzinfo=UTC)) as ctx:
        accept_order(ctx, order_id=placed.order_id)
        ship_order(ctx, order_id=placed.order_id)
        view = view_order(ctx, order_id=placed.order_id)
    assert placed.total == view.shipments[0].total == D("4500.00")
    assert [(line.vat_rate, line.vat) for line in view.card.lines] == [(22, D("811.48"))]
    assert (
        view.shipments[0].vat == view.card.vat == D("811.48")
    )  # 22 %, where the order was placed at 20 %: 750.00


def test_a_second_click_changes_nothing(database: Database, world: World) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with acts(database, world.manager) as ctx:
        version = view_order(ctx, order_id=placed.order_id).card.version
        accept_order(ctx, order_id=placed.order_id, version=version)
    with refused("order_changed"), acts(database, world.manager) as ctx:
        accept_order(ctx, order_id=placed.order_id, version=version)
    with refused("step_not_possible"), acts(database, world.manager) as ctx:
        accept_order(ctx, order_id=placed.order_id)


def test_cancelling_lets_go_of_the_stock(database: Database, world: World) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with acts(database, world.dealer) as ctx:
        cancel_order(ctx, order_id=placed.order_id, reason="передумали")
    assert stock_of(database, world, "NUT-8") == (1000, 0)
    with acts(database, world.dealer) as ctx:
        last = view_order(ctx, order_id=placed.order_id).history[-1]
    assert (last.kind, last.data) == ("order.cancelled", {"comment": "передумали"})


def test_a_dealer_cannot_cancel_what_is_being_worked_on(database: Database, world: World) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with acts(database, world.manager) as ctx:
        accept_order(ctx, order_id=placed.order_id)
    with refused("too_late_to_cancel"), acts(database, world.dealer) as ctx:
        cancel_order(ctx, order_id=placed.order_id)


def test_a_manager_holds_an_order_with_a_reason_and_puts_it_back(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with refused("reason_missing"), acts(database, world.manager) as ctx:
        hold_order(ctx, order_id=placed.order_id, reason=" ")
    with acts(database, world.manager) as ctx:
        held = hold_order(ctx, order_id=placed.order_id, reason="ждём доверенность")
        assert held.status is OrderStatus.ON_HOLD
        assert resume_order(ctx, order_id=placed.order_id).status is OrderStatus.SUBMITTED


def test_a_changed_quantity_keeps_the_price_and_moves_the_reserve(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("BOLT-8", 120), ("NUT-8", 10))
    with acts(database, world.manager) as ctx:
        line = view_order(ctx, order_id=placed.order_id).card.lines[0]
        change_line(ctx, order_id=placed.order_id, line_id=line.id, quantity=D(50))
        card = view_order(ctx, order_id=placed.order_id).card
    assert (card.lines[0].unit_price, card.lines[0].total) == (D("9.00"), D("450.00"))
    assert card.total == D("495.00")
    assert stock_of(database, world, "BOLT-8") == (1000, 50)


def test_a_manual_discount_ends_at_the_managers_limit_and_at_the_floor(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("DRILL", 1))
    generous = replace(world.manager, discount_limit=D(30))
    with acts(database, world.manager) as ctx:
        line = view_order(ctx, order_id=placed.order_id).card.lines[0]
    with refused("discount_over_limit"), acts(database, world.manager) as ctx:
        change_line(ctx, order_id=placed.order_id, line_id=line.id, discount=D(1))
    with refused("price_below_floor"), acts(database, generous) as ctx:
        change_line(ctx, order_id=placed.order_id, line_id=line.id, discount=D(25))
    with acts(database, generous) as ctx:
        change_line(ctx, order_id=placed.order_id, line_id=line.id, discount=D(10))
        card = view_order(ctx, order_id=placed.order_id).card
    assert card.lines[0].unit_price == card.total == D("4860.00")
    assert card.lines[0].trace[-1]["rule"] == "manual_discount"


def test_a_manual_discount_starts_from_the_frozen_price_and_is_not_added_to_another(
    database: Database, world: World
) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.add(
            Discount(
                source=DiscountSource.PERSONAL,
                dealer_id=world.dealer_id,
                point_id=world.point_id,
                percent=D(10),
            )
        )
    placed = place(database, world, ("DRILL", 1))
    assert placed.total == D("4860.00")
    generous = replace(world.manager, discount_limit=D(30))

    def given(percent: int) -> D:
        with acts(database, generous) as ctx:
            line = view_order(ctx, order_id=placed.order_id).card.lines[0]
            change_line(ctx, order_id=placed.order_id, line_id=line.id, discount=D(percent))
            return view_order(ctx, order_id=placed.order_id).card.total

    assert [given(percent) for percent in (1, 10, 5, 0)] == [
        D("4811.40"),
        D("4374.00"),
        D("4617.00"),
        D("4860.00"),
    ]


def test_an_order_cannot_grow_past_the_credit_limit_without_a_supervisor(
    database: Database, world: World
) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(Agreement)
            .where(Agreement.id == world.agreement_id)
            .values(credit_limit=D("10000.00"))
        )
    placed = place(database, world, ("DRILL", 1))
    with acts(database, world.manager) as ctx:
        line = view_order(ctx, order_id=placed.order_id).card.lines[0]
    with refused("needs_approval"), acts(database, world.manager) as ctx:
        change_line(ctx, order_id=placed.order_id, line_id=line.id, quantity=D(2))
    with acts(database, world.supervisor) as ctx:
        change_line(ctx, order_id=placed.order_id, line_id=line.id, quantity=D(2))
        assert view_order(ctx, order_id=placed.order_id).card.total == D("10800.00")


def test_the_last_line_stays(database: Database, world: World) -> None:
    placed = place(database, world, ("DRILL", 1))
    with refused("order_would_be_empty"), acts(database, world.manager) as ctx:
        line = view_order(ctx, order_id=placed.order_id).card.lines[0]
        change_line(ctx, order_id=placed.order_id, line_id=line.id, quantity=D(0))


def test_a_line_changed_after_its_reservation_ran_out_is_held_for_a_time_again(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("NUT-8", 5))
    late = NOW + timedelta(days=4)
    with acts(database, system("jobs"), late) as ctx:
        expire_reservations(ctx)
    with acts(database, world.manager, late) as ctx:
        line = view_order(ctx, order_id=placed.order_id).card.lines[0]
        change_line(ctx, order_id=placed.order_id, line_id=line.id, quantity=D(7))
        card = view_order(ctx, order_id=placed.order_id).card
    assert (card.lines[0].reserved, card.reserved_until) == (7, late + timedelta(days=14))


@pytest.mark.parametrize(
    ("code", "amount", "more"),
    [
        ("payment_amount_wrong", "0", {}),
        ("payment_amount_wrong", "NaN", {}),
        ("payment_amount_wrong", "1.005", {}),
        ("payment_in_future", "1.00", {"paid_on": date(2026, 6, 16)}),
        ("payment_too_early", "1.00", {"paid_on": date(1900, 1, 1)}),
        ("payment_over_total", "22.51", {}),
        ("order_changed", "1.00", {"expected_paid": D("5.00")}),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(
    database: Database, world: World, code: str, amount: str, more: dict[str, object]
) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with refused(code), acts(database, world.manager) as ctx:
        take_payment(
            ctx,
            **{  # type: ignore[arg-type]
                "order_id": placed.order_id,
                "amount": D(amount),
                "paid_on": date(2026, 6, 15),
                **more,
            },
        )
    with acts(database, world.manager) as ctx:
        assert view_order(ctx, order_id=placed.order_id).paid == 0


def test_the_orders_of_a_dealer_who_moved_are_still_there(database: Database, world: World) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(Dealer).where(Dealer.id == world.dealer_id).values(point_id=world.other_point_id)
        )
    moved = replace(world.dealer, point_ids=frozenset({world.other_point_id}))
    for actor in (world.manager, moved, world.supervisor):
        with acts(database, actor) as ctx:
            assert [(row.number, row.dealer, row.point) for row in order_list(ctx)] == [
                (placed.number, "Мастер", "Склад Север")
            ]
            assert view_order(ctx, number=placed.number).card.dealer == "Мастер"


def test_the_basket_is_kept_and_becomes_an_order_once(database: Database, world: World) -> None:
    with acts(database, world.dealer) as ctx:
        assert view_basket(ctx, dealer_id=world.dealer_id).lines == []
        add_to_basket(
            ctx, dealer_id=world.dealer_id, items=[OrderItem(world.product("BOLT-8"), D(90))]
        )
    with acts(database, world.dealer) as ctx:
        add_to_basket(
            ctx, dealer_id=world.dealer_id, items=[OrderItem(world.product("BOLT-8"), D(10))]
        )
        set_basket_line(
            ctx, dealer_id=world.dealer_id, product_id=world.product("NUT-8"), quantity=D(3)
        )
        set_basket_line(
            ctx, dealer_id=world.dealer_id, product_id=world.product("GLUE"), quantity=D(3)
        )
        set_basket_line(
            ctx, dealer_id=world.dealer_id, product_id=world.product("GLUE"), quantity=D(0)
        )
        seen = view_basket(ctx, dealer_id=world.dealer_id)
    assert [(line.line.article, line.line.quantity) for line in seen.lines] == [
        ("BOLT-8", 100),
        ("NUT-8", 3),
    ]
    assert seen.total == D("913.50")
    with acts(database, world.dealer) as ctx:
        placed = submit_basket(ctx, dealer_id=world.dealer_id, expected_total=seen.total)
    assert (placed.number, placed.total) == ("A-26-00001", D("913.50"))
    with refused("basket_empty"), acts(database, world.dealer) as ctx:
        submit_basket(ctx, dealer_id=world.dealer_id)


def test_a_price_that_rose_shows_in_the_basket_and_needs_consent(
    database: Database, world: World
) -> None:
    with acts(database, world.dealer) as ctx:
        add_to_basket(
            ctx, dealer_id=world.dealer_id, items=[OrderItem(world.product("NUT-8"), D(10))]
        )
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(PriceEntry)
            .where(PriceEntry.product_id == world.product("NUT-8"))
            .values(price=D("5.00"))
        )
    with acts(database, world.dealer) as ctx:
        seen = view_basket(ctx, dealer_id=world.dealer_id)
    assert seen.lines[0].change == D("0.50")
    with refused("lines_rose"), acts(database, world.dealer) as ctx:
        submit_basket(ctx, dealer_id=world.dealer_id, expected_total=seen.total)
    with acts(database, world.dealer) as ctx:
        assert agree_to_prices(ctx, dealer_id=world.dealer_id) == 1
    with refused("prices_rose"), acts(database, world.dealer) as ctx:
        submit_basket(ctx, dealer_id=world.dealer_id, expected_total=D("45.00"))
    with acts(database, world.dealer) as ctx:
        assert submit_basket(ctx, dealer_id=world.dealer_id, expected_total=seen.total).total == D(
            "50.00"
        )


def charge(database: Database, world: World, article: str, price: str) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(PriceEntry)
            .where(PriceEntry.product_id == world.product(article), PriceEntry.min_quantity == 1)
            .values(price=D(price))
        )


def fill(database: Database, world: World, **wanted: int) -> Basket:
    """Put exact quantities in; articles without their dash."""
    articles = {article.replace("-", ""): article for article in world.products}
    with acts(database, world.dealer) as ctx:
        for name, quantity in wanted.items():
            set_basket_line(
                ctx,
                dealer_id=world.dealer_id,
                product_id=world.product(articles[name]),
                quantity=D(quantity),
            )
    with acts(database, world.dealer) as ctx:
        return view_basket(ctx, dealer_id=world.dealer_id)


def test_a_gift_that_is_gone_from_the_draft_is_told_and_one_of_a_placed_order_stays(
    database: Database, world: World
) -> None:
    with acts(database, world.supervisor) as ctx:
        gift = PromotionForm(
            "G", "Клей в подарок", PromotionEffect.GIFT, min_quantity=D(5),
            gift_product_id=world.product("GLUE"), gift_quantity=D(1),
            goods=(Goods(world.product("NUT-8")),),
        )  # fmt: skip
        rule_id = save_rule(ctx, form=gift)

    def send(shown: Basket) -> PlacedOrder:
        with acts(database, world.dealer) as ctx:
            return submit_basket(
                ctx,
                dealer_id=world.dealer_id,
                expected_total=shown.total,
                expected_gifts=shown.gifts,
            )

    def switch(*, active: bool) -> None:
        with acts(database, world.supervisor) as ctx:
            save_rule(ctx, form=replace(gift, active=active), rule_id=rule_id)

    first = send(fill(database, world, NUT8=10))
    shown = fill(database, world, NUT8=10)
    assert [line.quantity for line in shown.gifts] == [D(2)]
    switch(active=False)
    with refused("gifts_gone") as error:
        send(shown)
    assert error.value.params == {"articles": "GLUE", "count": 1}
    now = fill(database, world, NUT8=10)
    assert now.gifts == []
    second = send(now)
    with acts(database, world.dealer) as ctx:
        quantities = [
            [
                (line.article, line.quantity)
                for line in view_order(ctx, order_id=order_id).card.lines
            ]
            for order_id in (first.order_id, second.order_id)
        ]
    assert quantities == [[("NUT-8", D(10)), ("GLUE", D(2))], [("NUT-8", D(10))]]


def test_risen_prices_are_agreed_to_line_by_line(database: Database, world: World) -> None:
    basket = fill(database, world, NUT8=10, GLUE=1, DRILL=1)
    charge(database, world, "NUT-8", "5.00")
    charge(database, world, "GLUE", "330.00")
    charge(database, world, "DRILL", "5000.00")
    [nut, _, _] = basket.lines
    with acts(database, world.dealer) as ctx:
        agree_to_prices(ctx, dealer_id=world.dealer_id, line_ids=[nut.line.id])
    with refused("lines_rose") as error, acts(database, world.dealer) as ctx:
        submit_basket(ctx, dealer_id=world.dealer_id)
    assert error.value.params == {"articles": "GLUE", "count": 1}
    with acts(database, world.dealer) as ctx:
        assert [row.change for row in view_basket(ctx, dealer_id=world.dealer_id).lines] == [
            D(0),
            D("9.50"),
            D("-400.00"),
        ]


@pytest.mark.parametrize(
    ("risen_to", "quantity", "agreed"),
    [
        ("12.00", 60, "10.00"),  # more of it at the risen price: still to be agreed to
        ("10.00", 60, "10.00"),
        ("12.00", 100, "9.00"),  # cheaper by the break: passes
        ("8.00", 60, "8.00"),
    ],
)
def test_another_quantity_does_not_take_over_a_risen_price(
    database: Database, world: World, risen_to: str, quantity: int, agreed: str
) -> None:
    fill(database, world, BOLT8=50)
    charge(database, world, "BOLT-8", risen_to)
    [row] = fill(database, world, BOLT8=quantity).lines
    assert (row.line.unit_price, row.line.total) == (D(agreed), D(agreed) * quantity)
    assert row.change == (D(risen_to) - D(agreed) if quantity < 100 else 0)


def test_a_break_lost_by_the_dealers_own_doing_needs_no_consent(
    database: Database, world: World
) -> None:
    fill(database, world, BOLT8=100)
    [row] = fill(database, world, BOLT8=50).lines
    assert (row.line.unit_price, row.change) == (D("10.00"), 0)


def test_the_basket_tells_the_difference_to_the_last_order(
    database: Database, world: World
) -> None:
    place(database, world, ("NUT-8", 5), ("GLUE", 1))
    charge(database, world, "NUT-8", "5.00")
    cancelled = place(database, world, ("NUT-8", 5), ("GLUE", 1))
    with acts(database, world.dealer) as ctx:
        cancel_order(ctx, order_id=cancelled.order_id)
    basket = fill(database, world, NUT8=5, GLUE=1, DRILL=1)
    assert [row.since_last for row in basket.lines] == [D("0.50"), D(0), None]


@pytest.mark.parametrize(
    ("free_from", "nuts", "told"),
    [("100.00", 10, ["55.00"]), ("45.00", 10, []), (None, 10, []), ("100.00", 0, [])],
)
def test_the_basket_tells_how_much_it_lacks_to_free_delivery(
    database: Database, world: World, free_from: str | None, nuts: int, told: list[str]
) -> None:
    with acts(database, system("test")) as ctx:
        ctx.session.execute(
            update(Point)
            .where(Point.id == world.point_id)
            .values(free_delivery_from=None if free_from is None else D(free_from))
        )
    hints = fill(database, world, NUT8=nuts).hints
    assert [step["sum"] for step in hints if step["rule"] == "hint_delivery"] == told


def test_a_cleared_basket_gives_back_what_was_in_it(database: Database, world: World) -> None:
    item = OrderItem(world.product("NUT-8"), D(10))
    with acts(database, world.dealer) as ctx:
        add_to_basket(ctx, dealer_id=world.dealer_id, items=[item])
        assert clear_basket(ctx, dealer_id=world.dealer_id) == [item]
        assert view_basket(ctx, dealer_id=world.dealer_id).lines == []


def test_repeating_an_order_leaves_out_what_is_not_sold_any_more(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("BOLT-8", 10), ("NUT-8", 5))
    with acts(database, system("test")) as ctx:
        ctx.session.execute(update(Product).where(Product.article == "NUT-8").values(active=False))
    with acts(database, world.dealer) as ctx:
        repeated = repeat_order(ctx, order_id=placed.order_id)
    assert (repeated.lines, repeated.left_out) == (1, ["NUT-8"])


def test_a_reservation_ends_after_three_days_and_accepting_makes_a_new_one(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("NUT-8", 5))
    for day, expired, held in ((2, [], 5), (4, [placed.number], 0), (5, [], 0)):
        with acts(database, system("jobs"), NOW + timedelta(days=day)) as ctx:
            assert expire_reservations(ctx) == expired
        assert stock_of(database, world, "NUT-8") == (1000, held)
    with acts(database, world.manager, NOW + timedelta(days=5)) as ctx:
        accept_order(ctx, order_id=placed.order_id)
    assert stock_of(database, world, "NUT-8") == (1000, 5)


def test_a_job_that_fails_does_not_keep_the_others_from_running(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = place(database, world, ("NUT-8", 5))

    def broken(ctx: Context) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(jobs, "JOBS", (broken, *jobs.JOBS))
    jobs.run_once(database, MOSCOW, now=NOW + timedelta(days=4))

    assert stock_of(database, world, "NUT-8") == (1000, 0)
    with acts(database, world.dealer) as ctx:
        last = view_order(ctx, order_id=placed.order_id).history[-1]
    assert (last.kind, last.actor) == ("order.reservation_expired", "jobs")


def test_dealer_and_manager_talk_on_the_order(database: Database, world: World) -> None:
    placed = place(database, world, ("NUT-8", 5))
    with acts(database, world.dealer) as ctx:
        say(ctx, order_id=placed.order_id, text="  Когда отгрузите?  ")
    with acts(database, world.manager) as ctx:
        say(ctx, order_id=placed.order_id, text="Завтра утром")
        chat = view_order(ctx, order_id=placed.order_id).chat
    assert [(line.text, line.from_staff) for line in chat] == [
        ("Когда отгрузите?", False),
        ("Завтра утром", True),
    ]


def test_another_points_and_another_dealers_people_find_nothing(
    database: Database, world: World
) -> None:
    placed = place(database, world, ("NUT-8", 5))
    for actor in (world.neighbour, world.stranger, world.other_manager):
        with pytest.raises(NotFound), acts(database, actor) as ctx:
            view_order(ctx, order_id=placed.order_id)
        with acts(database, actor) as ctx:
            assert order_list(ctx) == []
    with pytest.raises(NotFound), acts(database, world.other_manager) as ctx:
        accept_order(ctx, order_id=placed.order_id)
    with pytest.raises(NotPermitted), acts(database, world.dealer) as ctx:
        accept_order(ctx, order_id=placed.order_id)
    with pytest.raises(NotFound), acts(database, world.dealer) as ctx:
        add_to_basket(
            ctx, dealer_id=world.neighbour_id, items=[OrderItem(world.product("NUT-8"), D(1))]
        )


def _shipped(database: Database, world: World, *wanted: tuple[str, int]):  # type: ignore[no-untyped-def]
    placed = place(database, world, *wanted)
    with acts(database, world.manager) as ctx:
        accept_order(ctx, order_id=placed.order_id)
        return ship_order(ctx, order_id=placed.order_id)
