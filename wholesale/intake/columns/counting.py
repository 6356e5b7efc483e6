"""Which columns count: the quantity, or one for each shop, date or measure.

A column is ordered only when something speaks for it: an order's word, a shop or a date over
it, a total it adds up to, quantity × price = sum. Where several could be meant, or nothing
speaks for any, the columns are ``unsure`` and a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.columns.arithmetic import is_sum_of, mostly_fractions
from wholesale.intake.columns.choice import Columns, Counting, QuantityColumn
from wholesale.intake.columns.deliveries import (
    add_up,
    depots,
    is_total_word,
    shops_among,
    speaks_for_itself,
    take_deliveries,
)
from wholesale.intake.columns.measured import take_measured
from wholesale.intake.columns.profiles import Profile
from wholesale.intake.columns.rivals import holds_references
from wholesale.intake.columns.said import take_said
from wholesale.intake.columns.unheaded import take_by_shape
from wholesale.intake.columns.unsaid import take_unsaid
from wholesale.intake.tables.sizes import size_of, sizes_among
from wholesale.intake.words.aliases import (
    counts_in_one,
    is_order_word,
    is_purchase_word,
    says_money,
)
from wholesale.intake.words.days import is_of_year_before
from wholesale.intake.words.parts import Part


def take_quantities(chosen: Columns, seen: Counting) -> None:
    """Find the columns of quantities among those that are not taken, or ask."""
    taken = set(chosen.parts.values())
    said = [c for c in seen.block if seen.named[c] is Part.QUANTITY and c not in taken]
    unsaid = [
        c
        for c in seen.block
        if seen.named[c] is None
        and c not in taken
        and _may_count(seen.profiles[c], _READABLE / 2 if speaks_for_itself(seen, c) else _READABLE)
    ]
    if not seen.table.header:
        take_by_shape(chosen, seen, unsaid)
        return
    said = _without_references(seen, said)
    said, why_none = _of_this_year(chosen, seen, said)
    if why_none:
        chosen.ask([*said, *unsaid], why_none)
        return
    sizes = sizes_among(seen.table.headings, {c for c in seen.block if c not in taken})
    if sizes:
        _take_sizes(chosen, seen, sizes, [c for c in said if c not in sizes])
        return
    if len(said) == 1 and _is_purchase_price(seen, said[0]):
        if not mostly_fractions(seen.profiles[said[0]]):
            chosen.ask([*said, *unsaid], "column_purchase")
            return
        said = []
    shops = shops_among(seen, said)
    if shops:
        take_deliveries(chosen, seen, shops, "column_shop")
        return
    spoken = [c for c in unsaid if speaks_for_itself(seen, c)]
    if len(unsaid) + len(depots(seen)) >= 2 and add_up(chosen, seen, said, unsaid):
        return
    if said:
        take_said(chosen, seen, said, unsaid, spoken)
        return
    if not unsaid:
        _take_total(chosen, seen)
        if not chosen.quantities:
            take_measured(chosen, seen)
        return
    take_unsaid(chosen, seen, unsaid, spoken)


def _of_this_year(chosen: Columns, seen: Counting, said: list[int]) -> tuple[list[int], str]:
    """Those of ``said`` that are not of years before («Заказ 2025» beside «Заказ 2026», «Кол-во»);
    and why all of them tell of something else, of such years or of what is in one, or ""."""
    if len(said) == 1 and counts_in_one(seen.heading(said[0]).text):
        return said, "column_unknown"
    before = [c for c in said if seen.today and is_of_year_before(seen.heading(c), seen.today)]
    if before and len(before) == len(said):
        return said, "column_of_year_before"
    chosen.reasons += [(column, Part.OTHER, "column_past", {}) for column in before]
    return [c for c in said if c not in before], ""


def _take_sizes(chosen: Columns, seen: Counting, sizes: Sequence[int], said: Sequence[int]) -> None:
    """A quantity for each size. A count beside them that is not their total may be of boxes, and
    the sizes what is in one: that is asked."""
    pack = chosen.parts.get(Part.PACK)
    rivals = [
        column
        for column in said
        if seen.profiles[column].numbers and not is_sum_of(seen.rows, column, sizes)
    ]
    if rivals or (pack is not None and is_sum_of(seen.rows, pack, sizes)):
        chosen.ask([*said, *sizes], "column_beside_sizes")
        return
    for column in sizes:
        size = size_of(seen.heading(column))
        chosen.quantities.append(QuantityColumn(column, size=size))
        chosen.reasons.append((column, Part.QUANTITY, "column_size", {"size": size}))


def _take_total(chosen: Columns, seen: Counting) -> None:
    """«Итого» as the only count of the table: whole numbers, and no price to make them sums."""
    column = chosen.parts.get(Part.SUM)
    if column is None or not is_total_word(seen.heading(column)):
        return
    if says_money(seen.heading(column).full):
        return
    if any(seen.named[c] in {Part.PRICE, Part.STOCK} for c in seen.block):
        return
    profile = seen.profiles[column]
    if profile.numbers and profile.whole == profile.numbers == profile.filled:
        del chosen.parts[Part.SUM]
        chosen.count_by(column, "column_only_numbers")


def _without_references(seen: Counting, said: list[int]) -> list[int]:
    """``said`` without an order's word over «#1021», «ЗК-00012»: the order a row is of."""
    kept = [
        c
        for c in said
        if not (is_order_word(seen.heading(c).full) and holds_references(seen.rows, c))
    ]
    return kept or said


def _is_purchase_price(seen: Counting, column: int) -> bool:
    """«Закупка» where nothing else is a price, or its numbers have kopecks: a price itself."""
    if not is_purchase_word(seen.heading(column).text):
        return False
    priced = any(seen.named[c] is Part.PRICE for c in seen.block)
    return not priced or mostly_fractions(seen.profiles[column])


_READABLE = 0.8  # of the cells; half of that under a shop or a day, whose bad cells are told


def _may_count(profile: Profile, readable: float) -> bool:
    """Whether a column without a name may hold quantities: numbers or counts with measures of a
    usual size, no codes; a share of ``readable`` at least."""
    return (
        profile.filled > 0
        and profile.share(profile.readable) >= readable
        and profile.small >= 0.8 * profile.numbers
        and profile.barcodes < 0.5 * profile.filled
        and not profile.coded
    )
