"""Prices of a dealer, from rows in the database to the traced line."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, update

from tests import make
from tests.make import personal_discount
from wholesale.context import acting, reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import DiscountSource, LedgerKind, PromotionEffect
from wholesale.db import Database
from wholesale.flow.change_order import cancel_order
from wholesale.flow.fill_basket import add_to_basket, view_basket
from wholesale.flow.inspect_prices import price_articles
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import PlacedOrder, place_order
from wholesale.models import people, prices
from wholesale.models.base import Base
from wholesale.models.books import LedgerEntry
from wholesale.models.goods import ProductCost
from wholesale.models.prices import PriceEntry
from wholesale.models.promotions import Promotion, PromotionAudience, PromotionScope
from wholesale.pricing import operations, trace
from wholesale.pricing.promotions import Use
from wholesale.pricing.queries import (
    PricedLine,
    price_catalog,
    price_each,
    price_lines,
    price_order,
)

D = Decimal
OFFICE = system("test")


def price(
    database: Database,
    world: make.World,
    article: str = "BOLT-8",
    quantity: str = "1",
    *,
    on: date = make.TODAY,
    dealer_id: int | None = None,
    actor: Actor | None = None,
) -> PricedLine:
    with reading(database, actor or OFFICE, now=make.NOW) as ctx:
        [line] = price_lines(
            ctx,
            dealer_id=dealer_id or world.dealer_id,
            on=on,
            items=[(world.product(article), D(quantity))],
        )
    return line


def add(database: Database, *rows: Base) -> list[int]:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        return [make.add(ctx.session, row) for row in rows]


def words(line: PricedLine, language: str = "ru") -> list[str]:
    return [trace.sentence(language, step) for step in line.trace]


def test_the_agreement_list_gives_the_price_and_its_quantity_break(
    database: Database, world: make.World
) -> None:
    one, hundred = price(database, world), price(database, world, quantity="100")
    assert (one.unit_price, one.total) == (D("10.00"), D("10.00"))
    assert (hundred.unit_price, hundred.net, hundred.vat, hundred.total) == (
        D("9.00"),
        D("737.70"),
        D("162.30"),
        D("900.00"),
    )
    assert words(hundred) == ["Цена по прайс-листу «Оптовый», от 100"]


def test_the_rate_of_vat_changes_with_the_year(database: Database, world: make.World) -> None:
    old = price(database, world, "DRILL", on=date(2025, 12, 31))
    new = price(database, world, "DRILL", on=date(2026, 1, 1))
    assert (old.vat_rate, old.vat, old.net) == (D(20), D("900.00"), D("4500.00"))
    assert (new.vat_rate, new.vat, new.net) == (D(22), D("973.77"), D("4426.23"))


def test_a_contract_price_goes_first_and_takes_no_discount(
    database: Database, world: make.World
) -> None:
    add(
        database,
        prices.ContractPrice(
            dealer_id=world.dealer_id,
            point_id=world.point_id,
            product_id=world.product("DRILL"),
            min_quantity=D(2),
            price=D("5000.00"),
            valid_to=date(2026, 12, 31),
        ),
        personal_discount(world, "10"),
    )
    two = price(database, world, "DRILL", "2")
    assert (two.unit_price, words(two)) == (
        D("5000.00"),
        ["Договорная цена, от 2 до 31.12.2026"],
    )
    assert price(database, world, "DRILL").unit_price == D("4860.00")
    assert price(database, world, "DRILL", "2", on=date(2027, 1, 1)).unit_price == D("4860.00")
    stranger = price(database, world, "DRILL", "2", dealer_id=world.neighbour_id)
    assert stranger.unit_price == D("5400.00")


def test_the_personal_discount_of_the_most_specific_scope_is_told_in_words(
    database: Database, world: make.World
) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        category = make.category(ctx.session, "Крепёж")
    add(
        database,
        personal_discount(world, "10"),
        personal_discount(world, "7", category_id=category),
    )
    bolt = price(database, world)
    assert (bolt.base_price, bolt.unit_price) == (D("10.00"), D("9.30"))
    assert words(bolt) == [
        "Цена по прайс-листу «Оптовый»",
        "−7 % личная скидка на «Крепёж»",
    ]
    assert words(bolt, "en")[1] == "−7 % personal discount on “Крепёж”"
    assert (bolt.trace[1]["before"], bolt.trace[1]["after"]) == ("10.00", "9.30")
    assert price(database, world, "DRILL").unit_price == D("4860.00")


def test_the_floor_lifts_the_price_and_only_staff_reads_of_it(
    database: Database, world: make.World
) -> None:
    add(database, personal_discount(world, "30"))
    drill = price(database, world, "DRILL")
    assert drill.unit_price == D("4320.00")
    assert [step["rule"] for step in drill.trace] == ["agreement_list", "terms"]
    assert words(drill) == ["Цена по прайс-листу «Оптовый»", "Цена с учётом ваших скидок"]
    assert [step["rule"] for step in drill.staff_trace] == [
        "agreement_list",
        "personal_discount",
        "floor",
    ]
    assert trace.sentence("ru", drill.staff_trace[-1]) == (
        "Ограничено минимальной ценой 4\u00a0320,00"
    )


def test_a_floor_above_the_list_price_is_the_price_the_dealer_sees_as_base(
    database: Database, world: make.World
) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        ctx.session.execute(
            update(ProductCost)
            .where(ProductCost.product_id == world.product("DRILL"))
            .values(minimum_price=D("6000.00"))
        )
    drill = price(database, world, "DRILL")
    assert (drill.base_price, drill.unit_price) == (D("6000.00"), D("6000.00"))
    assert [step["after"] for step in drill.trace] == ["6000.00"]


def test_a_product_without_a_price_is_on_request_never_zero(
    database: Database, world: make.World
) -> None:
    rare = price(database, world, "RARE", "3")
    assert (rare.unit_price, rare.base_price, rare.total) == (None, None, D("0.00"))
    assert words(rare) == ["Цена по запросу"]


def test_a_dealer_without_agreement_pays_by_his_points_list_and_the_base_list(
    database: Database, world: make.World
) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        ctx.session.execute(delete(people.Agreement))
        ctx.session.execute(update(people.Point).values(price_list_id=None))
    base = price(database, world)
    assert (base.unit_price, base.trace[0]["rule"]) == (D("10.00"), "base_list")
    [own] = add(database, prices.PriceList(code="NORTH", name="Север"))
    add(
        database,
        PriceEntry(
            price_list_id=own,
            product_id=world.product("BOLT-8"),
            min_quantity=D(1),
            price=D("9.90"),
        ),
    )
    with acting(database, OFFICE, now=make.NOW) as ctx:
        ctx.session.execute(update(people.Point).values(price_list_id=own))
    north = price(database, world)
    assert (north.unit_price, north.trace[0]["rule"]) == (D("9.90"), "point_list")
    assert price(database, world, "NUT-8").trace[0]["rule"] == "base_list"


def test_dated_entries_take_over_and_step_back(database: Database, world: make.World) -> None:
    add(
        database,
        PriceEntry(
            price_list_id=world.price_list_id,
            product_id=world.product("NUT-8"),
            min_quantity=D(1),
            price=D("4.00"),
            valid_from=date(2026, 6, 1),
            valid_to=date(2026, 6, 15),
        ),
    )
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 16)]
    found = [price(database, world, "NUT-8", on=day).unit_price for day in days]
    assert found == [D("4.50"), D("4.00"), D("4.00"), D("4.50")]


def test_a_derived_list_follows_its_parents_change_at_once(
    database: Database, world: make.World
) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        gold = make.add(
            ctx.session,
            prices.PriceList(
                code="GOLD", name="Золото", parent_id=world.price_list_id, rounding=D("0.10")
            ),
        )
        category = make.category(ctx.session, "Инструмент")
        make.add(ctx.session, prices.PriceFormula(price_list_id=gold, percent=D("-5")))
        make.add(
            ctx.session,
            prices.PriceFormula(price_list_id=gold, category_id=category, percent=D("-7.5")),
        )
        ctx.session.execute(
            update(people.Agreement)
            .where(people.Agreement.id == world.agreement_id)
            .values(price_list_id=gold)
        )
    assert price(database, world, "DRILL").unit_price == D("4995.00")
    assert price(database, world, quantity="100").unit_price == D("8.60")
    assert words(price(database, world)) == ["Цена по прайс-листу «Золото»"]
    with acting(database, OFFICE, now=make.NOW) as ctx:
        ctx.session.execute(
            update(PriceEntry)
            .where(PriceEntry.product_id == world.product("DRILL"))
            .values(price=D("6000.00"))
        )
    assert price(database, world, "DRILL").unit_price == D("5550.00")


def test_clubs_bring_their_list_and_their_discount(database: Database, world: make.World) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        own = make.add(ctx.session, prices.PriceList(code="CLUB", name="Клуб"))
        make.price(ctx.session, own, world.product("RARE"), "99.00")
        club = make.add(ctx.session, prices.Club(code="C", name="Мастера", price_list_id=own))
        make.add(
            ctx.session,
            prices.ClubMember(club_id=club, dealer_id=world.dealer_id, point_id=world.point_id),
        )
        make.add(
            ctx.session,
            prices.Discount(source=DiscountSource.CLUB, club_id=club, percent=D(3)),
        )
    rare = price(database, world, "RARE")
    assert (rare.unit_price, words(rare)) == (
        D("96.03"),
        ["Клубная цена, прайс-лист «Клуб»", "−3 % клубная скидка"],
    )
    assert price(database, world, "RARE", dealer_id=world.neighbour_id).unit_price is None


def test_turnover_counts_shipments_less_returns_to_the_eve(
    database: Database, world: make.World
) -> None:
    add(
        database,
        prices.Discount(
            source=DiscountSource.TURNOVER, threshold=D("1000.00"), days=30, percent=D(4)
        ),
        *(
            LedgerEntry(
                kind=kind,
                dealer_id=world.dealer_id,
                point_id=world.point_id,
                organization_id=world.organization_id,
                happened_on=make.TODAY - timedelta(days=ago),
                recorded_at=make.NOW,
                amount=D(amount),
            )
            for kind, ago, amount in (
                (LedgerKind.SHIPPED, 30, "900.00"),
                (LedgerKind.SHIPPED, 1, "150.00"),
                (LedgerKind.PAID, 1, "-500.00"),
                (LedgerKind.RETURNED, 1, "-50.00"),
                (LedgerKind.SHIPPED, 0, "9000.00"),
            )
        ),
    )
    assert price(database, world, "DRILL").unit_price == D("5184.00")
    next_day = make.TODAY + timedelta(days=1)
    assert price(database, world, "DRILL", on=next_day).unit_price == D("5184.00")
    assert price(database, world, "DRILL", dealer_id=world.neighbour_id).unit_price == D("5400.00")
    before = make.TODAY - timedelta(days=1)
    assert price(database, world, "DRILL", on=before).unit_price == D("5400.00")


def test_a_volume_discount_counts_the_goods_of_its_scope_in_the_whole_order(
    database: Database, world: make.World
) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        category = make.category(ctx.session, "Крепёж")
    add(
        database,
        prices.Discount(
            source=DiscountSource.VOLUME,
            category_id=category,
            threshold=D("1000.00"),
            percent=D(5),
        ),
    )
    bolt, nut, drill = (world.product(article) for article in ("BOLT-8", "NUT-8", "DRILL"))
    with reading(database, world.dealer, now=make.NOW) as ctx:

        def order(bolts: int, nuts: int) -> list[Decimal | None]:
            items = [(bolt, D(bolts)), (nut, D(nuts)), (drill, D(1))]
            found = price_lines(ctx, dealer_id=world.dealer_id, on=make.TODAY, items=items)
            return [line.unit_price for line in found]

        assert order(50, 100) == [D("10.00"), D("4.50"), D("5400.00")]
        assert order(55, 100) == [D("9.50"), D("4.28"), D("5400.00")]
        found = price_order(
            ctx, dealer_id=world.dealer_id, on=make.TODAY, items=[(bolt, D(90)), (nut, D(1))]
        )
    assert [trace.sentence("ru", hint) for hint in found.hints] == [
        "Ещё на 95,50 ₽ до скидки 5 % за объём"
    ]
    assert trace.sentence("ru", found.line_hints[0] or {}) == "Ещё 10 до цены 9,00"


def promotion(database: Database, *more: Base, **facts: object) -> int:
    values = {"code": "P", "name": "Осень", "effect": PromotionEffect.PERCENT, **facts}
    [found] = add(database, Promotion(**values))
    for row in more:
        row.promotion_id = found  # type: ignore[attr-defined]
    add(database, *more)
    return found


def test_promotions_reach_their_audience_and_goods_only(
    database: Database, world: make.World
) -> None:
    promotion(
        database,
        PromotionScope(product_id=world.product("DRILL")),
        PromotionAudience(point_id=world.point_id),
        percent=D(10),
        valid_to=make.TODAY,
    )
    drill = price(database, world, "DRILL")
    assert (drill.unit_price, words(drill)[1]) == (D("4860.00"), "−10 % по акции «Осень»")
    tomorrow = make.TODAY + timedelta(days=1)
    assert price(database, world, "DRILL", on=tomorrow).unit_price == D("5400.00")
    assert price(database, world).unit_price == D("10.00")
    assert price(database, world, "DRILL", dealer_id=world.stranger_id).unit_price == D("5400.00")


def test_three_for_two_and_a_gift(database: Database, world: make.World) -> None:
    promotion(
        database,
        PromotionScope(product_id=world.product("GLUE")),
        effect=PromotionEffect.N_FOR_M,
        buy=3,
        pay=2,
    )
    promotion(
        database,
        code="G",
        name="Гайка",
        effect=PromotionEffect.GIFT,
        min_sum=D("1000.00"),
        gift_product_id=world.product("NUT-8"),
        gift_quantity=D(5),
    )
    with reading(database, world.dealer, now=make.NOW) as ctx:
        found = price_order(
            ctx,
            dealer_id=world.dealer_id,
            on=make.TODAY,
            items=[(world.product("GLUE"), D(7)), (world.product("BOLT-8"), D(1))],
        )
    glue = found.lines[0]
    assert (glue.base_price, glue.unit_price) == (D("320.50"), D("256.40"))
    assert glue.total == D("1794.80")  # the floor of 80 % holds 7 for 5
    [gift] = found.gifts
    assert (gift.quantity, gift.unit_price, gift.total, gift.gift) == (D(5), D(0), D(0), True)
    assert words(gift)[-1] == "Подарок по акции «Гайка»"
    assert len(found.uses) == 2


def test_a_promotion_that_is_used_up_is_not_there(database: Database, world: make.World) -> None:
    promotion(database, percent=D(10), limit_per_dealer=1)
    assert price(database, world, "DRILL").unit_price == D("4860.00")

    def order() -> PlacedOrder:
        with acting(database, world.dealer, now=make.NOW) as ctx:
            items = [OrderItem(world.product("DRILL"), D(1))]
            return place_order(ctx, dealer_id=world.dealer_id, items=items)

    first = order()
    assert first.total == D("4860.00")
    assert price(database, world, "DRILL").unit_price == D("5400.00")
    assert price(database, world, "DRILL", dealer_id=world.neighbour_id).unit_price == D("4860.00")
    with acting(database, world.dealer, now=make.NOW) as ctx:
        cancel_order(ctx, order_id=first.order_id)
    assert price(database, world, "DRILL").unit_price == D("4860.00")


def test_two_orders_cannot_take_the_last_use_together(
    database: Database, world: make.World
) -> None:
    use = Use(promotion(database, percent=D(10), limit_total=1), "Осень", 1, 1, None)
    with acting(database, world.dealer, now=make.NOW) as ctx:
        order_id = place_order(
            ctx, dealer_id=world.dealer_id, items=[OrderItem(world.product("DRILL"), D(1))]
        ).order_id
    with (
        pytest.raises(DomainError, match="promotion_used_up"),
        acting(database, world.dealer, now=make.NOW) as ctx,
    ):
        operations.use_promotions(
            ctx.session,
            order_id=order_id,
            dealer_id=world.dealer_id,
            point_id=world.point_id,
            uses=[use],
        )


def test_a_foreign_dealer_is_not_found_and_a_rule_of_one_changes_nothing_for_another(
    database: Database, world: make.World
) -> None:
    with pytest.raises(NotFound):
        price(database, world, actor=world.neighbour)
    articles = ["BOLT-8", "NUT-8", "WASHER-8", "DRILL", "GLUE", "RARE"]

    def of_neighbour() -> list[PricedLine]:
        return [price(database, world, a, dealer_id=world.neighbour_id) for a in articles]

    before = of_neighbour()
    add(
        database,
        personal_discount(world, "15"),
        prices.ContractPrice(
            dealer_id=world.dealer_id,
            point_id=world.point_id,
            product_id=world.product("RARE"),
            min_quantity=D(1),
            price=D("77.00"),
        ),
    )
    promotion(database, PromotionAudience(dealer_id=world.dealer_id), percent=D(3))
    assert price(database, world, "RARE").unit_price == D("77.00")
    assert of_neighbour() == before
    with reading(database, world.dealer, now=make.NOW) as ctx:
        for model in (prices.PriceList, PriceEntry, prices.Discount, prices.ContractPrice):
            assert ctx.session.scalars(select(model)).all() == []


def test_a_negative_or_absurd_quantity_is_refused(database: Database, world: make.World) -> None:
    for quantity in ("0", "-1"):
        with pytest.raises(DomainError, match="quantity_not_positive"):
            price(database, world, quantity=quantity)
    with reading(database, world.dealer, now=make.NOW) as ctx, pytest.raises(NotFound):
        price_lines(ctx, dealer_id=world.dealer_id, on=make.TODAY, items=[(10**9, D(1))])


def test_the_catalogue_has_every_product_at_its_own_price_and_next_break(
    database: Database, world: make.World
) -> None:
    add(database, personal_discount(world, "10"))
    with reading(database, world.dealer, now=make.NOW) as ctx:
        found = price_catalog(ctx, dealer_id=world.dealer_id, on=make.TODAY)
        part = price_catalog(
            ctx, dealer_id=world.dealer_id, on=make.TODAY, product_ids=[world.product("GLUE")]
        )
        each = price_each(
            ctx,
            dealer_id=world.dealer_id,
            on=make.TODAY,
            items=[(product, D(1)) for product in found.product_ids.tolist()],
        )
    bolt, rare = world.product("BOLT-8"), world.product("RARE")
    assert found.product_ids.tolist() == sorted(world.products.values())
    assert (found.unit_price(bolt), found.base_price(bolt)) == (D("9.00"), D("10.00"))
    assert found.unit_price(rare) is None
    at = found.product_ids.tolist().index(bolt)
    assert (found.next_quantity[at], found.next_unit[at]) == (100_000, 810)
    assert part.unit_price(world.product("GLUE")) == D("288.45")
    assert [line.unit_price for line in each] == [
        found.unit_price(product) for product in found.product_ids.tolist()
    ]


def test_a_changed_rule_is_in_every_book_at_once(database: Database, world: make.World) -> None:
    drill = world.product("DRILL")
    dealers = (world.dealer_id, world.neighbour_id, world.stranger_id)

    def drills() -> list[Decimal | None]:
        return [price(database, world, "DRILL", dealer_id=found).unit_price for found in dealers]

    assert drills() == [D("5400.00")] * 3
    with acting(database, OFFICE, now=make.NOW) as ctx:
        ctx.session.execute(
            update(PriceEntry).where(PriceEntry.product_id == drill).values(price=D("5500.00"))
        )
    assert drills() == [D("5500.00")] * 3
    with acting(database, OFFICE, now=make.NOW) as ctx:
        entry = ctx.session.scalars(select(PriceEntry).where(PriceEntry.product_id == drill)).one()
        entry.price = D("5600.00")
    assert drills() == [D("5600.00")] * 3
    with acting(database, OFFICE, now=make.NOW) as ctx:
        fresh = make.product(ctx.session, article="NEW", name="Новинка")
        ctx.session.execute(
            insert(PriceEntry),
            [
                {
                    "price_list_id": world.price_list_id,
                    "product_id": fresh,
                    "min_quantity": D(1),
                    "price": D("1.00"),
                }
            ],
        )
    with reading(database, world.dealer, now=make.NOW) as ctx:
        found = price_catalog(ctx, dealer_id=world.dealer_id, on=make.TODAY)
    assert found.unit_price(fresh) == D("1.00")
    with acting(database, OFFICE, now=make.NOW) as ctx:
        ctx.session.execute(delete(PriceEntry).where(PriceEntry.product_id == drill))
    assert drills() == [None] * 3


def test_what_was_rolled_back_changes_no_book(database: Database, world: make.World) -> None:
    assert price(database, world, "DRILL").unit_price == D("5400.00")
    with (
        pytest.raises(DomainError, match="never_mind"),
        acting(database, OFFICE, now=make.NOW) as ctx,
    ):
        ctx.session.execute(update(PriceEntry).values(price=D("1.00")))
        raise DomainError("never_mind")
    assert price(database, world, "DRILL").unit_price == D("5400.00")


def test_the_basket_says_what_a_little_more_would_bring(
    database: Database, world: make.World
) -> None:
    promotion(
        database,
        effect=PromotionEffect.GIFT,
        name="Гайки в подарок",
        min_sum=D("100.00"),
        gift_product_id=world.product("NUT-8"),
        gift_quantity=D(5),
    )
    with acting(database, world.dealer, now=make.NOW) as ctx:
        add_to_basket(
            ctx, dealer_id=world.dealer_id, items=[OrderItem(world.product("BOLT-8"), D(9))]
        )
        nine = view_basket(ctx, dealer_id=world.dealer_id)
        add_to_basket(
            ctx, dealer_id=world.dealer_id, items=[OrderItem(world.product("BOLT-8"), D(1))]
        )
        ten = view_basket(ctx, dealer_id=world.dealer_id)
    assert trace.sentence("ru", nine.lines[0].hint or {}) == "Ещё 91 до цены 9,00"
    assert [trace.sentence("ru", hint) for hint in nine.hints] == [
        "Ещё на 10,00 ₽ до подарка: Гайки в подарок"
    ]
    assert (nine.gifts, ten.hints) == ([], [])
    assert [(gift.product_id, gift.quantity) for gift in ten.gifts] == [
        (world.product("NUT-8"), D(5))
    ]


def test_articles_are_priced_as_one_order_with_its_gifts_or_each_by_itself(
    database: Database, world: make.World
) -> None:
    promotion(
        database,
        effect=PromotionEffect.GIFT,
        min_sum=D("6000.00"),
        gift_product_id=world.product("NUT-8"),
        gift_quantity=D(5),
    )
    items = [("DRILL", D(1)), ("GLUE", D(2))]
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        together, apart = (
            price_articles(ctx, dealer_code="D-001", on=make.TODAY, items=items, each=each)
            for each in (False, True)
        )
        with pytest.raises(NotFound):
            price_articles(ctx, dealer_code="D-999", on=make.TODAY, items=items)
    assert [(article, line.total, line.gift) for article, line in together] == [
        ("DRILL", D("5400.00"), False),
        ("GLUE", D("641.00"), False),
        ("NUT-8", D("0.00"), True),
    ]
    assert [article for article, _ in apart] == ["DRILL", "GLUE"]
