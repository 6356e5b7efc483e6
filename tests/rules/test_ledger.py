"""Payments settle the earliest debts; what is left ages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D  # noqa: N817

from hypothesis import given
from hypothesis import strategies as st

from wholesale.ledger.rules import Movement, standing

TODAY = date(2026, 6, 15)


def shipped(amount: str, due_in_days: int) -> Movement:
    return Movement(TODAY - timedelta(days=120), D(amount), TODAY + timedelta(days=due_in_days))


def paid(amount: str) -> Movement:
    return Movement(TODAY, -D(amount))


def test_a_debt_that_is_not_due_is_not_overdue() -> None:
    found = standing([shipped("100.00", 0), shipped("50.00", 3)], today=TODAY)
    assert (found.debt, found.overdue, found.overdue_since) == (D("150.00"), 0, None)


def test_debts_age_by_days_past_due() -> None:
    rows = [
        shipped("1.00", 1),
        shipped("2.00", -1),
        shipped("4.00", -30),
        shipped("8.00", -31),
        shipped("16.00", -90),
        shipped("32.00", -91),
    ]
    found = standing(rows, today=TODAY)
    assert found.ageing == (D(1), D(6), D(8), D(16), D(32))
    assert found.overdue == D(62)
    assert found.overdue_since == TODAY - timedelta(days=91)


def test_a_payment_settles_the_debt_that_was_due_first() -> None:
    found = standing([shipped("100.00", 5), shipped("40.00", -10), paid("60.00")], today=TODAY)
    assert (found.debt, found.overdue) == (D("80.00"), 0)


def test_money_paid_ahead_is_a_negative_debt() -> None:
    found = standing([shipped("10.00", 5), paid("60.00")], today=TODAY)
    assert (found.debt, found.ageing) == (D("-50.00"), (0, 0, 0, 0, 0))


movements = st.builds(
    Movement,
    happened_on=st.dates(date(2026, 1, 1), TODAY),
    amount=st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    due_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(st.lists(movements, max_size=40))
def test_the_ages_sum_to_the_debt_unless_he_paid_ahead(rows: list[Movement]) -> None:
    found = standing(rows, today=TODAY)
    assert sum(found.ageing) == max(found.debt, D(0))
    assert found.overdue == sum(found.ageing[1:])
    assert (found.overdue > 0) == (found.overdue_since is not None)
