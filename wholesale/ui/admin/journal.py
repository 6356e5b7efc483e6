"""The journal: every recorded event of the company, filtered by subject and person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from wholesale.flow.view_journal import JournalRow, journal
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import PAGE, Column, DataTable, PagedTable
from wholesale.ui.session import t

SUBJECTS = {
    "order": "Orders",
    "dealer": "Dealers",
    "point": "Trading points",
    "user": "Users",
    "organization": "Organizations",
}
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
            Column("what", t("What"), lambda row: t(f"event.{row.kind}"), phone="title"),
            Column("data", t("Details"), _details, phone="wide"),
        ],
        key=lambda row: row.id,
    )


def _details(row: JournalRow) -> str:
    """What was written with the event, short enough for a line."""
    said = [f"{name}: {value}" for name, value in row.data.items() if value not in (None, "", [])]
    words = f"{row.subject_kind} {row.subject_id}" + "".join(f" · {part}" for part in said)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _nothing() -> None:
    with page.empty("scroll-text", t("No event fits")):
        pass
