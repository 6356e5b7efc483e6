"""What happened, in order: an order's history, a document's, a dealer's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from wholesale.ui.components import marks
from wholesale.ui.session import moment


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``meaning``: good, warning, bad, information or ""."""

    at: datetime
    title: str
    who: str = ""
    note: str = ""
    meaning: str = ""


def timeline(entries: Iterable[Entry]) -> None:
    """The entries as given (put the latest first)."""
    with ui.element("ol").classes("timeline"):
        for entry in entries:
            with ui.element("li").classes(entry.meaning):
                marks.text(entry.title, "strong" if entry.meaning else "")
                if entry.note:
                    marks.text(entry.note, "quiet small")
                by = f"{moment(entry.at)} · {entry.who}" if entry.who else moment(entry.at)
                marks.text(by, "when")
