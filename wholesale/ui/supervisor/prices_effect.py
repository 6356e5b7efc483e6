"""A dialog for a price rule: the form, and beside it what it does to a dealer's basket.

The effect follows the typing: it is a rehearsal on the real rules, never written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui

from wholesale.core.errors import DomainError
from wholesale.flow import rehearse_prices
from wholesale.flow.rehearse_prices import Effect
from wholesale.pricing import browse
from wholesale.pricing.forms import Form
from wholesale.ui.call import action, call, look
from wholesale.ui.components import forms, page
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.session import refusal, t

Values = dict[str, Any]
MOST_SHOWN = 6


def dialog(
    title: str,
    fields: Sequence[Field],
    make: Callable[[Values], Awaitable[Form]],
    on_save: Callable[[Values], Awaitable[None]],
    *,
    rule_id: int | None,
    dealer_id: int | None = None,
    note: str = "",
) -> None:
    """Open the form with the effect beside it. ``make`` turns the values into the rule.

    The effect is shown on ``dealer_id``, else on the dealer of the rule, else on any.
    """
    with ui.dialog() as box, ui.card().classes("dialog-wide") as card:
        ui.label(title).classes("dialog-title")
        if note:
            ui.label(note).classes("quiet")
        form = forms.Form(fields)
        complaint = ui.label().classes("bad")
        complaint.set_visibility(False)
        effect = _EffectPanel(form, make, rule_id, dealer_id)

        async def submit() -> None:
            values = form.values()
            if values is None:
                return
            complaint.set_visibility(False)
            try:
                await on_save(values)
            except DomainError as error:
                if not form.refuse(error):
                    complaint.set_text(refusal(error))
                    complaint.set_visibility(True)
                return
            box.close()

        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Cancel"), box.close)
            page.primary(t("Save"), submit)
    for event in ("keyup", "focusout", "click"):
        card.on(event, action(effect.refresh, once=False), throttle=0.7, leading_events=False)
    box.on("keydown.ctrl.enter", action(submit))
    box.on("hide", box.delete)
    box.open()
    ui.timer(0.05, action(effect.start), once=True)


class _EffectPanel:
    """The chosen dealer, his basket before and after, and the two totals."""

    def __init__(
        self,
        form: forms.Form,
        make: Callable[[Values], Awaitable[Form]],
        rule_id: int | None,
        dealer_id: int | None,
    ) -> None:
        self._form, self._make, self._rule_id = form, make, rule_id
        self._first = dealer_id
        self._shown: Any = None
        self._followed: Any = None
        with page.panel(t("Effect on a dealer")):
            self._dealer = ui.select({}, label=t("Dealer"), with_input=True).classes("w-full")
            self._note = ui.label(t("Fill in the rule to see what it changes")).classes("quiet")
            with ui.element("div").classes("figures") as self._totals:
                pass
            self._table = DataTable(
                [
                    Column("name", t("Product"), lambda row: row.name, "title", phone="title",
                           sub=lambda row: row.article),
                    Column("before", t("Price now"), lambda row: row.before, "money"),
                    Column("after", t("Price then"), lambda row: row.after, "money"),
                ],
                key=lambda row: f"{row.article} {row.quantity}",
                mark=lambda row: "warning" if row.before != row.after else False,
            )  # fmt: skip
            self._table.table.set_visibility(False)
            self._totals.set_visibility(False)
        self._dealer.on_value_change(action(self._forced, once=False))

    async def start(self) -> None:
        """Offer the dealers; one is chosen."""
        choices = await look(browse.choices)
        first = self._first or next(iter(choices.dealers), None)
        self._dealer.set_options(choices.dealers, value=first)

    async def _forced(self) -> None:
        self._shown = None
        await self.refresh()

    async def refresh(self) -> None:
        """Rehearse the rule as it is filled in now, when something has changed."""
        if self._dealer.value is None:
            return
        values = self._form.peek()
        if values is None or values == self._shown:
            return
        self._shown = dict(values)
        self._follow(values.get("dealer_id"))
        try:
            effect = await call(
                rehearse_prices.effect_on_dealer,
                form=await self._make(dict(values)),
                rule_id=self._rule_id,
                dealer_id=self._dealer.value,
            )
        except DomainError as error:
            if not self._form.refuse(error):
                self._note.set_text(refusal(error))
            return
        self._show(effect)

    def _follow(self, dealer_id: Any) -> None:
        """A rule for one dealer shows its effect on him."""
        if dealer_id and dealer_id != self._followed and dealer_id in (self._dealer.options or {}):
            self._followed = dealer_id
            self._dealer.value = dealer_id

    def _show(self, effect: Effect) -> None:
        changed = sum(line.before != line.after for line in effect.lines)
        self._note.set_text(
            t("Prices that change in his basket or last order: {count} of {all}",
              count=changed, all=len(effect.lines))
        )  # fmt: skip
        self._totals.clear()
        self._totals.set_visibility(True)
        with self._totals:
            page.figure(t("Total now"), effect.before)
            page.figure(t("Total then"), effect.after)
        self._table.table.set_visibility(True)
        self._table.show(effect.lines[:MOST_SHOWN])
