"""The sheet as it is, with what each column was taken for painted over it; a click corrects it
and the correction is remembered for this dealer's layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from wholesale.flow import read_order_file as files
from wholesale.flow.order_preview import Preview
from wholesale.intake.aliases import Part
from wholesale.intake.cells import at, text_of
from wholesale.intake.headers import Table
from wholesale.intake.parse import ParsedFile, parse
from wholesale.ui.call import aside, call, look
from wholesale.ui.components import page
from wholesale.ui.session import t

SHOWN_ROWS = 12
MOST_COLUMNS = 40
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
)

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
    return await call(
        files.read_order_file,
        dealer_id=preview.dealer_id,
        parsed=parsed,
        upload_id=preview.upload_id,
        columns={screen.index: screen.painted},
    )


class _Mapping:
    """One table of the file as a grid; ``painted`` is column → part."""

    def __init__(self, parsed: ParsedFile, preview: Preview) -> None:
        self.parsed, self.tables = parsed, preview.tables
        self.index = next((i for i, told in enumerate(self.tables) if told["order"]), 0)
        self.painted: dict[int, str] = {}

    def build(self) -> None:
        """The choice of the table, where there are several, and the grid."""
        if len(self.parsed.tables) > 1:
            names = {i: self._name(i) for i in range(len(self.parsed.tables))}
            chosen = ui.select(names, value=self.index, label=t("Table"))
            chosen.on_value_change(lambda e: self._choose(int(e.value)))
        self.frame = ui.element("div").classes("sheet-frame")
        self._choose(self.index)

    def _name(self, index: int) -> str:
        table = self.parsed.tables[index]
        sheet = self.parsed.sheets[table.sheet]
        first = sheet.numbers[(table.header or table.body).start] if sheet.numbers else 1
        return f"{sheet.name or t('Sheet')} · {t('row {row}', row=first)}"

    def _choose(self, index: int) -> None:
        self.index = index
        self.painted = {int(c): part for c, part in self.tables[index]["columns"].items()}
        self._draw()

    def _draw(self) -> None:
        table = self.parsed.tables[self.index]
        rows = self._rows(table)
        width = min(max((len(row) for row in rows), default=0), MOST_COLUMNS)
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
                "letter": _letter(index),
                "part": self._part(index),
                "choices": choices,
            }
            for index in range(width)
        ]
        cells = [
            {
                "_key": number,
                "_heading": number < len(table.header),
                **{f"c{index}": text_of(at(row, index))[:60] for index in range(width)},
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
        part = self.painted.get(column, "")
        return part if part in {choice.value for choice in CHOICES} else ""

    def _rows(self, table: Table) -> Sequence[Sequence[Any]]:
        sheet = self.parsed.sheets[table.sheet]
        start = table.header.start if table.header else table.body.start
        return sheet.rows[start : start + len(table.header) + SHOWN_ROWS]

    def _paint(self, event: GenericEventArguments) -> None:
        column, part = int(event.args["column"]), str(event.args["part"])
        several = part in {"", Part.QUANTITY.value}
        self.painted = {
            c: p for c, p in self.painted.items() if c != column and (several or p != part)
        }
        if part in {choice.value for choice in CHOICES}:
            self.painted[column] = part
        self._draw()


def _letter(index: int) -> str:
    """0 → «A», 26 → «AA»."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
