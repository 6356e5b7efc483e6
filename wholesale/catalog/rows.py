"""Rows of a catalogue or stock file read into values; what cannot be read is a ``Problem``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wholesale.catalog import cells
from wholesale.catalog.cells import Refused, is_empty, text_of
from wholesale.catalog.columns import Cell, Column, Header, Part, Row, find_header
from wholesale.core.codes import barcode_key, is_barcode
from wholesale.core.errors import DomainError, Problem

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) now and then."""


@dataclass(slots=True)
class ProductRow:
    """A product as a row gives it. ``values`` are columns of ``Product`` without the category.

    Prices and stocks go by the column they stand in; an empty cell is absent.
    """

    row: int
    article: str
    values: dict[str, object] = field(default_factory=dict)
    category: tuple[str, ...] | None = None
    barcodes: list[str] = field(default_factory=list)
    cost: Decimal | None = None
    floor: Decimal | None = None
    prices: dict[Column, Decimal] = field(default_factory=dict)
    stocks: dict[Column, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class ParsedCatalog:
    """A catalogue file as read: nothing of it is in the database yet.

    ``problems`` must be empty before it may be loaded; ``notices`` are worth a look only.
    ``skipped`` counts the rows that are no products: empty ones, headings of groups.
    """

    header: Header
    rows: list[ProductRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class StockRow:
    """How much of an article (or barcode) lies at a point; ``point`` is "" when none is named."""

    row: int
    article: str
    barcode: str
    point: str
    quantity: Decimal


@dataclass(slots=True)
class ParsedStock:
    """A stock file as read."""

    header: Header
    rows: list[StockRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0


def read_catalog(rows: Sequence[Row], *, progress: Progress | None = None) -> ParsedCatalog:
    """Read a sheet with a header that names at least the article and the name.

    Raises ``DomainError("catalog_no_header")`` when there is none.
    """
    header = find_header(rows, [Part.ARTICLE, Part.NAME])
    if header is None:
        raise DomainError("catalog_no_header")
    parsed = ParsedCatalog(header)
    body = [row for row in rows if row[0] > header.row]
    articles: dict[str, int] = {}
    barcodes: dict[str, int] = {}
    for done, (number, line) in enumerate(body):
        if progress and done % 1_000 == 0:
            progress(done, len(body))
        if sum(1 for cell in line if not is_empty(cell)) <= 1:
            parsed.skipped += 1
            continue
        product = _product(parsed, number, line)
        if product is None:
            continue
        first = articles.setdefault(product.article, number)
        if first != number:
            parsed.problems.append(
                Problem(number, "article_repeated", {"article": product.article, "first": first})
            )
        for code in product.barcodes:
            first = barcodes.setdefault(code, number)
            if first != number:
                parsed.problems.append(
                    Problem(number, "barcode_repeated", {"barcode": code, "first": first})
                )
        parsed.rows.append(product)
    if progress:
        progress(len(body), len(body))
    return parsed


def read_stock(rows: Sequence[Row]) -> ParsedStock:
    """Read a sheet of stock: an article or a barcode, and quantities.

    A quantity column may name its point («Остаток: Казань»), or the row may, in a column of
    its own. Raises ``DomainError("stock_no_header")``.
    """
    header = find_header(rows, [Part.ARTICLE, Part.STOCK]) or find_header(
        rows, [Part.BARCODE, Part.STOCK]
    )
    if header is None:
        raise DomainError("stock_no_header")
    parsed = ParsedStock(header)
    seen: dict[tuple[str, str], int] = {}
    for number, line in rows:
        if number <= header.row:
            continue
        article = _first_text(header, Part.ARTICLE, line)
        codes = [barcode_key(text_of(_at(line, c))) for c in header.all(Part.BARCODE)]
        barcode = next(iter(filter(None, codes)), "")
        if not article and not barcode:
            parsed.skipped += 1
            continue
        for column in header.all(Part.STOCK):
            cell = _at(line, column)
            if is_empty(cell):
                continue
            point = column.of or _first_text(header, Part.POINT, line)
            first = seen.setdefault((article or barcode, point), number)
            if first != number:
                parsed.problems.append(
                    Problem(number, "article_repeated", {"article": article, "first": first})
                )
            try:
                quantity = cells.quantity(cell)
            except Refused as refused:
                parsed.problems.append(_problem(number, column, refused))
            else:
                parsed.rows.append(StockRow(number, article, barcode, point, quantity))
    return parsed


def _product(parsed: ParsedCatalog, number: int, line: Sequence[Cell]) -> ProductRow | None:
    """The row's product; None, and a problem, when it has no article."""
    article = _first_text(parsed.header, Part.ARTICLE, line)
    if not article:
        parsed.problems.append(Problem(number, "article_missing"))
        return None
    product = ProductRow(number, article)
    for column in parsed.header.columns:
        try:
            _read_cell(product, column, _at(line, column))
        except Refused as refused:
            parsed.problems.append(_problem(number, column, refused))
    for code in product.barcodes:
        if code.isdigit() and len(code) in {8, 12, 13, 14} and not is_barcode(code):
            parsed.notices.append(Problem(number, "barcode_check_digit", {"barcode": code}))
    return product


_READERS: dict[Part, Callable[[Cell], object]] = {
    Part.NAME: cells.name,
    Part.BRAND: cells.line,
    Part.MAKER_CODE: cells.line,
    Part.UNIT: cells.unit,
    Part.PACK: cells.pack,
    Part.MINIMUM: cells.quantity,
    Part.WEIGHT: cells.quantity,
    Part.GROSS_WEIGHT: cells.quantity,
    Part.PACKING: cells.line,
    Part.COUNTRY: cells.country,
    Part.DECLARATION: cells.line,
    Part.LOT: cells.line,
    Part.GOODS_CODE: cells.line,
    Part.VAT: cells.vat,
    Part.ACTIVE: cells.yes,
}
"""How the columns of ``Product`` are read; the part is the column's name."""


def _read_cell(product: ProductRow, column: Column, cell: Cell) -> None:
    reader = _READERS.get(column.part)
    if reader is not None:
        product.values[column.part.value] = reader(cell)
    elif column.part is Part.ARTICLE:
        cells.line(cell)
    elif column.part is Part.CATEGORY:
        product.category = cells.path(cell)
    elif column.part is Part.BARCODE:
        product.barcodes.extend(
            code for code in cells.barcodes(cell) if code not in product.barcodes
        )
    elif not cells.is_empty(cell):
        _read_amount(product, column, cell)


def _read_amount(product: ProductRow, column: Column, cell: Cell) -> None:
    match column.part:
        case Part.COST:
            product.cost = cells.money(cell)
        case Part.FLOOR:
            product.floor = cells.money(cell)
        case Part.PRICE:
            product.prices[column] = cells.money(cell)
        case Part.STOCK:
            product.stocks[column] = cells.quantity(cell)


def _at(line: Sequence[Cell], column: Column) -> Cell:
    return line[column.index] if column.index < len(line) else ""


def _first_text(header: Header, part: Part, line: Sequence[Cell]) -> str:
    return next((text_of(_at(line, column)) for column in header.all(part)), "")


def _problem(number: int, column: Column, refused: Refused) -> Problem:
    return Problem(number, refused.code, {"column": column.heading, **refused.params})
