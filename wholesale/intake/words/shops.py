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
_WAREHOUSE = re.compile(r"склад\b")


def names_place(text: str, known: Collection[str] = ()) -> bool:
    """Whether ``text``, as ``spelling`` has it, is a shop's or a street's words, or a place that
    this dealer has had goods brought to."""
    return bool(_PLACE.search(text)) or text in known


def is_place(heading: Heading, known: Collection[str] = ()) -> bool:
    """Whether the heading, or the group over one without words, names a place."""
    return names_place(spelling(heading.text or heading.group), known)


def is_warehouse(heading: Heading) -> bool:
    """«Склад Тверь»: a shop among shops, stock when alone."""
    return bool(_WAREHOUSE.match(spelling(heading.text)))


def is_shop_sheet(name: str) -> bool:
    """Whether a sheet's name begins with a shop's or a street's word: «Магазин 1», «ул. Мира»."""
    return bool(_SHEET.match(spelling(name)))
