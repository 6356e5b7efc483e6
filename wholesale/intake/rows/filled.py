"""What a row does not say itself: cells merged down over it, the model above its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wholesale.intake.columns.choice import Columns
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import at
from wholesale.intake.words.parts import Part


def merged_above(sheet: Sheet, table: Table, told: Sequence[int]) -> dict[int, dict[int, Cell]]:
    """What a cell merged down over several rows says to the rows below its first."""
    places = {sheet.numbers[index]: index for index in table.body} if sheet.merged else {}
    found: dict[int, dict[int, Cell]] = {}
    for top, left, bottom, _ in sheet.merged:
        if bottom == top or left not in told or top not in places or bottom - top > 500:
            continue
        origin = at(sheet.rows[places[top]], left)
        for number in range(top + 1, bottom + 1):
            found.setdefault(number, {})[left] = origin
    return found


def shared(
    sheet: Sheet, table: Table, told: Sequence[int], wanted: Sequence[int]
) -> dict[int, dict[int, Cell]]:
    """Rows of products of their own under one cell of a quantity: number → column → what it says.
    Those whose product goes on below it are one row, printed in several lines."""
    places = {sheet.numbers[index]: index for index in table.body} if sheet.merged else {}
    found: dict[int, dict[int, Cell]] = {}
    for top, left, bottom, right in sheet.merged:
        if bottom == top or left != right or left not in wanted or top not in places:
            continue
        rows = {n: sheet.rows[places[n]] for n in range(top, bottom + 1) if n in places}
        origin = at(rows[top], left)
        names = [column for column in told if at(rows[top], column) != ""]
        alike = [n for n, row in rows.items() if all(at(row, column) != "" for column in names)]
        if origin != "" and names and len(alike) > 1:
            found.update({n: {left: origin} for n in alike})
    return found


def filled(row: Sequence[Cell], origins: Mapping[int, Cell]) -> list[Cell]:
    """The row with what merged cells above say in the columns it leaves empty."""
    whole = [*row]
    for column, origin in origins.items():
        if at(whole, column) == "":
            whole.extend([""] * (column + 1 - len(whole)))
            whole[column] = origin
    return whole


class Model:
    """What the last row that names a model says of it: it stands beside its first size alone, or
    above them all."""

    def __init__(self, blocks: Sequence[Columns], told: Sequence[int]) -> None:
        self._told = told
        self._sizes = _columns_of(Part.SIZE, blocks)
        self._colours = _columns_of(Part.COLOUR, blocks)
        self._said: dict[int, Cell] = {}

    def completed(self, row: Sequence[Cell]) -> Sequence[Cell]:
        """The row; one that says a size and no model, with the model above."""
        if not self._sizes:
            return row
        if any(at(row, column) != "" for column in self._told):
            self._said = {column: at(row, column) for column in (*self._told, *self._colours)}
        elif any(at(row, column) != "" for column in self._sizes):
            return filled(row, self._said)
        return row


def _columns_of(part: Part, blocks: Sequence[Columns]) -> list[int]:
    return [block.parts[part] for block in blocks if part in block.parts]
