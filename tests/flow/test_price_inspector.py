"""The price inspector: which rule won, which lost, and which had no say at all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import update

from tests import make
from tests.make import personal_discount
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.core.vocabulary import DiscountSource, PromotionEffect
from wholesale.db import Database
from wholesale.models import people, prices
from wholesale.models.base import Base
from wholesale.models.promotions import Promotion, PromotionAudience, PromotionCount
from wholesale.pricing import trace
from wholesale.pricing.inspect import Verdict
from wholesale.pricing.queries import PricedLine, inspect_price

D = Decimal
EVE, MORROW = make.TODAY - timedelta(days=1), make.TODAY + timedelta(days=1)


def add(database: Database, *rows: Base) -> list[int]:
    with acting(database, system("test"), now=make.NOW) as ctx:
        return [make.add(ctx.session, row) for row in rows]


def inspect(
    database: Database, world: make.World, article: str = "DRILL"
) -> tuple[PricedLine, list[Verdict]]:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        return inspect_price(
            ctx,
            dealer_id=world.dealer_id,
            on=make.TODAY,
            product_id=world.product(article),
            quantity=D(1),
        )


def outcomes(database: Database, world: make.World, group: str) -> list[tuple[str, str]]:
    _, verdicts = inspect(database, world)
    return [
        (
            trace.sentence("ru", {"rule": found.rule, **found.facts}),
            found.reason,
        )
        for found in verdicts
        if found.group == group
    ]


def test_discounts_that_had_no_say_are_told_with_their_reason(
    database: Database, world: make.World
) -> None:
    volume, turnover = DiscountSource.VOLUME, DiscountSource.TURNOVER
    add(
        database,
        personal_discount(world, 3),
        personal_discount(world, 4, valid_to=EVE),
        personal_discount(world, 5, valid_from=MORROW),
        prices.Discount(source=volume, percent=D(1), threshold=D(5000)),
        prices.Discount(source=volume, percent=D(6), threshold=D(9000)),
        prices.Discount(source=turnover, percent=D(7), threshold=D(1)),
        prices.Discount(source=volume, percent=D(8), threshold=D(1), brand="ИНОЙ"),
    )
    assert outcomes(database, world, "discount") == [
        ("−3 % личная скидка", "won"),
        ("−6 % скидка за объём заказа", "sum_not_reached"),
        ("−1 % скидка за объём заказа", "other_source_better"),
        ("−7 % скидка за оборот", "turnover_not_reached"),
        (f"−4 % личная скидка до {EVE:%d.%m.%Y}", "ended"),
        ("−5 % личная скидка", "not_begun"),
    ]


def test_a_volume_discount_that_nothing_reaches_is_told_too(
    database: Database, world: make.World
) -> None:
    add(
        database,
        prices.Discount(source=DiscountSource.VOLUME, percent=D(6), threshold=D(9000)),
    )
    assert outcomes(database, world, "discount") == [
        ("−6 % скидка за объём заказа", "sum_not_reached")
    ]


def test_promotions_used_up_switched_off_and_for_others_are_told(
    database: Database, world: make.World
) -> None:
    def offer(code: str, percent: int, **over: object) -> Promotion:
        return Promotion(
            code=code, name=code, effect=PromotionEffect.PERCENT, percent=D(percent), **over
        )

    _, used, _, theirs, _ = add(
        database,
        offer("А", 2),
        offer("Б", 3, limit_total=1),
        offer("В", 4, active=False),
        offer("Г", 5),
        offer("Д", 6, valid_from=MORROW),
    )
    add(
        database,
        PromotionCount(promotion_id=used, dealer=0, used=1),
        PromotionAudience(promotion_id=theirs, dealer_id=world.stranger_id),
    )
    assert outcomes(database, world, "promotion") == [
        ("−2 % по акции «А»", "won"),
        ("−3 % по акции «Б»", "used_up"),
        ("−5 % по акции «Г»", "for_others"),
        ("−4 % по акции «В»", "switched_off"),
        ("−6 % по акции «Д»", "not_begun"),
    ]
    line, _ = inspect(database, world)
    assert line.unit_price == D("5292.00")


def test_a_contract_price_out_of_its_dates_is_told(database: Database, world: make.World) -> None:
    add(
        database,
        prices.ContractPrice(
            dealer_id=world.dealer_id,
            point_id=world.point_id,
            product_id=world.product("DRILL"),
            min_quantity=D(1),
            price=D("5000.00"),
            valid_to=EVE,
        ),
    )
    assert outcomes(database, world, "base") == [
        ("Цена по прайс-листу «Оптовый»", "won"),
        (f"Договорная цена до {EVE:%d.%m.%Y}", "ended"),
    ]


def test_the_staff_reads_from_which_list_and_by_how_much_a_price_is_derived(
    database: Database, world: make.World
) -> None:
    [gold] = add(
        database,
        prices.PriceList(code="GOLD", name="Золото", parent_id=world.price_list_id),
    )
    with acting(database, system("test"), now=make.NOW) as ctx:
        fastening = make.category(ctx.session, "Крепёж")
        make.price(ctx.session, gold, world.product("GLUE"), "300.00")
        ctx.session.execute(
            update(people.Agreement)
            .where(people.Agreement.id == world.agreement_id)
            .values(price_list_id=gold)
        )
    add(database, prices.PriceFormula(price_list_id=gold, percent=D("-12")))
    add(
        database,
        prices.PriceFormula(price_list_id=gold, category_id=fastening, percent=D("2.5")),
    )
    told = {}
    for article in ("DRILL", "BOLT-8", "GLUE"):
        line, _ = inspect(database, world, article)
        told[article] = (
            trace.sentence("ru", line.staff_trace[0]),
            trace.sentence("ru", line.trace[0]),
        )
    assert told == {
        "DRILL": (
            "Цена по прайс-листу «Золото» («Оптовый» −12 %)",
            "Цена по прайс-листу «Золото»",
        ),
        "BOLT-8": (
            "Цена по прайс-листу «Золото» («Оптовый» +2,5 %)",
            "Цена по прайс-листу «Золото»",
        ),
        "GLUE": ("Цена по прайс-листу «Золото»", "Цена по прайс-листу «Золото»"),
    }
