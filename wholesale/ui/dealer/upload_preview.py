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
from wholesale.core.vocabulary import UNITS, Role
from wholesale.flow import read_order_file as files
from wholesale.flow.order_preview import OpenRow, Preview, PreviewLine
from wholesale.flow.order_upload import order_upload
from wholesale.intake.words.cells import letter
from wholesale.ui.call import call, look
from wholesale.ui.components import marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable, PagedTable
from wholesale.ui.dealer import price_words, upload_notices, upload_words
from wholesale.ui.dealer.basket import announce
from wholesale.ui.dealer.upload_asked import AskedPanel, choose_product
from wholesale.ui.dealer.upload_columns import count_by, show_columns
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import actor, amount, plural, quantity, t

SHOWN = 100  # lines at once


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
        back = f"/upload?dealer={preview.dealer_id}" if whose else "/upload"
        with page.head(
            preview.file_name or t("Pasted cells"), note=whose, back=(t("Order from a file"), back)
        ):
            page.secondary(t("Columns"), self._columns, icon="columns-3")
            page.secondary(t("File with marks"), self._return, icon="download")
            self.order = page.primary("", self._order, icon="send")
        self.notices = ui.element("div").classes("stack-2")
        self.receipt = ui.element("div").classes("figures receipt-strip")
        self.asked = AskedPanel(self._answer, preview.dealer_id)
        self.rejected = ui.element("div")
        self.lines = ui.element("div").classes("stack-4")
        self.skipped = ui.element("div")
        with self.lines:
            self.lines_title = marks.text("", "h2", "h2")
            self.table = PagedTable(self._table, self._load)
        self._show(preview)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        receipt = preview.receipt
        ordered = next((number for _, _, number in preview.earlier if number), None)
        if preview.order:
            self.order.set_text(t("Open the order"))
        elif preview.lines:
            self.order.set_text(t("Order for {total} ₽", total=amount(preview.total)))
        else:
            self.order.set_text(t("Nothing to order yet"))
        self.order.set_enabled(bool(preview.order or preview.lines))
        self.notices.clear()
        with self.notices:
            upload_notices.say_problems(preview)
            self._offer_columns(preview)
            upload_notices.say(preview, ordered)
        self.receipt.clear()
        with self.receipt:
            page.figure(t("Rows in the file"), receipt.rows_in)
            page.figure(t("Added"), receipt.added, _merged(receipt.merged))
            page.figure(t("To clarify"), receipt.asked)
            page.figure(t("Rejected"), receipt.rejected)
            below = t("see below why") if receipt.skipped else ""
            page.figure(t("Skipped"), receipt.skipped, below)
        self.asked.show(preview.asked, preview.short)
        self._show_rejected(preview.rejected)
        self._show_skipped(preview)
        self.lines_title.set_text(
            f"{plural('{count} lines', len(preview.lines))} · {amount(preview.total)} ₽"
        )
        self.lines.set_visibility(bool(preview.lines))
        rows, following = list(preview.lines[:SHOWN]), SHOWN
        self.table.data.show(rows)
        self.table.continue_from(following if following < len(preview.lines) else None)

    def _offer_columns(self, preview: Preview) -> None:
        """A key for each column that may be the quantity of the one table in doubt, while no row
        is asked."""
        doubtful = [(at, table) for at, table in enumerate(preview.tables) if table.get("problem")]
        if len(doubtful) != 1 or preview.asked or preview.short:
            return
        [(at, table)] = doubtful
        with ui.element("div").classes("asked-more"):
            for number, column in enumerate(table.get("unsure", ())[:9], 1):
                heading = "".join(table["headings"][column:][:1])
                offered = page.secondary(
                    t("Quantity: {column}", column=f"{letter(column)} {heading}".strip()),
                    partial(self._count_by, at, column),
                )
                offered.props["data-answer"] = str(number)
                with offered:
                    ui.html(f"<kbd>{number}</kbd>", sanitize=False)

    async def _count_by(self, table: int, column: int) -> None:
        self._show(await count_by(self.preview, table, column))

    async def _load(self, after: Any) -> tuple[Sequence[PreviewLine], Any]:
        start = int(after or 0)
        following = start + SHOWN
        lines = self.preview.lines
        return lines[start:following], following if following < len(lines) else None

    def _table(self) -> DataTable:
        several = len({line.sheet for line in self.preview.lines}) > 1
        shops = any(line.delivery for line in self.preview.lines)
        columns = [
            Column("row", t("Row"), partial(_row, several), "text", phone="meta"),
            Column("article", t("Article"), lambda line: line.article, "code", phone="meta"),
            Column("name", t("Product"), lambda line: line.name, "title", sub=_said,
                   phone="wide", width="38%"),
        ]  # fmt: skip
        if shops:
            columns.append(Column("delivery", t("Deliver to"), lambda line: line.delivery))
        columns += [
            Column("stock", t("In stock"), _stock, "status", phone="meta"),
            Column("price", t("Price"), lambda line: line.unit_price, "money", phone="meta",
                   sub=_last_price),
            Column("wanted", t("Quantity"), lambda line: line.quantity, "input", phone="end",
                   sub=_last_quantity),
            Column("total", t("Sum"), lambda line: line.total, "money", phone="side"),
        ]  # fmt: skip
        return DataTable(
            columns,
            key=lambda line: line.keys[0],
            acts=[
                Act("why", "info", t("How the price is made up"), _explain),
                Act("other", "search", t("Choose another product"), self._other),
                Act("out", "trash-2", t("Leave out"), self._leave_out),
            ],
            on_input=self._typed,
            mark=lambda line: "noted" if line.notes else False,
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

    def _show_rejected(self, rows: Sequence[OpenRow]) -> None:
        self.rejected.clear()
        self.rejected.set_visibility(bool(rows))
        if not rows:
            return
        with self.rejected, page.panel(t("Rejected rows"), classes="open-rows"):
            DataTable(
                [
                    Column("row", t("Row"), partial(_row, len({r.sheet for r in rows}) > 1)),
                    Column("text", t("In the file"), lambda row: row.text or "—", "title",
                           sub=upload_words.why, phone="title", width="60%"),
                    Column("amount", t("Quantity"), lambda row: _plain_amount(row.amount),
                           "input", phone="end"),
                ],
                key=lambda row: row.key,
                acts=[
                    Act("find", "search", t("Find the product"), self._find),
                    Act("out", "trash-2", t("Leave out"), self._drop),
                ],
                on_input=self._typed_rejected,
                rows=rows,
            )  # fmt: skip

    async def _typed_rejected(self, row: OpenRow, _: str, typed: str) -> None:
        await self._answer({row.key: {"quantity": typed}})

    async def _find(self, row: OpenRow) -> None:
        product_id = await choose_product(self.preview.dealer_id, row.text)
        if product_id is not None:
            await self._answer({row.key: {"product_id": product_id}})

    async def _drop(self, row: OpenRow) -> None:
        await self._answer({row.key: {"skip": True}})

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
            page.facts(
                (
                    t(f"intake.{reason}") + (f" · {sheet}" if sheet else ""),
                    plural("{count} rows", rows),
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
        if preview.order:
            ui.navigate.to(f"/orders/{preview.order}")
            return
        open_rows = preview.receipt.asked + preview.receipt.rejected
        before = next((number for _, _, number in preview.earlier if number), None)
        split = await _confirm(preview, open_rows, before)
        if split is None:
            return
        try:
            placed = await call(
                order_upload,
                upload_id=preview.upload_id,
                again=before is not None,
                split=split,
                expected_total=preview.total,
            )
        except DomainError as error:
            if error.code in {"prices_rose", "upload_ordered_before", "upload_ordered"}:
                self._show(await look(files.preview_upload, upload_id=preview.upload_id))
            raise
        held = [order for order in placed if order.held]
        if held:
            announce(held[0])
        else:
            numbers = ", ".join(order.number for order in placed)
            toast.good(t("Order {number} is sent", number=numbers))
        target = f"/orders/{placed[0].number}" if len(placed) == 1 else "/orders"
        ui.navigate.to(target)


async def _confirm(preview: Preview, open_rows: int, before: str | None) -> bool | None:
    """Ask where something is left out, done twice, or could be split by shops; False to order
    as one, True to split by deliveries, None to go back."""
    shops = sorted({line.delivery for line in preview.lines if line.delivery})
    if not open_rows and not before and len(shops) < 2:
        return False
    with ui.dialog() as dialog, ui.card():
        ui.label(t("Order for {total} ₽", total=amount(preview.total))).classes("dialog-title")
        if before:
            page.notice(
                "warning",
                t("The very same file has been ordered already: {number}.", number=before),
            )
        if open_rows:
            page.notice(
                "information",
                plural("{count} rows stay out of the order", open_rows),
                t(
                    "Put them right in the file with marks and drop it back: "
                    "what is ordered stays out."
                ),
            )
        split = None
        if len(shops) > 1:
            split = ui.radio(
                {
                    False: t("One order with the shop on each line"),
                    True: plural("{count} orders, one for each shop", len(shops)),
                },
                value=False,
            )
        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Go back"), lambda: dialog.submit(None))
            page.primary(
                t("Send the order"), lambda: dialog.submit(bool(split and split.value)), icon="send"
            )
    answer = await dialog
    dialog.delete()
    return answer if isinstance(answer, bool) else None


def _merged(count: int) -> str:
    return t("and {count} joined to them", count=count) if count else ""


def _row(several: bool, row: PreviewLine | OpenRow) -> str:
    numbers = row.rows if isinstance(row, PreviewLine) else (row.row,)
    told = ", ".join(str(number) for number in numbers[:4]) + ("…" if len(numbers) > 4 else "")
    return f"{row.sheet} · {told}" if several and row.sheet else told


def _said(line: PreviewLine) -> str:
    parts = [upload_words.notes(line)]
    if line.how not in {"article", "barcode", "answer"}:
        parts.append(t("In the file: {text}", text=line.text[:120]))
    return " ".join(filter(None, parts))


def _stock(line: PreviewLine) -> tuple[str, str]:
    if line.available <= 0:
        return t("not in stock"), "warning"
    enough = line.available >= line.quantity
    return f"{quantity(line.available)} {_sign(line.unit)}", "good" if enough else "warning"


def _last_price(line: PreviewLine) -> str:
    if line.last is None or line.last.unit_price == line.unit_price:
        return ""
    return t("last time {price}", price=amount(line.last.unit_price))


def _last_quantity(line: PreviewLine) -> str:
    sign = _sign(line.unit)
    if line.last is None or line.last.quantity == line.quantity:
        return sign
    return f"{sign} · {t('last time {quantity}', quantity=quantity(line.last.quantity))}"


def _sign(code: str) -> str:
    unit = UNITS.get(code)
    return unit.sign if unit else ""


def _plain_amount(packed: str) -> Decimal | None:
    return Decimal(packed.split(" ", maxsplit=1)[0]) if packed else None


def _explain(line: PreviewLine) -> None:
    price_words.dialog(line.article, line.name, line.priced)
