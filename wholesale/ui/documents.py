"""The register of documents: found by number, kind, day and dealer; opened, saved, zipped.

A dealer's shows his own documents, a manager's those of his points; the session makes the
difference. What is filtered is in the address, so that a view can be sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nicegui import ui

from wholesale.api.downloads import archive_url, document_url, print_url
from wholesale.core.access import Permission
from wholesale.core.vocabulary import DocumentKind, Role
from wholesale.documents.queries import DocumentRow, register
from wholesale.points import queries as points
from wholesale.points.organizations import organization_list
from wholesale.ui import document_acts, document_requests, live
from wholesale.ui.call import action, look
from wholesale.ui.components import marks, page, toast
from wholesale.ui.components.forms import read_date
from wholesale.ui.components.table import PAGE, Act, Column, DataTable, PagedTable
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import actor, may, t, word

PATH = "/documents"
MOST_IN_A_ZIP, MOST_DEALERS = 500, 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    text: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    point: int = 0
    dealer: int = 0
    seller: int = 0


async def show(
    text: str = "",
    kind: str = "",
    since: str = "",
    until: str = "",
    point: int = 0,
    dealer: int = 0,
    seller: int = 0,
) -> None:
    """The page ``/documents``."""
    known = kind if kind in set(DocumentKind) else ""
    await Register(Asked(text, known, since, until, point, dealer, seller)).build()


class Register:
    """Filters, the table, and what is picked from it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._picked: dict[int, DocumentRow] = {}

    async def build(self) -> None:
        """Lay the page out and fill it."""
        with page.head(t("Documents")):
            document_requests.buttons()
            self._route = page.secondary(t("Route sheet"), self._drive, icon="route")
            self._print = page.secondary(t("Print picked"), self._print_picked, icon="printer")
            self._mail = page.secondary(t("Send by e-mail"), self._send, icon="mail")
            self._zip = page.primary(t("Download all shown"), self._download, icon="download")
        with ui.element("div").classes("filters"):
            self._search()
            self._kinds()
            self._day("since", t("Issued from"))
            self._day("until", t("Issued to"))
            if actor().role is not Role.DEALER:
                await self._points()
                await self._dealers()
            await self._sellers()
        self._paged = PagedTable(self._table, self._load, when_empty=self._empty)
        live.watch(live.about("document."), self._paged.reload)
        await self._paged.reload()
        self._count()

    def _search(self) -> None:
        hint = t("Number or dealer") if actor().role is not Role.DEALER else t("Number")
        field = ui.input(placeholder=hint, value=self.asked.text)
        field.props('clearable debounce=250 type=search data-search=""').classes("search")
        field.props["aria-label"] = hint
        with field.add_slot("prepend"):
            marks.icon("search")
        field.on_value_change(action(lambda event: self._ask(text=event.value or ""), once=False))

    def _kinds(self) -> None:
        hidden = {DocumentKind.PICK_LIST, DocumentKind.ROUTE_SHEET}
        shown = [
            kind for kind in DocumentKind if actor().role is not Role.DEALER or kind not in hidden
        ]
        select = ui.select(
            {"": t("All kinds"), **{kind.value: word(kind) for kind in shown}},
            value=self.asked.kind,
        )
        select.props["aria-label"] = t("Kind of document")
        select.on_value_change(action(lambda event: self._ask(kind=event.value), once=False))

    def _day(self, name: str, label: str) -> None:
        field = ui.input(placeholder=label, value=getattr(self.asked, name))
        field.props("mask=##.##.#### debounce=400 clearable").style("width: 9.5rem")
        field.props["aria-label"] = label

        async def changed(event: Any) -> None:
            value = event.value or ""
            _, mistake = read_date(value)
            field.error = t("A date such as 31.12.2026 is expected") if mistake else None
            if not mistake:
                await self._ask(**{name: value})

        field.on_value_change(action(changed, once=False))

    async def _points(self) -> None:
        choices = await look(points.point_choices)
        if len(choices) > 1:
            select = ui.select(
                {0: t("All trading points"), **choices},
                value=self.asked.point if self.asked.point in choices else 0,
            )
            select.props["aria-label"] = t("Trading point")
            select.on_value_change(action(lambda event: self._ask(point=event.value), once=False))

    async def _dealers(self) -> None:
        rows = await look(points.dealer_list, limit=MOST_DEALERS)
        choices = {0: t("All dealers"), **{row.id: row.name for row in rows}}
        known = self.asked.dealer if self.asked.dealer in choices else 0
        select = ui.select(choices, value=known, with_input=True)
        select.props["aria-label"] = t("Dealer")
        select.on_value_change(action(lambda event: self._ask(dealer=event.value or 0), once=False))

    async def _sellers(self) -> None:
        found = await look(organization_list)
        if len(found) < 2:
            return
        choices = {0: t("All organizations"), **{key: name for key, name, _ in found}}
        known = self.asked.seller if self.asked.seller in choices else 0
        select = ui.select(choices, value=known)
        select.props["aria-label"] = t("Organization")
        select.on_value_change(action(lambda event: self._ask(seller=event.value), once=False))

    async def _ask(self, **changes: Any) -> None:
        self.asked = replace(self.asked, **changes)
        asked = self.asked
        page.remember_query(
            text=asked.text,
            kind=asked.kind,
            since=asked.since,
            until=asked.until,
            point=asked.point or "",
            dealer=asked.dealer or "",
            seller=asked.seller or "",
        )
        self._picked.clear()
        await self._paged.reload()
        self._count()

    async def _load(self, after: Any) -> tuple[Sequence[DocumentRow], Any]:
        rows = await self._found(before_id=after, limit=PAGE + 1)
        return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None

    async def _found(self, *, limit: int, before_id: int | None = None) -> list[DocumentRow]:
        """What the address asks for."""
        asked = self.asked
        return await look(
            register,
            kinds=[DocumentKind(asked.kind)] if asked.kind else [],
            text=asked.text,
            since=_read(asked.since),
            until=_read(asked.until),
            point_id=asked.point or None,
            dealer_id=asked.dealer or None,
            organization_id=asked.seller or None,
            before_id=before_id,
            limit=limit,
        )

    def _table(self) -> DataTable:
        columns = [
            Column("number", t("Number"), _opened, "custom", phone="title", template=_LINK),
            Column("kind", t("Document"), lambda row: word(row.kind), sub=_replaced, phone="wide"),
            Column("on", t("Date"), lambda row: row.issued_on, "date"),
            Column("order", t("Order"), lambda row: row.order_number, "code"),
            Column("total", t("Sum"), _sum, "money", phone="side"),
            Column("state", t("State"), document_acts.state, "status", phone="wide"),
        ]
        if actor().role is not Role.DEALER:
            columns.insert(3, Column("dealer", t("Dealer"), lambda row: row.dealer, phone="wide"))
        return DataTable(
            columns,
            key=lambda row: row.id,
            acts=[
                Act("save", "download", t("Save"), _save),
                Act(
                    "exchange",
                    "arrow-left-right",
                    t("File for electronic exchange"),
                    _save_xml,
                    applies=lambda row: "xml" in row.formats,
                ),
                Act("pick", "check", t("Pick for the archive"), self._pick),
                *self._corrections(),
            ],
            mark=lambda row: row.id in self._picked,
        )

    def _corrections(self) -> list[Act]:
        if not may(Permission.ISSUE_DOCUMENT):
            return []
        return [Act("annul", "ban", t("Annul"), document_acts.ask_annul, document_acts.annullable)]

    async def _send(self) -> None:
        await document_acts.ask_send(list(self._picked.values()))

    def _pick(self, row: DocumentRow) -> None:
        if self._picked.pop(row.id, None) is None:
            self._picked[row.id] = row
        self._paged.data.replace(row)
        self._count()

    def _count(self) -> None:
        """Say on the button what it will download."""
        if self._picked:
            self._zip.set_text(t("Download picked: {count}", count=len(self._picked)))
        else:
            self._zip.set_text(t("Download all shown"))
        self._zip.set_enabled(bool(self._paged.data.rows))
        drivable = may(Permission.ISSUE_DOCUMENT) and any(
            row.kind in document_requests.ON_A_ROUTE for row in self._picked.values()
        )
        self._route.set_visibility(drivable)
        self._print.set_visibility(bool(self._picked))
        mailable = any(document_acts.sendable(row) for row in self._picked.values())
        self._mail.set_visibility(mailable)

    def _print_picked(self) -> None:
        printable = [key for key, row in self._picked.items() if "pdf" in row.formats]
        if not printable:
            toast.bad(t("Nothing to print: only PDF documents are printed."))
            return
        deliver_file(print_url(printable))

    def _drive(self) -> None:
        rows = self._picked.values()
        document_requests.ask_route_sheet(
            [row for row in rows if row.kind in document_requests.ON_A_ROUTE]
        )

    async def _download(self) -> None:
        """What is picked, else all that match, whether their pages are shown or not."""
        wanted = list(self._picked.values()) or await self._found(limit=MOST_IN_A_ZIP + 1)
        if len(wanted) > MOST_IN_A_ZIP:
            toast.bad(t("At most {count} documents go into one archive.", count=MOST_IN_A_ZIP))
            return
        deliver_file(archive_url([row.id for row in wanted]))

    def _empty(self) -> None:
        if self.asked != Asked():
            with page.empty("search", t("No document fits"), t("Take off a filter or two.")):
                pass
        else:
            with page.empty(
                "file-text",
                t("There are no documents yet"),
                t("They appear here as soon as they are issued for an order."),
            ):
                pass


# A new tab: the shell would take a plain link for one of its pages.
_LINK = (
    """<a class="rowlink" target="_blank" rel="noopener" :href="value.href">{{ value.text }}</a>"""
)


def _opened(row: DocumentRow) -> dict[str, str]:
    """The number as a link that shows a PDF and saves anything else."""
    href = document_url(row.id, view=row.formats[:1] == ("pdf",))
    return {"text": row.shown_number, "href": href}


def _sum(row: DocumentRow) -> Any:
    return row.total or None


def _replaced(row: DocumentRow) -> str:
    if row.annulled_by:
        return t("annulled by {number}", number=row.annulled_by)
    return t("changed by {number}", number=row.corrected_by) if row.corrected_by else ""


def _save(row: DocumentRow) -> None:
    deliver_file(document_url(row.id))


def _save_xml(row: DocumentRow) -> None:
    deliver_file(document_url(row.id, "xml"))


def _read(text: str) -> date | None:
    return read_date(text)[0]
