"""A read file before it is ordered: what was asked on top, then what was refused, then every
line with its price, sum and stock. The receipt accounts for each row of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from nicegui import ui

from wholesale.api.uploads import returned_url
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Role
from wholesale.flow import read_order_file as files
from wholesale.flow.order_preview import OpenRow, Preview, PreviewLine
from wholesale.ui.call import call, look
from wholesale.ui.components import marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable, InParts
from wholesale.ui.dealer import (
    price_words,
    upload_doubts,
    upload_notices,
    upload_order,
    upload_words,
)
from wholesale.ui.dealer.upload_asked import AskedPanel, choose_product
from wholesale.ui.dealer.upload_columns import show_columns
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import actor, amount, plural, quantity, t
from wholesale.ui.units import sign_of

SHOWN = 100  # lines at once
REJECTED = 25  # of them
_MANY = 12  # lines, below which the head of the page is out of sight


async def show(upload_id: int) -> None:
    """The page ``/upload/{upload_id}``."""
    preview = await look(files.preview_upload, upload_id=upload_id)
    whose = ""
    if actor().role is not Role.DEALER:
        whose = (await look(files.dealer_choices)).get(preview.dealer_id, "")
    _Screen(preview, whose)


class _Screen:
    """The preview and its parts that change with each answer."""

    def __init__(self, preview: Preview, whose: str) -> None:
        """``whose`` order it is is told to staff."""
        self.preview = preview
        self.shape: tuple[bool, bool, bool] | None = None
        self.several_refused = False  # rows of several sheets are refused
        back = f"/upload?dealer={preview.dealer_id}" if whose else "/upload"
        with page.head(
            preview.file_name or t("Pasted cells"), note=whose, back=(t("Order from a file"), back)
        ):
            self.columns = page.secondary(t("Columns"), self._columns, icon="columns-3")
            page.secondary(t("File with marks"), self._return, icon="download")
            self.order = page.primary("", self._order, icon="send")
        self.notices = ui.element("div").classes("stack-2")
        self.receipt = ui.element("div").classes("figures receipt-strip")
        self.asked = AskedPanel(self._answer, preview.dealer_id)
        with page.panel(classes="open-rows") as self.rejected:
            self.rejected_title = marks.text("", "h2", "h2")
            self.refused = InParts(self._rejected_table, size=REJECTED)
        self.lines = ui.element("div").classes("stack-4")
        self.skipped = ui.element("div")
        with self.lines:
            self.lines_title = marks.text("", "h2", "h2")
            self.lines_frame = ui.element("div")
            with ui.element("div").classes("og-foot") as self.foot:
                self.foot_counts = marks.text("", "quiet small")
                with ui.element("div").classes("push og-total").props("role=status"):
                    marks.text(t("Total"), "quiet")
                    self.foot_total = ui.element("span")
                page.primary(t("Place the order"), self._order, icon="send")
        self._show(preview)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        receipt = preview.receipt
        ordered = next((number for _, _, number in preview.earlier if number), None)
        if preview.orders:
            several = len(preview.orders) > 1
            self.order.set_text(t("To the orders") if several else t("Open the order"))
        elif preview.lines:
            self.order.set_text(t("Order for {total} ₽", total=amount(preview.total)))
        else:
            self.order.set_text(t("Nothing to order yet"))
        self.order.set_enabled(bool(preview.orders or preview.lines))
        self.columns.set_visibility(not preview.orders)
        self.notices.clear()
        with self.notices:
            if not preview.orders:
                upload_doubts.show(preview, self._show)
            upload_notices.say(preview, ordered)
        self.receipt.clear()
        with self.receipt:
            page.figure(t("Rows in the file"), receipt.rows_in)
            page.figure(t("Added"), receipt.added, _merged(receipt.merged))
            page.figure(t("To clarify"), receipt.asked, meaning="warning" if receipt.asked else "")
            page.figure(t("Rejected"), receipt.rejected,
                        meaning="bad" if receipt.rejected else "")  # fmt: skip
            below = t("see below why") if receipt.skipped else ""
            page.figure(t("Skipped"), receipt.skipped, below)
        if preview.orders:  # nothing can be answered any more
            self.asked.show((), ())
        else:
            self.asked.show(preview.asked, preview.short)
        self._show_rejected(preview)
        self._show_skipped(preview)
        self.lines_title.set_text(
            f"{plural('{count} lines', len(preview.lines))} · {amount(preview.total)} ₽"
        )
        self.lines.set_visibility(bool(preview.lines))
        self._show_lines(preview.lines)
        self._show_foot(preview)

    def _show_foot(self, preview: Preview) -> None:
        """The running total and the way to the order, in sight while the lines are."""
        self.foot.set_visibility(len(preview.lines) > _MANY and not preview.orders)
        stay_out = preview.receipt.asked + preview.receipt.rejected
        told = plural("{count} rows stay out of the order", stay_out) if stay_out else ""
        self.foot_counts.set_text(told or plural("{count} lines", len(preview.lines)))
        self.foot_total.clear()
        with self.foot_total:
            marks.money(preview.total, classes="strong")

    def _show_lines(self, lines: Sequence[PreviewLine]) -> None:
        shape = (
            len({line.sheet for line in lines}) > 1,
            any(line.delivery for line in lines),
            not self.preview.orders,
        )
        if shape != self.shape:  # other columns were shown in the file, or it was ordered
            self.shape = shape
            self.lines_frame.clear()
            with self.lines_frame:
                self.table = InParts(partial(self._table, *shape), size=SHOWN)
        self.table.show(lines)

    def _table(self, several: bool, shops: bool, changeable: bool) -> DataTable:
        columns = [
            Column("row", t("Row"), partial(_row, several), fold=partial(_told_row, several)),
            Column("article", t("Article"), lambda line: line.article, "code",
                   fold=lambda line: line.article),
            Column("name", t("Product"), lambda line: line.name, "title",
                   sub=partial(_said, changeable), phone="title", width="38%"),
        ]  # fmt: skip
        if shops:
            columns.append(
                Column("delivery", t("Deliver to"), lambda line: line.delivery,
                       fold=lambda line: line.delivery)
            )  # fmt: skip
        if changeable:  # of an ordered line, the order itself holds the stock
            columns.append(Column("stock", t("In stock"), _stock, "status", phone="meta"))
        columns += [
            Column("price", t("Price"), lambda line: line.unit_price, "money", phone="meta",
                   sub=_last_price),
            Column("wanted", t("Quantity"), lambda line: line.quantity,
                   "input" if changeable else "number", phone="end",
                   unit=lambda line: sign_of(line.unit), sub=_last_quantity),
            Column("total", t("Sum"), lambda line: line.total, "money", phone="side"),
        ]  # fmt: skip
        return DataTable(
            columns,
            key=lambda line: line.keys[0],
            acts=[
                Act("why", "info", t("How the price is made up"), _explain),
                Act("other", "search", t("Choose another product"), self._other, self._may_change),
                Act("out", "trash-2", t("Leave out"), self._leave_out, self._may_change),
            ],
            on_input=self._typed,
            mark=lambda line: "noted" if upload_words.notes(line, stocked=changeable) else False,
        )

    async def _typed(self, line: PreviewLine, _: str, typed: str) -> None:
        first, *others = line.keys
        answers: dict[str, dict[str, Any] | None] = {first: {"quantity": typed}}
        answers.update({key: {"skip": True} for key in others})
        await self._answer(answers)

    async def _leave_out(self, line: PreviewLine) -> None:
        await self._answer({key: {"skip": True} for key in line.keys})
        toast.good(
            t("{article} is left out", article=line.article),
            undo=partial(self._answer, dict.fromkeys(line.keys)),
        )

    async def _other(self, line: PreviewLine) -> None:
        product_id = await choose_product(self.preview.dealer_id, line.text)
        if product_id is not None:
            await self._answer({key: {"product_id": product_id} for key in line.keys})

    async def _answer(self, answers: Mapping[str, Mapping[str, Any] | None]) -> None:
        self._show(
            await call(files.answer_upload, upload_id=self.preview.upload_id, answers=answers)
        )

    def _show_rejected(self, preview: Preview) -> None:
        """What cannot be ordered as it is; of an ordered file, all that stayed out of it."""
        done = bool(preview.orders)
        rows = (*preview.asked, *preview.rejected) if done else preview.rejected
        self.rejected_title.set_text(t("Not in the order") if done else t("Rejected rows"))
        self.rejected.set_visibility(bool(rows))
        self.several_refused = len({row.sheet for row in rows}) > 1
        self.refused.show(rows)

    def _may_change(self, _: Any) -> bool:
        return not self.preview.orders

    def _rejected_table(self) -> DataTable:
        return DataTable(
            [
                Column("row", t("Row"), self._place),
                Column("text", t("In the file"), lambda row: row.text or "—", "title",
                       sub=upload_words.why, phone="title", width="60%"),
                Column("amount", t("Quantity"), self._refused_amount, "custom", phone="end",
                       right=True, template=_AMOUNT),
            ],
            key=lambda row: row.key,
            acts=[
                Act("find", "search", t("Find the product"), self._find, self._may_change,
                    worded=_is_unknown),
                Act("out", "trash-2", t("Leave out"), self._drop, self._may_change),
            ],
            on_input=self._typed_rejected,
        )  # fmt: skip

    def _refused_amount(self, row: OpenRow) -> dict[str, Any]:
        """A quantity can be put right; of an unknown product it is only told."""
        if _is_unknown(row) or self.preview.orders:
            return {"amount": upload_words.amount_of(row)}
        number = row.amount.split(" ", maxsplit=1)[0]
        said = quantity(Decimal(number)) if number else ""
        return {"typed": True, "amount": said, "label": f"{t('Quantity')} · {row.text}"}

    def _place(self, row: OpenRow) -> str:
        return _row(self.several_refused, row)

    async def _typed_rejected(self, row: OpenRow, _: str, typed: str) -> None:
        await self._answer({row.key: {"quantity": typed}})

    async def _find(self, row: OpenRow) -> None:
        product_id = await choose_product(self.preview.dealer_id, row.text)
        if product_id is not None:
            await self._answer({row.key: {"product_id": product_id}})

    async def _drop(self, row: OpenRow) -> None:
        await self._answer({row.key: {"skip": True}})
        toast.good(
            t("{article} is left out", article=row.text[:60] or t("row {row}", row=row.row)),
            undo=partial(self._answer, {row.key: None}),
        )

    def _show_skipped(self, preview: Preview) -> None:
        self.skipped.clear()
        if not preview.receipt.skipped:
            return
        with (
            self.skipped,
            ui.expansion(t("Skipped rows: {count}", count=preview.receipt.skipped)).classes(
                "skipped-rows"
            ),
        ):
            several = len({sheet for _, sheet, _ in preview.skipped}) > 1
            page.facts(
                (
                    t(f"intake.{reason}") + (f" · {sheet}" if several and sheet else ""),
                    plural("{count} rows", rows)
                    + upload_words.runs(preview.skipped_at.get((reason, sheet), ())),
                )
                for reason, sheet, rows in preview.skipped
            )

    def _return(self) -> None:
        if self.preview.file_name.casefold().endswith(".xlsb"):
            toast.information(t("Of an xlsb its cells come back, without its formatting."))
        deliver_file(returned_url(self.preview.upload_id))

    async def _columns(self) -> None:
        fresh = await show_columns(self.preview)
        if fresh is not None:
            self._show(fresh)

    async def _order(self) -> None:
        preview = self.preview
        if preview.orders:
            ui.navigate.to(upload_order.address(preview.orders))
            return
        try:
            await upload_order.send(preview)
        except DomainError as error:
            if error.code in {"prices_rose", "upload_ordered_before", "upload_ordered"}:
                self._show(await look(files.preview_upload, upload_id=preview.upload_id))
            raise


def _merged(count: int) -> str:
    return t("and {count} joined to them", count=count) if count else ""


def _row(several: bool, row: PreviewLine | OpenRow) -> str:
    told = _numbers(row)
    return f"{row.sheet} · {told}" if several and row.sheet else told


def _told_row(several: bool, line: PreviewLine) -> str:
    told = t("row {row}", row=_numbers(line))
    return f"{line.sheet} · {told}" if several and line.sheet else told


def _numbers(row: PreviewLine | OpenRow) -> str:
    numbers = row.rows if isinstance(row, PreviewLine) else (row.row,)
    return ", ".join(str(number) for number in numbers[:4]) + ("…" if len(numbers) > 4 else "")


def _said(stocked: bool, line: PreviewLine) -> str:
    parts = [upload_words.notes(line, stocked=stocked)]
    if line.how not in {"article", "barcode", "answer"} and not _same_words(line):
        parts.append(t("In the file: {text}", text=line.text[:120]))
    return " ".join(filter(None, parts))


def _same_words(line: PreviewLine) -> bool:
    return line.text.casefold().split() == line.name.casefold().split()


def _stock(line: PreviewLine) -> tuple[str, str]:
    if line.available <= 0:
        return t("not in stock"), "warning"
    enough = not any(code.startswith("stock_short") for code, _ in line.notes)
    return f"{quantity(line.available)} {sign_of(line.unit)}", "good" if enough else "warning"


def _last_price(line: PreviewLine) -> str:
    if line.last is None or line.last.unit_price == line.unit_price:
        return ""
    return t("last time {price}", price=amount(line.last.unit_price))


def _last_quantity(line: PreviewLine) -> str:
    if line.last is None or line.delivery or line.last.quantity == line.quantity:
        return ""  # what was ordered is known of all shops together
    return t("last time {quantity}", quantity=quantity(line.last.quantity))


def _is_unknown(row: OpenRow) -> bool:
    return row.product_id is None


_AMOUNT = """<span v-if="!value.typed" class="num">{{ value.amount }}</span>
  <input v-else class="qty" :class="{filled: value.amount}" :value="value.amount"
  inputmode="decimal" autocomplete="off" :aria-label="value.label"
  :data-place="row._key + ' amount'" @focus="e => e.target.select()"
  @change="e => $parent.$emit('typed', {key: row._key, name: 'amount', value: e.target.value})">"""


def _explain(line: PreviewLine) -> None:
    price_words.dialog(line.article, line.name, line.priced)
