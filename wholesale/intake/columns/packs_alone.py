"""«кор», «уп.», «Ящ» where nothing else counts: how many packs are ordered, unless the numbers are
how many pieces a pack of each product holds."""

from __future__ import annotations

from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.likeness import share_of_packs
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.cells import at, number_of
from wholesale.intake.words.counted_in import names_packs
from wholesale.intake.words.parts import Part

_OF_A_LIST = frozenset({Part.PRICE, Part.STOCK, Part.PACK, Part.MINIMUM, Part.SUM})
"""Beside these «кор» may be a property of the goods that a price list offers."""
_LIKE_A_PACK = 6
_FEW = 0.2  # of the numbers may be the packs of the catalogue by chance


def may_count_packs(table: Table) -> bool:
    """Whether a word for packs is all that the headings of ``table`` may count by."""
    texts = [heading.text for heading in table.headings]
    return any(map(names_packs, texts)) and not any(part_of(t) is Part.QUANTITY for t in texts)


def counts_packs(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether the column, the only one of numbers, counts packs: the products of its rows are
    known, and are packed otherwise."""
    profile = seen.profiles[column]
    if not names_packs(seen.heading(column).text) or profile.whole < profile.filled:
        return False
    if any(seen.named[c] in _OF_A_LIST for c in seen.block):
        return False
    share = share_of_packs(chosen, seen, column)
    return share is not None and share <= _FEW and _are_few(seen, column)


def _are_few(seen: Counting, column: int) -> bool:
    """Whether most numbers are those by which people count boxes, and not what boxes hold."""
    numbers = [n for row in seen.rows if (n := number_of(at(row, column))) is not None]
    return 2 * sum(number < _LIKE_A_PACK for number in numbers) > len(numbers)
