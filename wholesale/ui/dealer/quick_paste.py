"""Columns pasted into quick entry: read as a file's would be, and asked about when in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from wholesale.flow.quick_paste import DoubtfulColumn, PastedCells, read_pasted
from wholesale.intake.parse import parse_cells
from wholesale.intake.words.cells import NOWHERE
from wholesale.ui.call import aside, look
from wholesale.ui.components import marks, page
from wholesale.ui.session import t


async def read_cells(dealer_id: int, rows: Sequence[Sequence[str]]) -> PastedCells | None:
    """The lines that pasted cells mean; None when the reader does not say which column is the
    quantity."""
    parsed = await aside(parse_cells, [list(row) for row in rows])
    pasted = await look(read_pasted, dealer_id=dealer_id, parsed=parsed)
    if not pasted.doubtful:
        return pasted
    quantity = await _ask(pasted.doubtful)
    if quantity is None:
        return None
    return await look(read_pasted, dealer_id=dealer_id, parsed=parsed, quantity=quantity)


async def _ask(columns: Sequence[DoubtfulColumn]) -> int | None:
    """Which of the columns is the quantity, ``NOWHERE`` for none; None to go back."""
    with ui.dialog() as dialog, ui.card():
        ui.label(t("Which column is the quantity?")).classes("dialog-title")
        with ui.element("div").classes("candidates"):
            for column in columns:
                shown = ui.element("button").classes("candidate").props("type=button")
                shown.on("click", partial(dialog.submit, column.column))
                with shown, ui.element("span").classes("candidate-name"):
                    marks.text(column.heading or t("Column {letter}", letter=column.letter))
                    marks.text(" · ".join(column.values), "faint small num")
        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Go back"), lambda: dialog.submit(None))
            page.secondary(t("None of them"), lambda: dialog.submit(NOWHERE))
    answer = await dialog
    dialog.delete()
    return answer if isinstance(answer, int) else None
