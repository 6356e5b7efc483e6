"""What became of the rows of the file an order came from."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from wholesale.ui.components import marks, page
from wholesale.ui.session import t

PARTS = ("rows_in", "added", "merged", "asked", "rejected", "skipped")


def panel(file_name: str, data: Any) -> None:
    """The file's name and the counts of its receipt, as they were when the order was made."""
    kept = data.get("receipt", data) if isinstance(data, dict) else {}
    counts = kept if isinstance(kept, dict) else {}
    with page.panel(t("From a file")):
        with ui.element("div").classes("row-flex"):
            marks.icon("file-spreadsheet", "quiet")
            marks.text(file_name, "strong wrap-any")
        page.facts(
            (t(f"receipt.{name}"), str(counts[name]))
            for name in PARTS
            if isinstance(counts.get(name), int)
        )
