"""The documents of an order: issued ones to open, and those that may be issued now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from wholesale.api.downloads import document_url
from wholesale.core.access import Permission
from wholesale.core.vocabulary import DocumentKind, OrderStatus
from wholesale.documents.queries import DocumentRow, register
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.view_orders import view_order
from wholesale.points.organizations import organization_form
from wholesale.ui import document_acts
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.deliver import deliver_file
from wholesale.ui.manager import order_return
from wholesale.ui.session import day, may, t, word

BEFORE = (DocumentKind.INVOICE, DocumentKind.OFFER, DocumentKind.PICK_LIST)
AFTER = (
    DocumentKind.TORG12,
    DocumentKind.UPD,
    DocumentKind.VAT_INVOICE,
    DocumentKind.TRANSPORT_WAYBILL,
)
OF_RETURN = (
    DocumentKind.RETURN_WAYBILL,
    DocumentKind.CORRECTION,
    DocumentKind.DISCREPANCY,
    DocumentKind.CLAIM,
)
SHIPPED = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED})


class DocumentPanel:
    """The panel on an order's card."""

    def __init__(self, order_id: int) -> None:
        self._order_id = order_id
        with page.panel():
            with ui.element("div").classes("panel-head"):
                marks.text(t("Documents"), "h2", tag="h2")
                self._acts = ui.element("div").classes("acts")
            self._list = ui.element("div").classes("stack-2")

    async def show(self, status: OrderStatus) -> None:
        """Show the documents issued so far and what an order in ``status`` may have."""
        rows = await look(register, order_id=self._order_id)
        self._acts.clear()
        with self._acts:
            if may(Permission.ISSUE_DOCUMENT) and status is not OrderStatus.CANCELLED:
                self._buttons(status)
        self._list.clear()
        with self._list:
            if not rows:
                ui.label(t("Nothing has been issued yet.")).classes("quiet")
            for row in rows:
                _document(row)

    def _buttons(self, status: OrderStatus) -> None:
        shipped = status in SHIPPED
        page.secondary(t("Invoice"), self._issue(DocumentKind.INVOICE), icon="receipt")
        if shipped:
            page.secondary(t("Waybill"), self._issue(DocumentKind.TORG12), icon="file-text")
        with page.icon_button("ellipsis", t("Other documents")), ui.menu():
            ui.menu_item(t("Invoice to another account…"), action(self._ask_account))
            ui.menu_item(t("Offer with a time of delivery…"), action(self._ask_offer))
            for kind in (*BEFORE[1:], *(AFTER[1:] if shipped else ())):
                ui.menu_item(word(kind), action(self._issue(kind)))
            if shipped:
                ui.menu_item(t("УПД of status 2"), action(self._issue(DocumentKind.UPD, status=2)))
            if shipped:
                ui.separator()
                ui.menu_item(t("Take goods back…"), action(self._take_back))
                for kind in OF_RETURN:
                    ui.menu_item(word(kind), action(self._issue(kind)))

    async def _take_back(self) -> None:
        await order_return.ask(self._order_id)

    async def _ask_account(self) -> None:
        view = await look(view_order, order_id=self._order_id)
        seller = await look(organization_form, organization_id=view.card.organization_id)
        accounts = {each.account: f"{each.account} · {each.bank}" for each in seller.accounts}

        async def save(values: dict[str, Any]) -> None:
            await self._issue(DocumentKind.INVOICE, account=values["account"])()

        forms.dialog(
            t("Invoice to another account…").rstrip("…"),
            [
                forms.Field(
                    "account",
                    t("Settlement account"),
                    "choice",
                    next(iter(accounts), None),
                    options=accounts,
                    required=True,
                    wide=True,
                )
            ],
            save,
            save=t("Issue"),
        )

    def _ask_offer(self) -> None:
        async def save(values: dict[str, Any]) -> None:
            await self._issue(DocumentKind.OFFER, delivery=values["delivery"])()

        forms.dialog(
            word(DocumentKind.OFFER),
            [
                forms.Field(
                    "delivery", t("Time of delivery"), hint=t("For instance: 3–5 days"), wide=True
                )
            ],
            save,
            save=t("Issue"),
        )

    def _issue(self, kind: DocumentKind, **choices: Any) -> Callable[[], Awaitable[None]]:
        async def issue() -> None:
            made = await call(issue_document, order_id=self._order_id, kind=kind, **choices)
            toast.good(t("{kind} {number} is issued", kind=word(kind), number=made.number))

        return issue


def _document(row: DocumentRow) -> None:
    with ui.element("div").classes("doc-row"):
        marks.icon("file-text", "faint")
        with ui.element("div").classes("stack-2 gap-0 grow"):
            link = ui.link(
                f"{word(row.kind)} {row.shown_number}",
                document_url(row.id, view=True),
                new_tab=True,
            ).classes("strong")
            link.props["aria-label"] = t("Open {name}", name=f"{word(row.kind)} {row.number}")
            note = day(row.issued_on)
            if row.corrected_by:
                note += f" · {t('replaced by {number}', number=row.corrected_by)}"
            with ui.element("div").classes("row-flex"):
                marks.text(note, "faint tiny")
                said, meaning = document_acts.state(row)
                if said:
                    marks.chip(said, meaning)
        marks.money(row.total, classes="small")
        for suffix in row.formats:
            page.button(suffix.upper(), _give(row.id, suffix), kind="quiet-btn tiny-btn")
        _more(row)


def _more(row: DocumentRow) -> None:
    """What else is done with it, for those who issue."""
    acts = [
        (document_acts.sendable, t("Send by e-mail"), lambda: document_acts.ask_send([row])),
        (document_acts.revisable, t("Issue a revision"), lambda: document_acts.ask_revise(row)),
        (document_acts.annullable, t("Annul"), lambda: document_acts.ask_annul(row)),
    ]
    fitting = [(label, act) for fits, label, act in acts if fits(row)]
    if not fitting:
        return
    name = t("More about {name}", name=f"{word(row.kind)} {row.shown_number}")
    with page.icon_button("ellipsis", name), ui.menu():
        for label, act in fitting:
            ui.menu_item(label, action(act))


def _give(document_id: int, suffix: str) -> Callable[[], None]:
    return lambda: deliver_file(document_url(document_id, suffix))
