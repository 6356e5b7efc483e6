"""A count of stock comes in as a file: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from wholesale import events
from wholesale.catalog import operations as catalog
from wholesale.catalog.rows import ParsedStock, StockRow, read_stock
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import Problem
from wholesale.core.vocabulary import Audience
from wholesale.flow import table_file
from wholesale.flow.load_catalog import points_by_word
from wholesale.flow.table_file import Progress
from wholesale.stock import operations as stock
from wholesale.stock import queries as stocks


@dataclass(frozen=True, slots=True)
class LoadedStock:
    """What a file did. With ``problems`` it did nothing."""

    rows: int
    written: int = 0
    skipped: int = 0
    unknown_columns: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def parse_stock(content: bytes, *, progress: Progress | None = None) -> ParsedStock:
    """Read a workbook or csv outside of any transaction.

    Raises ``DomainError``: ``file_…`` for what is no readable table, ``stock_no_header``.
    """
    return read_stock(table_file.rows(content, progress))


def load_stock(
    ctx: Context, *, parsed: ParsedStock, file_name: str, point: str = ""
) -> LoadedStock:
    """Put what was counted in place of what was believed; products not named keep theirs.

    ``point`` (a code or a name) is where rows lie that do not say so themselves; the only
    point needs no saying.
    """
    ctx.actor.require(Permission.MANAGE_STOCK)
    ids, problems = _products(ctx, parsed)
    known = points_by_word(ctx)
    problems += parsed.problems
    by_point: dict[int, dict[int, tuple[StockRow, Decimal]]] = {}
    for row in parsed.rows:
        name = row.point or point
        point_id = known.get(name.casefold())
        if point_id is None:
            code = "point_unknown" if name else "point_not_named"
            problems.append(Problem(row.row, code, {"name": name, "column": ""}))
        elif row.row in ids:
            by_point.setdefault(point_id, {})[ids[row.row]] = (row, row.quantity)
    for point_id, counted in by_point.items():
        problems += _below_reserved(ctx, point_id, [row for row, _ in counted.values()])
    if problems:
        return LoadedStock(
            rows=len(parsed.rows),
            skipped=parsed.skipped,
            unknown_columns=parsed.header.unknown,
            problems=sorted(problems, key=lambda problem: problem.row),
        )
    for point_id, counted in by_point.items():
        for chunk in catalog.chunks(list(counted.items())):
            quantities = {product_id: quantity for product_id, (_, quantity) in chunk}
            stock.set_on_hand(ctx.session, point_id=point_id, quantities=quantities)
    written = sum(map(len, by_point.values()))
    events.record(
        ctx.session,
        "stock.loaded",
        subject=("stock", 0),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        file=file_name,
        stocks=written,
    )
    return LoadedStock(
        rows=len(parsed.rows),
        written=written,
        skipped=parsed.skipped,
        unknown_columns=parsed.header.unknown,
    )


def _products(ctx: Context, parsed: ParsedStock) -> tuple[dict[int, int], list[Problem]]:
    """The product of each row by its number, by article, else by barcode."""
    owners = catalog.owners_of_barcodes(
        ctx.session, {row.barcode for row in parsed.rows if row.barcode and not row.article}
    )
    articles = {row.row: row.article or owners.get(row.barcode, "") for row in parsed.rows}
    ids = catalog.ids_of_articles(ctx.session, articles.values())
    problems = [
        Problem(row.row, "article_unknown", {"article": row.article or row.barcode})
        for row in {row.row: row for row in parsed.rows}.values()
        if articles[row.row] not in ids
    ]
    return {row: ids[article] for row, article in articles.items() if article in ids}, problems


def _below_reserved(ctx: Context, point_id: int, rows: list[StockRow]) -> list[Problem]:
    held = stocks.held(ctx, point_id=point_id)
    return [
        Problem(
            row.row,
            "count_below_reserved",
            {"article": row.article, "reserved": held[row.article]},
        )
        for row in rows
        if row.quantity < held.get(row.article, Decimal(0))
    ]
