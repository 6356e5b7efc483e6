"""VAT by date, category and the seller's regime, and the two formulas of a line.

Rates: documents.md section 3. «0 %» and «без НДС» (``None``) are different values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from wholesale.core.money import divide_half_up, from_minor, to_minor, to_thousandths
from wholesale.core.vocabulary import TaxRegime, VatCategory
from wholesale.pricing.columns import NONE
from wholesale.pricing.rounding import WHOLE, Numbers, divide_by, exact, narrow, times

# The standard rate from a day on, newest first.
STANDARD = (
    (date(2026, 1, 1), Decimal(22)),
    (date(2019, 1, 1), Decimal(20)),
    (date.min, Decimal(18)),
)

SIMPLIFIED_SINCE = date(2025, 1, 1)
"""Sellers under УСН charge no VAT at all before this day."""

_FIXED = {TaxRegime.SIMPLIFIED_5: Decimal(5), TaxRegime.SIMPLIFIED_7: Decimal(7)}


def vat_rate(category: VatCategory, regime: TaxRegime, on: date) -> Decimal | None:
    """The rate in percent on the day, ``None`` for «без НДС».

    A seller under УСН at 5 % or 7 % charges that rate on everything but exports and exempt
    goods; one without VAT charges none at all.
    """
    if regime is TaxRegime.NO_VAT or category is VatCategory.EXEMPT:
        return None
    if regime is not TaxRegime.GENERAL and on < SIMPLIFIED_SINCE:
        return None
    if category is VatCategory.ZERO:
        return Decimal(0)
    if regime in _FIXED:
        return _FIXED[regime]
    if category is VatCategory.REDUCED:
        return Decimal(10)
    return next(rate for since, rate in STANDARD if on >= since)


@dataclass(frozen=True, slots=True)
class Sums:
    """A line in roubles: without VAT, the VAT, with VAT."""

    net: Decimal
    vat: Decimal
    total: Decimal


def line_sums(
    price: Decimal,
    quantity: Decimal,
    rate: Decimal | None,
    *,
    includes_vat: bool,
    discount: Decimal = Decimal(0),
) -> Sums:
    """Net, VAT and total of one line, half-up to the kopeck.

    With VAT inside: ``total = price × quantity − discount``, ``vat = total × r / (100 + r)``.
    On top: ``net = price × quantity − discount``, ``vat = net × r / 100``. ``discount`` is an
    amount off the line in the terms of the price.
    """
    gross = divide_half_up(to_minor(price) * to_thousandths(quantity), 1000) - to_minor(discount)
    return amount_sums(from_minor(gross), rate, includes_vat=includes_vat)


def amount_sums(amount: Decimal, rate: Decimal | None, *, includes_vat: bool) -> Sums:
    """The line whose price × quantity is ``amount`` already (shipments of a part, splits)."""
    kopecks = to_minor(amount)
    percent = 0 if rate is None else int(rate * 10_000)
    if includes_vat:
        vat = divide_half_up(kopecks * percent, WHOLE + percent)
        return Sums(from_minor(kopecks - vat), from_minor(vat), amount)
    vat = divide_half_up(kopecks * percent, WHOLE)
    return Sums(amount, from_minor(vat), from_minor(kopecks + vat))


def turned_over(
    prices: Numbers, percents: Numbers, *, included: bool, wanted: bool, up: bool = False
) -> Numbers:
    """Prices with VAT as ones without, or the other way round; −1 stays −1.

    Rounded half up to the kopeck, or ``up`` where a price must not fall.
    """
    if included == wanted:
        return prices
    known, rate = np.maximum(prices, 0), np.maximum(percents, 0)
    if included:
        numerators, divisors = exact(known, WHOLE * 2) * WHOLE, WHOLE + rate
    else:
        numerators, divisors = times(known, WHOLE + rate), np.full_like(rate, WHOLE)
    changed = -(-numerators // divisors) if up else divide_by(numerators, divisors)
    return np.where(prices >= 0, narrow(changed), NONE)


def column_sums(
    amounts: Numbers, percents: Numbers, *, includes_vat: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """``amount_sums`` for columns of kopecks: net, VAT, total. ``percents`` in 1/10000 %."""
    wide = exact(times(amounts, percents), 2)
    divisors = percents + WHOLE if includes_vat else np.full_like(percents, WHOLE)
    vat = narrow(divide_by(wide, divisors))
    return (amounts - vat, vat, amounts) if includes_vat else (amounts, vat, amounts + vat)
