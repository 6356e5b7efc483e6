"""Half-up on whole numbers, for one price and for a hundred thousand alike.

Everything is an exact integer: prices in kopecks, quantities in thousandths, percentages in
ten-thousandths of a percent. Arrays are int64 while the largest intermediate product fits,
and Python integers (``object`` arrays) when it would not: see ``exact``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
"""A one-dimensional array of whole numbers: int64, or ``object`` where they are too large."""

WHOLE = 1_000_000
"""100 % in the unit of ``models.base.Percent``: ten-thousandths of a percent."""

_LIMIT = 2**62


def exact(values: Numbers, *factors: int) -> Numbers:
    """``values`` in a type wide enough to be multiplied by ``factors`` without overflow."""
    if values.dtype == object or not values.size:
        return values
    bound = max(abs(int(values.max())), abs(int(values.min())), 1)
    for factor in factors:
        bound *= max(abs(factor), 1)
    return values if bound < _LIMIT else values.astype(object)


def times(left: Numbers, right: Numbers) -> Numbers:
    """The element-wise product, exact."""
    if not left.size:
        return left
    product: Numbers = exact(left, int(right.max(initial=0)), 4) * right
    return product


def divide(values: Numbers, divisor: int) -> Numbers:
    """Division rounded half up; ``values`` are not negative, ``divisor`` is positive."""
    wide = values if 4 * divisor < _LIMIT else values.astype(object)
    return divide_by(wide, divisor)


def divide_by(values: Numbers, divisors: Numbers | int) -> Numbers:
    """``divide`` with a divisor of its own for each value."""
    quotient: Numbers = (exact(values, 2) * 2 + divisors) // (2 * divisors)
    return quotient


def narrow(values: Numbers) -> Numbers:
    """Back to int64 when every number fits."""
    if values.dtype == object and values.size and max(values) < _LIMIT and min(values) > -_LIMIT:
        return values.astype(np.int64)
    return values


def to_step(values: Numbers, denominator: int, step: Numbers, ending: Numbers) -> Numbers:
    """Prices ``values / denominator`` rounded half up to ``step`` kopecks ending in ``ending``.

    With step 1000 and ending 900 the answers are 9.00, 19.00, 29.00 … roubles. A price that
    is not zero never becomes zero: it is at least the smallest price of the ladder. Zero stays.
    """
    wide_step, wide_ending = exact(step, 4 * denominator), exact(ending, 4 * denominator)
    shifted = exact(values, 4) - wide_ending * denominator
    part = wide_step * denominator
    rounded = narrow((2 * shifted + part) // (2 * part) * step + ending)
    least = np.where(ending > 0, ending, step)
    return np.where(values > 0, np.maximum(rounded, least), 0)


def up_to_step(values: Numbers, step: Numbers, ending: Numbers) -> Numbers:
    """The smallest price of the ladder that is not under ``values`` kopecks."""
    return -((ending - values) // step) * step + ending
