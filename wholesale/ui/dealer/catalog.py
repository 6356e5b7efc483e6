"""The dealer's catalogue: search as he types, his prices, quantities straight into the basket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import UNITS
from wholesale.flow import browse_catalog as shelf
from wholesale.flow import fill_basket
from wholesale.flow.browse_catalog import ShelfRow
from wholesale.orders.rules import fitting
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable, PagedTable
from wholesale.ui.dealer import basket_mark, price_words
from wholesale.ui.session import actor, amount, quantity, t


async def show(q: str = "", category: int = 0, brand: str = "", stock: str = "") -> None:
    """The page ``/catalog``; the filters are in its address."""
    categories, brands = await look(shelf.catalog_filters)
    with page.head(t("Catalogue")):
        page.link_button(t("Order from a file"), "/upload", icon="file-spreadsheet", kind="primary")
    chosen: dict[str, Any] = {
        "q": q,
        "category": category or None,
        "brand": brand or None,
        "stock": stock == "1",
    }

    with ui.element("div").classes("filters"):
        words = ui.input(placeholder=t("Name, article or barcode"), value=q).classes("search")
        words.props("debounce=140 clearable type=search autocomplete=off")
        with words.add_slot("prepend"):
            marks.icon("search")
        tree = {one.id: f"{one.path} · {one.products}" for one in categories if one.products}
        branch = ui.select(tree, value=chosen["category"] if category in tree else None)
        branch.props("clearable use-input input-debounce=0 fill-input hide-selected")
        branch.props["placeholder"] = t("All categories")
        names = {one.name: f"{one.name} · {one.products}" for one in brands}
        maker = ui.select(names, value=brand if brand in names else None)
        maker.props("clearable use-input input-debounce=0 fill-input hide-selected")
        maker.props["placeholder"] = t("All brands")
        lying = ui.checkbox(t("In stock"), value=bool(chosen["stock"]))

    async def load(after: str | None) -> tuple[Sequence[ShelfRow], str | None]:
        found = await look(
            shelf.browse_catalog,
            dealer_id=dealer_id(),
            text=str(chosen["q"] or ""),
            category_id=chosen["category"],
            brand=chosen["brand"],
            only_available=bool(chosen["stock"]),
            after=after,
        )
        return found.rows, found.after

    async def wanted(row: ShelfRow, _: str, typed: str) -> None:
        await _put(listing.data, row, typed)

    listing = PagedTable(lambda: _table(wanted), load, when_empty=_nothing)

    async def narrow() -> None:
        chosen.update(
            q=(words.value or "").strip()[:200],
            category=branch.value,
            brand=maker.value,
            stock=lying.value,
        )
        page.remember_query(
            q=chosen["q"],
            category=chosen["category"],
            brand=chosen["brand"],
            stock="1" if chosen["stock"] else None,
        )
        await listing.reload()

    for one in (words, branch, maker, lying):
        one.on_value_change(action(narrow, once=False))
    await listing.reload()


def dealer_id() -> int:
    """The reader's own dealer."""
    found = actor().dealer_id
    if found is None:
        raise DomainError("not_a_dealer")
    return found


def _table(on_input: Callable[[ShelfRow, str, str], Awaitable[None]]) -> DataTable:
    return DataTable(
        [
            Column("article", t("Article"), lambda row: row.product.article, "code"),
            Column("name", t("Product"), lambda row: row.product.name, "title", sub=_about,
                   phone="wide", width="46%"),
            Column("stock", t("In stock"), _stock, "custom", template=STOCK, right=True),
            Column("price", t("Your price"), _price, "custom", template=PRICE, right=True,
                   phone="end"),
            Column("wanted", t("To order"), lambda row: row.in_basket or None, "input",
                   phone="end"),
        ],
        key=lambda row: row.product.id,
        acts=[Act("why", "info", t("How the price is made up"), _explain)],
        on_input=on_input,
    )  # fmt: skip


STOCK = """<span class="num" :class="value.meaning">{{ value.text }}</span>"""

FEW = Decimal(10)

PRICE = """<s v-if="value.base" class="num faint small was">{{ value.base }}</s>
  <span v-if="value.price" class="num strong">{{ value.price.slice(0, -3) }}<span
  class="kop">{{ value.price.slice(-3) }}</span></span>
  <span v-else class="faint">{{ value.none }}</span>
  <span v-if="value.next" class="sub">{{ value.next }}</span>"""


def _price(row: ShelfRow) -> dict[str, str]:
    unit = _sign(row)
    cheaper = row.next_quantity is not None and row.next_price is not None
    return {
        "price": amount(row.unit_price),
        "none": t("Price on request"),
        "base": amount(row.base_price)
        if row.base_price is not None
        and row.unit_price is not None
        and row.base_price > row.unit_price
        else "",
        "next": t("from {quantity} {unit} at {price}", quantity=row.next_quantity, unit=unit,
                  price=amount(row.next_price)) if cheaper else "",
    }  # fmt: skip


def _stock(row: ShelfRow) -> dict[str, str]:
    if row.available <= 0:
        return {"text": t("not in stock"), "meaning": "faint"}
    few = row.available < max(row.product.pack, row.product.minimum, FEW)
    return {
        "text": f"{quantity(row.available)} {_sign(row)}",
        "meaning": "warning-ink" if few else "",
    }


def _about(row: ShelfRow) -> str:
    parts = [row.product.brand, row.product.category]
    if row.product.pack > 1:
        parts.append(t("in packs of {pack} {unit}", pack=row.product.pack, unit=_sign(row)))
    elif row.product.minimum > 1:
        parts.append(t("at least {minimum} {unit}", minimum=row.product.minimum, unit=_sign(row)))
    return " · ".join(part for part in parts if part)


def _sign(row: ShelfRow) -> str:
    unit = UNITS.get(row.product.unit)
    return unit.sign if unit else ""


def _nothing() -> None:
    with page.empty(
        "package-search",
        t("Nothing is found"),
        t("Check the spelling or take off a filter. Articles, barcodes and names are searched."),
    ):
        page.link_button(t("Whole catalogue"), "/catalog")


async def _put(table: DataTable, row: ShelfRow, typed: str) -> None:
    wanted, wrong = forms.read_number(typed)
    if wrong or (wanted is not None and wanted < 0):
        toast.bad(t("A number is expected"))
        table.replace(row)
        return
    fit = fitting(wanted or Decimal(0), pack=row.product.pack, minimum=row.product.minimum)
    if row.unit_price is None and fit:
        table.replace(row)
        raise DomainError("products_without_price", articles=row.product.article, count=1)
    try:
        await call(
            fill_basket.set_basket_line,
            dealer_id=dealer_id(),
            product_id=row.product.id,
            quantity=fit,
        )
    finally:
        fresh = await look(shelf.shelf_row, dealer_id=dealer_id(), product_id=row.product.id)
        table.replace(fresh)
    if wanted and fit != wanted:
        toast.information(
            t("{article}: {quantity} put in, whole packs of {pack} are sold",
              article=row.product.article, quantity=fit, pack=row.product.pack)
            if row.product.pack > 1
            else t("{article}: {quantity} put in, it is the least sold",
                   article=row.product.article, quantity=fit)
        )  # fmt: skip
    await basket_mark.refresh()


async def _explain(row: ShelfRow) -> None:
    wanted = row.in_basket or max(row.product.minimum, Decimal(1))
    line = await look(
        shelf.explain_price, dealer_id=dealer_id(), product_id=row.product.id, quantity=wanted
    )
    price_words.dialog(row.product.article, row.product.name, line)
