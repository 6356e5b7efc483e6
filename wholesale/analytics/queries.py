"""The figures: what was ordered, shipped, earned and paid, by whom and when.

All of them are aggregated in SQL and read through one door (``door.py``).

- *ordered*: totals of orders submitted within the period, without the cancelled ones;
- *turnover*: totals with VAT of what was shipped within the period, less what came back in
  it (a return counts on its own day);
- *margin*: shipped net less net cost, over the lines whose cost is known (``LineCost``, as of
  the order). Costs are kept in the terms of the base price list; where that includes VAT,
  the VAT is taken out at the shipped line's rate. Each line's cost is rounded to the kopeck,
  half-up, so that figures by any dimension sum to the total. ``costed`` is the net of those
  lines: the base of the margin's percentage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import BigInteger, case, func, select, type_coerce

from wholesale.analytics import rules
from wholesale.analytics.door import (
    KEYS,
    KINDS,
    Sums,
    bounds,
    figures_of,
    moved_sums,
    names_of,
    net_cost,
    ordered_sums,
    whole,
)
from wholesale.analytics.rules import ALL, Cut, Dimension, Figures, Period, Step
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.money import ZERO, from_minor, from_thousandths, to_minor
from wholesale.core.vocabulary import LedgerKind
from wholesale.models.books import LedgerEntry
from wholesale.models.goods import Product
from wholesale.models.trade import LineCost, Order, OrderLine


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one point, manager, dealer, category or product; ``id`` None is «nobody»."""

    id: int | None
    code: str  # a point's or dealer's code, a product's article
    name: str
    grade: str  # A, B or C by turnover among all rows of the breakdown
    quantity: Decimal  # shipped, for products only
    figures: Figures


@dataclass(frozen=True, slots=True)
class Bar:
    """Figures of one step of a period."""

    period: Period
    figures: Figures


@dataclass(frozen=True, slots=True)
class Money:
    """What came in over a period and what is owed today."""

    paid: Decimal
    debt: Decimal  # what dealers owe, prepayments of others not deducted
    overdue: Decimal  # part of the debt past its date, payments going to the oldest first
    prepaid: Decimal  # what dealers paid ahead


def totals(ctx: Context, *, period: Period, cut: Cut = ALL) -> Figures:
    """The figures of ``period`` for what ``cut`` leaves of the actor's points."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    moved = moved_sums(ctx, period, cut)
    ordered = ctx.session.execute(ordered_sums(ctx, period, cut)).one()
    return figures_of(moved.get(()), ordered)


def breakdown(
    ctx: Context,
    *,
    by: Dimension,
    period: Period,
    cut: Cut = ALL,
    limit: int = 1000,
) -> list[Row]:
    """Figures of ``period`` by ``by``, largest turnover first, then largest ordered.

    Only those that ordered or were shipped something; the sums of all of them are ``totals``,
    except that an order of several products counts once for each of them.
    """
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    goods = by in {Dimension.PRODUCT, Dimension.CATEGORY}
    key = KEYS[by]
    moved = {
        found: sums
        for (found,), sums in moved_sums(ctx, period, cut, lambda _: (key,), goods=goods).items()
    }
    ordered = {
        row.key: row
        for row in ctx.session.execute(
            ordered_sums(ctx, period, cut, goods=goods).add_columns(key.label("key")).group_by(key)
        )
    }
    return ranked(
        ctx,
        by,
        {
            found: figures_of(moved.get(found), ordered.get(found))
            for found in moved.keys() | ordered.keys()
        },
        quantities={found: sums.quantity for found, sums in moved.items()}
        if by is Dimension.PRODUCT
        else {},
        limit=limit,
    )


def ranked(
    ctx: Context,
    by: Dimension,
    found: Mapping[int | None, Figures],
    *,
    quantities: Mapping[int | None, int],
    limit: int,
) -> list[Row]:
    """The first ``limit`` of ``found``, graded among all of them and named."""
    order = sorted(
        found.items(), key=lambda item: (-item[1].turnover, -item[1].ordered, item[0] or 0)
    )
    grades = rules.abc([to_minor(figures.turnover) for _, figures in order])
    names = names_of(ctx, by, [key for key, _ in order[:limit] if key is not None])
    return [
        Row(
            key,
            *names.get(key or 0, ("", "")),
            grade=grade,
            quantity=from_thousandths(quantities.get(key, 0)),
            figures=figures,
        )
        for (key, figures), grade in zip(order[:limit], grades, strict=False)
    ]


def goods(
    ctx: Context, *, period: Period, cut: Cut = ALL, limit: int
) -> tuple[list[Row], list[Row]]:
    """The ``limit`` products and categories shipped for most, read in one go.

    Unlike in ``breakdown``, what was ordered is told of these products only, and of no
    category.
    """
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    moved: list[tuple[int, int | None, Sums]] = [
        (product_id, category_id, sums)
        for (product_id, category_id), sums in moved_sums(
            ctx, period, cut, lambda _: (Product.id, Product.category_id), goods=True
        ).items()
    ]
    moved.sort(key=lambda item: (-item[2].turnover, item[0]))
    grades = rules.abc([sums.turnover for _, _, sums in moved])
    top = moved[:limit]
    ids = [product_id for product_id, _, _ in top]
    ordered = {
        row.id: row
        for row in ctx.session.execute(
            ordered_sums(ctx, period, cut, goods=True)
            .add_columns(Product.id)
            .where(Product.id.in_(ids))
            .group_by(Product.id)
        )
    }
    names = names_of(ctx, Dimension.PRODUCT, ids)
    products = [
        Row(
            product_id,
            *names[product_id],
            grade=grade,
            quantity=from_thousandths(sums.quantity),
            figures=figures_of(sums, ordered.get(product_id)),
        )
        for (product_id, _, sums), grade in zip(top, grades, strict=False)
    ]
    categories: dict[int | None, Sums] = {}
    for _, category_id, sums in moved:
        categories.setdefault(category_id, Sums()).add(sums)
    return products, ranked(
        ctx,
        Dimension.CATEGORY,
        {key: figures_of(sums, None) for key, sums in categories.items()},
        quantities={},
        limit=limit,
    )


def series(
    ctx: Context,
    *,
    period: Period,
    step: Step,
    cut: Cut = ALL,
) -> list[Bar]:
    """Figures of each step of ``period``, empty steps too; they sum to ``totals``."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    pieces = rules.cut(period, step)
    ordered_in = case(
        *((Order.submitted_at < bounds(ctx, piece)[1], index) for index, piece in enumerate(pieces))
    )
    moved = moved_sums(
        ctx,
        period,
        cut,
        lambda day: (case(*((day <= piece.last, at) for at, piece in enumerate(pieces))),),
    )
    ordered = {
        row.piece: row
        for row in ctx.session.execute(
            ordered_sums(ctx, period, cut).add_columns(ordered_in.label("piece")).group_by("piece")
        )
    }
    return [
        Bar(piece, figures_of(moved.get((index,)), ordered.get(index)))
        for index, piece in enumerate(pieces)
    ]


def money(ctx: Context, *, period: Period, cut: Cut = ALL) -> Money:
    """Payments within ``period``, and debts as of today, by dealers of ``cut``."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    scoped = []
    if cut.point_id is not None:
        scoped.append(LedgerEntry.point_id == cut.point_id)
    if cut.dealer_id is not None:
        scoped.append(LedgerEntry.dealer_id == cut.dealer_id)
    paid = ctx.session.scalar(
        select(func.sum(LedgerEntry.amount)).where(
            LedgerEntry.kind == LedgerKind.PAID,
            LedgerEntry.happened_on.between(period.first, period.last),
            *scoped,
        )
    )
    minor = type_coerce(LedgerEntry.amount, BigInteger)
    not_due = (minor > 0) & (
        func.coalesce(LedgerEntry.due_on, LedgerEntry.happened_on) >= ctx.today
    )
    balances = ctx.session.execute(
        select(
            func.sum(minor).label("balance"),
            func.sum(case((not_due, minor), else_=0)).label("not_due"),
        )
        .where(*scoped)
        .group_by(LedgerEntry.dealer_id)
    ).all()
    return Money(
        paid=-(paid or ZERO),
        debt=from_minor(sum(max(0, int(row.balance)) for row in balances)),
        overdue=from_minor(sum(max(0, int(row.balance) - int(row.not_due)) for row in balances)),
        prepaid=from_minor(sum(max(0, -int(row.balance)) for row in balances)),
    )


def order_margin(ctx: Context, *, order_id: int) -> Figures:
    """Net, the net of lines whose cost is known, and margin of one order as it is ordered."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    net, quantity = whole(OrderLine.net), whole(OrderLine.quantity)
    known, cost = net_cost(ctx, quantity, OrderLine.vat_rate)
    row = ctx.session.execute(
        select(
            func.sum(net).label("net"),
            func.sum(case((known, net), else_=0)).label("costed"),
            func.sum(case((known, net - cost), else_=0)).label("margin"),
        )
        .select_from(OrderLine)
        .join(
            LineCost,
            (LineCost.order_id == OrderLine.order_id) & (LineCost.position == OrderLine.position),
            isouter=True,
        )
        .where(OrderLine.order_id == order_id)
    ).one()
    return Figures(
        net=from_minor(int(row.net or 0)),
        costed=from_minor(int(row.costed or 0)),
        margin=from_minor(int(row.margin or 0)),
    )


def path(ctx: Context, *, cut: Cut) -> list[tuple[Dimension, str]]:
    """What ``cut`` holds, by name. Raises ``NotFound`` for what the actor does not see."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    steps = {
        Dimension.POINT: cut.point_id,
        Dimension.MANAGER: cut.manager_id,
        Dimension.DEALER: cut.dealer_id,
        Dimension.CATEGORY: cut.category_id,
        Dimension.PRODUCT: cut.product_id,
    }
    names: list[tuple[Dimension, str]] = []
    for by, key in steps.items():
        if key is None:
            continue
        found = names_of(ctx, by, [key])
        if key not in found:
            raise NotFound(KINDS[by], id=key)
        names.append((by, found[key][1]))
    return names
