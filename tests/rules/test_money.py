"""Exact amounts: half-up, refusing what is not whole, splits that sum."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.core import money

amounts = st.decimals(min_value=0, max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        ("0.005", "0.01", "0.01"),
        ("-0.005", "0.01", "-0.01"),
        ("2.675", "0.01", "2.68"),
        ("2.5", "1", "3"),
        ("14.9999", "0.10", "15.00"),
        ("1234.50", "10", "1230"),
        ("1235.00", "10", "1240"),
    ],
)
def test_halves_go_away_from_zero(value: str, step: str, rounded: str) -> None:
    assert money.round_half_up(Decimal(value), Decimal(step)) == Decimal(rounded)


def test_an_unrounded_amount_and_a_float_are_refused() -> None:
    with pytest.raises(ValueError, match="is not a whole number"):
        money.to_minor(Decimal("0.001"))
    with pytest.raises(TypeError, match="float"):
        money.to_minor(0.1)  # type: ignore[arg-type]


@given(st.integers(-(10**18), 10**18))
def test_kopecks_and_thousandths_come_back_as_they_went(whole: int) -> None:
    assert money.to_minor(money.from_minor(whole)) == whole
    assert money.to_thousandths(money.from_thousandths(whole)) == whole


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_integer_division_rounds_as_decimals_do(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    assert money.divide_half_up(numerator, denominator) == money.round_half_up(exact, Decimal(1))


@given(amounts, st.lists(amounts, min_size=1, max_size=50))
def test_the_parts_of_a_split_sum_to_the_whole(total: Decimal, weights: list[Decimal]) -> None:
    parts = money.split(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)


def test_the_odd_kopeck_goes_to_the_largest_weight() -> None:
    parts = money.split(Decimal("100.00"), [Decimal(1), Decimal("1.01"), Decimal(1)])
    assert parts == [Decimal("33.22"), Decimal("33.56"), Decimal("33.22")]


def test_nothing_to_weigh_by_leaves_everything_to_the_first() -> None:
    assert money.split(Decimal(5), [Decimal(0), Decimal(0)]) == [Decimal(5), Decimal("0.00")]
