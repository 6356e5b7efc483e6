"""What stands in a column, counted over sampled rows: numbers, codes, names, barcodes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wholesale.core.codes import article_key, barcode_key, is_barcode
from wholesale.intake.sheet import WIDEST, Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.quantity import LIMIT, measure_of, read_quantity

SAMPLE = 120
FIRST = 40  # rows of a sample that stand one below another


@dataclass(frozen=True, slots=True)
class Hits:
    """Which of the sampled values the catalogue knows: normalised articles, barcodes, names.

    ``costs``, ``packs`` and ``units`` are those of the one product a text means, looked up where a
    table has no header to tell prices and packs from quantities, or nothing but weights to count
    by.
    """

    articles: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    barcodes: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    costs: Mapping[str, Collection[Decimal]] = field(default_factory=dict)
    packs: Mapping[str, Decimal] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Profile:
    """Counts of one column."""

    filled: int = 0
    numbers: int = 0
    whole: int = 0
    readable: int = 0  # as quantities
    measured: int = 0  # of those, with a measure: «10 шт»
    barcodes: int = 0
    articles: int = 0
    exact: int = 0  # articles exactly as the catalogue writes them
    short: int = 0  # numbers of up to three digits, which any column may hold
    known_barcodes: int = 0
    makers: int = 0
    names: int = 0
    letters: int = 0  # cells with letters
    length: int = 0
    rising: int = 0
    distinct: int = 0
    small: int = 0
    units: int = 0  # words for measures alone: «кор», «шт.»
    tokens: int = 0  # one word of letters and digits, as codes are
    coded: int = 0  # digits that begin with a zero: no number a person counts by

    def share(self, count: int) -> float:
        return count / self.filled if self.filled else 0.0

    def add(self, cell: Cell) -> Decimal | None:
        """Count ``cell`` as a number and as a quantity; the number, if it is one."""
        text, number, amount = text_of(cell), number_of(cell), read_quantity(cell)
        self.filled += 1
        self.coded += len(text) > 1 and text[0] == "0" and text.isdigit()
        if number is not None:
            self.numbers += 1
            self.whole += number == number.to_integral_value()
            self.small += abs(number) <= LIMIT
        of_lines = amount.problem == "quantity_may_be_size"  # parted from the name, and asked
        self.readable += of_lines or not amount.problem
        self.measured += of_lines or bool(amount.measure)
        return number


def sample_rows(sheet: Sheet, table: Table) -> list[list[Cell]]:
    """Rows of the body spread over its length, those with two cells or more first."""
    positions = [
        index
        for index in table.body
        if index not in table.repeated and len(row := sheet.rows[index]) - row.count("") >= 2
    ] or list(table.body)
    step = max(1, len(positions) // SAMPLE)
    chosen = positions[:FIRST] + positions[FIRST::step]
    return [sheet.rows[index] for index in chosen[: SAMPLE + FIRST]]


def suspects(sheet: Sheet, table: Table) -> Iterator[str]:
    """Texts of sampled cells that may be codes or names, for one look into the catalogue."""
    for row in sample_rows(sheet, table):
        for cell in row[:WIDEST]:
            if cell == "" or isinstance(cell, bool):
                continue
            text = text_of(cell)
            if 0 < len(text) <= 160:
                yield text


def profile_of(rows: Sequence[Sequence[Cell]], column: int, hits: Hits) -> Profile:
    """The counts of ``column`` over ``rows``."""
    profile = Profile()
    seen: set[str] = set()
    last: Decimal | None = None
    for row in rows:
        cell = at(row, column)
        text = text_of(cell)
        if not text:
            continue
        seen.add(text)
        number = profile.add(cell)
        profile.length += len(text)
        profile.rising += last is not None and number is not None and number - last == 1
        last = number if number is not None else last
        digits = barcode_key(text)
        profile.barcodes += is_barcode(digits)
        profile.known_barcodes += digits in hits.barcodes
        fraction = number is not None and number != number.to_integral_value()
        if not fraction and article_key(text) in hits.articles:
            profile.articles += 1
            profile.exact += text in hits.exact
            profile.short += number is not None and len(text) <= 3
        profile.makers += text in hits.makers
        profile.names += text in hits.names
        lettered = any(sign.isalpha() for sign in text)
        profile.letters += lettered
        profile.units += lettered and bool(measure_of(text))
        profile.tokens += lettered and " " not in text and any(sign.isdigit() for sign in text)
    profile.distinct = len(seen)
    return profile
