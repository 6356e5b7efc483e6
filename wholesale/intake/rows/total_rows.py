"""Rows that carry the sum of others, left out of an order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wholesale.intake.columns.choice import Columns
from wholesale.intake.rows.entries import Entry, RowsRead
from wholesale.intake.rows.totals import Sums, looks_like_group
from wholesale.intake.sheet import Sheet

_PARTS = 3  # of a table, whose heads all add up by no chance


def drop_totals(sheet: Sheet, blocks: Sequence[Columns], into: RowsRead, first: int) -> None:
    """Leave out the rows that carry the sum of others.

    A row that names no product is a total when its quantity is the sum of two rows or more
    right above it, back to where their part of the table begins. Where most rows carry a code,
    a row with a name alone is a group's (1C prints them so) when it adds up two rows or more
    beside it and looks like a group, or one and looks like it in two ways; and when all such rows
    do: each adds up exactly what stands between it and the next.
    """
    entries = into.entries[first:]
    coded = sum(1 for entry in entries if entry.codes)
    nameless = any(entry.problem == "row_without_product" for entry in entries)
    grouped = coded >= 2 and coded < len(entries) <= coded * 2
    if not nameless and not grouped:
        return
    counted = Sums(entry.amount.value if entry.codes or entry.name else None for entry in entries)
    products = Sums(entry.amount.value if entry.codes else None for entry in entries)
    rows = dict(zip(sheet.numbers, sheet.rows, strict=True))
    several = {entry.row for entry in entries if entry.place}  # rows that ask for several shops
    parted = grouped and not several and _part_the_table(entries)
    kept: list[Entry] = []
    for place, entry in enumerate(entries):
        value = entry.amount.value
        if entry.codes or value is None or entry.row in several:
            kept.append(entry)
        elif not entry.name and _adds_up(entries, place, counted.above(place, value)):
            into.skipped[entry.sheet, entry.row] = "total"
        elif grouped and entry.name and (added := products.of(place, value)):
            signs = looks_like_group(sheet, entry.row, rows[entry.row], entry.name, blocks)
            if parted or (signs >= 1 and added >= 2) or signs == 2:
                into.skipped[entry.sheet, entry.row] = "group_total"
            else:
                kept.append(entry)
        else:
            kept.append(entry)
    into.entries[first:] = kept


def _part_the_table(entries: Sequence[Entry]) -> bool:
    """Whether the rows without codes, three or more, begin the parts of the table and each says
    the sum of its part, some of two rows or more."""
    heads = [place for place, entry in enumerate(entries) if not entry.codes]
    if len(heads) < _PARTS or heads[0] != 0:
        return False
    ends = [*heads[1:], len(entries)]
    for head, end in zip(heads, ends, strict=True):
        values = [entry.amount.value or Decimal(0) for entry in entries[head:end]]
        if len(values) < 2 or values[0] != sum(values[1:]):
            return False
    return max(end - head for head, end in zip(heads, ends, strict=True)) > 2


def _adds_up(entries: Sequence[Entry], place: int, count: int) -> bool:
    """Whether the ``count`` entries before ``place`` are all of a part: before them the table
    begins, or a row stands that is no entry or names no product."""
    start = place - count
    if count < 2 or any(not (entry.codes or entry.name) for entry in entries[start:place]):
        return False
    return (
        start == 0
        or entries[start - 1].row < entries[start].row - 1
        or not (entries[start - 1].codes or entries[start - 1].name)
    )
