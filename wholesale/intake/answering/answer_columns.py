"""What is written beside the rows of a dealer's file, whatever the file's format."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from wholesale.intake.sheet import COLUMNS, LONGEST, Sheet
from wholesale.intake.words.aliases import RETURNED
from wholesale.intake.words.cells import text_of

Look = Literal["head", "good", "warning", "bad"]
FILLS: Mapping[Look, str] = {
    "head": "E2F0EF",
    "good": "E3F3E9",
    "warning": "FBF0D5",
    "bad": "FCEBE9",
}
WIDTHS = (14, 12, 14, 10, 24, 60)  # in characters


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is written beside a row; ``meaning`` colours it."""

    article: str
    price: Decimal | None
    total: Decimal | None
    stock: Decimal | None
    status: str
    problem: str
    meaning: Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Added:
    """The columns added to one sheet: the first of them, from 0, and by row, from 1, how it
    looks and its values."""

    first: int
    rows: Mapping[int, tuple[Look, Sequence[str | Decimal | None]]]


def added_columns(
    sheet: Sheet,
    verdicts: Mapping[int, Verdict],
    *,
    headings: Sequence[str],
    header_rows: Sequence[int],
) -> Added:
    """The columns right of all the sheet holds, or in the place of those of an earlier answer;
    the sheet's last columns where it is full to its edge, which is no order's."""
    rows: dict[int, tuple[Look, Sequence[str | Decimal | None]]] = {
        row: ("head", [RETURNED + heading for heading in headings]) for row in header_rows
    }
    for row, told in verdicts.items():
        problem = legal(told.problem)[:LONGEST]
        values = (legal(told.article), told.price, told.total, told.stock, told.status, problem)
        rows[row] = (told.meaning, values)
    first = _beside_merged(sheet, _first(sheet, header_rows), rows)
    return Added(min(first, COLUMNS - len(WIDTHS)), rows)


def _first(sheet: Sheet, header_rows: Sequence[int]) -> int:
    """Right of all there is; or where our columns stand, if nothing of his stands among them."""
    width = max(
        max((len(row) for row in sheet.rows), default=0),
        max((column for _, column in sheet.formulas), default=-1) + 1,
    )
    header = next(
        (row for number, row in zip(sheet.numbers, sheet.rows, strict=True)
         if number in header_rows[:1]),
        [],
    )  # fmt: skip
    ours = [column for column, cell in enumerate(header) if text_of(cell).startswith(RETURNED)]
    for first in ours[:1]:
        if all(column in ours for column in range(first, min(first + len(WIDTHS), width))):
            return first
    return width


def _beside_merged(sheet: Sheet, first: int, rows: Collection[int]) -> int:
    """``first``, or further right where an area merged over its place would hide what we say."""
    for top, left, bottom, right in sorted(sheet.merged, key=lambda area: area[3]):
        near = left < first <= right < first + len(WIDTHS)
        if near and any(row in rows for row in range(top, bottom + 1)):
            first = right + 1
    return first


_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)
