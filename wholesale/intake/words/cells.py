"""A cell as text and as a number, the way a person sees it in the sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from wholesale.intake.sheet import Cell
from wholesale.intake.words.numbers import decimal_of, exact_number

_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eEеЕ]\+?(\d{1,2})$")
NOWHERE = -1  # the place of a column that a table has not


def at(row: Sequence[Cell], column: int) -> Cell:
    """The cell in ``column``; "" beyond the row's end and ``NOWHERE``."""
    return row[column] if 0 <= column < len(row) else ""


def letter(column: int) -> str:
    """A column as a sheet names it: 0 → «A», 26 → «AA»."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Cell) -> str:
    """The cell as one line of text: 586786748.0 → «586786748», a date → «25.11.2026»."""
    if isinstance(cell, str):
        return cell if cell.isalnum() else " ".join(cell.replace("\ufeff", " ").split())
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, int):
        return str(cell)
    if cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return f"{exact_number(cell):f}" if abs(cell) < 1e15 else f"{cell:.15g}"


def number_of(cell: Cell) -> Decimal | None:
    """The cell as a number, also when it is a number kept as text; None for the rest."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, datetime):
        return None
    if isinstance(cell, int | float):
        return exact_number(cell) if math.isfinite(cell) else None
    if cell[:1].isalpha() or cell[-1:].isalpha():
        return None  # most texts are words: the rest of the question is dearer
    text = text_of(cell)
    if not text or not (text[0].isdigit() or text[0] in "+-") or not text[-1].isdigit():
        return None
    return decimal_of(text)


def lost_digits(cell: Cell) -> bool:
    """Whether a long code was kept as 4.6E+12 and its last digits are gone.

    A float beyond fifteen digits, or text in scientific notation whose mantissa is shorter
    than its exponent.
    """
    if isinstance(cell, float):
        return abs(cell) >= 1e15
    if not isinstance(cell, str):
        return False
    found = _SCIENTIFIC.match(cell.strip())
    if not found:
        return False
    mantissa = re.split("[eEеЕ]", cell.strip())[0]
    return len(re.sub(r"\D", "", mantissa)) - 1 < int(found[1]) and int(found[1]) >= 7
