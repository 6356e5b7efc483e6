"""Marking codes (КИЗ) as they are scanned: which line each belongs to, by the GTIN in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wholesale.core.errors import DomainError

MOST_PLACES, MOST_CARGO = 100_000, 200

_MARK = re.compile(r"01(?P<gtin>\d{14})21[!-z]{1,32}(?:\x1d[!-z\x1d]*)?")  # and the crypto tail


@dataclass(frozen=True, slots=True)
class Leaving:
    """A line that leaves, with the barcodes of its product."""

    line_id: int
    article: str
    quantity: Decimal
    barcodes: Sequence[str]


def scanned(text: str) -> list[str]:
    """Codes from what a scanner typed, one a line."""
    return [code for code in (line.strip(" \t\r") for line in text.split("\n")) if code]


def marks_by_line(
    marks: Sequence[str], leaving: Sequence[Leaving], *, used: Collection[str] = ()
) -> dict[int, list[str]]:
    """The codes of each line: one for every unit of it, or none at all.

    ``used`` have left before. Raises ``mark_wrong``, ``mark_repeated``, ``mark_of_no_line`` and
    ``marks_count_differs``.
    """
    lines: dict[str, list[Leaving]] = {}
    for line in leaving:
        for code in line.barcodes:
            lines.setdefault(code.zfill(14), []).append(line)
    found: dict[int, list[str]] = {}
    seen = set(used)
    for mark in marks:
        read = _MARK.fullmatch(mark)
        if read is None:
            raise DomainError("mark_wrong", mark=mark[:60])
        if mark in seen:
            raise DomainError("mark_repeated", mark=mark[:60])
        seen.add(mark)
        of = lines.get(read["gtin"])
        if of is None:
            raise DomainError("mark_of_no_line", mark=mark[:60], gtin=read["gtin"])
        free = (line for line in of if len(found.get(line.line_id, ())) < line.quantity)
        found.setdefault(next(free, of[-1]).line_id, []).append(mark)
    for line in leaving:
        count = len(found.get(line.line_id, ()))
        if count and count != line.quantity:
            raise DomainError(
                "marks_count_differs", article=line.article, marks=count, quantity=line.quantity
            )
    return found
