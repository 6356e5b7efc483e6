"""Rows that commas parted in the wrong places: «KR-1,Болт,12,50,10» under four headings. Runs in
the reader's process.

Where the same two fields of every such row make one amount of money, they are joined; else the
rows are marked as torn, for nobody knows which of their fields is the quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from wholesale.intake.opening.reader import Marks, Rows
from wholesale.intake.words.aliases import Part, part_of

Row = tuple[int, list[Any]]
_SEARCHED = 40  # rows from the top that may be the header
_NAMED = 2  # headings by which it is known
_KOPECKS = re.compile(r"\d\d")


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
    torn = [row for _, row in rest if len(row) > width]
    place = _parted(torn, top[best][1])
    for number, row in rest:
        if len(row) <= width:
            yield number, row
        elif place is not None:
            yield number, [*row[:place], f"{row[place]},{row[place + 1]}", *row[place + 2 :]]
        else:
            marks.torn.append(number)
            yield number, row


def _parted(torn: Sequence[Sequence[Any]], header: Sequence[Any]) -> int | None:
    """The only place under a word of money where two fields of every torn row make a number with
    kopecks."""
    if any(len(row) != len(header) + 1 for row in torn):
        return None
    places = [
        place
        for place, heading in enumerate(header)
        if part_of(heading) in {Part.PRICE, Part.SUM}
        and all(row[place].isdigit() and _KOPECKS.fullmatch(row[place + 1]) for row in torn)
    ]
    return places[0] if len(places) == 1 else None
