"""Each row of a table becomes entries to order, or is skipped with a reason; none is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from wholesale.intake.aliases import Part
from wholesale.intake.cells import NOWHERE, at, lost_digits, number_of, text_of
from wholesale.intake.columns import Columns
from wholesale.intake.headers import Table
from wholesale.intake.quantity import BLANK, UNKNOWN, Amount, measure_of, read_quantity
from wholesale.intake.workbook import Cell, Sheet

ORDERED = "✓ "  # begins the status of a row that is in an order, in a file we gave back
CODE_PARTS = (Part.OWN_CODE, Part.ARTICLE, Part.BARCODE, Part.MAKER_CODE)


@dataclass(slots=True)
class Entry:
    """One thing a row asks for; a row with several shops makes one for each.

    ``codes`` are the texts of the columns that identify, ``lost`` those of them whose digits
    the file no longer holds; ``problem`` is set when the row can never be ordered as it is.
    """

    sheet: int
    row: int
    place: int  # which quantity of the row: 0, 1, … over shops and side-by-side tables
    codes: dict[Part, str]
    name: str
    amount: Amount
    delivery: str = ""
    lost: tuple[str, ...] = ()
    hidden: bool = False
    problem: str = ""
    price: Cell = ""  # as the file says it
    key: str = field(init=False)  # names the entry in answers: «sheet:row:place»

    def __post_init__(self) -> None:
        self.key = f"{self.sheet}:{self.row}:{self.place}"


@dataclass(slots=True)
class RowsRead:
    """Entries in the file's order and, for every other row, why it is skipped."""

    entries: list[Entry] = field(default_factory=list)
    skipped: dict[tuple[int, int], str] = field(default_factory=dict)  # (sheet, row) → reason


_TOTAL = re.compile(
    r"^\W*(итог|всего|общ(ий|ая|ее) (итог|сумм|кол)|сумма к|к оплате|в том числе|в т\.? ?ч|ндс\b|"
    r"скидка\b|промежуточн|total|grand total|sub ?total|sum\b|vat\b|amount due|всього)",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^(?:арт(?:икул)?|код|sku|art)\s*[.:№#]+\s*(?=\S)", re.IGNORECASE)
_NO_CODE = frozenset({"", "-", "–", "—", "нет", "n/a", "0", "б/н", "#н/д", "#n/a", "none", "null"})


def read_rows(sheet: Sheet, table: Table, blocks: Sequence[Columns], into: RowsRead) -> None:
    """Read the body of ``table`` by its columns into ``into``."""
    position = table.sheet
    for index in table.header:
        into.skipped[position, sheet.numbers[index]] = "header"
    for index in table.repeated:
        into.skipped[position, sheet.numbers[index]] = "header"
    for index in range(table.header.stop, table.body.start):
        into.skipped[position, sheet.numbers[index]] = "header"
    wanted = [column.column for block in blocks for column in block.quantities]
    told = [column for block in blocks for part, column in block.parts.items() if part in _TELLING]
    statuses = [block.parts[Part.STATUS] for block in blocks if Part.STATUS in block.parts]
    above = _merged_above(sheet, table, told)
    english = _is_english(sheet, table)
    formulas = sheet.formulas
    first = len(into.entries)
    for index in table.body:
        if index in table.repeated:
            continue
        row, number = sheet.rows[index], sheet.numbers[index]
        length = len(row)
        for column in wanted:
            if (column < length and row[column] != "") or (number, column) in formulas:
                break
        else:
            into.skipped[position, number] = _why_not(row, told)
            continue
        if statuses and any(text_of(at(row, column)).startswith(ORDERED) for column in statuses):
            into.skipped[position, number] = "ordered_before"
            continue
        source = _filled(row, above[number]) if number in above else row
        entries = _entries(sheet, position, number, source, blocks, english)
        if entries:
            into.entries += entries
        else:
            into.skipped[position, number] = _why_zero(row, told)
    _drop_totals(into, first)


_ENGLISH = re.compile(r"^\W*\d{1,3}(,\d{3})+\.\d+$")


def _is_english(sheet: Sheet, table: Table) -> bool:
    """Whether some text of the table is a number like 1,234.50."""
    return any(
        isinstance(cell, str) and "," in cell and _ENGLISH.match(cell)
        for index in list(table.body)[:300]
        for cell in sheet.rows[index]
    )


_TELLING = frozenset({*CODE_PARTS, Part.NAME})


def _entries(
    sheet: Sheet,
    position: int,
    number: int,
    row: Sequence[Cell],
    blocks: Sequence[Columns],
    english: bool,
) -> list[Entry]:
    entries: list[Entry] = []
    for block in blocks:
        parts = block.parts
        amounts = list(_amounts(sheet, number, row, block, english))
        if not amounts:
            continue
        codes: dict[Part, str] = {}
        lost = []
        for part in CODE_PARTS:
            if part in parts:
                cell = at(row, parts[part])
                text = _code_text(cell)
                if text.casefold() in _NO_CODE or _TOTAL.match(text):
                    continue
                if lost_digits(cell):
                    lost.append(text)
                codes[part] = text[:200]
        name = text_of(at(row, parts.get(Part.NAME, NOWHERE)))[:500]
        price = at(row, parts.get(Part.PRICE, NOWHERE))
        if Part.UNIT in parts:
            amounts = [_measured(amount, row, block) for amount in amounts]
        if not codes and (not name or _TOTAL.match(name)) and _is_total_row(row):
            continue
        whose = text_of(at(row, parts.get(Part.DELIVERY, NOWHERE)))[:100]
        for amount, delivery in amounts:
            entries.append(
                Entry(
                    position,
                    number,
                    len(entries),
                    codes,
                    name,
                    amount,
                    delivery or whose,
                    tuple(lost),
                    number in sheet.hidden_rows,
                    "" if codes or name else "row_without_product",
                    price,
                )
            )
    return entries


def _amounts(
    sheet: Sheet, number: int, row: Sequence[Cell], block: Columns, english: bool
) -> Iterator[tuple[Amount, str]]:
    """What the row asks for: one amount for each shop; of columns that say the same in other
    measures, the first that is filled."""
    said: set[str] = set()
    for column in block.quantities:
        formula = sheet.formulas.get((number, column.column))
        cell = at(row, column.column) if formula is None else ""  # a 0 saved with it is no value
        amount = read_quantity(cell, formula=formula, english=english)
        if amount is BLANK or (amount.value is None and not amount.problem):
            continue
        if column.delivery in said:
            continue
        said.add(column.delivery)
        if amount.value is not None and not amount.measure and column.measure:
            amount = Amount(amount.value, column.measure, general=True)
        yield amount, column.delivery


def _measured(said: tuple[Amount, str], row: Sequence[Cell], block: Columns) -> tuple[Amount, str]:
    """The row's own unit («кор», «кг») where the quantity's cell names none."""
    amount, delivery = said
    if amount.value is None or amount.measure:
        return said
    word = text_of(at(row, block.parts[Part.UNIT]))
    measure = measure_of(word)
    if measure is None and not word[:1].isdigit():
        measure = UNKNOWN + word[:20]
    return (Amount(amount.value, measure), delivery) if measure else said


def _code_text(cell: Cell) -> str:
    if isinstance(cell, datetime):  # «10-12» that the sheet took for a date
        return f"{cell.day:02d}-{cell.month:02d}"
    text = text_of(cell)
    return _PREFIX.sub("", text) if text[:1] in "аАaAкКsS" else text


def _why_not(row: Sequence[Cell], told: Sequence[int]) -> str:
    """Why a row without quantities is skipped: a total, a group's name, a note, a product."""
    filled = [cell for cell in row if cell != ""]
    if not filled:
        return "empty"
    first = filled[0]
    if isinstance(first, str) and _TOTAL.match(first):
        return "total"
    if len(filled) == 1 or all(cell == first for cell in filled):
        return "group" if isinstance(first, str) and len(first) <= 120 else "note"
    length = len(row)
    if any(column < length and row[column] != "" for column in told):
        return "no_quantity"
    return "note"


def _why_zero(row: Sequence[Cell], told: Sequence[int]) -> str:
    return "total" if _is_total_row(row) else _zero(row, told)


def _zero(row: Sequence[Cell], told: Sequence[int]) -> str:
    known = any(text_of(at(row, column)) for column in told)
    return "no_quantity" if known else "note"


def _is_total_row(row: Sequence[Cell]) -> bool:
    """A row that names a total, or holds numbers alone."""
    texts = [text for cell in row if (text := text_of(cell))]
    if any(_TOTAL.match(text) for text in texts):
        return True
    return bool(texts) and all(number_of(cell) is not None for cell in row if text_of(cell))


def _merged_above(sheet: Sheet, table: Table, told: Sequence[int]) -> dict[int, dict[int, Cell]]:
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


def _filled(row: Sequence[Cell], origins: Mapping[int, Cell]) -> list[Cell]:
    """The row with what merged cells above say in the columns it leaves empty."""
    filled = [*row]
    for column, origin in origins.items():
        if at(filled, column) == "":
            filled.extend([""] * (column + 1 - len(filled)))
            filled[column] = origin
    return filled


def _drop_totals(into: RowsRead, first: int) -> None:
    """Leave out rows of groups that carry their group's sum (1C prints them so).

    Where most rows carry a code, a row with a name but no code whose quantity is the sum of
    the coded rows that follow it (or come before it) is the group's total.
    """
    entries = into.entries[first:]
    coded = sum(1 for entry in entries if entry.codes)
    if coded < 2 or coded == len(entries) or coded * 2 < len(entries):
        return
    kept: list[Entry] = []
    for index, entry in enumerate(entries):
        value = entry.amount.value
        if entry.codes or value is None or entry.place or not _sums(entries, index, value):
            kept.append(entry)
        else:
            into.skipped[entry.sheet, entry.row] = "group_total"
    into.entries[first:] = kept


def _sums(entries: Sequence[Entry], index: int, value: Decimal) -> bool:
    for step in (1, -1):
        total, place = Decimal(0), index + step
        while 0 <= place < len(entries) and total < value:
            entry = entries[place]
            if entry.codes and entry.amount.value is not None:
                total += entry.amount.value
            place += step
        if total == value:
            return True
    return False
