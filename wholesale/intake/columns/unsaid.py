"""Columns whose headings the dictionary does not know: ordered on evidence, else asked."""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.columns.arithmetic import mostly_fractions, multiplies, rises
from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.deliveries import (
    depots,
    houses_among,
    is_total_word,
    take_deliveries,
)
from wholesale.intake.columns.evidence import (
    holds_years,
    is_added_by_hand,
    is_titled_order,
    is_titled_report,
    is_written_by_hand,
    says_past,
    says_wish,
)
from wholesale.intake.columns.packs_alone import counts_packs
from wholesale.intake.columns.unheaded import take_by_shape
from wholesale.intake.words.parts import Part
from wholesale.intake.words.shops import is_place, is_warehouse


def take_unsaid(
    chosen: Columns, seen: Counting, unsaid: Sequence[int], spoken: Sequence[int]
) -> None:
    """Columns whose headings the dictionary does not know: deliveries when shops, addresses or
    dates stand over all of them, else asked."""
    if spoken:
        houses = houses_among(seen, unsaid, spoken)
        rest = [
            c
            for c in unsaid
            if c not in spoken
            and not is_warehouse(seen.heading(c))
            and not is_total_word(seen.heading(c))
            and c not in houses
            and not mostly_fractions(seen.profiles[c])
        ]
        if rest:
            chosen.ask(unsaid, "column_unknown")
        else:
            kept = [
                c for c in unsaid if c in spoken or c in houses or is_warehouse(seen.heading(c))
            ]
            beside = [c for c in depots(seen) if _may_order(seen, c, kept)]
            if beside and is_place(seen.heading(kept[-1]), seen.places):
                chosen.ask(sorted([*kept, *beside]), "column_depot")  # no total says if it orders
                return
            take_deliveries(chosen, seen, kept, "column_shop")
        return
    if all(is_warehouse(seen.heading(c)) for c in unsaid):
        return  # stocks of warehouses
    told = _told_by_evidence(chosen, seen, unsaid)
    if told:
        chosen.count_by(told[0], told[1], measure=seen.measure(told[0]))
        return
    blank = [c for c in unsaid if not seen.heading(c).full]
    if blank == unsaid:
        take_by_shape(chosen, seen, unsaid)
    elif not all(mostly_fractions(seen.profiles[c]) for c in unsaid):
        chosen.ask(unsaid, "column_unknown")


def _may_order(seen: Counting, depot: int, shops: Sequence[int]) -> bool:
    """Whether a depot may be one more place that orders: behind the shops, or before them where it
    leaves rows blank, as stock seldom does."""
    filled = seen.profiles[depot].filled
    return depot == max(shops) + 1 or (depot == min(shops) - 1 and filled < len(seen.rows))


def _told_by_evidence(
    chosen: Columns, seen: Counting, unsaid: Sequence[int]
) -> tuple[int, str] | None:
    """The one column that something says is the quantity, and what says so."""
    open_ = [c for c in unsaid if not _is_attribute(seen, c)]
    wished = [c for c in open_ if says_wish(seen.heading(c))]
    if len(wished) == 1:
        return wished[0], "column_wish"
    if wished or is_titled_report(seen.titles):
        return None
    spoken = {c: code for c in open_ if (code := _evidence(chosen, seen, c))}
    if len(spoken) == 1:
        return next(iter(spoken.items()))
    if spoken or len(open_) != 1 or _has_rival(chosen, seen, open_[0]):
        return None
    if counts_packs(chosen, seen, open_[0]):
        return open_[0], "column_packs_alone"
    if is_titled_order(seen.titles):
        return open_[0], "column_titled_order"
    total = chosen.parts.get(Part.SUM)
    if total is not None and Part.PRICE in chosen.parts and not seen.profiles[total].numbers:
        return open_[0], "column_for_sum"  # a sum is asked for, of the price and of what else
    return None


def _evidence(chosen: Columns, seen: Counting, column: int) -> str:
    """What in the column itself says that it is ordered; "" when nothing does."""
    heading, profile = seen.heading(column), seen.profiles[column]
    prices = [c for c in seen.block if seen.named[c] is Part.PRICE]
    total = chosen.parts.get(Part.SUM)
    multiplied = total is not None and any(multiplies(seen.rows, column, c, total) for c in prices)
    if multiplied and is_titled_order(seen.titles):  # so is what was bought, in a report
        return "column_multiplies"
    if is_written_by_hand(seen.rows, column):
        return "column_by_hand"
    covered = any(left < column <= right for left, right in seen.table.spans.items())
    if chosen.goods and column > max(chosen.goods) and not covered:
        listed = max(seen.profiles[c].filled for c in chosen.goods)
        if is_added_by_hand(heading, profile, listed):
            return "column_added"
    return ""


def _has_rival(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether another column nobody knows may be the quantity: left empty, or hard to read."""
    for other in seen.block:
        profile = seen.profiles[other]
        if seen.named[other] is not None or other in {column, *chosen.parts.values()}:
            continue
        if not profile.filled and seen.heading(other).full:
            return True
        if 3 * profile.readable > profile.filled > 0 and not _is_attribute(seen, other):
            return True
    return False


def _is_attribute(seen: Counting, column: int) -> bool:
    """Numbers of rows, prices with kopecks, years, the past: never what is asked for now."""
    profile = seen.profiles[column]
    if says_past(seen.heading(column)):
        return True
    return rises(profile) or mostly_fractions(profile) or holds_years(seen.rows, column)
