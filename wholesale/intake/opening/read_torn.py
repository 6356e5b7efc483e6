"""Rows that commas parted in the wrong places: «KR-1,Болт,12,50,10» or «KR-1,Ручка 0,7 мм,10»
under four and three headings. Runs in the reader's process.

A row is mended when its fields can be laid under the headings in one way only: the commas inside
of a name, a remark, an amount of money. Where money may hold one in every such row, it does. Any
other row is marked as torn, for nobody knows which of its fields is the quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from wholesale.intake.opening.found import Marks, Rows
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import measure_of, read_quantity

Row = tuple[int, list[Any]]
_SEARCHED = 40  # rows from the top that may be the header
_NAMED = 2  # headings by which it is known
_MOST_TORN = 1_000  # rows that are tried
_MOST_WORDED = 3  # columns that may hold commas among words
_MOST_COMMAS = 4  # in one row, beyond those of its headings
_MOST_WAYS = 12
_MONEY = frozenset({Part.PRICE, Part.SUM})
_COUNTED = frozenset({*_MONEY, Part.STOCK, Part.PACK, Part.MINIMUM, Part.NUMBER})
_WORDED = frozenset({Part.NAME, Part.OTHER, None})
_NUMBER = re.compile(r"\d[\d\s]*([.,]\d+)?")


class _Way(NamedTuple):
    """One way to lay a row under the headings: its cells, and the columns that hold commas."""

    cells: list[str]
    commas: tuple[int, ...] = ()


def mended(rows: Rows, marks: Marks) -> Iterator[Row]:
    """The rows, those with more fields than the header mended or marked."""
    read = iter(rows)
    top = list(islice(read, _SEARCHED))
    named = [(sum(1 for cell in row if part_of(cell)), len(row)) for _, row in top]
    best = max(range(len(top)), key=lambda place: named[place][0], default=0)
    yield from top[: best + 1]
    rest = top[best + 1 :]
    if not top or named[best][0] < _NAMED:
        yield from rest
        yield from read
        return
    width = named[best][1]
    rest += read
    torn = {number: row for number, row in rest if len(row) > width}
    whole = any(len(row) == width for _, row in rest)
    laid = _laid(torn, [part_of(cell) for cell in top[best][1]], whole)
    for number, row in rest:
        if number in torn and number not in laid:
            marks.torn.append(number)
        yield number, laid.get(number, row)


def _laid(
    torn: dict[int, list[Any]], parts: Sequence[Part | None], whole: bool
) -> dict[int, list[str]]:
    """The torn rows that can be laid under the headings in one way; ``whole``: other rows have a
    field for each heading."""
    if len(torn) > _MOST_TORN or sum(1 for part in parts if part in _WORDED) > _MOST_WORDED:
        return {}  # too many ways to try
    ways = {number: list(islice(_ways(row, parts), _MOST_WAYS)) for number, row in torn.items()}
    for place, part in enumerate(parts):
        if part in _MONEY and all(any(place in way.commas for way in of) for of in ways.values()):
            ways = {n: [way for way in of if place in way.commas] for n, of in ways.items()}
    return {
        number: of[0].cells
        for number, of in ways.items()
        if len(of) == 1 and _is_meant(of[0], torn[number], parts, whole)
    }


def _ways(row: Sequence[str], parts: Sequence[Part | None]) -> Iterator[_Way]:
    """The ways to lay a row under headings of these parts."""
    spare = len(row) - len(parts)
    if not parts:
        if not row:
            yield _Way([])
        return
    if not 0 <= spare <= _MOST_COMMAS:
        return
    for commas in range(spare + 1):
        fields = row[: commas + 1]
        if _holds(parts[0], fields):
            for way in _ways(row[commas + 1 :], parts[1:]):
                beyond = tuple(place + 1 for place in way.commas)
                yield _Way([",".join(fields), *way.cells], (0, *beyond) if commas else beyond)


def _holds(part: Part | None, fields: Sequence[str]) -> bool:
    """Whether a column of the part may hold these fields with commas between."""
    text, alone = fields[0], len(fields) == 1
    if part in _WORDED:
        return True
    if part is Part.QUANTITY:
        two = len(fields) == 2 and text.isdigit() and bool(re.fullmatch(r"\d{1,3}", fields[1]))
        return two or (alone and not read_quantity(text).problem)
    if part in _MONEY and len(fields) == 2:
        return text.isdigit() and bool(re.fullmatch(r"\d\d", fields[1]))
    if part is Part.UNIT:
        return alone and (measure_of(text) is not None or not any(map(str.isdigit, text)))
    return alone and (part not in _COUNTED or not text or bool(_NUMBER.fullmatch(text)))


def _is_meant(way: _Way, row: Sequence[str], parts: Sequence[Part | None], whole: bool) -> bool:
    """Whether the only way is no chance: a quantity with a comma is never made, and a row that
    may as well have a field more than headings is left alone."""
    if any(parts[place] is Part.QUANTITY for place in way.commas):
        return False
    if any(parts[place] in _MONEY for place in way.commas):
        return True
    longer = all(_holds(part, [field]) for part, field in zip(parts, row, strict=False))
    joined = [field for place in way.commas for field in way.cells[place].split(",")[1:]]
    return not longer or (whole and not any(map(str.isdigit, joined)))
