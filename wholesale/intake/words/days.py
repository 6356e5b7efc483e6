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
_WEEK = re.compile(
    r"(?<!\d)(?:(1[3-9]|[2-5]\d)[ -]?нед|(\d{1,2})(?:[ -]я)? неделя"
    r"|(?:нед\w*|week) ?№? ?(\d{1,2}))\b",
    re.IGNORECASE,
)
"""A week by its number: «47 нед», «7 неделя», «неделя 7»; «на 2 нед» is how long."""
_PLAN = timedelta(days=7)  # from the first to the last day that one order is made for
_WORKED = timedelta(days=4)  # from the first to the last day of a week that is over
_LATE = timedelta(days=3)  # after its last day an order may still be sent
_YEAR = re.compile(r"(?<![\d.])20\d\d(?![\d.])")


def day_of(name: str, today: date) -> date | None:
    """The day in a name, «25.11», «заказ 5.11.26», or the last one of its month or week («47
    нед»); the nearest year where it names none."""
    said = _DAY.search(name)
    month = _MONTH.search(name)
    if said is None and month is None:
        return _end_of_week(name, today)
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


def _end_of_week(name: str, today: date) -> date | None:
    """The Sunday of the week that a name tells by its number."""
    said = _WEEK.search(name)
    number = int(said[1] or said[2] or said[3]) if said else 0
    if not 1 <= number <= 52:
        return None
    years = range(today.year - 1, today.year + 2)
    return min(
        (date.fromisocalendar(year, number, 7) for year in years),
        key=lambda day: abs(day - today),
    )


def end_of_year(name: str) -> date | None:
    """The last day of the year that a name tells: «2025», «Заказ 2025»."""
    years = _YEAR.findall(name)
    return date(int(years[-1]), 12, 31) if years else None


def days_that_count(days: Collection[date], today: date) -> set[date]:
    """The days to come; when there is none, the last one."""
    return {day for day in days if day >= today} or {max(days)}


def tell_of_before(headings: Sequence[Heading], today: date) -> bool:
    """Whether columns of days begin in the past and go on for a week or more, or are those of a
    week that is over: orders of before, or what was sold, and not the days of one order."""
    days = [
        heading.moment.date() if heading.moment else day_of(_last_day(heading.full), today)
        for heading in headings
    ]
    known = [day for day in days if day is not None]
    if len(known) < len(days) or len(days) < 2 or min(known) >= today:
        return False
    length = max(known) - min(known)
    over = max(known) < today and (length >= _WORKED or today - max(known) > _LATE)
    return over or length >= _PLAN


def _last_day(text: str) -> str:
    """``text`` from its last day on: «16.11–22.11 / Пн» is over on the 22nd."""
    days = [*_DAY.finditer(text)]
    return text[days[-1].start() :] if days else text


def is_of_year_before(heading: Heading, today: date) -> bool:
    """Whether a heading names years, and none that goes on: «Заказ 2025» in 2026."""
    years = [int(year) for year in _YEAR.findall(heading.full)]
    return heading.moment is None and bool(years) and max(years) < today.year


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
