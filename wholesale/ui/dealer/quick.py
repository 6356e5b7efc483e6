"""Quick entry: code, Enter, quantity, Enter; fifty lines without the mouse, straight into the
basket. A scanner types the same way; on a phone the camera reads barcodes where it can."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nicegui import ui
from nicegui.events import GenericEventArguments

from wholesale.core.vocabulary import UNITS
from wholesale.flow import fill_basket
from wholesale.flow.browse_catalog import ShelfRow
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.quick_entry import find_by_code
from wholesale.orders.rules import fitting
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.dealer import basket_mark
from wholesale.ui.dealer.catalog import dealer_id
from wholesale.ui.dealer.upload_asked import choose_product
from wholesale.ui.session import amount, quantity, t

_UNDO = """
(() => {
  if (window.wholesaleUndo) document.removeEventListener('keydown', window.wholesaleUndo);
  window.wholesaleUndo = (e) => {
    const button = document.querySelector('[data-undo]');
    if (button && e.ctrlKey && e.code === 'KeyZ' && !e.target.value) {
      e.preventDefault(); button.click();
    }
  };
  document.addEventListener('keydown', window.wholesaleUndo);
})()
"""
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


@dataclass(slots=True)
class _Put:
    """What was put into the basket, and how much of it lay there before."""

    number: int
    row: ShelfRow
    count: Decimal
    before: Decimal


async def show() -> None:
    """The page ``/quick``."""
    _Screen()


class _Screen:
    """Two fields and what was entered, the latest on top."""

    def __init__(self) -> None:
        self.row: ShelfRow | None = None
        self.done: list[_Put] = []
        self.entered = 0
        with page.head(
            t("Quick entry"),
            note=t("Article or barcode, Enter, quantity, Enter. Ctrl+Z takes the last line back."),
        ):
            page.link_button(t("Basket"), "/basket", icon="shopping-cart", kind="primary")
        with ui.element("div").classes("quick"):
            self.code = ui.input(label=t("Article or barcode")).props("autofocus autocomplete=off")
            self.code.on("keydown.enter", action(self._find))
            self.count = ui.input(label=t("Quantity")).props("inputmode=decimal autocomplete=off")
            self.count.on("keydown.enter", action(self._add))
            self.camera = page.icon_button("camera", t("Scan with the camera"), self._scan)
        self.about = ui.element("div").classes("quick-about")
        with ui.element("div"):
            undo = page.quiet(t("Take the last line back"), self._undo, icon="undo-2")
            undo.props["data-undo"] = ""
        self.table = DataTable(
            [
                Column("article", t("Article"), lambda put: put.row.product.article, "code"),
                Column("name", t("Product"), lambda put: put.row.product.name, "title",
                       phone="title", width="48%"),
                Column("count", t("Quantity"), lambda put: put.count, "number"),
                Column("price", t("Price"), lambda put: put.row.unit_price, "money"),
                Column("total", t("Sum"), _total, "money", phone="side"),
            ],
            key=lambda put: put.number,
            acts=[Act("out", "trash-2", t("Take out"), self._take_back)],
        )  # fmt: skip
        ui.on("scanned", action(self._scanned))
        ui.run_javascript(_UNDO)

    async def _find(self) -> None:
        text = str(self.code.value or "").strip()
        if not text:
            return
        self.row = await look(find_by_code, dealer_id=dealer_id(), text=text)
        if self.row is None:
            product_id = await choose_product(dealer_id(), text)
            if product_id is None:
                self._focus(self.code)
                return
            from wholesale.flow.browse_catalog import shelf_row

            self.row = await look(shelf_row, dealer_id=dealer_id(), product_id=product_id)
        self._tell()
        self.count.set_value("")
        self._focus(self.count)

    def _tell(self) -> None:
        self.about.clear()
        row = self.row
        if row is None:
            return
        sign = _sign(row)
        with self.about:
            marks.text(row.product.name, "strong")
            marks.text(
                f"{amount(row.unit_price)} ₽" if row.unit_price is not None
                else t("Price on request"),
                "num",
            )  # fmt: skip
            marks.text(
                f"{t('In stock')}: {quantity(max(row.available, Decimal(0)))} {sign}", "quiet small"
            )
            if row.product.pack > 1:
                marks.text(t("in packs of {pack} {unit}", pack=row.product.pack, unit=sign),
                           "quiet small")  # fmt: skip

    async def _add(self) -> None:
        wanted, wrong = forms.read_number(str(self.count.value or ""))
        if self.row is None or wrong or wanted is None or wanted <= 0:
            toast.bad(t("A number is expected"))
            return
        row = self.row
        fit = fitting(wanted, pack=row.product.pack, minimum=row.product.minimum)
        await call(
            fill_basket.add_to_basket,
            dealer_id=dealer_id(),
            items=[OrderItem(row.product.id, fit)],
        )
        self.entered += 1
        self.done.insert(0, _Put(self.entered, row, fit, row.in_basket))
        self.row = None
        self.about.clear()
        self.code.set_value("")
        self.count.set_value("")
        self.table.show(self.done[:200])
        self._focus(self.code)
        await basket_mark.refresh()
        if fit != wanted:
            toast.information(
                t("{article}: {quantity} put in, whole packs of {pack} are sold",
                  article=row.product.article, quantity=fit, pack=row.product.pack)
            )  # fmt: skip

    async def _undo(self) -> None:
        if self.done:
            await self._take_back(self.done[0])

    async def _take_back(self, put: _Put) -> None:
        fresh = await look(find_by_code, dealer_id=dealer_id(), text=put.row.product.article)
        left = max((fresh.in_basket if fresh else put.count) - put.count, Decimal(0))
        await call(
            fill_basket.set_basket_line,
            dealer_id=dealer_id(),
            product_id=put.row.product.id,
            quantity=left,
        )
        self.done.remove(put)
        self.table.show(self.done[:200])
        self._focus(self.code)
        await basket_mark.refresh()

    def _scan(self) -> None:
        ui.run_javascript(
            "if (!('BarcodeDetector' in window) || !navigator.mediaDevices)"
            f" {{ emitEvent('scanned', ''); }} else {{ {_CAMERA} }}"
        )

    async def _scanned(self, event: GenericEventArguments) -> None:
        code = str(event.args or "")[:60]
        if not code:
            toast.bad(t("This browser cannot read barcodes with the camera."))
            return
        self.code.set_value(code)
        await self._find()

    def _focus(self, field: ui.input) -> None:
        field.run_method("focus")


def _total(put: _Put) -> Decimal | None:
    return None if put.row.unit_price is None else put.row.unit_price * put.count


def _sign(row: ShelfRow) -> str:
    unit = UNITS.get(row.product.unit)
    return unit.sign if unit else ""
