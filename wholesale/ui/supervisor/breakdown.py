"""One breakdown in full: every point, manager, dealer, category or product of a period."""

from __future__ import annotations

from nicegui import ui

from wholesale.analytics.overview import whole_breakdown
from wholesale.analytics.rules import Dimension
from wholesale.api.figures import figures_url
from wholesale.core.errors import NotFound
from wholesale.flow.export_figures import TITLES
from wholesale.ui.call import look
from wholesale.ui.components import page
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import t
from wholesale.ui.supervisor import dashboard, periods
from wholesale.ui.supervisor.periods import View


async def show(
    by: str,
    period: str = "",
    since: str = "",
    until: str = "",
    point: int = 0,
    manager: int = 0,
    dealer: int = 0,
    category: int = 0,
    product: int = 0,
) -> None:
    """The page ``/dashboard/{by}``."""
    if by not in set(Dimension):
        raise NotFound("page")
    dimension = Dimension(by)
    view = View(period, since, until, point, manager, dealer, category, product)
    days = view.days()
    path = f"{dashboard.PATH}/{by}"
    names, rows, whole = await look(whole_breakdown, by=dimension, period=days, cut=view.cut)
    back = (t("Dashboard"), view.address(dashboard.PATH))
    with page.head(t(TITLES[dimension]), note=periods.span(days), back=back):
        periods.controls(view, path)
        address = figures_url(dimension, days, view.cut)
        page.secondary(t("Excel"), lambda: deliver_file(address), icon="download")
    periods.trail(view, path, names)
    page.figures(
        [
            (t("Shipped"), whole.turnover, ""),
            (t("Margin"), whole.margin, _percent(whole.margin_percent)),
            (t("Ordered"), whole.ordered, t("Orders: {count}", count=whole.orders)),
        ]
    )
    if rows:
        dashboard.breakdown_table(view, dimension, rows, whole.turnover)
    else:
        with page.empty("chart-column", t("Nothing was sold in these days")):
            ui.label(t("Choose other days above.")).classes("quiet")


def _percent(value: object) -> str:
    return "" if value is None else t("{percent} % of sales", percent=value)
