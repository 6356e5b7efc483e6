"""The documents of an order: issued ones to open, and those that may be issued now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from wholesale.api.downloads import document_url
from wholesale.core.access import Permission
from wholesale.core.vocabulary import DocumentKind, OrderStatus
from wholesale.documents.queries import DocumentRow, register
from wholesale.flow.issue_documents import issue_document
from wholesale.ui.call import action, call, look
from wholesale.ui.components import marks, page, toast
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
            for kind in (*BEFORE[1:], *(AFTER[1:] if shipped else ())):
                ui.menu_item(word(kind), action(self._issue(kind)))
            if shipped:
                ui.separator()
                ui.menu_item(t("Take goods back…"), action(self._take_back))
                for kind in OF_RETURN:
                    ui.menu_item(word(kind), action(self._issue(kind)))

    async def _take_back(self) -> None:
        await order_return.ask(self._order_id)

    def _issue(self, kind: DocumentKind) -> Callable[[], Awaitable[None]]:
        async def issue() -> None:
            made = await call(issue_document, order_id=self._order_id, kind=kind)
            toast.good(t("{kind} {number} is issued", kind=word(kind), number=made.number))

        return issue


def _document(row: DocumentRow) -> None:
    with ui.element("div").classes("doc-row"):
        marks.icon("file-text", "faint")
        with ui.element("div").classes("stack-2 gap-0 grow"):
            link = ui.link(
                f"{word(row.kind)} {row.number}",
                document_url(row.id, view=True),
                new_tab=True,
            ).classes("strong")
            link.props["aria-label"] = t("Open {name}", name=f"{word(row.kind)} {row.number}")
            note = day(row.issued_on)
            if row.corrected_by:
                note += f" · {t('replaced by {number}', number=row.corrected_by)}"
            marks.text(note, "faint tiny")
        marks.money(row.total, classes="small")
        for suffix in row.formats:
            page.button(suffix.upper(), _give(row.id, suffix), kind="quiet-btn tiny-btn")


def _give(document_id: int, suffix: str) -> Callable[[], None]:
    return lambda: deliver_file(document_url(document_id, suffix))
