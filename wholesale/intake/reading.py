"""From a parsed file to decided rows: columns, rows, matches; what is found stays in one
``Reading``, which is kept with the upload."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from wholesale.context import Context
from wholesale.intake import queries
from wholesale.intake.matching.decide import Search, Watch, decide, dumped, loaded, nobody_watches
from wholesale.intake.matching.match import code_texts
from wholesale.intake.order_form import form_mark
from wholesale.intake.parse import ParsedFile, with_header, without_header
from wholesale.intake.queries import Found, Item
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.columns import Columns, choose
from wholesale.intake.tables.entries import Entry, RowsRead
from wholesale.intake.tables.headers import Table, headed_at
from wholesale.intake.tables.layouts import is_like, may_be_headed_by
from wholesale.intake.tables.measured import may_be_measured
from wholesale.intake.tables.profiles import suspects
from wholesale.intake.tables.rows import read_rows
from wholesale.intake.tables.sheets import SET_ASIDE, ReadSheet, leave_before, settle
from wholesale.intake.words.aliases import Part, is_order_word, spelling
from wholesale.intake.words.cells import letter, number_of

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
    memory = queries.remembered_layouts(ctx, dealer_id=dealer_id)
    if memory:
        parsed = _as_headed_before(parsed, memory, frozenset(corrected or {}))
    blocks = choose_columns(
        ctx, parsed, dealer_id=dealer_id, prices=prices, corrected=corrected or {}, memory=memory
    )
    read = RowsRead()
    left_out = _read_tables(parsed, blocks, read, frozenset(corrected or {}), ctx.today)
    found = Found()
    if read.entries:
        codes = {text for entry in read.entries for text in code_texts(entry)}
        queries.find_dictionary(ctx, dealer_id=dealer_id, into=found)
        queries.find_codes(ctx, codes, found)
    met: dict[int, Item] = {}

    def near(texts: Sequence[str]) -> list[list[Item]]:
        alike = search(texts)
        met.update({item.id: item for some in alike for item in some})
        return alike

    decisions = decide(
        read.entries, found, near, lambda names: queries.find_names(ctx, names, found), watch
    )
    _leave_ordered(ctx, read.entries, decisions, dealer_id)
    form = form_mark(ctx, parsed)
    if form and form["signed"]:
        for entry, decision in zip(read.entries, decisions, strict=True):
            decision.printed = number_of(entry.price)
    wanted = {product for d in decisions for product, _, _ in d.candidates}
    wanted |= {d.product_id for d in decisions if d.product_id is not None}
    found.items.update({product: met[product] for product in wanted & met.keys()})
    queries.find_items(ctx, wanted, found)
    return Reading(
        sheets=[sheet.name for sheet in parsed.sheets],
        last_rows=[sheet.last_row for sheet in parsed.sheets],
        decisions=decisions,
        skipped=read.skipped,
        tables=[
            _told(table, parsed.sheets[table.sheet], chosen, left_out.get(table.sheet, ""))
            for table, chosen in zip(parsed.tables, blocks, strict=True)
        ],
        items=found.items,
        form=form,
    )


def _leave_ordered(
    ctx: Context, entries: Sequence[Entry], decisions: Sequence[Decision], dealer_id: int
) -> None:
    """Leave out what is in an order since the file was given back with its rows unordered."""
    uploads = {entry.origin[0] for entry in entries if entry.origin}
    ordered = queries.ordered_rows(ctx, uploads, dealer_id=dealer_id) if uploads else frozenset()
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
    headless = [table for table in parsed.tables if not table.header]
    if headless:
        meant = _meant(ctx, parsed, headless)
        costs = prices(sorted({item.id for item in meant.values()}))
        known = replace(
            known,
            costs={text: costs.get(item.id, ()) for text, item in meant.items()},
            packs={text: item.pack for text, item in meant.items()},
        )
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
    orders = [
        index for index, chosen in enumerate(blocks) if any(block.is_order for block in chosen)
    ]
    shown = [i for i in orders if parsed.sheets[parsed.tables[i].sheet].visible or i in painted]
    meant = [
        i
        for i in shown
        if i in painted or not SET_ASIDE.match(parsed.sheets[parsed.tables[i].sheet].name)
    ]
    chosen_tables = frozenset(meant or shown or orders)
    for position, sheet in enumerate(parsed.sheets):
        reason = "above_header" if sheet.visible else "hidden_sheet"
        for number in sheet.numbers:
            read.skipped[position, number] = reason
    found: dict[int, ReadSheet] = {}
    for index, table in enumerate(parsed.tables):
        sheet = parsed.sheets[table.sheet]
        if index in chosen_tables:
            for place in table.body:
                read.skipped.pop((table.sheet, sheet.numbers[place]), None)
            usable = [block for block in blocks[index] if block.is_order]
            one = found.setdefault(table.sheet, ReadSheet(table.sheet, sheet.name))
            one.ordered |= any(
                is_order_word(table.headings[q.column].full)
                for block in usable
                for q in block.quantities
                if q.column < table.width
            )
            one.fixed |= index in painted
            read_rows(sheet, table, usable, one.read)
            continue
        reason = "no_order_columns" if sheet.visible else "hidden_sheet"
        if sheet.visible and any(block.unsure and block.identifies for block in blocks[index]):
            reason = "quantity_column_unsure"
        if index in shown:
            reason = "set_aside_sheet"
        for place in (*table.header, *table.body):
            read.skipped[table.sheet, sheet.numbers[place]] = reason
    return _settle(found, parsed, read, today)


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


def _told(table: Table, sheet: Sheet, chosen: Sequence[Columns], left_out: str) -> dict[str, Any]:
    """A table's columns and the reasons, as JSON for the mapping screen and ``explain``."""
    columns: dict[str, str] = {}
    for block in chosen:
        columns.update({str(column): part.value for part, column in block.parts.items()})
        columns.update({str(q.column): Part.QUANTITY.value for q in block.quantities})
    return {
        "sheet": table.sheet,
        "header": [sheet.numbers[index] for index in table.header],
        "first_row": sheet.numbers[table.body.start] if table.body else 0,
        "last_row": sheet.numbers[table.body.stop - 1] if table.body else 0,
        "headings": [heading.full for heading in table.headings],
        "columns": columns,
        "deliveries": {
            str(q.column): q.delivery for block in chosen for q in block.quantities if q.delivery
        },
        "order": left_out != "version_sheet" and any(block.is_order for block in chosen),
        "unsure": sorted(c for block in chosen if block.identifies for c in block.unsure),
        "problem": _problem(table, sheet, chosen, left_out),
        "layouts": list(dict.fromkeys(filter(None, (table.fingerprint, table.shaped)))),
        "reasons": [[code, params] for code, params in table.reasons]
        + [
            [code, {"column": column, "part": part.value, **params}]
            for block in chosen
            for column, part, code, params in block.reasons
        ],
    }


def _problem(
    table: Table, sheet: Sheet, chosen: Sequence[Columns], left_out: str
) -> dict[str, Any] | None:
    """Why nothing of a table that is seen is ordered, and which columns a person may mean."""
    if left_out == "version_sheet":
        return {"code": "sheet_versions", "params": {"sheet": sheet.name, "rows": len(table.body)}}
    if any(block.is_order for block in chosen) or not sheet.visible or SET_ASIDE.match(sheet.name):
        return None
    params: dict[str, Any] = {"sheet": sheet.name, "rows": len(table.body)}
    unsure = [column for block in chosen if block.identifies for column in block.unsure]
    if unsure:
        told = [
            f"{letter(column)} «{full}»" if full else letter(column)
            for column in unsure[:8]
            for full in [table.headings[column].full[:60] if column < table.width else ""]
        ]
        params["columns"] = ", ".join(told)
        return {"code": "quantity_column_unsure", "params": params}
    if not any(block.identifies for block in chosen):
        return {"code": "product_column_missing", "params": params}
    return {"code": "quantity_column_missing", "params": params}


def problems(tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a person has to say of the tables before they can be ordered: each whose quantity, or
    whose sheet, is in doubt; where nothing is an order, also what is missing in the largest of
    the others."""
    met = [problem for table in tables if (problem := table.get("problem"))]
    unsure = [p for p in met if p["code"] in {"quantity_column_unsure", "sheet_versions"}]
    if unsure or not met or any(table["order"] for table in tables):
        return unsure
    codes = ("product_column_missing", "quantity_column_missing")
    return [max(met, key=lambda p: (codes.index(p["code"]), p["params"]["rows"]))]


def dump(reading: Reading) -> dict[str, Any]:
    """A reading as the JSON kept with the upload; skipped rows as runs."""
    return {
        "sheets": reading.sheets,
        "last_rows": reading.last_rows,
        "tables": reading.tables,
        "form": reading.form,
        "decisions": dumped(reading.decisions),
        "skipped": skipped_runs(reading.skipped),
    }


def load(kept: Mapping[str, Any]) -> Reading:
    """A reading back from JSON, without its items."""
    return Reading(
        sheets=list(kept["sheets"]),
        last_rows=list(kept["last_rows"]),
        tables=list(kept["tables"]),
        form=kept["form"],
        decisions=loaded(kept["decisions"]),
        skipped={
            (sheet, row): reason
            for sheet, reason, first, last in kept["skipped"]
            for row in range(first, last + 1)
        },
    )


def skipped_runs(skipped: Mapping[tuple[int, int], str]) -> list[list[Any]]:
    """Rows skipped for one reason one after another, as [sheet, reason, first, last]."""
    runs: list[list[Any]] = []
    for (sheet, row), reason in sorted(skipped.items()):
        last = runs[-1] if runs else None
        if last and last[0] == sheet and last[1] == reason and last[3] == row - 1:
            last[3] = row
        else:
            runs.append([sheet, reason, row, row])
    return runs
