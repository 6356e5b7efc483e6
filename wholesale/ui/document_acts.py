"""What is done with issued documents: put right, annulled, mailed to the dealer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wholesale.core.access import Permission
from wholesale.documents.queries import DocumentRow
from wholesale.documents.rules import FOR_STAFF, NEVER_ANNULLED, TAX
from wholesale.flow.annul_document import annul_document
from wholesale.flow.revise_document import revise_document
from wholesale.flow.send_documents import send_documents
from wholesale.points.queries import dealer_card
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, toast
from wholesale.ui.session import may, t, word


def state(row: DocumentRow) -> tuple[str, str]:
    """What a chip says of the document and how loudly; nothing of one that stands."""
    if row.annulled_by:
        return t("annulled"), "bad"
    if row.corrected_by:
        return t("put right") if row.kind in TAX else t("replaced"), "warning"
    if row.order_cancelled and row.kind not in NEVER_ANNULLED:
        return t("order cancelled"), "warning"
    return "", ""


def revisable(row: DocumentRow) -> bool:
    """Whether the reader may issue an исправление of it."""
    return row.kind in TAX and _stands(row) and may(Permission.ISSUE_DOCUMENT)


def annullable(row: DocumentRow) -> bool:
    """Whether the reader may annul it."""
    return (row.kind not in NEVER_ANNULLED and not row.annulled_by and _stands(row)) and may(
        Permission.ISSUE_DOCUMENT
    )


def sendable(row: DocumentRow) -> bool:
    """Whether the reader may mail it to its dealer."""
    return (
        row.dealer_id is not None and row.kind not in FOR_STAFF and may(Permission.ISSUE_DOCUMENT)
    )


def _stands(row: DocumentRow) -> bool:
    return not row.annulled_by and (not row.corrected_by or row.kind not in TAX)


def ask_annul(row: DocumentRow) -> None:
    """Ask why, then annul."""

    async def save(values: dict[str, Any]) -> None:
        made = await call(annul_document, document_id=row.id, reason=values["reason"])
        toast.good(t("{kind} {number} is issued", kind=word(made.kind), number=made.number))

    forms.dialog(
        t("Annul {name}", name=f"{word(row.kind)} {row.shown_number}"),
        [
            forms.Field(
                "reason",
                t("Reason"),
                "long",
                required=True,
                fits=["annulment_reason_missing", "text_too_long"],
            )
        ],
        save,
        note=t("A notice of annulment is issued; the document itself stays as it was."),
        save=t("Annul"),
    )


def ask_revise(row: DocumentRow) -> None:
    """Say what an исправление is, then issue it."""

    async def revise() -> None:
        made = await call(revise_document, document_id=row.id)
        toast.good(
            t("Revision {revision} of {number} is issued",
              revision=made.revision, number=made.number)
        )  # fmt: skip

    forms.confirm(
        t("Put right {name}", name=f"{word(row.kind)} {row.shown_number}"),
        t("It is issued anew with the requisites of today, under its own number and day."),
        t("Issue the revision"),
        revise,
    )


async def ask_send(rows: Sequence[DocumentRow]) -> None:
    """Ask where to; the dealer's own address is offered."""
    chosen = [row for row in rows if sendable(row)]
    dealers = {row.dealer_id for row in chosen if row.dealer_id is not None}
    if len(dealers) != 1:
        toast.bad(t("Pick documents of one dealer."))
        return
    card = await look(dealer_card, dealer_id=dealers.pop())

    async def save(values: dict[str, Any]) -> None:
        await call(
            send_documents,
            document_ids=[row.id for row in chosen],
            to=values["to"],
            text=values["text"],
        )
        toast.good(t("The letter leaves within a minute."))

    forms.dialog(
        t("Send by e-mail"),
        [
            forms.Field(
                "to",
                t("E-mail"),
                value=card.form.email,
                required=True,
                wide=True,
                hint=t("Several are set apart by commas"),
                fits=["email_wrong"],
            ),
            forms.Field("text", t("Letter"), "long", fits=["text_too_long"]),
        ],
        save,
        note=", ".join(f"{word(row.kind)} {row.shown_number}" for row in chosen[:10]),
        save=t("Send"),
    )
