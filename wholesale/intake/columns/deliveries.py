"""Quantities for several shops, days or addresses, and the totals beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wholesale.intake.columns.arithmetic import is_sum_of
from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.evidence import is_titled_order, says_past
from wholesale.intake.columns.lists import is_titled_what_there_is
from wholesale.intake.words.aliases import is_order_word, part_of, says_stock, spelling
from wholesale.intake.words.days import is_day, names_day, names_period, tell_of_before
from wholesale.intake.words.heading import Heading
from wholesale.intake.words.parts import Part
from wholesale.intake.words.shops import (
    is_place,
    is_warehouse,
    names_house,
    names_place,
    names_street,
)


def shops_among(seen: Counting, said: Sequence[int]) -> list[int]:
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


def add_up(chosen: Columns, seen: Counting, said: Sequence[int], unsaid: Sequence[int]) -> bool:
    """Take columns that some other one is the total of, in every row."""
    totals = [*said, *(c for c in seen.block if seen.named[c] is Part.SUM)]
    totals += [c for c in unsaid if is_total_word(seen.heading(c))]
    unsaid = [c for c in unsaid if not says_past(seen.heading(c))]  # «Осталось» is no shop
    for total in totals:
        parts = [c for c in unsaid if c != total]
        if not (len(parts) >= 2 and is_sum_of(seen.rows, total, parts)):
            parts = sorted([*parts, *depots(seen)])
        if len(parts) >= 2 and is_sum_of(seen.rows, total, parts):
            if code := _of_what_was(seen, total, parts):
                chosen.ask([*(c for c in said if c == total), *parts], code)
                return True
            if chosen.parts.get(Part.SUM) == total:
                del chosen.parts[Part.SUM]
            if chosen.parts.get(Part.STOCK) in parts:
                del chosen.parts[Part.STOCK]
            chosen.reasons.append((total, Part.SUM, "column_total_of_shops", {}))
            take_deliveries(chosen, seen, parts, "column_parts_of_total")
            return True
    return False


def _of_what_was(seen: Counting, total: int, parts: Sequence[int]) -> str:
    """Why parts and their total are rather what is there or was sold: the total says so, or the
    parts are mere months of which nobody says that they are ordered. "" when nothing does."""
    heading = seen.heading(total)
    if says_stock(heading.full) or says_past(heading):
        return "column_of_report"
    if is_titled_order(seen.titles):
        return ""
    mere = (seen.heading(c).full for c in parts)
    months = all(names_period(text) and not is_order_word(text) for text in mere)
    return "column_unknown" if months else ""


def take_deliveries(chosen: Columns, seen: Counting, columns: Sequence[int], code: str) -> None:
    """Take ``columns`` for one delivery each, the totals among them left out; ``code`` says why.
    Days that reach back for a week or more are asked, and so is what a report tells of shops."""
    if is_titled_what_there_is(seen.titles) and not is_titled_order(seen.titles):
        chosen.ask(columns, "column_of_report")
        return
    if seen.today and tell_of_before([seen.heading(c) for c in columns], seen.today):
        chosen.ask(columns, "column_days_of_before")
        return
    kept = list(columns)
    for column in columns:
        others = [c for c in kept if c != column]
        if speaks_for_itself(seen, column) or len(others) < 2:
            continue
        if is_total_word(seen.heading(column)) or is_sum_of(seen.rows, column, others):
            kept.remove(column)
            chosen.reasons.append((column, Part.SUM, "column_total_of_shops", {}))
    for column, label in zip(kept, labels([seen.heading(c) for c in kept]), strict=True):
        chosen.count_by(column, code, label)


def labels(headings: Sequence[Heading]) -> list[str]:
    """What deliveries are called, each differently: by their own words, by the groups over them
    where those are the same («Магазин 1 / Заказ», «Магазин 2 / Заказ»), by both, by number."""
    ways = (
        [_label(heading) for heading in headings],
        [heading.group for heading in headings],
        [heading.full for heading in headings],
    )
    for told in ways:
        if len(told) == 1 or (all(told) and len(set(told)) == len(told)):
            return told
    return [f"{label} ({number})".strip() for number, label in enumerate(ways[0], 1)]


def _label(heading: Heading) -> str:
    return f"{heading.moment:%d.%m.%Y}" if heading.moment else heading.text or heading.group


def tell_apart(headings: Sequence[Heading], known: Collection[str] = ()) -> bool:
    """Whether what the headings do not share is of places, days, months or numbers: «Заказ
    октябрь» and «Заказ ноябрь», «Заказ Магазин 1» and «Заказ Магазин 2»."""
    texts = [spelling(heading.full).split() for heading in headings]
    shared = set(texts[0]).intersection(*texts[1:])
    rests = [" ".join(word for word in words if word not in shared) for words in texts]
    if len(set(rests)) < len(rests) or not all(rests):
        return False
    return all(
        heading.moment is not None
        or names_day(heading.full)
        or names_day(rest)
        or names_period(rest)
        or names_place(rest, known)
        or (rest.isdigit() and len(rest) < 4 and shared)
        for heading, rest in zip(headings, rests, strict=True)
    )


def depots(seen: Counting) -> list[int]:
    """Columns called «Склад»: how much there is, or one more place that orders."""
    return [
        column
        for column in seen.block
        if seen.named[column] is Part.STOCK and is_warehouse(seen.heading(column))
    ]


def speaks_for_itself(seen: Counting, column: int) -> bool:
    """Whether a day, a shop or a place this dealer knows stands over the column."""
    heading = seen.heading(column)
    return is_day(heading) or is_place(heading, seen.places)


def houses_among(seen: Counting, unsaid: Sequence[int], spoken: Sequence[int]) -> list[int]:
    """Of columns beside those of streets, the ones that say a name and a number of a house, as
    «Садовая 33» does beside «ул. Ленина, 12»."""
    if not any(names_street(spelling(seen.heading(c).text)) for c in spoken):
        return []
    return [c for c in unsaid if c not in spoken and names_house(spelling(seen.heading(c).text))]


def is_total_word(heading: Heading) -> bool:
    """Whether the heading says that the column adds up others: «Итого», «Всего»."""
    return spelling(heading.text).startswith(("итог", "всего", "total", "общ"))
