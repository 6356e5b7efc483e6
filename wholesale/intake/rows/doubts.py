"""Rows that ask for something and are taken back: struck through, by a remark beside them, or
by the words over them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wholesale.intake.columns.ticks import is_tick
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.aliases import is_order_word, spelling
from wholesale.intake.words.cells import NOWHERE, at, text_of
from wholesale.intake.words.days import day_of
from wholesale.intake.words.remarks import (
    names_back,
    says_so,
    says_taken_back,
    sets_aside,
    takes_back,
    tells_of_before,
)

_DATED = re.compile(
    r"дата( (заказа|заявки|документа|оформления|создания))?|(order )?date|created( at)?"
)
_GOES_ON = timedelta(days=7)  # from the first to the last day on which one order is written
_ABOVE = 2  # filled rows over a header that may say what the table is


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row that can be ordered may not be meant: a code, and what the file says."""

    code: str
    text: str = ""


class Doubts:
    """Looks for doubts in the rows of one table, from the top down; its columns ``told`` name the
    goods and ``wanted`` count them."""

    def __init__(
        self,
        sheet: Sheet,
        table: Table,
        told: Collection[int],
        wanted: Collection[int],
        shared: Collection[int] = (),
        ticks: Collection[int] = (),  # columns whose marks say which rows are ordered
        today: date | None = None,
    ) -> None:
        self._before = _rows_of_before(sheet, table, today) if today else {}
        self._ticks = frozenset(ticks) - {NOWHERE}
        self._shared = shared  # the numbers of the rows that have one quantity together
        self._struck = sheet.struck
        self._told, self._wanted = frozenset(told), frozenset(wanted)
        self._backs = {c for c, heading in enumerate(table.headings) if names_back(heading.text)}
        self._section = ""  # the words over the rows that set them aside
        for row in sheet.rows[max(0, table.header.start - _ABOVE) : table.header.start]:
            self.enter(row, among=False)

    def enter(self, row: Sequence[Cell], *, among: bool = True) -> None:
        """Heed a row of one text over others: «Возврат» goes for all groups below it, up to a
        word of an order. ``among`` the rows also «Остатки на складе» does; over the header that
        is the title of a report, whose column is asked."""
        text = _only_text(row)
        if not text:
            return
        if sets_aside(text) or (among and tells_of_before(text)):
            self._section = text
        elif is_order_word(text):
            self._section = ""

    def of_row(self, number: int, row: Sequence[Cell]) -> Doubt | None:
        """The doubt in the row of this number, if there is any."""
        if self._struck and any((number, c) in self._struck for c in self._told | self._wanted):
            return Doubt("row_struck")
        if number in self._shared:
            return Doubt("row_shares_quantity")
        if number in self._before:
            return Doubt("row_of_before", f"{self._before[number]:%d.%m.%Y}")
        for column in self._ticks:
            if is_tick(at(row, column)) is None:
                return Doubt("row_tick_unclear", text_of(at(row, column))[:80])
        for column, cell in enumerate(row):
            if cell != "" and column not in self._wanted and self._says_back(column, cell):
                return Doubt("row_taken_back", text_of(cell)[:80])
        return Doubt("row_set_aside", self._section) if self._section else None

    def _says_back(self, column: int, cell: Cell) -> bool:
        if column in self._backs:
            return says_so(text_of(cell))
        if not isinstance(cell, str):
            return False
        return says_taken_back(cell) if column in self._told else takes_back(cell)


def _rows_of_before(sheet: Sheet, table: Table, today: date) -> dict[int, date]:
    """Rows that a column «Дата» says were ordered long before the last of them, and their days: an
    export of all orders."""
    days: dict[int, date] = {}
    for column, heading in enumerate(table.headings):
        if not _DATED.fullmatch(spelling(heading.text)):
            continue
        for index in table.body:
            cell = at(sheet.rows[index], column)
            day = cell.date() if isinstance(cell, datetime) else day_of(text_of(cell)[:20], today)
            if day is not None:
                days[sheet.numbers[index]] = day
        break
    first = min(max(days.values(), default=today), today) - _GOES_ON
    return {number: day for number, day in days.items() if day < first}


def _only_text(row: Sequence[Cell]) -> str:
    """The text that all filled cells of a row say; "" when they differ, as most soon do."""
    said: str | None = None
    for cell in row:
        if cell != "":
            text = text_of(cell)
            if said is None:
                said = text
            elif text != said:
                return ""
    return said or ""
