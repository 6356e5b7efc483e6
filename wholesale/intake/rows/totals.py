"""Rows that only add up others: told by their words, or by a sum together with how they look.

A row is left out only on evidence. A product called «Total Quartz» is a product, and a row
whose quantity happens to equal that of its neighbours is a row like any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal

from wholesale.intake.columns.choice import Columns
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.words.cells import at, text_of
from wholesale.intake.words.parts import Part

_OF_WHAT = (
    r"(?:по|к|на|с|со|без|в|во|за|из|для|шт|руб|р|уп|кор|кг|м|мест|место|позици\w*|наименован\w*"
    r"|строк\w*|единиц\w*|товар\w*|товаров|сумм\w*|кол\w*|количеств\w*|заказ\w*|отгруз\w*|оплат\w*"
    r"|штук\w*|упаков\w*|короб\w*|вес\w*|объ[её]м\w*|ндс)\b"
)
_LABEL = re.compile(
    rf"""^\W*(?:
    (?:под)?итог(?:о|и)?\b(?!-)
    | (?:всего|усього|всього)\b(?!-)(?:\W*$|\W+{_OF_WHAT}|\W*\d)
    | (?:общ|итогов|промежуточн)(?:ий|ый|ая|ое|ые)\s+(?:итог|сумм|кол|вес|стоимост|объ[её]м)\w*
    | сумма\s+(?:к|по|с|без|заказа|всего|итого|ндс)\b
    | к\s+оплате\b
    | (?:кол(?:ичество|-во)\s+)?(?:позиций|наименований|единиц(?:\s+товара)?|мест|строк)\W*$
    | (?:общий\s+)?(?:вес|об[ъь][её]м)(?:,?\s*(?:\(?(?:кг|т|м3|м³|куб\.?м|брутто|нетто)\)?))*\W*$
    | в\s+том\s+числе\b
    | в\s?т\.?\s?ч\b
    | (?:сумма\s+)?ндс(?:\s*\(?\s*\d{{1,2}}\s*%\s*\)?)?\W*$
    | скидка(?:\s*\(?\s*\d+(?:[.,]\d+)?\s*%?\s*\)?)?\W*$
    | (?:grand\s+|sub\s?)?total(?:\W*$|\W*\d[\d\s.,]*$
      |\W+(?:qty|quantity|amount|sum|due|price|pcs|pieces|items?|units?|order|incl|excl|for|by|usd
      |eur|rub)\b)
    | (?:sum|vat|tax|freight|shipping)(?:\s*\(?\s*\d{{1,2}}\s*%\s*\)?)?\W*$
    | amount\s+due\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUP = re.compile(
    r"^\W*(?:групп[аы]|раздел|категория|подгруппа|папка|group|section)\b", re.IGNORECASE
)
_LONGEST = 200  # nobody labels a total with more


def is_total(text: str) -> bool:
    """Whether the text names a total: «Итого», «Всего к отгрузке», «НДС 20 %»; but not «Итоговая
    аттестация», «Total Quartz 9000» or «НДС-1 насос»."""
    return len(text) <= _LONGEST and _LABEL.match(text) is not None


def names_total(row: Sequence[Cell]) -> bool:
    """Whether some cell of the row names a total."""
    return any(isinstance(cell, str) and is_total(cell) for cell in row)


class Sums:
    """Finds rows whose quantity is the sum of those beside them.

    ``addends`` are the quantities of the rows that may be added up, None for every other row.
    """

    def __init__(self, addends: Iterable[Decimal | None]) -> None:
        self._sums = [Decimal(0)]
        self._before: list[int] = []  # how many addends stand before each row
        for addend in addends:
            self._before.append(len(self._sums) - 1)
            if addend is not None:
                self._sums.append(self._sums[-1] + addend)

    def of(self, place: int, value: Decimal) -> int:
        """How many rows right after ``place``, or else right before it, add up to ``value``;
        0 when none do."""
        start = self._before[place]
        return self._reaches(start, value) or self._comes_from(start, value)

    def above(self, place: int, value: Decimal) -> int:
        """The same, of the rows right before ``place`` alone."""
        return self._comes_from(self._before[place], value)

    def _reaches(self, start: int, value: Decimal) -> int:
        end = bisect_left(self._sums, self._sums[start] + value, lo=start)
        found = end < len(self._sums) and self._sums[end] - self._sums[start] == value
        return end - start if found else 0

    def _comes_from(self, end: int, value: Decimal) -> int:
        start = bisect_left(self._sums, self._sums[end] - value, hi=end + 1)
        found = start <= end and self._sums[end] - self._sums[start] == value
        return end - start if found else 0


def looks_like_group(
    sheet: Sheet, number: int, row: Sequence[Cell], name: str, blocks: Sequence[Columns]
) -> int:
    """How many signs say that the row is the head of a group and no product: it leaves unit and
    price empty where the table has them; its words or its outline level."""
    asked = [
        block.parts[part]
        for block in blocks
        for part in (Part.UNIT, Part.PRICE)
        if part in block.parts
    ]
    bare = bool(asked) and not any(text_of(at(row, column)) for column in asked)
    beside = max(sheet.levels.get(number + 1, 0), sheet.levels.get(number - 1, 0))
    return bare + (bool(_GROUP.match(name)) or sheet.levels.get(number, 0) < beside)
