"""Warm price books: what dealers share, and that no change leaves one of them stale."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from tests import make
from wholesale.context import acting, behind_the_counter, reading
from wholesale.core.access import system
from wholesale.core.vocabulary import (
    DiscountPolicy,
    DiscountSource,
    LedgerKind,
    PromotionEffect,
    TaxRegime,
)
from wholesale.db import Database
from wholesale.models import people, prices
from wholesale.models.base import Base
from wholesale.models.books import LedgerEntry
from wholesale.models.goods import Product, ProductCost
from wholesale.models.promotions import Promotion, PromotionAudience
from wholesale.pricing.book import PriceBook
from wholesale.pricing.cache import Shelf, shelf
from wholesale.pricing.order import price_order
from wholesale.pricing.priced import lines

D = Decimal
OFFICE = system("test")
TOMORROW = make.TODAY + timedelta(days=1)
QUANTITIES = (1_000, 100_000)


def books(database: Database, world: make.World, on: date = make.TODAY) -> list[PriceBook]:
    """The warm books of the three dealers."""
    with reading(database, OFFICE, now=make.NOW) as ctx, behind_the_counter(ctx) as session:
        return [shelf(database).book(session, dealer_id=found, on=on) for found in _dealers(world)]


def _dealers(world: make.World) -> tuple[int, int, int]:
    return world.dealer_id, world.neighbour_id, world.stranger_id


def told(book: PriceBook) -> list[str]:
    """Every product at two quantities: price, cost and the staff's trace."""
    rows = np.arange(len(book.goods.ids))
    return [
        json.dumps([str(line.unit_price), str(line.cost), line.staff_trace], ensure_ascii=False)
        for quantity in QUANTITIES
        for line in lines(price_order(book, rows, rows * 0 + quantity, orders=rows))
    ]


def fresh(database: Database, world: make.World, on: date) -> list[list[str]]:
    """The same by books that were never warm."""
    with reading(database, OFFICE, now=make.NOW) as ctx, behind_the_counter(ctx) as session:
        return [told(Shelf().book(session, dealer_id=found, on=on)) for found in _dealers(world)]


def change(database: Database, work: Callable[[Session], object]) -> None:
    with acting(database, OFFICE, now=make.NOW) as ctx:
        work(ctx.session)


def contract(world: make.World, price: str = "4000.00") -> prices.ContractPrice:
    return prices.ContractPrice(
        dealer_id=world.dealer_id,
        point_id=world.point_id,
        product_id=world.product("DRILL"),
        min_quantity=D(1),
        price=D(price),
        below_floor=True,
    )


def shipped(world: make.World) -> LedgerEntry:
    return LedgerEntry(
        kind=LedgerKind.SHIPPED,
        dealer_id=world.dealer_id,
        point_id=world.point_id,
        organization_id=world.organization_id,
        happened_on=make.TODAY,
        recorded_at=make.NOW,
        amount=D("5000.00"),
    )


def test_dealers_of_equal_terms_share_one_chain_and_keep_only_their_own(
    database: Database, world: make.World
) -> None:
    personal = prices.Discount(
        source=DiscountSource.PERSONAL,
        dealer_id=world.dealer_id,
        point_id=world.point_id,
        percent=D(10),
    )
    change(database, lambda session: session.add_all([contract(world), personal]))
    mine, near, far = books(database, world)
    assert mine.chain is near.chain is far.chain
    assert mine.contract is not near.contract
    assert (mine.personal is None, near.personal is None) == (False, True)
    change(
        database,
        lambda session: session.execute(
            update(people.Agreement)
            .where(people.Agreement.dealer_id == world.neighbour_id)
            .values(policy=DiscountPolicy.SUM)
        ),
    )
    mine, near, far = books(database, world)
    assert mine.chain is far.chain
    assert near.chain is not far.chain


def _own_price(session: Session, world: make.World) -> None:
    session.add(contract(world))


def _agreement(session: Session, world: make.World) -> None:
    session.execute(
        update(people.Agreement)
        .where(people.Agreement.id == world.agreement_id)
        .values(policy=DiscountPolicy.CASCADE)
    )


def _shipment(session: Session, world: make.World) -> None:
    session.add(shipped(world))


def _discount(session: Session, world: make.World) -> None:
    session.execute(
        insert(prices.Discount),
        [
            {
                "source": DiscountSource.PERSONAL,
                "dealer_id": world.dealer_id,
                "point_id": world.point_id,
                "percent": D(7),
            }
        ],
    )


@pytest.mark.parametrize("work", [_own_price, _agreement, _shipment, _discount])
def test_what_is_one_dealers_alone_leaves_the_other_books_as_they_are(
    database: Database, world: make.World, work: Callable[[Session, make.World], None]
) -> None:
    mine, near, far = books(database, world)
    change(database, lambda session: work(session, world))
    again = books(database, world)
    assert again[0] is not mine
    assert (again[1] is near, again[2] is far) == (True, True)


def _cost(session: Session, world: make.World) -> None:
    session.execute(
        update(ProductCost)
        .where(ProductCost.product_id == world.product("DRILL"))
        .values(minimum_price=D("6000.00"))
    )


def _entry(session: Session, world: make.World) -> None:
    session.execute(
        insert(prices.PriceEntry),
        [
            {
                "price_list_id": world.price_list_id,
                "product_id": world.product("RARE"),
                "min_quantity": D(1),
                "price": D("77.00"),
            }
        ],
    )


def _names(session: Session, world: make.World) -> None:
    session.execute(
        update(Product)
        .where(Product.id == world.product("DRILL"))
        .values(name="Дрель ударная", brand="ЗУБР")  # the brand stays what it is
    )
    session.execute(
        update(people.Dealer)
        .where(people.Dealer.id == world.dealer_id)
        .values(name="Мастер и Ко", point_id=world.point_id)
    )
    row = session.get(people.Dealer, world.neighbour_id)
    assert row is not None
    row.phone = "+7 495 000-00-00"


@pytest.mark.parametrize("work", [_cost, _entry, _names])
def test_a_price_a_cost_or_a_name_leaves_every_book_in_its_place(
    database: Database, world: make.World, work: Callable[[Session, make.World], None]
) -> None:
    before = books(database, world)
    change(database, lambda session: work(session, world))
    after = books(database, world)
    assert [found is was for found, was in zip(after, before, strict=True)] == [True] * 3
    assert list(map(told, after)) == fresh(database, world, make.TODAY)


def test_after_any_change_every_warm_book_equals_one_compiled_anew(
    database: Database, world: make.World
) -> None:
    drill, bolt = world.product("DRILL"), world.product("BOLT-8")
    add, run = "add", "execute"
    of_mine = people.Agreement.dealer_id == world.dealer_id
    turnover = prices.Discount(
        source=DiscountSource.TURNOVER, threshold=D("1000.00"), days=30, percent=D(4)
    )
    club = prices.Club(id=900, code="C", name="Клуб")
    of_club = prices.Discount(source=DiscountSource.CLUB, club_id=900, percent=D(3))
    member = prices.ClubMember(club_id=900, dealer_id=world.dealer_id, point_id=world.point_id)
    personal = prices.Discount(
        id=901, source=DiscountSource.PERSONAL, dealer_id=world.dealer_id, percent=D(9)
    )
    of_drill = ProductCost.product_id == drill
    steps: Sequence[tuple[str, object]] = (
        (add, turnover),
        (add, shipped(world)),
        (add, contract(world)),
        (run, update(prices.ContractPrice).values(price=D("4100.00"))),
        (run, update(prices.ContractPrice).values(dealer_id=world.neighbour_id)),
        (add, club),
        (add, of_club),
        (add, member),
        (add, personal),
        (run, update(prices.Discount).where(prices.Discount.id == 901).values(percent=D(8))),
        (run, update(ProductCost).where(of_drill).values(cost=D("5350.00"))),
        (run, update(ProductCost).where(of_drill).values(minimum_price=ProductCost.cost + 1)),
        (run, insert(prices.MarginRule).values(percent=D(2))),
        (run, update(ProductCost).where(of_drill).values(cost=D("5000.00"), minimum_price=None)),
        (run, delete(ProductCost).where(ProductCost.product_id == bolt)),
        (run, update(people.Agreement).where(of_mine).values(policy=DiscountPolicy.SUM)),
        (run, update(people.Agreement).where(of_mine).values(valid_to=make.TODAY)),
        (run, update(people.Point).values(price_list_id=None)),
        (run, update(people.Organization).values(tax_regime=TaxRegime.SIMPLIFIED_5)),
        (run, update(Product).where(Product.id == bolt).values(brand="ИНОЙ")),
        (run, delete(prices.ClubMember).where(prices.ClubMember.club_id == 900)),
        (run, delete(prices.Discount).where(prices.Discount.id == 901)),
        (run, delete(prices.ContractPrice)),
        (run, delete(people.Agreement).where(of_mine)),
    )
    books(database, world), books(database, world, TOMORROW)
    for number, (how, what) in enumerate(steps):
        with acting(database, OFFICE, now=make.NOW) as ctx:
            getattr(ctx.session, how)(what)
        for on in (make.TODAY, TOMORROW):
            warm = list(map(told, books(database, world, on)))
            assert warm == fresh(database, world, on), (number, on)


@pytest.mark.parametrize("seed", range(3))
def test_no_rule_for_one_dealer_changes_anything_for_the_others(
    database: Database, world: make.World, seed: int
) -> None:
    draw = Random(seed)
    _, near, far = map(told, books(database, world))
    personal, turnover, volume = (
        DiscountSource.PERSONAL,
        DiscountSource.TURNOVER,
        DiscountSource.VOLUME,
    )
    for number in range(8):
        product = draw.choice(list(world.products.values()))
        own = {"dealer_id": world.dealer_id, "point_id": world.point_id}
        percent = D(draw.randint(1, 400_000)).scaleb(-4)
        club = prices.Club(code=f"C{number}", name="Клуб", price_list_id=world.price_list_id)
        offer = Promotion(
            code=f"P{number}", name="Акция", effect=PromotionEffect.PERCENT, percent=percent
        )
        rules: list[Base] = [
            prices.Discount(
                source=draw.choice([personal, turnover, volume]),
                percent=percent,
                product_id=draw.choice([None, product]),
                **own,
            ),
            prices.ContractPrice(product_id=product, min_quantity=D(1), price=D(7), **own),
            club,
            offer,
        ]
        with acting(database, OFFICE, now=make.NOW) as ctx:
            ctx.session.add_all(draw.sample(rules, 3) if number else rules)
            ctx.session.flush()
            if club.id is not None:
                discount = prices.Discount(
                    source=DiscountSource.CLUB, club_id=club.id, percent=percent
                )
                ctx.session.add_all([discount, prices.ClubMember(club_id=club.id, **own)])
            if offer.id is not None:
                ctx.session.add(PromotionAudience(promotion_id=offer.id, dealer_id=world.dealer_id))
    mine = told(books(database, world)[0])
    assert mine != near
    assert list(map(told, books(database, world)[1:])) == [near, far]


def test_a_reader_of_an_older_moment_does_not_undo_the_shelf_for_the_others(
    database: Database, world: make.World
) -> None:
    books(database, world)
    with reading(database, OFFICE, now=make.NOW) as old, behind_the_counter(old) as session:
        before = shelf(database).book(session, dealer_id=world.dealer_id, on=make.TODAY)
        change(database, lambda session: _cost(session, world))
        now = books(database, world)[0]
        seen = shelf(database).book(session, dealer_id=world.dealer_id, on=make.TODAY)
    assert books(database, world)[0] is now is before
    drill = int(now.goods.rows([world.product("DRILL")])[0])
    assert (int(now.goods.floor[drill]), int(seen.goods.floor[drill])) == (600_000, 432_000)
