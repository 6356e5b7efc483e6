"""The basket: lines at the prices of now, what has changed since, and the order."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from nicegui import ui

from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO, round_half_up
from wholesale.core.vocabulary import UNITS, OrderStatus
from wholesale.flow import fill_basket
from wholesale.flow.fill_basket import Basket, BasketLine
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import PlacedOrder, submit_basket
from wholesale.pricing import trace
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.dealer import basket_mark, price_words
from wholesale.ui.dealer.catalog import dealer_id
from wholesale.ui.session import amount, plural, t, visitor

MOST_ASKED = 10  # risen lines shown one by one


async def show() -> None:
    """The page ``/basket``."""
    basket = await look(fill_basket.view_basket, dealer_id=dealer_id())
    _Screen(basket)


class _Screen:
    """The basket and its parts that change in place."""

    def __init__(self, basket: Basket) -> None:
        self.basket = basket
        with page.head(t("Basket")):
            self.clear = page.quiet(t("Empty the basket"), self._clear, icon="trash-2")
            page.link_button(t("Go on choosing"), "/catalog", icon="plus")
        with ui.element("div").classes("split wide-left") as self.full:
            with ui.element("div").classes("stack-4"):
                self.notices = ui.element("div").classes("stack-2")
                self.risen = ui.element("div")
                self.table = _table(self._typed, self._remove)
            self.side = ui.element("aside").classes("sticky-side")
        self.empty = ui.element("div")
        with (
            self.empty,
            page.empty(
                "shopping-cart",
                t("The basket is empty"),
                t("Put goods in from the catalogue, drop an Excel file or repeat a past order."),
            ),
        ):
            page.link_button(t("To the catalogue"), "/catalog", kind="primary")
        with self.side, page.panel():
            self.sums = ui.element("div").classes("stack-2")
            self.comment = ui.textarea(t("Comment for the manager"), value=basket.comment)
            self.comment.props("maxlength=1000")
            with ui.element("div").classes("send-bar"):  # on a phone always within reach
                self.to_pay = ui.element("div").classes("only-phone")
                self.submit = page.primary(t("Send the order"), self._submit, icon="send")
            ui.label(
                t("Prices are fixed when the order is sent. The stock is held for you at once.")
            ).classes("faint tiny")
        self._show(basket)

    def _show(self, basket: Basket) -> None:
        self.basket = basket
        filled = bool(basket.lines)
        self.full.set_visibility(filled)
        self.clear.set_visibility(filled)
        self.empty.set_visibility(not filled)
        self.table.show(basket.lines)
        self.sums.clear()
        with self.sums:
            _sum(plural("{count} lines", len(basket.lines)), basket.net, t("without VAT"))
            _sum(t("VAT"), basket.vat, "")
            with ui.element("div").classes("steps-sum total-sum"):
                marks.text(t("To pay"))
                marks.money(basket.total)
        self.to_pay.clear()
        with self.to_pay:
            marks.money(basket.total)
        self.notices.clear()
        with self.notices:
            _notices(basket)
        risen = [row for row in basket.lines if row.change > 0]
        self.risen.clear()
        if risen:
            with self.risen:
                self._ask_for_consent(risen)
        self.submit.set_enabled(not risen)

    def _ask_for_consent(self, risen: list[BasketLine]) -> None:
        """The lines that cost more than was agreed to: each to be agreed to, or all."""
        with page.panel():
            with ui.element("div").classes("panel-head"):
                marks.text(plural("{count} prices have risen", len(risen)), "h2", tag="h2")
                if len(risen) > 1:
                    with ui.element("div").classes("acts"):
                        page.secondary(t("Agree to all"), self._agree, icon="check-check")
            ui.label(t("Agree to the new prices, or take the lines out: then send.")).classes(
                "quiet small"
            )
            for row in risen[:MOST_ASKED]:
                with ui.element("div").classes("ask-row"):
                    with ui.element("div").classes("stack-2 gap-0 grow"):
                        marks.text(f"{row.line.article} · {row.line.name}", "strong")
                        marks.text(_rise(row), "quiet small")
                    page.secondary(t("Agree"), partial(self._agree, row), icon="check")
            if len(risen) > MOST_ASKED:
                marks.text(t("and {count} more", count=len(risen) - MOST_ASKED), "quiet")

    async def _agree(self, row: BasketLine | None = None) -> None:
        await call(
            fill_basket.agree_to_prices,
            dealer_id=dealer_id(),
            line_ids=None if row is None else [row.line.id],
        )
        await self._read()

    async def _read(self) -> None:
        self._show(await look(fill_basket.view_basket, dealer_id=dealer_id()))
        await basket_mark.refresh()

    async def _typed(self, row: BasketLine, _: str, typed: str) -> None:
        wanted, wrong = forms.read_number(typed)
        if wrong or wanted is None or wanted < 0:
            self.table.replace(row)
            toast.bad(t("A number is expected"))
            return
        if wanted == 0:
            await self._remove(row)
            return
        await self._put(row, wanted)

    async def _put(self, row: BasketLine, wanted: Decimal) -> None:
        try:
            await call(
                fill_basket.set_basket_line,
                dealer_id=dealer_id(),
                product_id=row.line.product_id,
                quantity=wanted,
                delivery=row.line.delivery,
            )
        finally:
            await self._read()

    async def _remove(self, row: BasketLine) -> None:
        await self._put(row, Decimal(0))
        toast.good(
            t("{article} is taken out", article=row.line.article),
            undo=partial(self._put, row, row.line.quantity),
        )

    async def _clear(self) -> None:
        held = await call(fill_basket.clear_basket, dealer_id=dealer_id())
        await self._read()
        toast.good(t("The basket is emptied"), undo=partial(self._restore, held))

    async def _restore(self, held: list[OrderItem]) -> None:
        await call(fill_basket.add_to_basket, dealer_id=dealer_id(), items=held)
        await self._read()

    async def _submit(self) -> None:
        try:
            placed = await call(
                submit_basket,
                dealer_id=dealer_id(),
                comment=str(self.comment.value or ""),
                expected_total=self.basket.total,
                expected_gifts=self.basket.gifts,
            )
        except DomainError as error:
            if error.code in {"prices_rose", "lines_rose", "gifts_gone"}:
                await self._read()  # shows what there is to agree to
            raise
        announce(placed)
        await basket_mark.refresh()
        ui.navigate.to(f"/orders/{placed.number}")


def announce(placed: PlacedOrder) -> None:
    """Say what has become of an order that was just sent."""
    if placed.status is OrderStatus.ON_HOLD:
        toast.information(
            t("Order {number} is sent and waits for approval: {why}.",
              number=placed.number, why=t(f"hold.{placed.held}"))
        )  # fmt: skip
    else:
        toast.good(t("Order {number} is sent", number=placed.number))


def _table(typed: object, remove: object) -> DataTable:
    return DataTable(
        [
            Column("article", t("Article"), lambda row: row.line.article, "code"),
            Column("name", t("Product"), lambda row: row.line.name, "title", sub=_where,
                   phone="wide", width="34%"),
            Column("price", t("Price"), lambda row: row.price.unit_price, "money", sub=_change),
            Column("last", t("Since last order"), _since_last, right=True),
            Column("wanted", t("Quantity"), lambda row: row.line.quantity, "input", sub=_short,
                   phone="end"),
            Column("total", t("Sum"), lambda row: row.price.total, "money", phone="meta"),
        ],
        key=lambda row: row.line.id,
        acts=[
            Act("why", "info", t("How the price is made up"), _explain),
            Act("remove", "trash-2", t("Take out"), remove),  # type: ignore[arg-type]
        ],
        on_input=typed,  # type: ignore[arg-type]
        mark=lambda row: (
            "warning" if row.change > 0 or row.available < row.line.quantity else ""
        ),
    )  # fmt: skip


def _explain(row: BasketLine) -> None:
    price_words.dialog(row.line.article, row.line.name, row.price)


def _where(row: BasketLine) -> str:
    return row.line.delivery


def _change(row: BasketLine) -> str:
    if row.price.unit_price is None:
        return t("on request")
    unit = UNITS[row.line.unit].sign if row.line.unit in UNITS else ""
    if row.change > 0:
        return t("was {price}", price=amount(row.line.unit_price))
    if row.change < 0:
        return t("cheaper, was {price}", price=amount(row.line.unit_price))
    return t("per {unit}", unit=unit) if unit else ""


def _since_last(row: BasketLine) -> str:
    """How the price differs from that of the dealer's last order of the product."""
    if row.since_last is None:
        return "—"
    if not row.since_last:
        return t("the same")
    return f"{'+' if row.since_last > 0 else '−'}{amount(abs(row.since_last))}"


def _rise(row: BasketLine) -> str:
    was, now = row.line.unit_price, row.price.unit_price or ZERO
    more = (now - was) * row.line.quantity
    return t("{was} → {now} ₽, +{more} ₽ in all", was=amount(was), now=amount(now),
             more=amount(round_half_up(more)))  # fmt: skip


def _short(row: BasketLine) -> str:
    unit = UNITS[row.line.unit].sign if row.line.unit in UNITS else ""
    if row.available < row.line.quantity:
        return t("{available} {unit} in stock", available=max(row.available, ZERO), unit=unit)
    return trace.sentence(visitor().language, row.hint) if row.hint else ""


def _sum(label: str, value: Decimal, note: str) -> None:
    with ui.element("div").classes("steps-sum"):
        marks.text(f"{label}, {note}" if note else label, "quiet")
        marks.money(value)


def say_no_agreement() -> None:
    """That nothing is agreed with the dealer, before an order is sent."""
    page.notice(
        "warning",
        t("There is no agreement in force"),
        t("Base prices apply, and the order waits until a supervisor lets it through."),
    )


def _notices(basket: Basket) -> None:
    language = visitor().language
    if not basket.has_agreement:
        say_no_agreement()
    for gift in basket.gifts:
        page.notice("good", trace.sentence(language, gift.trace[-1]))
    for hint in basket.hints:
        page.notice("information", trace.sentence(language, hint))
    fallen = [row for row in basket.lines if row.change < 0]
    short = [row for row in basket.lines if row.available < row.line.quantity]
    unpriced = [row for row in basket.lines if row.price.unit_price is None]
    if unpriced:
        page.notice(
            "bad",
            plural("{count} lines have no price", len(unpriced)),
            t("Take them out or ask your manager: without a price they cannot be ordered."),
        )
    if fallen:
        page.notice(
            "good",
            plural("{count} prices have fallen", len(fallen)),
            t("The lower price applies by itself."),
        )
    if short:
        page.notice("information", plural("{count} lines are short in stock", len(short)),
                    t("What is there is held for you; the rest waits for delivery."))  # fmt: skip
