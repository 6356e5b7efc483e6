"""Dealers with their debts: those of the manager's points, or all for the supervisor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from wholesale.core.access import Permission
from wholesale.flow.view_dealers import DealerDebt, dealer_list
from wholesale.points import queries as points
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import PAGE, Column, DataTable, PagedTable
from wholesale.ui.manager.order import payment_terms
from wholesale.ui.session import may, t
from wholesale.ui.supervisor import dealer_forms


async def show(text: str = "", point: int = 0) -> None:
    """The page ``/dealers``."""
    choices = await look(points.point_choices)
    with page.head(t("Dealers")):
        if may(Permission.MANAGE_DEALERS):
            page.primary(t("New dealer"), dealer_forms.add, icon="plus")
    with ui.element("div").classes("filters"):
        field = ui.input(placeholder=t("Name, code or INN"), value=text).classes("search")
        field.props('clearable debounce=250 type=search data-search="" autocomplete=off')
        field.props["aria-label"] = t("Name, code or INN")
        with field.add_slot("prepend"):
            marks.icon("search")
        at: ui.select | None = None
        if len(choices) > 1:
            at = ui.select(
                {0: t("All trading points"), **choices}, value=point if point in choices else 0
            )
            at.props["aria-label"] = t("Trading point")

    async def load(after: Any) -> tuple[Sequence[DealerDebt], Any]:
        rows = await look(
            dealer_list,
            text=str(field.value or "").strip()[:100],
            point_id=(at.value if at else point) or None,
            after=after,
            limit=PAGE + 1,
        )
        last = rows[PAGE - 1].dealer if len(rows) > PAGE else None
        return rows[:PAGE], (last.name, last.id) if last else None

    listing = PagedTable(lambda: _table(len(choices) > 1), load, when_empty=_nothing)

    async def narrow() -> None:
        page.remember_query(text=field.value, point=at.value if at else None)
        await listing.reload()

    field.on_value_change(action(narrow, once=False))
    if at is not None:
        at.on_value_change(action(narrow, once=False))
    await listing.reload()


def _table(many_points: bool) -> DataTable:
    columns = [
        Column("name", t("Dealer"), lambda row: row.dealer.name, "title", phone="title",
               sub=lambda row: row.dealer.code),
        Column("inn", t("INN"), lambda row: row.dealer.inn, "code", phone="hide"),
        Column("agreement", t("Agreement"), lambda row: row.dealer.agreement or t("none")),
        Column("terms", t("Payment"), _terms, phone="hide"),
        Column("limit", t("Credit limit"), lambda row: row.dealer.credit_limit, "money"),
        Column("debt", t("Debt"), lambda row: row.debt, "money", phone="side"),
        Column("state", t("State"), _state, "status", phone="end"),
    ]  # fmt: skip
    if many_points:
        columns.insert(1, Column("point", t("Trading point"), lambda row: row.dealer.point))
    return DataTable(
        columns, key=lambda row: row.dealer.id, link=lambda row: f"/dealers/{row.dealer.id}"
    )


def _terms(row: DealerDebt) -> str:
    days = row.dealer.payment_days
    return "" if days is None else payment_terms(days)


def _state(row: DealerDebt) -> tuple[str, str]:
    """What to know at a glance, as (word, meaning)."""
    limit = row.dealer.credit_limit
    if not row.dealer.active:
        return t("not served"), ""
    if limit is not None and row.debt > limit:
        return t("over the limit"), "bad"
    if not row.dealer.agreement:
        return t("no agreement"), "warning"
    return "", ""


def _nothing() -> None:
    with page.empty("handshake", t("No dealer fits"), t("Try a part of the name or the INN.")):
        pass
