"""The story of a price, its steps as data for whoever keeps or shows them, their sentences.

A step is ``{"rule", "before", "after", …}``: amounts of one unit as decimal strings,
``before`` is null in the first. A dealer's trace holds nothing of floors, costs or margins:
where the floor lifted his price, the discounts and the floor are one step, ``terms``.

While an order is priced the steps are told shorter, as a ``Story``: lines share the facts of
a step, and only its amount is a line's own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from wholesale.core.i18n import amount_text, text
from wholesale.core.money import plain
from wholesale.pricing.goods import Goods
from wholesale.pricing.rounding import Numbers, divide, exact
from wholesale.pricing.rules import Scope, ScopedRule

Step = dict[str, Any]

STAFF_FACTS = frozenset({"parent", "formula"})
"""What a step tells the staff alone: from whose list, by how much, a list is derived."""


Facts = dict[str, Any]
"""What is the same in a step of many lines: rule, scope, promotion. Shared: never changed."""

Story = list[tuple[Facts, int | None]]
"""Facts in their order, and after each the price of a unit in 1/10000 rouble; ``None`` while
there is no price."""

FRACTIONS = tuple(
    f".{part // 100:02d}" if not part % 100 else f".{part:04d}".rstrip("0")
    for part in range(10_000)
)
"""Parts of 1/10000 rouble after the point: two places, up to four where needed."""


def steps(story: Story) -> list[Step]:
    """The story as steps that explain themselves."""
    told: list[Step] = []
    before = None
    for facts, parts in story:
        step = facts.copy()
        step["before"] = before
        step["after"] = before = None if parts is None else part_text(parts)
        told.append(step)
    return told


def part_text(parts: int) -> str:
    """1/10000 roubles as text."""
    return f"{parts // 10_000}{FRACTIONS[parts % 10_000]}"


def kopeck_parts(kopecks: Numbers) -> list[int]:
    """A column of kopecks in 1/10000 rouble; what is empty comes as zero."""
    parts: list[int] = (exact(np.maximum(kopecks, 0), 100) * 100).tolist()
    return parts


def parts_of(numerators: Numbers, denominator: int) -> list[int]:
    """A column of kopecks over a denominator, half up to 1/10000 rouble."""
    parts: list[int] = divide(exact(numerators, 100) * 100, denominator).tolist()
    return parts


def amount(kopecks: int) -> str:
    """Kopecks as text."""
    return f"{kopecks // 100}.{kopecks % 100:02d}"


@lru_cache(maxsize=4096)
def percent(ten_thousandths: int) -> str:
    """1/10000 % as a percentage without trailing zeros."""
    return str(plain(Decimal(ten_thousandths).scaleb(-4)))


def scope_of(goods: Goods, rule: ScopedRule) -> dict[str, str]:
    """What a step tells of a discount's scope and end."""
    facts: dict[str, str] = {"scope": rule.scope.value}
    tree = goods.categories
    if rule.scope in (Scope.CATEGORY, Scope.BRAND_IN_CATEGORY):
        facts["category"] = tree.names[tree.row(rule.category_id)]
    if rule.brand:
        facts["brand"] = rule.brand
    if rule.valid_to:
        facts["until"] = rule.valid_to.isoformat()
    return facts


def sentence(language: str, step: Step) -> str:
    """A step in words, for the reader's language."""
    facts: dict[str, Any] = {}
    for name, value in step.items():
        if name in ("before", "after", "price", "sum", "floor") and value is not None:
            facts[name] = amount_text(Decimal(value), language)
        elif name == "formula":
            facts[name] = abs(Decimal(value))
        elif name in ("percent", "quantity", "more") and value is not None:
            facts[name] = Decimal(value)
        elif name == "until":
            facts[name] = date.fromisoformat(value)
        else:
            facts[name] = value
    words = text(language, _key(step), **facts)
    for name in ("formula", "scope", "quantity", "until"):
        if step.get(name) and f"trace.+{name}" not in _silent(step):
            words += text(language, _suffix(step, name), **facts)
    return words


def _silent(step: Step) -> frozenset[str]:
    return frozenset({"trace.+scope"}) if step.get("scope") == "all" else frozenset()


def _suffix(step: Step, name: str) -> str:
    if name == "scope":
        return f"trace.+scope.{step['scope']}"
    if name == "formula":
        percent = Decimal(step["formula"])
        kind = "less" if percent < 0 else "more" if percent else "same"
        return f"trace.+formula.{kind}"
    return f"trace.+{name}"


def _key(step: Step) -> str:
    return f"trace.{step['rule']}"
