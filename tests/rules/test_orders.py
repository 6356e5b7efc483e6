"""The table of an order's life holds together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import OrderStatus, PaymentState
from wholesale.orders.rules import TRANSITIONS, Step, next_status, payment_state, possible_steps


def test_every_status_but_the_last_ones_leads_on_and_every_one_is_reached() -> None:
    ends = {status for status in OrderStatus if not possible_steps(status)}
    reached = {target for table in TRANSITIONS.values() for target in table.values()}
    assert ends == {OrderStatus.COMPLETED, OrderStatus.CANCELLED}
    assert reached == set(OrderStatus) - {OrderStatus.DRAFT}


def test_what_has_left_cannot_be_cancelled() -> None:
    for status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED):
        with pytest.raises(DomainError) as refused:
            next_status(Step.CANCEL, status)
        assert refused.value.code == "step_not_possible"


@pytest.mark.parametrize(
    ("paid", "state"),
    [
        ("0", PaymentState.UNPAID),
        ("0.01", PaymentState.PARTLY_PAID),
        ("99.99", PaymentState.PARTLY_PAID),
        ("100", PaymentState.PAID),
        ("101", PaymentState.PAID),
    ],
)
def test_the_payment_state_follows_from_what_was_paid(paid: str, state: PaymentState) -> None:
    assert payment_state(Decimal(100), Decimal(paid)) is state
