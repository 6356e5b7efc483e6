"""Days and months in the names of sheets, over tables and over columns: which of them are past."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.words.aliases import is_order_word
from wholesale.intake.words.heading import Heading

_DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})(?:\.(?:20)?(\d\d))?(?!\d)")
_MONTHS = (
    "январ", "феврал", "март", "апрел", "ма", "июн",
    "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})(?:[ьйя]|а)?\b", re.IGNORECASE)
_PLAN = timedelta(days=7)  # from the first to the last day that one order is made for


def day_of(name: str, today: date) -> date | None:
    """The day in a name, «25.11», «заказ 5.11.26», or the last one of its month; the
    nearest year where it names none."""
    said = _DAY.search(name)
    month = _MONTH.search(name)
    if said is None and month is None:
        return None
    year = re.search(r"20(\d\d)", name) if said is None else said
    try:
        if said is not None:
            number, of = int(said[1]), int(said[2])
            years = [2000 + int(said[3])] if said[3] else []
        else:
            of = next(
                at for at, stem in enumerate(_MONTHS, 1) if month and month[1].lower() == stem
            )
            number = 28
            years = [2000 + int(year[1])] if year else []
        near = [date(one, of, number) for one in years or range(today.year - 1, today.year + 2)]
    except ValueError:
        return None
    return min(near, key=lambda day: abs(day - today))


def days_that_count(days: Collection[date], today: date) -> set[date]:
    """The days to come; when there is none, the last one."""
    return {day for day in days if day >= today} or {max(days)}


def tell_of_before(headings: Sequence[Heading], today: date) -> bool:
    """Whether columns of days begin in the past and go on for a week or more: orders of before
    beside the one that is meant, and not the days of one order."""
    days = [
        heading.moment.date() if heading.moment else day_of(heading.full, today)
        for heading in headings
    ]
    known = [day for day in days if day is not None]
    return len(known) == len(days) > 1 and min(known) < today and max(known) - min(known) >= _PLAN


def rows_of_before(sheet: Sheet, today: date) -> frozenset[int]:
    """The numbers of the rows under titles like «Заказ от 10.11» of which a later one follows:
    what was ordered before stands above what is ordered now."""
    titles = [
        (place, day)
        for place in sheet.lines
        if (text := _alone(sheet.rows[place]))
        and is_order_word(text)
        and (day := day_of(text, today))
    ]
    if len({day for _, day in titles}) < 2:
        return frozenset()
    meant = days_that_count([day for _, day in titles], today)
    ends = [*(place for place, _ in titles[1:]), len(sheet.rows)]
    return frozenset(
        number
        for (place, day), end in zip(titles, ends, strict=True)
        if day not in meant
        for number in sheet.numbers[place:end]
    )


def _alone(row: Sequence[Cell]) -> str:
    """What a row of one cell says; "" when that is no text."""
    cell = next(cell for cell in row if cell != "")
    return cell if isinstance(cell, str) else ""
