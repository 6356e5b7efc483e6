"""Loading the catalogue or a count of stock: a file, a bar, and what is wrong with its rows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nicegui import events, ui

from wholesale import search
from wholesale.core.errors import DomainError, Problem
from wholesale.flow.load_catalog import LoadedCatalog, load_catalog, parse_catalog
from wholesale.flow.load_stock import LoadedStock, load_stock, parse_stock
from wholesale.points import queries as points
from wholesale.ui import server
from wholesale.ui.call import action, aside, call, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.session import plural, refusal, t

CATALOG, STOCK = "catalog", "stock"
SHOWN = 500  # bad rows in the list; the count tells the rest

SHARES = {"file": (0.0, 0.25), "rows": (0.25, 0.55), "write": (0.55, 1.0)}
"""Which part of the bar a stage fills."""


async def show() -> None:
    """The page ``/products/load``."""
    await _Loading().show()


_ZONE = """<div class="drop-zone" style="position: relative"><span class="drop-title">%s</span>
    <q-uploader-add-trigger></q-uploader-add-trigger></div>"""


class _Loading:
    """The choice of what the file is, the bar while it is read, the outcome."""

    async def show(self) -> None:
        names = {point.code: point.name for point in await look(points.point_list) if point.active}
        with page.head(
            t("Load from a file"),
            note=t("All of the file or nothing: no row is written while one is wrong."),
            back=(t("Products"), "/products"),
        ):
            pass
        with page.panel():
            with ui.element("div").classes("filters"):
                kinds = {CATALOG: t("Catalogue, prices, stock"), STOCK: t("Stock only")}
                self.kind = ui.toggle(kinds, value=CATALOG)
                self.point = ui.select(names, label=t("Trading point of the stock"), clearable=True)
                self.point.props("hint-persistent").classes("grow")
            marks.text(t("xlsx, xls, ods or csv; columns are known by their headings:"), "quiet")
            headings = t(
                "Article, Name, Category, Brand, Unit, Pack, Minimum, Barcode, VAT, Cost, "
                "Minimum price, Price: Wholesale, Stock: Moscow"
            )
            marks.text(headings, "small")
            self.uploader = ui.upload(
                auto_upload=True,
                max_file_size=server.settings().upload_limit_mb * 1_000_000,
                max_files=1,
                on_upload=action(self._take),
                on_rejected=action(self._refuse),
            ).classes("w-full")
            self.uploader.add_slot("header", _ZONE % t("Choose a file or drop it here"))
            self.uploader.props("flat accept=.xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt")
            self.stage = marks.text("", "small quiet")
            self.bar = ui.linear_progress(value=0, show_value=False)
            self.bar.set_visibility(False)
        self.outcome = ui.element("div").classes("stack-4")

    async def _take(self, event: events.UploadEventArguments) -> None:
        content, name = await event.file.read(), event.file.name
        self.uploader.reset()
        self.outcome.clear()
        self.done = ("file", 0, 0)
        self.bar.set_visibility(True)
        ticking = ui.timer(0.2, self._draw)
        try:
            if self.kind.value == STOCK:
                await self._stock(content, name)
            else:
                await self._catalog(content, name)
        except DomainError as error:
            with self.outcome:
                page.notice("bad", t("The file was not loaded"), refusal(error))
        finally:
            ticking.delete()
            self.bar.set_visibility(False)
            self.stage.set_text("")

    async def _catalog(self, content: bytes, name: str) -> None:
        parsed = await aside(parse_catalog, content, progress=self._progress)
        loaded = await call(
            load_catalog,
            parsed=parsed,
            file_name=name,
            point=self.point.value or "",
            progress=self._progress,
        )
        if not loaded.problems:
            await asyncio.to_thread(search.refresh, server.database())
        with self.outcome:
            self._told(loaded, loaded.problems)
            if not loaded.problems:
                self._figures(loaded)
                self._list(t("Worth a look"), loaded.notices)

    async def _stock(self, content: bytes, name: str) -> None:
        parsed = await aside(parse_stock, content, progress=self._progress)
        loaded = await call(load_stock, parsed=parsed, file_name=name, point=self.point.value or "")
        with self.outcome:
            self._told(loaded, loaded.problems)
            if not loaded.problems:
                page.figures([(t("Stocks"), loaded.written, "")])

    def _progress(self, stage: str, done: int, of: int) -> None:
        """Told in the working thread; drawn by the page's timer."""
        self.done = (stage, done, of)

    def _draw(self) -> None:
        stage, done, of = self.done
        start, end = SHARES[stage]
        self.bar.set_value(start + (end - start) * (done / of if of else 0.5))
        self.stage.set_text(f"{t(f'stage.{stage}')}… {done or ''}")

    def _told(self, loaded: LoadedCatalog | LoadedStock, problems: Sequence[Problem]) -> None:
        if problems:
            rows = len({problem.row for problem in problems})
            title = plural("{count} wrong rows, nothing was written", rows)
            page.notice("bad", title, t("Correct them in the file and load it again."))
            self._list(t("What is wrong"), problems)
        else:
            page.notice("good", plural("{count} rows are loaded", loaded.rows))
        if loaded.unknown_columns:
            columns = ", ".join(loaded.unknown_columns)
            page.notice("warning", t("Columns that were not read"), columns)

    def _figures(self, loaded: LoadedCatalog) -> None:
        page.figures(
            [
                (t("New products"), loaded.added, ""),
                (t("Changed"), loaded.changed, ""),
                (t("Prices"), loaded.prices, ", ".join(loaded.new_price_lists)),
                (t("Stocks"), loaded.stocks, ""),
                (t("Barcodes"), loaded.barcodes, ""),
            ]
        )

    def _list(self, title: str, problems: Sequence[Problem]) -> None:
        if not problems:
            return
        with page.panel(title):
            DataTable(
                [
                    Column("row", t("Row"), lambda problem: problem.row, "number", width="90px"),
                    Column("text", t("Problem"), refusal, phone="wide"),
                ],
                key=lambda problem: (problem.row, problem.code, str(problem.params)),
                rows=problems[:SHOWN],
            )

    def _refuse(self) -> None:
        raise DomainError("upload_refused", limit_mb=server.settings().upload_limit_mb)
