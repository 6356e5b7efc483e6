"""What the dashboard shows of a period, read from one state of the database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from wholesale.analytics import deals, queries, rules, statuses
from wholesale.analytics.deals import Deal
from wholesale.analytics.queries import Bar, Money, Row
from wholesale.analytics.rules import Cut, Dimension, Figures, Period
from wholesale.analytics.statuses import StatusFigure, StatusTime
from wholesale.context import Context
from wholesale.core.access import Permission

SHOWN = 12  # rows of each breakdown; the whole is a page of its own


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures now and over as many days before, their course, and who and what made them.

    ``path`` names what ``cut`` holds, in the order of drilling down.
    """

    period: Period
    cut: Cut
    path: list[tuple[Dimension, str]]
    now: Figures
    before: Figures
    money: Money | None  # None where ``cut`` is finer than a dealer: debts have no manager
    course: list[Bar]
    rows: dict[Dimension, list[Row]]
    standing: list[StatusFigure]
    times: list[StatusTime]


def overview(ctx: Context, *, period: Period, cut: Cut = rules.ALL) -> Overview:
    """The dashboard of ``period``. Raises ``NotFound`` when ``cut`` names what is not seen."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    before = period.before()
    found = deals.deals(ctx, span=Period(before.first, period.last), cut=cut)
    now = deals.within(found, period)
    products, categories = queries.goods(ctx, period=period, cut=cut, limit=SHOWN)
    rows = {
        by: queries.ranked(ctx, by, deals.grouped(now, key), quantities={}, limit=SHOWN)
        for by, key in deals.KEYS.items()
    }
    return Overview(
        period=period,
        cut=cut,
        path=queries.path(ctx, cut=cut),
        now=deals.summed(now),
        before=deals.summed(deals.within(found, before)),
        money=None
        if cut.by_goods or cut.manager_id is not None
        else queries.money(ctx, period=period, cut=cut),
        course=_course(now, period),
        rows=rows | {Dimension.CATEGORY: categories, Dimension.PRODUCT: products},
        standing=statuses.standing(ctx, cut=cut),
        times=statuses.time_in_status(ctx, period=period, cut=cut),
    )


def _course(found: Sequence[Deal], period: Period) -> list[Bar]:
    """The figures of each step of ``period`` that makes a readable chart."""
    pieces = rules.cut(period, rules.fitting_step(period))
    starts = [piece.first for piece in pieces]
    by_piece = deals.grouped(found, lambda deal: bisect_right(starts, deal.on) - 1)
    return [Bar(piece, by_piece.get(index, Figures())) for index, piece in enumerate(pieces)]


def whole_breakdown(
    ctx: Context, *, by: Dimension, period: Period, cut: Cut = rules.ALL
) -> tuple[list[tuple[Dimension, str]], list[Row], Figures]:
    """One breakdown in full with the path of ``cut`` and the totals. As ``overview``."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    return (
        queries.path(ctx, cut=cut),
        queries.breakdown(ctx, by=by, period=period, cut=cut),
        queries.totals(ctx, period=period, cut=cut),
    )
