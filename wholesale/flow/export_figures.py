"""A breakdown of the figures as a workbook, in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.sheet import SheetFacts, sheet_xlsx
from wholesale.analytics import queries
from wholesale.analytics.rules import ALL, Cut, Dimension, Figures, Period, share
from wholesale.context import Context
from wholesale.core import i18n
from wholesale.core.access import Permission

MOST_ROWS = 100_000

TITLES = {
    Dimension.POINT: "By trading point",
    Dimension.MANAGER: "By manager",
    Dimension.DEALER: "By dealer",
    Dimension.CATEGORY: "By category",
    Dimension.PRODUCT: "By product",
}
HEAD = (
    "Code",
    "Title",
    "Class",
    "Quantity",
    "Orders",
    "Ordered",
    "Shipped",
    "Share",
    "Without VAT",
    "Margin",
    "Margin, %",
)


def export_figures(
    ctx: Context, *, by: Dimension, period: Period, cut: Cut = ALL
) -> tuple[str, bytes]:
    """Name and bytes of an xlsx with every row of a breakdown and the totals below.

    Raises ``NotFound`` when ``cut`` names what the actor does not see.
    """
    ctx.actor.require(Permission.VIEW_ANALYTICS)

    def word(key: str) -> str:
        return i18n.text(ctx.actor.language, key)

    path = queries.path(ctx, cut=cut)
    rows = queries.breakdown(ctx, by=by, period=period, cut=cut, limit=MOST_ROWS)
    whole = queries.totals(ctx, period=period, cut=cut)
    cells: list[list[Any]] = []
    for row in rows:
        quantity = row.quantity if by is Dimension.PRODUCT else None
        cells.append([row.code, row.name, row.grade, quantity, *_amounts(row.figures, whole)])
    cells.append([None, word("Total"), None, None, *_amounts(whole, whole)])
    title = " – ".join([word(TITLES[by]), *(name for _, name in path)])
    name = f"{title} {period.first.isoformat()}–{period.last.isoformat()}.xlsx"
    sheet = SheetFacts(word(TITLES[by]), [word(column) for column in HEAD], cells)
    return name.replace("/", "-"), sheet_xlsx([sheet])


def _amounts(figures: Figures, whole: Figures) -> list[Decimal | int | None]:
    return [
        figures.orders,
        figures.ordered,
        figures.turnover,
        share(figures.turnover, whole.turnover),
        figures.net,
        figures.margin,
        figures.margin_percent,
    ]
