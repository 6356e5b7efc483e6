"""Numbers as sheets keep them and as people write them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from wholesale.core.money import plain


def exact_number(value: float) -> Decimal:
    """The number a sheet shows: fifteen significant digits, as the file's programs keep."""
    if value == int(value) and abs(value) < 1e15:
        return Decimal(int(value))
    shown = Decimal(f"{value:.15g}")
    return plain(shown) if abs(value) < 1e15 else shown


_GROUPED = re.compile(r"[+-]?(?:\d{1,3}(?:[\s'`’]\d{3})+|\d+)(?:[.,]\d+)*")


def decimal_of(text: str) -> Decimal | None:
    """«1 200,00», «1.200,00», «1,200.00», «1'500», «8,50» as a number; None when not one.

    A single comma or point is the decimal sign, as people here write; repeated ones part
    thousands; of two kinds the last is the decimal sign. Thousands are groups of three: «10 20»
    is no number.
    """
    text = text.strip()
    if not _GROUPED.fullmatch(text):
        return None
    digits = re.sub(r"[\s'`’]", "", text)
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        decimal_sign = max(",", ".", key=digits.rfind)
        other = "." if decimal_sign == "," else ","
        thousands = rf"[+-]?\d{{1,3}}(?:\{other}\d{{3}})+\{decimal_sign}\d+"
        if not re.fullmatch(thousands, digits):
            return None
        digits = digits.replace(other, "").replace(decimal_sign, ".")
    elif commas > 1 or points > 1:
        if not re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{3})+", digits):
            return None
        digits = digits.replace(",", "").replace(".", "")
    else:
        digits = digits.replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
