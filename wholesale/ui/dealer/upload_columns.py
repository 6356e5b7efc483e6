"""The sheet as it is, with what each column was taken for painted over it; a click corrects it
and the correction is remembered for this dealer's layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from wholesale.flow import read_order_file as files
from wholesale.flow.order_preview import Preview
from wholesale.intake.parse import ParsedFile, parse, with_header, without_header
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.aliases import Part
from wholesale.intake.words.cells import at, letter, text_of
from wholesale.ui.call import aside, call, look
from wholesale.ui.components import page
from wholesale.ui.session import t

SHOWN_ROWS = 12
MOST_COLUMNS = 40  # at once
HEADER_ROWS = 40  # rows from a table's top that may be shown as its header
CHOICES = (
    Part.ARTICLE,
    Part.BARCODE,
    Part.NAME,
    Part.QUANTITY,
    Part.OWN_CODE,
    Part.MAKER_CODE,
    Part.UNIT,
    Part.PRICE,
    Part.SUM,
    Part.STOCK,
    Part.PACK,
    Part.SIZE,
    Part.COLOUR,
    Part.DELIVERY,
    Part.OTHER,
)
_SEVERAL = frozenset({"", Part.QUANTITY.value, Part.OTHER.value})  # may stand over many columns

_HEAD = """
<q-tr :props="props">
  <q-th v-for="column in props.cols" :key="column.name" :class="['painted', column.part]">
    <span class="letter">{{ column.letter }}</span>
    <select :value="column.part" :aria-label="column.letter"
      @change="(e) => $parent.$emit('paint', {column: column.index, part: e.target.value})">
      <option v-for="choice in column.choices" :key="choice[0]" :value="choice[0]">
        {{ choice[1] }}</option>
    </select>
  </q-th>
</q-tr>
"""
_CELL = """
<q-td :props="props" :class="[props.col.part, {heading: props.row._heading}]">
  {{ props.value }}</q-td>
"""


async def show_columns(preview: Preview) -> Preview | None:
    """Let the reader correct the columns; the preview read anew, None when he changed nothing."""
    name, content = await look(files.upload_content, upload_id=preview.upload_id)
    parsed = await aside(parse, content, name)
    screen = _Mapping(parsed, preview)
    with ui.dialog() as dialog, ui.card().classes("dialog-columns"):
        ui.label(t("What the columns hold")).classes("dialog-title")
        ui.label(
            t("Choose for each column what is in it. The choice is kept for files of this layout.")
        ).classes("quiet")
        screen.build()
        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Go back"), lambda: dialog.submit(False))
            page.primary(t("Read anew"), lambda: dialog.submit(True), icon="refresh-cw")
    confirmed = await dialog
    dialog.delete()
    if not confirmed:
        return None
    columns = screen.confirmed()
    read = await look(
        files.recognise, dealer_id=preview.dealer_id, parsed=screen.parsed, columns=columns
    )
    return await call(
        files.read_order_file,
        dealer_id=preview.dealer_id,
        parsed=screen.parsed,
        upload_id=preview.upload_id,
        columns=columns,
        read=read,
    )


class _Mapping:
    """The tables of the file, one at a time as a grid; what is painted on one stays when another
    is looked at."""

    def __init__(self, parsed: ParsedFile, preview: Preview) -> None:
        self.parsed, self.tables = parsed, preview.tables
        self.painted: dict[int, dict[int, str]] = {}  # table → column → part
        self.touched: set[int] = set()
        for index, told in enumerate(self.tables):
            self.painted[index] = {int(c): part for c, part in told["columns"].items()}
            if any(code == "column_confirmed" for code, _ in told["reasons"]):
                self.touched.add(index)
            if any(code == "header_shown" for code, _ in told["reasons"]):
                self.parsed = with_header(self.parsed, index, told["header"][0])
            elif any(code == "header_denied" for code, _ in told["reasons"]):
                self.parsed = without_header(self.parsed, index)
        doubtful = [i for i, told in enumerate(self.tables) if told.get("problem")]
        ordered = [i for i, told in enumerate(self.tables) if told["order"]]
        self.index = next(iter([*doubtful, *ordered]), 0)
        self.first_column = 0

    def confirmed(self) -> dict[int, dict[int, str]]:
        """The columns of every table that was painted, now or before; of the one that is looked
        at when none was."""
        return {index: self.painted[index] for index in self.touched or {self.index}}

    def build(self) -> None:
        """The choice of the table, where there are several, of its header, and the grid."""
        with ui.element("div").classes("row-flex gap-2 wrap"):
            if len(self.parsed.tables) > 1:
                names = {i: self._name(i) for i in range(len(self.parsed.tables))}
                chosen = ui.select(names, value=self.index, label=t("Table"))
                chosen.on_value_change(lambda e: self._choose(int(e.value)))
            self.header = ui.select([], label=t("Header row"))
            self.header.on_value_change(lambda e: self._head(e.value))
            self.part_of_columns = ui.select([], label=t("Columns"))
            self.part_of_columns.on_value_change(lambda e: self._turn(e.value))
        self.frame = ui.element("div").classes("sheet-frame")
        self._choose(self.index)

    def _name(self, index: int) -> str:
        table = self.parsed.tables[index]
        sheet = self.parsed.sheets[table.sheet]
        first = sheet.numbers[(table.header or table.body).start] if sheet.numbers else 1
        return f"{sheet.name or t('Sheet')} · {t('row {row}', row=first)}"

    def _choose(self, index: int) -> None:
        self.index, self.first_column = index, 0
        table = self.parsed.tables[index]
        sheet = self.parsed.sheets[table.sheet]
        numbers = sheet.numbers[self._top(table) : table.body.stop][:HEADER_ROWS]
        said = {number: str(number) for number in numbers}
        shown = sheet.numbers[table.header.start] if table.header else None
        self.header.set_options({0: t("no header")} | said, value=shown or 0)
        width = self._width(table)
        parts = {
            first: t(
                "Columns {first}–{last}",
                first=letter(first),
                last=letter(min(first + MOST_COLUMNS, width) - 1),
            )
            for first in range(0, width, MOST_COLUMNS)
        }
        self.part_of_columns.set_options(parts, value=0)
        self.part_of_columns.set_visibility(len(parts) > 1)
        self._draw()

    def _head(self, number: int | None) -> None:
        """Take the row ``number`` of the sheet for the header of the table; 0: it has none."""
        table = self.parsed.tables[self.index]
        sheet = self.parsed.sheets[table.sheet]
        shown = sheet.numbers[table.header.start] if table.header else 0
        if number is not None and number != shown:
            self.parsed = (
                with_header(self.parsed, self.index, number)
                if number
                else without_header(self.parsed, self.index)
            )
            self.touched.add(self.index)
            self._draw()

    def _turn(self, first: int | None) -> None:
        """Show the columns from ``first`` on."""
        self.first_column = first or 0
        self._draw()

    @staticmethod
    def _top(table: Table) -> int:
        return table.header.start if table.header else table.body.start

    def _width(self, table: Table) -> int:
        return max((len(row) for row in self._rows(table)), default=0)

    def _draw(self) -> None:
        table = self.parsed.tables[self.index]
        rows = self._rows(table)
        last = min(self._width(table), self.first_column + MOST_COLUMNS)
        shown = range(self.first_column, last)
        choices = [
            ["", t("not used")],
            *([part.value, t(f"Part.{part.value}")] for part in CHOICES),
        ]
        columns = [
            {
                "name": f"c{index}",
                "field": f"c{index}",
                "label": "",
                "align": "left",
                "index": index,
                "letter": letter(index),
                "part": self._part(index),
                "choices": choices,
            }
            for index in shown
        ]
        cells = [
            {
                "_key": number,
                "_heading": number < len(table.header),
                **{f"c{index}": text_of(at(row, index))[:60] for index in shown},
            }
            for number, row in enumerate(rows)
        ]
        self.frame.clear()
        with self.frame:
            grid = ui.table(columns=columns, rows=cells, row_key="_key").classes("sheet")
            grid.props("flat hide-bottom dense")
            grid.add_slot("header", _HEAD)
            grid.add_slot("body-cell", _CELL)
            grid.on("paint", self._paint)

    def _part(self, column: int) -> str:
        part = self.painted[self.index].get(column, "")
        return part if part in {choice.value for choice in CHOICES} else ""

    def _rows(self, table: Table) -> Sequence[Sequence[Any]]:
        sheet = self.parsed.sheets[table.sheet]
        start = self._top(table)
        return sheet.rows[start : start + len(table.header) + SHOWN_ROWS]

    def _paint(self, event: GenericEventArguments) -> None:
        column, part = int(event.args["column"]), str(event.args["part"])
        kept = self.painted[self.index]
        self.painted[self.index] = {
            c: p for c, p in kept.items() if c != column and (part in _SEVERAL or p != part)
        }
        if part in {choice.value for choice in CHOICES}:
            self.painted[self.index][column] = part
        self.touched.add(self.index)
        self._draw()
