"""Rules of prices as a supervisor edits and rehearses them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import make
from wholesale.context import acting, reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import DomainError, InvalidForm, NotFound, NotPermitted
from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, PromotionEffect
from wholesale.db import Database
from wholesale.flow.change_order import change_line
from wholesale.flow.change_prices import remove_rule, save_rule
from wholesale.flow.fill_basket import add_to_basket, clear_basket, repeat_order
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.rehearse_prices import effect_on_dealer
from wholesale.models.prices import Discount, PriceChange
from wholesale.models.promotions import PromotionCount
from wholesale.orders.queries import order_card
from wholesale.pricing import browse
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

D = Decimal


def save(database: Database, actor: Actor, form: Form, rule_id: int | None = None) -> int:
    with acting(database, actor, now=make.NOW) as ctx:
        return save_rule(ctx, form=form, rule_id=rule_id)


def unit_price(database: Database, world: make.World, article: str = "DRILL") -> Decimal | None:
    with reading(database, world.dealer, now=make.NOW) as ctx:
        [line] = price_lines(
            ctx,
            dealer_id=world.dealer_id,
            on=make.TODAY,
            items=[(world.product(article), D(1))],
        )
    return line.unit_price


def test_every_kind_of_rule_is_kept_read_back_changed_and_removed(
    database: Database, world: make.World
) -> None:
    supervisor, drill = world.supervisor, world.product("DRILL")
    forms: list[Form] = [
        PriceListForm("GOLD", "Золото", rounding=D(10), ending=D("9.90")),
        EntryForm(world.price_list_id, drill, D("5000.00"), D(10), date(2026, 1, 1)),
        FormulaForm(world.price_list_id, D(-5), brand="ЗУБР"),
        ContractPriceForm(world.dealer_id, drill, D("4999.99"), discountable=True),
        DiscountForm(DiscountSource.PERSONAL, D(7), dealer_id=world.dealer_id),
        DiscountForm(DiscountSource.VOLUME, D(3), threshold=D(100_000)),
        TermsForm(
            world.dealer_id,
            world.organization_id,
            "17",
            date(2026, 6, 1),
            price_list_id=world.price_list_id,
            policy=DiscountPolicy.CASCADE,
            payment_days=30,
            credit_limit=D("1000.00"),
        ),
        MarginForm(D(10), brand="ЗУБР"),
        ClubForm("C", "Клуб", members=(world.dealer_id, world.stranger_id)),
        PromotionForm(
            "P",
            "Набор",
            PromotionEffect.BUNDLE,
            percent=D(5),
            goods=(Goods(product_id=drill), Goods(product_id=world.product("GLUE"))),
            dealers=(world.dealer_id,),
            points=(world.point_id,),
        ),
    ]
    for form in forms:
        kept = save(database, supervisor, form)
        with reading(database, supervisor, now=make.NOW) as ctx:
            back = browse.form_of(ctx, kind=type(form), rule_id=kept)
        if isinstance(form, DiscountForm) and form.dealer_id:
            form = replace(form, point_id=world.point_id)  # noqa: PLW2901
        assert back == form
        assert save(database, supervisor, form, kept) == kept
        with acting(database, supervisor, now=make.NOW) as ctx:
            remove_rule(ctx, kind=type(form), rule_id=kept)
        with reading(database, supervisor, now=make.NOW) as ctx, pytest.raises(NotFound):
            browse.form_of(ctx, kind=type(form), rule_id=kept)


def test_only_who_manages_prices_may_change_them_and_nothing_changes_else(
    database: Database, world: make.World
) -> None:
    form = DiscountForm(DiscountSource.PERSONAL, D(7), dealer_id=world.dealer_id)
    for actor in (world.dealer, world.manager, world.admin):
        with pytest.raises(NotPermitted):
            save(database, actor, form)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        assert ctx.session.scalars(select(Discount)).all() == []


def test_a_list_that_would_stand_on_itself_is_refused_with_the_path(
    database: Database, world: make.World
) -> None:
    base = world.price_list_id
    first = save(database, world.supervisor, PriceListForm("A", "Первый", parent_id=base))
    second = save(database, world.supervisor, PriceListForm("B", "Второй", parent_id=first))
    with pytest.raises(InvalidForm) as refused:
        save(
            database,
            world.supervisor,
            PriceListForm("OPT", "Оптовый", is_base=True, parent_id=second),
            base,
        )
    assert refused.value.fields["parent_id"].params == {
        "path": "Оптовый → Второй → Первый → Оптовый"
    }


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (PriceListForm("", "Без кода"), "code"),
        (PriceListForm("X", "Шаг", rounding=D(0)), "rounding"),
        (PriceListForm("X", "Окончание", rounding=D(1), ending=D(1)), "ending"),
        (EntryForm(1, 1, D(0)), "price"),
        (EntryForm(1, 1, D("1.001")), "price"),
        (EntryForm(1, 1, D(1), valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)), "valid_to"),
        (DiscountForm(DiscountSource.VOLUME, D(101)), "percent"),
        (DiscountForm(DiscountSource.VOLUME, D(-1)), "percent"),
        (DiscountForm(DiscountSource.PERSONAL, D(1)), "dealer_id"),
        (DiscountForm(DiscountSource.CLUB, D(1)), "club_id"),
        (FormulaForm(1, D(-100)), "percent"),
        (PromotionForm("P", "Акция", PromotionEffect.PERCENT), "percent"),
        (PromotionForm("P", "Акция", PromotionEffect.N_FOR_M, buy=2, pay=2), "pay"),
        (PromotionForm("P", "Акция", PromotionEffect.GIFT), "gift_product_id"),
        (PromotionForm("P", "Акция", PromotionEffect.BUNDLE, goods=(Goods(brand="Б"),)), "goods"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    database: Database, world: make.World, form: Form, field: str
) -> None:
    with pytest.raises(InvalidForm) as refused:
        save(database, world.supervisor, form)
    assert field in refused.value.fields


def test_the_same_price_twice_is_refused(database: Database, world: make.World) -> None:
    form = EntryForm(world.price_list_id, world.product("DRILL"), D("1.00"))
    with pytest.raises(InvalidForm) as refused:
        save(database, world.supervisor, form)
    assert refused.value.fields["min_quantity"].code == "price_entry_taken"


def test_a_list_that_an_agreement_uses_is_not_removed(
    database: Database, world: make.World
) -> None:
    with (
        pytest.raises(DomainError, match="rule_in_use"),
        acting(database, world.supervisor, now=make.NOW) as ctx,
    ):
        remove_rule(ctx, kind=PriceListForm, rule_id=world.price_list_id)
    assert unit_price(database, world) == D("5400.00")


def test_the_effect_on_a_dealer_counts_no_promotion_that_he_has_used_up(
    database: Database, world: make.World
) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        offer = PromotionForm("P", "Акция", PromotionEffect.PERCENT, percent=D(50), limit_total=1)
        used = save_rule(ctx, form=offer)
    with acting(database, system("test"), now=make.NOW) as ctx:
        make.add(ctx.session, PromotionCount(promotion_id=used, dealer=0, used=1))
    form = DiscountForm(DiscountSource.PERSONAL, D(10), dealer_id=world.dealer_id)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        effect = effect_on_dealer(ctx, form=form, rule_id=None, dealer_id=world.dealer_id)
    bolt = next(line for line in effect.lines if line.article == "BOLT-8")
    assert (bolt.before, bolt.after) == (D("10.00"), D("9.00"))


def test_the_effect_on_a_dealer_is_shown_and_nothing_is_kept(
    database: Database, world: make.World
) -> None:
    form = DiscountForm(DiscountSource.PERSONAL, D(10), dealer_id=world.dealer_id)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        effect = effect_on_dealer(ctx, form=form, rule_id=None, dealer_id=world.dealer_id)
    bolt = next(line for line in effect.lines if line.article == "BOLT-8")
    assert (bolt.before, bolt.after) == (D("10.00"), D("9.00"))
    assert effect.after < effect.before
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        assert ctx.session.scalars(select(Discount)).all() == []
        before = ctx.session.scalars(select(PriceChange.id)).all()
    assert unit_price(database, world) == D("5400.00")
    entry = EntryForm(world.price_list_id, world.product("DRILL"), D("5000.00"))
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        rows, _ = browse.entries_page(ctx, list_id=world.price_list_id, text="DRILL")
        effect = effect_on_dealer(ctx, form=entry, rule_id=rows[0].id, dealer_id=world.neighbour_id)
        assert ctx.session.scalars(select(PriceChange.id)).all() == before
    drill = next(line for line in effect.lines if line.article == "DRILL")
    assert (drill.before, drill.after) == (D("5400.00"), D("5000.00"))
    assert unit_price(database, world) == D("5400.00")


def test_pages_of_entries_follow_one_another(database: Database, world: make.World) -> None:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        seen: list[tuple[str, Decimal]] = []
        after: str | None = None
        while True:
            rows, after = browse.entries_page(
                ctx, list_id=world.price_list_id, after=after, limit=2
            )
            seen += [(row.article, row.min_quantity) for row in rows]
            if after is None:
                break
        found, _ = browse.entries_page(ctx, list_id=world.price_list_id, text="болт")
    assert seen == [
        ("BOLT-8", D(1)),
        ("BOLT-8", D(100)),
        ("DRILL", D(1)),
        ("GLUE", D(1)),
        ("NUT-8", D(1)),
        ("WASHER-8", D(1)),
    ]
    assert [row.article for row in found] == ["BOLT-8", "BOLT-8"]


def test_an_agreement_is_rehearsed_as_any_rule(database: Database, world: make.World) -> None:
    for form in (
        DiscountForm(DiscountSource.PERSONAL, D(10), dealer_id=world.dealer_id),
        DiscountForm(DiscountSource.VOLUME, D(5), threshold=D(1)),
    ):
        save(database, world.supervisor, form)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        now = browse.form_of(ctx, kind=TermsForm, rule_id=world.agreement_id)
    with acting(database, world.dealer, now=make.NOW) as ctx:
        items = [OrderItem(world.product("DRILL"), D(1))]
        add_to_basket(ctx, dealer_id=world.dealer_id, items=items)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        effect = effect_on_dealer(
            ctx,
            form=replace(now, policy=DiscountPolicy.SUM),
            rule_id=world.agreement_id,
            dealer_id=world.dealer_id,
        )
    assert (effect.before, effect.after) == (D("4860.00"), D("4590.00"))
    with pytest.raises(InvalidForm) as refused:
        save(database, world.supervisor, replace(now, number=" ", payment_days=366))
    assert set(refused.value.fields) == {"number", "payment_days"}


def test_the_effect_on_a_last_order_leaves_out_gifts_and_lines_that_were_taken_off(
    database: Database, world: make.World
) -> None:
    gift = PromotionForm(
        "G",
        "Гайки в подарок",
        PromotionEffect.GIFT,
        gift_product_id=world.product("NUT-8"),
        gift_quantity=D(5),
        goods=(Goods(product_id=world.product("DRILL")),),
    )
    save(database, world.supervisor, gift)
    with acting(database, world.dealer, now=make.NOW) as ctx:
        items = [OrderItem(world.product(article), D(1)) for article in ("DRILL", "GLUE")]
        order_id = place_order(ctx, dealer_id=world.dealer_id, items=items).order_id
    with acting(database, world.manager, now=make.NOW) as ctx:
        _, glue, _ = order_card(ctx, order_id=order_id).lines
        change_line(ctx, order_id=order_id, line_id=glue.id, quantity=D(0))
    with acting(database, world.dealer, now=make.NOW) as ctx:
        assert repeat_order(ctx, order_id=order_id).lines == 1
        clear_basket(ctx, dealer_id=world.dealer_id)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        form = DiscountForm(DiscountSource.PERSONAL, D(7), dealer_id=world.dealer_id)
        effect = effect_on_dealer(ctx, form=form, rule_id=None, dealer_id=world.dealer_id)
    assert [line.article for line in effect.lines] == ["DRILL"]
