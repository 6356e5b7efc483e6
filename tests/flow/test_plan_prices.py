"""Rules on paper: rehearsed on past orders, then published on a date or discarded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import make
from wholesale import jobs
from wholesale.context import MOSCOW, acting, reading
from wholesale.core.access import system
from wholesale.core.errors import DomainError, InvalidForm, NotFound, NotPermitted
from wholesale.core.i18n import error_text
from wholesale.core.vocabulary import DiscountSource, PromotionEffect
from wholesale.db import Database
from wholesale.flow import plan_prices
from wholesale.flow.change_order import cancel_order
from wholesale.flow.change_prices import remove_rule, save_rule
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.view_journal import journal
from wholesale.models.prices import Discount
from wholesale.pricing import browse, drafts
from wholesale.pricing.forms import (
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    Form,
    FormulaForm,
    Goods,
    MarginForm,
    PriceListForm,
    PromotionForm,
    TermsForm,
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


def publish(database: Database, world: make.World, draft_id: int, on: date) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.publish_draft(ctx, draft_id=draft_id, on=on)


def scheduled(database: Database, world: make.World, day: date, *changes: Change) -> int:
    found = begin(database, world, *changes)
    publish(database, world, found, day)
    return found


def at_dawn(database: Database, day: date) -> list[int]:
    """What the jobs do in the first minute of the day."""
    with acting(database, system("jobs"), now=dawn(day)) as ctx:
        return plan_prices.publish_due(ctx)


def dawn(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=MOSCOW)


def look(database: Database, world: make.World, draft_id: int) -> drafts.Draft:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        return drafts.draft(ctx, draft_id=draft_id)


def terms(database: Database, world: make.World) -> TermsForm:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        return browse.form_of(ctx, kind=TermsForm, rule_id=world.agreement_id)


def keep(database: Database, world: make.World, form: Form, rule_id: int | None = None) -> int:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        return save_rule(ctx, form=form, rule_id=rule_id)


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
    publish(database, world, draft, day)
    assert at_dawn(database, day - timedelta(days=1)) == []
    assert drill(database, world, day) == D("5130.00")
    assert at_dawn(database, day) == [draft]
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
    publish(database, world, draft, day)
    at_dawn(database, day)
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
    publish(database, world, draft, day)
    at_dawn(database, day)
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
    ends = begin(database, world, Change(DiscountForm, form))
    old = keep(database, world, replace(form, valid_to=None))
    gone = begin(database, world, Change(DiscountForm, None, old))
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        remove_rule(ctx, kind=DiscountForm, rule_id=old)
    for draft, why in ((ends, "ends_before_start"), (gone, "price_rule_changed")):
        with pytest.raises(DomainError) as refused:
            publish(database, world, draft, make.TODAY + timedelta(days=1))
        assert refused.value.code == "price_change_refused"
        assert (refused.value.params["number"], refused.value.params["why"].code) == (1, why)
        assert look(database, world, draft).status == drafts.DRAFT
    with pytest.raises(NotFound):
        begin(database, world, Change(DiscountForm, None, old))


def test_every_kind_of_rule_can_wait_for_its_day(database: Database, world: make.World) -> None:
    day = make.TODAY + timedelta(days=16)
    cheap = keep(database, world, PriceListForm("CHEAP", "Дешёвый"))
    keep(database, world, EntryForm(cheap, world.product("DRILL"), D(5000)))
    margin = keep(database, world, MarginForm(D(1)))
    old = terms(database, world)
    glue = ContractPriceForm(world.dealer_id, world.product("GLUE"), D(300))
    half = DiscountForm(DiscountSource.PERSONAL, D("0.5"), dealer_id=world.dealer_id)
    changes = [
        Change(TermsForm, replace(old, price_list_id=cheap, credit_limit=D(7)), world.agreement_id),
        Change(PriceListForm, PriceListForm("CHEAP", "Дешёвый", rounding=D(10)), cheap),
        Change(ClubForm, ClubForm("C", "Клуб", members=(world.dealer_id,))),
        Change(MarginForm, MarginForm(D(2)), margin),
        Change(ContractPriceForm, glue),
        Change(DiscountForm, half),
        Change(EntryForm, EntryForm(cheap, world.product("NUT-8"), D(4))),
        Change(FormulaForm, FormulaForm(cheap, D(-1))),
        Change(PromotionForm, PromotionForm("P", "Акция", PromotionEffect.PERCENT, percent=D(1))),
    ]  # fmt: skip
    draft = begin(database, world, *changes)
    publish(database, world, draft, day)
    at_dawn(database, day - timedelta(days=1))
    assert (terms(database, world), drill(database, world, day)) == (old, D("5400.00"))
    at_dawn(database, day)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert [row.rounding for row in browse.price_lists(ctx) if row.id == cheap] == [D(10)]
        assert [(row.code, row.members) for row in browse.clubs(ctx)] == [("C", 1)]
        assert [row.percent for row in browse.margins(ctx)] == [D(2)]
        [contract] = browse.contract_prices(ctx)
        [formula] = browse.formulas(ctx, list_id=cheap)
        [promotion] = browse.promotions(ctx)
    assert {contract.valid_from, formula.valid_from, promotion.valid_from} == {day}
    assert terms(database, world).credit_limit == D(7)
    # 5 000.00 less 0.5 % personal and 1 % of the promotion, to ten roubles
    assert drill(database, world, day) == D("4930.00")


def test_a_scheduled_set_is_made_once_by_one_of_two_servers_in_its_publishers_name(
    database: Database, world: make.World
) -> None:
    day = make.TODAY + timedelta(days=3)
    draft = scheduled(database, world, day, ten_per_cent(world))
    with ThreadPoolExecutor(2) as servers:
        done = list(servers.map(lambda _: at_dawn(database, day), range(2)))
    assert sorted(done) == [[], [draft]]
    assert look(database, world, draft).status == drafts.PUBLISHED
    with reading(database, world.supervisor, now=dawn(day)) as ctx:
        assert len(ctx.session.scalars(select(Discount)).all()) == 1
        told = [(row.kind, row.actor, row.data) for row in journal(ctx, subject="price_draft")]
    named = {"name": "Осенние цены", "on": day.isoformat()}
    assert told == [
        ("prices.draft_published", world.supervisor.name, named),
        ("prices.draft_scheduled", world.supervisor.name, named),
    ]


def test_after_days_of_rest_the_server_makes_what_was_due_meanwhile_in_the_order_of_days(
    database: Database, world: make.World
) -> None:
    first, second = (make.TODAY + timedelta(days=days) for days in (2, 4))
    for price, day in ((6200, second), (6000, first)):
        form = EntryForm(world.price_list_id, world.product("DRILL"), D(price), valid_from=day)
        scheduled(database, world, day, Change(EntryForm, form))
    jobs.run_once(database, MOSCOW, now=dawn(second + timedelta(days=5)))
    days = [first - timedelta(days=1), first, second]
    assert [drill(database, world, day) for day in days] == [D(5400), D(6000), D(6200)]


def test_a_set_that_meets_a_change_made_meanwhile_is_put_back_whole_with_the_reason(
    database: Database, world: make.World
) -> None:
    day = make.TODAY + timedelta(days=3)
    old = terms(database, world)
    longer = Change(TermsForm, replace(old, payment_days=45), world.agreement_id)
    draft = scheduled(database, world, day, ten_per_cent(world), longer)
    other = scheduled(database, world, day, Change(ClubForm, ClubForm("C", "Клуб")))
    raised = replace(old, credit_limit=D(900_000))
    keep(database, world, raised, world.agreement_id)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert drafts.stale(ctx, draft_id=draft) == {1}
    assert at_dawn(database, day) == [other]
    assert (terms(database, world), drill(database, world, day)) == (raised, D("5400.00"))
    found = look(database, world, draft)
    assert (found.status, found.publish_on) == (drafts.DRAFT, day)
    assert found.refusal is not None
    assert error_text("ru", found.refusal) == (
        "Изменение № 2 не проходит. Правило с тех пор изменили или убрали: "
        "уберите изменение из набора и внесите его заново"
    )
    with reading(database, world.supervisor, now=dawn(day)) as ctx:
        kinds = {row.subject_id: row.kind for row in journal(ctx, subject="price_draft")[:2]}
    assert kinds == {draft: "prices.draft_refused", other: "prices.draft_published"}
    # put in anew, over what stands now, it goes through
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        longer = Change(TermsForm, replace(raised, payment_days=45), world.agreement_id)
        plan_prices.add_change(ctx, draft_id=draft, change=longer)
    publish(database, world, draft, make.TODAY)
    assert terms(database, world) == replace(raised, payment_days=45)
    assert look(database, world, draft).refusal is None


def test_a_set_that_names_what_is_gone_by_its_day_is_put_back(
    database: Database, world: make.World
) -> None:
    day = make.TODAY + timedelta(days=3)
    short = keep(database, world, PriceListForm("SHORT", "На неделю"))
    club = keep(database, world, ClubForm("C", "Клуб"))
    of_club = DiscountForm(DiscountSource.CLUB, D(1), club_id=club)
    refused = {
        scheduled(database, world, day, Change(type(form), form)): why
        for form, why in (
            (EntryForm(short, world.product("DRILL"), D(1)), "rule_refers_to_unknown"),
            (of_club, "rule_refers_to_unknown"),
            (ClubForm("NEW", "Новый"), "code_taken"),
        )
    }
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        remove_rule(ctx, kind=PriceListForm, rule_id=short)
        remove_rule(ctx, kind=ClubForm, rule_id=club)
    keep(database, world, ClubForm("NEW", "Другой"))
    assert at_dawn(database, day) == []
    for draft, why in refused.items():
        refusal = look(database, world, draft).refusal
        assert refusal is not None
        assert (refusal.code, refusal.params["why"].code) == ("price_change_refused", why)


def test_a_scheduled_set_is_seen_moved_and_withdrawn_before_its_day(
    database: Database, world: make.World
) -> None:
    day = make.TODAY + timedelta(days=3)
    draft = scheduled(database, world, day, ten_per_cent(world))
    with (
        pytest.raises(DomainError, match="price_draft_closed"),
        acting(database, world.supervisor, now=make.NOW) as ctx,
    ):
        plan_prices.drop_change(ctx, draft_id=draft, number=0)
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert drafts.planned(ctx, until=day - timedelta(days=1)) == []
        [planned] = drafts.planned(ctx, until=day)
    assert (planned.name, planned.on) == ("Осенние цены", day)
    publish(database, world, draft, day + timedelta(days=1))
    assert at_dawn(database, day) == []
    found = look(database, world, draft)
    assert (found.status, found.publish_on) == (drafts.SCHEDULED, day + timedelta(days=1))
    assert found.publisher == world.supervisor.name
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        plan_prices.withdraw_draft(ctx, draft_id=draft)
    assert at_dawn(database, day + timedelta(days=1)) == []
    assert look(database, world, draft).status == drafts.DRAFT
    with (
        pytest.raises(DomainError, match="price_draft_not_scheduled"),
        acting(database, world.supervisor, now=make.NOW) as ctx,
    ):
        plan_prices.withdraw_draft(ctx, draft_id=draft)


def test_changes_of_every_kind_survive_on_paper(database: Database, world: make.World) -> None:
    old = DiscountForm(DiscountSource.PERSONAL, D(5), dealer_id=world.dealer_id)
    list_before = PriceListForm("G", "Золото")
    discount_id, list_id = keep(database, world, old), keep(database, world, list_before)
    old = replace(old, point_id=world.point_id)  # kept with the dealer's point
    changes = (
        ten_per_cent(world),
        Change(PriceListForm, replace(list_before, rounding=D(10)), list_id, list_before),
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
        Change(DiscountForm, None, discount_id, old),
    )
    draft = begin(database, world, *changes)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        assert drafts.draft(ctx, draft_id=draft).changes == changes
        plan_prices.drop_change(ctx, draft_id=draft, number=0)
        assert drafts.draft(ctx, draft_id=draft).changes == changes[1:]
        assert [row.name for row in drafts.drafts(ctx)] == ["Осенние цены"]
        plan_prices.discard_draft(ctx, draft_id=draft)
        assert drafts.draft(ctx, draft_id=draft).status == drafts.DISCARDED


def test_a_rule_stands_in_a_set_once(database: Database, world: make.World) -> None:
    rule = keep(database, world, MarginForm(D(1)))
    draft = begin(
        database,
        world,
        *(Change(MarginForm, MarginForm(D(percent)), rule) for percent in (2, 3)),
        Change(MarginForm, MarginForm(D(4))),
    )
    assert [(change.rule_id, change.form) for change in look(database, world, draft).changes] == [
        (rule, MarginForm(D(3))),
        (None, MarginForm(D(4))),
    ]


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
