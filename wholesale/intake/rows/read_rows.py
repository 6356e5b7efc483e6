"""Each row of a table becomes entries to order, or is skipped with a reason; none is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from wholesale.core.codes import expanded
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.ticks import is_tick
from wholesale.intake.rows.counts import Manner, amounts_of, manner_of
from wholesale.intake.rows.doubts import Doubts
from wholesale.intake.rows.entries import CODE_PARTS, Entry, RowsRead
from wholesale.intake.rows.filled import Model, filled, merged_above, shared
from wholesale.intake.rows.total_rows import drop_totals
from wholesale.intake.rows.totals import is_total, names_total
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.tables.returned import Statuses
from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.cells import NOWHERE, at, lost_digits, number_of, text_of
from wholesale.intake.words.numbering import without_number
from wholesale.intake.words.parts import IDENTIFYING, Part

_PREFIX = re.compile(r"^(?:арт(?:икул)?|код|sku|art)\s*[.:№#]+\s*(?=\S)", re.IGNORECASE)
_LONGEST_CODE = 200
_NO_CODE = frozenset({"", "-", "–", "—", "нет", "n/a", "0", "б/н", "#н/д", "#n/a", "none", "null"})


def read_rows(
    sheet: Sheet,
    table: Table,
    blocks: Sequence[Columns],
    into: RowsRead,
    today: date | None = None,
) -> None:
    """Read the body of ``table`` by its columns into ``into``; ``today`` tells which days in the
    rows are past."""
    position = table.sheet
    for index in (*table.header, *table.repeated):
        into.skipped[position, sheet.numbers[index]] = "header"
    wanted = [column.column for block in blocks for column in block.quantities]
    told = [
        column for block in blocks for part, column in block.parts.items() if part in IDENTIFYING
    ]
    codes = [
        column for block in blocks for part, column in block.parts.items() if part in CODE_PARTS
    ]
    statuses = Statuses(table.headings)
    above = merged_above(sheet, table, told)
    model = Model(blocks, told)
    together = shared(sheet, table, told, wanted)
    manners = {column: manner_of(sheet, table, column) for column in wanted}
    ticks = [block.ticks for block in blocks]
    doubts = Doubts(sheet, table, told, wanted, together, ticks, today)
    formulas = sheet.formulas
    first = len(into.entries)
    for index in table.body:
        if index in table.repeated:
            continue
        row, number = sheet.rows[index], sheet.numbers[index]
        row = filled(row, together[number]) if number in together else row
        source = model.completed(filled(row, above[number]) if number in above else row)
        length = len(row)
        for column in wanted:
            if (column < length and row[column] != "") or (number, column) in formulas:
                break
        else:
            into.skipped[position, number] = _why_not(row, told, codes)
            doubts.enter(row)
            continue
        if reason := _why_left_out(row, blocks, statuses):
            into.skipped[position, number] = reason
            continue
        entries = _entries(sheet, position, number, source, blocks, manners, doubts)
        if entries:
            origin = statuses.origin(row)
            for entry in entries:
                entry.origin = origin
            into.add(entries)
        else:
            into.skipped[position, number] = _why_zero(row, told)
    drop_totals(sheet, blocks, into, first)


def _why_left_out(row: Sequence[Cell], blocks: Sequence[Columns], statuses: Statuses) -> str:
    """Why nothing of a row with quantities is ordered; "" when something may be."""
    ticks = [block.ticks for block in blocks if block.ticks != NOWHERE]
    if ticks and all(is_tick(at(row, column)) is False for column in ticks):
        return "not_ticked"
    if _is_signature(row, blocks):
        return "note"
    return "ordered_before" if statuses.is_ordered(row) else ""


_SIGNS = re.compile(
    r"(?:исполнитель|заказчик|руководитель|(?:гл\w*\.?\s?)?бухгалтер|(?:ген\w*\.?\s?)?директор|отпустил"
    r"|получил|поставщик|покупатель|менеджер|ответственный|кладовщик|составил|утвердил|подпись|сдал"
    r"|принял|заказал|м\.\s?п\.)(?:а|[\W_]|$)",
    re.IGNORECASE,
)


def _is_signature(row: Sequence[Cell], blocks: Sequence[Columns]) -> bool:
    """Whether a form ends with the row, «Исполнитель ____ Заказчик ____», which counts nothing."""
    first = next((cell for cell in row if cell != ""), "")
    if not isinstance(first, str) or not _SIGNS.match(first):
        return False
    return all(
        number_of(at(row, column.column)) is None for block in blocks for column in block.quantities
    )


def _entries(
    sheet: Sheet,
    position: int,
    number: int,
    row: Sequence[Cell],
    blocks: Sequence[Columns],
    manners: Mapping[int, Manner],
    doubts: Doubts,
) -> list[Entry]:
    """What the row of this number asks for: by each block of columns, for each shop and size."""
    entries: list[Entry] = []
    for block in blocks:
        parts = block.parts
        amounts = amounts_of(sheet, number, row, block, manners)
        if not amounts:
            continue
        codes, lost = _codes(row, parts)
        name = _said(row, parts, Part.NAME, 500)
        name = without_number(name) if block.numbered else name
        price = at(row, parts.get(Part.PRICE, NOWHERE))
        if not codes and (is_total(name) if name else names_total(row)):
            continue
        whose = _said(row, parts, Part.DELIVERY, 100)
        beside = _said(row, parts, Part.SIZE, 40)
        colour = _said(row, parts, Part.COLOUR, 60)
        if colour.startswith("<"):  # «<характеристики не используются>», as 1C says of none
            colour = ""
        brand = _said(row, parts, Part.BRAND, 60)
        more = _more(name, row, block.beside) if block.beside else ""
        problem, doubt = _problem(sheet, number, codes, name), doubts.of_row(number, row)
        for amount, column in amounts:
            entry = Entry(
                sheet=position,
                row=number,
                place=len(entries),
                codes=codes,
                name=name,
                amount=amount,
                delivery=column.delivery or whose,
                lost=lost,
                hidden=number in sheet.hidden_rows,
                problem=problem,
                price=price,
                size=column.size or beside,
                colour=colour,
                brand=brand,
                more=more,
                doubt=doubt,
            )
            if column.size:
                entry.spell_out()
            entries.append(entry)
    return entries


def _said(row: Sequence[Cell], parts: Mapping[Part, int], part: Part, most: int) -> str:
    """What the row says of one part, ``most`` signs of it; "" where no column does."""
    column = parts.get(part)
    return "" if column is None else text_of(at(row, column))[:most]


def _more(name: str, row: Sequence[Cell], beside: Sequence[int]) -> str:
    """What the columns beside a name say that it does not say itself."""
    texts = [text for column in beside if name and (text := text_of(at(row, column))[:100])]
    told = set(spelling(name).split()) if texts else set()
    return " ".join(text for text in texts if not set(spelling(text).split()) <= told)


def _problem(sheet: Sheet, number: int, codes: Mapping[Part, str], name: str) -> str:
    """Why the row can never be ordered as it is; "" when it can."""
    if not codes and not name:
        return "row_without_product"
    return "row_torn" if number in sheet.torn else ""


def _codes(
    row: Sequence[Cell], parts: Mapping[Part, int]
) -> tuple[dict[Part, str], tuple[str, ...]]:
    """The codes of a row, and those of them whose digits the file has lost."""
    cells = {part: at(row, parts[part]) for part in CODE_PARTS if part in parts}
    texts = {part: _code_text(cell) for part, cell in cells.items()}
    codes = {
        part: text[:_LONGEST_CODE]
        for part, text in texts.items()
        if text.casefold() not in _NO_CODE and not is_total(text)
    }
    return codes, tuple([texts[part] for part in codes if lost_digits(cells[part])])


def _code_text(cell: Cell) -> str:
    if isinstance(cell, datetime):  # «10-12» that the sheet took for a date
        return f"{cell.day:02d}-{cell.month:02d}"
    text = expanded(text_of(cell))
    return _PREFIX.sub("", text) if text[:1] in "аАaAкКsS" else text


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


def _why_zero(row: Sequence[Cell], told: Sequence[int]) -> str:
    """Why a row whose quantity is a dash or a zero is skipped."""
    if any(text_of(at(row, column)) for column in told) and not names_total(row):
        return "no_quantity"
    return "total" if names_total(row) else "note"
