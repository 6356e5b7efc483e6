"""Which columns count: the quantity, or one for each shop, date or measure.

A column is ordered only when something speaks for it: an order's word, a shop or a date over
it, a total it adds up to, quantity × price = sum. Where several could be meant, or nothing
speaks for any, the columns are ``unsure`` and a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.columns.arithmetic import is_sum_of, mostly_fractions, multiplies
from wholesale.intake.columns.choice import Columns, Counting, QuantityColumn
from wholesale.intake.columns.deliveries import (
    add_up,
    is_total_word,
    shops_among,
    speaks_for_itself,
    take_deliveries,
    tell_apart,
)
from wholesale.intake.columns.evidence import is_titled_order, is_written_by_hand
from wholesale.intake.columns.lists import tells_what_there_is
from wholesale.intake.columns.measured import take_measured
from wholesale.intake.columns.profiles import Profile
from wholesale.intake.columns.rivals import (
    changes_beside,
    filled_alike,
    fulfilled_beside,
    holds_references,
    packs_beside,
    says_few_numbers,
    tells_of_sales,
    told_by_rows,
    written_beside,
    written_into_list,
)
from wholesale.intake.columns.ticks import ticked_count
from wholesale.intake.columns.unheaded import take_by_shape
from wholesale.intake.columns.unsaid import take_unsaid
from wholesale.intake.tables.sizes import size_of, sizes_among
from wholesale.intake.words.aliases import (
    Part,
    counts_in_one,
    is_order_word,
    is_purchase_word,
    may_be_of_others,
    says_money,
)
from wholesale.intake.words.cells import at
from wholesale.intake.words.days import is_of_year_before
from wholesale.intake.words.quantity import BUNDLE, PACK


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
    if code := _said_of_another(chosen, seen, said):
        chosen.ask([*said, *unsaid], code)
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
    if len(unsaid) >= 2 and add_up(chosen, seen, said, unsaid):
        return
    if said:
        _take_said_or_beside(chosen, seen, said, unsaid, spoken)
        return
    if not unsaid:
        _take_total(chosen, seen)
        if not chosen.quantities:
            take_measured(chosen, seen)
        return
    take_unsaid(chosen, seen, unsaid, spoken)


def _said_of_another(chosen: Columns, seen: Counting, said: list[int]) -> str:
    """Why all of ``said`` tell of something else, of years before or of what is in one; else ""
    and those of years before («Заказ 2025» beside «Заказ 2026», «Кол-во») are taken out of it."""
    if len(said) == 1 and counts_in_one(seen.heading(said[0]).text):
        return "column_unknown"
    before = [c for c in said if seen.today and is_of_year_before(seen.heading(c), seen.today)]
    if before and len(before) == len(said):
        return "column_of_year_before"
    for column in before:
        said.remove(column)
        chosen.reasons.append((column, Part.OTHER, "column_past", {}))
    return ""


def _take_said_or_beside(
    chosen: Columns,
    seen: Counting,
    said: Sequence[int],
    unsaid: Sequence[int],
    spoken: Sequence[int],
) -> None:
    """Columns that say «quantity», unless what stands beside them may be meant."""
    written = written_beside(seen, said, unsaid)
    if len(written) == 1 and written[0] - 1 in said:
        chosen.count_by(written[0], "column_added", measure=seen.measure(written[0] - 1))
        return
    beside, code = (
        (written, "column_beside_list") if written else _beside(seen, said, unsaid, spoken)
    )
    if beside:
        chosen.ask([*said, *beside], code)
    else:
        _take_said(chosen, seen, said, packs_beside(seen, said, unsaid))


def _beside(
    seen: Counting, said: Sequence[int], unsaid: Sequence[int], spoken: Sequence[int]
) -> tuple[Sequence[int], str]:
    """The columns that may be meant beside those that say «quantity», and why."""
    if spoken:
        return spoken, "column_beside_shops"
    if written := written_into_list(seen, said, unsaid):
        return written, "column_beside_list"
    if fulfilled := fulfilled_beside(seen, said):
        return fulfilled, "column_fulfilled_beside"
    return changes_beside(seen, said), "column_changed_beside"


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


def _take_said(chosen: Columns, seen: Counting, said: Sequence[int], packs: Sequence[int]) -> None:
    """Of columns that say «quantity»: an order's word before a plain one, the same in other
    measures («Заказ, шт» and «Заказ, кор.») together; between equals a person decides.
    ``packs`` are those that merely say «кор» and count beside them."""
    ordered = [c for c in said if _says_order(seen, c)]
    rivals = ordered or list(said)
    if (count := ticked_count(seen, said, ordered)) is not None:
        chosen.ticks = ordered[0]
        chosen.count_by(count, "column_ticked", measure=seen.measure(count))
        return
    if ordered:
        rivals = [c for c in ordered if seen.profiles[c].filled] or ordered[:1]
    else:
        rivals = [c for c in said if not is_total_word(seen.heading(c))]
        if all(seen.measure(c) == PACK for c in rivals):
            rivals = list(said)  # «Итого штук» is what the packs come to
    readable = [
        c
        for c in rivals
        if not seen.profiles[c].filled or seen.profiles[c].share(seen.profiles[c].readable) >= 0.5
    ]
    if len(readable) == 1:
        rivals = readable  # beside it «Заказ» of words: a remark
    plain = [c for c in said if c not in rivals and seen.profiles[c].numbers]
    if ordered and len(rivals) == 1 and plain and _says_no_count(seen, rivals[0]):
        chosen.ask([*rivals, *plain], "column_no_count")
        return
    rivals = [*rivals, *packs]
    if not ordered and (doubt := _plain_doubt(chosen, seen, rivals[0])):
        chosen.ask(rivals, doubt)
        return
    if len(rivals) == 1:
        chosen.count_by(rivals[0], "column_named", measure=seen.measure(rivals[0]))
        return
    measures = {c: seen.measure(c) or "796" for c in rivals}
    if len(set(measures.values())) == len(rivals) and not {PACK, BUNDLE}.isdisjoint(
        measures.values()
    ):
        # pieces say it exactly, so they come first
        for column in sorted(rivals, key=lambda c: measures[c] in {PACK, BUNDLE}):
            chosen.count_by(column, "column_other_measure", measure=seen.measure(column))
        return
    if tell_apart([seen.heading(c) for c in rivals], seen.places):
        take_deliveries(chosen, seen, rivals, "column_order_of_its_own")
        return
    told = _multiplied(chosen, seen, rivals) or told_by_rows(seen, rivals)
    if told is None:
        chosen.ask(rivals, "column_rival")
        return
    column, code = told
    chosen.count_by(column, code, measure=seen.measure(column))


def _says_order(seen: Counting, column: int) -> bool:
    heading = seen.heading(column)
    return is_order_word(heading.full) and not may_be_of_others(heading.text)


def _plain_doubt(chosen: Columns, seen: Counting, column: int) -> str:
    """Why a plain count may be none of this order, "" when nothing speaks against it: it was sold,
    it is what there is, or «Заказы» that every row fills, as customers ordered."""
    if is_titled_order(seen.titles):
        return ""
    if tells_of_sales(seen):
        return "column_of_sales"
    if doubt := tells_what_there_is(chosen, seen, column):
        return doubt
    blank = any(at(row, column) == "" for row in seen.rows)
    if blank or not may_be_of_others(seen.heading(column).text):
        return ""
    return "" if is_written_by_hand(seen.rows, column) else "column_of_others"


def _says_no_count(seen: Counting, column: int) -> bool:
    """Whether what an order's word stands over is rather words, or the number of an order."""
    profile = seen.profiles[column]
    wordy = profile.filled > 0 and profile.share(profile.readable) < 0.5
    return wordy or says_few_numbers(seen.rows, column)


def _multiplied(chosen: Columns, seen: Counting, rivals: Sequence[int]) -> tuple[int, str] | None:
    """The one of columns filled in the same rows that, with a price, makes the sum of each."""
    total = chosen.parts.get(Part.SUM)
    prices = [c for c in seen.block if seen.named[c] is Part.PRICE]
    if total is None or not all(filled_alike(seen.rows, rivals[0], c) for c in rivals[1:]):
        return None
    found = [c for c in rivals if any(multiplies(seen.rows, c, price, total) for price in prices)]
    return (found[0], "column_multiplies") if len(found) == 1 else None


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
