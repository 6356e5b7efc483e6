"""Questions with a likely product, all at once: read, tick, take what is ticked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from wholesale.flow.order_preview import OpenRow
from wholesale.intake.matching.match import WHICH_PRODUCT
from wholesale.ui.call import action
from wholesale.ui.components import page
from wholesale.ui.components.table import Column, DataTable, InParts
from wholesale.ui.dealer.upload_words import about, amount_of, place_of
from wholesale.ui.session import t

Answer = Callable[[Mapping[str, Mapping[str, Any] | None]], Awaitable[None]]

_SHOWN = 50  # questions at once: no more than a reader takes in before he takes them
_TICK = """<input type="checkbox" class="tick" :checked="value.on" :aria-label="value.name"
  @change="e => $parent.$emit('tick', {key: row._key, on: e.target.checked})">"""


_LIKELY = 80  # of a hundred: below it some word of the row is missing in the name
_APART = 5  # so much likelier than the next, or a person has to compare the two


def is_likely(row: OpenRow) -> bool:
    """Whether the row asks which product it is and one stands out among those it may be."""
    if row.code not in WHICH_PRODUCT or not row.candidates:
        return False
    first, *others = (candidate.confidence for candidate in row.candidates)
    return first >= _LIKELY and all(first - other >= _APART for other in others)


def show_likely(rows: Sequence[OpenRow], answer: Answer) -> None:
    """The ``rows`` with the likeliest product of each; nothing is ticked but by the reader."""
    _Likely(rows, answer)


class _Likely:
    """The list and what is ticked in it."""

    def __init__(self, rows: Sequence[OpenRow], answer: Answer) -> None:
        self._rows, self._answer = rows, answer
        self._ticked: set[str] = set()
        self._paged = InParts(self._table, size=_SHOWN)
        self._paged.show(rows)
        with ui.element("div").classes("asked-take"):
            self._take_button = page.primary("", self._take, icon="check")
            self._all_button = page.quiet("", self._tick_shown, icon="check-check")
        self._count()

    def _table(self) -> DataTable:
        table = DataTable(
            [
                Column("tick", "✓", self._tick_of, "custom", template=_TICK, phone="end"),
                Column("text", t("In the file"), lambda row: row.text, sub=place_of,
                       phone="title", width="38%"),
                Column("product", t("Our product"), lambda row: row.candidates[0].name, "title",
                       sub=lambda row: about(row.candidates[0]), phone="wide", width="38%"),
                Column("amount", t("Quantity"), amount_of, right=True),
                Column("price", t("Price"), lambda row: row.candidates[0].unit_price, "money"),
            ],
            key=lambda row: row.key,
        )  # fmt: skip
        table.table.on("tick", action(self._on_tick, once=False))
        return table

    def _tick_of(self, row: OpenRow) -> dict[str, Any]:
        return {"on": row.key in self._ticked, "name": row.text}

    def _on_tick(self, event: GenericEventArguments) -> None:
        key = str(event.args["key"])
        change = self._ticked.add if event.args["on"] else self._ticked.discard
        change(key)
        self._paged.data.replace(next(row for row in self._rows if row.key == key))
        self._count()

    def _tick_shown(self) -> None:
        shown = self._paged.data.rows
        self._ticked = set() if self._all_ticked() else {row.key for row in shown}
        self._paged.data.show(shown)
        self._count()

    def _all_ticked(self) -> bool:
        return all(row.key in self._ticked for row in self._paged.data.rows)

    def _count(self) -> None:
        count = len(self._ticked)
        self._take_button.set_text(t("Take {count}", count=count) if count else t("Take"))
        self._take_button.set_enabled(bool(count))
        self._all_button.set_text(t("Untick all") if self._all_ticked() else t("Tick all shown"))

    async def _take(self) -> None:
        answers: dict[str, dict[str, Any]] = {}
        for row in self._paged.data.rows:
            if row.key in self._ticked:
                said = {"product_id": row.candidates[0].product_id}
                answers.update(dict.fromkeys((row.key, *row.joined), said))
        await self._answer(answers)
