"""Periods, steps, shares and classes of the figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.analytics.rules import (
    Period,
    Preset,
    Step,
    abc,
    cut,
    fitting_step,
    growth,
    preset_period,
    share,
)

MONDAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("preset", "first"),
    [
        (Preset.TODAY, date(2026, 6, 15)),
        (Preset.WEEK, date(2026, 6, 9)),
        (Preset.MONTH, date(2026, 6, 1)),
        (Preset.DAYS_30, date(2026, 5, 17)),
        (Preset.QUARTER, date(2026, 4, 1)),
        (Preset.YEAR, date(2026, 1, 1)),
        (Preset.DAYS_365, date(2025, 6, 16)),
    ],
)
def test_every_named_period_ends_today(preset: Preset, first: date) -> None:
    assert preset_period(preset, MONDAY) == Period(first, MONDAY)


def test_a_period_is_compared_with_as_many_days_before_it() -> None:
    assert Period(date(2026, 6, 1), MONDAY).before() == Period(date(2026, 5, 17), date(2026, 5, 31))


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(MONDAY, MONDAY - timedelta(days=1))


def test_weeks_start_on_monday_and_are_trimmed_at_both_ends() -> None:
    assert cut(Period(date(2026, 6, 12), date(2026, 6, 23)), Step.WEEK) == [
        Period(date(2026, 6, 12), date(2026, 6, 14)),
        Period(date(2026, 6, 15), date(2026, 6, 21)),
        Period(date(2026, 6, 22), date(2026, 6, 23)),
    ]


def test_months_are_calendar_months_over_a_leap_february() -> None:
    assert cut(Period(date(2028, 1, 31), date(2028, 3, 1)), Step.MONTH) == [
        Period(date(2028, 1, 31), date(2028, 1, 31)),
        Period(date(2028, 2, 1), date(2028, 2, 29)),
        Period(date(2028, 3, 1), date(2028, 3, 1)),
    ]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800), st.sampled_from(Step))
def test_the_pieces_of_a_period_cover_each_day_once(first: date, days: int, step: Step) -> None:
    period = Period(first, first + timedelta(days=days))
    pieces = cut(period, step)
    assert [pieces[0].first, pieces[-1].last] == [period.first, period.last]
    assert sum(piece.days for piece in pieces) == period.days
    assert all(
        later.first - earlier.last == timedelta(days=1) for earlier, later in pairwise(pieces)
    )


@pytest.mark.parametrize(
    ("days", "step"),
    [(1, Step.DAY), (45, Step.DAY), (46, Step.WEEK), (200, Step.WEEK), (201, Step.MONTH)],
)
def test_a_longer_period_has_wider_bars(days: int, step: Step) -> None:
    assert fitting_step(Period(MONDAY, MONDAY + timedelta(days=days - 1))) is step


def test_shares_are_rounded_half_up_to_one_place() -> None:
    assert share(Decimal("1.25"), Decimal(1000)) == Decimal("0.1")
    assert share(Decimal("2.5"), Decimal(1000)) == Decimal("0.3")
    assert share(Decimal(1), Decimal(0)) is None


def test_growth_of_nothing_is_not_a_number() -> None:
    assert growth(Decimal(150), Decimal(100)) == Decimal("50.0")
    assert growth(Decimal(75), Decimal(100)) == Decimal("-25.0")
    assert growth(Decimal(75), Decimal(0)) is None


def test_classes_follow_the_running_share_of_the_total() -> None:
    assert abc([5, 70, 15, 8, 2, 0]) == ["B", "A", "A", "B", "C", "C"]


def test_one_big_value_is_a_even_beyond_the_border() -> None:
    assert abc([99, 1]) == ["A", "C"]
