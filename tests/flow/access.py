"""Cases of the access matrix: who may, from whom a thing is hidden, who is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.flow.stage import Stage
from wholesale.flow.order_lines import OrderItem

ACTORS = (
    "dealer",
    "neighbour",
    "stranger",
    "manager",
    "other_manager",
    "supervisor",
    "admin",
    "nobody",
)

Arguments = Callable[[Stage], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One call: its arguments, who succeeds, from whom the thing is hidden, who is refused.

    Whoever is in neither ``may`` nor ``hidden`` lacks the permission.
    """

    name: str
    arguments: Arguments
    may: str
    hidden: str = ""

    def expected(self, actor: str) -> str:
        if actor in self.may.split():
            return "done"
        return "hidden" if actor in self.hidden.split() else "refused"


OF_DEALER = ("dealer manager supervisor", "neighbour stranger other_manager nobody")
"""A dealer's own thing: himself, the managers of his point, the supervisor."""

OF_DEALER_OR_ADMIN = (f"{OF_DEALER[0]} admin", OF_DEALER[1])
"""What an administrator, who sees all rows, may look at as well."""

OF_STAFF = ("manager supervisor", "other_manager")
"""What the staff of the dealer's point do with it."""

SUPERVISOR = ("supervisor", "")
OFFICE = ("supervisor admin", "")
ADMIN = ("admin", "")
EVERYONE = ("dealer neighbour stranger manager other_manager supervisor admin", "")
BUYERS = "dealer neighbour stranger manager other_manager supervisor nobody"
"""Whoever holds the permission to order; what he sees of it the row filters decide."""

ALL = " ".join(ACTORS)


def of(status: str) -> Arguments:
    return lambda stage: {"order_id": stage.orders[status]}


def dealer(stage: Stage) -> dict[str, Any]:
    return {"dealer_id": stage.world.dealer_id}


def wanted(stage: Stage) -> list[OrderItem]:
    return [OrderItem(stage.world.product(name), Decimal(3)) for name in ("NUT-8", "DRILL")]


def nothing(stage: Stage) -> dict[str, Any]:
    return {}
