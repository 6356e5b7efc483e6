"""Papers that are asked for, not issued for an order: statement, price list, route sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from nicegui import ui

from wholesale.api.downloads import archive_url, document_url
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.queries import DocumentRow, orders_lacking
from wholesale.documents.rules import STATUSES
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.issue_price_list import issue_price_list
from wholesale.flow.issue_route_sheet import issue_route_sheet
from wholesale.flow.issue_statement import issue_statement
from wholesale.flow.view_dealers import dealer_list
from wholesale.ledger.queries import organizations
from wholesale.ui import server
from wholesale.ui.call import call, later, look
from wholesale.ui.components import forms, page, toast
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import actor, may, refusal, t, word

MOST_DEALERS = 500

ON_A_ROUTE = frozenset({DocumentKind.TORG12, DocumentKind.UPD, DocumentKind.TRANSPORT_WAYBILL})
"""Documents whose shipments can be driven."""


def buttons() -> None:
    """What the reader may ask for, as buttons of the page's head."""
    if may(Permission.VIEW_BALANCE):
        page.secondary(t("Reconciliation"), ask_statement, icon="scale")
    if may(Permission.BROWSE_CATALOG):
        page.secondary(t("Price list"), ask_price_list, icon="file-spreadsheet")
    if may(Permission.ISSUE_DOCUMENT):
        page.secondary(t("Issue for many"), ask_many, icon="files")


def ask_many() -> None:
    """Documents of one kind for all orders that lack it, with progress and a stop."""

    async def save(values: dict[str, Any]) -> None:
        kind = DocumentKind(values["kind"])
        order_ids = await look(orders_lacking, kind=kind)
        if not order_ids:
            toast.information(t("Every order has this document already."))
            return
        later(lambda: _Run(kind, order_ids).go())

    forms.dialog(
        t("Issue for many orders"),
        [
            forms.Field(
                "kind",
                t("Document"),
                "choice",
                DocumentKind.INVOICE.value,
                options={kind.value: word(kind) for kind in STATUSES},
                required=True,
                wide=True,
            )
        ],
        save,
        note=t("For orders in work (invoices, pick lists) or shipped ones that have none yet."),
        save=t("Issue"),
    )


class _Run:
    """A bulk run: one transaction an order, so that the page and other people go on."""

    def __init__(self, kind: DocumentKind, order_ids: Sequence[int]) -> None:
        self._kind, self._order_ids = kind, order_ids
        self._issued: list[int] = []
        self._refused: list[str] = []
        self._stopped = False

    async def go(self) -> None:
        """Show the progress, issue, say what came of it."""
        with ui.dialog().props("persistent") as box, ui.card():
            ui.label(word(self._kind)).classes("dialog-title")
            self._count = ui.label("").classes("num")
            self._bar = ui.linear_progress(0, show_value=False).classes("w-full")
            with ui.element("div").classes("dialog-acts"):
                page.quiet(t("Stop"), self._stop)
        box.open()
        for done, order_id in enumerate(self._order_ids, start=1):
            if self._stopped or box.is_deleted:
                break
            await self._one(order_id)
            if done % 5 == 0 or done == len(self._order_ids):
                self._bar.set_value(done / len(self._order_ids))
                self._count.set_text(f"{done} / {len(self._order_ids)}")
        if box.is_deleted:
            return
        box.close()
        box.delete()
        toast.good(t("Issued: {count}", count=len(self._issued)))
        for sentence in list(dict.fromkeys(self._refused))[:3]:
            toast.bad(sentence)
        if self._issued:
            deliver_file(archive_url(self._issued))

    async def _one(self, order_id: int) -> None:
        try:
            made = await call(issue_document, order_id=order_id, kind=self._kind)
        except DomainError as error:
            self._refused.append(refusal(error))
        else:
            self._issued.append(made.id)

    def _stop(self) -> None:
        self._stopped = True


class _StatementForm(forms.Form):
    """Period, and where the dealer has dealt with several of our organizations, with which."""

    def __init__(self, whose: list[forms.Field], sellers: dict[int, str]) -> None:
        today = server.now().astimezone(server.zone()).date()
        super().__init__(
            [
                *whose,
                forms.Field("seller", t("Organization"), "choice", wide=True),
                forms.Field("since", t("From"), "date", date(today.year, 1, 1), required=True),
                forms.Field(
                    "until", t("To"), "date", today, required=True, fits=["period_is_empty"]
                ),
            ]
        )
        self.offer("seller", sellers)
        if whose:
            self.watch("dealer", self._choose)

    async def _choose(self, dealer_id: int | None) -> None:
        self.offer("seller", {} if dealer_id is None else await _sellers(dealer_id))


async def _sellers(dealer_id: int) -> dict[int, str]:
    return await look(organizations, dealer_id=dealer_id)


async def ask_statement() -> None:
    """A statement for a period; staff choose whose."""
    whose = await _whose()
    own = actor().dealer_id
    sellers = {} if own is None else await _sellers(own)

    async def save(values: dict[str, Any]) -> None:
        made = await call(
            issue_statement,
            dealer_id=_chosen(values),
            since=values["since"],
            until=values["until"],
            organization_id=values["seller"],
        )
        _give(made)

    forms.dialog(
        t("Reconciliation"),
        lambda: _StatementForm(whose, sellers),
        save,
        save=t("Make the document"),
    )


async def ask_price_list() -> None:
    """The prices of today as an order form; staff choose whose."""
    fields = await _whose()

    async def save(values: dict[str, Any]) -> None:
        _give(await call(issue_price_list, dealer_id=_chosen(values)))

    forms.dialog(
        t("Price list"),
        fields,
        save,
        note=t("An Excel file with your prices of today: fill in quantities and upload it.")
        if not fields
        else t("An Excel file with the dealer's prices of today and a column for quantities."),
        save=t("Make the file"),
    )


def ask_route_sheet(rows: Sequence[DocumentRow]) -> None:
    """A route through the shipments of picked waybills, in the order they were picked."""
    order_ids = list(dict.fromkeys(row.order_id for row in rows if row.order_id is not None))

    async def save(values: dict[str, Any]) -> None:
        made = await call(
            issue_route_sheet,
            order_ids=order_ids,
            driver=values["driver"],
            vehicle=values["vehicle"],
        )
        _give(made)

    forms.dialog(
        t("Route sheet"),
        [
            forms.Field("driver", t("Driver"), wide=True),
            forms.Field("vehicle", t("Vehicle"), wide=True, hint=t("Make and number plate")),
        ],
        save,
        note=t("Stops: {count}, in the order you picked them", count=len(order_ids)),
        save=t("Make the document"),
    )


async def _whose() -> list[forms.Field]:
    """A choice of dealer for staff; a dealer has himself only."""
    if actor().dealer_id is not None:
        return []
    rows = await look(dealer_list, active=True, limit=MOST_DEALERS)
    options = {row.dealer.id: row.dealer.name for row in rows}
    return [forms.Field("dealer", t("Dealer"), "choice", options=options, required=True, wide=True)]


def _chosen(values: dict[str, Any]) -> int:
    own = actor().dealer_id
    return int(values["dealer"]) if own is None else own


def _give(made: IssuedDocument) -> None:
    toast.good(t("{kind} {number} is issued", kind=word(made.kind), number=made.number))
    deliver_file(document_url(made.id))
