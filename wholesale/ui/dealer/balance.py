"""The dealer's balance: debt, what is late, the credit limit, every entry of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.core.money import ZERO
from wholesale.flow.view_balance import BalanceView, view_balance
from wholesale.ledger.queries import EntryRow
from wholesale.ui.call import look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import Column, DataTable, PagedTable
from wholesale.ui.dealer.catalog import dealer_id
from wholesale.ui.live import about, watch
from wholesale.ui.session import amount, day, plural, t, word

SHOWN = 20  # at a time: a row is some seventeen elements in the browser


async def show() -> None:
    """The page ``/balance``."""
    view = await look(view_balance, dealer_id=dealer_id())
    with page.head(t("Balance"), note=_terms(view)):
        pass
    frame = ui.element("div").classes("stack-6")

    async def draw() -> None:
        fresh = await look(view_balance, dealer_id=dealer_id())
        frame.clear()
        with frame:
            _draw(fresh)

    with frame:
        _draw(view)
    with ui.element("div"):
        watch(about("order.", "payment."), draw)


def _draw(view: BalanceView) -> None:
    debt = view.standing.debt
    with ui.element("div").classes("figures"):
        if debt < 0:
            page.figure(t("Prepaid"), -debt, t("in your favour"), note_meaning="good")
        else:
            page.figure(t("Debt"), debt)
        late = view.standing.overdue
        page.figure(
            t("Overdue"),
            late,
            t("since {day}", day=day(view.standing.overdue_since)) if late else t("nothing"),
            note_meaning="bad" if late else "good",
        )
        page.figure(t("In orders under way"), view.under_way, t("not shipped yet"))
        if view.credit_limit is None:
            page.figure(t("Credit limit"), t("not set"))
        else:
            left = view.left or ZERO
            page.figure(
                t("May still be ordered"),
                left,
                t("of a limit of {limit} ₽", limit=amount(view.credit_limit)),
                note_meaning="bad" if left < 0 else "",
            )
    if view.standing.debt > 0:
        _ageing(view.standing.ageing)
    marks.text(t("Entries"), "h2", "h2")
    if not view.entries:
        with page.empty(
            "wallet", t("No entries yet"), t("Shipments and payments will appear here.")
        ):
            pass  # fmt: skip
        return
    _listing(view.entries)


def _listing(entries: Sequence[EntryRow]) -> None:
    """The newest entries; the older ones, read already for the running balance, on demand."""

    def following(start: int) -> int | None:
        return start + SHOWN if len(entries) > start + SHOWN else None

    async def load(after: Any) -> tuple[Sequence[EntryRow], Any]:
        start = int(after or 0)
        return entries[start : start + SHOWN], following(start)

    listing = PagedTable(_table, load)
    listing.data.show(entries[:SHOWN])
    listing.continue_from(following(0))


def _table() -> DataTable:
    return DataTable(
        [
            Column("day", t("Date"), lambda row: row.happened_on, "date", phone="meta"),
            Column("what", t("Entry"), _what, "title", sub=lambda row: row.comment,
                   phone="title"),
            Column("due", t("Pay by"), lambda row: row.due_on, "date", phone="meta"),
            Column("raised", t("Shipped"), lambda row: row.amount if row.amount > 0 else None,
                   "money", phone="hide"),
            Column("paid", t("Paid"), lambda row: -row.amount if row.amount < 0 else None,
                   "money", phone="hide"),
            Column("amount", t("Sum"), lambda row: row.amount, "money", phone="side",
                   narrow_only=True),
            Column("balance", t("Balance after"), lambda row: row.balance, "money", phone="meta"),
        ],
        key=lambda row: row.id,
        link=lambda row: f"/orders/{row.order_number}" if row.order_number else None,
    )  # fmt: skip


def _what(row: EntryRow) -> str:
    return f"{word(row.kind)} · {row.order_number}" if row.order_number else word(row.kind)


def _terms(view: BalanceView) -> str:
    if not view.payment_days:
        return t("Payment on shipment")
    return plural("Payment within {count} days", view.payment_days)


def _ageing(ageing: tuple[Decimal, ...]) -> None:
    labels = (t("not due yet"), t("1–30 days late"), t("31–60 days"), t("61–90 days"),
              t("over 90 days"))  # fmt: skip
    whole = sum(ageing, ZERO)
    with page.panel(t("Debt by age")):
        with ui.element("div").classes("ageing"):
            for index, part in enumerate(ageing):
                if part:
                    share = f"{part * 100 / whole:.2f}"
                    ui.element("i").classes(f"age-{index}").style(f"flex-grow:{share}")
        with ui.element("div").classes("ageing-key"):
            for index, (label, part) in enumerate(zip(labels, ageing, strict=True)):
                if part:
                    with ui.element("span").classes("row-flex"):
                        ui.element("i").classes(f"dot age-{index}")
                        marks.text(label, "quiet small")
                        marks.money(part, classes="small")
