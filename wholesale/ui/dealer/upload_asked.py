"""Rows that need a person: one at a time, a key for each answer; or all the likely ones at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from nicegui import ui

from wholesale.flow.browse_catalog import ShelfRow, browse_catalog
from wholesale.flow.order_preview import Candidate, OpenRow
from wholesale.flow.order_questions import questions
from wholesale.intake.matching.decide import ASK_QUANTITY
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.dealer import upload_words
from wholesale.ui.dealer.upload_likely import Answer, is_likely, show_likely
from wholesale.ui.dealer.upload_words import amount_of, place_of
from wholesale.ui.session import plural, quantity, t
from wholesale.ui.units import sign_of

_KEYS = """
(() => {
  if (window.wholesaleAsked) document.removeEventListener('keydown', window.wholesaleAsked);
  window.wholesaleAsked = (e) => {
    if (e.altKey || document.querySelector('.q-dialog')) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    const undo = (e.ctrlKey || e.metaKey) && !e.shiftKey && e.code === 'KeyZ';
    if ((e.ctrlKey || e.metaKey) && !undo) return;
    const key = undo ? 'undo' : e.code === 'KeyF' ? 'f' : e.key;
    const typed = document.querySelector('.asked input[data-typed]');
    if (typed && /^[1-9]$/.test(key)) { typed.focus(); return; } // the digit goes into it
    const found = document.querySelector(`[data-answer="${CSS.escape(key)}"]`);
    if (found) { e.preventDefault(); found.click(); }
  };
  document.addEventListener('keydown', window.wholesaleAsked);
})()
"""


class AskedPanel:
    """The row being asked with its candidates; answering shows the next one, and what was
    answered here can be taken back, the last first."""

    def __init__(self, answer: Answer, dealer_id: int) -> None:
        self._answer, self._dealer_id = answer, dealer_id
        self._rows: Sequence[OpenRow] = ()
        self._questions = 0  # of the rows; what is out of stock follows and need not be answered
        self._at = 0
        self._listed = False
        self._said: list[tuple[str, ...]] = []  # the rows of each answer
        self._back_to = ""  # a row that is asked again
        self._silent = True  # what stands on a page when it opens is no news
        self._aloud = ui.label().classes("visually-hidden").props("aria-live=polite")
        self.frame = ui.element("div")
        ui.run_javascript(_KEYS)

    def show(self, asked: Sequence[OpenRow], short: Sequence[OpenRow]) -> None:
        """Show what is still asked, then what is out of stock, staying where the reader was."""
        asked, short = questions(asked), questions(short)
        self._rows, self._questions = (*asked, *short), len(asked)
        again = (at for at, row in enumerate(self._rows) if row.key == self._back_to)
        self._at = next(again, min(self._at, max(len(self._rows) - 1, 0)))
        self._back_to = ""
        self._draw()

    def _draw(self) -> None:
        self.frame.clear()
        self.frame.set_visibility(bool(self._rows or self._said))
        likely = [row for row in self._rows[: self._questions] if is_likely(row)]
        with self.frame:
            if not self._rows:
                self._done()
                return
            with page.panel(classes="asked") as framed:
                # It takes over the focus of the answer that has gone: Tab goes on from here.
                framed.props("tabindex=-1 role=group data-place=asked")
                framed.props["aria-label"] = t("To clarify")
                if self._listed and likely:
                    self._list(likely)
                else:
                    self._one(self._rows[self._at], listable=len(likely) > 1)

    def _done(self) -> None:
        """Nothing is left to be asked; the last answer may still have been wrong."""
        if not self._said:
            return
        self._aloud.set_text(t("Nothing is left to clarify"))
        with ui.element("div").classes("notice good asked-done"):
            marks.icon("circle-check")
            marks.text(t("Nothing is left to clarify"), "strong")
            with ui.element("div").classes("push"):
                self._undo()

    def _list(self, likely: Sequence[OpenRow]) -> None:
        rest = self._questions - len(likely)
        with ui.element("div").classes("panel-head"):
            marks.text(t("To clarify"), "", "h2")
            marks.text(str(len(likely)), "faint num")
            with ui.element("div").classes("acts"):
                self._undo()
                page.quiet(t("One by one"), self._turn, icon="arrow-right")
        told = plural("{count} more questions have no likely answer: they stay for later", rest)
        ui.label(
            t("Of each row the likeliest product. Tick where it is the right one.")
            + (f" {told}" if rest else "")
        ).classes("quiet")
        show_likely(likely, self._say)

    def _undo(self) -> None:
        if self._said:
            back = page.quiet(t("Take the answer back"), self._take_back, icon="undo-2")
            _keyed(back, "undo").tooltip("Ctrl Z")

    def _one(self, row: OpenRow, *, listable: bool) -> None:
        with ui.element("div").classes("panel-head"):
            marks.text(self._title(), "", "h2")
            marks.text(self._count(), "faint num")
            with ui.element("div").classes("acts"):
                self._undo()
                if listable:
                    page.quiet(t("All at once"), self._turn, icon="list-checks")
                if len(self._rows) > 1:
                    _keyed(page.icon_button("chevron-left", t("Previous"), partial(self._go, -1)),
                           "ArrowLeft")  # fmt: skip
                    _keyed(page.icon_button("chevron-right", t("Next"), partial(self._go, 1)),
                           "ArrowRight")  # fmt: skip
        with ui.element("div").classes("asked-row"):
            with ui.element("div"):
                marks.text(place_of(row), "faint small")
                ui.label(row.text).classes("asked-text")
            if row.amount:
                marks.text(amount_of(row), "asked-amount num")
        ui.label(upload_words.why(row)).classes("quiet")
        if not self._silent:
            told = f"{self._title()} {self._count()}: {row.text}. {upload_words.why(row)}"
            self._aloud.set_text(told)
        self._silent = False
        if row.code in ASK_QUANTITY:
            self._quantity(row)
        else:
            self._candidates(row)

    def _turn(self) -> None:
        self._listed = not self._listed
        self._draw()

    def _title(self) -> str:
        return t("To clarify") if self._at < self._questions else t("Out of stock")

    def _count(self) -> str:
        if self._at < self._questions:
            return f"{self._at + 1} / {self._questions}"
        return f"{self._at - self._questions + 1} / {len(self._rows) - self._questions}"

    def _candidates(self, row: OpenRow) -> None:
        with ui.element("div").classes("candidates"):
            for number, candidate in enumerate(row.candidates[:9], 1):
                with (
                    ui.element("button")
                    .classes("candidate")
                    .props(f'type=button data-answer="{number}"')
                    .on("click", action(partial(self._take, row, candidate)))
                ):
                    ui.html(f"<kbd>{number}</kbd>", sanitize=False)
                    _face(candidate, upload_words.about(candidate))
        self._ways_out(
            row, t("Keys: number of the product, F to find another, 0 to leave out, ← → to leaf")
        )

    def _quantity(self, row: OpenRow) -> None:
        candidate = row.candidates[0]
        with ui.element("div").classes("candidate asked-quantity"):
            _face(candidate, candidate.article)
            wanted = ui.input(placeholder=t("Quantity")).props(
                "inputmode=decimal autocomplete=off data-typed"
            )
            wanted.props["aria-label"] = t("Quantity")
            wanted.props["suffix"] = sign_of(candidate.unit)

            async def take() -> None:
                await self._say(
                    {row.key: {"product_id": candidate.product_id, "quantity": wanted.value or ""}}
                )

            wanted.on("keydown.enter", action(take))
            page.secondary(t("Take this quantity"), take, icon="check")
        self._ways_out(
            row, t("Keys: the quantity and Enter, F to find another, 0 to leave out, ← → to leaf")
        )

    def _ways_out(self, row: OpenRow, keys: str) -> None:
        """Answers that fit every question, and the ``keys`` told."""
        with ui.element("div").classes("asked-more"):
            _keyed(page.secondary(t("Another product"), partial(self._other, row), icon="search"),
                   "f")  # fmt: skip
            _keyed(page.quiet(t("Leave the row out"), partial(self._skip, row), icon="x"), "0")
            marks.text(keys, "faint tiny only-wide")

    async def _take(self, row: OpenRow, candidate: Candidate) -> None:
        said: dict[str, Any] = {"product_id": candidate.product_id}
        if row.code == "out_of_stock":
            said["instead"] = True
        await self._say(dict.fromkeys((row.key, *row.joined), said))

    async def _skip(self, row: OpenRow) -> None:
        await self._say({key: {"skip": True} for key in (row.key, *row.joined)})

    async def _other(self, row: OpenRow) -> None:
        product_id = await choose_product(self._dealer_id, row.text)
        if product_id is not None:
            said = {"product_id": product_id}
            await self._say(dict.fromkeys((row.key, *row.joined), said))

    async def _say(self, answers: Mapping[str, Mapping[str, Any] | None]) -> None:
        self._said.append(tuple(answers))
        try:
            await self._answer(answers)
        except Exception:
            self._said.pop()
            raise

    async def _take_back(self) -> None:
        keys = self._said.pop()
        self._back_to, self._listed = keys[0], self._listed and len(keys) > 1
        await self._answer(dict.fromkeys(keys))

    def _go(self, step: int) -> None:
        self._at = (self._at + step) % len(self._rows)
        self._draw()


async def choose_product(dealer_id: int, text: str) -> int | None:
    """A dialog that searches the catalogue; the id of the product chosen, None for none."""
    with ui.dialog() as dialog, ui.card().classes("dialog-wide"):
        ui.label(t("Which product is it?")).classes("dialog-title")
        if text:
            ui.label(text).classes("quiet")
        field = ui.input(
            placeholder=t("Name, article or barcode"), value=text.rsplit(" · ", maxsplit=1)[-1]
        )
        field.props("autofocus debounce=200 clearable type=search autocomplete=off")
        field.props["aria-label"] = t("Name, article or barcode")
        table = DataTable(
            [
                Column("article", t("Article"), lambda row: row.product.article, "code"),
                Column("name", t("Product"), lambda row: row.product.name, "custom",
                       phone="title", template=_PICK),
                Column("stock", t("In stock"), lambda row: row.available, "number"),
                Column("price", t("Price"), lambda row: row.unit_price, "money", phone="side"),
            ],
            key=lambda row: row.product.id,
        )  # fmt: skip
        nothing = ui.label().classes("quiet").props("aria-live=polite")
        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Go back"), lambda: dialog.submit(None))

    async def find() -> None:
        rows: Sequence[ShelfRow] = ()
        if words := (field.value or "").strip():
            found = await look(browse_catalog, dealer_id=dealer_id, text=words[:200], limit=12)
            rows = found.rows
        table.show(rows)
        table.table.set_visibility(bool(rows))
        nothing.set_visibility(not rows)
        nothing.set_text(
            t("Nothing is found. Try fewer words, a part of the name or of the article.")
            if words
            else t("Type a part of the name, the article or the barcode.")
        )

    field.on_value_change(action(find, once=False))
    field.on("keydown.enter", js_handler=_TO_FIRST)
    field.on("keydown.down", js_handler=_TO_FIRST)
    table.table.on("pick", lambda event: dialog.submit(int(event.args)))
    dialog.open()
    await find()
    answer = await dialog
    dialog.delete()
    return answer if isinstance(answer, int) else None


_TO_FIRST = """(event) => {
  event.preventDefault();
  event.target.closest('.q-dialog').querySelector('.pick')?.focus();
}"""
_PICK = """<button type="button" class="pick" @click="() => $parent.$emit('pick', row._key)">
  {{ value }}</button>"""


def _face(candidate: Candidate, about: str) -> None:
    """A product with what is said of it, its price and stock."""
    sign = f"{marks.NO_BREAK}{sign_of(candidate.unit)}"
    with ui.element("span").classes("candidate-name"):
        marks.text(candidate.name)
        marks.text(about, "faint small")
    with ui.element("span").classes("candidate-price"):
        marks.money(candidate.unit_price)
        marks.text(
            t("free {quantity}", quantity=f"{quantity(candidate.available)}{sign}")
            if candidate.available > 0
            else t("not in stock"),
            "faint small",
        )


def _keyed(button: ui.button, key: str) -> ui.button:
    button.props["data-answer"] = key
    return button
