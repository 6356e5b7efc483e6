"""Which column is what: by its heading, by what stands in it, by what this dealer confirmed.

Every decision keeps its reasons; the mapping screen and ``intake explain`` show them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from wholesale.intake.columns.beside import side_by_side
from wholesale.intake.columns.choice import Columns, Counting, QuantityColumn
from wholesale.intake.columns.counting import take_quantities
from wholesale.intake.columns.deliveries import labels
from wholesale.intake.columns.evidence import titles_above
from wholesale.intake.columns.identifiers import gives_up_article, take_identifiers
from wholesale.intake.columns.profiles import FIRST, Hits, Profile, profile_of, sample_rows
from wholesale.intake.columns.refusals import say_refused
from wholesale.intake.sheet import WIDEST, Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.tables.sizes import size_of, sizes_among
from wholesale.intake.words.aliases import (
    completes_name,
    is_order_word,
    is_pivoted,
    spelling,
)
from wholesale.intake.words.cells import NOWHERE, at, text_of
from wholesale.intake.words.counted_in import measure_in, says_in_packs
from wholesale.intake.words.heading import heading_part
from wholesale.intake.words.numbering import is_numbered
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import PACK

_NAMED_ONLY = (
    Part.UNIT, Part.PRICE, Part.SUM, Part.STOCK, Part.PACK, Part.MINIMUM, Part.BRAND, Part.STATUS,
    Part.DELIVERY, Part.SIZE, Part.COLOUR,
)  # fmt: skip
"""Parts that only a heading tells."""


def choose(
    sheet: Sheet,
    table: Table,
    hits: Hits,
    *,
    remembered: Mapping[int, str] | None = None,
    places: Collection[str] = (),
    file_name: str = "",
    today: date | None = None,
) -> list[Columns]:
    """The columns of a table: one ``Columns``, or several for tables printed side by side.

    ``remembered`` is column → part as this dealer confirmed for the layout, and wins;
    ``places`` are where he had goods brought to before; ``today`` tells which days are past.
    """
    rows = sample_rows(sheet, table)
    if remembered:
        chosen = [_as_confirmed(table, remembered)]
    else:
        chosen = _found(sheet, table, rows, hits, places, file_name, today)
    for block in chosen:
        name = block.parts.get(Part.NAME, NOWHERE)
        block.numbered = is_numbered([text_of(at(row, name)) for row in rows[:FIRST]])
    if len(chosen) == 1:
        _find_rest_of_names(chosen[0], table)
    return chosen


def _found(
    sheet: Sheet,
    table: Table,
    rows: Sequence[Sequence[Cell]],
    hits: Hits,
    places: Collection[str],
    file_name: str,
    today: date | None,
) -> list[Columns]:
    """The columns by what stands over them and in ``rows``, a sample."""
    width = min(max((table.width, *map(len, rows))), WIDEST)
    profiles = [profile_of(rows, column, hits) for column in range(width)]
    named = _named(table, profiles)
    _look_further(sheet, table, profiles, named)
    hidden = sheet.hidden_columns
    above = sheet.rows[: table.header.start] if table.header else []
    titles = [file_name, sheet.name, *titles_above(above)]
    chosen = [
        _choose_block(
            Counting(
                table,
                profiles,
                named,
                rows,
                [column for column in block if column not in hidden],
                places,
                hits.costs,
                hits.packs,
                hits.units,
                titles,
                today,
            ),
            block,
            hidden,
        )
        for block in side_by_side(table.headings, named, profiles)
    ]
    _follow_line(chosen, sheet)
    _follow_beside(chosen, table)
    _leave_supply(table, chosen)
    _leave_pivots(table, chosen)
    return chosen


def _named(table: Table, profiles: Sequence[Profile]) -> list[Part | None]:
    """What each column is by its heading, where what stands below does not say otherwise."""
    named = [heading_part(table.heading(column)) for column in range(len(profiles))]
    for column, (part, profile) in enumerate(zip(named, profiles, strict=True)):
        if part is Part.DELIVERY and 2 * profile.numbers > profile.filled:
            named[column] = None  # numbers under «Магазин» are how much it wants
        elif part is Part.UNIT and _counts_units(table.heading(column).text, profile):
            named[column] = Part.QUANTITY
    _follow_merges(table, profiles, named)
    return named


def _counts_units(heading: str, profile: Profile) -> bool:
    """Whether «Units» says how many, and not in what."""
    return spelling(heading) in {"units", "единиц"} and 2 * profile.numbers > profile.filled


def _follow_merges(table: Table, profiles: Sequence[Profile], named: list[Part | None]) -> None:
    """Where a heading is merged over several columns and the body begins in a later one of
    them, the heading is that one's."""
    for column, last in table.spans.items():
        if column >= len(named) or named[column] is None or profiles[column].filled:
            continue
        for other in range(column + 1, min(last + 1, len(named))):
            if profiles[other].filled:
                named[other], named[column] = named[column], None
                break


def _look_further(
    sheet: Sheet, table: Table, profiles: Sequence[Profile], named: Sequence[Part | None]
) -> None:
    """Count what columns that may be ordered hold beyond the sample, when that shows nothing:
    forty orders among twenty thousand rows."""
    for column in range(table.width if table.header else 0):
        profile = profiles[column]
        if named[column] in {Part.QUANTITY, None} and not profile.filled:
            for index in table.body:
                cell = at(sheet.rows[index], column)
                if cell != "" and index not in table.repeated:
                    profile.add(cell)
            if not profile.filled:
                _count_formulas(sheet, table, profile, column)


def _count_formulas(sheet: Sheet, table: Table, profile: Profile, column: int) -> None:
    """A column of formulas whose values the file does not hold is filled, with what is unknown:
    it is a rival of a quantity beside it and not an empty order column."""
    body = set(sheet.numbers[table.body.start : table.body.stop])
    found = sum(1 for row, at_column in sheet.formulas if at_column == column and row in body)
    profile.filled = profile.readable = found


def _find_rest_of_names(chosen: Columns, table: Table) -> None:
    """Tell the columns that may complete a name: its brand, its type, its size."""
    taken = {q.column for q in chosen.quantities}
    taken.update(column for part, column in chosen.parts.items() if part is not Part.BRAND)
    chosen.beside = [
        column
        for column, heading in enumerate(table.headings)
        if column not in taken and completes_name(heading.text)
    ]


def _follow_line(blocks: Sequence[Columns], sheet: Sheet) -> None:
    """Where a line of the sheet says so, quantities without a measure of their own are packs."""
    told = (cell for place in sheet.lines for cell in sheet.rows[place])
    if not any(isinstance(cell, str) and says_in_packs(cell) for cell in told):
        return
    for block in blocks:
        for place, quantity in enumerate(block.quantities):
            if not quantity.measure:
                block.quantities[place] = replace(quantity, measure=PACK)
                block.reasons.append((quantity.column, Part.QUANTITY, "column_line_of_packs", {}))


def _follow_beside(blocks: Sequence[Columns], table: Table) -> None:
    """What counts in one of several tables side by side counts in the others too."""
    counted = {
        table.headings[quantity.column].full
        for block in blocks
        for quantity in block.quantities
        if quantity.column < table.width
    }
    for block in blocks:
        alike = [c for c in block.unsure if table.headings[c].full in counted]
        if not block.quantities and len(alike) == 1:
            block.unsure = ()
            block.count_by(alike[0], "column_as_beside")


def _leave_supply(table: Table, chosen: Sequence[Columns]) -> None:
    """Of tables side by side, a plain «Кол-во» beside one with an order's word is what there is."""
    ordered = [
        any(is_order_word(table.headings[q.column].full) for q in block.quantities)
        for block in chosen
    ]
    if not any(ordered):
        return
    for block, order in zip(chosen, ordered, strict=True):
        if not order:
            block.reasons += [
                (q.column, Part.STOCK, "column_beside_order", {}) for q in block.quantities
            ]
            block.quantities.clear()


def _leave_pivots(table: Table, chosen: Sequence[Columns]) -> None:
    """What a pivot table beside a list adds up is that list again."""

    def pivoted(quantity: QuantityColumn) -> bool:
        return quantity.column < table.width and is_pivoted(table.headings[quantity.column].text)

    if all(pivoted(quantity) for block in chosen for quantity in block.quantities):
        return
    for block in chosen:
        block.reasons += [
            (q.column, Part.SUM, "column_pivoted", {}) for q in block.quantities if pivoted(q)
        ]
        block.quantities = [q for q in block.quantities if not pivoted(q)]


def _as_confirmed(table: Table, remembered: Mapping[int, str]) -> Columns:
    """The columns as this dealer confirmed them for the layout."""
    chosen = Columns()
    counts = [column for column, part in sorted(remembered.items()) if part == Part.QUANTITY]
    sizes = sizes_among(table.headings, set(counts))
    measures = {c: measure_in(table.heading(c).text) for c in counts}
    one_thing = len(counts) > 1 and len(set(measures.values())) == len(counts)
    called = dict(zip(counts, labels([table.heading(c) for c in counts]), strict=True))
    for column, word in sorted(remembered.items()):
        part = Part(word)
        if part is Part.QUANTITY:
            size = size_of(table.heading(column)) if column in sizes else ""
            delivery = called[column] if len(counts) > 1 and not one_thing and not size else ""
            chosen.quantities.append(QuantityColumn(column, delivery, measures[column], size))
        elif part is not Part.OTHER:
            chosen.parts.setdefault(part, column)
        chosen.reasons.append((column, part, "column_confirmed", {}))
    return chosen


def _choose_block(seen: Counting, block: range, hidden: frozenset[int]) -> Columns:
    """The parts of ``block``; quantities are looked for in its columns that are seen."""
    chosen = Columns()
    take_identifiers(chosen, seen, block)
    for part in _NAMED_ONLY:
        column = next((c for c in block if seen.named[c] is part), None)
        if column is not None and column not in chosen.parts.values():
            chosen.parts[part] = column
            chosen.reasons.append((column, part, "column_named", {}))
    take_quantities(chosen, seen)
    if not chosen.quantities and not chosen.unsure and gives_up_article(chosen, seen):
        take_quantities(chosen, seen)
    if Part.UNIT not in chosen.parts:
        _take_units(chosen, seen)
    for column in block:
        if column in hidden and seen.named[column] is Part.QUANTITY:
            chosen.reasons.append((column, Part.OTHER, "column_hidden", {}))
    say_refused(chosen, seen)
    return chosen


def _take_units(chosen: Columns, seen: Counting) -> None:
    """Take a column of «шт», «кор» under a word nobody knows, next to what counts, for the units
    it is counted in."""
    beside = {q.column + step for q in chosen.quantities for step in (-1, 1)}
    for column in sorted(beside.intersection(seen.block) - {*chosen.parts.values()}):
        profile = seen.profiles[column]
        if seen.named[column] is None and profile.filled and profile.units == profile.filled:
            chosen.parts[Part.UNIT] = column
            chosen.reasons.append((column, Part.UNIT, "column_units", {}))
            return
