"""Exact amounts: roubles as ``Decimal`` with two places, quantities with three, never float."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

KOPECK = Decimal("0.01")
THOUSANDTH = Decimal("0.001")
ZERO = Decimal("0.00")


def round_half_up(value: Decimal, step: Decimal = KOPECK) -> Decimal:
    """Round ``value`` to a multiple of ``step``, halves away from zero (1C's «Окр»)."""
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def to_minor(amount: Decimal) -> int:
    """Roubles to whole kopecks. Raises ``ValueError`` for an unrounded amount."""
    return _scaled(amount, 100)


def from_minor(kopecks: int) -> Decimal:
    """Whole kopecks to roubles with two places."""
    return Decimal(kopecks).scaleb(-2)


def to_thousandths(quantity: Decimal) -> int:
    """A quantity to whole thousandths. Raises ``ValueError`` for finer ones."""
    return _scaled(quantity, 1000)


@lru_cache(maxsize=8192)  # packs and whole pieces: few values, read by the thousand
def from_thousandths(thousandths: int) -> Decimal:
    """Whole thousandths to a quantity without trailing zeros."""
    return plain(Decimal(thousandths).scaleb(-3))


def plain(value: Decimal) -> Decimal:
    """``value`` without trailing zeros and without an exponent: 10.500 → 10.5, 1E+2 → 100."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    return normal.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else normal


def divide_half_up(numerator: int, denominator: int) -> int:
    """Integer division rounded half away from zero. ``denominator`` is positive."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Spread ``total`` over ``weights`` in whole kopecks so that the parts sum to it.

    The kopecks left over by rounding go to the largest weight (the first of equals).
    Weights are not negative; when all are zero everything goes to the first.
    """
    if not weights:
        raise ValueError("nothing to split over")
    whole = sum(weights)
    largest = max(range(len(weights)), key=lambda index: weights[index])
    if not whole:
        return [total if index == 0 else ZERO for index in range(len(weights))]
    parts = [round_half_up(total * weight / whole) for weight in weights]
    parts[largest] += total - sum(parts, ZERO)
    return parts


def _scaled(value: Decimal, factor: int) -> int:
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        raise TypeError(f"exact number expected, got {type(value).__name__}")
    scaled = value * factor
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value} is not a whole number of 1/{factor}")
    return whole
