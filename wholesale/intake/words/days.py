"""Days, months and years in headings, titles and the names of sheets: which of them are past."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from wholesale.intake.words.heading import Heading

_DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})(?:\.(?:20)?(\d\d))?(?!\d)")
_MONTHS = (
    "январ", "феврал", "март", "апрел", "ма", "июн",
    "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_A_MONTH = rf"({'|'.join(_MONTHS)})(?:[ьйя]|а)?\b"
_MONTH = re.compile(rf"\b{_A_MONTH}", re.IGNORECASE)
_PERIOD = re.compile(rf"\b(?:{_A_MONTH}|недел\w*|декад\w*|квартал|q[1-4]\b)", re.IGNORECASE)
_IN_A_HEADING = re.compile(
    r"(?<!\d)(0?[1-9]|[12]\d|3[01])[./](0[1-9]|1[0-2])([./](20)?\d\d)?(?!\d)"
    r"|\b20\d\d-\d\d-\d\d\b"
    rf"|(?<!\d)\d{{1,2}} {_A_MONTH}"
    r"|^(пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)$",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"\b\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?\b|\b20\d\d-\d\d-\d\d\b")
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


def names_day(text: str) -> bool:
    """Whether a heading names a day: «25.11.2026», «Заказ на 25 ноября», «пт»."""
    return bool(_IN_A_HEADING.search(text.strip()))


def names_period(text: str) -> bool:
    """Whether a heading names a month, a week, a quarter: «октябрь», «неделя 42»."""
    return bool(_PERIOD.search(text))


def is_day(heading: Heading) -> bool:
    """Whether the heading is a date, or its own words name a day."""
    return heading.moment is not None or names_day(heading.text)


def without_days(text: str) -> str:
    """The heading without days in figures, which differ from week to week."""
    return _WRITTEN.sub(" ", text)


def is_year(number: float | Decimal) -> bool:
    """Whether a number may be a year of our time."""
    return 1950 <= number <= 2050
