"""The dealer's orders: where each stands, live."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from wholesale.core.vocabulary import OrderStatus
from wholesale.flow.view_orders import order_list
from wholesale.orders.queries import OrderRow
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import PAGE, Column, DataTable, PagedTable
from wholesale.ui.live import about, watch
from wholesale.ui.session import plural, t, word

STATUSES = tuple(status for status in OrderStatus if status is not OrderStatus.DRAFT)


async def show(q: str = "", status: str = "") -> None:
    """The page ``/orders``; the filters are in its address."""
    with page.head(t("Orders")):
        page.link_button(t("Order from a file"), "/upload", icon="file-spreadsheet", kind="primary")
    with ui.element("div").classes("filters"):
        words = ui.input(placeholder=t("Number of an order"), value=q).classes("search")
        words.props("debounce=200 clearable type=search autocomplete=off")
        with words.add_slot("prepend"):
            marks.icon("search")
        stage = ui.select(
            {"": t("Any status")} | {one.value: word(one) for one in STATUSES},
            value=status if status in set(STATUSES) else "",
        )

    async def load(before: int | None) -> tuple[Sequence[OrderRow], int | None]:
        rows = await look(
            order_list,
            text=str(words.value or "").strip()[:100],
            statuses=[OrderStatus(stage.value)] if stage.value else (),
            before_id=before,
            limit=PAGE + 1,
        )
        return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None

    async def narrow() -> None:
        page.remember_query(q=words.value, status=stage.value)
        await listing.reload()

    listing = PagedTable(_table, load, when_empty=_nothing)
    words.on_value_change(action(narrow, once=False))
    stage.on_value_change(action(narrow, once=False))
    await listing.reload()
    with listing.frame:
        watch(about("order."), listing.reload)


def _table() -> DataTable:
    return DataTable(
        [
            Column("number", t("Order"), lambda row: row.number, "title", phone="title"),
            Column("status", t("Status"), lambda row: row.status, "status", phone="side"),
            Column("sent", t("Sent"), lambda row: row.submitted_at, "moment", phone="meta"),
            Column("lines", t("Lines"), lambda row: row.lines, "number", phone="hide"),
            Column("manager", t("Manager"), lambda row: row.manager, phone="hide"),
            Column("total", t("Sum"), lambda row: row.total, "money", phone="end",
                   sub=lambda row: plural("{count} lines", row.lines)),
        ],
        key=lambda row: row.id,
        link=lambda row: f"/orders/{row.number}",
    )  # fmt: skip


def _nothing() -> None:
    with page.empty(
        "clipboard-list",
        t("No orders here yet"),
        t("Choose goods in the catalogue or drop the Excel file you already have."),
    ):
        page.link_button(t("To the catalogue"), "/catalog", kind="primary")
