"""Prices: by the demo's few rules, by a full set of them, many dealers, and what-if."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import func, insert, inspect, literal, select, update

from wholesale.bench.measure import Figure, counted, measure, of, resident_mb
from wholesale.bench.site import Say, Site, made
from wholesale.context import Context, acting
from wholesale.core.access import system
from wholesale.core.vocabulary import (
    DiscountPolicy,
    DiscountSource,
    OrderStatus,
    PromotionEffect,
)
from wholesale.db import Database
from wholesale.flow.change_prices import save_rule
from wholesale.flow.issue_price_list import issue_price_list
from wholesale.flow.plan_prices import add_change, begin_draft, rehearse_draft
from wholesale.models.base import Base
from wholesale.models.goods import Category, Product
from wholesale.models.people import Agreement, Dealer
from wholesale.models.prices import PriceEntry, PriceFormula, PriceList
from wholesale.models.trade import Order, OrderLine
from wholesale.pricing import queries as pricing
from wholesale.pricing.book import PriceBook
from wholesale.pricing.cache import Shelf
from wholesale.pricing.forms import (
    ClubForm,
    DiscountForm,
    EntryForm,
    Form,
    Goods,
    MarginForm,
    PromotionForm,
)
from wholesale.pricing.order import price_order as price_by_book
from wholesale.pricing.whatif import Change

SYSTEM = system("bench")


def prices(site: Site) -> Iterator[Figure]:
    """One dealer by a warm book, the book itself, and the whole catalogue."""
    yield from _lines(site, "")
    with site.acting(SYSTEM) as ctx:
        full_rules(ctx, dealer_id=site.dealer_id)
    yield from _lines(site, ", under a full set of rules")


def _lines(site: Site, under: str) -> Iterator[Figure]:
    on = site.now().date()

    def order(count: int) -> pricing.PricedOrder:
        with site.reading() as ctx:
            return pricing.price_order(
                ctx, dealer_id=site.dealer_id, on=on, items=site.items(count)
            )

    def written(count: int) -> None:
        for line in order(count).lines:
            assert line.trace

    def figure(name: str, work: Any, runs: int, goal: float | None = None) -> Figure:
        return measure(name + under, work, products=site.products, runs=runs, goal=goal)

    yield figure("Price 1 line, with its trace", lambda: order(1), 50)
    yield figure("Price 1,000 lines, with their traces", lambda: order(1_000), 20)
    yield figure(
        "Price 5,000 lines as one order, with their traces", lambda: order(5_000), 15, 60.0
    )
    yield figure("The same, the dealer's traces written out as data", lambda: written(5_000), 15)
    with site.reading() as ctx:
        book = pricing.dealer_book(ctx, dealer_id=site.dealer_id, on=on)
    rows = book.goods.rows([product_id for product_id, _ in site.items(1_000)])
    thousandths = rows * 0 + 2_000
    yield figure(
        "Price 1,000 lines, warm book", lambda: price_by_book(book, rows, thousandths), 50, 2.0
    )

    def everything() -> None:
        with site.reading() as ctx:
            pricing.price_catalog(ctx, dealer_id=site.dealer_id, on=on)

    yield figure("Price the whole catalogue for a dealer", everything, 15, 50.0)

    def cold() -> None:
        with site.acting(SYSTEM) as ctx:
            Shelf().book(ctx.session, dealer_id=site.dealer_id, on=on)

    yield figure("Compile a dealer's book, cold", cold, 7, 400.0)


def full_rules(ctx: Context, *, dealer_id: int) -> None:
    """Every kind of rule for the dealer: four sources in cascade, six promotions, floors."""
    roots = list(ctx.session.scalars(select(Category.id).where(Category.parent_id.is_(None))))
    brands = list(ctx.session.scalars(select(Product.brand).distinct().order_by(Product.brand)))
    products = list(ctx.session.scalars(select(Product.id).order_by(Product.id).limit(200)))
    ctx.session.execute(
        update(Agreement)
        .where(Agreement.dealer_id == dealer_id)
        .values(policy=DiscountPolicy.CASCADE)
    )
    club = save_rule(ctx, form=ClubForm("BENCH", "Клуб", members=(dealer_id,)))
    personal, turnover = DiscountSource.PERSONAL, DiscountSource.TURNOVER
    discounts = [
        *(
            DiscountForm(personal, Decimal(1 + n % 9), dealer_id, category_id=category)
            for n, category in enumerate(roots)
        ),
        *(
            DiscountForm(personal, Decimal("2.5"), dealer_id, brand=brand, category_id=roots[0])
            for brand in brands[:10]
        ),
        *(
            DiscountForm(personal, Decimal(11), dealer_id, product_id=product)
            for product in products[:100]
        ),
        *(
            DiscountForm(DiscountSource.CLUB, Decimal("1.5"), club_id=club, brand=brand)
            for brand in brands[:20]
        ),
        *(
            DiscountForm(turnover, Decimal(percent), threshold=Decimal(sum_))
            for percent, sum_ in ((1, 10_000), (2, 100_000), (3, 1_000_000))
        ),
        *(
            DiscountForm(
                DiscountSource.VOLUME, Decimal(percent), threshold=Decimal(sum_), category_id=where
            )
            for percent, sum_, where in (
                (1, 100_000, None),
                (2, 1_000_000, None),
                (3, 50_000, roots[-1]),
            )
        ),
    ]
    percent, fixed, n_for_m, gift, bundle = PromotionEffect
    offers = [
        PromotionForm("B1", "Скидка", percent, percent=Decimal(5), goods=(Goods(None, roots[0]),)),
        PromotionForm(
            "B2", "Ещё", percent, False, percent=Decimal(2), goods=(Goods(None, None, brands[0]),)
        ),
        PromotionForm(
            "B3", "Цена", fixed, price=Decimal("9.90"), goods=tuple(Goods(p) for p in products[:50])
        ),
        PromotionForm(
            "B4", "10 = 9", n_for_m, buy=10, pay=9, goods=(Goods(None, roots[1 % len(roots)]),)
        ),
        PromotionForm(
            "B5",
            "Подарок",
            gift,
            min_sum=Decimal(50_000),
            gift_product_id=products[0],
            gift_quantity=Decimal(1),
        ),
        PromotionForm(
            "B6",
            "Набор",
            bundle,
            percent=Decimal(10),
            goods=(Goods(products[1]), Goods(products[2])),
        ),
    ]
    forms: list[Form] = [*discounts, *offers, MarginForm(Decimal(3))]
    for form in forms:
        save_rule(ctx, form=form)


def many_dealers(say: Say) -> Iterator[Figure]:
    """20,000 products: a price list file, 300 dealers' books, a price changed in 3,000 lists,
    and what a change would have done to a million past lines."""
    with made(20_000, say=say, orders=1_000, dealers=300) as site:

        def price_list() -> None:
            with site.acting() as ctx:
                issue_price_list(ctx, dealer_id=site.dealer_id)

        yield measure(
            "Personal price list of the whole catalogue, xlsx, issued",
            price_list,
            products=site.products,
            runs=3,
            goal=2_000.0,
        )
        yield from _what_if(site, say)
        yield from _books(site)


def _books(site: Site) -> Iterator[Figure]:
    """300 dealers on 40 chains of rules, and then one price changed under 3,000 lists."""
    with site.acting(SYSTEM) as ctx:
        base = ctx.session.scalars(select(PriceList.id).where(PriceList.is_base)).one()
        dealers = list(ctx.session.scalars(select(Dealer.id).order_by(Dealer.id)))
        _derive(ctx, base, 3_000)
        lists = list(ctx.session.scalars(select(PriceList.id).where(PriceList.code.like("B-%"))))
        _own_prices(ctx, lists[:40])
        _agree(ctx, dict(zip(dealers, lists[:40] * len(dealers), strict=False)))
    with multiprocessing.get_context("spawn").Pool(1) as apart:
        url = site.database.url.render_as_string(hide_password=False)
        taken = apart.apply(_memory_taken, (url, dealers, site.now().date()))
    yield counted(
        f"Memory of {len(dealers)} dealers' warm books on 40 chains",
        taken,
        "MB",
        products=site.products,
        goal=150.0,
    )
    with site.acting(SYSTEM) as ctx:
        _agree(ctx, dict(zip(dealers, lists[-len(dealers) :], strict=True)))
    shelf = Shelf()
    with site.acting(SYSTEM) as ctx:
        books = _compiled(ctx, shelf, dealers, site.now().date())
    yield of(
        f"A changed base price reaches {len(books)} dealers' books on lists of 3,000",
        [_changed(site, shelf, base, books, Decimal(1_000 + turn)) for turn in range(7)],
        products=site.products,
        goal=100.0,
    )


def _changed(site: Site, shelf: Shelf, base: int, books: list[PriceBook], price: Decimal) -> float:
    """Seconds from saving a price of the base list until every book has it."""
    product = site.goods[0].id
    with site.acting(SYSTEM) as ctx:
        entry = ctx.session.scalars(
            select(PriceEntry.id).where(
                PriceEntry.price_list_id == base, PriceEntry.product_id == product
            )
        ).first()
    row, one = books[0].goods.rows([product]), np.array([1_000], dtype=np.int64)
    started = time.perf_counter()
    with site.acting(SYSTEM) as ctx:
        save_rule(ctx, form=EntryForm(base, product, price), rule_id=entry)
    with site.acting(SYSTEM) as ctx:  # the next look of anybody brings the shelf up to date
        shelf.book(ctx.session, dealer_id=site.dealer_id, on=site.now().date())
    found = {int(book.start(row, one).base[0]) for book in books}
    seconds = time.perf_counter() - started
    if found != {int(price * 90)}:  # ten per cent under the base list, in kopecks
        raise RuntimeError(f"stale books: {sorted(found)[:5]}")
    return seconds


def _compiled(ctx: Context, shelf: Shelf, dealers: list[int], on: date) -> list[PriceBook]:
    """The dealers' books, each used once on a hundred products."""
    rows, quantities = np.arange(100), np.full(100, 1_000)
    books = []
    for dealer_id in dealers:
        books.append(shelf.book(ctx.session, dealer_id=dealer_id, on=on))
        price_by_book(books[-1], rows, quantities)
    return books


def _memory_taken(url: str, dealers: list[int], on: date) -> float:
    """Megabytes that the warm books of the dealers take in a process of their own."""
    database = Database(url)
    shelf = Shelf()
    with acting(database, SYSTEM, now=datetime.now(UTC)) as ctx:
        ctx.session.scalars(select(Dealer.id)).all()
        before = resident_mb()
        books = _compiled(ctx, shelf, dealers, on)
        gc.collect()
        taken = resident_mb() - before
    if len(books) != len(dealers):
        raise RuntimeError("books are missing")
    return taken


def _derive(ctx: Context, base: int, count: int) -> None:
    """So many lists ten per cent under the base one."""
    ids = ctx.session.scalars(
        insert(PriceList).returning(PriceList.id),
        [
            {"code": f"B-{number:04d}", "name": f"Список {number}", "parent_id": base}
            for number in range(count)
        ],
    ).all()
    ctx.session.execute(
        insert(PriceFormula), [{"price_list_id": id_, "percent": Decimal(-10)} for id_ in ids]
    )


def _own_prices(ctx: Context, lists: list[int]) -> None:
    """A tenth of the catalogue at explicit prices with a break, other ones in each list."""
    products = list(ctx.session.scalars(select(Product.id).order_by(Product.id)))
    for place, list_id in enumerate(lists):
        ctx.session.execute(
            insert(PriceEntry),
            [
                {
                    "price_list_id": list_id,
                    "product_id": product,
                    "min_quantity": Decimal(least),
                    "price": Decimal(100 + place),
                }
                for product in products[place::10]
                for least in (1, 100)
                if product != products[0]
            ],
        )


def _agree(ctx: Context, lists: dict[int, int]) -> None:
    ctx.session.execute(
        update(Agreement),
        [
            {"id": id_, "price_list_id": lists[dealer]}
            for id_, dealer in ctx.session.execute(select(Agreement.id, Agreement.dealer_id)).all()
        ],
    )


def _what_if(site: Site, say: Say) -> Iterator[Figure]:
    lines = _history(site, 1_000_000)
    say(f"{lines} past lines.")
    with site.acting(SYSTEM) as ctx:
        draft = begin_draft(ctx, name="bench")
        brand = ctx.session.scalars(select(Product.brand).order_by(Product.id)).first()
        form = DiscountForm(DiscountSource.VOLUME, Decimal(3), brand=brand)
        add_change(ctx, draft_id=draft, change=Change(DiscountForm, form))

    def rehearse() -> None:
        with site.acting(SYSTEM) as ctx:
            told = rehearse_draft(ctx, draft_id=draft, days=1_000)
            if not told.lines_moved:
                raise RuntimeError("the change moved nothing")

    yield measure(
        f"What-if over {lines:,} past lines",
        rehearse,
        products=site.products,
        runs=3,
        goal=5_000.0,
    )


def _history(site: Site, wanted: int) -> int:
    """Write past orders again and again until there are ``wanted`` lines; returns how many."""
    with site.acting(SYSTEM) as ctx:
        step = ctx.session.scalars(select(func.max(Order.id))).one()
        first = select(Order.id).where(Order.id <= step, Order.status != OrderStatus.DRAFT)
        lines = ctx.session.scalars(
            select(func.count()).select_from(OrderLine).where(OrderLine.order_id.in_(first))
        ).one()
        copies = -(-wanted // lines)
        for copy in range(1, copies):
            moved = step * copy
            number = Order.number + literal(f"-{copy}")
            _copied(ctx, Order, Order.id.in_(first), id=Order.id + moved, number=number)
            of_them = OrderLine.order_id.in_(first)
            _copied(ctx, OrderLine, of_them, order_id=OrderLine.order_id + moved)
    return int(lines * copies)


def _copied(ctx: Context, model: type[Base], which: Any, **other: Any) -> None:
    """Write rows once more, with other values in some columns and ids of their own."""
    columns = {
        attribute.key: other.get(attribute.key, getattr(model, attribute.key))
        for attribute in inspect(model).column_attrs
        if attribute.key != "id" or "id" in other
    }
    ctx.session.execute(
        insert(model).from_select(list(columns), select(*columns.values()).where(which))
    )
