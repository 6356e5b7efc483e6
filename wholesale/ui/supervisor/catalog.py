"""The catalogue as its keepers see it: every product, on sale or not, found and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.catalog import queries
from wholesale.catalog.queries import ProductFacts
from wholesale.catalog.rules import CostForm, ProductForm
from wholesale.core.access import Permission
from wholesale.core.countries import COUNTRIES
from wholesale.core.vocabulary import UNITS, VatCategory
from wholesale.flow import browse_catalog, edit_product
from wholesale.flow.edit_product import ProductCard
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Column, DataTable, PagedTable
from wholesale.ui.session import actor, quantity, t, word
from wholesale.ui.supervisor import product_picture


async def show(q: str = "", category: int = 0, brand: str = "", all: str = "") -> None:  # noqa: A002
    """The page ``/products``; the filters are in its address."""
    categories, brands = await look(browse_catalog.catalog_filters)
    count = sum(one.products for one in categories if one.parent_id is None)
    with page.head(t("Products"), note=t("{count} on sale", count=quantity(Decimal(count)))):
        page.link_button(t("Load from a file"), "/products/load", icon="upload")
        page.primary(t("New product"), _add, icon="plus")
    chosen: dict[str, Any] = {"q": q, "category": category or None, "brand": brand or None}
    chosen["all"] = all == "1"
    with ui.element("div").classes("filters"):
        words = ui.input(placeholder=t("Name, article or barcode"), value=q).classes("search")
        words.props("debounce=140 clearable type=search autocomplete=off")
        with words.add_slot("prepend"):
            marks.icon("search")
        tree = {one.id: f"{one.path} · {one.products}" for one in categories if one.products}
        branch = _choice(tree, chosen["category"], t("All categories"))
        names = {one.name: f"{one.name} · {one.products}" for one in brands}
        maker = _choice(names, chosen["brand"], t("All brands"))
        every = ui.checkbox(t("With those off sale"), value=chosen["all"])

    async def load(after: str | None) -> tuple[Sequence[ProductFacts], str | None]:
        found = await look(
            queries.catalog_page,
            text=str(chosen["q"] or ""),
            category_id=chosen["category"],
            brand=chosen["brand"],
            with_inactive=chosen["all"],
            after=after,
        )
        return found.products, found.after

    listing = PagedTable(_table, load, when_empty=_nothing)

    async def narrow() -> None:
        chosen.update(q=(words.value or "").strip()[:200], category=branch.value)
        chosen.update(brand=maker.value, all=every.value)
        page.remember_query(
            q=chosen["q"],
            category=chosen["category"],
            brand=chosen["brand"],
            all="1" if chosen["all"] else None,
        )
        await listing.reload()

    for one in (words, branch, maker, every):
        one.on_value_change(action(narrow, once=False))
    await listing.reload()


async def show_one(product_id: int) -> None:
    """The page ``/products/{product_id}``: the product, its prices, where it lies."""
    card = await look(edit_product.product_card, product_id=product_id)

    async def edit() -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(
                edit_product.change_product,
                product_id=product_id,
                form=_form(values, card.form),
                cost=_cost(values),
            )
            toast.good(t("Saved"))
            ui.navigate.reload()

        forms.dialog(card.form.name, _fields(card.form, card.cost), save, wide=True)

    async def switch() -> None:
        form = replace(card.form, active=not card.form.active)
        await call(edit_product.change_product, product_id=product_id, form=form)
        ui.navigate.reload()

    back = (t("Products"), "/products")
    with page.head(card.form.name, note=card.form.article, back=back):
        if not card.form.active:
            marks.chip(t("off sale"), "warning")
        page.secondary(t("Take off sale") if card.form.active else t("Put on sale"), switch)
        page.primary(t("Change"), edit, icon="pencil")
    with ui.element("div").classes("split wide-left"):
        with ui.element("div").classes("stack-4"):
            _stock(card)
            if card.cost is not None:
                _prices(card)
        with ui.element("div").classes("stack-4"):
            with page.panel(t("Product card")):
                page.facts(_facts(card))
            await product_picture.panel(product_id)


def _choice(options: dict[Any, str], value: Any, placeholder: str) -> ui.select:
    made = ui.select(options, value=value if value in options else None)
    made.props("clearable use-input input-debounce=0 fill-input hide-selected")
    made.props["placeholder"] = placeholder
    return made


def _table() -> DataTable:
    return DataTable(
        [
            Column("article", t("Article"), lambda row: row.article, "code"),
            Column("name", t("Product"), lambda row: row.name, "title", sub=_about, phone="title"),
            Column("unit", t("Unit"), lambda row: _sign(row.unit)),
            Column("pack", t("Pack"), lambda row: row.pack, "number"),
            Column(
                "minimum", t("Minimum"), lambda row: row.minimum or None, "number", phone="hide"
            ),
            Column("vat", t("VAT"), _vat, phone="hide"),
            Column("state", t("State"), _state, "status", phone="side"),
        ],
        key=lambda row: row.id,
        link=lambda row: f"/products/{row.id}",
    )


def _about(row: ProductFacts) -> str:
    return " · ".join(part for part in (row.brand, row.category) if part)


def _vat(row: ProductFacts) -> str:
    return "" if row.vat is VatCategory.STANDARD else word(row.vat)


def _state(row: ProductFacts) -> tuple[str, str]:
    return ("", "") if row.active else (t("off sale"), "warning")


def _sign(unit: str) -> str:
    return UNITS[unit].sign if unit in UNITS else unit


def _nothing() -> None:
    with page.empty(
        "package-search",
        t("Nothing is found"),
        t("Take off a filter, or load the catalogue from a file of your accounting system."),
    ):
        page.link_button(t("Load from a file"), "/products/load")


def _facts(card: ProductCard) -> list[tuple[str, Any]]:
    form = card.form
    facts: list[tuple[str, Any]] = [
        (t("Article"), form.article),
        (t("Category"), form.category),
        (t("Brand"), form.brand),
        (t("Maker's article"), form.maker_code),
        (t("Unit"), f"{_sign(form.unit)} ({form.unit})"),
        (t("Pack"), quantity(form.pack)),
        (t("Minimum"), quantity(form.minimum) if form.minimum else ""),
        (t("VAT"), word(form.vat)),
        (t("Net mass, kg"), quantity(form.weight) if form.weight else ""),
        (t("Gross mass, kg"), quantity(form.gross_weight) if form.gross_weight else ""),
        (t("Kind of packing"), form.packing),
        (t("Country of origin"), COUNTRIES.get(form.country, "")),
        (t("Customs declaration"), form.declaration),
        (t("Traced lot (РНПТ)"), form.lot),
        (t("ТН ВЭД code"), form.goods_code),
        (t("Barcodes"), ", ".join(form.barcodes)),
    ]
    if card.cost is not None:
        cost, floor = card.cost.cost, card.cost.minimum_price
        facts.append((t("Cost"), lambda: marks.money(cost)))
        facts.append((t("Minimum price"), lambda: marks.money(floor)))
    return facts


def _stock(card: ProductCard) -> None:
    with page.panel(t("Stock")):
        if not card.stocks:
            ui.label(t("It lies nowhere")).classes("quiet")
            return
        DataTable(
            [
                Column("point", t("Trading point"), lambda row: row[0], "title", phone="title"),
                Column("hand", t("On hand"), lambda row: row[1], "number"),
                Column("held", t("Reserved"), lambda row: row[2] or None, "number"),
                Column("free", t("Free"), lambda row: row[1] - row[2], "number", phone="side"),
            ],
            key=lambda row: row[0],
            rows=card.stocks,
        )


def _prices(card: ProductCard) -> None:
    with page.panel(t("Prices")):
        if not card.prices:
            ui.label(t("Price on request")).classes("quiet")
            return
        DataTable(
            [
                Column("list", t("Price list"), lambda row: row[0], "title", phone="title"),
                Column("from", t("From quantity"), lambda row: row[1], "number"),
                Column("price", t("Price"), lambda row: row[2], "money", phone="side"),
            ],
            key=lambda row: (row[0], row[1]),
            rows=card.prices,
        )


async def _add() -> None:
    async def save(values: dict[str, Any]) -> None:
        made = await call(
            edit_product.add_product,
            form=_form(values, ProductForm("", "")),
            cost=_cost(values),
        )
        ui.navigate.to(f"/products/{made}")

    cost = CostForm() if actor().may(Permission.MANAGE_PRICES) else None
    blank = ProductForm(article="", name="")
    forms.dialog(t("New product"), _fields(blank, cost), save, wide=True)


def _fields(form: ProductForm, cost: CostForm | None) -> list[Field]:
    units = {unit.code: f"{unit.sign} — {unit.name}" for unit in UNITS.values()}
    found = [
        Field("name", t("Product name"), value=form.name, required=True, wide=True),
        Field("article", t("Article"), value=form.article, required=True),
        Field("maker_code", t("Maker's article"), value=form.maker_code),
        Field("category", t("Category"), value=form.category,
              hint=t("A path: Fasteners / Bolts"), wide=True),
        Field("brand", t("Brand"), value=form.brand),
        Field("unit", t("Unit"), "choice", form.unit, options=units),
        Field("pack", t("Pack"), "number", form.pack, required=True),
        Field("minimum", t("Minimum"), "number", form.minimum or None),
        Field("vat", t("VAT"), "choice", form.vat, options={v: word(v) for v in VatCategory}),
        Field("weight", t("Net mass, kg"), "number", form.weight or None),
        Field("gross_weight", t("Gross mass, kg"), "number", form.gross_weight or None),
        Field("packing", t("Kind of packing"), value=form.packing),
        Field("country", t("Country of origin"), "choice", form.country,
              options={"": "—", **COUNTRIES}),
        Field("declaration", t("Customs declaration"), value=form.declaration),
        Field("lot", t("Traced lot (РНПТ)"), value=form.lot),
        Field("goods_code", t("ТН ВЭД code"), value=form.goods_code),
        Field("barcodes", t("Barcodes"), value=", ".join(form.barcodes), wide=True,
              hint=t("Several are set apart by commas; the main one first")),
    ]  # fmt: skip
    if cost is not None:
        found.append(Field("cost", t("Cost"), "number", cost.cost))
        found.append(Field("minimum_price", t("Minimum price"), "number", cost.minimum_price))
    return found


def _form(values: dict[str, Any], before: ProductForm) -> ProductForm:
    names = {field.name for field in fields(ProductForm)} - {"barcodes"}
    given = {name: value for name, value in values.items() if name in names}
    for name in ("minimum", "weight", "gross_weight"):
        given[name] = given[name] or Decimal(0)
    codes = tuple(values["barcodes"].replace(";", ",").replace(" ", ",").split(","))
    return replace(before, **given, barcodes=codes)


def _cost(values: dict[str, Any]) -> CostForm | None:
    if "cost" not in values:
        return None
    return CostForm(values["cost"], values["minimum_price"])
