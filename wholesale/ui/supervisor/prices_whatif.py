"""What if: change sets on paper, rehearsed on past orders, published or discarded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DiscountSource
from wholesale.flow import plan_prices
from wholesale.pricing import browse, drafts
from wholesale.pricing.browse import Choices
from wholesale.pricing.drafts import Draft
from wholesale.pricing.forms import (
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    MarginForm,
    PromotionForm,
)
from wholesale.pricing.whatif import Change, Moved, Rehearsal
from wholesale.ui.call import call, look
from wholesale.ui.components import chart, forms, page, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import amount, day, quantity, t
from wholesale.ui.supervisor import prices_forms
from wholesale.ui.supervisor.prices import scope_text
from wholesale.ui.supervisor.prices_forms import Dialog

DAYS = (30, 90, 180, 365)


async def show() -> None:
    """The page ``/what-if``."""
    rows = await look(drafts.drafts)
    with page.head(
        t("What if"), note=t("Try price changes on past orders before anybody sees them")
    ):
        page.primary(t("New set of changes"), _begin, icon="plus")
    if not rows:
        with page.empty("sparkles", t("Nothing is planned"), t("Begin a set of changes")):
            pass
        return
    DataTable(
        [
            Column("name", t("Set of changes"), lambda row: row.name, "title", phone="title"),
            Column("changes", t("Changes"), lambda row: Decimal(len(row.changes)), "number"),
            Column("created", t("Begun"), lambda row: row.created_at, "date"),
            Column("on", t("In force from"), lambda row: row.publish_on, "date"),
            Column("state", t("State"), _state, "status", phone="side"),
        ],
        key=lambda row: row.id,
        link=lambda row: f"/what-if/{row.id}",
        rows=rows,
    )


async def show_one(draft_id: int) -> None:
    """The page ``/what-if/{draft_id}``."""
    await _Plan(draft_id).build()


async def _begin() -> None:
    async def save(values: dict[str, Any]) -> None:
        found = await call(plan_prices.begin_draft, name=values["name"])
        ui.navigate.to(f"/what-if/{found}")

    forms.dialog(
        t("New set of changes"), [Field("name", t("Title"), required=True, wide=True)], save
    )


def _state(row: Draft) -> tuple[str, str]:
    if row.status == drafts.PUBLISHED:
        return t("published"), "good"
    if row.status == drafts.DISCARDED:
        return t("discarded"), ""
    return t("on paper"), "information"


class _Plan:
    def __init__(self, draft_id: int) -> None:
        self._id = draft_id

    async def build(self) -> None:
        try:
            draft = await look(drafts.draft, draft_id=self._id)
        except DomainError:
            page.not_found(t("There is no such set of changes"))
            return
        is_open = draft.status == drafts.DRAFT
        with page.head(draft.name, back=(t("What if"), "/what-if")):
            if is_open:
                page.quiet(t("Discard"), self._discard)
                page.secondary(t("Publish"), self._publish, icon="check")
            page.primary(t("Rehearse"), self._rehearse, icon="play")
        with page.panel(t("Changes")):
            acts = [Act("drop", "x", t("Take out"), self._drop)] if is_open else []
            self._table = DataTable(
                [
                    Column("what", t("What changes"), _what, "title", phone="title"),
                    Column("how", t("How"), _how, phone="wide"),
                    Column("kind", t("Kind"), _mode, "status", phone="side"),
                ],
                key=lambda row: row[0],
                acts=acts,
                rows=list(enumerate(draft.changes)),
            )
            if is_open:
                self._add_buttons()
        with ui.element("div").classes("filters"):
            self._days = ui.select(
                {days: t("Orders of {days} days", days=days) for days in DAYS}, value=90
            )
            self._days.props["aria-label"] = t("Past orders")
        self._result = ui.element("div").classes("stack-4 w-full")

    def _add_buttons(self) -> None:
        kinds: list[tuple[str, Callable[[Choices], Awaitable[Dialog]]]] = [
            *((f"DiscountSource.{source.value}", _discount(source)) for source in DiscountSource),
            ("Contract price", lambda choices: prices_forms.contract_price(None, choices)),
            ("Promotion", lambda choices: prices_forms.promotion(None, choices)),
            ("Least margin", lambda choices: prices_forms.margin(None, choices)),
        ]
        with ui.element("div").classes("row-flex gap-2 wrap"):
            for title, opened in kinds:
                page.secondary(t(title), self._adder(opened), icon="plus")
            page.secondary(t("Price of a list"), self._add_price, icon="plus")
            page.secondary(t("Change a discount"), self._change_discount, icon="pencil")

    def _adder(self, opened: Callable[[Choices], Awaitable[Dialog]]) -> Callable[[], Any]:
        async def add() -> None:
            self._edit(await opened(await look(browse.choices)))

        return add

    def _edit(self, made: Dialog, kind: type[Any] | None = None) -> None:
        async def save(values: dict[str, Any]) -> None:
            form = await made.form(values)
            await self._add(Change(kind or type(form), form, made.rule_id))

        forms.dialog(made.title, made.fields, save, wide=True)

    async def _add_price(self) -> None:
        choices = await look(browse.choices)

        async def save(values: dict[str, Any]) -> None:
            form = await (await prices_forms.entry(None, values.pop("list"))).form(values)
            assert isinstance(form, EntryForm)
            there = await look(
                browse.entry_id,
                list_id=form.price_list_id,
                product_id=form.product_id,
                min_quantity=form.min_quantity,
                valid_from=form.valid_from,
            )
            await self._add(Change(EntryForm, form, there))

        made = await prices_forms.entry(None, 0)
        which = Field("list", t("Price list"), "choice", next(iter(choices.lists), None),
                      options=choices.lists, required=True)  # fmt: skip
        forms.dialog(t("Price of a list"), [which, *made.fields], save, wide=True)

    async def _change_discount(self) -> None:
        """Choose one of the discounts in force, then change it or take it away on paper."""
        rows = {
            row.id: (source, row)
            for source in DiscountSource
            for row in await look(browse.discounts, source=source)
        }
        options = {
            found: f"{row.dealer or row.club or row.point or t('everybody')}: "
            f"{quantity(row.percent)} % · {scope_text(row)}"
            for found, (_, row) in rows.items()
        }
        if not options:
            toast.bad(t("No such discounts yet"))
            return

        async def chosen(values: dict[str, Any]) -> None:
            found = values["rule"]
            if values["remove"]:
                await self._add(Change(DiscountForm, None, found))
                return
            choices = await look(browse.choices)
            self._edit(await prices_forms.discount(found, rows[found][0], choices))

        which = Field("rule", t("Discount"), "choice", next(iter(options)), options=options,
                      required=True, wide=True)  # fmt: skip
        remove = Field("remove", t("Take it away"), "flag", False)
        forms.dialog(t("Change a discount"), [which, remove], chosen, save=t("Continue"))

    async def _add(self, change: Change) -> None:
        await call(plan_prices.add_change, draft_id=self._id, change=change)
        await self._refresh()

    async def _drop(self, row: tuple[int, Change]) -> None:
        await call(plan_prices.drop_change, draft_id=self._id, number=row[0])
        await self._refresh()

    async def _refresh(self) -> None:
        draft = await look(drafts.draft, draft_id=self._id)
        self._table.show(list(enumerate(draft.changes)))
        self._result.clear()

    async def _publish(self) -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(plan_prices.publish_draft, draft_id=self._id, on=values["on"])
            toast.good(t("Published"))
            ui.navigate.to("/what-if")

        when = Field("on", t("In force from"), "date", hint=t("Empty is today"))
        forms.dialog(t("Publish"), [when], save, save=t("Publish"))

    async def _discard(self) -> None:
        async def agreed() -> None:
            await call(plan_prices.discard_draft, draft_id=self._id)
            ui.navigate.to("/what-if")

        forms.confirm(
            t("Discard this set of changes?"), t("Nothing of it was in force."), t("Discard"),
            agreed, bad=True,
        )  # fmt: skip

    async def _rehearse(self) -> None:
        self._result.clear()
        with self._result:
            page.skeleton(4)
        found = await call(
            plan_prices.rehearse_draft, draft_id=self._id, days=int(self._days.value)
        )
        self._result.clear()
        with self._result:
            self._show(found)

    def _show(self, found: Rehearsal) -> None:
        page.figures(
            [
                (t("Turnover without VAT"), found.after, _difference(found.before, found.after)),
                (t("Margin"), found.margin_after,
                 _difference(found.margin_before, found.margin_after)),
                (t("Lines that change"), f"{found.lines_moved}",
                 t("of {lines} in {orders} orders", lines=found.lines, orders=found.orders)),
                (t("Held by the floor"), f"{found.held_after}",
                 t("{count} before", count=found.held_before)),
            ]
        )  # fmt: skip
        if not found.dealers:
            page.notice("information", t("Past orders would not have changed"))
            return
        with page.panel(t("Turnover before and after")):
            top = found.dealers[:10]
            chart.columns(
                [row.name for row in top],
                [
                    (t("before"), [row.before for row in top]),
                    (t("after"), [row.after for row in top]),
                ],
            )
            with ui.element("div"):
                page.secondary(t("Save as xlsx"), self._export, icon="download")
        with ui.element("div").classes("split"):
            _moved(t("Dealers"), found.dealers)
            _moved(t("Products"), found.products)
        with page.panel(t("On the current catalogue")):
            DataTable(
                [
                    Column("name", t("Dealer"), lambda row: row.name, "title", phone="title"),
                    Column("all", t("Prices"), lambda row: Decimal(row.products), "number"),
                    Column("changed", t("Will change"), lambda row: Decimal(row.changed), "number"),
                    Column("mean", t("On average"), lambda row: row.mean_percent, "percent"),
                ],
                key=lambda row: row.name,
                rows=found.catalogue,
            )

    async def _export(self) -> None:
        deliver_file(f"/files/what-if/{self._id}.xlsx?days={int(self._days.value)}")


def _discount(source: DiscountSource) -> Callable[[Choices], Awaitable[Dialog]]:
    return lambda choices: prices_forms.discount(None, source, choices)


def _difference(before: Decimal, after: Decimal) -> str:
    moved = after - before
    share = round(moved / before * 100, 2) if before else Decimal(0)
    sign = "+" if moved > 0 else "−" if moved < 0 else ""
    return f"{sign}{amount(abs(moved))} ₽ · {sign}{quantity(abs(share))} %"


def _moved(title: str, rows: list[Moved]) -> None:
    with page.panel(title):
        DataTable(
            [
                Column("name", title, lambda row: row.name, "title", phone="title"),
                Column("before", t("Was"), lambda row: row.before, "money"),
                Column("after", t("Becomes"), lambda row: row.after, "money"),
                Column("difference", t("Difference"), lambda row: row.difference, "money",
                       phone="side"),
            ],
            key=lambda row: row.id,
            rows=rows,
        )  # fmt: skip


_KIND_TITLES = {
    "PriceListForm": "Price list",
    "FormulaForm": "Formula of a derived list",
    "EntryForm": "Price of a list",
    "ContractPriceForm": "Contract price",
    "DiscountForm": "Discount",
    "MarginForm": "Least margin",
    "ClubForm": "Club",
    "PromotionForm": "Promotion",
}


def _what(row: tuple[int, Change]) -> str:
    return t(_KIND_TITLES[row[1].kind.__name__])


def _how(row: tuple[int, Change]) -> str:
    form: Any = row[1].form
    if form is None:
        return t("is taken away")
    parts = []
    if isinstance(form, PromotionForm):
        parts.append(form.name)
    if getattr(form, "percent", None) is not None:
        parts.append(f"{quantity(form.percent)} %")
    if isinstance(form, EntryForm | ContractPriceForm):
        parts.append(f"{amount(form.price)} ₽")
    if isinstance(form, DiscountForm) and form.threshold:
        parts.append(t("from {sum} ₽", sum=amount(form.threshold)))
    if isinstance(form, DiscountForm | MarginForm) and form.brand:
        parts.append(form.brand)
    for field in fields(form):
        value = getattr(form, field.name)
        if field.name in ("valid_from", "valid_to") and value:
            parts.append(day(value))
    return " · ".join(parts)


def _mode(row: tuple[int, Change]) -> tuple[str, str]:
    change = row[1]
    if change.form is None:
        return t("taken away"), "bad"
    return (t("new"), "good") if change.rule_id is None else (t("changed"), "information")
