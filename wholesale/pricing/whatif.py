"""Rules on paper: what would happen if these changes were made.

The changes are really written, by the same operations, into a savepoint that is always
rolled back: so a rehearsal runs on exactly the rules that publishing would bring. Past
order lines are then priced twice, as if they were ordered on one day: by the rules of now
and by the changed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale.core.money import from_minor
from wholesale.core.vocabulary import OrderStatus
from wholesale.db import Database, rehearsal
from wholesale.models.goods import Product
from wholesale.models.people import Dealer
from wholesale.models.trade import Order, OrderLine
from wholesale.pricing import operations
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.cache import shelf
from wholesale.pricing.columns import NONE, Column, read, whole
from wholesale.pricing.forms import Form
from wholesale.pricing.order import price_order
from wholesale.pricing.rounding import WHOLE, Numbers, divide, divide_by, exact, narrow, times

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One change: a new rule, a rule changed, or (without a form) a rule taken away.

    ``before`` is the rule that is there as it was when the change was put on paper.
    """

    kind: type[Any]
    form: Form | None
    rule_id: int | None = None
    before: Form | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A dealer or product whose turnover moves; sums without VAT, margin where cost is known."""

    id: int
    name: str
    before: Decimal
    after: Decimal
    margin_before: Decimal
    margin_after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class CatalogueMove:
    """How many prices of the catalogue change for a dealer, and by how much on average.

    Every dealer whom a change reaches is there, those with most changed prices first.
    """

    name: str
    products: int
    changed: int
    mean_percent: Decimal


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the changes would have done to past orders. ``held`` lines stand at the floor."""

    lines: int
    orders: int
    lines_moved: int
    before: Decimal
    after: Decimal
    margin_before: Decimal
    margin_after: Decimal
    held_before: int
    held_after: int
    dealers: list[Moved]
    products: list[Moved]
    catalogue: list[CatalogueMove]


@contextmanager
def on_paper(
    database: Database, session: Session, changes: Sequence[Change]
) -> Iterator[Callable[[int, date], PriceBook]]:
    """How to get a dealer's book on a date by the changed rules; nothing stays written.

    Raises what the operations raise when a change cannot be made.
    """
    apart = shelf(database).sketch(session)
    with rehearsal(session):
        session.info.pop("price_changes", None)
        for change in changes:
            if change.form is None:
                operations.remove(session, change.kind, rule_id=change.rule_id or 0)
            else:
                operations.save(session, change.form, rule_id=change.rule_id)
        apart.apply(session, session.info.get("price_changes", set()))
        yield lambda dealer_id, on: apart.sketched(session, dealer_id=dealer_id, on=on)


def rehearse(
    database: Database,
    session: Session,
    changes: Sequence[Change],
    *,
    since: datetime,
    on: date,
) -> Rehearsal:
    """Price the lines submitted since a moment by both sets of rules, as of the day ``on``.

    Bundles and gifts are left out: they depend on how an order was put together.
    """
    history = _History.read(session, since)
    names = dict(session.execute(select(Dealer.id, Dealer.name).order_by(Dealer.id)).all())
    now = {dealer: shelf(database).book(session, dealer_id=dealer, on=on) for dealer in names}
    with on_paper(database, session, changes) as book_of:
        then = {dealer: book_of(dealer, on) for dealer in names}
    before = history.priced(now)
    after = history.priced(then)
    top = _moved(session, Dealer.id, Dealer.name, history.dealer, before, after)
    products = _moved(session, Product.id, Product.name, history.product, before, after)
    return Rehearsal(
        lines=len(history.dealer),
        orders=len(np.unique(history.order)),
        lines_moved=int((before.net != after.net).sum()),
        before=_sum(before.net),
        after=_sum(after.net),
        margin_before=_sum(before.margin),
        margin_after=_sum(after.margin),
        held_before=int(before.held.sum()),
        held_after=int(after.held.sum()),
        dealers=top,
        products=products,
        catalogue=_catalogue(names, now, then),
    )


@dataclass(slots=True)
class _Priced:
    """Lines by one set of rules: kopecks without VAT, margin, whether the floor holds them."""

    net: Column
    margin: Column
    held: Column


@dataclass(slots=True)
class _History:
    """Past lines as columns, in the order of dealers."""

    dealer: Column
    order: Column
    product: Column
    thousandths: Column

    @classmethod
    def read(cls, session: Session, since: datetime) -> _History:
        """Lines of orders submitted since then and not cancelled."""
        columns = read(
            session,
            [OrderLine.dealer_id, OrderLine.order_id, OrderLine.product_id,
             whole(OrderLine.quantity)],
            OrderLine.order_id == Order.id,
            Order.submitted_at >= since,
            Order.status.not_in([OrderStatus.DRAFT, OrderStatus.CANCELLED]),
            OrderLine.quantity > 0,
        )  # fmt: skip
        by_dealer = np.argsort(columns[0], kind="stable")
        return cls(*(column[by_dealer] for column in columns))

    def priced(self, books: dict[int, PriceBook]) -> _Priced:
        """Price every dealer's lines by his book, all his orders at once."""
        result = _Priced(*(np.zeros(len(self.dealer), dtype=np.int64) for _ in range(3)))
        starts = np.searchsorted(self.dealer, list(books))
        ends = np.searchsorted(self.dealer, list(books), side="right")
        for book, start, end in zip(books.values(), starts.tolist(), ends.tolist(), strict=True):
            if start == end:
                continue
            rows = book.goods.rows(self.product[start:end])
            there = np.flatnonzero(rows != NONE)
            _, orders = np.unique(self.order[start:end][there], return_inverse=True)
            thousandths = self.thousandths[start:end][there]
            prices = price_order(book, rows[there], thousandths, orders=orders).prices
            cost = book.goods.cost[rows[there]]
            spent = np.where(cost == NONE, prices.net, _net_cost(book, prices, cost))
            at = start + there
            result.net[at] = prices.net
            result.margin[at] = prices.net - spent
            result.held[at] = prices.held
        return result


def _sum(kopecks: Column) -> Decimal:
    return from_minor(int(kopecks.sum()))


def _moved(
    session: Session,
    identity: Any,
    name: Any,
    owner: Column,
    before: _Priced,
    after: _Priced,
) -> list[Moved]:
    """The owners (dealers, products) whose turnover moves most."""
    ids, place = np.unique(owner, return_inverse=True)

    def summed(values: Column) -> Column:
        sums = np.zeros(len(ids), dtype=np.int64)
        np.add.at(sums, place, values)
        return sums

    sums = [summed(v) for v in (before.net, after.net, before.margin, after.margin)]
    difference = np.abs(sums[1] - sums[0])
    most = np.argsort(-difference, kind="stable")[:MOST_SHOWN]
    most = most[difference[most] > 0]
    names = {
        row[0]: row[1]
        for row in session.execute(select(identity, name).where(identity.in_(ids[most].tolist())))
    }
    return [
        Moved(
            int(ids[at]),
            names.get(int(ids[at]), ""),
            *(from_minor(int(values[at])) for values in sums),
        )
        for at in most.tolist()
    ]


def _net_cost(book: PriceBook, prices: Prices, cost: Column) -> Numbers:
    """What the lines cost the company without VAT, in whole kopecks: as docs/figures.md says."""
    of_line = divide(times(np.maximum(cost, 0), prices.thousandths), 1000)
    if not book.chain.costs_include_vat:
        return of_line
    rate = np.maximum(prices.lines.vat, 0)
    return narrow(divide_by(exact(of_line, 2 * WHOLE) * WHOLE, WHOLE + rate))


def _catalogue(
    names: Mapping[int, str], now: Mapping[int, PriceBook], then: Mapping[int, PriceBook]
) -> list[CatalogueMove]:
    """Whose catalogue changes. Of dealers with equal books one is looked at for all."""
    moves: dict[Hashable, CatalogueMove] = {}
    units: dict[Hashable, Column] = {}

    def of(book: PriceBook, key: Hashable) -> Column:
        if key not in units:
            units[key] = _units(book)
        return units[key]

    found = []
    for dealer, name in names.items():
        before, after = _identity(now[dealer]), _identity(then[dealer])
        if (before, after) not in moves:
            moves[before, after] = _move(of(now[dealer], before), of(then[dealer], after))
        if moves[before, after].changed:
            found.append(replace(moves[before, after], name=name))
    return sorted(found, key=lambda move: (-move.changed, move.name))


def _identity(book: PriceBook) -> Hashable:
    """Equal for books of equal prices: one chain and nothing of the dealer's own."""
    own = book.personal is not None or len(book.contract.ladder.keys) > 0
    return id(book.chain), id(book) if own else 0


def _move(before: Column, after: Column) -> CatalogueMove:
    if len(before) != len(after):
        return CatalogueMove("", len(after), len(after), Decimal(0))
    priced = (before > 0) & (after > 0)
    changed = priced & (before != after)
    count = int(changed.sum())
    mean = Decimal(0)
    if count:
        moved = Decimal(int(after[changed].sum())) / Decimal(int(before[changed].sum())) - 1
        mean = round(moved * 100, 2)
    return CatalogueMove("", int(priced.sum()), count, mean)


def _units(book: PriceBook) -> Column:
    rows = np.arange(len(book.goods.ids), dtype=np.int64)
    least = np.maximum(book.goods.minimum, 1000)
    units: Column = price_order(book, rows, least, orders=rows).prices.unit
    return units
