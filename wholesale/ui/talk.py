"""The chat of an order: what was said, and a field to answer. The same for both sides."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from wholesale.flow.say import say
from wholesale.messages.queries import MessageRow
from wholesale.ui.call import action, call
from wholesale.ui.components import marks, page
from wholesale.ui.session import actor, moment, t


class Chat:
    """The chat of one order; ``show`` brings what is new and leaves a half-written line alone."""

    def __init__(self, order_id: int, messages: Sequence[MessageRow] = ()) -> None:
        self._order_id = order_id
        self._shown: set[int] = set()
        with page.panel(t("Chat on the order")):
            self._list = ui.element("div").classes("chat")
            self._list.props("role=log aria-live=polite")
            self._field = ui.textarea(placeholder=t("Write a message…")).classes("w-full")
            self._field.props("maxlength=4000 rows=1 input-style='min-height:20px'")
            self._field.props["aria-label"] = t("Write a message…")
            self._field.on("keydown.enter.exact.prevent", action(self._send))
            with ui.element("div").classes("row-flex"):
                marks.text(t("Enter sends, Shift+Enter makes a new line"), "faint tiny only-wide")
                page.secondary(t("Send"), self._send, icon="send").classes("push")
        self.show(messages)

    def show(self, messages: Sequence[MessageRow]) -> None:
        """Add the messages that are not on the screen yet."""
        if not self._shown:
            self._list.clear()
        mine = actor().user_id
        with self._list:
            if not messages:
                ui.label(t("Ask about delivery, a substitute or a document here.")).classes(
                    "faint small"
                )
            for message in messages:
                if message.id in self._shown:
                    continue
                self._shown.add(message.id)
                own = mine is not None and message.author_id == mine
                with ui.element("div").classes("said mine" if own else "said"):
                    marks.text(f"{message.author} · {moment(message.at)}", "by")
                    marks.text(message.text)
        ui.run_javascript(
            f"setTimeout(() => {{ const list = getHtmlElement({self._list.id});"
            " if (list) list.scrollTop = list.scrollHeight; }, 50)"
        )

    async def _send(self) -> None:
        text = str(self._field.value or "")
        if text.strip():
            await call(say, order_id=self._order_id, text=text)
            self._field.set_value("")
