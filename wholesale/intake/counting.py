"""Which columns count: the quantity, or one for each shop, date or measure.

A column is ordered only when something speaks for it: an order's word, a shop or a date over
it, a total it adds up to, quantity × price = sum. Where several could be meant, or nothing
speaks for any, the columns are ``unsure`` and a person is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.intake.aliases import (
    Part,
    is_order_word,
    is_purchase_word,
    measure_in,
    part_of,
    spelling,
)
from wholesale.intake.arithmetic import factors, is_total, mostly_fractions, multiplies, rises
from wholesale.intake.cells import at, number_of, text_of
from wholesale.intake.evidence import (
    is_added_by_hand,
    is_titled_order,
    is_titled_report,
    is_written_by_hand,
    is_year,
    says_past,
    says_wish,
)
from wholesale.intake.headers import Table
from wholesale.intake.heading import Heading
from wholesale.intake.profiles import Profile
from wholesale.intake.quantity import PACK
from wholesale.intake.shops import is_day, is_place, is_warehouse, tell_apart
from wholesale.intake.sizes import sizes_among
from wholesale.intake.workbook import Cell

CODES = (Part.ARTICLE, Part.OWN_CODE, Part.MAKER_CODE, Part.BARCODE)


@dataclass(frozen=True, slots=True)
class QuantityColumn:
    """A column of quantities: for ``delivery`` (a shop or a date over it), in ``measure``, of
    what has the ``size`` over it."""

    column: int
    delivery: str = ""
    measure: str = ""
    size: str = ""


@dataclass(slots=True)
class Columns:
    """The parts of one table: a column for each, quantities possibly several.

    ``reasons`` are (column, part, code, params), in the order of the decisions. ``unsure`` are
    columns of which some may be the quantity and none is taken: a person is asked.
    """

    parts: dict[Part, int] = field(default_factory=dict)
    quantities: list[QuantityColumn] = field(default_factory=list)
    reasons: list[tuple[int, Part, str, dict[str, Any]]] = field(default_factory=list)
    unsure: tuple[int, ...] = ()

    @property
    def identifies(self) -> bool:
        """Whether some column says which product a row means."""
        return any(part in self.parts for part in (*CODES, Part.NAME))

    @property
    def is_order(self) -> bool:
        """Whether rows can be ordered by it."""
        return self.identifies and bool(self.quantities)

    def ask(self, columns: Sequence[int], code: str) -> None:
        """Leave the quantity open between ``columns``."""
        self.unsure = tuple(columns)
        self.reasons += [(column, Part.QUANTITY, code, {}) for column in columns]

    def count_by(self, column: int, code: str, delivery: str = "", measure: str = "") -> None:
        """Take ``column`` for a quantity."""
        self.quantities.append(QuantityColumn(column, delivery, measure))
        self.reasons.append(
            (column, Part.QUANTITY, code, {"delivery": delivery} if delivery else {})
        )


@dataclass(frozen=True, slots=True)
class Counting:
    """What is known of a table's columns when its quantities are looked for."""

    table: Table
    profiles: Sequence[Profile]
    named: Sequence[Part | None]
    rows: Sequence[Sequence[Cell]]
    block: Sequence[int]  # what nobody sees is not among them: it is not meant
    places: Collection[str] = ()  # where this dealer had goods brought to, as ``spelling`` has it
    costs: Mapping[str, Collection[Decimal]] = field(default_factory=dict)  # as in ``Hits``
    titles: Sequence[str] = ()  # the file's and the sheet's name, and what stands above the header

    def heading(self, column: int) -> Heading:
        headings = self.table.headings
        return headings[column] if column < len(headings) else Heading("")


def take_quantities(chosen: Columns, seen: Counting) -> None:
    """Find the columns of quantities among those that are not taken, or ask."""
    taken = set(chosen.parts.values())
    said = [c for c in seen.block if seen.named[c] is Part.QUANTITY and c not in taken]
    unsaid = [
        c
        for c in seen.block
        if seen.named[c] is None and c not in taken and _may_count(seen.profiles[c])
    ]
    if not seen.table.header:
        _take_by_shape(chosen, seen, unsaid)
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
    shops = _shops(seen, said)
    if shops:
        _take_deliveries(chosen, seen, shops, "column_shop")
        return
    spoken = [c for c in unsaid if speaks_for_itself(seen, c)]
    if len(unsaid) >= 2 and _add_up(chosen, seen, said, unsaid):
        return
    if said:
        if spoken:
            chosen.ask([*said, *spoken], "column_beside_shops")
        else:
            _take_said(chosen, seen, said)
        return
    if not unsaid:
        _take_total(chosen, seen)
        return
    _take_unsaid(chosen, seen, unsaid, spoken)


def _take_sizes(chosen: Columns, seen: Counting, sizes: Sequence[int], said: Sequence[int]) -> None:
    """A quantity for each size. A count beside them that is not their total may be of boxes, and
    the sizes what is in one: that is asked."""
    pack = chosen.parts.get(Part.PACK)
    rivals = [
        column
        for column in said
        if seen.profiles[column].numbers and not is_total(seen.rows, column, sizes)
    ]
    if rivals or (pack is not None and is_total(seen.rows, pack, sizes)):
        chosen.ask([*said, *sizes], "column_beside_sizes")
        return
    for column in sizes:
        size = seen.heading(column).text
        chosen.quantities.append(QuantityColumn(column, size=size))
        chosen.reasons.append((column, Part.QUANTITY, "column_size", {"size": size}))


def _take_unsaid(
    chosen: Columns, seen: Counting, unsaid: Sequence[int], spoken: Sequence[int]
) -> None:
    """Columns whose headings the dictionary does not know: deliveries when shops, addresses or
    dates stand over all of them, else asked."""
    if spoken:
        rest = [
            c
            for c in unsaid
            if c not in spoken
            and not is_warehouse(seen.heading(c))
            and not _is_total_word(seen.heading(c))
            and not mostly_fractions(seen.profiles[c])
        ]
        if rest:
            chosen.ask(unsaid, "column_unknown")
        else:
            kept = [c for c in unsaid if c in spoken or is_warehouse(seen.heading(c))]
            last = [c for c in _depots(seen) if c == max(kept) + 1]
            if last and is_place(seen.heading(kept[-1]), seen.places):
                chosen.ask([*kept, *last], "column_depot")  # no total says whether it orders
                return
            _take_deliveries(chosen, seen, kept, "column_shop")
        return
    if all(is_warehouse(seen.heading(c)) for c in unsaid):
        return  # stocks of warehouses
    told = _told_by_evidence(chosen, seen, unsaid)
    if told:
        chosen.count_by(told[0], told[1], measure=_measure(seen, told[0]))
        return
    blank = [c for c in unsaid if not seen.heading(c).full]
    if blank == unsaid:
        _take_by_shape(chosen, seen, unsaid)
    elif not all(mostly_fractions(seen.profiles[c]) for c in unsaid):
        chosen.ask(unsaid, "column_unknown")


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
    goods = [chosen.parts[part] for part in (*CODES, Part.NAME) if part in chosen.parts]
    covered = any(left < column <= right for left, right in seen.table.spans.items())
    if goods and column > max(goods) and not covered:
        listed = max(seen.profiles[c].filled for c in goods)
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
    return rises(profile) or mostly_fractions(profile) or is_year(seen.rows, column)


def speaks_for_itself(seen: Counting, column: int) -> bool:
    """Whether a day, a shop or a place this dealer knows stands over the column."""
    heading = seen.heading(column)
    return is_day(heading) or is_place(heading, seen.places)


def _is_total_word(heading: Heading) -> bool:
    return spelling(heading.text).startswith(("итог", "всего", "total", "общ"))


def _is_purchase_price(seen: Counting, column: int) -> bool:
    """«Закупка» where nothing else is a price, or its numbers have kopecks: a price itself."""
    if not is_purchase_word(seen.heading(column).text):
        return False
    priced = any(seen.named[c] is Part.PRICE for c in seen.block)
    return not priced or mostly_fractions(seen.profiles[column])


def _add_up(chosen: Columns, seen: Counting, said: Sequence[int], unsaid: Sequence[int]) -> bool:
    """Take columns that some other one is the total of, in every row."""
    totals = [*said, *(c for c in seen.block if seen.named[c] is Part.SUM)]
    totals += [c for c in unsaid if _is_total_word(seen.heading(c))]
    for total in totals:
        parts = [c for c in unsaid if c != total]
        if not (len(parts) >= 2 and is_total(seen.rows, total, parts)):
            parts = sorted([*parts, *_depots(seen)])
        if len(parts) >= 2 and is_total(seen.rows, total, parts):
            if chosen.parts.get(Part.SUM) == total:
                del chosen.parts[Part.SUM]
            if chosen.parts.get(Part.STOCK) in parts:
                del chosen.parts[Part.STOCK]
            chosen.reasons.append((total, Part.SUM, "column_total_of_shops", {}))
            _take_deliveries(chosen, seen, parts, "column_parts_of_total")
            return True
    return False


def _depots(seen: Counting) -> list[int]:
    """Columns called «Склад»: how much there is, or one more place that orders."""
    return [
        column
        for column in seen.block
        if seen.named[column] is Part.STOCK and is_warehouse(seen.heading(column))
    ]


def _take_total(chosen: Columns, seen: Counting) -> None:
    """«Итого» as the only count of the table: whole numbers, and no price to make them sums."""
    column = chosen.parts.get(Part.SUM)
    if column is None or not _is_total_word(seen.heading(column)):
        return
    if any(seen.named[c] in {Part.PRICE, Part.STOCK} for c in seen.block):
        return
    profile = seen.profiles[column]
    if profile.numbers and profile.whole == profile.numbers == profile.filled:
        del chosen.parts[Part.SUM]
        chosen.count_by(column, "column_only_numbers")


def _shops(seen: Counting, said: Sequence[int]) -> list[int]:
    """Quantities under one group, each with a name of its own: «Заказ / Магазин 1»."""
    groups: dict[str, list[int]] = {}
    for column in said:
        heading = seen.heading(column)
        if heading.group and (
            heading.moment
            or part_of(heading.text) is None
            or spelling(heading.text).startswith("склад")
        ):
            groups.setdefault(heading.group, []).append(column)
    widest = max(groups.values(), key=len, default=[])
    return widest if len(widest) >= 2 else []


def _take_deliveries(chosen: Columns, seen: Counting, columns: Sequence[int], code: str) -> None:
    kept = list(columns)
    for column in columns:
        others = [c for c in kept if c != column]
        if speaks_for_itself(seen, column) or len(others) < 2:
            continue
        if _is_total_word(seen.heading(column)) or is_total(seen.rows, column, others):
            kept.remove(column)
            chosen.reasons.append((column, Part.SUM, "column_total_of_shops", {}))
    for column in kept:
        heading = seen.heading(column)
        label = f"{heading.moment:%d.%m.%Y}" if heading.moment else heading.text or heading.group
        chosen.count_by(column, code, label)


def _take_said(chosen: Columns, seen: Counting, said: Sequence[int]) -> None:
    """Of columns that say «quantity»: an order's word before a plain one, the same in other
    measures («Заказ, шт» and «Заказ, кор.») together; between equals a person decides."""
    ordered = [c for c in said if is_order_word(seen.heading(c).full)]
    rivals = ordered or list(said)
    if ordered:
        rivals = [c for c in ordered if seen.profiles[c].filled] or ordered[:1]
    else:
        rivals = [c for c in said if not _is_total_word(seen.heading(c))]
        if all(_measure(seen, c) == PACK for c in rivals):
            rivals = list(said)  # «Итого штук» is what the packs come to
    readable = [
        c
        for c in rivals
        if not seen.profiles[c].filled or seen.profiles[c].share(seen.profiles[c].readable) >= 0.5
    ]
    if len(readable) == 1:
        rivals = readable  # beside it «Заказ» of words: a remark
    if len(rivals) == 1:
        chosen.count_by(rivals[0], "column_named", measure=_measure(seen, rivals[0]))
        return
    measures = {c: _measure(seen, c) or "796" for c in rivals}
    if len(set(measures.values())) == len(rivals) and PACK in measures.values():
        # pieces say it exactly, so they come first
        for column in sorted(rivals, key=lambda c: measures[c] == PACK):
            chosen.count_by(column, "column_other_measure", measure=_measure(seen, column))
        return
    if tell_apart([seen.heading(c) for c in rivals], seen.places):
        _take_deliveries(chosen, seen, rivals, "column_order_of_its_own")
        return
    chosen.ask(rivals, "column_rival")


def _measure(seen: Counting, column: int) -> str:
    return measure_in(seen.heading(column).full)


def _take_by_shape(chosen: Columns, seen: Counting, columns: Sequence[int]) -> None:
    """Numbers without headings: quantity × price = sum tells them apart, else a column with
    measures, else the only one of whole numbers."""
    found = factors(seen.rows, seen.profiles, columns)
    if found:
        quantity, price, total = found
        chosen.parts.setdefault(Part.PRICE, price)
        chosen.parts.setdefault(Part.SUM, total)
        chosen.count_by(quantity, "column_multiplies")
        return
    measured = [c for c in columns if 2 * seen.profiles[c].measured > seen.profiles[c].filled]
    whole = [
        c
        for c in columns
        if seen.profiles[c].measured
        or (seen.profiles[c].whole == seen.profiles[c].numbers and seen.profiles[c].numbers)
    ]
    taken = measured if len(measured) == 1 else whole
    numbering = [c for c in taken if rises(seen.profiles[c])]
    if len(taken) == 1 and _are_prices(chosen, seen, taken[0]):
        chosen.ask(columns, "column_like_prices")
    elif len(taken) == 1 and not numbering and not seen.table.header:
        chosen.count_by(
            taken[0], "column_only_numbers" if len(columns) == 1 else "column_whole_numbers"
        )
    elif taken:
        chosen.ask(columns, "column_without_heading")


def _are_prices(chosen: Columns, seen: Counting, column: int) -> bool:
    """Whether most numbers of the column are, within a tenth, what the products of their rows
    cost."""
    telling = [chosen.parts[part] for part in (*CODES, Part.NAME) if part in chosen.parts]
    near = compared = 0
    for row in seen.rows:
        number = number_of(at(row, column))
        costs = next((c for place in telling if (c := seen.costs.get(text_of(at(row, place))))), ())
        if number is None or not costs:
            continue
        compared += 1
        near += any(10 * abs(number - cost) <= cost for cost in costs)
    return 2 * near > compared


def _may_count(profile: Profile) -> bool:
    """Whether a column without a name may hold quantities: numbers or counts with measures of a
    usual size, no codes."""
    return (
        profile.filled > 0
        and profile.share(profile.readable) >= 0.8
        and profile.small >= 0.8 * profile.numbers
        and profile.barcodes < 0.5 * profile.filled
        and not profile.coded
    )
