"""The journal: every recorded event of the company, filtered by subject and person."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.flow.view_journal import JournalRow, journal
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import PAGE, Column, DataTable, PagedTable
from wholesale.ui.session import amount, t
from wholesale.ui.story import held_because

SUBJECTS = {
    "order": "Orders",
    "dealer": "Dealers",
    "point": "Trading points",
    "user": "Users",
    "organization": "Organizations",
}
WORDS = ("number", "article", "code", "name", "login")
SUMS = ("total", "amount")
LONGEST = 160


async def show() -> None:
    """The page ``/journal``."""
    with page.head(t("Journal"), note=t("Who did what, and when")):
        pass
    with ui.element("div").classes("filters"):
        person = ui.input(placeholder=t("Who did it")).classes("search")
        person.props('clearable debounce=250 type=search data-search="" autocomplete=off')
        person.props["aria-label"] = t("Who did it")
        with person.add_slot("prepend"):
            marks.icon("search")
        subject = ui.select(
            {"": t("Everything"), **{kind: t(title) for kind, title in SUBJECTS.items()}}, value=""
        )
        subject.props["aria-label"] = t("About what")

    async def load(before: Any) -> tuple[Sequence[JournalRow], Any]:
        rows = await look(
            journal,
            subject=subject.value,
            text=str(person.value or "")[:100],
            before_id=before,
            limit=PAGE + 1,
        )
        return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None

    listing = PagedTable(_table, load, when_empty=_nothing)
    person.on_value_change(action(listing.reload, once=False))
    subject.on_value_change(action(listing.reload, once=False))
    await listing.reload()


def _table() -> DataTable:
    return DataTable(
        [
            Column("at", t("When"), lambda row: row.at, "moment"),
            Column("actor", t("Who"), lambda row: row.actor, phone="side"),
            Column(
                "what", t("What"), lambda row: t(f"event.{row.kind}", **row.data), phone="title"
            ),
            Column("order", t("Order"), lambda row: row.number, phone="end"),
            Column("data", t("Details"), _details, phone="wide"),
        ],
        key=lambda row: row.id,
    )


def _details(row: JournalRow) -> str:
    """The words and sums written with the event, short enough for a line."""
    words = [str(row.data[name]) for name in WORDS if row.data.get(name)]
    if row.data.get("reason") or row.data.get("comment"):
        words.append(held_because(row.data))
    words += [f"{amount(Decimal(row.data[name]))} ₽" for name in SUMS if row.data.get(name)]
    shown = " · ".join(words)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _nothing() -> None:
    with page.empty("scroll-text", t("No event fits")):
        pass
