"""Lines whose price froze with their order: what a manager may still make of them.

The frozen price is what his discount comes off; lists, discounts and percentages of promotions
are not asked again. The floor, the rounding of the list and what promotions take off a line's
amount or add for free are those of the order's own day, whatever dealer and manager may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from sqlalchemy import select

from wholesale.context import Context, behind_the_counter
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.money import divide_half_up, from_minor, from_thousandths, to_minor
from wholesale.core.money import to_thousandths as thousandths
from wholesale.models.promotions import PromotionUse
from wholesale.models.trade import Order
from wholesale.pricing import trace
from wholesale.pricing.book import Extras, PriceBook
from wholesale.pricing.cache import shelf
from wholesale.pricing.columns import NONE
from wholesale.pricing.order import OrderPrices, price_order
from wholesale.pricing.rounding import WHOLE, to_step, up_to_step
from wholesale.pricing.trace import Step

MANUAL = "manual_discount"
BY_MANAGER = {"by": "manager"}
"""Marks the steps of a manual discount, so that they can be taken back out of a trace."""

AMOUNTS_OFF = frozenset({"n_for_m", "bundle"})
"""Steps that take something off the line's amount; they come last in a trace."""


@dataclass(frozen=True, slots=True)
class ManualPrice:
    """A frozen price with a manager's discount. ``under_floor`` takes a supervisor's approval.

    ``floor`` of a unit is zero where nothing holds the price; it is for staff alone.
    """

    price: Decimal
    under_floor: bool
    floor: Decimal
    trace: list[Step]
    staff_trace: list[Step]


@dataclass(frozen=True, slots=True)
class Kept:
    """What promotions still give a line: ``off`` of its ``full`` amount, by which steps."""

    off: Decimal
    full: Decimal
    rules: frozenset[str]


@dataclass(frozen=True, slots=True)
class Promoted:
    """What the promotions of an order give at some quantities.

    ``lines`` go with what was asked; ``gifts`` are quantities by product and promotion;
    ``times`` is how often each promotion (by id) is used.
    """

    lines: list[Kept]
    gifts: dict[tuple[int, str], Decimal]
    times: dict[int, int]


def manual_price(
    ctx: Context,
    *,
    order_id: int,
    product_id: int,
    quantity: Decimal,
    frozen: Decimal,
    percent: Decimal,
    vat_rate: Decimal | None,
    includes_vat: bool,
    approved: bool = False,
) -> ManualPrice:
    """Take the manager's ``percent`` off a price that froze with the order.

    Below the floor ``under_floor`` is told and, unless ``approved``, the price is the floor's.
    Rounding never takes it under the floor, and never over the frozen price. Raises
    ``NotFound`` for an order the actor may not see.
    """
    ctx.actor.require(Permission.INSPECT_PRICES)
    with _book(ctx, order_id) as book:
        rows = book.goods.rows([product_id])
        lines = book.start(rows, np.array([thousandths(quantity)], dtype=np.int64))
        priced = book.finish(lines, Extras())
        floor = _in_terms(int(priced.floor[0]), book, vat_rate, includes_vat=includes_vat)
        step, ending = _ladder(book, int(lines.level[0]))
    kopecks = to_minor(frozen)
    wanted = kopecks * (WHOLE - int(percent * 10_000))
    under = floor != NONE and wanted < floor * WHOLE
    lifted = under and not approved
    rounded = _rounded(floor * WHOLE if lifted else wanted, WHOLE, step, ending)
    if not (approved and under) and rounded < floor:
        lifted = True
        rounded = int(up_to_step(np.array([floor]), np.array([step]), np.array([ending]))[0])
    price = min(rounded, kopecks)
    told = _told(kopecks, wanted, price, percent, floor if lifted else NONE)
    held = from_minor(0 if approved else max(floor, 0))
    return ManualPrice(from_minor(price), under, held, *told)


def promoted(ctx: Context, *, order_id: int, items: Sequence[tuple[int, Decimal]]) -> Promoted:
    """What the promotions that the order uses give to ``items``, as of its day ``on``.

    No promotion is given oftener than the order has it, and no other one: a change of an
    order that was placed brings nothing new. Raises ``NotFound``.
    """
    ctx.actor.require(Permission.INSPECT_PRICES)
    used = dict(
        ctx.session.execute(
            select(PromotionUse.promotion_id, PromotionUse.times).where(
                PromotionUse.order_id == order_id
            )
        ).all()
    )
    with _book(ctx, order_id) as book:
        left = {offer.id: used.get(offer.id, 0) for offer in book.offers}
        rows = book.goods.rows([product_id for product_id, _ in items])
        amounts = np.array([thousandths(quantity) for _, quantity in items], dtype=np.int64)
        order = price_order(book, rows, amounts, left=left)
        gifts: dict[tuple[int, str], Decimal] = {}
        for gift in order.gifts:
            key = (int(book.goods.ids[gift.row]), gift.offer.name)
            gifts[key] = gifts.get(key, Decimal(0)) + from_thousandths(gift.thousandths)
    return Promoted(list(_kept(order)), gifts, order.uses())


@contextmanager
def _book(ctx: Context, order_id: int) -> Iterator[PriceBook]:
    """The book of the order's dealer on its day; he may have moved to another point since."""
    order = ctx.session.execute(
        select(Order.dealer_id, Order.priced_on).where(Order.id == order_id)
    ).first()
    if order is None:
        raise NotFound("order", id=order_id)
    with behind_the_counter(ctx) as session:
        yield shelf(ctx.database).book(session, dealer_id=order.dealer_id, on=order.priced_on)


def _kept(order: OrderPrices) -> Iterator[Kept]:
    prices = order.prices
    for index, (off, amount) in enumerate(zip(prices.off, prices.amount, strict=True)):
        rules = set()
        if prices.free[index]:
            rules.add("n_for_m")
        if any(bundle.off.get(index) for bundle in order.bundles):
            rules.add("bundle")
        yield Kept(from_minor(int(off)), from_minor(int(off + amount)), frozenset(rules))


def _in_terms(floor: int, book: PriceBook, vat_rate: Decimal | None, *, includes_vat: bool) -> int:
    """A floor of the book's kind in the line's own kind: with VAT or without."""
    if floor == NONE or book.includes_vat == includes_vat:
        return floor
    percent = int((vat_rate or 0) * 10_000)
    if includes_vat:
        return divide_half_up(floor * (WHOLE + percent), WHOLE)
    return divide_half_up(floor * WHOLE, WHOLE + percent)


def _ladder(book: PriceBook, level: int) -> tuple[int, int]:
    """Step and ending of the list the product's price comes from; else the kopeck."""
    if 0 <= level < len(book.lists):
        price_list = book.lists[level][1]
        return int(price_list.step), int(price_list.ending)
    return 1, 0


def _rounded(numerator: int, denominator: int, step: int, ending: int) -> int:
    exact = np.array([numerator], dtype=object)
    return int(to_step(exact, denominator, np.array([step]), np.array([ending]))[0])


def _told(
    before: int, wanted: int, after: int, percent: Decimal, floor: int
) -> tuple[list[Step], list[Step]]:
    """The steps for the dealer and for the staff: a floor is told to the staff alone."""
    start, end = trace.amount(before), trace.amount(after)
    [parts] = trace.parts_of(np.array([wanted], dtype=object), WHOLE)
    exact = trace.part_text(parts)
    given = {"rule": MANUAL, "before": start, "after": exact, "percent": str(percent), **BY_MANAGER}
    if floor != NONE:
        held = {"rule": "floor", "before": exact, "after": end, "floor": trace.amount(floor)}
        terms = {"rule": "terms", "before": start, "after": end, **BY_MANAGER}
        return [terms], [given, {**held, **BY_MANAGER}]
    if exact != end:
        steps = [given, {"rule": "rounding", "before": exact, "after": end, **BY_MANAGER}]
        return steps, steps
    return [given], [given]
