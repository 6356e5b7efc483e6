"""Ctrl+K: one field that finds an order, a dealer, a product, a document or a screen."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from nicegui import ui

from wholesale.flow.find_anything import Found, find_anything
from wholesale.ui import pages
from wholesale.ui.call import action, look
from wholesale.ui.components import marks
from wholesale.ui.session import actor, t


@dataclass(frozen=True, slots=True)
class Find:
    """One thing found: where it is and what it is called."""

    path: str
    title: str
    kind: str
    icon: str


async def show() -> None:
    """Open the palette over the current page."""
    asked = 0
    with ui.dialog().props("position=top") as box, ui.card().classes("palette"):
        with ui.element("div").classes("palette-input w-full"):
            field = ui.input(placeholder=t("An order, a product, a dealer, a page…"))
            field.props("borderless autofocus debounce=120 autocomplete=off").classes("w-full")
            field.props["aria-label"] = t("Search everywhere")
        found = ui.element("div").classes("palette-list")

    async def look_up() -> None:
        nonlocal asked
        asked += 1
        this = asked
        text = str(field.value or "").strip()[:100]
        finds: list[Find] = screens(text)
        if text:
            found_here = map(_address, await look(find_anything, text=text))
            finds.extend(one for one in found_here if one is not None)
        if this != asked or box.is_deleted:
            return
        found.clear()
        with found:
            for index, one in enumerate(finds[:24]):
                with ui.link(target=one.path).props("tabindex=-1") as row:
                    row.props["aria-selected"] = "true" if index == 0 else "false"
                    marks.icon(one.icon)
                    marks.text(one.title, "truncate")
                    marks.text(one.kind, "kind")
                row.on("click", box.close)
            if not finds:
                ui.label(t("Nothing is found")).classes("quiet").style("padding: 12px 10px")

    field.on_value_change(action(look_up, once=False))
    box.on("hide", box.delete)
    box.open()
    await look_up()


def screens(text: str) -> list[Find]:
    """Screens of the reader whose title holds ``text``."""
    wanted = text.lower()
    return [
        Find(one.path, t(one.title), t("Page"), one.icon)
        for one in pages.pages_of(actor())
        if one.menu and wanted in t(one.title).lower()
    ]


def _address(found: Found) -> Find | None:
    """Where a thing found is opened; None when the reader has no such page."""
    kinds = {
        "order": ("/orders", f"/{found.code}", t("Order"), "clipboard-list"),
        "dealer": ("/dealers", f"/{found.id}", t("Dealer"), "handshake"),
        "product": ("/catalog", f"?{urlencode({'q': found.code})}", t("Product"), "package"),
        "document": (
            "/documents",
            f"?{urlencode({'text': found.code})}",
            t("Document"),
            "file-text",
        ),
    }
    page, rest, kind, icon = kinds[found.kind]
    if page not in {one.path for one in pages.pages_of(actor())}:
        return None
    name = f"{found.code} · {found.name}" if found.name else found.code
    return Find(page + rest, name, kind, icon)
