"""Quick entry: a sheet of codes and quantities filled from the keyboard, by a scanner, from the
clipboard or with the phone's camera; all that can be ordered goes into the basket at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.flow import fill_basket
from wholesale.flow.browse_catalog import shelf_row
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.quick_entry import (
    LONGEST_CODE,
    LONGEST_COUNT,
    MOST_LINES,
    QuickLine,
    TypedLine,
    read_quick_lines,
)
from wholesale.ui.call import action, call, look
from wholesale.ui.components import marks, page, toast
from wholesale.ui.dealer import basket_mark, upload_words
from wholesale.ui.dealer.barcode_camera import BarcodeCamera
from wholesale.ui.dealer.catalog import dealer_id
from wholesale.ui.dealer.quick_paste import read_cells
from wholesale.ui.dealer.upload_asked import choose_product
from wholesale.ui.session import amount, plural, quantity, refusal, t
from wholesale.ui.units import sign_of

MOST_ROWS = 3_000  # of a paste, of which most may ask for nothing
MOST_COLUMNS = 40


class OrderGrid(Element, component="order_grid.js"):
    """The sheet itself: one element, whatever its length.

    It emits ``typed`` with all its lines (id, code, count) after each change, ``seek`` with the
    id of a line whose product is to be looked for, ``pasted`` with the rows of several columns
    and the id of the line they belong at, ``too_many`` when more is pasted than fits.
    """

    def __init__(self, *, store: str) -> None:
        """``store`` names the place in the browser's tab where unfinished lines survive."""
        super().__init__()
        self.props["most"] = MOST_LINES
        self.props["most_pasted"] = MOST_ROWS
        self.props["store"] = store
        self.props["cells"] = {}
        self.props["words"] = {
            "line": t("Line"),
            "code": t("Article, barcode or name"),
            "code_hint": t("Code or name"),
            "count": t("Quantity"),
            "count_hint": t("qty"),
            "product": t("Product"),
            "price": t("Price"),
            "stock": t("In stock"),
            "sum": t("Sum"),
            "out": t("Take out"),
            "find": t("Find the product"),
            "packs": t("packs"),
        }

    def show(self, cells: Mapping[int, Mapping[str, Any]]) -> None:
        """What stands beside the lines, by their ids."""
        self.props["cells"] = {str(line_id): dict(cell) for line_id, cell in cells.items()}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as the browser told it."""

    id: int
    code: str
    count: str

    @property
    def typed(self) -> TypedLine:
        return TypedLine(self.code, self.count)


async def show() -> None:
    """The page ``/quick``."""
    _Screen()


class _Screen:
    """The sheet, its sum, and the way into the basket."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self._asked = 0
        self._shown = ""  # the code the camera waits to be told about
        with page.head(
            t("Quick entry"),
            note=t("Code or name, Enter, quantity, Enter; a scanner; columns of a table."),
        ):
            self.camera = BarcodeCamera()
            self.camera.on("found", action(self._found, once=False))
            open_it = page.button(t("Scan with the camera"), icon="camera", kind="secondary")
            open_it.on("click", js_handler=self.camera.opening)
            page.link_button(t("Basket"), "/basket", icon="shopping-cart")
        self.grid = OrderGrid(store=f"wholesale.quick.{dealer_id()}")
        self.grid.on("typed", action(self._typed, once=False))
        self.grid.on("seek", action(self._seek))
        self.grid.on("pasted", action(self._pasted))
        self.grid.on("too_many", action(self._too_many))
        with ui.element("div").classes("og-foot"):
            with ui.element("div").classes("og-counts").props("role=status"):
                self.counts = marks.text("", "quiet small")
                self.wrong = marks.text("", "small bad")
            with ui.element("div").classes("push og-total"):
                marks.text(t("Total"), "quiet")
                self.total = ui.element("span")
            undo = page.quiet(t("Undo"), lambda: self.grid.run_method("undo"), icon="undo-2")
            undo.props["aria-label"] = t("Undo")  # on a phone it has no text
            self.order = page.primary(t("Into the basket"), self._order, icon="shopping-cart")
        self._show([])

    async def _typed(self, event: GenericEventArguments) -> None:
        self.lines = _told(event.args)
        await self._read()

    async def _read(self) -> list[QuickLine]:
        """Look all lines up and show them; the latest call wins."""
        self._asked += 1
        asked, lines = self._asked, self.lines
        rows = await look(
            read_quick_lines, dealer_id=dealer_id(), typed=[line.typed for line in lines]
        )
        if asked == self._asked and not self.grid.is_deleted:
            self._show(rows)
            self._tell_camera(rows)
        return rows

    def _show(self, rows: Sequence[QuickLine]) -> None:
        self.grid.show(
            {line.id: _cell(line, row) for line, row in zip(self.lines, rows, strict=True)}
        )
        good = [row for row in rows if row.problem is None]
        wrong = len(rows) - len(good)
        self.counts.set_text(plural("{count} lines ready", len(good)))
        self.wrong.set_text(plural("{count} lines are not ready", wrong) if wrong else "")
        self.total.clear()
        with self.total:
            marks.money(sum((row.total for row in good), ZERO), classes="strong")
        self.order.set_enabled(bool(good))

    async def _order(self) -> None:
        """Put what can be ordered into the basket; the lines are not ready stay."""
        lines = self.lines
        rows = await self._read()
        taken = [
            (line, OrderItem(row.product.id, row.quantity))
            for line, row in zip(lines, rows, strict=True)
            if row.product is not None and row.quantity is not None and row.problem is None
        ]
        items = [item for _, item in taken]
        if not items:
            raise DomainError("quick_nothing_to_order")
        await call(fill_basket.add_to_basket, dealer_id=dealer_id(), items=items)
        gone = [line for line, _ in taken]
        self.grid.run_method("take_out", [line.id for line in gone])
        toast.good(
            plural("{count} lines are in the basket", len(items)),
            undo=partial(self._take_back, items, gone),
        )
        await basket_mark.refresh()

    async def _take_back(self, items: Sequence[OrderItem], lines: Sequence[_Line]) -> None:
        await call(fill_basket.take_from_basket, dealer_id=dealer_id(), items=items)
        if not self.grid.is_deleted:
            given = [{"code": one.code, "count": one.count} for one in lines]
            self.grid.run_method("put_back", given)
        await basket_mark.refresh()

    async def _seek(self, event: GenericEventArguments) -> None:
        line = next((line for line in self.lines if line.id == event.args), None)
        if line is None:
            return
        product_id = await choose_product(dealer_id(), line.code)
        if product_id is not None:
            row = await look(shelf_row, dealer_id=dealer_id(), product_id=product_id)
            self.grid.run_method("put", line.id, row.product.article)

    async def _pasted(self, event: GenericEventArguments) -> None:
        """Several columns: which is the code and which the quantity is found as in a file."""
        line_id, rows = _pasted_rows(event.args)
        pasted = await read_cells(dealer_id(), rows)
        if pasted is None or self.grid.is_deleted:
            return
        self.grid.run_method("fill", line_id, [[one.code, one.count] for one in pasted.lines])
        if pasted.blank:
            toast.information(plural("{count} rows without a quantity are left out", pasted.blank))

    def _too_many(self, event: GenericEventArguments) -> None:
        count = event.args if isinstance(event.args, int) else MOST_LINES
        raise DomainError("quick_lines_too_many", count=count, most=MOST_LINES)

    def _found(self, event: GenericEventArguments) -> None:
        code = str(event.args or "").strip()[:LONGEST_CODE]
        if code:
            self._shown = code
            self.grid.run_method("scan", code, True)

    def _tell_camera(self, rows: Sequence[QuickLine]) -> None:
        """What became of the code that was shown to the camera, once its line is read."""
        told = zip(self.lines, rows, strict=True)
        found = [(line, row) for line, row in told if line.code == self._shown]
        if not self._shown or not found:
            return
        self._shown = ""
        line, row = found[-1]
        if row.product is None:
            self.camera.answer(good=False, text=_problem(row))
            return
        sum_of_it = f"× {line.count} · {amount(row.total)}{marks.NO_BREAK}₽"
        detail = _problem(row) or " · ".join(filter(None, (sum_of_it, _notes(row))))
        self.camera.answer(good=row.problem is None, text=row.product.name, detail=detail)


def _told(args: Any) -> list[_Line]:
    """The lines of an event, nothing of it trusted."""
    given = [one for one in args if isinstance(one, dict)] if isinstance(args, list) else []
    return [
        _Line(
            one["id"],
            _text(one.get("code", ""), LONGEST_CODE),
            _text(one.get("count", ""), LONGEST_COUNT),
        )
        for one in given[: MOST_LINES + 1]
        if isinstance(one.get("id"), int)
    ]


def _text(given: Any, longest: int) -> str:
    return str(given)[:longest].replace("\0", "")


def _pasted_rows(args: Any) -> tuple[int, list[list[str]]]:
    """The line and the cells of a paste, nothing of it trusted."""
    given = args if isinstance(args, dict) else {}
    rows = given.get("rows")
    line_id = given.get("id")
    return (line_id if isinstance(line_id, int) else 0), [
        [_text(cell, LONGEST_CODE) for cell in row[:MOST_COLUMNS]]
        for row in (rows if isinstance(rows, list) else [])[:MOST_ROWS]
        if isinstance(row, list)
    ]


def _cell(line: _Line, row: QuickLine) -> dict[str, Any]:
    """What stands beside a line, with the texts it is the answer to."""
    cell: dict[str, Any] = {"code": line.code, "count": line.count}
    problem = row.problem
    if problem is None:
        cell["ready"] = True
        cell["sum"] = amount(row.total)
        if note := _notes(row):
            cell["note"] = note
    elif problem.code == "quick_quantity_missing":
        cell["note"] = refusal(problem)  # he has only just typed the code
    else:
        cell["problem"] = _problem(row)
        cell["unknown"] = row.product is None
    if row.product is not None:
        sign = sign_of(row.product.unit)
        cell["name"] = row.product.name
        cell["price"] = amount(row.unit_price)
        cell["stock"] = f"{quantity(row.available)}{marks.NO_BREAK}{sign}"
        if row.product.pack > 1 and line.count[:1].isdigit():
            cell["pack"] = t("packs of {count}", count=quantity(row.product.pack))
        cell["short"] = row.quantity is not None and row.available < row.quantity
    return cell


def _notes(row: QuickLine) -> str:
    """How the quantity was read and raised."""
    return " ".join(upload_words.note(code, params) for code, params in row.notes)


def _problem(row: QuickLine) -> str:
    """Why a line cannot be ordered; "" for one that can."""
    if row.problem is None:
        return ""
    if row.problem.code.startswith("intake."):  # the quantity, as a file's would be
        return t(row.problem.code, **row.problem.params)
    return refusal(row.problem)
