"""Short notices in the corner: done, refused, for information; with undo where there is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from wholesale.ui import design
from wholesale.ui.session import t


def good(text: str, *, undo: Callable[[], Awaitable[None] | None] | None = None) -> None:
    """Say that it is done; with ``undo`` the notice carries a button for eight seconds."""
    _show(text, "good", "circle-check", 8 if undo else 3, undo)


def bad(text: str) -> None:
    """Say what was refused and why."""
    _show(text, "bad", "circle-alert", 7, None)


def information(text: str) -> None:
    """Say what has happened elsewhere."""
    _show(text, "information", "info", 4, None)


def _show(
    text: str,
    kind: str,
    icon: str,
    seconds: float,
    undo: Callable[[], Awaitable[None] | None] | None,
) -> None:
    options: dict[str, Any] = {
        "icon": design.icon(icon),
        "classes": f"toast-{kind}",
        "timeout": int(seconds * 1000),
        "position": "bottom-right",
    }
    if undo is None:
        ui.notify(text, **options)
        return
    with ui.context.client.content:
        trigger = ui.button(on_click=undo).classes("visually-hidden").props("tabindex=-1")
    # A notice carries no function: its button names the one that app.js is to press for it.
    options["actions"] = [{"label": t("Undo"), "data-press": f"c{trigger.id}"}]
    ui.notify(text, **options)
