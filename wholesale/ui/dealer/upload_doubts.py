"""What keeps a read file, or a part of it, from being ordered; and the answers of one click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from wholesale.flow.order_preview import Preview
from wholesale.intake.words.cells import letter
from wholesale.ui.components import page
from wholesale.ui.dealer.basket import say_no_agreement
from wholesale.ui.dealer.upload_columns import count_by, order_table
from wholesale.ui.session import plural, t

_Table = tuple[int, dict[str, Any]]


def show(preview: Preview, answered: Callable[[Preview], None]) -> None:
    """Say what is in doubt; ``answered`` gets the preview after a click that settles it."""
    if not preview.has_agreement:
        say_no_agreement()
    doubtful = [(at, table) for at, table in enumerate(preview.tables) if table.get("problem")]
    versions = [one for one in doubtful if one[1]["problem"]["code"] == "sheet_versions"]
    if len(versions) > 1:
        _which_sheet(preview, versions, answered)
    for problem in preview.problems:
        if problem["code"] == "sheet_versions" and len(versions) > 1:
            continue
        page.notice(
            "warning",
            t(f"error.{problem['code']}", **problem["params"]),
            t("Press “Columns” and show it: the choice is kept for files of this layout."),
        )
    if not preview.is_order and not preview.problems:
        page.notice(
            "warning",
            t("No columns of an order were found in this file."),
            t("Show which column holds the product and which the quantity."),
        )
    if len(doubtful) == 1 and not preview.asked and not preview.short:
        _which_column(preview, doubtful[0], answered)


def _which_sheet(
    preview: Preview, versions: list[_Table], answered: Callable[[Preview], None]
) -> None:
    """One warning for all sheets that ask for the same goods, and a key for each."""
    names = [table["problem"]["params"]["sheet"] for _, table in versions]
    page.notice(
        "warning",
        t("The sheets {sheets} ask for the same goods in other amounts.",
          sheets=", ".join(t("“{text}”", text=name) for name in names)),
        t("Nothing of them is ordered yet: choose the one that counts."),
    )  # fmt: skip
    keyed = not preview.asked and not preview.short  # else the figures answer rows
    with ui.element("div").classes("asked-more"):
        for number, ((at, table), name) in enumerate(zip(versions[:9], names, strict=False), 1):
            rows = plural("{count} rows", table["problem"]["params"]["rows"])
            _offer(f"{name} · {rows}", number if keyed else 0, partial(order_table, preview, at),
                   answered)  # fmt: skip


def _which_column(preview: Preview, doubtful: _Table, answered: Callable[[Preview], None]) -> None:
    """A key for each column that may be the quantity, while no row is asked."""
    at, table = doubtful
    with ui.element("div").classes("asked-more"):
        for number, column in enumerate(table.get("unsure", ())[:9], 1):
            heading = "".join(table["headings"][column:][:1])
            text = t("Quantity: {column}", column=f"{letter(column)} {heading}".strip())
            _offer(text, number, partial(count_by, preview, at, column), answered)


def _offer(
    text: str, number: int, choose: Callable[[], Any], answered: Callable[[Preview], None]
) -> None:
    async def take() -> None:
        answered(await choose())

    with page.secondary(text, take) as offered:
        if number:
            offered.props["data-answer"] = str(number)
            ui.html(f"<kbd>{number}</kbd>", sanitize=False)
