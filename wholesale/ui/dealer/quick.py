"""Quick entry: a sheet of codes and quantities filled from the keyboard, by a scanner, from the
clipboard or with the phone's camera; all that can be ordered goes into the basket at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from wholesale.catalog.queries import ProductFacts
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.flow import fill_basket
from wholesale.flow.browse_catalog import shelf_row
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.quick_entry import (
    LONGEST_CODE,
    MOST_LINES,
    QuickLine,
    TypedLine,
    read_quick_lines,
)
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.dealer import basket_mark
from wholesale.ui.dealer.catalog import dealer_id
from wholesale.ui.dealer.upload_asked import choose_product
from wholesale.ui.session import amount, plural, quantity, refusal, t
from wholesale.ui.units import sign_of

_CAMERA = """
(async () => {
  const emit = (code) => emitEvent('scanned', code);
  const stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
  const video = document.createElement('video');
  video.srcObject = stream; video.setAttribute('playsinline', ''); await video.play();
  const frame = document.createElement('div');
  frame.className = 'camera'; frame.append(video); document.body.append(frame);
  const stop = () => { stream.getTracks().forEach((one) => one.stop()); frame.remove(); };
  frame.addEventListener('click', stop);
  const detector = new BarcodeDetector({formats: ['ean_13', 'ean_8', 'upc_a', 'code_128', 'itf']});
  const look = async () => {
    if (!frame.isConnected) return;
    const found = await detector.detect(video);
    if (found.length) { emit(found[0].rawValue); stop(); return; }
    setTimeout(look, 150);
  };
  look();
})()
"""


class OrderGrid(Element, component="order_grid.js"):
    """The sheet itself: one element, whatever its length.

    It emits ``typed`` with all its lines (id, code, count) after each change, ``seek`` with the
    id of a line whose product is to be looked for, ``too_many`` when more is pasted than fits.
    """

    def __init__(self, *, store: str) -> None:
        """``store`` names the place in the browser's tab where unfinished lines survive."""
        super().__init__()
        self.props["most"] = MOST_LINES
        self.props["store"] = store
        self.props["cells"] = {}
        self.props["words"] = {
            "line": t("Line"),
            "code": t("Article or barcode"),
            "count": t("Quantity"),
            "product": t("Product"),
            "price": t("Price"),
            "stock": t("In stock"),
            "sum": t("Sum"),
            "out": t("Take out"),
            "find": t("Find the product"),
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
        wanted, _ = forms.read_number(self.count)
        return TypedLine(self.code, wanted)


async def show() -> None:
    """The page ``/quick``."""
    _Screen()


class _Screen:
    """The sheet, its sum, and the way into the basket."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self._asked = 0
        with page.head(
            t("Quick entry"),
            note=t("Code, Enter, quantity, Enter. Two columns can be pasted from Excel."),
        ):
            self.camera = page.icon_button("camera", t("Scan with the camera"), self._scan)
            page.link_button(t("Basket"), "/basket", icon="shopping-cart")
        self.grid = OrderGrid(store=f"wholesale.quick.{dealer_id()}")
        self.grid.on("typed", action(self._typed, once=False))
        self.grid.on("seek", action(self._seek))
        self.grid.on("too_many", action(self._too_many))
        with ui.element("div").classes("og-foot"):
            with ui.element("div").classes("og-counts"):
                self.counts = marks.text("", "quiet small")
                self.wrong = marks.text("", "small bad")
            with ui.element("div").classes("push og-total"):
                marks.text(t("Total"), "quiet")
                self.total = ui.element("span")
            undo = page.quiet(t("Undo"), lambda: self.grid.run_method("undo"), icon="undo-2")
            undo.props["aria-label"] = t("Undo")  # on a phone it has no text
            self.order = page.primary(t("Into the basket"), self._order, icon="shopping-cart")
        ui.on("scanned", action(self._scanned))
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

    def _too_many(self, event: GenericEventArguments) -> None:
        count = event.args if isinstance(event.args, int) else MOST_LINES
        raise DomainError("quick_lines_too_many", count=count, most=MOST_LINES)

    def _scan(self) -> None:
        ui.run_javascript(
            "if (!('BarcodeDetector' in window) || !navigator.mediaDevices)"
            f" {{ emitEvent('scanned', ''); }} else {{ {_CAMERA} }}"
        )

    def _scanned(self, event: GenericEventArguments) -> None:
        code = str(event.args or "")[:LONGEST_CODE]
        if not code:
            toast.bad(t("This browser cannot read barcodes with the camera."))
            return
        self.grid.run_method("scan", code)


def _told(args: Any) -> list[_Line]:
    """The lines of an event, nothing of it trusted."""
    given = [one for one in args if isinstance(one, dict)] if isinstance(args, list) else []

    def text(one: dict[str, Any], name: str, longest: int) -> str:
        return str(one.get(name, ""))[:longest].replace("\0", "")

    return [
        _Line(one["id"], text(one, "code", LONGEST_CODE), text(one, "count", 40))
        for one in given[: MOST_LINES + 1]
        if isinstance(one.get("id"), int)
    ]


def _cell(line: _Line, row: QuickLine) -> dict[str, Any]:
    """What stands beside a line, with the texts it is the answer to."""
    cell: dict[str, Any] = {"code": line.code, "count": line.count}
    problem = row.problem
    if problem is None:
        cell["ready"] = True
        cell["sum"] = amount(row.total)
    elif problem.code == "quick_quantity_missing" and line.count:
        cell["problem"] = t("A number is expected")
    elif problem.code == "quick_quantity_missing":
        cell["note"] = refusal(problem)  # he has only just typed the code
    else:
        cell["problem"] = refusal(problem)
        cell["unknown"] = row.product is None
    if row.product is not None:
        sign = sign_of(row.product.unit)
        cell["name"] = row.product.name
        cell["price"] = amount(row.unit_price)
        cell["stock"] = f"{quantity(row.available)}{marks.NO_BREAK}{sign}"
        cell["short"] = row.quantity is not None and row.available < row.quantity
        if row.quantity is not None and row.quantity != line.typed.quantity:
            cell["note"] = _raised(row.product, row.quantity)
    return cell


def _raised(product: ProductFacts, ordered: Decimal) -> str:
    """Why more will be ordered than was typed."""
    sign = sign_of(product.unit)
    if product.pack > 1:
        return t("{quantity} {unit} will be ordered: sold in packs of {pack}",
                 quantity=ordered, unit=sign, pack=product.pack)  # fmt: skip
    return t("{quantity} {unit} will be ordered: no less is sold",
             quantity=ordered, unit=sign)  # fmt: skip
