"""The card of an order for those who process it: lines, steps, documents, the dealer beside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.analytics.queries import order_margin
from wholesale.analytics.rules import Figures
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.vocabulary import OrderStatus
from wholesale.flow import change_order, ship_order, view_orders
from wholesale.flow.view_dealers import DealerView, view_dealer
from wholesale.flow.view_orders import OrderView
from wholesale.orders.approvals import PENDING
from wholesale.orders.queries import LineRow, OrderRow
from wholesale.orders.rules import EDITABLE, Step, possible_steps
from wholesale.ui import live, story
from wholesale.ui.call import action, call, look
from wholesale.ui.components import marks, page, timeline, toast
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.dealer import receipt
from wholesale.ui.manager import order_approvals, order_dialogs
from wholesale.ui.manager.order_documents import DocumentPanel
from wholesale.ui.session import amount, may, moment, quantity, t, word
from wholesale.ui.talk import Chat
from wholesale.ui.units import sign_of

SHOWN = 200  # lines at once; the rest on demand

# The step that moves an order on, and how its button reads.
NEXT: dict[OrderStatus, tuple[Step, str, str]] = {
    OrderStatus.SUBMITTED: (Step.ACCEPT, "Accept", "check"),
    OrderStatus.ON_HOLD: (Step.RESUME, "Return to the queue", "circle-play"),
    OrderStatus.ACCEPTED: (Step.ASSEMBLE, "Send to assembly", "package-open"),
    OrderStatus.ASSEMBLING: (Step.SHIP, "Ship", "truck"),
    OrderStatus.SHIPPED: (Step.DELIVER, "Delivered", "package-check"),
    OrderStatus.DELIVERED: (Step.COMPLETE, "Complete", "check-check"),
}


async def show(number: str) -> None:
    """The page ``/orders/{number}`` of managers and supervisors."""
    view = await look(view_orders.view_order, number=number)
    await OrderPage(view).build()


class OrderPage:
    """The parts of the page; each is shown anew when the order changes, here or elsewhere."""

    def __init__(self, view: OrderView) -> None:
        self.view = view
        self._figures: Figures | None = None
        self._all_lines = len(view.card.lines) <= SHOWN

    async def build(self) -> None:
        """Lay the page out and fill it."""
        order_id = self.view.card.id
        self._head = ui.element("div").classes("stack-4")
        with ui.element("div").classes("split wide-left"):
            with ui.element("div").classes("stack-4"):
                self._facts = ui.element("div")
                self._approvals = ui.element("div")
                with page.panel(t("Goods")):
                    self._lines = _lines_table(self._edit, self._explain)
                    self._more = ui.element("div").classes("wt-more")
                    with self._more:
                        page.secondary(t("Show all lines"), self._show_all, icon="chevron-down")
                    self._sums = ui.element("div").classes("sums")
                self._documents = DocumentPanel(order_id)
                with page.panel(t("History")):
                    self._history = ui.element("div")
            with ui.element("div").classes("stack-4"):
                self._dealer = ui.element("div")
                self._chat = Chat(order_id, self.view.chat)
                if self.view.file_name:
                    receipt.panel(self.view.file_name, self.view.receipt)
        live.watch(live.of("order", order_id), self.refresh)
        await self._fill()

    async def refresh(self) -> None:
        """Read the order anew and show it."""
        self.view = await look(view_orders.view_order, order_id=self.view.card.id)
        await self._fill()

    async def _fill(self) -> None:
        if may(Permission.VIEW_ANALYTICS):
            self._figures = await look(order_margin, order_id=self.view.card.id)
        self._show_head()
        self._show_facts()
        self._approvals.clear()
        with self._approvals:
            order_approvals.panel(self.view.card, self.view.requests)
        self._show_lines()
        self._chat.show(self.view.chat)
        self._history.clear()
        with self._history:
            timeline.timeline(story.entries(self.view.history))
        await self._documents.show(self.view.card.status)
        await self._show_dealer()

    async def _show_dealer(self) -> None:
        card = self.view.card
        dealer: DealerView | None = None
        with suppress(NotFound):  # he moved to another point; his old orders stay
            dealer = await look(view_dealer, dealer_id=card.dealer_id, latest=7)
        self._dealer.clear()
        with self._dealer:
            if dealer is not None:
                _dealer_panel(dealer, card.id)
            else:
                with page.panel(card.dealer):
                    ui.label(t("The dealer works with another point now.")).classes("quiet")

    # --- head and steps ---------------------------------------------------------------------

    def _show_head(self) -> None:
        card = self.view.card
        self._head.clear()
        with self._head:
            title = t("Order {number}", number=card.number)
            with page.head(title, back=(t("Orders"), "/orders")):
                self._buttons()
            with ui.element("div").classes("row-flex gap-3"):
                marks.chip(card.status).mark("order-status")
                marks.chip(self.view.payment)
                marks.text(card.point, "quiet")
            if card.status is OrderStatus.ON_HOLD:
                held = [row for row in self.view.history if row.kind == "order.held"]
                why = story.held_because(held[-1].data) if held else ""
                page.notice("warning", t("The order waits"), why)

    def _buttons(self) -> None:
        card = self.view.card
        steps = possible_steps(card.status)
        if may(Permission.TAKE_PAYMENT) and card.status is not OrderStatus.CANCELLED:
            left = card.total - self.view.paid
            if left > 0:
                page.secondary(
                    t("Mark payment"),
                    lambda: order_dialogs.payment(card, self.view.paid),
                    icon="banknote",
                )
        with page.icon_button("ellipsis", t("More actions")), ui.menu():
            if Step.HOLD in steps:
                ui.menu_item(t("Put on hold…"), lambda: order_dialogs.hold(card))
            if Step.SHIP in steps and NEXT[card.status][0] is not Step.SHIP:
                ui.menu_item(t("Ship at once"), action(self._ask_to_ship))
            if Step.SHIP in steps:
                ui.menu_item(t("Ship with places and marking codes…"), self._ask_load)
            if Step.CANCEL in steps:
                ui.menu_item(t("Cancel the order…"), lambda: order_dialogs.cancel(card))
            ui.menu_item(
                t("All orders of the dealer"),
                lambda: ui.navigate.to(f"/orders?tab=all&dealer={card.dealer_id}"),
            )
        following = NEXT.get(card.status)
        if following is not None:
            step, text, icon = following
            page.primary(t(text), self._stepper(step), icon=icon)

    def _stepper(self, step: Step) -> Callable[[], Awaitable[None]]:
        if step is Step.SHIP:
            return self._ask_to_ship
        use_case = {
            Step.ACCEPT: change_order.accept_order,
            Step.RESUME: change_order.resume_order,
            Step.ASSEMBLE: change_order.assemble_order,
            Step.DELIVER: change_order.deliver_order,
            Step.COMPLETE: change_order.complete_order,
        }[step]

        async def go() -> None:
            card = self.view.card
            done = await call(use_case, order_id=card.id, version=card.version)
            if done.short > 0:
                toast.information(
                    t("Not everything could be reserved: {count} is missing", count=done.short)
                )
            toast.good(t("Order {number}: {status}", number=card.number, status=word(done.status)))

        return go

    async def _ask_to_ship(self) -> None:
        short = [line.article for line in self.view.card.lines if line.reserved < line.open]
        if short:
            order_dialogs.ship_in_part(short, self._ship)
        else:
            await self._ship()

    def _ask_load(self) -> None:
        order_dialogs.load(self._ship)

    async def _ship(self, **load: Any) -> None:
        card = self.view.card
        done = await call(ship_order.ship_order, order_id=card.id, version=card.version, **load)
        toast.good(t("Shipped for {sum} ₽", sum=amount(done.total)))

    # --- facts and lines --------------------------------------------------------------------

    def _show_facts(self) -> None:
        card = self.view.card
        self._facts.clear()
        with self._facts, ui.element("div").classes("figures"):
            page.figure(
                t("Sum"),
                card.total,
                t("VAT {sum} ₽", sum=amount(card.vat)) if card.vat else t("Without VAT"),
            )
            left = card.total - self.view.paid
            page.figure(
                t("Paid"),
                self.view.paid,
                t("left {sum} ₽", sum=amount(left)) if left > 0 else t("in full"),
            )
            if self._figures is not None and self._figures.margin_percent is not None:
                percent = quantity(self._figures.margin_percent)
                page.figure(t("Margin"), self._figures.margin, f"{percent} %")
            sent = moment(card.submitted_at)
            page.figure(
                t("Submitted"), sent[:10], f"{sent[11:]} · {card.manager or t('no manager yet')}"
            )
        if card.comment:
            with self._facts, ui.element("p").classes("note pre"):
                marks.text(card.comment)

    def _show_lines(self) -> None:
        card = self.view.card
        shown = card.lines if self._all_lines else card.lines[:SHOWN]
        editable = card.status in EDITABLE and may(Permission.PROCESS_ORDER)
        self._lines.show([_Line(line, self.view, editable) for line in shown])
        self._more.set_visibility(not self._all_lines)
        self._sums.clear()
        with self._sums:
            marks.text(t("Lines: {count}", count=len(card.lines)), "quiet push")
            marks.text(t("Total"), "quiet")
            marks.money(card.total, classes="strong")

    def _show_all(self) -> None:
        self._all_lines = True
        self._show_lines()

    def _edit(self, row: _Line) -> None:
        order_dialogs.edit_line(self.view.card, row.line)

    def _explain(self, row: _Line) -> None:
        order_dialogs.explain_price(row.line)


class _Line:
    """A line with what its table shows of stock and price."""

    def __init__(self, line: LineRow, view: OrderView, editable: bool) -> None:
        self.line = line
        self.editable = editable
        self.free = view.available.get(line.product_id, Decimal(0))
        asked = (row for row in view.requests if row.line_id == line.id and row.status == PENDING)
        self.asked = next((row.percent for row in asked), None)

    @property
    def state(self) -> tuple[str, str]:
        """How much of the line is secured or gone, as (word, meaning)."""
        line = self.line
        if line.shipped:
            return t("shipped {count}", count=line.shipped), "good"
        if not line.open:
            return t("taken off"), ""
        if line.reserved >= line.open:
            return t("reserved"), "good"
        if line.reserved:
            return t("{part} of {whole}", part=line.reserved, whole=line.open), "warning"
        return t("not in stock"), "bad"

    @property
    def discount(self) -> str:
        """What waits for a supervisor, else «−7 % of 120,00» when the price is below the base."""
        line = self.line
        if self.asked is not None:
            return t("−{percent} % awaits approval", percent=quantity(self.asked))
        if line.base_price <= line.unit_price:
            return ""
        percent = (line.base_price - line.unit_price) * 100 / line.base_price
        return f"−{quantity(round(percent, 1))} % · {amount(line.base_price)}"


def _lines_table(edit: Callable[[_Line], None], explain: Callable[[_Line], None]) -> DataTable:
    return DataTable(
        [
            Column("position", "№", lambda row: row.line.position, "number", phone="hide"),
            Column("name", t("Product"), lambda row: row.line.name, phone="title",
                   sub=lambda row: " · ".join(filter(None, (row.line.article, row.line.delivery)))),
            Column("quantity", t("Quantity"), _ordered, "number"),
            Column("state", t("Reserve"), lambda row: row.state, "status", phone="end",
                   sub=lambda row: t("free {count}", count=row.free) if row.line.open else ""),
            Column("price", t("Price"), lambda row: row.line.unit_price, "money",
                   sub=lambda row: row.discount),
            Column("total", t("Sum"), lambda row: row.line.total, "money", phone="side"),
        ],
        key=lambda row: row.line.id,
        acts=[
            Act("explain", "info", t("Where the price comes from"), explain),
            Act("edit", "pencil", t("Change the line"), edit, lambda row: row.editable),
        ],
    )  # fmt: skip


def _ordered(row: _Line) -> str:
    return f"{quantity(row.line.quantity)}{marks.NO_BREAK}{sign_of(row.line.unit)}"


def _dealer_panel(view: DealerView, order_id: int) -> None:
    form = view.card.form
    with page.panel() as panel:
        with ui.element("div").classes("panel-head"):
            ui.link(form.name, f"/dealers/{view.card.id}").classes("h2")
        facts: list[tuple[str, object]] = [(t("Debt"), lambda: marks.money(view.standing.debt))]
        if view.standing.overdue:
            facts.append(
                (t("Overdue"), lambda: marks.money(view.standing.overdue, classes="bad strong"))
            )
        if view.left is not None:
            meaning = "bad strong" if view.left < 0 else ""
            facts.append((t("Left of the limit"), lambda: marks.money(view.left, classes=meaning)))
        facts.append((t("Orders under way"), lambda: marks.money(view.under_way)))
        if view.agreement is not None:
            terms = t(
                "{number} of {day}", number=view.agreement.number, day=view.agreement.signed_on
            )
            facts.append((t("Agreement"), terms))
            facts.append((t("Payment"), payment_terms(view.agreement.payment_days)))
        if form.phone:
            facts.append((t("Phone"), form.phone))
        page.facts(facts)
        others = [row for row in view.orders if row.id != order_id][:6]
        if others:
            ui.label(t("Orders before")).classes("h3")
            for row in others:
                _order_before(row)
    panel.classes("sticky-side")


def _order_before(row: OrderRow) -> None:
    with ui.link(target=f"/orders/{row.number}").classes("before"):
        with ui.element("span").classes("stack-2 gap-0 grow"):
            marks.text(row.number, "strong small")
            marks.text(moment(row.submitted_at), "faint tiny")
        marks.money(row.total, sign=False, classes="small")
        marks.chip(row.status)


def payment_terms(days: int) -> str:
    """Prepayment, or how many days there are to pay."""
    return t("in {days} days", days=days) if days else t("prepayment")
