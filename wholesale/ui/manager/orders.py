"""The queue: orders of the reader's points by state, searched and filtered, always fresh.

The manager's is of his own points, the supervisor's of all; the same page, the session makes
the difference. What is filtered is in the address, so that a view can be sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from wholesale.core.vocabulary import OrderStatus, Role
from wholesale.flow import view_orders
from wholesale.orders import approvals
from wholesale.orders import queries as orders
from wholesale.orders.queries import OrderRow
from wholesale.points import queries as points
from wholesale.ui import live, server
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import PAGE, Column, DataTable, PagedTable
from wholesale.ui.durations import lasting
from wholesale.ui.session import actor, t

PATH = "/orders"

_S = OrderStatus

# Names of the tabs: what a manager looks for, in the order of the work.
TABS: dict[str, tuple[str, frozenset[OrderStatus]]] = {
    "queue": ("In the queue", frozenset({_S.SUBMITTED, _S.ON_HOLD, _S.ACCEPTED, _S.ASSEMBLING})),
    "new": ("New ones", frozenset({_S.SUBMITTED})),
    "hold": ("On hold", frozenset({_S.ON_HOLD})),
    "approval": ("Await approval", frozenset()),
    "work": ("In work", frozenset({_S.ACCEPTED, _S.ASSEMBLING})),
    "shipped": ("On the way", frozenset({_S.SHIPPED, _S.DELIVERED})),
    "done": ("Closed", frozenset({_S.COMPLETED})),
    "cancelled": ("Cancelled ones", frozenset({_S.CANCELLED})),
    "all": ("All", frozenset()),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    tab: str = "queue"
    text: str = ""
    point: int = 0
    dealer: int = 0
    manager: int = 0

    def address(self) -> str:
        """The page's address with what is asked for."""
        asked = {
            name: getattr(self, name)
            for name in self.__slots__
            if getattr(self, name) and (name, getattr(self, name)) != ("tab", "queue")
        }
        return f"{PATH}?{urlencode(asked)}" if asked else PATH


async def show(
    tab: str = "queue", text: str = "", point: int = 0, dealer: int = 0, manager: int = 0
) -> None:
    """The page ``/orders`` of managers and supervisors."""
    asked = Asked(tab if tab in TABS else "queue", text, point, dealer, manager)
    mine = actor().role is Role.MANAGER
    with page.head(t("Orders of my point") if mine else t("All orders")):
        pass
    await OrderList(asked).build()


class OrderList:
    """Tabs with counts, filters and the table; reads anew when an order changes somewhere."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    async def build(self) -> None:
        """Lay the page out and fill it."""
        self._tabs = ui.element("nav").classes("segments scroll-x")
        self._tabs.props["aria-label"] = t("State of orders")
        choices = await look(points.point_choices)
        with ui.element("div").classes("filters"):
            field = ui.input(placeholder=t("Number or dealer"), value=self.asked.text)
            field.props('clearable debounce=250 type=search data-search=""').classes("search")
            field.props["aria-label"] = t("Number or dealer")
            with field.add_slot("prepend"):
                marks.icon("search")
            field.on_value_change(
                action(lambda event: self._ask(text=event.value or ""), once=False)
            )
            if len(choices) > 1:
                select = ui.select(
                    {0: t("All trading points"), **choices},
                    value=self.asked.point if self.asked.point in choices else 0,
                )
                select.props["aria-label"] = t("Trading point")
                select.on_value_change(
                    action(lambda event: self._ask(point=event.value), once=False)
                )
            if actor().role is Role.MANAGER:
                mine = ui.checkbox(t("Only mine"), value=bool(self.asked.manager))
                mine.on_value_change(action(self._only_mine, once=False))
            if self.asked.dealer:
                await self._dealer_chip()
        self._paged = PagedTable(_table, self._load, when_empty=self._empty)
        live.watch(live.about("order."), self.refresh)
        await self.refresh()

    async def refresh(self) -> None:
        """Read counts and rows anew."""
        await self._show_tabs()
        await self._paged.reload()

    async def _ask(self, **changes: Any) -> None:
        self.asked = replace(self.asked, **changes)
        page.remember_query(
            text=self.asked.text, point=self.asked.point, manager=self.asked.manager
        )
        await self.refresh()

    async def _only_mine(self, event: ValueChangeEventArguments[bool]) -> None:
        await self._ask(manager=(actor().user_id or 0) if event.value else 0)

    async def _load(self, after: Any) -> tuple[Sequence[OrderRow], Any]:
        asked = self.asked
        rows = await look(
            view_orders.order_list,
            statuses=TABS[asked.tab][1],
            text=asked.text,
            point_id=asked.point or None,
            dealer_id=asked.dealer or None,
            manager_id=asked.manager or None,
            before_id=after,
            awaiting_approval=asked.tab == "approval",
            limit=PAGE + 1,
        )
        return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None

    async def _show_tabs(self) -> None:
        counts = await look(orders.status_counts, point_id=self.asked.point or None)
        waiting = await look(approvals.orders_waiting, point_id=self.asked.point or None)
        self._tabs.clear()
        with self._tabs:
            for name, (title, statuses) in TABS.items():
                link = ui.link(target=replace(self.asked, tab=name).address())
                if name == self.asked.tab:
                    link.props('aria-current="true"')
                with link:
                    marks.text(t(title))
                    if name in {"new", "hold", "approval", "work", "queue"}:
                        found = sum(counts.get(status, 0) for status in statuses)
                        if name == "approval":
                            found = waiting
                        if found:
                            marks.text(str(found), "count")

    async def _dealer_chip(self) -> None:
        card = await look(points.dealer_card, dealer_id=self.asked.dealer)
        with ui.element("span").classes("filter-chip"):
            marks.text(card.form.name)
            off = ui.link(target=replace(self.asked, dealer=0).address())
            off.props["aria-label"] = t("Remove the filter {name}", name=card.form.name)
            with off:
                marks.icon("x")

    def _empty(self) -> None:
        if self.asked.text:
            with page.empty("search", t("No order fits"), t("Try a part of the number or name.")):
                pass
        elif self.asked.tab in {"queue", "new"}:
            with page.empty(
                "circle-check",
                t("The queue is empty"),
                t("A new order appears here by itself as soon as a dealer sends it."),
            ):
                pass
        else:
            with page.empty("clipboard-list", t("There are no such orders")):
                pass


def _table() -> DataTable:
    many_points = actor().role is not Role.MANAGER or len(actor().point_ids) > 1
    columns = [
        Column("number", t("Order"), lambda row: row.number, "title", phone="title"),
        Column("dealer", t("Dealer"), lambda row: row.dealer, phone="wide"),
        Column("status", t("Status"), lambda row: row.status, "status", phone="end"),
        Column("at", t("Submitted"), lambda row: row.submitted_at, "moment", sub=_waiting),
        Column("manager", t("Manager"), lambda row: row.manager, phone="hide"),
        Column("lines", t("Lines"), lambda row: row.lines, "number", phone="hide"),
        Column("total", t("Sum"), lambda row: row.total, "money", phone="side"),
    ]
    if many_points:
        columns.insert(4, Column("point", t("Trading point"), lambda row: row.point, phone="hide"))
    return DataTable(columns, key=lambda row: row.id, link=lambda row: f"{PATH}/{row.number}")


def _waiting(row: OrderRow) -> str:
    """How long an order that nobody has accepted waits."""
    if row.submitted_at is None or row.status not in {_S.SUBMITTED, _S.ON_HOLD}:
        return ""
    return t("waits {time}", time=lasting(server.now() - row.submitted_at))
