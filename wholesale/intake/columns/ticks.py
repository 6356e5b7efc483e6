"""A column of ticks: a supplier's offer comes back with «+» or «да» under «Берём», and what is
ordered stands beside it as he offered it."""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.columns.choice import Counting
from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.cells import at, text_of
from wholesale.intake.words.quantity import TICKS

_NO = frozenset({"", "-", "–", "—", "нет", "no", "n", "не берем", "не надо", "не нужно"})


def is_tick(cell: Cell) -> bool | None:
    """Whether the cell ticks its row, or leaves it out; None when it says anything else."""
    text = text_of(cell).casefold().replace("ё", "е").strip(" .!")
    return True if text in TICKS else False if text in _NO else None


def ticked_count(seen: Counting, said: Sequence[int], ordered: Sequence[int]) -> int | None:
    """The only count beside the only column of ordering, when that one holds ticks alone."""
    counts = [c for c in said if c not in ordered and seen.profiles[c].numbers]
    if len(ordered) != 1 or len(counts) != 1 or not _asks_alone(seen.heading(ordered[0]).text):
        return None
    ticks = [is_tick(at(row, ordered[0])) for row in seen.rows]
    return counts[0] if any(ticks) and None not in ticks else None


def _asks_alone(heading: str) -> bool:
    """Whether the heading is one word of ordering: under «Нужна доставка» a no is no refusal."""
    return len(set(spelling(heading).split()) - {"да", "нет", "v", "+", "yes", "no"}) == 1
