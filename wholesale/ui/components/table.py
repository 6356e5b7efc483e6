"""The one table: sticky head, right-aligned tabular numbers, row links, cards on a phone.

Rows are plain mappings or dataclasses of facts; each ``Column`` says how its value is shown.
A row is a real link (middle click, keyboard, no round trip) when ``link`` is given. Server
pages: ``load`` is asked for the next part when «show more» is pressed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from wholesale.ui.call import action
from wholesale.ui.components import marks, page
from wholesale.ui.design import version
from wholesale.ui.session import amount, day, moment, quantity, t, word

Kind = Literal[
    "text", "title", "code", "money", "number", "percent", "date", "moment", "status", "input",
    "custom",
]  # fmt: skip
Phone = Literal["title", "side", "wide", "meta", "end", "hide"]

PAGE = 50

_NUMERIC = frozenset({"money", "number", "percent", "input"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``value`` takes a row and gives what is shown: ``title`` and ``text`` a string, ``code`` a
    string that copies on click, ``money`` and ``number`` a Decimal (or int), ``percent`` a
    Decimal, ``date`` a date, ``moment`` a datetime, ``status`` a member of ``vocabulary`` or
    (word, meaning), ``input`` a Decimal typed by the reader (see ``on_input``). ``sub`` is a
    second, quieter line. ``phone`` places the cell on a card: title left above, side right
    above, wide across, meta below with its label, end right below, hide nowhere.
    ``narrow_only`` columns are for cards alone; ``right`` aligns as numbers are. ``fold``: where
    the window is narrow the column gives way to this text below the row's title. ``unit`` stands
    beside what is typed. ``custom`` shows ``template``: Vue, with ``row`` and ``value``; never put
    people's text into a template, only into values.
    """

    name: str
    label: str
    value: Callable[[Any], Any]
    kind: Kind = "text"
    sub: Callable[[Any], str] | None = None
    width: str = ""
    phone: Phone = "meta"
    sortable: bool = False
    template: str = ""
    narrow_only: bool = False
    right: bool = False
    fold: Callable[[Any], str] | None = None
    unit: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A small button at the row's end, quiet until the row is pointed at.

    ``handler`` gets the row as given; ``applies`` tells which rows have it; all do without.
    ``worded`` tells in which rows it is a word and not an icon, for it is what is to be done.
    """

    name: str
    icon: str
    label: str
    handler: Callable[[Any], Awaitable[None] | None]
    applies: Callable[[Any], bool] | None = None
    worded: Callable[[Any], bool] | None = None


class DataTable:
    """A table of rows. ``key`` identifies a row; ``link`` gives its page."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        key: Callable[[Any], Any],
        link: Callable[[Any], str | None] | None = None,
        acts: Sequence[Act] = (),
        on_input: Callable[[Any, str, str], Awaitable[None]] | None = None,
        mark: Callable[[Any], bool | str] | None = None,
        rows: Sequence[Any] = (),
    ) -> None:
        """``on_input`` gets (row, column name, what was typed) of ``input`` cells; ``mark``
        tells which rows to tint: True, or a meaning (good, warning, bad)."""
        self._columns, self._key, self._link, self._mark = columns, key, link, mark
        self._folds = [column.fold for column in columns if column.fold is not None]
        self._acts = {act.name: act for act in acts}
        self._rows: dict[str, Any] = {}
        self.table = ui.table(
            columns=[_quasar(column) for column in columns]
            + ([_ACTS | {"label": t("Actions")}] if acts else []),
            rows=[],
            row_key="_key",
        ).classes("wt")
        self.table.props("flat hide-bottom binary-state-sort")
        self.table.add_slot("body", _body(columns, acts))
        if acts:
            self.table.on("act", action(self._act))
        if on_input is not None:
            self._on_input = on_input
            self.table.on("typed", action(self._typed))
        self.show(rows)

    def show(self, rows: Sequence[Any]) -> None:
        """Replace the rows."""
        self._rows = {str(self._key(row)): row for row in rows}
        self.table.rows = [self._cells(row) for row in rows]

    def add(self, rows: Sequence[Any]) -> None:
        """Append rows: the next page."""
        self._rows.update((str(self._key(row)), row) for row in rows)
        self.table.rows = [*self.table.rows, *(self._cells(row) for row in rows)]

    def replace(self, row: Any) -> None:
        """Show one row anew, where it stands."""
        key = str(self._key(row))
        self._rows[key] = row
        self.table.rows = [
            self._cells(row) if cells["_key"] == key else cells for cells in self.table.rows
        ]

    @property
    def rows(self) -> list[Any]:
        """The rows shown, as given."""
        return list(self._rows.values())

    def _cells(self, row: Any) -> dict[str, Any]:
        cells: dict[str, Any] = {"_key": str(self._key(row))}
        if self._link is not None:
            cells["_href"] = self._link(row)
        if self._mark is not None and (marked := self._mark(row)):
            cells["_class"] = f"marked {marked if isinstance(marked, str) else ''}"
        if self._folds:
            cells["_folded"] = " · ".join(filter(None, (fold(row) for fold in self._folds)))
        for act in self._acts.values():
            if act.applies is not None:
                cells[f"{act.name}__act"] = act.applies(row)
            if act.worded is not None:
                cells[f"{act.name}__worded"] = act.worded(row)
        for column in self._columns:
            _fill(cells, column, row)
        return cells

    async def _act(self, event: GenericEventArguments) -> None:
        row = self._rows.get(str(event.args["key"]))
        act = self._acts.get(event.args["name"])
        if row is not None and act is not None and (act.applies is None or act.applies(row)):
            result = act.handler(row)
            if result is not None:
                await result

    async def _typed(self, event: GenericEventArguments) -> None:
        row = self._rows.get(str(event.args["key"]))
        if row is not None:
            await self._on_input(row, str(event.args["name"]), str(event.args["value"])[:40])


class PagedTable:
    """A table filled by parts: ``load(after)`` gives (rows, the next ``after`` or None)."""

    def __init__(
        self,
        make: Callable[[], DataTable],
        load: Callable[[Any], Awaitable[tuple[Sequence[Any], Any]]],
        *,
        when_empty: Callable[[], None] | None = None,
    ) -> None:
        self._load, self._when_empty = load, when_empty
        self._next: Any = None
        self._asked = 0
        with ui.element("div").classes("w-full") as self.frame:
            self.data = make()
            self._none = ui.element("div")
            with ui.element("div").classes("wt-more") as self._more:
                page.secondary(t("Show more"), self._continue, icon="chevron-down")
            self._more.set_visibility(False)
            self._none.set_visibility(False)

    async def reload(self) -> None:
        """Read the first part anew (after a change or a new filter); the latest call wins."""
        self._asked += 1
        asked = self._asked
        rows, following = await self._load(None)
        if asked != self._asked or self.frame.is_deleted:
            return
        self.data.show(rows)
        self._after(following)
        self.data.table.set_visibility(bool(rows))
        self._none.set_visibility(not rows)
        self._none.clear()
        if not rows and self._when_empty is not None:
            with self._none:
                self._when_empty()

    def continue_from(self, following: Any) -> None:
        """Tell where the next part begins when the rows were shown from outside."""
        self._after(following)

    async def _continue(self) -> None:
        rows, following = await self._load(self._next)
        self.data.add(rows)
        self._after(following)

    def _after(self, following: Any) -> None:
        self._next = following
        self._more.set_visibility(following is not None)


class InParts(PagedTable):
    """A table of rows that are all at hand, shown ``size`` at a time."""

    def __init__(self, make: Callable[[], DataTable], *, size: int) -> None:
        super().__init__(make, self._part)
        self._all: Sequence[Any] = ()
        self._size = size

    def show(self, rows: Sequence[Any]) -> None:
        """Replace the rows; as many stay in sight as the reader has asked for."""
        self._all = rows
        shown = max(self._size, -(-len(self.data.rows) // self._size) * self._size)
        self.data.show(rows[:shown])
        self.continue_from(shown if shown < len(rows) else None)

    async def _part(self, after: int) -> tuple[Sequence[Any], int | None]:
        end = after + self._size
        return self._all[after:end], end if end < len(self._all) else None


_ACTS = {"name": "_acts", "field": "_acts", "kind": "acts", "headerClasses": "unseen"}


def _quasar(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "label": column.label,
        "field": column.name,
        "kind": column.kind,
        "align": "right" if _is_right(column) else "left",
        "sortable": column.sortable,
        "phone": f"ph-{column.phone}",
    }
    if column.sortable:
        name = column.name
        made[":sort"] = f"(a, b, x, y) => (x['{name}__s'] ?? a) > (y['{name}__s'] ?? b) ? 1 : -1"
    if column.narrow_only or column.fold:
        made["headerClasses"] = "narrow-only" if column.narrow_only else "folds"
    if column.width:
        made["headerStyle"] = f"width: {column.width}"
    return made


def _is_right(column: Column) -> bool:
    return column.right or column.kind in _NUMERIC


def _fill(cells: dict[str, Any], column: Column, row: Any) -> None:
    name, value = column.name, column.value(row)
    if isinstance(value, StrEnum):
        cells[f"{name}__m"] = marks.MEANINGS.get(value, "")
    elif column.kind == "status" and isinstance(value, tuple):
        value, cells[f"{name}__m"] = value
    if column.sub is not None:
        cells[f"{name}__sub"] = column.sub(row)
    if column.unit is not None:
        cells[f"{name}__unit"] = column.unit(row)
    if column.sortable and isinstance(value, Decimal | date):
        cells[f"{name}__s"] = float(value) if isinstance(value, Decimal) else value.isoformat()
    cells[name] = _shown(column.kind, value)


def _shown(kind: Kind, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return word(value)
    if kind == "money":
        return amount(value)
    if isinstance(value, Decimal):
        return quantity(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value if kind == "custom" else str(value)


def _body(columns: Sequence[Column], acts: Sequence[Act]) -> str:
    title = next((column.name for column in columns if column.kind == "title"), "")
    cells = "".join(_cell(column, title) for column in columns)
    if acts:
        buttons = "".join(
            f"""<button{_when(act)} class="row-act"{_worded(act)} type="button"
                aria-label="{_quoted(act.label)}"
                title="{_quoted(act.label)}"
                @click.stop="() => $parent.$emit('act', {{key: row._key, name: '{act.name}'}})">
                {_face(act)}</button>"""
            for act in acts
        )
        cells += f'<td class="text-right acts"><div class="row-acts">{buttons}</div></td>'
    return (
        '<tr :class="props.row._class"><template v-for="row in [props.row]" :key="row._key">'
        f"{cells}</template></tr>"
    )


def _face(act: Act) -> str:
    icon = f"""<svg aria-hidden="true"><use href="/assets/{version()}/icons.svg#{act.icon}"></use>
        </svg>"""
    if act.worded is None:
        return icon
    return f"""{icon}<template v-if="row['{act.name}__worded']">{_quoted(act.label)}</template>"""


def _worded(act: Act) -> str:
    return "" if act.worded is None else f""" :class="{{worded: row['{act.name}__worded']}}\""""


def _when(act: Act) -> str:
    return "" if act.applies is None else f""" v-if="row['{act.name}__act']\""""


def _cell(column: Column, title: str) -> str:
    name = column.name
    value = f"row['{name}']"
    whose = f" + ' · ' + row['{title}']" if title else ""
    inner = {
        "title": f"""<a v-if="row._href" class="rowlink" :href="row._href"
            :data-place="row._href">{{{{ {value} }}}}</a>
            <span v-else class="strong">{{{{ {value} }}}}</span>
            <span v-if="row._folded" class="sub folded">{{{{ row._folded }}}}</span>""",
        "code": f"""<span v-if="{value}" class="code"
            :data-copy="{value}">{{{{ {value} }}}}</span>""",
        "money": f"""<span v-if="{value}" class="num">{{{{ {value}.slice(0, -3) }}}}<span
            class="kop">{{{{ {value}.slice(-3) }}}}</span></span>
            <span v-else class="faint">—</span>""",
        "number": f'<span class="num">{{{{ {value} }}}}</span>',
        "percent": f"""<span class="num" v-if="{value} !== ''">{{{{ {value} }}}}<span
            class="kop">\u00a0%</span></span>""",
        "status": f"""<span v-if="{value}" class="chip"
            :class="row['{name}__m']">{{{{ {value} }}}}</span>""",
        "input": f"""<input class="qty" :class="{{filled: {value}}}" :value="{value}"
            inputmode="decimal" autocomplete="off" :aria-label="'{_quoted(column.label)}'{whose}"
            :data-place="row._key + ' {name}'" @focus="e => e.target.select()"
            @change="e => $parent.$emit('typed',
            {{key: row._key, name: '{name}', value: e.target.value}})">""",
        "custom": f'<template v-for="value in [{value}]">{column.template}</template>',
    }.get(column.kind, f"{{{{ {value} }}}}")
    if column.unit is not None:
        inner += f"""<span class="unit">{{{{ row['{name}__unit'] }}}}</span>"""
    if column.sub is not None:
        inner += (
            f"""<span class="sub" v-if="row['{name}__sub']">{{{{ row['{name}__sub'] }}}}</span>"""
        )
    classes = [f"ph-{column.phone}"]
    if _is_right(column):
        classes.append("text-right")
    if column.kind in {"date", "moment", "status", "code"}:
        classes.append("nowrap")
    if column.kind == "money":
        classes.append("money")
    if column.narrow_only:
        classes.append("narrow-only")
    if column.fold is not None:
        classes.append("folds")
    label = _quoted(column.label)
    return f'<td class="{" ".join(classes)}" data-label="{label}">{inner}</td>'


def _quoted(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace('"', "&quot;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("{", "&#123;")
    )
