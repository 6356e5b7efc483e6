"""Prices for whoever may see them: the lines of one order, or the whole catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
from sqlalchemy import select

from wholesale.context import Context, behind_the_counter
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.money import ZERO, from_minor, to_thousandths
from wholesale.models.goods import Product
from wholesale.models.people import Dealer
from wholesale.pricing import hints, priced, promotions
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.cache import shelf
from wholesale.pricing.columns import NONE, Column
from wholesale.pricing.idle import idle
from wholesale.pricing.inspect import Verdict, considered
from wholesale.pricing.order import price_order as price_order_of
from wholesale.pricing.priced import PricedLine
from wholesale.pricing.promotions import Use
from wholesale.pricing.rounding import Numbers
from wholesale.pricing.trace import Step

__all__ = [
    "CatalogPrices",
    "PricedLine",
    "PricedOrder",
    "price_catalog",
    "price_each",
    "price_lines",
    "price_order",
]

MOST_PARAMETERS = 10_000


@dataclass(frozen=True, slots=True)
class PricedOrder:
    """An order priced as a whole. ``gifts`` are lines that promotions add, at 0.00.

    ``line_hints`` go with ``lines``; ``uses`` is what ``operations.use_promotions`` counts.
    """

    lines: list[PricedLine]
    gifts: list[PricedLine]
    line_hints: list[Step | None]
    hints: list[Step]
    uses: list[Use]

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), ZERO)

    @property
    def vat(self) -> Decimal:
        return sum((line.vat for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), ZERO)


def price_lines(
    ctx: Context, *, dealer_id: int, on: date, items: Sequence[tuple[int, Decimal]]
) -> list[PricedLine]:
    """Price the lines of one order: ``(product id, quantity)`` in, as many lines out in order.

    The lines are priced together, so what depends on the whole order (volume, promotions)
    counts; for prices of goods each by itself see ``price_each`` and ``price_catalog``. A
    product without a price comes back with ``unit_price`` ``None`` (price on request). Raises
    ``NotFound`` for a dealer or product the actor may not see and
    ``DomainError("quantity_not_positive")``.
    """
    book, left = _book_and_limits(ctx, dealer_id=dealer_id, on=on)
    return priced.lines(price_order_of(book, *_asked(book, items), left=left))


def price_order(
    ctx: Context,
    *,
    dealer_id: int,
    on: date,
    items: Sequence[tuple[int, Decimal]],
    manual: Sequence[Decimal] | None = None,
    below_floor: Sequence[bool] | None = None,
) -> PricedOrder:
    """``price_lines`` with all that goes with an order: gifts, hints, uses of promotions.

    ``manual`` is the manager's own discount in per cent by item, ``below_floor`` the items a
    supervisor let go under the floor; whether the actor may give them is the caller's to ask
    (``rules.check_manual_discount``).
    """
    book, left = _book_and_limits(ctx, dealer_id=dealer_id, on=on)
    rows, thousandths = _asked(book, items)
    order = price_order_of(
        book,
        rows,
        thousandths,
        left=left,
        manual=None if manual is None else np.array([int(p * 10_000) for p in manual]),
        approved=None if below_floor is None else np.array(below_floor, dtype=bool),
    )
    return PricedOrder(
        lines=priced.lines(order),
        gifts=priced.gifts(order),
        line_hints=hints.of_lines(order),
        hints=hints.of_order(order),
        uses=promotions.uses(order),
    )


def price_each(
    ctx: Context, *, dealer_id: int, on: date, items: Sequence[tuple[int, Decimal]]
) -> list[PricedLine]:
    """Price each item by itself, as if it were ordered alone; else as ``price_lines``."""
    book, left = _book_and_limits(ctx, dealer_id=dealer_id, on=on)
    rows, thousandths = _asked(book, items)
    return priced.lines(
        price_order_of(book, rows, thousandths, left=left, orders=np.arange(len(rows)))
    )


def price_with(
    book: PriceBook, items: Sequence[tuple[int, Decimal]], *, left: Mapping[int, int]
) -> list[PricedLine]:
    """The lines of one order by a book at hand, as of a rehearsal.

    ``left`` says how often promotions with limits may still be used (``promotions.left``).
    """
    return priced.lines(price_order_of(book, *_asked(book, items), left=left))


def inspect_price(
    ctx: Context, *, dealer_id: int, on: date, product_id: int, quantity: Decimal
) -> tuple[PricedLine, list[Verdict]]:
    """One price with its story, and every rule that won or lost: for staff who may inspect."""
    ctx.actor.require(Permission.INSPECT_PRICES)
    book, left = _book_and_limits(ctx, dealer_id=dealer_id, on=on)
    order = price_order_of(book, *_asked(book, [(product_id, quantity)]), left=left)
    [line] = priced.lines(order)
    with behind_the_counter(ctx) as session:
        rest = idle(session, book, dealer_id=dealer_id, row=int(order.prices.rows[0]))
    return line, [*considered(book, order, left), *rest]


def _asked(book: PriceBook, items: Sequence[tuple[int, Decimal]]) -> tuple[Column, Column]:
    """Rows and thousandths of the items."""
    ids = [product for product, _ in items]
    rows = book.goods.rows(ids)
    if (rows == NONE).any():
        raise NotFound("product", id=ids[int(np.argmax(rows == NONE))])
    thousandths = np.array(_thousandths([quantity for _, quantity in items]), dtype=np.int64)
    if (thousandths <= 0).any():
        raise DomainError("quantity_not_positive")
    return rows, thousandths


def _thousandths(quantities: Sequence[Decimal]) -> list[int]:
    """``to_thousandths`` of each: at once where all are whole ones."""
    scaled = [quantity * 1000 for quantity in quantities]
    whole = list(map(int, scaled))
    return whole if whole == scaled else list(map(to_thousandths, quantities))


@dataclass(frozen=True)
class CatalogPrices:
    """Prices of many products as columns; whole kopecks, −1 is price on request."""

    product_ids: Column
    unit: Numbers
    base: Numbers
    vat: Column  # rate in 1/10000 %, −1 is «без НДС»
    includes_vat: bool
    next_quantity: Column  # thousandths from which it gets cheaper, −1 when it does not
    next_unit: Numbers  # the price from then on

    @cached_property
    def _index(self) -> dict[int, int]:
        return {product: index for index, product in enumerate(self.product_ids.tolist())}

    def unit_price(self, product_id: int) -> Decimal | None:
        """Roubles for one unit; ``None`` is price on request."""
        kopecks = self.unit[self._index[product_id]]
        return None if kopecks == NONE else from_minor(int(kopecks))

    def base_price(self, product_id: int) -> Decimal | None:
        """The price before discounts, as the dealer may see it."""
        kopecks = self.base[self._index[product_id]]
        return None if kopecks == NONE else from_minor(int(kopecks))


def price_catalog(
    ctx: Context, *, dealer_id: int, on: date, product_ids: Sequence[int] | None = None
) -> CatalogPrices:
    """Price each product by itself at its minimum quantity (1 when it has none).

    All products, or ``product_ids`` in their order (unknown ones raise ``NotFound``).
    """
    book, left = _book_and_limits(ctx, dealer_id=dealer_id, on=on)
    if product_ids is None:
        rows = np.arange(len(book.goods.ids), dtype=np.int64)
    else:
        rows = book.goods.rows(product_ids)
        if (rows == NONE).any():
            raise NotFound("product", id=product_ids[int(np.argmax(rows == NONE))])
    quantities = np.maximum(book.goods.minimum[rows], 1000)
    orders = np.arange(len(rows))
    prices = price_order_of(book, rows, quantities, left=left, orders=orders).prices
    ids = book.goods.ids[rows]
    following, cheaper = _next_break(book, prices, left)
    return CatalogPrices(
        product_ids=ids,
        unit=prices.unit,
        base=np.where(
            prices.held & (prices.unit > prices.lines.base), prices.unit, prices.lines.base
        ),
        vat=prices.lines.vat,
        includes_vat=book.includes_vat,
        next_quantity=following,
        next_unit=cheaper,
    )


def _next_break(book: PriceBook, prices: Prices, left: Mapping[int, int]) -> tuple[Column, Numbers]:
    following = book.next_minimum(prices.lines)
    cheaper: Numbers = np.full(len(following), NONE, dtype=np.int64)
    there = np.flatnonzero(following != NONE)
    if len(there):
        then = price_order_of(
            book, prices.rows[there], following[there], left=left, orders=np.arange(len(there))
        ).prices.unit
        lower = (then >= 0) & (then < prices.unit[there])
        following[there[~lower]] = NONE
        cheaper[there[lower]] = then[lower]
    return following, cheaper


def dealer_book(ctx: Context, *, dealer_id: int, on: date) -> PriceBook:
    """The dealer's compiled book, after checking that the actor may see this dealer."""
    return _book_and_limits(ctx, dealer_id=dealer_id, on=on)[0]


def _book_and_limits(
    ctx: Context, *, dealer_id: int, on: date
) -> tuple[PriceBook, Mapping[int, int]]:
    """The dealer's book, and how often he may still use the promotions with limits."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    if ctx.session.scalar(select(Dealer.id).where(Dealer.id == dealer_id)) is None:
        raise NotFound("dealer", id=dealer_id)
    with behind_the_counter(ctx) as session:
        book = shelf(ctx.database).book(session, dealer_id=dealer_id, on=on)
        return book, promotions.left(session, book.offers, dealer_id=dealer_id)


def dealer_by_code(ctx: Context, code: str) -> int:
    """The id of a dealer the actor may see."""
    found = ctx.session.scalar(select(Dealer.id).where(Dealer.code == code))
    if found is None:
        raise NotFound("dealer", dealer=code)
    return found


def product_ids(ctx: Context, articles: Sequence[str]) -> dict[str, int]:
    """Ids of products by article; ``NotFound`` names the first that is not there."""
    found: dict[str, int] = {}
    wanted = sorted(set(articles))
    for start in range(0, len(wanted), MOST_PARAMETERS):
        part = wanted[start : start + MOST_PARAMETERS]
        rows = ctx.session.execute(
            select(Product.article, Product.id).where(Product.article.in_(part))
        )
        found.update((row.article, row.id) for row in rows)
    for article in articles:
        if article not in found:
            raise NotFound("product", article=article)
    return found
