"""The sheet as it is, with what each column was taken for painted over it; a click corrects it
and the correction is remembered for this dealer's layout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from wholesale.flow import read_order_file as files
from wholesale.flow.order_preview import Preview
from wholesale.intake.columns import why
from wholesale.intake.parse import ParsedFile, parse, with_header, without_header
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import at, letter, text_of
from wholesale.intake.words.parts import Part
from wholesale.ui.call import aside, call, look
from wholesale.ui.components import marks, page
from wholesale.ui.session import language, t

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
_ASKED = "asked-column"  # it may be the quantity, a person is to say
_SEVERAL = frozenset({"", Part.QUANTITY.value, Part.OTHER.value})  # may stand over many columns

_HEAD = """
<q-tr :props="props">
  <q-th v-for="column in props.cols" :key="column.name" :class="['painted', column.look]">
    <template v-if="column.letter">
      <span class="letter">{{ column.letter }}</span>
      <select :value="column.part" :aria-label="column.said"
        :aria-describedby="'why' + column.index"
        @change="(e) => $parent.$emit('paint', {column: column.index, part: e.target.value})">
        <option v-for="choice in column.choices" :key="choice[0]" :value="choice[0]">
          {{ choice[1] }}</option>
      </select>
      <span class="why" :id="'why' + column.index">{{ column.why }}</span>
    </template>
    <template v-else>{{ column.label }}</template>
  </q-th>
</q-tr>
"""
_CELL = """
<q-td :props="props" :class="[props.col.look, {heading: props.row._heading}]">
  {{ props.value }}</q-td>
"""
_TO_COLUMN = """
  setTimeout(() => {
    const head = document.querySelector('.sheet th:nth-child(%d)');
    head?.scrollIntoView({inline: 'center', block: 'nearest'});
    head?.querySelector('select').focus();
  }, 60)
"""  # when the sheet is drawn anew


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
    return await _read_anew(screen, preview)


async def count_by(preview: Preview, table: int, column: int) -> Preview:
    """The preview read anew with ``column`` the quantity of ``table``, in doubt until now."""
    screen = await _mapping(preview, table)
    screen.painted[table][column] = Part.QUANTITY.value
    return await _read_anew(screen, preview)


async def order_table(preview: Preview, table: int) -> Preview:
    """The preview read anew with ``table`` ordered as it was understood: a person has said that
    it is the one."""
    return await _read_anew(await _mapping(preview, table), preview)


async def _mapping(preview: Preview, table: int) -> _Mapping:
    name, content = await look(files.upload_content, upload_id=preview.upload_id)
    screen = _Mapping(await aside(parse, content, name), preview)
    screen.index = table
    screen.touched.add(table)
    return screen


async def _read_anew(screen: _Mapping, preview: Preview) -> Preview:
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
    is looked at. Over each column stands why it is what it is, until a person says otherwise."""

    def __init__(self, parsed: ParsedFile, preview: Preview) -> None:
        self.parsed, self.tables = parsed, preview.tables
        self.painted: dict[int, dict[int, str]] = {}  # table → column → part
        self.touched: set[int] = set()
        self.why: dict[int, dict[int | None, str]] = {}  # table → column, or None for its header
        for index, told in enumerate(self.tables):
            self.painted[index] = {int(c): part for c, part in told["columns"].items()}
            self.why[index] = {
                column: why.sentence(language(), reasons, scored=False)
                for column, reasons in why.by_column(told["reasons"]).items()
            }
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
        with ui.element("div").classes("row-flex sheet-choices"):
            if len(self.parsed.tables) > 1:
                names = {i: self._name(i) for i in range(len(self.parsed.tables))}
                chosen = ui.select(names, value=self.index, label=t("Table"))
                chosen.on_value_change(lambda e: self._choose(int(e.value)))
            self.header = ui.select([], label=t("Header row"))
            self.header.on_value_change(lambda e: self._head(e.value))
            self.part_of_columns = ui.select([], label=t("Columns"))
            self.part_of_columns.on_value_change(lambda e: self._turn(e.value))
            self.header_why = marks.text("", "faint small")
        self.found = ui.element("div").classes("sheet-found")
        with ui.element("div").classes("sheet-frame"):
            self.grid = ui.table(columns=[], rows=[], row_key="_key").classes("sheet")
        self.grid.props("flat hide-bottom dense")
        self.grid.add_slot("header", _HEAD)
        self.grid.add_slot("body-cell", _CELL)
        self.grid.on("paint", self._paint)
        self._choose(self.index)

    def _name(self, index: int) -> str:
        """The sheet and the row a table begins in, and what became of it."""
        table, told = self.parsed.tables[index], self.tables[index]
        sheet = self.parsed.sheets[table.sheet]
        first = sheet.numbers[(table.header or table.body).start] if sheet.numbers else 1
        fate = t("ordered") if told["order"] else t("to clarify") if told.get("problem") else ""
        said = (sheet.name or t("Sheet"), t("row {row}", row=first), fate)
        return " · ".join(filter(None, said))

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
            self.why[self.index] = {}  # it was said of columns under another header
            self._draw()

    def _turn(self, first: int | None) -> None:
        """Show the columns from ``first`` on."""
        self.first_column = first or 0
        self._draw()

    def _show_column(self, column: int) -> None:
        """Bring a column into view."""
        self.part_of_columns.set_value(column - column % MOST_COLUMNS)
        self._focus(column)

    @staticmethod
    def _focus(column: int) -> None:
        """Keep the keyboard where it was: the sheet forgets it when it is drawn."""
        ui.run_javascript(_TO_COLUMN % (2 + column % MOST_COLUMNS))

    @staticmethod
    def _top(table: Table) -> int:
        return table.header.start if table.header else table.body.start

    def _width(self, table: Table) -> int:
        return max((len(row) for row in self._rows(table)), default=0)

    def _draw(self) -> None:
        table = self.parsed.tables[self.index]
        width = self._width(table)
        last = min(width, self.first_column + MOST_COLUMNS)
        shown = range(self.first_column, last)
        choices = [
            ["", t("not used")],
            *([part.value, t(f"Part.{part.value}")] for part in CHOICES),
        ]
        self.grid.columns = [
            {"name": "_row", "field": "_row", "label": "№", "align": "right", "look": "row-number"},
            *(self._column(index, choices) for index in shown),
        ]
        sheet = self.parsed.sheets[table.sheet]
        self.grid.rows = [
            {
                "_key": place,
                "_row": sheet.numbers[self._top(table) + place],
                "_heading": place < len(table.header),
                **{f"c{index}": text_of(at(row, index))[:60] for index in shown},
            }
            for place, row in enumerate(self._rows(table))
        ]
        self.header_why.set_text(self.why[self.index].get(None, ""))
        self._draw_found(width)

    def _column(self, index: int, choices: Sequence[Sequence[str]]) -> dict[str, Any]:
        part = self._part(index)
        return {
            "name": f"c{index}",
            "field": f"c{index}",
            "label": "",
            "align": "left",
            "index": index,
            "letter": letter(index),
            "said": t("Column {letter}", letter=letter(index)),
            "part": part,
            "look": _ASKED if index in self._asked() else part,
            "choices": choices,
            "why": self.why[self.index].get(index, ""),
        }

    def _draw_found(self, width: int) -> None:
        """What was found in all columns at once, for a sheet wider than the screen."""
        self.found.clear()
        asked = self._asked()
        looks = [_ASKED if index in asked else self._part(index) for index in range(width)]
        with self.found:
            for look_of, same in groupby(range(width), key=lambda index: looks[index]):
                first, *_, last = [*same] * 2
                if look_of:
                    said = t("is it the quantity?" if look_of == _ASKED else f"Part.{look_of}")
                    place = letter(first) if first == last else f"{letter(first)}–{letter(last)}"
                    shown = page.quiet(f"{place} {said}", partial(self._show_column, first))
                    shown.classes(look_of)

    def _asked(self) -> frozenset[int]:
        """Columns of which a person is to say whether they are the quantity."""
        unsure = self.tables[self.index].get("unsure", ())
        painted = self.painted[self.index]
        if Part.QUANTITY in painted.values():
            return frozenset()
        return frozenset(c for c in unsure if c not in painted and c in self.why[self.index])

    def _part(self, column: int) -> str:
        part = self.painted[self.index].get(column, "")
        return part if part in {choice.value for choice in CHOICES} else ""

    def _rows(self, table: Table) -> Sequence[Sequence[Any]]:
        sheet = self.parsed.sheets[table.sheet]
        start = self._top(table)
        return sheet.rows[start : start + len(table.header) + SHOWN_ROWS]

    def _paint(self, event: GenericEventArguments) -> None:
        column, part = int(event.args["column"]), str(event.args["part"])
        settled = self._asked() if part == Part.QUANTITY else frozenset()
        kept = self.painted[self.index]
        self.painted[self.index] = {
            c: p for c, p in kept.items() if c != column and (part in _SEVERAL or p != part)
        }
        if part in {choice.value for choice in CHOICES}:
            self.painted[self.index][column] = part
        for repainted in {column, *settled, *(c for c, p in kept.items() if p == part)}:
            self.why[self.index].pop(repainted, None)
        self.touched.add(self.index)
        self._draw()
        self._focus(column)
