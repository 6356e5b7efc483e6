"""A catalogue comes in as a file: all of it or nothing, every bad row told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from wholesale import events
from wholesale.catalog import operations as catalog
from wholesale.catalog.columns import Column, Part
from wholesale.catalog.rows import ParsedCatalog, ProductRow, read_catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import Problem
from wholesale.core.vocabulary import Audience
from wholesale.flow import table_file
from wholesale.flow.table_file import Progress
from wholesale.points import queries as points
from wholesale.pricing import entries as prices
from wholesale.search import CATALOG
from wholesale.stock import operations as stock
from wholesale.stock import queries as stocks


@dataclass(frozen=True, slots=True)
class LoadedCatalog:
    """What a file did. With ``problems`` it did nothing; ``notices`` are worth a look."""

    rows: int
    added: int = 0
    changed: int = 0
    skipped: int = 0
    categories: int = 0
    barcodes: int = 0
    prices: int = 0
    stocks: int = 0
    new_price_lists: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def parse_catalog(content: bytes, *, progress: Progress | None = None) -> ParsedCatalog:
    """Read a workbook or csv outside of any transaction.

    Raises ``DomainError``: ``file_…`` for what is no readable table, ``catalog_no_header``.
    """

    def reading(done: int, rows: int) -> None:
        if progress:
            progress("rows", done, rows)

    return read_catalog(table_file.rows(content, progress), progress=reading)


def load_catalog(
    ctx: Context,
    *,
    parsed: ParsedCatalog,
    file_name: str,
    point: str = "",
    progress: Progress | None = None,
) -> LoadedCatalog:
    """Write what was read: products by article, prices by list, stock by point.

    Columns the file does not have keep their values, so do products it does not name; empty
    price and stock cells change nothing; barcodes are added. A price column without a name
    is the base list's (opened when there is none), one with an unknown name opens a list. A
    stock column without a name is that of ``point`` (a code or a name), else of the only
    point, else it is left out with a notice.
    ``progress`` is told (stage, done, of how many).
    """
    ctx.actor.require(Permission.MANAGE_CATALOG)
    if parsed.header.has(Part.PRICE) or parsed.header.has(Part.COST):
        ctx.actor.require(Permission.MANAGE_PRICES)
    if parsed.header.has(Part.STOCK):
        ctx.actor.require(Permission.MANAGE_STOCK)
    point_of = _points(ctx, parsed, point)
    notices = [*_unnamed_points(parsed, point_of), *parsed.notices]
    problems = [*parsed.problems, *_barcodes_taken(ctx, parsed)]
    problems += _unknown_points(parsed, point_of) + _below_reserved(ctx, parsed, point_of)
    if problems:
        return LoadedCatalog(
            rows=len(parsed.rows),
            skipped=parsed.skipped,
            unknown_columns=parsed.header.unknown,
            problems=sorted(problems, key=lambda problem: problem.row),
            notices=notices,
        )
    loaded = _write(ctx, parsed, point_of, file_name, progress or _silent)
    return replace(loaded, notices=notices)


def _write(
    ctx: Context,
    parsed: ParsedCatalog,
    point_of: Mapping[Column, int],
    file_name: str,
    progress: Callable[[str, int, int], None],
) -> LoadedCatalog:
    rows, session = parsed.rows, ctx.session
    steps = 4
    progress("write", 0, steps)
    categories = catalog.put_categories(session, {row.category for row in rows if row.category})
    written = catalog.put_products(session, [_values(row, categories) for row in rows])
    ids = written.ids
    progress("write", 1, steps)
    barcodes = catalog.add_barcodes(
        session, [(ids[row.article], code) for row in rows for code in row.barcodes]
    )
    _put_costs(ctx, rows, ids)
    progress("write", 2, steps)
    changed_prices, new_lists = _put_prices(ctx, parsed, ids)
    progress("write", 3, steps)
    counted = _put_stocks(ctx, parsed, ids, point_of)
    loaded = LoadedCatalog(
        rows=len(rows),
        added=written.added,
        changed=written.changed,
        skipped=parsed.skipped,
        categories=len(categories),
        barcodes=barcodes,
        prices=changed_prices,
        stocks=counted,
        new_price_lists=new_lists,
        unknown_columns=parsed.header.unknown,
    )
    events.record(
        session,
        "catalog.loaded",
        subject=CATALOG,
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        file=file_name,
        added=loaded.added,
        changed=loaded.changed,
        prices=loaded.prices,
        stocks=loaded.stocks,
    )
    progress("write", steps, steps)
    return loaded


def _values(row: ProductRow, categories: Mapping[tuple[str, ...], int]) -> dict[str, object]:
    values = {"article": row.article, **row.values}
    if row.category is not None:
        values["category_id"] = categories.get(row.category)
    return values


def _put_costs(ctx: Context, rows: list[ProductRow], ids: Mapping[str, int]) -> None:
    costs = {ids[row.article]: row.cost for row in rows if row.cost is not None}
    floors = {ids[row.article]: row.floor for row in rows if row.floor is not None}
    catalog.put_costs(ctx.session, "cost", costs)
    catalog.put_costs(ctx.session, "minimum_price", floors)


def _put_prices(
    ctx: Context, parsed: ParsedCatalog, ids: Mapping[str, int]
) -> tuple[int, tuple[str, ...]]:
    known = prices.lists_by_word(ctx.session)
    opened: list[str] = []
    changed = 0
    for column in parsed.header.all(Part.PRICE):
        name = column.of or "Базовый"
        list_id = known.get(column.of.casefold()) or known.get(name.casefold())
        if list_id is None:
            list_id = prices.add_list(ctx.session, name=name, is_base="" not in known)
            known.setdefault("", list_id)
            known[name.casefold()] = list_id
            opened.append(name)
        amounts = {
            ids[row.article]: row.prices[column] for row in parsed.rows if column in row.prices
        }
        changed += prices.put_prices(
            ctx.session,
            price_list_id=list_id,
            prices=amounts,
            from_quantity=column.from_quantity,
        )
    return changed, tuple(opened)


def _put_stocks(
    ctx: Context, parsed: ParsedCatalog, ids: Mapping[str, int], point_of: Mapping[Column, int]
) -> int:
    counted = 0
    for column, point_id in point_of.items():
        lying = [
            (ids[row.article], row.stocks[column]) for row in parsed.rows if column in row.stocks
        ]
        for chunk in catalog.chunks(lying):
            stock.set_on_hand(ctx.session, point_id=point_id, quantities=dict(chunk))
        counted += len(lying)
    return counted


def _points(ctx: Context, parsed: ParsedCatalog, point: str) -> dict[Column, int]:
    """The point of each stock column whose point is known."""
    known = points_by_word(ctx)
    found = {
        column: known.get((column.of or point).casefold())
        for column in parsed.header.all(Part.STOCK)
    }
    return {column: point_id for column, point_id in found.items() if point_id is not None}


def points_by_word(ctx: Context) -> dict[str, int]:
    """Ids of active points by code and by name, in lower case; "" is the only one there is."""
    active = [point for point in points.point_list(ctx) if point.active]
    known = {point.name.casefold(): point.id for point in active}
    known |= {point.code.casefold(): point.id for point in active}
    if len(active) == 1:
        known[""] = active[0].id
    return known


def _unknown_points(parsed: ParsedCatalog, point_of: Mapping[Column, int]) -> list[Problem]:
    return [
        Problem(parsed.header.row, "point_unknown", {"name": column.of})
        for column in parsed.header.all(Part.STOCK)
        if column.of and column not in point_of
    ]


def _unnamed_points(parsed: ParsedCatalog, point_of: Mapping[Column, int]) -> list[Problem]:
    """Stock columns that are left out, since nobody says where the goods lie."""
    return [
        Problem(parsed.header.row, "point_not_named", {"column": column.heading})
        for column in parsed.header.all(Part.STOCK)
        if not column.of and column not in point_of
    ]


def _barcodes_taken(ctx: Context, parsed: ParsedCatalog) -> list[Problem]:
    """Barcodes that belong to another product already."""
    owners = catalog.owners_of_barcodes(
        ctx.session, (code for row in parsed.rows for code in row.barcodes)
    )
    return [
        Problem(row.row, "barcode_taken", {"barcode": code, "article": owners[code]})
        for row in parsed.rows
        for code in row.barcodes
        if owners.get(code, row.article) != row.article
    ]


def _below_reserved(
    ctx: Context, parsed: ParsedCatalog, point_of: Mapping[Column, int]
) -> list[Problem]:
    problems: list[Problem] = []
    for column, point_id in point_of.items():
        held = stocks.held(ctx, point_id=point_id)
        problems += [
            Problem(
                row.row,
                "count_below_reserved",
                {"article": row.article, "reserved": held[row.article]},
            )
            for row in parsed.rows
            if column in row.stocks and row.stocks[column] < held.get(row.article, Decimal(0))
        ]
    return problems


def _silent(stage: str, done: int, rows: int) -> None:
    """Nobody watches."""
