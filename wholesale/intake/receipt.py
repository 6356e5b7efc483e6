"""The receipt: every row of the file in exactly one of five outcomes, each with its reason.

``Decision`` is what became of one entry. Decisions and skipped rows make the receipt, and the
sums must be equal: ``settle`` raises rather than lose a row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from wholesale.core.money import plain
from wholesale.intake.queries import Item
from wholesale.intake.words.units import raised


class Outcome(StrEnum):
    """What became of a row; of a row with several shops, the first in this order."""

    REJECTED = "rejected"
    ASKED = "asked"
    ADDED = "added"
    MERGED = "merged"
    SKIPPED = "skipped"


@dataclass(slots=True)
class Decision:
    """One entry's fate. ``quantity`` is in the product's unit, before packs and minimums."""

    key: str
    sheet: int
    row: int
    codes: tuple[str, ...] = ()
    name: str = ""
    delivery: str = ""
    outcome: Outcome = Outcome.REJECTED
    product_id: int | None = None
    quantity: Decimal | None = None
    how: str = ""
    confidence: int = 0
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()
    candidates: tuple[tuple[int, int, tuple[tuple[str, dict[str, Any]], ...]], ...] = ()
    unknown: tuple[str, ...] = ()  # those of the codes that the catalogue does not know
    printed: Decimal | None = None  # the price in our own order form
    amount: str = ""  # as read, with its measure: «5 pack», for a later product

    @property
    def text(self) -> str:
        """What the dealer wrote, for people."""
        return " · ".join(filter(None, dict.fromkeys([*self.codes, self.name])))


@dataclass(slots=True)
class Line:
    """What will be ordered of one product for one delivery, of one row or several."""

    product_id: int
    delivery: str
    quantity: Decimal
    rows: list[tuple[int, int]]  # (sheet, row), the first one added, the others merged
    how: str
    confidence: int
    notes: list[tuple[str, dict[str, Any]]]
    keys: list[str]  # of the decisions, in the order of ``rows``
    text: str  # the first row's, as the dealer wrote it
    printed: Decimal | None  # its price in our own order form


@dataclass(frozen=True, slots=True)
class Receipt:
    """Counts of rows. ``rows_in`` is every row of every sheet down to its last filled one."""

    rows_in: int
    added: int
    merged: int
    asked: int
    rejected: int
    skipped: int

    def __post_init__(self) -> None:
        accounted = self.added + self.merged + self.asked + self.rejected + self.skipped
        if accounted != self.rows_in:
            raise RuntimeError(f"{accounted} rows accounted for of {self.rows_in}")


def products_of(decisions: Iterable[Decision]) -> set[int]:
    """The products that ``decisions`` speak of: those taken, and those asked about."""
    products: set[int] = set()
    for decision in decisions:
        products.update(product for product, _, _ in decision.candidates)
        if decision.product_id is not None:
            products.add(decision.product_id)
    return products


def merge(decisions: Sequence[Decision], items: Mapping[int, Item]) -> list[Line]:
    """Lines of the decisions that are added: rows of one product and delivery joined, then
    raised to the product's minimum and pack multiple (over all deliveries together).

    Marks the decisions that joined an earlier line ``MERGED``.
    """
    lines: dict[tuple[int, str], Line] = {}
    for decision in decisions:
        if decision.outcome is not Outcome.ADDED and decision.outcome is not Outcome.MERGED:
            continue
        assert decision.product_id is not None and decision.quantity is not None
        place = (decision.product_id, decision.delivery)
        line = lines.get(place)
        if line is None:
            decision.outcome = Outcome.ADDED
            lines[place] = Line(
                decision.product_id,
                decision.delivery,
                decision.quantity,
                [(decision.sheet, decision.row)],
                decision.how,
                decision.confidence,
                list(decision.notes),
                [decision.key],
                decision.text,
                decision.printed,
            )
            continue
        decision.outcome = Outcome.MERGED
        line.quantity = plain(line.quantity + decision.quantity)
        line.rows.append((decision.sheet, decision.row))
        line.keys.append(decision.key)
        line.notes.extend(note for note in decision.notes if note not in line.notes)
    _raise(lines.values(), items)
    return list(lines.values())


def _raise(lines: Iterable[Line], items: Mapping[int, Item]) -> None:
    """Raise the sum of each product over all its deliveries: its first line holds what is added."""
    by_product: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_product[line.product_id].append(line)
    for product_id, together in by_product.items():
        item, first = items[product_id], together[0]
        total = sum((line.quantity for line in together[1:]), first.quantity)
        wanted, notes = raised(total, unit=item.unit, pack=item.pack, minimum=item.minimum)
        if wanted != total:
            first.quantity = plain(first.quantity + wanted - total)
            first.notes.extend(notes)


_RANK = list(Outcome)


def count(
    decisions: Iterable[Decision],
    skipped: Mapping[tuple[int, int], str],
    last_rows: Sequence[int],
) -> Receipt:
    """The receipt. A row with several entries counts once, in the outcome that most needs a
    person; rows that hold nothing are skipped."""
    rows: dict[tuple[int, int], Outcome] = dict.fromkeys(skipped, Outcome.SKIPPED)
    for decision in decisions:
        place = (decision.sheet, decision.row)
        earlier = rows.get(place)
        rows[place] = (
            min(earlier, decision.outcome, key=_RANK.index) if earlier else decision.outcome
        )
    counted = Counter(rows.values())
    rows_in = sum(last_rows)
    outside = [place for place in rows if not 1 <= place[1] <= last_rows[place[0]]]
    if outside:
        raise RuntimeError(f"rows beyond the sheet: {outside[:3]}")
    empty = rows_in - len(rows)
    return Receipt(
        rows_in=rows_in,
        added=counted[Outcome.ADDED],
        merged=counted[Outcome.MERGED],
        asked=counted[Outcome.ASKED],
        rejected=counted[Outcome.REJECTED],
        skipped=counted[Outcome.SKIPPED] + empty,
    )
