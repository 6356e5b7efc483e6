"""Which day the name of a sheet or a column says."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})(?:\.(?:20)?(\d\d))?(?!\d)")
_MONTHS = (
    "январ", "феврал", "март", "апрел", "ма", "июн",
    "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})(?:[ьйя]|а)?\b", re.IGNORECASE)


def day_of(name: str, today: date) -> date | None:
    """The day in the name of a sheet or a column, «25.11», «заказ 5.11.26», or the last one of its
    month; the nearest year where it names none."""
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
