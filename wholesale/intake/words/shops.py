"""Words for shops and addresses, over columns and in the names of sheets: for whom it counts.

A column whose heading nobody knows is a delivery only when something speaks for it; a heading
alone that is merely unknown is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.heading import Heading

_SHOP = (
    r"магазин\w*|маг|тт|точка|торг\w* точка|филиал\w*|отдел|павильон|киоск|ларек|аптека|салон"
    r"|ресторан|кафе|столовая|офис|бутик|супермаркет|гипермаркет|универсам|тц|трц|тк|тд|рынок|рц"
    r"|shop|store|branch|outlet"
)
_STREET = (
    r"ул|улица|пр кт|пр т|просп|проспект|пер|переулок|шоссе|наб|набережная|бульвар|б р|мкр|дом"
)
_ENDS = r"(?![^\W\d])"  # a number may follow at once: «ТТ1»
_TOWN = r"г|гор|город|пос|поселок|село|дер|деревня|пгт"
_PLACE = re.compile(rf"^({_SHOP}){_ENDS}|\b({_STREET})\b|^({_TOWN}) \w|№ ?\d+$")
_SHEET = re.compile(rf"({_SHOP}|{_STREET}|пр|склад|адрес){_ENDS}")
_HOUSE = re.compile(
    rf"(({_STREET}|пр) )?[а-я]{{4,}}( [а-я]{{4,}})? (д )?\d{{1,3}} ?[а-я]?(/\d{{1,3}})?"
)
_WAREHOUSE = re.compile(r"склад\b")


def names_place(text: str, known: Collection[str] = ()) -> bool:
    """Whether ``text``, as ``spelling`` has it, is a shop's or a street's words, or a place that
    this dealer has had goods brought to."""
    return bool(_PLACE.search(text)) or text in known


def names_street(text: str) -> bool:
    """Whether ``text``, as ``spelling`` has it, holds a street's word: «ул ленина 12»."""
    return bool(re.search(rf"\b({_STREET}|пр)\b", text))


def names_house(text: str) -> bool:
    """Whether ``text``, as ``spelling`` has it, is a name and a house's number: «садовая 33»."""
    return bool(_HOUSE.fullmatch(text))


def is_place(heading: Heading, known: Collection[str] = ()) -> bool:
    """Whether the heading, or the group over one without words, names a place."""
    return names_place(spelling(heading.text or heading.group), known)


def is_warehouse(heading: Heading) -> bool:
    """«Склад Тверь»: a shop among shops, stock when alone."""
    return bool(_WAREHOUSE.match(spelling(heading.text)))


def is_shop_sheet(name: str) -> bool:
    """Whether a sheet's name begins with a shop's or a street's word: «Магазин 1», «ул. Мира»."""
    return bool(_SHEET.match(spelling(name)))
