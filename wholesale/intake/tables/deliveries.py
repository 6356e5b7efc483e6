"""Quantities for several shops, days or addresses, and the totals beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from wholesale.intake.tables.arithmetic import (
    is_total,
)
from wholesale.intake.tables.choice import Columns, Counting
from wholesale.intake.tables.days import day_of
from wholesale.intake.tables.shops import is_day, is_place, is_warehouse
from wholesale.intake.words.aliases import (
    Part,
    part_of,
    spelling,
)
from wholesale.intake.words.heading import Heading

_WEEK = timedelta(days=7)


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
    for total in totals:
        parts = [c for c in unsaid if c != total]
        if not (len(parts) >= 2 and is_total(seen.rows, total, parts)):
            parts = sorted([*parts, *depots(seen)])
        if len(parts) >= 2 and is_total(seen.rows, total, parts):
            if chosen.parts.get(Part.SUM) == total:
                del chosen.parts[Part.SUM]
            if chosen.parts.get(Part.STOCK) in parts:
                del chosen.parts[Part.STOCK]
            chosen.reasons.append((total, Part.SUM, "column_total_of_shops", {}))
            take_deliveries(chosen, seen, parts, "column_parts_of_total")
            return True
    return False


def take_deliveries(chosen: Columns, seen: Counting, columns: Sequence[int], code: str) -> None:
    """Take ``columns`` for one delivery each, the totals among them left out; ``code`` says why.
    Where some days are long past and others to come, a person is asked: the past ones may be
    orders of before."""
    if _begin_before(seen, columns):
        chosen.ask(columns, "column_of_past_days")
        return
    kept = list(columns)
    for column in columns:
        others = [c for c in kept if c != column]
        if speaks_for_itself(seen, column) or len(others) < 2:
            continue
        if is_total_word(seen.heading(column)) or is_total(seen.rows, column, others):
            kept.remove(column)
            chosen.reasons.append((column, Part.SUM, "column_total_of_shops", {}))
    for column in kept:
        heading = seen.heading(column)
        label = f"{heading.moment:%d.%m.%Y}" if heading.moment else heading.text or heading.group
        chosen.count_by(column, code, label)


def _begin_before(seen: Counting, columns: Sequence[int]) -> bool:
    """Whether some columns that are filled stand under days to come and some under days that
    were over a week ago: no week's plan that is sent late."""
    if seen.today is None:
        return False
    headings = [seen.heading(c) for c in columns if seen.profiles[c].filled]
    days = [
        heading.moment.date() if heading.moment else day_of(heading.text, seen.today)
        for heading in headings
    ]
    told = [day for day in days if day is not None]
    return bool(told) and min(told) < seen.today - _WEEK and max(told) >= seen.today


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


def is_total_word(heading: Heading) -> bool:
    """Whether the heading says that the column adds up others: «Итого», «Всего»."""
    return spelling(heading.text).startswith(("итог", "всего", "total", "общ"))
