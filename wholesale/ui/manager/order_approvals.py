"""Discounts that wait for a supervisor, on the card of their order: asked, given, refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.flow import approve_discounts, change_order
from wholesale.orders.approvals import APPROVED, PENDING, RequestRow
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.orders.rules import EDITABLE
from wholesale.ui.call import call
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.session import amount, may, moment, quantity, refusal, t

REFUSALS = frozenset({"discount_over_limit", "price_below_floor"})
"""What a supervisor may allow all the same."""


def ask(
    card: OrderCard, line: LineRow, why: DomainError, *, percent: Decimal, wanted: Decimal
) -> None:
    """Offer to send the refused discount to a supervisor, and to change the quantity by now."""

    async def send(values: dict[str, Any]) -> None:
        if wanted != line.quantity:
            await call(
                change_order.change_line,
                order_id=card.id,
                line_id=line.id,
                quantity=wanted,
                version=card.version,
            )
        await call(
            approve_discounts.ask_discount,
            order_id=card.id,
            line_id=line.id,
            percent=percent,
            reason=values["reason"],
        )
        toast.good(t("The supervisor is asked. The price stays until he approves."))

    with ui.context.client.content:  # it outlives the dialog it is asked from
        forms.dialog(
            t("Ask for approval of {percent} %", percent=percent),
            [
                forms.Field(
                    "reason",
                    t("Reason"),
                    "long",
                    required=True,
                    hint=t("Why the dealer should have it"),
                    fits=["reason_missing"],
                )
            ],
            send,
            note=f"{line.article} · {line.name}. {refusal(why)}",
            save=t("Ask"),
        )


def panel(card: OrderCard, requests: list[RequestRow]) -> None:
    """The requests that can still be decided, then the last decision of each line."""
    if card.status not in EDITABLE:
        return
    latest = {row.line_id: row for row in requests}  # oldest first: the last one stands
    shown = sorted(latest.values(), key=lambda row: (row.status != PENDING, row.id))
    if not shown:
        return
    with page.panel(t("Discounts to be approved")):
        for row in shown:
            _request(row)


def _request(row: RequestRow) -> None:
    with ui.element("div").classes("ask-row"):
        with ui.element("div").classes("stack-2 gap-0 grow"):
            marks.text(f"{row.article} · {row.name}", "strong")
            price = t(
                "−{percent} % off {price} ₽",
                percent=quantity(row.percent),
                price=amount(row.unit_price),
            )
            marks.text(price if row.status == PENDING else f"−{quantity(row.percent)} %", "small")
            marks.text(f"{row.reason} — {row.asked_by}, {moment(row.asked_at)}", "quiet small")
            if row.answer:
                marks.text(f"{row.answer} — {row.decided_by}", "quiet small")
        if row.status != PENDING:
            given = row.status == APPROVED
            marks.chip(
                t("approved by {name}", name=row.decided_by)
                if given
                else t("refused by {name}", name=row.decided_by),
                "good" if given else "bad",
            )
        elif may(Permission.APPROVE):
            page.quiet(t("Refuse…"), _refuser(row))
            page.secondary(t("Approve"), _approver(row), icon="check")
        else:
            marks.chip(t("awaits approval"), "warning")


def _approver(row: RequestRow) -> Callable[[], Awaitable[None]]:
    async def approve() -> None:
        await call(approve_discounts.approve_discount, request_id=row.id)
        toast.good(t("{article}: the discount is given", article=row.article))

    return approve


def _refuser(row: RequestRow) -> Callable[[], None]:
    async def refuse(values: dict[str, Any]) -> None:
        await call(approve_discounts.refuse_discount, request_id=row.id, answer=values["answer"])
        toast.good(t("{article}: the price stays", article=row.article))

    return lambda: forms.dialog(
        t("Refuse the discount"),
        [forms.Field("answer", t("Answer for the manager"), "long")],
        refuse,
        note=f"{row.article} · −{quantity(row.percent)} %",
        save=t("Refuse"),
    )
