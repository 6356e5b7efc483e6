"""Which column is what: by its heading, by what stands in it, by what this dealer confirmed.

Every decision keeps its reasons; the mapping screen and ``intake explain`` show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.core.codes import article_key, barcode_key, is_barcode
from wholesale.intake.aliases import Part, is_order_word, measure_in, spelling
from wholesale.intake.cells import at, number_of, text_of
from wholesale.intake.headers import Table, heading_part
from wholesale.intake.quantity import LIMIT, read_quantity
from wholesale.intake.workbook import Cell, Sheet

SAMPLE = 120
_CODES = (Part.ARTICLE, Part.OWN_CODE, Part.MAKER_CODE, Part.BARCODE)


@dataclass(frozen=True, slots=True)
class Hits:
    """Which of the sampled values the catalogue knows: normalised articles, barcodes, names."""

    articles: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    barcodes: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


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
        return any(part in self.parts for part in (*_CODES, Part.NAME))

    @property
    def is_order(self) -> bool:
        """Whether rows can be ordered by it."""
        return self.identifies and bool(self.quantities)


@dataclass(slots=True)
class Profile:
    """What stands in a column, counted over sampled rows."""

    filled: int = 0
    numbers: int = 0
    whole: int = 0
    readable: int = 0  # as quantities
    measured: int = 0  # of those, with a measure: «10 шт»
    barcodes: int = 0
    articles: int = 0
    exact: int = 0  # articles exactly as the catalogue writes them
    short: int = 0  # numbers of up to three digits, which any column may hold
    known_barcodes: int = 0
    makers: int = 0
    names: int = 0
    letters: int = 0  # cells with letters
    length: int = 0
    rising: int = 0
    distinct: int = 0
    small: int = 0
    named: int = 0
    values: list[Decimal | None] = field(default_factory=list)

    def share(self, count: int) -> float:
        return count / self.filled if self.filled else 0.0


def sample_rows(sheet: Sheet, table: Table) -> list[list[Cell]]:
    """Rows of the body spread over its length, those with two cells or more first."""
    positions = [
        index
        for index in table.body
        if index not in table.repeated and sum(1 for cell in sheet.rows[index] if cell != "") >= 2
    ] or list(table.body)
    step = max(1, len(positions) // SAMPLE)
    chosen = positions[:40] + positions[40::step]
    return [sheet.rows[index] for index in chosen[: SAMPLE + 40]]


def suspects(sheet: Sheet, table: Table) -> Iterator[str]:
    """Texts of sampled cells that may be codes or names, for one look into the catalogue."""
    for row in sample_rows(sheet, table):
        for cell in row:
            if cell == "" or isinstance(cell, bool):
                continue
            text = text_of(cell)
            if 0 < len(text) <= 160:
                yield text


def choose(
    sheet: Sheet,
    table: Table,
    hits: Hits,
    *,
    remembered: Mapping[int, str] | None = None,
) -> list[Columns]:
    """The columns of a table: one ``Columns``, or several for tables printed side by side.

    ``remembered`` is column → part as this dealer confirmed for the layout, and wins.
    """
    rows = sample_rows(sheet, table)
    width = max((len(row) for row in rows), default=0)
    width = max(width, table.width)
    profiles = [_profile(rows, column, hits) for column in range(width)]
    named = [
        heading_part(table.headings[column]) if column < table.width else None
        for column in range(width)
    ]
    if remembered:
        return [_as_confirmed(table, remembered)]
    blocks = _side_by_side(named, profiles)
    return [_choose_block(table, profiles, named, rows, block) for block in blocks]


def _as_confirmed(table: Table, remembered: Mapping[int, str]) -> Columns:
    chosen = Columns()
    quantities = [column for column, part in sorted(remembered.items()) if part == Part.QUANTITY]
    for column, word in sorted(remembered.items()):
        part = Part(word)
        if part is Part.QUANTITY:
            heading = table.headings[column] if column < table.width else None
            text = heading.text if heading else ""
            chosen.quantities.append(
                QuantityColumn(column, text if len(quantities) > 1 else "", measure_in(text))
            )
        elif part is not Part.OTHER:
            chosen.parts.setdefault(part, column)
        chosen.reasons.append((column, part, "column_confirmed", {}))
    return chosen


def _choose_block(
    table: Table,
    profiles: Sequence[Profile],
    named: Sequence[Part | None],
    rows: Sequence[Sequence[Cell]],
    block: range,
) -> Columns:
    chosen = Columns()
    for part in (Part.ARTICLE, Part.BARCODE, Part.MAKER_CODE, Part.OWN_CODE):
        _take_code(chosen, part, profiles, named, block)
    _take_name(chosen, profiles, named, block)
    for part in (Part.UNIT, Part.PRICE, Part.SUM, Part.STOCK, Part.PACK, Part.MINIMUM, Part.BRAND):
        column = next((c for c in block if named[c] is part), None)
        if column is not None and column not in chosen.parts.values():
            chosen.parts[part] = column
            chosen.reasons.append((column, part, "column_named", {}))
    _take_quantities(chosen, table, profiles, named, rows, block)
    if not chosen.quantities and _gives_up_article(chosen, profiles, named):
        _take_quantities(chosen, table, profiles, named, rows, block)
    return chosen


def _gives_up_article(
    chosen: Columns, profiles: Sequence[Profile], named: Sequence[Part | None]
) -> bool:
    """Whether what looked like articles is rather the quantity: the only numbers of a table
    whose rows are told by something else, none written as the catalogue writes its articles."""
    column = chosen.parts.get(Part.ARTICLE)
    others = any(part in chosen.parts for part in (Part.NAME, Part.BARCODE, Part.MAKER_CODE))
    if column is None or named[column] is not None or profiles[column].exact or not others:
        return False
    if profiles[column].numbers < profiles[column].filled:
        return False
    del chosen.parts[Part.ARTICLE]
    chosen.reasons.append((column, Part.QUANTITY, "column_not_article", {}))
    return True


def _take_code(
    chosen: Columns,
    part: Part,
    profiles: Sequence[Profile],
    named: Sequence[Part | None],
    block: range,
) -> None:
    """The best column for a kind of code: what the catalogue knows outweighs the heading."""
    best, best_score, best_reasons = -1, 0.0, []
    for column in block:
        if column in chosen.parts.values():
            continue
        score, reasons = _code_score(part, profiles[column], named[column])
        if score > best_score:
            best, best_score, best_reasons = column, score, reasons
    if best >= 0 and best_score >= 1.0:
        chosen.parts[part] = best
        for code, params in best_reasons:
            chosen.reasons.append((best, part, code, {**params, "score": round(best_score, 2)}))


def _code_score(
    part: Part, profile: Profile, named: Part | None
) -> tuple[float, list[tuple[str, dict[str, Any]]]]:
    counts = {
        Part.ARTICLE: profile.articles,
        Part.BARCODE: max(profile.known_barcodes, profile.barcodes),
        Part.MAKER_CODE: profile.makers,
        Part.OWN_CODE: 0,
    }
    reasons: list[tuple[str, dict[str, Any]]] = []
    share = profile.share(counts[part])
    score = 0.0
    if named is part:
        score += 1.5
        reasons.append(("column_named", {}))
    elif named in _CODES and part is not Part.OWN_CODE:
        score += 0.2
    elif (named is not None and named not in {*_CODES, Part.NAME, Part.NUMBER}) or (named is Part.NUMBER and profile.rising > 0.8 * profile.filled):
        return 0.0, []
    if profile.rising > 0.95 * profile.filled and profile.filled > 3 and named is not part:
        return 0.0, []  # 1, 2, 3 … numbers the rows
    if part is Part.BARCODE and share < 0.5 and named is not part:
        return 0.0, []
    enough = counts[part] >= 2 or profile.filled <= 2
    if share >= 0.25 and enough:
        score += 2.5 * share
        if part is Part.ARTICLE:
            score += profile.share(profile.exact) - 2.0 * profile.share(profile.short)
            if named is None and (profile.measured or not profile.exact):
                score -= 2.0 if profile.measured or profile.length < 4 * profile.filled else 0.5
        reasons.append(
            (
                "column_checksums"
                if part is Part.BARCODE and not profile.known_barcodes
                else "column_known",
                {"share": round(100 * share)},
            )
        )
        if named is None and profile.distinct < profile.filled * 0.5:
            score -= 1.0
    return score, reasons


def _take_name(
    chosen: Columns, profiles: Sequence[Profile], named: Sequence[Part | None], block: range
) -> None:
    """The column of names: by heading, else the longest words."""
    best, best_score, reason = -1, 0.0, "column_named"
    for column in block:
        if column in chosen.parts.values():
            continue
        profile = profiles[column]
        wordy = profile.share(profile.letters) * min(
            1.0, profile.length / max(1, profile.filled) / 15
        )
        score = wordy + profile.share(profile.names)
        if named[column] is Part.NAME:
            score += 2.0 if profile.filled else 0.6
        elif named[column] is not None or score < 0.5:
            continue
        if score > best_score:
            best, best_score = column, score
            reason = "column_named" if named[column] is Part.NAME else "column_words"
    if best >= 0:
        chosen.parts[Part.NAME] = best
        chosen.reasons.append((best, Part.NAME, reason, {"score": round(best_score, 2)}))


def _take_quantities(
    chosen: Columns,
    table: Table,
    profiles: Sequence[Profile],
    named: Sequence[Part | None],
    rows: Sequence[Sequence[Cell]],
    block: range,
) -> None:
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
                _take_deliveries(chosen, table, profiles, rows, unsaid, "column_parts_of_total")
                return
        if shops:
            _take_deliveries(chosen, table, profiles, rows, shops, "column_shop")
            return
        _take_said(chosen, table, profiles, said)
        return
    if not unsaid:
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
        _take_deliveries(chosen, table, profiles, rows, unsaid, "column_shop")
        return
    _take_by_shape(chosen, profiles, rows, unsaid)


def _shops(table: Table, said: Sequence[int]) -> list[int]:
    """Quantities under one group, each with a name of its own: «Заказ / Магазин 1»."""
    groups: dict[str, list[int]] = {}
    for column in said:
        heading = table.headings[column]
        if heading.group and (heading.moment or heading_part_of_text(heading.text) is None):
            groups.setdefault(heading.group, []).append(column)
    widest = max(groups.values(), key=len, default=[])
    return widest if len(widest) >= 2 else []


def heading_part_of_text(text: str) -> Part | None:
    """The part a heading's own words name, without its group."""
    from wholesale.intake.aliases import part_of

    return part_of(text)


def _take_deliveries(
    chosen: Columns,
    table: Table,
    profiles: Sequence[Profile],
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


def _side_by_side(named: Sequence[Part | None], profiles: Sequence[Profile]) -> list[range]:
    """Where one table stands beside another: the same identifying part, then the same quantity,
    in turn. One block for the usual sheet."""
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
            starts = [max(0, place - gap) for place in places]
            return [
                range(start, end) for start, end in zip(starts, [*starts[1:], width], strict=True)
            ]
    return [range(width)]


def _profile(rows: Sequence[Sequence[Cell]], column: int, hits: Hits) -> Profile:
    profile = Profile()
    seen: set[str] = set()
    last: Decimal | None = None
    for row in rows:
        cell = at(row, column)
        text = text_of(cell)
        if not text:
            profile.values.append(None)
            continue
        profile.filled += 1
        profile.length += len(text)
        seen.add(text)
        number = number_of(cell)
        profile.values.append(number)
        if number is not None:
            profile.numbers += 1
            profile.whole += number == number.to_integral_value()
            profile.small += abs(number) <= LIMIT
            profile.rising += last is not None and number - last == 1
            last = number
        amount = read_quantity(cell)
        profile.readable += not amount.problem
        profile.measured += bool(amount.measure)
        digits = barcode_key(text)
        profile.barcodes += is_barcode(digits)
        profile.known_barcodes += digits in hits.barcodes
        fraction = number is not None and number != number.to_integral_value()
        if not fraction and article_key(text) in hits.articles:
            profile.articles += 1
            profile.exact += text in hits.exact
            profile.short += number is not None and len(text) <= 3
        profile.makers += text in hits.makers
        profile.names += text in hits.names
        profile.letters += any(sign.isalpha() for sign in text)
    profile.distinct = len(seen)
    return profile
