"""Parts of an order's page that the dealer and the staff share: history and conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from nicegui import ui

from wholesale.core import i18n
from wholesale.core.vocabulary import DocumentKind
from wholesale.flow.say import say
from wholesale.messages.queries import MessageRow
from wholesale.orders.queries import HistoryRow
from wholesale.ui.call import action, call
from wholesale.ui.components import marks, page
from wholesale.ui.components.timeline import Entry, timeline
from wholesale.ui.session import actor, amount, language, moment, quantity, t, word

MEANINGS = {
    "order.submitted": "information",
    "order.held": "warning",
    "order.accepted": "information",
    "order.shipped": "good",
    "order.delivered": "good",
    "order.completed": "good",
    "order.paid": "good",
    "order.cancelled": "bad",
}


def history(rows: Iterable[HistoryRow]) -> None:
    """The journal of an order, the latest first; chat lines have their own place."""
    timeline(entries(rows))


def entries(rows: Iterable[HistoryRow]) -> list[Entry]:
    """The events the reader may know of, the latest first, without chat lines."""
    shown = [
        Entry(row.at, _title(row), row.actor, note(row), MEANINGS.get(row.kind, ""))
        for row in rows
        if row.kind != "order.message"
    ]
    return shown[::-1]


def note(row: HistoryRow) -> str:
    """What an event says beside its title: the reason, the sum, what was changed."""
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
    if data.get("amount"):
        return f"{amount(Decimal(data['amount']))} ₽"
    reason = data.get("reason") or data.get("comment") or ""
    known = f"hold.{reason}" in i18n.known(language())
    return t(f"hold.{reason}") if known else str(reason)


def _title(row: HistoryRow) -> str:
    if row.kind == "document.issued":
        return f"{word(DocumentKind(row.data['document']))} {row.data['number']}"
    return t(f"event.{row.kind}")


class Chat:
    """The conversation on an order and the field to write in.

    ``show`` adds what is new and leaves a half-written line alone.
    """

    def __init__(self, order_id: int, rows: Sequence[MessageRow] = ()) -> None:
        self._order_id = order_id
        self._shown: set[int] = set()
        with page.panel(t("Conversation")):
            self._list = ui.element("div").classes("chat").props("role=log aria-live=polite")
            with self._list:
                self._silence = ui.label(
                    t("Ask about delivery, a substitute or a document here.")
                ).classes("faint small")
            with ui.element("div").classes("row-flex nowrap items-end"):
                self._field = ui.textarea(placeholder=t("Write a message…")).classes("grow")
                self._field.props("rows=1 maxlength=2000")
                self._field.props["aria-label"] = t("Write a message…")
                self._field.on("keydown.enter.exact.prevent", action(self._send))
                page.icon_button("send", t("Send"), self._send)
        self.show(rows)

    def show(self, rows: Sequence[MessageRow]) -> None:
        """Add the lines that are not on the screen yet, the latest below."""
        fresh = [row for row in rows if row.id not in self._shown]
        self._shown.update(row.id for row in fresh)
        self._silence.set_visibility(not self._shown)
        mine = actor().user_id
        with self._list:
            for row in fresh:
                own = row.author_id is not None and row.author_id == mine
                with ui.element("div").classes("said mine" if own else "said"):
                    marks.text(f"{row.author} · {moment(row.at)}", "by")
                    marks.text(row.text)
        if fresh:
            ui.run_javascript(
                f"setTimeout(() => {{ const c = getHtmlElement({self._list.id});"
                " if (c) c.scrollTop = c.scrollHeight; }, 50)"
            )

    async def _send(self) -> None:
        text = str(self._field.value or "")
        if text.strip():
            await call(say, order_id=self._order_id, text=text)
            self._field.set_value("")
