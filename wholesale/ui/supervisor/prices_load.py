"""Price rules from a workbook: drop it, see what stands now or what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from wholesale.core.errors import DomainError
from wholesale.flow.load_price_rules import LoadedRules, load_rules
from wholesale.flow.price_rule_sheets import parse_rules
from wholesale.ui import server
from wholesale.ui.call import action, aside, call
from wholesale.ui.components import page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.session import refusal, t

MOST_SHOWN = 200


def dialog(done: Callable[[], Awaitable[None]]) -> None:
    """Open the upload; ``done`` is called after rules were loaded."""
    with ui.dialog() as box, ui.card().classes("dialog-wide"):
        ui.label(t("Load prices and rules")).classes("dialog-title")
        ui.label(
            t("A saved price list, or a workbook with the sheets lists, prices, formulas, floors, "
              "margins, clubs, agreements, contract_prices, discounts, promotions. A sheet takes "
              "the place of what it names; all or nothing.")
        ).classes("quiet")  # fmt: skip
        outcome = ui.element("div").classes("stack-4 w-full")

        async def take(event: events.UploadEventArguments) -> None:
            content, name = await event.file.read(), event.file.name
            uploader.reset()
            outcome.clear()
            try:
                parsed = await aside(parse_rules, content)
                loaded = await call(load_rules, parsed=parsed, file_name=name)
            except DomainError as error:
                with outcome:
                    page.notice("bad", t("The file was not loaded"), refusal(error))
                return
            with outcome:
                _show(loaded)
            if not loaded.problems:
                await done()

        uploader = ui.upload(
            auto_upload=True,
            max_files=1,
            max_file_size=server.settings().upload_limit_mb * 1_000_000,
            on_upload=action(take),
            label=t("Choose a file or drop it here"),
        ).classes("w-full")
        uploader.props("flat bordered accept=.xlsx,.xlsm,.xls,.ods")
        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Close"), box.close)
    box.on("hide", box.delete)
    box.open()


def _show(loaded: LoadedRules) -> None:
    if loaded.unknown:
        page.notice("warning", t("Columns that were not read"), ", ".join(loaded.unknown))
    if not loaded.problems:
        told = ", ".join(f"{sheet}: {count}" for sheet, count in loaded.rules.items())
        page.notice("good", t("The rules are loaded"), told)
        return
    page.notice("bad", t("Nothing was written"), t("Correct the rows in the file."))
    DataTable(
        [
            Column("row", t("Row"), lambda problem: problem.row, "number"),
            Column("text", t("What is wrong"), refusal, "title", phone="title"),
        ],
        key=id,
        rows=loaded.problems[:MOST_SHOWN],
    )
