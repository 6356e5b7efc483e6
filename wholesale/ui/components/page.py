"""Parts of a page: head with one primary action, panels, figures, facts, empty and waiting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.ui import design
from wholesale.ui.call import action
from wholesale.ui.components import marks
from wholesale.ui.session import t

Handler = Callable[..., Any]


@contextmanager
def head(
    title: str, *, note: str = "", back: tuple[str, str] | None = None
) -> Iterator[ui.element]:
    """The page's title; inside the block go its actions, the one ``primary`` last.

    ``back`` is (text, path) of the page above; Esc follows it. Sets the browser's title too.
    """
    ui.page_title(title)
    if back is not None:
        with ui.link(target=back[1]).classes("back"):
            marks.icon("chevron-left")
            marks.text(back[0])
    with ui.element("header").classes("page-head rise"):
        with ui.element("div").classes("stack-2 gap-0"):
            marks.text(title, tag="h1")
            if note:
                ui.label(note).classes("page-note")
        with ui.element("div").classes("page-acts") as actions:
            yield actions


def primary(text: str, on_click: Handler | None = None, *, icon: str | None = None) -> ui.button:
    """The one main button of a screen or a dialog."""
    return button(text, on_click, icon=icon, kind="primary")


def secondary(text: str, on_click: Handler | None = None, *, icon: str | None = None) -> ui.button:
    """A button beside the main one."""
    return button(text, on_click, icon=icon, kind="secondary")


def quiet(text: str, on_click: Handler | None = None, *, icon: str | None = None) -> ui.button:
    """A button without a frame."""
    return button(text, on_click, icon=icon, kind="quiet-btn")


def danger(text: str, on_click: Handler | None = None, *, icon: str | None = None) -> ui.button:
    """A button that takes something away."""
    return button(text, on_click, icon=icon, kind="danger")


def button(
    text: str, on_click: Handler | None = None, *, icon: str | None = None, kind: str = "secondary"
) -> ui.button:
    """A button whose handler is an ``action``: refusals are shown, a double click counts once."""
    return ui.button(
        text,
        icon=design.icon(icon) if icon else None,
        color=None,
        on_click=action(on_click) if on_click else None,
    ).classes(kind)


def icon_button(icon: str, label: str, on_click: Handler | None = None) -> ui.button:
    """A square button with an icon; ``label`` is read aloud and shown on hover."""
    made = ui.button(
        icon=design.icon(icon), color=None, on_click=action(on_click) if on_click else None
    ).classes("quiet-btn icon-btn")
    made.props["aria-label"] = label
    with made:
        ui.tooltip(label)
    return made


def link_button(
    text: str, target: str, *, icon: str | None = None, kind: str = "secondary"
) -> ui.button:
    """A link that looks like a button: opens in a new tab with the middle one."""
    made = button(text, icon=icon, kind=kind).props("tag=a")
    made.props["href"] = target
    return made


@contextmanager
def panel(title: str = "", *, classes: str = "") -> Iterator[ui.element]:
    """A framed part of a page with an optional title."""
    with ui.element("section").classes(f"panel {classes}") as made:
        if title:
            with ui.element("div").classes("panel-head"):
                marks.text(title, tag="h2")
        yield made


def figures(items: Iterable[tuple[str, Decimal | int | str | None, str]]) -> None:
    """A strip of figures: (label, value, note). Decimals are roubles; other values as they are."""
    with ui.element("div").classes("figures"):
        for label, value, note in items:
            figure(label, value, note)


def figure(
    label: str,
    value: Decimal | int | str | None,
    note: str = "",
    *,
    meaning: str = "",
    note_meaning: str = "",
) -> None:
    """One figure of a strip; to be made inside ``ui.element("div").classes("figures")``."""
    with ui.element("div").classes(f"figure {meaning}"):
        ui.label(label).classes("figure-label")
        if isinstance(value, Decimal) or value is None:
            marks.money(value, classes="figure-value")
        else:
            ui.label(str(value)).classes("figure-value")
        if note:
            ui.label(note).classes(f"figure-note {note_meaning}")


def facts(items: Iterable[tuple[str, Any]]) -> None:
    """Terms and their values in two columns; a callable value builds its own elements."""
    with ui.element("dl").classes("facts"):
        for term, value in items:
            marks.text(term, tag="dt")
            if callable(value):
                with ui.element("dd"):
                    value()
            else:
                marks.text(str(value) if value not in (None, "") else "—", tag="dd")


@contextmanager
def empty(icon: str, title: str, note: str = "") -> Iterator[None]:
    """An empty screen that says what to do first; put its button inside the block."""
    with ui.element("div").classes("empty rise"):
        marks.icon(icon, "empty-icon")
        ui.label(title).classes("empty-title")
        if note:
            ui.label(note).classes("empty-note")
        yield


def skeleton(lines: int = 8) -> ui.element:
    """Grey lines in place of what is being read; vanish by themselves beside real content."""
    with ui.element("div").classes("skeleton").props("aria-hidden=true") as made:
        for width in ("100%", "92%", "97%", "88%", "95%", "90%", "96%", "85%")[:lines]:
            ui.element("i").style(f"width:{width}")
    return made


def remember_query(**params: Any) -> None:
    """Write filters into the address without reloading; empty ones leave it."""
    kept = {name: None if value in ("", False) else value for name, value in params.items()}
    ui.run_javascript(f"wholesale.query({json.dumps(kept, default=str)})")


def not_found(text: str | None = None) -> None:
    """What a foreign or wrong address shows: absent and hidden look alike."""
    with empty(
        "search",
        text or t("There is no such page"),
        t("It may have been moved, or it is not for you to see."),
    ):
        link_button(t("To the first page"), "/")


def notice(meaning: str, title: str, text: str = "") -> None:
    """A strip above what it is about. ``meaning``: good, warning, bad or information."""
    icons = {"good": "circle-check", "warning": "triangle-alert", "bad": "circle-alert"}
    with ui.element("div").classes(f"notice {meaning}"):
        marks.icon(icons.get(meaning, "info"))
        with ui.element("div"):
            marks.text(title, "strong")
            if text:
                ui.label(text).classes("small")
