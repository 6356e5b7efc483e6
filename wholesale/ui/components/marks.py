"""Small marks: amounts with quieter kopecks, status chips, codes that copy on click."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from wholesale.core.vocabulary import OrderStatus, PaymentState
from wholesale.ui import design
from wholesale.ui.session import amount as amount_text
from wholesale.ui.session import word

NO_BREAK = "\u00a0"

MEANINGS: dict[StrEnum, str] = {
    OrderStatus.DRAFT: "",
    OrderStatus.SUBMITTED: "information",
    OrderStatus.ON_HOLD: "warning",
    OrderStatus.ACCEPTED: "information",
    OrderStatus.ASSEMBLING: "information",
    OrderStatus.SHIPPED: "good",
    OrderStatus.DELIVERED: "good",
    OrderStatus.COMPLETED: "good",
    OrderStatus.CANCELLED: "bad",
    PaymentState.UNPAID: "",
    PaymentState.PARTLY_PAID: "warning",
    PaymentState.PAID: "good",
}


def chip(value: StrEnum | str, meaning: str | None = None) -> ui.label:
    """A word in a chip. ``meaning``: good, warning, bad, information or "" (neutral);
    known statuses bring their own."""
    if isinstance(value, StrEnum):
        return ui.label(word(value)).classes(
            f"chip {MEANINGS.get(value, '') if meaning is None else meaning}"
        )
    return ui.label(value).classes(f"chip {meaning or ''}")


def tag(text: str) -> ui.label:
    """A quiet rectangular label: a category, a format."""
    return ui.label(text).classes("tag")


def money(value: Decimal | None, *, sign: bool = True, classes: str = "") -> ui.element:
    """Roubles with quieter kopecks; an em dash for none."""
    with ui.element("span").classes(f"num {classes}") as whole:
        if value is None:
            text("—", "faint")
        else:
            shown = amount_text(value)
            text(shown[:-3])
            text(shown[-3:] + (f"{NO_BREAK}₽" if sign else ""), "kop")
    return whole


def code(value: str, classes: str = "") -> TextElement:
    """A code that is copied by a click."""
    element = text(value, f"code {classes}")
    element.props["data-copy"] = value
    return element


def text(value: str, classes: str = "", tag: str = "span") -> TextElement:
    """A piece of text within a line; ``tag`` for headings (h1, h2) and terms (dt, dd)."""
    return TextElement(tag=tag, text=value).classes(classes)


def icon(name: str, classes: str = "") -> ui.icon:
    """An icon of the sprite (a Lucide name)."""
    return ui.icon(design.icon(name)).classes(classes)
