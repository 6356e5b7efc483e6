"""What stands above one column, and which part it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import is_past, part_of, spelling
from wholesale.intake.words.parts import Part


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column: its own words and the words of the group over it."""

    text: str
    group: str = ""
    moment: datetime | None = None  # the heading is a date

    @property
    def full(self) -> str:
        """«Цена / Опт»."""
        return (
            f"{self.group} / {self.text}" if self.group and self.text else self.group or self.text
        )


_ISO_DAY = re.compile(r"20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])([ T]00:00(:00)?)?")


def moment_of(cell: Cell) -> datetime | None:
    """The date a heading is: a cell of a date, or its text as programs export it
    («2026-11-25 00:00:00»)."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, str) and _ISO_DAY.fullmatch(cell.strip()):
        try:
            return datetime.fromisoformat(cell.strip())
        except ValueError:  # the 31st of a short month
            return None
    return None


_COUNTED = frozenset({Part.PRICE, Part.STOCK, Part.PACK})
_ROW_RULES = frozenset({Part.SIZE, Part.COLOUR})  # of a row, and not of the columns under them
_GROUP_RULES = frozenset({Part.UNIT, Part.PRICE, Part.SUM, Part.STOCK, Part.PACK, Part.OTHER})


def heading_part(heading: Heading) -> Part | None:
    """The part by the heading's own words, or by the group over it.

    «Единица измерения / наименование» is a unit, «Цена / Опт» a price, «Заказ / Магазин 1» a
    quantity.
    """
    own = part_of(heading.text) if heading.text else None
    if not heading.group:
        return own
    group = None
    for word in reversed(heading.group.split(" / ")):
        group = part_of(word)
        if group:
            break
    if group in _ROW_RULES:
        return own  # «Размер / 41» counts what has that size
    if own is Part.QUANTITY and (group in _COUNTED or is_past(heading.group)):
        return group or Part.OTHER  # «Остаток / шт», «Продажи / кол-во»
    if group in _GROUP_RULES and own is not Part.QUANTITY:
        return group
    if group is Part.QUANTITY and own is Part.STOCK and spelling(heading.text).startswith("склад"):
        return group  # «Количество / Склад № 1» is for whom, not how much there is
    return own or group
