"""Columns whose headings say «quantity»: which of them counts, or whether one beside them does.

An order's word comes before a plain one. What an order's word or a plain one stands over may also
be stock, sales, the past, or the number of an order: then a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from wholesale.intake.columns.arithmetic import is_sum_of, multiplies
from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.deliveries import is_total_word, take_deliveries, tell_apart
from wholesale.intake.columns.evidence import is_added_by_hand, is_titled_order, is_written_by_hand
from wholesale.intake.columns.likeness import are_prices
from wholesale.intake.columns.lists import tells_what_there_is
from wholesale.intake.columns.rivals import (
    changes_beside,
    filled_alike,
    fulfilled_beside,
    left_of,
    packs_beside,
    says_few_numbers,
    tells_of_sales,
    tells_of_stock,
    told_by_rows,
    written_beside,
    written_into_list,
)
from wholesale.intake.columns.ticks import ticked_count
from wholesale.intake.words.aliases import is_order_word, may_be_of_others
from wholesale.intake.words.cells import at
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import BUNDLE, PACK, PIECE

_PRICED = 4  # products whose prices stand under «Кол-во» by no chance


def take_said(
    chosen: Columns,
    seen: Counting,
    said: Sequence[int],
    unsaid: Sequence[int],
    spoken: Sequence[int],
) -> None:
    """Take what counts of the columns ``said``, unless one beside them may be meant: of the
    ``unsaid`` that may count those ``spoken`` stand under a shop or a day."""
    written = written_beside(seen, said, unsaid)
    if len(written) == 1 and written[0] - 1 in said and _here_and_there(seen, written[0]):
        chosen.count_by(written[0], "column_added", measure=seen.measure(written[0] - 1))
        return
    beside, code = _beside(seen, said, unsaid, spoken, written)
    if beside:
        chosen.ask([*said, *beside], code)
    else:
        _take_one(chosen, seen, said, packs_beside(seen, said, unsaid))


def _here_and_there(seen: Counting, column: int) -> bool:
    """Whether a person filled the column: what a program adds to a list stands in every row."""
    heading, profile = seen.heading(column), seen.profiles[column]
    return is_added_by_hand(heading, profile, len(seen.rows))


def _beside(
    seen: Counting,
    said: Sequence[int],
    unsaid: Sequence[int],
    spoken: Sequence[int],
    written: Sequence[int],
) -> tuple[Sequence[int], str]:
    """The columns that may be meant beside those that say «quantity», and why."""
    if written:
        return written, "column_beside_list"
    if spoken:
        return spoken, "column_beside_shops"
    if listed := written_into_list(seen, said, unsaid):
        return listed, "column_beside_list"
    if fulfilled := fulfilled_beside(seen, said):
        return fulfilled, "column_fulfilled_beside"
    return changes_beside(seen, said), "column_changed_beside"


def _take_one(chosen: Columns, seen: Counting, said: Sequence[int], packs: Sequence[int]) -> None:
    """Of columns that say «quantity» the one that is, or those that count together. ``packs`` are
    those that merely say «кор» and count beside them."""
    ordered = [c for c in said if _says_order(seen, c)]
    if (count := ticked_count(seen, said, ordered)) is not None:
        chosen.ticks = ordered[0]
        chosen.count_by(count, "column_ticked", measure=seen.measure(count))
        return
    rivals = _rivals(seen, said, ordered)
    plain = [c for c in said if c not in rivals and seen.profiles[c].numbers]
    if ordered and len(rivals) == 1 and plain and _says_no_count(seen, rivals[0]):
        chosen.ask([*rivals, *plain], "column_no_count")
        return
    rivals = [*rivals, *packs]
    if not ordered and (doubt := _plain_doubt(chosen, seen, rivals[0])):
        chosen.ask(rivals, doubt)
    elif len(rivals) == 1:
        chosen.count_by(rivals[0], "column_named", measure=seen.measure(rivals[0]))
    else:
        _settle(chosen, seen, rivals)


def _rivals(seen: Counting, said: Sequence[int], ordered: Sequence[int]) -> list[int]:
    """Those that may be meant: of an order's word before those of a plain one, without totals
    of the others and without remarks."""
    if ordered:
        rivals = [c for c in ordered if seen.profiles[c].filled] or [*ordered[:1]]
    else:
        rivals = [c for c in said if not is_total_word(seen.heading(c))]
        if all(seen.measure(c) == PACK for c in rivals):
            rivals = [*said]  # «Итого штук» is what the packs come to
    readable = [
        c
        for c in rivals
        if not seen.profiles[c].filled or seen.profiles[c].share(seen.profiles[c].readable) >= 0.5
    ]
    return readable if len(readable) == 1 else rivals  # beside it «Заказ» of words: a remark


def _settle(chosen: Columns, seen: Counting, rivals: Sequence[int]) -> None:
    """Take several together that say the same in other measures («Заказ, шт» and «Заказ, кор.»)
    or are orders of their own; between equals a person decides, unless the rows tell."""
    measures = {c: seen.measure(c) or PIECE for c in rivals}
    packed = [c for c in rivals if measures[c] in {PACK, BUNDLE}]
    if packed and len(set(measures.values())) == len(rivals):
        # pieces say it exactly, so they come first
        for column in sorted(rivals, key=lambda c: c in packed):
            chosen.count_by(column, "column_other_measure", measure=seen.measure(column))
    elif tell_apart([seen.heading(c) for c in rivals], seen.places):
        take_deliveries(chosen, seen, rivals, "column_order_of_its_own")
    elif _add_up(seen, rivals):
        take_deliveries(chosen, seen, rivals, "column_parts_of_total")
    elif told := _multiplied(chosen, seen, rivals) or told_by_rows(seen, rivals):
        column, code = told
        chosen.count_by(column, code, measure=seen.measure(column))
    else:
        chosen.ask(rivals, "column_rival")


def _add_up(seen: Counting, rivals: Sequence[int]) -> bool:
    """Whether a column beside them is their total in every row: «Заказ Химки», «Заказ Клин»."""
    totals = [c for c in seen.block if c not in rivals and is_total_word(seen.heading(c))]
    return any(is_sum_of(seen.rows, total, rivals) for total in totals)


def _says_order(seen: Counting, column: int) -> bool:
    heading = seen.heading(column)
    return is_order_word(heading.full) and not may_be_of_others(heading.text)


def _plain_doubt(chosen: Columns, seen: Counting, column: int) -> str:
    """Why a plain count may be none of this order, "" when nothing speaks against it: it is what
    the goods cost, was sold or is there, or «Заказы» that every row fills, as customers ordered."""
    if are_prices(chosen, seen, column, least=_PRICED):
        return "column_like_prices"
    if is_titled_order(seen.titles):
        return ""
    if tells_of_sales(seen):
        return "column_of_sales"
    if tells_of_stock(seen) or left_of(seen, column):
        return "column_beside_stock"
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
