"""Why a column that could be taken for something of the order is not, told of each of them.

It decides nothing: it is asked when everything is decided, for the person who looks at the sheet.
"""

from __future__ import annotations

from wholesale.intake.columns.arithmetic import mostly_fractions, rises
from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.evidence import holds_years, says_past
from wholesale.intake.words.parts import Part


def say_refused(chosen: Columns, seen: Counting) -> None:
    """Add a reason for each column of numbers, or under a word we know, that has none yet."""
    told = {column for column, *_ in chosen.reasons}
    for column in seen.block:
        if column in told:
            continue
        part = seen.named[column]
        if part not in {None, Part.QUANTITY, Part.NUMBER, Part.OTHER}:
            chosen.reasons.append((column, part, "column_named", {}))
        elif code := _refusal(chosen, seen, column):
            chosen.reasons.append((column, Part.OTHER, code, {}))


def _refusal(chosen: Columns, seen: Counting, column: int) -> str:
    """Why the column is not ordered; "" for one that nobody would have thought of."""
    part, profile = seen.named[column], seen.profiles[column]
    counts = 2 * profile.readable > profile.filled > 0
    if part is not Part.NUMBER and says_past(seen.heading(column)):
        return "column_past" if counts or part else ""
    if part is Part.OTHER:
        return "column_of_no_use"
    if part is Part.NUMBER or (counts and rises(profile)):
        return "column_numbers_rows"
    if part is Part.QUANTITY:
        return "column_another_taken" if chosen.quantities else ""
    if not counts:
        return ""  # words, or nothing, under a word that nobody knows
    if mostly_fractions(profile):
        return "column_of_fractions"
    if holds_years(seen.rows, column):
        return "column_of_years"
    return "column_another_taken" if chosen.quantities else ""
