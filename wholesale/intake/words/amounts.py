"""Amounts as one line of text: for the kept receipt, and as a person would type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wholesale.core.vocabulary import UNITS
from wholesale.intake.words.quantity import LIMIT, PACK, UNKNOWN, Amount


def packed(amount: Amount) -> str:
    """An amount as one line of text, for the kept receipt."""
    if amount.problem:
        return f"!{amount.problem} {amount.params.get('text', '')}"
    told = f"{amount.value} {amount.measure}"
    return told if amount.counted is None else f"{told}={amount.counted}"


def unpacked(text: str) -> Amount:
    """The amount that ``packed`` wrote."""
    head, _, tail = text.partition(" ")
    if head.startswith("!"):
        params: dict[str, Any] = {"text": tail}
        if head == "!quantity_absurd":
            params["limit"] = LIMIT
        return Amount(problem=head[1:], params=params)
    measure, _, counted = tail.partition("=")
    return Amount(Decimal(head), measure, counted=Decimal(counted) if counted else None)


def typed_amount(text: str, *, packs: str = "упак") -> str:
    """A ``packed`` amount as a person would type it: «5 упак», «2 упак (24)», «1,5 кг»; what
    could not be read, as it was written. ``packs`` is the word for them."""
    if text.startswith("!"):
        return text.partition(" ")[2]
    value, _, measure = text.partition(" ")
    measure, _, counted = measure.partition("=")
    if measure.startswith(UNKNOWN):
        sign = measure.removeprefix(UNKNOWN)
    else:
        sign = packs if measure == PACK else UNITS[measure].sign if measure in UNITS else ""
    told = f"{value.replace('.', ',')} {sign}".strip()
    return f"{told} ({counted})" if counted else told
