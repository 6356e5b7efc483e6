"""How much a row asks for: one amount for each shop and size, in the row's own unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from wholesale.intake.columns.choice import Columns, QuantityColumn
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import NOWHERE, at, number_of, text_of
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import (
    BLANK,
    BUNDLE,
    PACK,
    PIECE,
    UNKNOWN,
    Amount,
    measure_of,
    read_quantity,
)

_ENGLISH = re.compile(r"^\W*\d{1,3}(,\d{3})+\.\d+$")
_ROUND = re.compile(r"^\s*\d{1,3},000\s*$")  # one, as 1C writes, or a thousand


@dataclass(frozen=True, slots=True)
class Manner:
    """How a column writes its numbers. ``commas`` before three digits are «thousands» where some
    text is a number like 1,234.50; «doubtful» where 1,000 stands among whole numbers without any
    under English headings; else "": here the comma is the decimal sign. ``small`` counts are so far
    below the numbers of days that one among them is 1/2 which the sheet took for a date."""

    commas: str = ""
    small: bool = False


_DAYS = range(43_831, 48_214)  # how sheets count those of 2020 to 2031
_FIRST_DAY = date(1899, 12, 30)
_ROUNDED = 50  # 45,000 is ordered, 46,054 is a day
_SMALL = 2_000
_ENOUGH = 4  # small counts beside each such number


def manner_of(sheet: Sheet, table: Table, column: int) -> Manner:
    """How the column writes its numbers, by the first rows."""
    plain = doubtful = False
    counts: list[Decimal] = []
    english = bool(table.header) and all(heading.full.isascii() for heading in table.headings)
    for index in table.body[:300]:
        cell = at(sheet.rows[index], column)
        if cell == "":
            continue
        number = number_of(cell)
        if number is not None:
            counts.append(number)
        if isinstance(cell, str) and "," in cell:
            if _ENGLISH.match(cell):
                return Manner("thousands")
            doubtful = doubtful or _ROUND.match(cell) is not None
        elif number is not None and number == number.to_integral_value():
            plain = plain or "." not in text_of(cell)
    days = sum(_is_day(number) for number in counts)
    small = sum(number <= _SMALL for number in counts)
    all_small = small == len(counts) - days and small >= _ENOUGH * days
    return Manner("doubtful" if english and plain and doubtful else "", all_small)


def _is_day(number: Decimal) -> bool:
    # A range looks for a Decimal one number after another: 0.3 ms for each row.
    return _DAYS.start <= number < _DAYS.stop and number == number.to_integral_value()


def amounts_of(
    sheet: Sheet, number: int, row: Sequence[Cell], block: Columns, manners: Mapping[int, Manner]
) -> list[tuple[Amount, QuantityColumn]]:
    """What the row of this number asks for in each column of quantities that it fills, each as
    its column's manner is."""
    return [
        (_measured(amount, row, block.parts), column)
        for amount, column in _read_amounts(sheet, number, row, block, manners)
    ]


def _read_amounts(
    sheet: Sheet, number: int, row: Sequence[Cell], block: Columns, manners: Mapping[int, Manner]
) -> Iterator[tuple[Amount, QuantityColumn]]:
    """What the row asks for: one amount for each shop and size; of columns that say the same in
    other measures, the first that is filled, with the packs that stand beside it."""
    said: dict[tuple[str, str], list[tuple[Amount, QuantityColumn]]] = {}
    for column in block.quantities:
        amount = _amount_in(sheet, number, row, column, manners[column.column])
        if amount is not BLANK and (amount.value is not None or amount.problem):
            said.setdefault((column.delivery, column.size), []).append((amount, column))
    for (first, column), *others in said.values():
        yield _with_packs(first, [amount for amount, _ in others], row, block.parts), column


def _with_packs(
    amount: Amount, others: Sequence[Amount], row: Sequence[Cell], parts: Mapping[Part, int]
) -> Amount:
    """Pieces with the packs they stand beside: both must say one thing, by the row's own pack or by
    the catalogue's («Коробок» 2 and «Штук россыпью» 6 do not)."""
    packs = next((other for other in others if other.measure == PACK and other.value), None)
    if packs is None or packs.value is None or amount.value is None:
        return amount
    held = _held(at(row, parts.get(Part.PACK, NOWHERE)))
    if amount.measure not in {"", PIECE} or packs.value * held == amount.value:
        return amount
    return replace(packs, counted=amount.value)


def _amount_in(
    sheet: Sheet, number: int, row: Sequence[Cell], column: QuantityColumn, manner: Manner
) -> Amount:
    """What one cell of the row asks for, in the measure of its column where it says none."""
    formula = sheet.formulas.get((number, column.column))
    cell = at(row, column.column) if formula is None else ""  # a 0 saved with it is no value
    shown = sheet.units.get((number, column.column))
    if shown and (told := number_of(cell)):  # a 0 is one in any format
        cell = f"{told:.0%}" if shown == "%" else f"{text_of(cell)} {shown}"
    amount = read_quantity(cell, formula=formula, english=manner.commas == "thousands")
    value = amount.value
    if manner.small and value is not None and _is_day(value) and value % _ROUNDED:
        day = _FIRST_DAY + timedelta(days=int(value))
        return Amount(problem="quantity_is_date", params={"text": f"{day:%d.%m.%Y}"})
    if manner.commas == "doubtful" and isinstance(cell, str) and _ROUND.match(cell):
        return Amount(problem="quantity_thousands", params={"text": cell.strip()})
    if value is not None and not amount.measure and column.measure:
        packed = column.measure in {PACK, BUNDLE}
        general = not packed and not column.measure.startswith(UNKNOWN)
        return Amount(value, column.measure, general=general)
    return amount


def _measured(amount: Amount, row: Sequence[Cell], parts: Mapping[Part, int]) -> Amount:
    """The amount in the row's own unit («кор», «кг») where the quantity's cell names none, packs
    with the pieces they come to by the row, which must be what the catalogue's come to."""
    if amount.value is not None and Part.UNIT in parts:
        amount = _in_unit(amount, text_of(at(row, parts[Part.UNIT])))
    if amount.value is None or amount.measure != PACK or amount.counted is not None:
        return amount
    held = _held(at(row, parts.get(Part.PACK, NOWHERE)))
    return replace(amount, counted=amount.value * held) if held else amount


def _in_unit(amount: Amount, word: str) -> Amount:
    if amount.measure and not amount.general:
        return amount
    measure = measure_of(word)
    contradicts = amount.general and measure == PACK  # pieces by the heading, packs by the row
    if contradicts or (measure is None and not word.isdigit()):
        measure = UNKNOWN + word[:20]
    return Amount(amount.value, measure) if measure else amount


def _held(cell: Cell) -> Decimal:
    """How many pieces a pack holds by the row itself; 0 when it does not say."""
    amount = read_quantity(cell)
    value = amount.value
    whole = value is not None and value > 1 and value == value.to_integral_value()
    return value if value is not None and whole and amount.measure in {"", PIECE} else Decimal(0)
