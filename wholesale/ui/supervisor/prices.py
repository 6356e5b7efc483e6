"""Price lists: the register, and one list with its prices and its formula."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from wholesale.core.errors import DomainError
from wholesale.flow import change_prices
from wholesale.pricing import browse
from wholesale.pricing.browse import EntryRow, ListRow, RuleRow
from wholesale.pricing.forms import EntryForm, FormulaForm, PriceListForm
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.table import Act, Column, DataTable, PagedTable
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import amount, day, sign, t
from wholesale.ui.supervisor import prices_forms, prices_load


async def show() -> None:
    """The page ``/prices``."""
    await _Lists().build()


async def show_one(list_id: int) -> None:
    """The page ``/prices/{list_id}``."""
    await _OneList(list_id).build()


class _Lists:
    async def build(self) -> None:
        rows = await look(browse.price_lists)
        with page.head(t("Price lists"), note=t("Who pays by which list is said in agreements")):
            page.secondary(t("Load from xlsx"), self._load, icon="upload")
            page.primary(t("New price list"), self._add, icon="plus")
        self._table = DataTable(
            [
                Column("name", t("Price list"), lambda row: row.name, "title", phone="title",
                       sub=lambda row: row.code),
                Column("parent", t("Derived from"), lambda row: row.parent or "", phone="wide"),
                Column("entries", t("Prices"), lambda row: row.entries, "number"),
                Column("agreements", t("Agreements"), lambda row: row.agreements, "number"),
                Column("rounding", t("Rounding"), _rounding, phone="hide", right=True),
                Column("vat", t("VAT"), _vat, phone="hide"),
                Column("base", t("Kind"), _kind, "status", phone="side"),
            ],
            key=lambda row: row.id,
            link=lambda row: f"/prices/{row.id}",
            acts=[Act("edit", "pencil", t("Change the price list"), self._edit)],
            rows=rows,
        )  # fmt: skip

    async def _refresh(self) -> None:
        self._table.show(await look(browse.price_lists))

    async def _add(self) -> None:
        choices = await look(browse.choices)
        prices_forms.edit(await prices_forms.price_list(None, choices), self._refresh)

    def _load(self) -> None:
        prices_load.dialog(self._refresh)

    async def _edit(self, row: ListRow) -> None:
        choices = await look(browse.choices)
        prices_forms.edit(await prices_forms.price_list(row.id, choices), self._refresh)


def _rounding(row: ListRow) -> str:
    ending = f" … {amount(row.ending)}" if row.ending else ""
    return f"{amount(row.rounding)} {sign(row.currency)}{ending}"


def _vat(row: ListRow) -> str:
    return t("VAT included") if row.includes_vat else t("VAT on top")


def _kind(row: ListRow) -> tuple[str, str]:
    if row.is_base:
        return t("base one"), "information"
    return (t("derived"), "") if row.parent else ("", "")


class _OneList:
    def __init__(self, list_id: int) -> None:
        self._id = list_id

    async def build(self) -> None:
        try:
            form = await look(browse.form_of, kind=PriceListForm, rule_id=self._id)
        except DomainError:
            page.not_found(t("There is no such price list"))
            return
        with page.head(form.name, back=(t("Price lists"), "/prices")) as acts:
            acts.classes("wrap")
            page.secondary(t("Save as xlsx"), self._export, icon="download")
            page.primary(t("Add a price"), self._add, icon="plus")
        self._sign = sign(form.currency)
        if form.parent_id is not None:
            await self._formula_panel()
        with ui.element("div").classes("filters"):
            self._text = ui.input(placeholder=t("Article or name")).classes("search")
            self._text.props('clearable debounce=200 type=search data-search="" autocomplete=off')
            self._text.props["aria-label"] = t("Article or name")
            with self._text.add_slot("prepend"):
                marks.icon("search")
        self._table = PagedTable(self._made, self._load, when_empty=self._none)
        self._text.on_value_change(action(self._table.reload, once=False))
        await self._table.reload()

    def _export(self) -> None:
        deliver_file(f"/files/price-lists/{self._id}.xlsx")

    def _made(self) -> DataTable:
        return DataTable(
            [
                Column("article", t("Article"), lambda row: row.article, "code"),
                Column("name", t("Product"), lambda row: row.name, "title", phone="title"),
                Column("from", t("From quantity"), lambda row: row.min_quantity, "number"),
                Column("price", t("Price, {currency}", currency=self._sign),
                       lambda row: amount(row.price), "input", phone="end", width="140px"),
                Column("valid", t("In force"), dates_text, phone="hide"),
            ],
            key=lambda row: row.id,
            acts=[
                Act("edit", "pencil", t("Change the price"), self._edit),
                Act("remove", "x", t("Remove the price"), self._remove),
            ],
            on_input=self._typed,
        )  # fmt: skip

    async def _load(self, after: Any) -> tuple[list[EntryRow], str | None]:
        text = (self._text.value or "").strip()
        return await look(browse.entries_page, list_id=self._id, text=text, after=after)

    def _none(self) -> None:
        with page.empty("tag", t("No prices of its own here")):
            page.secondary(t("Add a price"), self._add, icon="plus")

    async def _add(self) -> None:
        prices_forms.edit(await prices_forms.entry(None, self._id), self._table.reload)

    async def _edit(self, row: EntryRow) -> None:
        prices_forms.edit(await prices_forms.entry(row.id, self._id), self._table.reload)

    async def _typed(self, row: EntryRow, _: str, typed: str) -> None:
        """A price typed into the table is saved at once; undo is in the toast."""
        price, wrong = forms.read_number(typed)
        if wrong or price is None:
            self._table.data.replace(row)
            toast.bad(t("A number is expected"))
            return
        if price != row.price:
            await self._keep(row, price)
            toast.good(
                t("{article}: {price} {currency}",
                  article=row.article, price=amount(price), currency=self._sign)
            )  # fmt: skip

    async def _keep(self, row: EntryRow, price: Any) -> None:
        form = EntryForm(
            price_list_id=self._id,
            product_id=row.product_id,
            price=price,
            min_quantity=row.min_quantity,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        try:
            await call(change_prices.save_rule, form=form, rule_id=row.id)
        except DomainError:
            self._table.data.replace(row)
            raise

    async def _remove(self, row: EntryRow) -> None:
        await call(change_prices.remove_rule, kind=EntryForm, rule_id=row.id)
        await self._table.reload()

    async def _formula_panel(self) -> None:
        with page.panel(t("Formula of a derived list")):
            self._formulas = DataTable(
                scope_columns(),
                key=lambda row: row.id,
                acts=[
                    Act("edit", "pencil", t("Change"), self._edit_formula),
                    Act("remove", "x", t("Remove"), self._remove_formula),
                ],
                rows=await look(browse.formulas, list_id=self._id),
            )
            page.secondary(t("Add a difference"), self._add_formula, icon="plus")

    async def _refresh_formulas(self) -> None:
        self._formulas.show(await look(browse.formulas, list_id=self._id))

    async def _add_formula(self) -> None:
        choices = await look(browse.choices)
        made = await prices_forms.formula(None, self._id, choices)
        prices_forms.edit(made, self._refresh_formulas)

    async def _edit_formula(self, row: RuleRow) -> None:
        choices = await look(browse.choices)
        made = await prices_forms.formula(row.id, self._id, choices)
        prices_forms.edit(made, self._refresh_formulas)

    async def _remove_formula(self, row: RuleRow) -> None:
        await call(change_prices.remove_rule, kind=FormulaForm, rule_id=row.id)
        await self._refresh_formulas()


def scope_columns() -> list[Column]:
    """Columns of a percentage on a scope."""
    return [
        Column("scope", t("On what"), scope_text, "title", phone="title"),
        Column("percent", t("Percent"), lambda row: row.percent, "percent", phone="side"),
        Column("valid", t("In force"), dates_text),
    ]


def scope_text(row: RuleRow) -> str:
    """A rule's scope in words."""
    if row.product:
        return row.product
    parts = [part for part in (row.category, row.brand) if part]
    return " · ".join(parts) or t("all goods")


def dates_text(row: Any) -> str:
    """When a rule is in force, in words."""
    if row.valid_from is None and row.valid_to is None:
        return t("always")
    start = day(row.valid_from) if row.valid_from else "…"
    end = day(row.valid_to) if row.valid_to else "…"
    return f"{start} – {end}"
