"""The story of a price: steps as data, kept with the order line, and their sentences.

A step is ``{"rule", "before", "after", …}``: amounts of one unit as decimal strings,
``before`` is null in the first. A dealer's trace holds nothing of floors, costs or margins:
where the floor lifted his price, the discounts and the floor are one step, ``terms``.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from wholesale.core.i18n import amount_text, text
from wholesale.core.money import plain

Step = dict[str, Any]

STAFF_RULES = frozenset({"floor"})
"""Steps that no dealer may ever read."""


def step(rule: str, before: str | None, after: str | None, **facts: Any) -> Step:
    """One step; ``facts`` are JSON and name what the sentence needs."""
    return {"rule": rule, "before": before, "after": after, **facts}


def amount(numerator: int, denominator: int = 1) -> str:
    """Kopecks ``numerator / denominator`` as roubles: at least two places, at most four."""
    if denominator == 1:
        return f"{numerator // 100}.{numerator % 100:02d}"
    value = (Decimal(numerator) / (denominator * 100)).quantize(
        Decimal("0.0001"), rounding=ROUND_HALF_UP
    )
    short = plain(value)
    return str(short.quantize(Decimal("0.01")) if short == round(short, 2) else short)


def percent(ten_thousandths: int) -> str:
    """1/10000 % as a percentage without trailing zeros."""
    return str(plain(Decimal(ten_thousandths).scaleb(-4)))


def sentence(language: str, step: Step) -> str:
    """A step in words, for the reader's language."""
    facts: dict[str, Any] = {}
    for name, value in step.items():
        if name in ("before", "after", "price", "sum", "floor") and value is not None:
            facts[name] = amount_text(Decimal(value))
        elif name in ("percent", "quantity", "rate") and value is not None:
            facts[name] = Decimal(value)
        elif name == "until":
            facts[name] = date.fromisoformat(value)
        else:
            facts[name] = value
    words = text(language, _key(step), **facts)
    for name in ("scope", "quantity", "until"):
        if step.get(name) and f"trace.+{name}" not in _silent(step):
            words += text(language, _suffix(step, name), **facts)
    return words


def _silent(step: Step) -> frozenset[str]:
    return frozenset({"trace.+scope"}) if step.get("scope") == "all" else frozenset()


def _suffix(step: Step, name: str) -> str:
    return f"trace.+scope.{step['scope']}" if name == "scope" else f"trace.+{name}"


def _key(step: Step) -> str:
    return f"trace.{step['rule']}"
