"""What the dashboard shows of a period, read from one state of the database."""

from __future__ import annotations

from dataclasses import dataclass

from wholesale.analytics import queries, rules, statuses
from wholesale.analytics.queries import Bar, Cut, Figures, Money, Row
from wholesale.analytics.rules import Dimension, Period
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


def overview(ctx: Context, *, period: Period, cut: Cut = queries.ALL) -> Overview:
    """The dashboard of ``period``. Raises ``NotFound`` when ``cut`` names what is not seen."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    return Overview(
        period=period,
        cut=cut,
        path=queries.path(ctx, cut=cut),
        now=queries.totals(ctx, period=period, cut=cut),
        before=queries.totals(ctx, period=period.before(), cut=cut),
        money=None
        if cut.by_goods or cut.manager_id is not None
        else queries.money(ctx, period=period, cut=cut),
        course=queries.series(ctx, period=period, step=rules.fitting_step(period), cut=cut),
        rows={
            by: queries.breakdown(ctx, by=by, period=period, cut=cut, limit=SHOWN)
            for by in Dimension
        },
        standing=statuses.standing(ctx, cut=cut),
        times=statuses.time_in_status(ctx, period=period, cut=cut),
    )


def whole_breakdown(
    ctx: Context, *, by: Dimension, period: Period, cut: Cut = queries.ALL
) -> tuple[list[tuple[Dimension, str]], list[Row], Figures]:
    """One breakdown in full with the path of ``cut`` and the totals. As ``overview``."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    return (
        queries.path(ctx, cut=cut),
        queries.breakdown(ctx, by=by, period=period, cut=cut),
        queries.totals(ctx, period=period, cut=cut),
    )
