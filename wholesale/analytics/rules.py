"""Periods, steps and shares: the arithmetic of the figures, without a database."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from wholesale.core.money import ZERO, round_half_up


class Dimension(StrEnum):
    """By what figures are broken down."""

    POINT = "point"
    MANAGER = "manager"
    DEALER = "dealer"
    CATEGORY = "category"
    PRODUCT = "product"


class Step(StrEnum):
    """The width of a bar on a chart of time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Preset(StrEnum):
    """Periods people ask for by name; all end today."""

    TODAY = "today"
    WEEK = "week"  # the last 7 days
    MONTH = "month"  # this calendar month so far
    DAYS_30 = "days_30"
    QUARTER = "quarter"  # this calendar quarter so far
    YEAR = "year"  # this calendar year so far
    DAYS_365 = "days_365"


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days of the company, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it starts")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """The period of the same length that ends the day before this one starts."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of the business is looked at; None is all of it. The drill-down path."""

    point_id: int | None = None
    manager_id: int | None = None
    dealer_id: int | None = None
    category_id: int | None = None
    product_id: int | None = None

    @property
    def by_goods(self) -> bool:
        return self.category_id is not None or self.product_id is not None


ALL = Cut()


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts in roubles. ``turnover`` has VAT in it; ``net``, ``costed``, ``margin`` do not."""

    orders: int = 0
    ordered: Decimal = ZERO
    shipments: int = 0
    turnover: Decimal = ZERO
    net: Decimal = ZERO
    costed: Decimal = ZERO
    margin: Decimal = ZERO

    @property
    def margin_percent(self) -> Decimal | None:
        """Margin of the net it was counted over, one place."""
        return share(self.margin, self.costed)

    @property
    def average_order(self) -> Decimal | None:
        """What an order comes to on average, to the kopeck."""
        return round_half_up(self.ordered / self.orders) if self.orders else None


def preset_period(preset: Preset, today: date) -> Period:
    """The days ``preset`` means on ``today``."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    first = {
        Preset.TODAY: today,
        Preset.WEEK: today - timedelta(days=6),
        Preset.MONTH: today.replace(day=1),
        Preset.DAYS_30: today - timedelta(days=29),
        Preset.QUARTER: quarter,
        Preset.YEAR: today.replace(month=1, day=1),
        Preset.DAYS_365: today - timedelta(days=364),
    }[preset]
    return Period(first, today)


def fitting_step(period: Period) -> Step:
    """The step that gives a chart of readable width: about 60 bars at most."""
    if period.days <= 45:
        return Step.DAY
    return Step.WEEK if period.days <= 200 else Step.MONTH


def cut(period: Period, step: Step) -> list[Period]:
    """``period`` in consecutive calendar pieces; weeks start on Monday, ends are trimmed."""
    pieces: list[Period] = []
    first = period.first
    while first <= period.last:
        last = min(_end(first, step), period.last)
        pieces.append(Period(first, last))
        first = last + timedelta(days=1)
    return pieces


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` of ``whole`` in percent with one place, half-up; None of nothing."""
    return round_half_up(part * 100 / whole, Decimal("0.1")) if whole else None


def growth(now: Decimal, before: Decimal) -> Decimal | None:
    """By how many percent ``now`` differs from ``before``; None when there was nothing."""
    return share(now - before, before)


def abc(kopecks: Sequence[int]) -> list[str]:
    """Classes of amounts (in any order) by share of the total: A to 80 %, B to 95 %, C.

    An amount belongs to the class in which it begins: the first is always A. Amounts that are
    not positive are C.
    """
    order = sorted(range(len(kopecks)), key=lambda index: -kopecks[index])
    whole = sum(amount for amount in kopecks if amount > 0)
    classes = ["C"] * len(kopecks)
    running = 0
    for index in order:
        if kopecks[index] <= 0 or running * 100 >= whole * 95:
            break
        classes[index] = "A" if running * 100 < whole * 80 else "B"
        running += kopecks[index]
    return classes


def _end(day: date, step: Step) -> date:
    if step is Step.DAY:
        return day
    if step is Step.WEEK:
        return day + timedelta(days=6 - day.weekday())
    return day.replace(day=monthrange(day.year, day.month)[1])
