"""An order's events as a timeline of sentences."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wholesale.core.i18n import known
from wholesale.core.vocabulary import DocumentKind
from wholesale.orders.queries import HistoryRow
from wholesale.ui.components.timeline import Entry
from wholesale.ui.session import amount, language, quantity, t, word

MEANINGS = {
    "order.held": "warning",
    "order.cancelled": "bad",
    "order.shipped": "good",
    "order.delivered": "good",
    "order.completed": "good",
    "order.paid": "good",
    "order.accepted": "information",
    "order.discount_asked": "warning",
}


def entries(history: Iterable[HistoryRow]) -> list[Entry]:
    """The events the reader may know of, the latest first; chat lines are left to the chat."""
    shown = [
        Entry(row.at, _title(row), row.actor, _note(row), MEANINGS.get(row.kind, ""))
        for row in history
        if row.kind != "order.message"
    ]
    return shown[::-1]


def held_because(data: dict[str, Any]) -> str:
    """Why an order waits: the words of the rule that held it, or of the manager."""
    reason = str(data.get("reason") or data.get("comment") or "")
    return t(f"hold.{reason}") if f"hold.{reason}" in known(language()) else reason


def _title(row: HistoryRow) -> str:
    if row.kind == "document.issued":
        return f"{word(DocumentKind(row.data['document']))} № {row.data['number']}"
    return t(f"event.{row.kind}", **row.data)


def _note(row: HistoryRow) -> str:
    data = row.data
    if row.kind == "order.line_changed":
        changes = [str(data["article"])]
        if data["quantity"] != data["quantity_was"]:
            was, now = Decimal(data["quantity_was"]), Decimal(data["quantity"])
            changes.append(f"{quantity(was)} → {quantity(now)}")
        if data["price"] != data["price_was"]:
            was, now = Decimal(data["price_was"]), Decimal(data["price"])
            changes.append(f"{amount(was)} → {amount(now)} ₽")
        return ", ".join(changes)
    if row.kind == "order.shipped" and data.get("left_out"):
        return t("Left out: {articles}", articles=", ".join(data["left_out"][:10]))
    if row.kind.startswith("order.discount_"):
        asked = f"{data['article']}, −{quantity(Decimal(data['percent']))} %"
        return f"{asked}: {data['comment']}" if data.get("comment") else asked
    if data.get("amount"):
        return f"{amount(Decimal(data['amount']))} ₽"
    return held_because(data)
