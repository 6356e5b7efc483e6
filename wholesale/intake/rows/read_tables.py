"""The rows of a whole file: which of its tables are read, and what its sheets say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from wholesale.intake.columns.choice import Columns
from wholesale.intake.parse import ParsedFile
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.rows.sheets import SET_ASIDE, ReadSheet, is_report_sheet, leave_before, settle
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.aliases import is_order_word, is_pivoted


def read_tables(
    parsed: ParsedFile,
    blocks: Sequence[Sequence[Columns]],
    painted: frozenset[int],
    today: date,
) -> tuple[RowsRead, dict[int, str]]:
    """The rows of the tables that are orders, and of every other row why it is skipped; the sheets
    that are left out: position → why. A person showed the columns of the ``painted`` tables."""
    read = RowsRead()
    meant, shown = _tables_meant(parsed, blocks, painted)
    for position, sheet in enumerate(parsed.sheets):
        reason = "above_header" if sheet.visible else "hidden_sheet"
        for number in sheet.numbers:
            read.skipped[position, number] = reason
    found: dict[int, ReadSheet] = {}
    beside: dict[int, str] = {}
    for index, table in enumerate(parsed.tables):
        sheet = parsed.sheets[table.sheet]
        if index in meant:
            for place in table.body:
                read.skipped.pop((table.sheet, sheet.numbers[place]), None)
            one = found.setdefault(table.sheet, ReadSheet(table.sheet, sheet.name))
            one.fixed |= index in painted
            _read_order(one, sheet, table, blocks[index], today)
            continue
        reason = "set_aside_sheet" if index in shown else _why_no_order(sheet, blocks[index])
        elsewhere = any(parsed.tables[one].sheet != table.sheet for one in meant)
        if elsewhere and sheet.visible and is_report_sheet(sheet.name):
            reason = beside[table.sheet] = "supply_sheet"  # it is not asked which counts
        for place in (*table.header, *table.body):
            read.skipped[table.sheet, sheet.numbers[place]] = reason
    return read, beside | _settle(found, parsed, read, today)


def _read_order(
    one: ReadSheet, sheet: Sheet, table: Table, blocks: Sequence[Columns], today: date
) -> None:
    """Read a table that is an order into what is read of its sheet."""
    usable = [block for block in blocks if block.is_order]
    heads = [
        table.headings[q.column].full
        for block in usable
        for q in block.quantities
        if q.column < table.width
    ]
    one.ordered |= any(map(is_order_word, heads))
    pivoted = bool(heads) and all(map(is_pivoted, heads))
    one.pivoted = pivoted and (one.pivoted or not one.read.entries)
    read_rows(sheet, table, usable, one.read, today)


def _tables_meant(
    parsed: ParsedFile, blocks: Sequence[Sequence[Columns]], painted: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """The tables to read, and those that could be read on the sheets that are seen: sheets that
    are hidden or set aside are read only where no other holds an order, or as a person says."""

    def sheet_of(index: int) -> Sheet:
        return parsed.sheets[parsed.tables[index].sheet]

    orders = [i for i, chosen in enumerate(blocks) if any(block.is_order for block in chosen)]
    shown = [i for i in orders if i in painted or sheet_of(i).visible]
    meant = [i for i in shown if i in painted or not SET_ASIDE.match(sheet_of(i).name)]
    return frozenset(meant or shown or orders), frozenset(shown)


def _why_no_order(sheet: Sheet, chosen: Sequence[Columns]) -> str:
    """Why the rows of a table are skipped that is read as no order."""
    if not sheet.visible:
        return "hidden_sheet"
    unsure = any(block.unsure and block.identifies for block in chosen)
    return "quantity_column_unsure" if unsure else "no_order_columns"


def _settle(
    found: Mapping[int, ReadSheet], parsed: ParsedFile, read: RowsRead, today: date
) -> dict[int, str]:
    """What the sheets say together into ``read``; those that are left out: position → why."""
    for position, one in found.items():
        leave_before(one, parsed.sheets[position], today)
    left_out = settle(list(found.values()), today)
    for position, one in found.items():
        read.skipped.update(one.read.skipped)
        if position not in left_out:
            read.add(one.read.entries)
            continue
        for entry in one.read.entries:
            read.skipped[position, entry.row] = left_out[position]
    return left_out
