"""Cells pasted into the sheet of quick entry, read as the rows of a file are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.flow.quick_entry import LONGEST_CODE, LONGEST_COUNT, TypedLine
from wholesale.flow.read_order_file import recognise
from wholesale.intake.parse import ParsedFile
from wholesale.intake.reading import Reading
from wholesale.intake.receipt import Decision
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.amounts import typed_amount
from wholesale.intake.words.cells import NOWHERE, at, letter, text_of
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import read_quantity

_TELLING = (Part.ARTICLE, Part.BARCODE, Part.OWN_CODE, Part.MAKER_CODE, Part.NAME)
_NO_ROWS = frozenset({"header", "above_header", "empty"})
_SHOWN = 4  # values by which a person knows a column


@dataclass(frozen=True, slots=True)
class DoubtfulColumn:
    """A column that may be the quantity: «B», its heading, the first of its values."""

    column: int
    letter: str
    heading: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastedCells:
    """Lines to type into the sheet; ``blank`` are rows that ask for nothing. Where ``doubtful``
    columns are told there are no lines: a person has to say which one is the quantity."""

    lines: tuple[TypedLine, ...] = ()
    blank: int = 0
    doubtful: tuple[DoubtfulColumn, ...] = ()


def read_pasted(
    ctx: Context, *, dealer_id: int, parsed: ParsedFile, quantity: int | None = None
) -> PastedCells:
    """What pasted cells say, in their order; ``quantity`` is the column a person has chosen,
    ``NOWHERE`` when he says that none of them is it.

    Raises ``quick_paste_unclear`` when nothing says which of several columns names products and
    ``quick_paste_of_shops`` for quantities of several shops, which this sheet has no place for.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    read = recognise(ctx, dealer_id=dealer_id, parsed=parsed)
    doubtful = _doubtful(parsed, read)
    if doubtful and quantity is None:
        return PastedCells(doubtful=tuple(doubtful))
    if quantity is not None and quantity != NOWHERE:
        columns = _with_quantity(read, quantity)
        read = recognise(ctx, dealer_id=dealer_id, parsed=parsed, columns=columns)
    if any(decision.delivery for decision in read.decisions):
        raise DomainError("quick_paste_of_shops")
    if read.decisions:
        blank = sum(reason not in _NO_ROWS for reason in read.skipped.values())
        return PastedCells(tuple(_line(read, one) for one in read.decisions), blank)
    return PastedCells(tuple(_without_counts(parsed, read)))


def _with_quantity(read: Reading, column: int) -> dict[int, dict[int, str]]:
    """The columns as they were found, and ``column`` the quantity where none was."""
    return {
        index: {int(c): part for c, part in table["columns"].items()}
        | {column: Part.QUANTITY.value}
        for index, table in enumerate(read.tables)
        if not table["order"]
    }


def _line(read: Reading, decision: Decision) -> TypedLine:
    """A row as it would be typed: the article where the product is certain, else the row's own
    words, of which the sheet asks which product they mean."""
    item = read.items.get(decision.product_id) if decision.product_id is not None else None
    code = item.article if item else decision.text
    return TypedLine(code[:LONGEST_CODE], typed_amount(decision.amount)[:LONGEST_COUNT])


def _doubtful(parsed: ParsedFile, read: Reading) -> list[DoubtfulColumn]:
    """The columns of the first table that may be its quantity, where none is: those the reading
    is unsure of, else all that hold numbers and are nothing else."""
    for table, told in zip(parsed.tables, read.tables, strict=True):
        if told["order"] or _stands_as_typed(table, told):
            continue
        rows = parsed.sheets[table.sheet].rows[table.body.start : table.body.stop]
        columns = {
            c: [text for row in rows if (text := text_of(at(row, c)))] for c in _free(table, told)
        }
        return [
            DoubtfulColumn(
                column,
                letter(column),
                table.headings[column].full if column < table.width else "",
                tuple(values[:_SHOWN]),
            )
            for column, values in columns.items()
            if column in told["unsure"]
            or (not told["unsure"] and told["columns"] and any(map(_counts, values)))
        ]
    return []


def _free(table: Table, told: Mapping[str, Any]) -> list[int]:
    return [column for column in range(table.width) if str(column) not in told["columns"]]


def _counts(text: str) -> bool:
    return read_quantity(text).value is not None


def _stands_as_typed(table: Table, told: Mapping[str, Any]) -> bool:
    """Whether the table is a code and one column more, of which the reading is not in doubt: the
    sheet itself says what is wrong with a quantity."""
    return table.width == 2 and not told["unsure"] and list(told["columns"]) in (["0"], [])


def _without_counts(parsed: ParsedFile, read: Reading) -> Iterator[TypedLine]:
    """The codes or names of tables that count nothing: the quantities are typed beside them. Of
    two columns, whatever stands in the second."""
    for table, told in zip(parsed.tables, read.tables, strict=True):
        places = {part: int(column) for column, part in told["columns"].items()}
        counts = NOWHERE
        if _stands_as_typed(table, told):
            places, counts = {Part.ARTICLE: 0}, 1
        elif not places:
            raise DomainError("quick_paste_unclear")
        for row in parsed.sheets[table.sheet].rows[table.body.start : table.body.stop]:
            texts = (text_of(at(row, places.get(part, NOWHERE))) for part in _TELLING)
            if code := next(filter(None, texts), ""):
                yield TypedLine(code[:LONGEST_CODE], text_of(at(row, counts))[:LONGEST_COUNT])
