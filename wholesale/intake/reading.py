"""From a parsed file to decided rows: columns, rows, matches; what is found stays in one
``Reading``, which is kept with the upload (``kept``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from wholesale.context import Context
from wholesale.intake import queries, uploads
from wholesale.intake.columns.choice import Columns
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.lists import may_list_goods
from wholesale.intake.columns.measured import may_be_measured
from wholesale.intake.columns.packs_alone import may_count_packs
from wholesale.intake.columns.profiles import suspects
from wholesale.intake.matching.decide import Search, Watch, decide, nobody_watches
from wholesale.intake.matching.match import code_texts
from wholesale.intake.matching.priced_by_packs import ask_where_priced_by_packs
from wholesale.intake.order_form import form_mark
from wholesale.intake.parse import ParsedFile, with_header, without_header
from wholesale.intake.queries import Found, Item
from wholesale.intake.receipt import Decision, Outcome, products_of
from wholesale.intake.rows.entries import Entry, RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.rows.sheets import SET_ASIDE, ReadSheet, is_report_sheet, leave_before, settle
from wholesale.intake.rows.told import as_told
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.headers import Table, headed_at
from wholesale.intake.tables.layouts import is_like, may_be_headed_by
from wholesale.intake.words.aliases import is_order_word, is_pivoted, spelling
from wholesale.intake.words.cells import number_of

Prices = Callable[[Sequence[int]], Mapping[int, Collection[Decimal]]]
"""Products we sell in, for each what it costs the dealer out: his price and the list's."""


@dataclass(slots=True)
class Reading:
    """Everything the pipeline decided about a file."""

    sheets: list[str]
    last_rows: list[int]
    decisions: list[Decision]
    skipped: dict[tuple[int, int], str]
    tables: list[dict[str, Any]] = field(default_factory=list)
    items: dict[int, Item] = field(default_factory=dict)
    form: dict[str, Any] | None = None  # the mark of our own order form

    @property
    def is_order(self) -> bool:
        """Whether some table could be read as an order."""
        return any(table["order"] for table in self.tables)


def read_file(
    ctx: Context,
    parsed: ParsedFile,
    *,
    dealer_id: int,
    search: Search,
    prices: Prices,
    corrected: Mapping[int, Mapping[int, str]] | None = None,
    watch: Watch = nobody_watches,
) -> Reading:
    """Decide every row of ``parsed`` for the dealer; ``watch`` may stop it.

    ``corrected`` is table → column → part, as a person painted it; it wins over everything.
    """
    painted = corrected or {}
    memory = queries.remembered_layouts(ctx, dealer_id=dealer_id)
    if memory:
        parsed = _as_headed_before(parsed, memory, frozenset(painted))
    blocks = choose_columns(
        ctx, parsed, dealer_id=dealer_id, prices=prices, corrected=painted, memory=memory
    )
    read = RowsRead()
    left_out = _read_tables(parsed, blocks, read, frozenset(painted), ctx.today)
    found = Found()
    decisions = _decided(ctx, read.entries, found, dealer_id=dealer_id, search=search, watch=watch)
    ask_where_priced_by_packs(read.entries, decisions, found.items, prices)
    form = form_mark(ctx, parsed)
    if form and form["signed"]:
        for entry, decision in zip(read.entries, decisions, strict=True):
            decision.printed = number_of(entry.price)
    return Reading(
        sheets=[sheet.name for sheet in parsed.sheets],
        last_rows=[sheet.last_row for sheet in parsed.sheets],
        decisions=decisions,
        skipped=read.skipped,
        tables=[
            as_told(table, parsed.sheets[table.sheet], chosen, left_out.get(table.sheet, ""))
            for table, chosen in zip(parsed.tables, blocks, strict=True)
        ],
        items=found.items,
        form=form,
    )


def _decided(
    ctx: Context,
    entries: Sequence[Entry],
    found: Found,
    *,
    dealer_id: int,
    search: Search,
    watch: Watch,
) -> list[Decision]:
    """What becomes of each entry; ``found`` gets the products that are spoken of."""
    if entries:
        codes = {text for entry in entries for text in code_texts(entry)}
        queries.find_dictionary(ctx, dealer_id=dealer_id, into=found)
        queries.find_codes(ctx, codes, found)
    met: dict[int, Item] = {}

    def near(texts: Sequence[str]) -> list[list[Item]]:
        alike = search(texts)
        met.update({item.id: item for some in alike for item in some})
        return alike

    decisions = decide(
        entries, found, near, lambda names: queries.find_names(ctx, names, found), watch
    )
    _leave_ordered(ctx, entries, decisions, dealer_id)
    wanted = products_of(decisions)
    found.items.update({product: met[product] for product in wanted & met.keys()})
    queries.find_items(ctx, wanted, found)
    return decisions


def _leave_ordered(
    ctx: Context, entries: Sequence[Entry], decisions: Sequence[Decision], dealer_id: int
) -> None:
    """Leave out what is in an order since the file was given back with its rows unordered."""
    origins = {entry.origin[0] for entry in entries if entry.origin}
    ordered = uploads.ordered_rows(ctx, origins, dealer_id=dealer_id) if origins else frozenset()
    for entry, decision in zip(entries, decisions, strict=True):
        if not ordered or entry.origin is None or decision.product_id is None:
            continue
        upload_id, row = entry.origin
        if (upload_id, entry.sheet, row, decision.delivery, decision.product_id) in ordered:
            decision.outcome, decision.code = Outcome.SKIPPED, "ordered_before"


def choose_columns(
    ctx: Context,
    parsed: ParsedFile,
    *,
    dealer_id: int,
    prices: Prices,
    corrected: Mapping[int, Mapping[int, str]],
    memory: Mapping[str, Mapping[int, str]],
) -> list[list[Columns]]:
    """The columns of each table: corrected, remembered, or found."""
    texts = {text for t in parsed.tables for text in suspects(parsed.sheets[t.sheet], t)}
    known = queries.hits(ctx, texts)
    doubtful = [
        table
        for table in parsed.tables
        if not table.header or may_list_goods(parsed.sheets[table.sheet], table)
    ]
    if doubtful:
        meant = _meant(ctx, parsed, doubtful)
        costs = prices(sorted({item.id for item in meant.values()}))
        known = replace(
            known,
            costs={text: costs.get(item.id, ()) for text, item in meant.items()},
            packs={text: item.pack for text, item in meant.items()},
        )
    packed = [table for table in parsed.tables if table.header and may_count_packs(table)]
    if packed:
        packs = {text: item.pack for text, item in _meant(ctx, parsed, packed).items()}
        known = replace(known, packs={**known.packs, **packs})
    measured = [table for table in parsed.tables if may_be_measured(table)]
    if measured:
        units = {text: item.unit for text, item in _meant(ctx, parsed, measured).items()}
        known = replace(known, units=units)
    places = {spelling(place) for place in queries.known_places(ctx, dealer_id=dealer_id)}
    return [
        choose(
            parsed.sheets[table.sheet],
            table,
            known,
            remembered=corrected.get(index)
            or memory.get(table.fingerprint)
            or memory.get(table.shaped),
            places=places,
            file_name=parsed.file_name if len(parsed.tables) == 1 else "",
            today=ctx.today,
        )
        for index, table in enumerate(parsed.tables)
    ]


def _meant(ctx: Context, parsed: ParsedFile, tables: Sequence[Table]) -> dict[str, Item]:
    """The products that sampled texts of ``tables`` mean."""
    texts = {text for t in tables for text in suspects(parsed.sheets[t.sheet], t)}
    return queries.products_meant(ctx, texts)


_TRIED = 40  # rows below a table's top where a header that a person showed is looked for


def _as_headed_before(
    parsed: ParsedFile, memory: Mapping[str, Mapping[int, str]], painted: frozenset[int]
) -> ParsedFile:
    """``parsed`` with the headers that this dealer showed in files of the same layouts, and
    without those that he said are none."""
    for index, table in enumerate(parsed.tables):
        if index in painted or table.fingerprint in memory:
            continue
        sheet = parsed.sheets[table.sheet]
        if table.header and any(layout[:1] in {"!", "#"} for layout in memory):
            bare = without_header(parsed, index)
            shape = bare.tables[index].shaped
            first = sheet.rows[table.header.start]
            if f"!{table.fingerprint}" in memory or (
                shape in memory and is_like(first, shape.removeprefix("#"))
            ):
                parsed = bare
                continue
        for place in table.body[:_TRIED]:
            if any(may_be_headed_by(sheet.rows[place], layout) for layout in memory):
                shown = headed_at(sheet, table, sheet.numbers[place])
                if shown.fingerprint in memory:
                    parsed = with_header(parsed, index, sheet.numbers[place])
                    break
    return parsed


def _read_tables(
    parsed: ParsedFile,
    blocks: Sequence[Sequence[Columns]],
    read: RowsRead,
    painted: frozenset[int],
    today: date,
) -> dict[int, str]:
    """Rows of the tables that are orders; of every other row, why it is skipped. The sheets that
    are left out: position → why."""
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
            usable = [block for block in blocks[index] if block.is_order]
            one = found.setdefault(table.sheet, ReadSheet(table.sheet, sheet.name))
            heads = [
                table.headings[q.column].full
                for block in usable
                for q in block.quantities
                if q.column < table.width
            ]
            one.ordered |= any(map(is_order_word, heads))
            pivoted = bool(heads) and all(map(is_pivoted, heads))
            one.pivoted = pivoted and (one.pivoted or not one.read.entries)
            one.fixed |= index in painted
            read_rows(sheet, table, usable, one.read, today)
            continue
        reason = "set_aside_sheet" if index in shown else _why_no_order(sheet, blocks[index])
        elsewhere = any(parsed.tables[one].sheet != table.sheet for one in meant)
        if elsewhere and sheet.visible and is_report_sheet(sheet.name):
            reason = beside[table.sheet] = "supply_sheet"  # it is not asked which counts
        for place in (*table.header, *table.body):
            read.skipped[table.sheet, sheet.numbers[place]] = reason
    return beside | _settle(found, parsed, read, today)


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
