"""How a price is made up, in words: base, each step with its effect, the price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.pricing.priced import PricedLine
from wholesale.pricing.trace import sentence
from wholesale.ui.components import marks, page
from wholesale.ui.session import amount, language, quantity, t


def dialog(article: str, name: str, line: PricedLine) -> None:
    """Open the explanation of a price of now."""
    unit = line.unit_price
    show(
        article,
        name,
        line.trace,
        unit,
        note=_vat(line.vat_rate, line.includes_vat),
        sums=[(t("{quantity} in all", quantity=line.quantity), line.total)] if unit else [],
    )


def show(
    article: str,
    name: str,
    trace: Sequence[Any],
    unit_price: Decimal | None,
    *,
    note: str = "",
    sums: Sequence[tuple[str, Decimal]] = (),
    label: str = "",
) -> None:
    """Open the steps of a trace, as kept with an order's line or made just now.

    ``label`` names the price for a reader whose own it is not.
    """
    with ui.dialog() as box, ui.card():
        with ui.element("div"):
            ui.label(name).classes("dialog-title")
            marks.code(article)
        with ui.element("ol").classes("steps"):
            for step in trace:
                with ui.element("li"):
                    marks.text(_capital(sentence(language(), step)))
                    after = step.get("after")
                    if after is not None:
                        marks.text(amount(Decimal(after).quantize(Decimal("0.01"))), "num quiet")
        with ui.element("div").classes("steps-sum"):
            marks.text(label or t("Your price"), "strong")
            if unit_price is None:
                marks.text(t("on request"), "quiet")
            else:
                marks.money(unit_price, classes="strong")
        for label, value in sums:
            with ui.element("div").classes("steps-sum"):
                marks.text(label, "quiet")
                marks.money(value)
        if note:
            ui.label(note).classes("faint small")
        with ui.element("div").classes("dialog-acts"):
            page.primary(t("Close"), box.close)
    box.on("hide", box.delete)
    box.open()


def _vat(rate: Decimal | None, included: bool) -> str:
    if rate is None:
        return t("Without VAT")
    if included:
        return t("VAT {rate} % is included", rate=quantity(rate))
    return t("VAT {rate} % is added", rate=quantity(rate))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
