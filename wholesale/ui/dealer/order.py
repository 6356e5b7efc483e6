"""One order as its dealer sees it: where it stands now, its lines, papers and conversation."""

from __future__ import annotations

from datetime import date
from typing import Any

from nicegui import ui

from wholesale.core.money import ZERO
from wholesale.core.vocabulary import UNITS, OrderStatus
from wholesale.documents import queries as documents
from wholesale.documents.queries import DocumentRow
from wholesale.flow import fill_basket
from wholesale.flow.change_order import cancel_order
from wholesale.flow.view_orders import OrderView, view_order
from wholesale.orders.queries import LineRow
from wholesale.orders.rules import DEALER_CANCELS
from wholesale.ui import server, story
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.components.timeline import timeline
from wholesale.ui.dealer import basket_mark, price_words, receipt
from wholesale.ui.deliver import deliver_file
from wholesale.ui.live import of, watch
from wholesale.ui.session import day, plural, quantity, t, word
from wholesale.ui.talk import Chat

ROAD = (
    OrderStatus.SUBMITTED,
    OrderStatus.ACCEPTED,
    OrderStatus.ASSEMBLING,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
)
LINES_SHOWN = 500


async def show(number: str) -> None:
    """The page ``/orders/{number}``."""
    view = await look(view_order, number=number)
    papers = await look(documents.register, order_id=view.card.id)
    _Screen(view, papers)


class _Screen:
    """The order and its parts that change while the page is open."""

    def __init__(self, view: OrderView, papers: list[DocumentRow]) -> None:
        self.view = view
        card = view.card
        with page.head(t("Order {number}", number=card.number), back=(t("Orders"), "/orders")):
            self.cancel = page.quiet(t("Cancel the order"), self._ask_cancel)
            page.primary(t("Order the same again"), self._repeat, icon="repeat")
        self.state = ui.element("div").classes("order-state")
        with ui.element("div").classes("split wide-left"):
            with ui.element("div").classes("stack-6"):
                self.lines = _lines()
                self.papers = ui.element("div")
                self.chat = Chat(card.id)
            with ui.element("aside").classes("stack-4"):
                self.sums = ui.element("div")
                if view.file_name:
                    receipt.panel(view.file_name, view.receipt)
                with page.panel(t("History")):
                    self.history = ui.element("div")
        self._show(view, papers)
        watch(of("order", card.id), self._refresh)

    async def _refresh(self) -> None:
        view = await look(view_order, order_id=self.view.card.id)
        papers = await look(documents.register, order_id=view.card.id)
        if view.card.status is not self.view.card.status:
            toast.information(
                t("Order {number}: {status}", number=view.card.number, status=view.card.status)
            )
        self._show(view, papers)

    def _show(self, view: OrderView, papers: list[DocumentRow]) -> None:
        self.view = view
        card = view.card
        self.cancel.set_visibility(card.status in DEALER_CANCELS)
        self.state.clear()
        with self.state:
            _state(view)
        self.lines.show(card.lines[:LINES_SHOWN])
        self.sums.clear()
        with self.sums:
            _sums(view)
        self.history.clear()
        with self.history:
            timeline(story.entries(view.history))
        self.chat.show(view.chat)
        self.papers.clear()
        with self.papers:
            _papers(papers)

    async def _repeat(self) -> None:
        done = await call(fill_basket.repeat_order, order_id=self.view.card.id)
        if done.left_out:
            toast.information(
                t("Not sold any more: {articles}", articles=", ".join(done.left_out[:5]))
            )
        await basket_mark.refresh()
        ui.navigate.to("/basket")

    def _ask_cancel(self) -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(
                cancel_order,
                order_id=self.view.card.id,
                reason=values["reason"],
                version=self.view.card.version,
            )
            toast.good(t("The order is cancelled"))

        forms.dialog(
            t("Cancel order {number}?", number=self.view.card.number),
            [forms.Field("reason", t("Why"), "long", wide=True)],
            save,
            note=t("The stock held for it will be released."),
            save=t("Cancel the order"),
        )


def _state(view: OrderView) -> None:
    card = view.card
    with ui.element("div").classes("row-flex gap-3"):
        marks.chip(card.status).mark("order-status")
        marks.chip(view.payment)
        marks.text(t("{point} · sent {day}", point=card.point, day=day(_sent(view))), "quiet")
        if card.manager:
            marks.text(t("manager {name}", name=card.manager), "quiet")
    if card.status in ROAD:
        reached = ROAD.index(card.status)
        with ui.element("ol").classes("road"):
            for index, status in enumerate(ROAD):
                mark = "now" if index == reached else "done" if index < reached else ""
                with ui.element("li").classes(mark):
                    marks.text(word(status))
    if card.status is OrderStatus.ON_HOLD:
        held = [row for row in view.history if row.kind == "order.held"]
        why = story.entries(held[-1:])[0].note if held else ""
        page.notice("warning", t("The order waits"), why)


def _sent(view: OrderView) -> date:
    """The company's day it was sent on."""
    return (view.card.submitted_at or view.card.created_at).astimezone(server.zone()).date()


def _sums(view: OrderView) -> None:
    card = view.card
    with page.panel(), ui.element("div").classes("stack-2"):
        for label, value in (
            (plural("{count} lines", len(card.lines)), card.net),
            (t("VAT"), card.vat),
        ):
            with ui.element("div").classes("steps-sum"):
                marks.text(label, "quiet")
                marks.money(value)
        with ui.element("div").classes("steps-sum total-sum"):
            marks.text(t("Total"))
            marks.money(card.total)
        if view.paid:
            with ui.element("div").classes("steps-sum"):
                marks.text(t("Paid"), "quiet")
                marks.money(view.paid)
            with ui.element("div").classes("steps-sum"):
                marks.text(t("Left to pay"), "quiet")
                marks.money(max(card.total - view.paid, ZERO), classes="strong")
        if card.comment:
            ui.label(card.comment).classes("pre small quiet")


def _lines() -> DataTable:
    return DataTable(
        [
            Column("position", "№", lambda row: row.position, "number", phone="hide"),
            Column("article", t("Article"), lambda row: row.article, "code"),
            Column("name", t("Product"), lambda row: row.name, "title",
                   sub=lambda row: row.delivery, phone="wide", width="38%"),
            Column("quantity", t("Quantity"), _quantity, sub=_stages, phone="meta"),
            Column("price", t("Price"), lambda row: row.unit_price, "money", phone="meta"),
            Column("total", t("Sum"), lambda row: row.total, "money", phone="end"),
        ],
        key=lambda row: row.id,
        acts=[Act("why", "info", t("How the price is made up"), _explain)],
    )  # fmt: skip


def _quantity(row: LineRow) -> str:
    unit = UNITS[row.unit].sign if row.unit in UNITS else ""
    return f"{quantity(row.quantity)} {unit}"


def _stages(row: LineRow) -> str:
    parts = []
    if row.cancelled:
        parts.append(t("taken out {quantity}", quantity=row.cancelled))
    if row.shipped:
        parts.append(t("shipped {quantity}", quantity=row.shipped))
    elif row.reserved and row.reserved < row.open:
        parts.append(t("held {quantity}", quantity=row.reserved))
    return ", ".join(parts)


def _explain(row: LineRow) -> None:
    price_words.show(row.article, row.name, row.trace, row.unit_price,
                     sums=[(t("{quantity} in all", quantity=row.quantity), row.total)])  # fmt: skip


def _papers(papers: list[DocumentRow]) -> None:
    if not papers:
        return
    with page.panel(t("Documents")):
        for paper in papers:
            with ui.element("div").classes("row-flex paper"):
                marks.icon("file-text", "quiet")
                marks.text(f"{word(paper.kind)} № {paper.number}", "strong")
                marks.text(day(paper.issued_on), "quiet")
                with ui.element("span").classes("push row-flex"):
                    for suffix in paper.formats:
                        address = f"/files/documents/{paper.id}.{suffix}"
                        page.secondary(
                            suffix.upper(),
                            lambda address=address: deliver_file(address),
                            icon="download",
                        )
