"""Tables that stand side by side under one header row: «Код, Заказ, Код, Заказ»."""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.columns.profiles import Profile
from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.heading import Heading
from wholesale.intake.words.parts import IDENTIFYING, Part


def side_by_side(
    headings: Sequence[Heading], named: Sequence[Part | None], profiles: Sequence[Profile]
) -> list[range]:
    """The columns of each table, from the left; one block for the usual sheet."""
    return _repeated(headings, named, profiles) or _in_turn(named) or [range(len(named))]


def _repeated(
    headings: Sequence[Heading], named: Sequence[Part | None], profiles: Sequence[Profile]
) -> list[range]:
    """Blocks under the same words in the same order, whatever they are: each says which product
    a row means, by a word that is known or by what stands under it. What stands left of the
    first block (numbers of the rows) belongs to it."""
    words = [spelling(heading.full) for heading in headings]
    for first, word in enumerate(words):
        starts = [column for column, other in enumerate(words) if word and other == word]
        if len(starts) < 2:
            continue
        blocks = [
            range(start, end) for start, end in zip(starts, [*starts[1:], len(named)], strict=True)
        ]
        told = [[words[c] for c in block if c < len(words) and words[c]] for block in blocks]
        if len(told[0]) < 2 or len(set(told[0])) < len(told[0]) or told != [told[0]] * len(told):
            return []
        if not all(any(_identifies(named[c], profiles[c]) for c in block) for block in blocks):
            return []
        if any(named[column] in IDENTIFYING for column in range(first)):
            return []  # what repeats is counted of the goods at its left
        return [range(blocks[0].stop), *blocks[1:]]
    return []


def _identifies(part: Part | None, profile: Profile) -> bool:
    """Whether a column names goods: under a word for it, or by words and codes we know."""
    if part is not None:
        return part in IDENTIFYING
    return profile.filled > 0 and (
        2 * max(profile.exact, profile.known_barcodes, profile.names) > profile.filled
        or (2 * profile.letters > profile.filled and profile.length >= 8 * profile.filled)
    )


def _in_turn(named: Sequence[Part | None]) -> list[range]:
    """Blocks where the same identifying part, then a quantity stand in turn, under words that
    may differ from block to block."""
    width = len(named)
    for part in (Part.ARTICLE, Part.BARCODE, Part.NAME):
        places = [c for c in range(width) if named[c] is part]
        counts = [c for c in range(width) if named[c] is Part.QUANTITY]
        if len(places) < 2 or len(counts) != len(places):
            continue
        turns = sorted([*((c, 0) for c in places), *((c, 1) for c in counts)])
        if [kind for _, kind in turns] == [0, 1] * len(places):
            first = min(
                c
                for c in range(places[0] + 1)
                if c == places[0]
                or named[c] in {Part.NUMBER, Part.NAME, Part.ARTICLE, Part.BARCODE, None}
            )
            gap = places[0] - first
            # blank columns left of the first table are not repeated between the others
            starts = [
                max(place - gap, before)
                for place, before in zip(places, [0, *(c + 1 for c in counts)], strict=False)
            ]
            return [
                range(start, end) for start, end in zip(starts, [*starts[1:], width], strict=True)
            ]
    return []
