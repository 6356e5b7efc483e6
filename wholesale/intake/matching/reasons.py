"""Why a product is offered for a dealer's words: what agrees, what differs, what he did not say."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wholesale.intake.matching.match import Reason
from wholesale.intake.matching.names import Likeness, Number, wording
from wholesale.intake.queries import Item

_MOST = 3  # words or sizes told of one sort


def reasons(alike: Likeness, text: str, item: Item, makers: Collection[str]) -> tuple[Reason, ...]:
    """What to tell beside ``item``, which is so ``alike`` to a dealer's ``text``; ``makers`` are
    the words of the brands of all that is offered."""
    asked, there = wording(text), wording(item.name)
    told: list[Reason] = []
    absent = [*alike.missing]
    if absent and item.brand and any(word in makers for word in absent):
        told.append(("brand_other", {"brand": item.brand}))
        absent = [word for word in absent if word not in makers]
    marks = asked.marks - there.marks
    other = marks and there.marks - asked.marks
    if alike.lost and alike.more:
        told.append(("size_other", {"there": _texts(alike.more), "said": _texts(alike.lost)}))
    elif alike.lost:
        absent += [number.text for number in alike.lost]
    elif other:  # PH2 asked, PZ2 there
        told.append(("size_other", {"there": _marks(other), "said": _marks(marks)}))
    if absent:
        told.append(("words_missing", {"words": ", ".join(absent[: _MOST + 1])}))
    if alike.unsure:
        told.append(("words_unsure", {"words": ", ".join(alike.unsure[:_MOST])}))
    if alike.lost or other:
        return tuple(told)
    if alike.more and asked.numbers:
        sizes = {"said": _texts(asked.numbers), "more": _texts(alike.more)}
        told.append(("size_in_part", sizes))
    elif alike.more:
        told.append(("size_unsaid", {"more": _texts(alike.more)}))
    elif alike.fits:
        told.append(("says_all", {}))
    return tuple(told)


def _texts(numbers: Sequence[Number]) -> str:
    return ", ".join([number.text for number in numbers[:_MOST]])


def _marks(marks: Collection[str]) -> str:
    return ", ".join(sorted(marks)).upper()
