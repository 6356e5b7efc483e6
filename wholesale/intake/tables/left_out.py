"""Why a row of a table is left out: nothing is asked in it, it is ordered already or no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.called_off import is_struck_out
from wholesale.intake.tables.columns import Columns
from wholesale.intake.tables.headers import Table
from wholesale.intake.tables.ticks import is_tick
from wholesale.intake.tables.totals import is_total, names_total
from wholesale.intake.words.aliases import Part, completes_name, part_of
from wholesale.intake.words.cells import at, text_of

ORDERED = "✓ "  # begins the status of a row that is in an order, in a file we gave back
CODE_PARTS = (Part.OWN_CODE, Part.ARTICLE, Part.BARCODE, Part.MAKER_CODE)
_TELLING = frozenset({*CODE_PARTS, Part.NAME})


@dataclass(frozen=True, slots=True)
class Places:
    """Columns of a table by what they are for, over all its blocks: ``wanted`` are quantities,
    ``told`` name the goods, ``codes`` by codes, ``statuses`` are of each answer there has been
    (``headed`` tells whether they are known by a header), ``beside`` may complete a name,
    ``ticks`` mark the rows that are ordered, ``taken`` are all that are known."""

    wanted: Sequence[int]
    told: Sequence[int]
    codes: Sequence[int]
    statuses: Sequence[int]
    beside: Sequence[int]
    ticks: Sequence[int]
    taken: frozenset[int]
    headed: bool

    @classmethod
    def of(cls, table: Table, blocks: Sequence[Columns]) -> Self:
        """The places that ``blocks`` say."""
        wanted = [column.column for block in blocks for column in block.quantities]
        parts = [(part, column) for block in blocks for part, column in block.parts.items()]
        taken = frozenset([*wanted, *(column for part, column in parts if part is not Part.BRAND)])
        return cls(
            wanted,
            [column for part, column in parts if part in _TELLING],
            [column for part, column in parts if part in CODE_PARTS],
            [
                column
                for column, heading in enumerate(table.headings)
                if part_of(heading.text) is Part.STATUS
            ],
            [
                column
                for column, heading in enumerate(table.headings)
                if len(blocks) == 1 and column not in taken and completes_name(heading.text)
            ],
            [block.ticks for block in blocks if block.ticks is not None],
            taken,
            bool(table.header),
        )


def why_left_out(
    sheet: Sheet, number: int, row: Sequence[Cell], places: Places, *, aside: bool
) -> str:
    """Why nothing of the row is ordered; "" when it asks for something. ``aside``: it stands
    under «Возврат:»."""
    length, formulas = len(row), sheet.formulas
    for column in places.wanted:
        if (column < length and row[column] != "") or (number, column) in formulas:
            break
    else:
        return _why_not(row, places.told, places.codes)
    if aside:
        return "set_aside"
    if places.ticks and all(is_tick(at(row, column)) is False for column in places.ticks):
        return "not_ticked"
    struck = sheet.struck.get(number)
    if struck and is_struck_out(row, struck, places.told, places.wanted):
        return "struck_out"
    return "ordered_before" if _is_ordered(row, places) else ""


def _is_ordered(row: Sequence[Cell], places: Places) -> bool:
    """Whether a file we gave back says beside the row that it is in an order; where the table
    has no header, the mark stands somewhere to the right of the quantities."""
    if places.statuses or places.headed:
        return any(text_of(at(row, column)).startswith(ORDERED) for column in places.statuses)
    right = row[max(places.wanted, default=0) + 1 :]
    return any(isinstance(cell, str) and cell.startswith(ORDERED) for cell in right)


def _why_not(row: Sequence[Cell], told: Sequence[int], codes: Sequence[int]) -> str:
    """Why a row without quantities is skipped: a total, a group's name, a note, a product."""
    filled = len(row) - row.count("")
    if not filled:
        return "empty"
    place = next(column for column, cell in enumerate(row) if cell != "")
    first = row[place]
    if isinstance(first, str) and is_total(first):
        return "total"
    if row.count(first) == filled:  # alone, or repeated over merged cells
        if place in codes and _looks_like_code(text_of(first)):
            return "no_quantity"
        return "group" if isinstance(first, str) and len(first) <= 120 else "note"
    return "no_quantity" if any(at(row, column) != "" for column in told) else "note"


def _looks_like_code(text: str) -> bool:
    return " " not in text and any(sign.isdigit() for sign in text)


def why_zero(row: Sequence[Cell], told: Sequence[int]) -> str:
    """Why a row whose quantity is a dash or a zero is skipped."""
    if any(text_of(at(row, column)) for column in told) and not names_total(row):
        return "no_quantity"
    return "total" if names_total(row) else "note"
