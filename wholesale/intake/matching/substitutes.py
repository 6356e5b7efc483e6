"""What is offered in place of a product that is discontinued or out of stock."""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.core.codes import text_key
from wholesale.intake.matching.match import Candidate, Match
from wholesale.intake.matching.names import NEAR, Asked
from wholesale.intake.queries import Item


def discontinued(match: Match, near: Sequence[Item]) -> Match:
    """The product is no longer sold: ask, with what is like it."""
    assert match.item is not None
    old = match.item
    return Match(
        code="product_discontinued",
        params={"article": old.article, "name": old.name},
        candidates=substitutes(old, near),
    )


def substitutes(missing: Item, near: Sequence[Item]) -> tuple[Candidate, ...]:
    """Up to three of ``near`` that may stand for a product: what is called the same comes
    first, then what lies in its category."""
    called = _first_word(missing)
    asked = Asked(missing.name)
    scored = sorted(
        (
            (asked.likeness(item.name, item.brand).score, item)
            for item in near
            if item.active and item.id != missing.id
        ),
        key=lambda pair: (
            _first_word(pair[1]) != called,
            pair[1].category_id != missing.category_id,
            -pair[0],
            pair[1].id,
        ),
    )
    return tuple(
        Candidate(item.id, min(score, 60), (("substitute", {}),))
        for score, item in scored[:3]
        if score >= NEAR
    )


def _first_word(item: Item) -> str:
    return text_key(item.name).partition(" ")[0]
