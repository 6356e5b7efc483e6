"""Which columns count: the quantity, or one for each shop, date or measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.intake.aliases import Part, is_order_word, measure_in, part_of, spelling
from wholesale.intake.cells import at, number_of
from wholesale.intake.headers import Table
from wholesale.intake.profiles import Profile
from wholesale.intake.quantity import PACK
from wholesale.intake.workbook import Cell

CODES = (Part.ARTICLE, Part.OWN_CODE, Part.MAKER_CODE, Part.BARCODE)


@dataclass(frozen=True, slots=True)
class QuantityColumn:
    """A column of quantities: for ``delivery`` (a shop or a date over it), in ``measure``."""

    column: int
    delivery: str = ""
    measure: str = ""


@dataclass(slots=True)
class Columns:
    """The parts of one table: a column for each, quantities possibly several.

    ``reasons`` are (column, part, code, params), in the order of the decisions.
    """

    parts: dict[Part, int] = field(default_factory=dict)
    quantities: list[QuantityColumn] = field(default_factory=list)
    reasons: list[tuple[int, Part, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def identifies(self) -> bool:
        """Whether some column says which product a row means."""
        return any(part in self.parts for part in (*CODES, Part.NAME))

    @property
    def is_order(self) -> bool:
        """Whether rows can be ordered by it."""
        return self.identifies and bool(self.quantities)


def take_quantities(
    chosen: Columns,
    table: Table,
    profiles: Sequence[Profile],
    named: Sequence[Part | None],
    rows: Sequence[Sequence[Cell]],
    block: Sequence[int],
) -> None:
    """Find the columns of quantities among those of ``block`` that are not taken."""
    taken = set(chosen.parts.values())
    said = [c for c in block if named[c] is Part.QUANTITY and c not in taken]
    unsaid = [
        c
        for c in block
        if named[c] is None
        and c not in taken
        and _may_count(profiles[c])
        and _countable(profiles[c])
    ]
    has_header = bool(table.header)
    if said:
        shops = _shops(table, said)
        if not shops and len(unsaid) >= 2:
            total = next((c for c in said if _is_total(rows, c, unsaid)), None)
            if total is not None:
                _take_deliveries(chosen, table, rows, unsaid, "column_parts_of_total")
                return
        if shops:
            _take_deliveries(chosen, table, rows, shops, "column_shop")
            return
        months = [
            c
            for c in said
            if is_order_word(table.headings[c].full)
            and profiles[c].numbers
            and not measure_in(table.headings[c].full)
        ]
        if len({table.headings[c].full for c in months}) > 1:
            _take_deliveries(chosen, table, rows, months, "column_order_of_its_own")
            return
        _take_said(chosen, table, profiles, said)
        return
    if not unsaid:
        _take_total(chosen, profiles, named, block)
        return
    if has_header and len(unsaid) > 1:
        unsaid = [c for c in unsaid if table.headings[c].full or table.headings[c].moment] or unsaid
    if len(unsaid) == 1 and not has_header and _mostly_fractions(profiles[unsaid[0]]):
        return
    if len(unsaid) == 1:
        heading = table.headings[unsaid[0]] if unsaid[0] < table.width else None
        delivery = heading.full if heading and heading.full and has_header else ""
        chosen.quantities.append(QuantityColumn(unsaid[0], delivery))
        chosen.reasons.append((unsaid[0], Part.QUANTITY, "column_only_numbers", {}))
        return
    if (
        has_header
        and all(c < table.width and table.headings[c].full for c in unsaid)
        and not all(spelling(table.headings[c].text).startswith("склад") for c in unsaid)
    ):
        _take_deliveries(chosen, table, rows, unsaid, "column_shop")
        return
    _take_by_shape(chosen, profiles, rows, unsaid)


def _take_total(
    chosen: Columns, profiles: Sequence[Profile], named: Sequence[Part | None], block: Sequence[int]
) -> None:
    """«Итого» as the only count of the table: whole numbers, and no price to make them sums."""
    column = chosen.parts.get(Part.SUM)
    if column is None or any(named[c] in {Part.PRICE, Part.STOCK} for c in block):
        return
    profile = profiles[column]
    if profile.numbers and profile.whole == profile.numbers == profile.filled:
        del chosen.parts[Part.SUM]
        chosen.quantities.append(QuantityColumn(column))
        chosen.reasons.append((column, Part.QUANTITY, "column_only_numbers", {}))


def _shops(table: Table, said: Sequence[int]) -> list[int]:
    """Quantities under one group, each with a name of its own: «Заказ / Магазин 1»."""
    groups: dict[str, list[int]] = {}
    for column in said:
        heading = table.headings[column]
        if heading.group and (heading.moment or part_of(heading.text) is None):
            groups.setdefault(heading.group, []).append(column)
    widest = max(groups.values(), key=len, default=[])
    return widest if len(widest) >= 2 else []


def _take_deliveries(
    chosen: Columns,
    table: Table,
    rows: Sequence[Sequence[Cell]],
    columns: Sequence[int],
    code: str,
) -> None:
    kept = list(columns)
    for column in columns:
        others = [c for c in kept if c != column]
        word = spelling(table.headings[column].text)
        if len(others) >= 2 and (
            word.startswith(("итог", "всего", "total", "общ")) or _is_total(rows, column, others)
        ):
            kept.remove(column)
            chosen.reasons.append((column, Part.SUM, "column_total_of_shops", {}))
    for column in kept:
        heading = table.headings[column]
        label = f"{heading.moment:%d.%m.%Y}" if heading.moment else heading.text or heading.group
        chosen.quantities.append(QuantityColumn(column, label))
        chosen.reasons.append((column, Part.QUANTITY, code, {"delivery": label}))


def _is_total(rows: Sequence[Sequence[Cell]], column: int, others: Sequence[int]) -> bool:
    """Whether ``column`` is the sum of ``others`` in every row that has several of them."""
    checked = 0
    for row in rows:
        parts = [number for c in others if (number := number_of(at(row, c))) is not None]
        total = number_of(at(row, column))
        if len(parts) < 2 or total is None:
            continue
        if sum(parts) != total:
            return False
        checked += 1
    return checked >= 2


def _take_said(
    chosen: Columns, table: Table, profiles: Sequence[Profile], said: Sequence[int]
) -> None:
    """Of columns that say «quantity»: an order's word before a plain one, what can be read
    before what cannot; the same in other measures («Заказ, шт» and «Заказ, кор.») together."""

    def score(column: int) -> tuple[float, int]:
        profile = profiles[column]
        ordered = 1.5 if is_order_word(table.headings[column].full) else 0.0
        if profile.filled:
            ordered += 2.0 * profile.share(profile.readable) - 1.0
        return ordered, -column

    best = max(said, key=score)
    heading = table.headings[best]
    measure = measure_in(heading.full)
    chosen.quantities.append(QuantityColumn(best, "", measure))
    chosen.reasons.append(
        (best, Part.QUANTITY, "column_named", {"score": round(score(best)[0], 2)})
    )
    ordered = is_order_word(heading.full)
    for column in said:
        other = measure_in(table.headings[column].full)
        if column == best or is_order_word(table.headings[column].full) != ordered:
            continue
        if measure and other and other != measure:
            chosen.quantities.append(QuantityColumn(column, "", other))
            chosen.reasons.append((column, Part.QUANTITY, "column_other_measure", {}))
    chosen.quantities.sort(key=lambda quantity: quantity.measure == PACK)  # pieces say it exactly


def _take_by_shape(
    chosen: Columns,
    profiles: Sequence[Profile],
    rows: Sequence[Sequence[Cell]],
    columns: Sequence[int],
) -> None:
    """Numbers without headings: quantity × price = sum tells them apart, else small whole ones."""
    for quantity in columns:
        for price in columns:
            for total in columns:
                if len({quantity, price, total}) == 3 and _multiplies(rows, quantity, price, total):
                    if _looks_price(profiles[quantity]) and not _looks_price(profiles[price]):
                        continue
                    chosen.quantities.append(QuantityColumn(quantity))
                    chosen.parts.setdefault(Part.PRICE, price)
                    chosen.parts.setdefault(Part.SUM, total)
                    chosen.reasons.append((quantity, Part.QUANTITY, "column_multiplies", {}))
                    return
    whole = [
        c
        for c in columns
        if profiles[c].measured
        or (profiles[c].whole == profiles[c].numbers and profiles[c].numbers)
    ]
    if len(whole) == 1:
        chosen.quantities.append(QuantityColumn(whole[0]))
        chosen.reasons.append((whole[0], Part.QUANTITY, "column_whole_numbers", {}))


def _multiplies(rows: Sequence[Sequence[Cell]], quantity: int, price: int, total: int) -> bool:
    checked = 0
    for row in rows:
        values = [number_of(at(row, c)) for c in (quantity, price, total)]
        if None in values or not values[0]:
            continue
        first, second, product = values
        if first is None or second is None or product is None:
            continue
        if abs(first * second - product) > max(Decimal("0.02"), abs(product) / 1000):
            return False
        checked += first != 1 and second != 1
    return checked >= 2


def _looks_price(profile: Profile) -> bool:
    return profile.whole < profile.numbers


def _mostly_fractions(profile: Profile) -> bool:
    """Prices with kopecks, not quantities."""
    return profile.numbers > 0 and profile.whole < profile.numbers * 0.5


def _may_count(profile: Profile) -> bool:
    """Whether a column without a name may hold quantities: readable numbers, not 1, 2, 3 …"""
    if not profile.filled:
        return False
    rising = profile.rising >= profile.filled - 1 and profile.filled > 3
    return profile.share(profile.readable) >= 0.8 and not rising


def _countable(profile: Profile) -> bool:
    return profile.small >= 0.8 * profile.numbers and profile.barcodes < 0.5 * profile.filled
