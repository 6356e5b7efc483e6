"""Rules on paper: rehearsed on past orders, then published on a date or discarded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import make
from wholesale.context import acting, reading
from wholesale.core.errors import DomainError, InvalidForm, NotFound, NotPermitted
from wholesale.core.vocabulary import DiscountSource, PromotionEffect
from wholesale.db import Database
from wholesale.flow import plan_prices
from wholesale.flow.change_order import cancel_order
from wholesale.flow.change_prices import save_rule
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.models.prices import Discount
from wholesale.pricing import drafts
from wholesale.pricing.forms import (
    ClubForm,
    DiscountForm,
    EntryForm,
    Goods,
    PriceListForm,
    PromotionForm,
)
from wholesale.pricing.queries import price_lines
from wholesale.pricing.whatif import Change, Rehearsal

D = Decimal


def begin(database: Database, world: make.World, *changes: Change) -> int:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        found = plan_prices.begin_draft(ctx, name="Осенние цены")
        for change in changes:
            plan_prices.add_change(ctx, draft_id=found, change=change)
    return found


def rehearse(database: Database, world: make.World, draft_id: int) -> Rehearsal:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        return plan_prices.rehearse_draft(ctx, draft_id=draft_id, days=90)


def place(database: Database, world: make.World, dealer: str, **items: int) -> int:
    actor = getattr(world, dealer)
    with acting(database, actor, now=make.NOW) as ctx:
        lines = [
            OrderItem(world.product(article.replace("_", "-")), D(quantity))
            for article, quantity in items.items()
        ]
        return place_order(ctx, dealer_id=actor.dealer_id, items=lines).order_id


def drill(database: Database, world: make.World, on: date = make.TODAY) -> Decimal | None:
    with reading(database, world.dealer, now=make.NOW) as ctx:
        items = [(world.product("DRILL"), D(1))]
        [line] = price_lines(ctx, dealer_id=world.dealer_id, on=on, items=items)
    return line.unit_price


def ten_per_cent(world: make.World) -> Change:
    form = DiscountForm(DiscountSource.PERSONAL, D(10), dealer_id=world.dealer_id)
    return Change(DiscountForm, form)


def test_a_rehearsal_prices_past_orders_twice_and_keeps_nothing(
    database: Database, world: make.World
) -> None:
    place(database, world, "dealer", DRILL=2, BOLT_8=10)
    place(database, world, "neighbour", DRILL=1)
    cancelled = place(database, world, "dealer", DRILL=5)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        cancel_order(ctx, order_id=cancelled, reason="ошибка")
    found = rehearse(database, world, begin(database, world, ten_per_cent(world)))
    assert (found.lines, found.orders, found.lines_moved) == (3, 2, 2)
    # 10 800.00 + 100.00 + 5 400.00 with 22 % VAT; then 9 720.00 + 90.00 + 5 400.00
    assert (found.before, found.after) == (D("13360.66"), D("12467.21"))
    # net costs: 2 × 3 240.00, 10 × 6.00 and 3 240.00 with VAT are 5 311.48, 49.18 and 2 655.74
    assert (found.margin_before, found.margin_after) == (D("5344.26"), D("4450.81"))
    [dealer] = found.dealers
    assert (dealer.id, dealer.name, dealer.difference) == (world.dealer_id, "Мастер", D("-893.45"))
    assert dealer.margin_before - dealer.margin_after == D("893.45")
    assert [row.id for row in found.products] == [world.product("DRILL"), world.product("BOLT-8")]
    [catalogue] = found.catalogue
    assert (catalogue.products, catalogue.changed, catalogue.mean_percent) == (5, 5, D("-10.00"))
    assert drill(database, world) == D("5400.00")
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert ctx.session.scalars(select(Discount)).all() == []


def test_the_catalogue_is_looked_at_for_every_dealer_a_change_reaches(
    database: Database, world: make.World
) -> None:
    form = EntryForm(world.price_list_id, world.product("DRILL"), D(6500), valid_from=make.TODAY)
    dearer = Change(EntryForm, form)
    found = rehearse(database, world, begin(database, world, ten_per_cent(world), dearer))
    assert (found.lines, found.dealers) == (0, [])
    assert [(row.name, row.changed) for row in found.catalogue] == [
        ("Мастер", 5),
        ("Дальний", 1),
        ("Сосед", 1),
    ]


def test_three_for_two_that_the_floor_holds_is_counted_among_the_held_lines(
    database: Database, world: make.World
) -> None:
    place(database, world, "dealer", DRILL=3)
    form = PromotionForm("P", "3 = 1", PromotionEffect.N_FOR_M, buy=3, pay=1)
    found = rehearse(database, world, begin(database, world, Change(PromotionForm, form)))
    assert (found.held_before, found.held_after) == (0, 1)


def test_lines_that_would_stand_at_the_floor_are_counted(
    database: Database, world: make.World
) -> None:
    place(database, world, "dealer", DRILL=1, GLUE=1)
    form = DiscountForm(DiscountSource.PERSONAL, D(30), dealer_id=world.dealer_id, brand="ЗУБР")
    found = rehearse(database, world, begin(database, world, Change(DiscountForm, form)))
    assert (found.held_before, found.held_after) == (0, 1)


def test_a_draft_is_published_once_and_today(database: Database, world: make.World) -> None:
    draft = begin(database, world, ten_per_cent(world))
    assert drill(database, world) == D("5400.00")
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.publish_draft(ctx, draft_id=draft)
    assert drill(database, world) == D("4860.00")
    for again in (plan_prices.publish_draft, plan_prices.discard_draft):
        with (
            pytest.raises(DomainError, match="price_draft_closed"),
            acting(database, world.supervisor, now=make.NOW) as ctx,
        ):
            again(ctx, draft_id=draft)


def test_a_draft_published_on_a_date_changes_nothing_before_it(
    database: Database, world: make.World
) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        old = save_rule(
            ctx, form=DiscountForm(DiscountSource.PERSONAL, D(5), dealer_id=world.dealer_id)
        )
    stronger = Change(
        DiscountForm,
        DiscountForm(DiscountSource.PERSONAL, D(3), dealer_id=world.dealer_id),
        old,
    )
    dearer = Change(EntryForm, EntryForm(world.price_list_id, world.product("DRILL"), D(6000)))
    draft = begin(database, world, stronger, dearer)
    day = make.TODAY + timedelta(days=10)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.publish_draft(ctx, draft_id=draft, on=day)
    assert drill(database, world, day - timedelta(days=1)) == D("5130.00")
    assert drill(database, world, day) == D("5820.00")


def test_a_rule_is_taken_away_on_paper_and_on_a_date(database: Database, world: make.World) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        old = save_rule(
            ctx, form=DiscountForm(DiscountSource.PERSONAL, D(5), dealer_id=world.dealer_id)
        )
    place(database, world, "dealer", DRILL=1)
    draft = begin(database, world, Change(DiscountForm, None, old))
    assert rehearse(database, world, draft).after > rehearse(database, world, draft).before
    day = make.TODAY + timedelta(days=1)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.publish_draft(ctx, draft_id=draft, on=day)
    assert (drill(database, world), drill(database, world, day)) == (D("5130.00"), D("5400.00"))


def test_publishing_ahead_neither_prolongs_nor_inverts_what_it_replaces(
    database: Database, world: make.World
) -> None:
    day = make.TODAY + timedelta(days=10)

    def five(start: int | None, end: int | None) -> DiscountForm:
        dates = (None if days is None else make.TODAY + timedelta(days) for days in (start, end))
        return DiscountForm(
            DiscountSource.PERSONAL, D(5), world.dealer_id, None, None, None, None, None,
            D(0), 365, *dates,
        )  # fmt: skip

    with acting(database, world.supervisor, now=make.NOW) as ctx:
        ends, begins, lasts = (
            save_rule(ctx, form=form) for form in (five(None, 3), five(20, 30), five(-5, None))
        )
    changes = [Change(DiscountForm, None, rule) for rule in (ends, lasts)]
    replaced = Change(DiscountForm, replace(five(20, 30), percent=D(7)), begins)
    draft = begin(database, world, *changes, replaced)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.publish_draft(ctx, draft_id=draft, on=day)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        rows = ctx.session.execute(
            select(Discount.percent, Discount.valid_from, Discount.valid_to).order_by(Discount.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (D(5), None, date(2026, 6, 18)),
        (D(5), date(2026, 6, 10), date(2026, 6, 24)),
        (D(7), date(2026, 7, 5), date(2026, 7, 15)),
    ]


def test_what_would_end_before_the_day_or_is_gone_cannot_be_published_ahead(
    database: Database, world: make.World
) -> None:
    form = DiscountForm(
        DiscountSource.PERSONAL, D(5), dealer_id=world.dealer_id, valid_to=make.TODAY
    )
    for change, refusal in (
        (Change(DiscountForm, form), InvalidForm),
        (Change(DiscountForm, None, 404), NotFound),
        (Change(DiscountForm, replace(form, valid_to=None), 404), NotFound),
    ):
        draft = begin(database, world, change)
        with pytest.raises(refusal), acting(database, world.supervisor, now=make.NOW) as ctx:
            plan_prices.publish_draft(ctx, draft_id=draft, on=make.TODAY + timedelta(days=1))


def test_what_has_no_dates_cannot_be_published_ahead(database: Database, world: make.World) -> None:
    draft = begin(database, world, Change(ClubForm, ClubForm("C", "Клуб")))
    with (
        pytest.raises(DomainError, match="price_draft_not_datable"),
        acting(database, world.supervisor, now=make.NOW) as ctx,
    ):
        plan_prices.publish_draft(ctx, draft_id=draft, on=make.TODAY + timedelta(days=1))
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert drafts.draft(ctx, draft_id=draft).status == drafts.DRAFT


def test_changes_of_every_kind_survive_on_paper(database: Database, world: make.World) -> None:
    changes = (
        ten_per_cent(world),
        Change(PriceListForm, PriceListForm("G", "Золото", rounding=D(10)), 7),
        Change(
            PromotionForm,
            PromotionForm(
                "P",
                "Набор",
                PromotionEffect.BUNDLE,
                percent=D("5.5"),
                valid_to=date(2026, 12, 31),
                goods=(Goods(product_id=1, quantity=D(2)), Goods(product_id=2)),
                dealers=(1, 2),
            ),
        ),
        Change(DiscountForm, None, 3),
    )
    draft = begin(database, world, *changes)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        assert drafts.draft(ctx, draft_id=draft).changes == changes
        plan_prices.drop_change(ctx, draft_id=draft, number=0)
        assert drafts.draft(ctx, draft_id=draft).changes == changes[1:]
        assert [row.name for row in drafts.drafts(ctx)] == ["Осенние цены"]
        plan_prices.discard_draft(ctx, draft_id=draft)
        assert drafts.draft(ctx, draft_id=draft).status == drafts.DISCARDED


def test_planning_is_for_those_who_manage_prices(database: Database, world: make.World) -> None:
    for actor in (world.dealer, world.manager, world.admin):
        with pytest.raises(NotPermitted), acting(database, actor, now=make.NOW) as ctx:
            plan_prices.begin_draft(ctx, name="Чужое")
    with (
        pytest.raises(DomainError, match="price_draft_unnamed"),
        acting(database, world.supervisor, now=make.NOW) as ctx,
    ):
        plan_prices.begin_draft(ctx, name=" ")
    draft = begin(database, world)
    wrong = Change(DiscountForm, DiscountForm(DiscountSource.VOLUME, D(500)))
    with pytest.raises(InvalidForm), acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.add_change(ctx, draft_id=draft, change=wrong)
