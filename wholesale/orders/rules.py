"""The life of an order as a table, and what may be done to its lines."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import OrderStatus, PaymentState


class Step(StrEnum):
    """What moves an order on."""

    SUBMIT = "submit"
    HOLD = "hold"
    RESUME = "resume"
    ACCEPT = "accept"
    ASSEMBLE = "assemble"
    SHIP = "ship"
    DELIVER = "deliver"
    COMPLETE = "complete"
    CANCEL = "cancel"


_S = OrderStatus

TRANSITIONS: dict[Step, dict[OrderStatus, OrderStatus]] = {
    Step.SUBMIT: {_S.DRAFT: _S.SUBMITTED},
    Step.HOLD: {_S.SUBMITTED: _S.ON_HOLD, _S.ACCEPTED: _S.ON_HOLD, _S.ASSEMBLING: _S.ON_HOLD},
    Step.RESUME: {_S.ON_HOLD: _S.SUBMITTED},
    Step.ACCEPT: {_S.SUBMITTED: _S.ACCEPTED},
    Step.ASSEMBLE: {_S.ACCEPTED: _S.ASSEMBLING},
    Step.SHIP: {_S.ACCEPTED: _S.SHIPPED, _S.ASSEMBLING: _S.SHIPPED},
    Step.DELIVER: {_S.SHIPPED: _S.DELIVERED},
    Step.COMPLETE: {_S.DELIVERED: _S.COMPLETED},
    Step.CANCEL: {
        _S.DRAFT: _S.CANCELLED,
        _S.SUBMITTED: _S.CANCELLED,
        _S.ON_HOLD: _S.CANCELLED,
        _S.ACCEPTED: _S.CANCELLED,
        _S.ASSEMBLING: _S.CANCELLED,
    },
}

# A dealer may take his order back only while nobody has begun to work on it.
DEALER_CANCELS = frozenset({_S.DRAFT, _S.SUBMITTED, _S.ON_HOLD})

# Lines may be changed by the manager until the goods have left.
EDITABLE = frozenset({_S.SUBMITTED, _S.ON_HOLD, _S.ACCEPTED, _S.ASSEMBLING})

# Orders that hold stock and count against a credit limit.
OPEN = frozenset({_S.SUBMITTED, _S.ON_HOLD, _S.ACCEPTED, _S.ASSEMBLING})

LARGEST_QUANTITY = Decimal(1_000_000)


def next_status(step: Step, status: OrderStatus) -> OrderStatus:
    """Where ``step`` leads from ``status``; ``step_not_possible`` when nowhere."""
    following = TRANSITIONS[step].get(status)
    if following is None:
        raise DomainError("step_not_possible", step=step, status=status)
    return following


def possible_steps(status: OrderStatus) -> list[Step]:
    """The steps open from ``status``, in the order of an order's life."""
    return [step for step, table in TRANSITIONS.items() if status in table]


def check_quantity(quantity: Decimal) -> Decimal:
    """A quantity that can be ordered: positive, in thousandths, below a million."""
    if not quantity.is_finite() or quantity <= 0:
        raise DomainError("quantity_not_positive", quantity=quantity)
    if quantity > LARGEST_QUANTITY:
        raise DomainError("quantity_too_large", quantity=quantity, largest=LARGEST_QUANTITY)
    if quantity * 1000 != int(quantity * 1000):
        raise DomainError("quantity_too_fine", quantity=quantity)
    return quantity


def payment_state(total: Decimal, paid: Decimal) -> PaymentState:
    """Derived from what was paid against an order's total."""
    if paid <= 0:
        return PaymentState.UNPAID
    return PaymentState.PAID if paid >= total else PaymentState.PARTLY_PAID


def fitting(quantity: Decimal, *, pack: Decimal, minimum: Decimal) -> Decimal:
    """``quantity`` raised to the minimum and to whole packs; zero and less stay as they are."""
    if quantity <= 0:
        return quantity
    wanted = max(quantity, minimum)
    if pack <= 0 or not wanted % pack:
        return wanted
    return (wanted // pack + 1) * pack
