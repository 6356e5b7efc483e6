"""Which headings say for whom or for when a column counts: shops, addresses, dates.

A column whose heading nobody knows is a delivery only when something speaks for it; a heading
alone that is merely unknown is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.heading import Heading

_PLACE = re.compile(
    r"^(магазин\w*|маг|тт|точка|торгов\w+ точка|филиал\w*|отдел|павильон|киоск|ларек|аптека|салон"
    r"|ресторан|кафе|столовая|офис|бутик|супермаркет|гипермаркет|универсам|тц|трц|тк|тд|рынок|рц"
    r"|shop|store|branch|outlet)\b"
    r"|\b(ул|улица|пр кт|просп|проспект|пер|переулок|шоссе|наб|набережная|бульвар|б р|мкр|дом)\b"
    r"|^(г|гор|город|пос|поселок|село|дер|деревня|пгт) \w|№ ?\d+$"
)
_DAY = re.compile(
    r"(?<!\d)(0?[1-9]|[12]\d|3[01])[./](0[1-9]|1[0-2])([./](20)?\d\d)?(?!\d)"
    r"|\b20\d\d-\d\d-\d\d\b"
    r"|(?<!\d)\d{1,2} (января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября"
    r"|декабря)\b"
    r"|^(пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)$",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|недел\w*|декад\w*"
    r"|квартал|q[1-4]\b)"
)
_WAREHOUSE = re.compile(r"^склад\b")


def is_day(heading: Heading) -> bool:
    """«25.11.2026», «25.11», «25 ноября», «пт»."""
    return heading.moment is not None or bool(_DAY.search(heading.text.strip()))


def is_place(heading: Heading, known: Collection[str] = ()) -> bool:
    """A shop's or a street's word, or a place that this dealer has had goods brought to."""
    text = spelling(heading.text or heading.group)
    return bool(_PLACE.search(text)) or text in known


def is_warehouse(heading: Heading) -> bool:
    """«Склад Тверь»: a shop among shops, stock when alone."""
    return bool(_WAREHOUSE.match(spelling(heading.text)))


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
        or _DAY.search(heading.full)
        or _DAY.search(rest)
        or _MONTH.search(rest)
        or _PLACE.search(rest)
        or rest in known
        or (rest.isdigit() and len(rest) < 4 and shared)
        for heading, rest in zip(headings, rests, strict=True)
    )
