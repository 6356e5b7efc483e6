"""The dashboard: figures of a period, their course, who made them, where orders stand.

The supervisor's is of all points, the manager's of his own: the session sees to it. Every
bar and row leads one step deeper, down to the orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from wholesale.analytics.overview import Overview, overview
from wholesale.analytics.queries import Bar, Row
from wholesale.analytics.rules import Dimension, Step, fitting_step, growth, share
from wholesale.analytics.statuses import StatusFigure, StatusTime
from wholesale.core.vocabulary import Role
from wholesale.flow import view_orders
from wholesale.flow.export_figures import TITLES
from wholesale.orders.queries import OrderRow
from wholesale.ui.call import look
from wholesale.ui.components import chart, page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.durations import lasting
from wholesale.ui.session import actor, amount, quantity, t
from wholesale.ui.supervisor import periods
from wholesale.ui.supervisor.periods import View

PATH = "/dashboard"
BARS = 10


async def show(
    period: str = "",
    since: str = "",
    until: str = "",
    point: int = 0,
    manager: int = 0,
    dealer: int = 0,
    category: int = 0,
    product: int = 0,
) -> None:
    """The page ``/dashboard``."""
    view = View(period, since, until, point, manager, dealer, category, product)
    days = view.days()
    found = await look(overview, period=days, cut=view.cut)
    orders: list[OrderRow] = []
    if view.dealer or view.manager:
        orders = await look(
            view_orders.order_list,
            dealer_id=view.dealer or None,
            manager_id=view.manager or None,
            point_id=view.point or None,
            limit=20,
        )
    with page.head(t("Dashboard"), note=periods.span(days)):
        periods.controls(view, PATH)
    periods.trail(view, PATH, found.path)
    _strip(found)
    with page.panel(t("Shipped and ordered")):
        _course(found.course, fitting_step(days))
    shown = _breakdowns(view, found)
    with ui.element("div").classes("split"):
        for side in (shown[::2], shown[1::2]):
            with ui.element("div").classes("stack-4"):
                for by in side:
                    _bars(view, by, found.rows[by])
    if not view.product:
        _products(view, found.rows[Dimension.PRODUCT], found.now.turnover)
    if orders:
        _orders(orders, view)
    with ui.element("div").classes("split"):
        _standing(found.standing)
        _times(found.times)


def _breakdowns(view: View, found: Overview) -> list[Dimension]:
    """The breakdowns that say something: not those the view is already cut by."""
    cut_by = {by for by, _ in found.path}
    one_point = len(actor().point_ids) == 1 and actor().role is Role.MANAGER
    return [
        by
        for by in (Dimension.POINT, Dimension.MANAGER, Dimension.DEALER, Dimension.CATEGORY)
        if by not in cut_by and not (by is Dimension.POINT and (one_point or view.dealer))
    ]


def _strip(found: Overview) -> None:
    now, before = found.now, found.before
    with ui.element("div").classes("figures"):
        _compared(t("Shipped"), now.turnover, before.turnover)
        margin = now.margin_percent
        page.figure(
            t("Margin"),
            now.margin,
            t("{percent} % of sales", percent=margin) if margin is not None else "",
        )
        _compared(t("Ordered"), now.ordered, before.ordered)
        page.figure(t("Average order"), now.average_order, t("Orders: {count}", count=now.orders))
        if found.money is None:
            return
        page.figure(t("Paid"), found.money.paid)
        overdue = found.money.overdue
        page.figure(
            t("Debt today"),
            found.money.debt,
            t("overdue {sum} ₽", sum=amount(overdue)) if overdue else t("nothing overdue"),
            note_meaning="bad" if overdue else "",
        )


def _compared(label: str, now: Decimal, before: Decimal) -> None:
    change = growth(now, before)
    if change is None:
        page.figure(label, now, t("nothing before to compare with"))
        return
    sign = "+" if change > 0 else "−" if change < 0 else ""
    page.figure(
        label,
        now,
        t("{change} % to the days before", change=f"{sign}{quantity(abs(change))}"),
        note_meaning="good" if change > 0 else "bad" if change < 0 else "",
    )


def _course(course: Sequence[Bar], step: Step) -> None:
    chart.columns(
        [_label(bar, step) for bar in course],
        [
            (t("Shipped"), [bar.figures.turnover for bar in course]),
            (t("Ordered"), [bar.figures.ordered for bar in course]),
        ],
        height=280,
    )


def _label(bar: Bar, step: Step) -> str:
    if step is Step.MONTH:
        return f"{bar.period.first:%m.%Y}"
    if step is Step.DAY or bar.period.days == 1:
        return f"{bar.period.first:%d.%m}"
    return f"{bar.period.first:%d.%m}–{bar.period.last:%d.%m}"


def _bars(view: View, by: Dimension, rows: Sequence[Row]) -> None:
    shown = rows[:BARS]
    with page.panel(t(TITLES[by])) as panel:
        _to_table(panel, view, by)
        if not shown:
            ui.label(t("Nothing was sold in these days")).classes("quiet")
            return

        def deeper(index: int) -> None:
            key = shown[index].id
            if key is not None:
                ui.navigate.to(view.into(by, key).address(PATH))

        chart.bars(
            [name_of(row, by) for row in shown],
            [row.figures.turnover for row in shown],
            name=t("Shipped"),
            on_click=deeper,
        )


def _to_table(panel: ui.element, view: View, by: Dimension) -> None:
    with panel.default_slot.children[0]:
        ui.link(t("As a table"), view.address(f"{PATH}/{by.value}")).classes("push small")


def _products(view: View, rows: Sequence[Row], whole: Decimal) -> None:
    with page.panel(t(TITLES[Dimension.PRODUCT])) as panel:
        _to_table(panel, view, Dimension.PRODUCT)
        breakdown_table(view, Dimension.PRODUCT, rows, whole)


def breakdown_table(view: View, by: Dimension, rows: Sequence[Row], whole: Decimal) -> DataTable:
    """Rows of a breakdown with all figures; each leads one step deeper."""
    columns = [
        Column("name", t("Title"), lambda row: name_of(row, by), "title",
               sub=(lambda row: row.code) if by is not Dimension.CATEGORY else None,
               phone="title", sortable=True),
        Column("grade", t("Class"), lambda row: row.grade, phone="hide"),
        Column("orders", t("Orders"), lambda row: Decimal(row.figures.orders), "number",
               sortable=True),
        Column("ordered", t("Ordered"), lambda row: row.figures.ordered, "money", sortable=True),
        Column("turnover", t("Shipped"), lambda row: row.figures.turnover, "money",
               sortable=True, phone="side"),
        Column("share", t("Share"), lambda row: share(row.figures.turnover, whole), "percent",
               phone="hide"),
        Column("margin", t("Margin"), lambda row: row.figures.margin, "money", sortable=True),
        Column("percent", t("Margin, %"), lambda row: row.figures.margin_percent, "percent",
               sortable=True),
    ]  # fmt: skip
    if by is Dimension.PRODUCT:
        columns.insert(
            2,
            Column("quantity", t("Quantity"), lambda row: row.quantity, "number", phone="hide"),
        )
    return DataTable(
        columns,
        key=lambda row: row.id or 0,
        link=lambda row: view.into(by, row.id).address(PATH) if row.id else None,
        rows=rows,
    )


def name_of(row: Row, by: Dimension) -> str:
    """The name shown for a row: its own, or what its absence means."""
    if row.name:
        return row.name
    return {
        Dimension.MANAGER: t("Without a manager"),
        Dimension.CATEGORY: t("Without a category"),
    }.get(by, "—")


def _orders(rows: Sequence[OrderRow], view: View) -> None:
    with page.panel(t("Latest orders")) as panel:
        if view.dealer:
            with panel.default_slot.children[0]:
                ui.link(t("The dealer’s card"), f"/dealers/{view.dealer}").classes("push small")
        DataTable(
            [
                Column("number", t("Order"), lambda row: row.number, "title", phone="title"),
                Column("at", t("Submitted"), lambda row: row.submitted_at, "moment"),
                Column("dealer", t("Dealer"), lambda row: row.dealer),
                Column("status", t("Status"), lambda row: row.status, "status", phone="end"),
                Column("total", t("Sum"), lambda row: row.total, "money", phone="side"),
            ],
            key=lambda row: row.id,
            link=lambda row: f"/orders/{row.number}",
            rows=rows,
        )


def _standing(rows: Sequence[StatusFigure]) -> None:
    with page.panel(t("Where orders stand now")):
        DataTable(
            [
                Column("status", t("Status"), lambda row: row.status, "status", phone="title"),
                Column("orders", t("Orders"), lambda row: Decimal(row.orders), "number"),
                Column("total", t("Sum"), lambda row: row.total, "money", phone="side"),
                Column("oldest", t("The oldest is of"), lambda row: row.oldest, "moment"),
            ],
            key=lambda row: row.status,
            rows=rows,
        )


def _times(rows: Sequence[StatusTime]) -> None:
    with page.panel(t("How long orders stay")):
        DataTable(
            [
                Column("status", t("Status"), lambda row: row.status, "status", phone="title"),
                Column("orders", t("Orders"), lambda row: Decimal(row.orders), "number"),
                Column("median", t("Half of them within"), lambda row: lasting(row.median),
                       "number", phone="side"),
                Column("average", t("On average"), lambda row: lasting(row.average), "number"),
                Column("longest", t("The longest"), lambda row: lasting(row.longest), "number"),
            ],
            key=lambda row: row.status,
            rows=rows,
        )  # fmt: skip
        if not rows:
            ui.label(t("No order changed its status in these days")).classes("quiet")
