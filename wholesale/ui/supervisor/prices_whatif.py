"""What if: change sets on paper, rehearsed on past orders, published or discarded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from typing import Any

from nicegui import ui

from wholesale.core.errors import DomainError
from wholesale.flow import plan_prices
from wholesale.pricing import drafts
from wholesale.pricing.drafts import Draft
from wholesale.pricing.whatif import Change, Moved, Rehearsal
from wholesale.ui.call import action, call, look
from wholesale.ui.components import chart, forms, marks, page, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import amount, quantity, refusal, t
from wholesale.ui.supervisor import prices_pick
from wholesale.ui.supervisor.prices_pick import Add, Kind

DAYS = (30, 90, 180, 365)
MOST_DEALERS = 100  # of those whose catalogue changes


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
    if row.status == drafts.SCHEDULED:
        return t("waits for its day"), "information"
    if row.status == drafts.DISCARDED:
        return t("discarded"), ""
    if row.refusal is not None:
        return t("did not come into force"), "bad"
    return t("on paper"), ""


def _tell(draft: Draft) -> None:
    """What awaits a scheduled set, or why one that was scheduled is on paper again."""
    if draft.status == drafts.SCHEDULED:
        page.notice(
            "information",
            t("Comes into force on {day}", day=draft.publish_on),
            t("As a whole, when the day begins. Published by {name}.", name=draft.publisher),
        )
    elif draft.refusal is not None:
        page.notice(
            "bad",
            t("Did not come into force on {day}", day=draft.publish_on),
            refusal(draft.refusal),
        )


class _Plan:
    def __init__(self, draft_id: int) -> None:
        self._id = draft_id

    async def build(self) -> None:
        try:
            draft = await look(drafts.draft, draft_id=self._id)
        except DomainError:
            page.not_found(t("There is no such set of changes"))
            return
        self._words = await prices_pick.words(draft.changes)
        is_open = draft.status == drafts.DRAFT
        self._stale = await self._look_for_stale(draft)
        with page.head(draft.name, back=(t("What if"), "/what-if")) as acts:
            acts.classes("wrap")
            if is_open:
                page.quiet(t("Discard"), self._discard)
                page.secondary(t("Publish"), self._publish, icon="check")
            if draft.status == drafts.SCHEDULED:
                page.quiet(t("Withdraw"), self._withdraw)
                page.secondary(t("Change the day"), self._publish, icon="calendar")
            page.primary(t("Rehearse"), self._rehearse, icon="play")
        _tell(draft)
        with page.panel(t("Changes")):
            drop = [Act("drop", "x", t("Take out"), self._drop)] if is_open else []
            self._table = DataTable(
                [
                    Column("number", t("No."), lambda row: Decimal(row[0] + 1), "number"),
                    Column(
                        "what",
                        t("What changes"),
                        lambda row: self._words.what(row[1]),
                        "title",
                        phone="title",
                    ),
                    Column("how", t("How"), lambda row: self._words.how(row[1]), phone="wide"),
                    Column("kind", t("Kind"), self._mode, "status", phone="side"),
                ],
                key=lambda row: row[0],
                acts=drop,
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
        with ui.element("div").classes("row-flex gap-2 wrap"):
            self._menu(t("New rule"), "plus", prices_pick.add)
            self._menu(t("Change or take away"), "pencil", prices_pick.change)

    def _menu(self, title: str, icon: str, asked: Callable[[Kind, Add], Awaitable[None]]) -> None:
        """A button that asks for the kind of rule first."""
        with page.secondary(title, icon=icon), ui.menu():
            for kind in prices_pick.KINDS:
                ui.menu_item(kind.name, action(partial(asked, kind, self._add)))

    async def _add(self, change: Change) -> None:
        await call(plan_prices.add_change, draft_id=self._id, change=change)
        await self._refresh()

    async def _drop(self, row: tuple[int, Change]) -> None:
        await call(plan_prices.drop_change, draft_id=self._id, number=row[0])
        await self._refresh()

    async def _refresh(self) -> None:
        draft = await look(drafts.draft, draft_id=self._id)
        self._words = await prices_pick.words(draft.changes)
        self._stale = await self._look_for_stale(draft)
        self._table.show(list(enumerate(draft.changes)))
        self._result.clear()

    async def _look_for_stale(self, draft: Draft) -> set[int]:
        """Changes that cannot be made any more; of a closed set there is nothing to say."""
        if draft.status not in {drafts.DRAFT, drafts.SCHEDULED}:
            return set()
        return await look(drafts.stale, draft_id=draft.id)

    def _mode(self, row: tuple[int, Change]) -> tuple[str, str]:
        number, change = row
        if number in self._stale:
            return t("the rule is another by now"), "warning"
        if change.form is None:
            return t("taken away"), "bad"
        return (t("new"), "good") if change.rule_id is None else (t("changed"), "information")

    async def _publish(self) -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(plan_prices.publish_draft, draft_id=self._id, on=values["on"])
            found = await look(drafts.draft, draft_id=self._id)
            later = found.status == drafts.SCHEDULED
            toast.good(t("Scheduled for {day}", day=found.publish_on) if later else t("Published"))
            ui.navigate.to("/what-if")

        draft = await look(drafts.draft, draft_id=self._id)
        planned = draft.publish_on if draft.status == drafts.SCHEDULED else None
        when = Field(
            "on", t("In force from"), "date", planned,
            hint=t("Empty is today; a later day, from its beginning"),
        )  # fmt: skip
        title = t("Publish") if planned is None else t("Change the day")
        forms.dialog(title, [when], save, save=title)

    async def _withdraw(self) -> None:
        await call(plan_prices.withdraw_draft, draft_id=self._id)
        toast.good(t("It is on paper again"))
        ui.navigate.to(f"/what-if/{self._id}")

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
        with page.panel():
            with ui.element("div").classes("panel-head"):
                marks.text(t("Before and after"), "h2", tag="h2")
                with ui.element("div").classes("acts"):
                    page.secondary(t("Save as xlsx"), self._export, icon="download")
            chart.columns(
                [t("Turnover without VAT"), t("Margin")],
                [
                    (t("before"), [found.before, found.margin_before]),
                    (t("after"), [found.after, found.margin_after]),
                ],
            )
        if found.dealers:
            self._show_moved(found)
        else:
            page.notice("information", t("Past orders would not have changed"))
        with page.panel(t("On the current catalogue")):
            if not any(row.changed for row in found.catalogue):
                ui.label(t("No price of the catalogue changes for anybody")).classes("quiet")
                return
            DataTable(
                [
                    Column("name", t("Dealer"), lambda row: row.name, "title", phone="title"),
                    Column("all", t("Prices"), lambda row: Decimal(row.products), "number"),
                    Column("changed", t("Will change"), lambda row: Decimal(row.changed), "number"),
                    Column("mean", t("On average"), lambda row: row.mean_percent, "percent",
                           phone="side"),
                ],
                key=lambda row: row.name,
                rows=[row for row in found.catalogue if row.changed][:MOST_DEALERS],
            )  # fmt: skip

    def _show_moved(self, found: Rehearsal) -> None:
        with page.panel(t("Turnover before and after")):
            top = found.dealers[:10]
            chart.columns(
                [row.name for row in top],
                [
                    (t("before"), [row.before for row in top]),
                    (t("after"), [row.after for row in top]),
                ],
            )
        with ui.element("div").classes("split"):
            _moved(t("Dealers"), found.dealers)
            _moved(t("Products"), found.products)

    async def _export(self) -> None:
        deliver_file(f"/files/what-if/{self._id}.xlsx?days={int(self._days.value)}")


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
