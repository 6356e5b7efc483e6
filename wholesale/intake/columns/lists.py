"""A plain «Кол-во» that may be what there is: in a price list, in a report of stock or of sales.

Nothing of it is ordered until a person shows the column. Titles tell, and so do numbers as no hand
writes them: every row filled, zeros among them, «>10», and counts that come in no packs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.evidence import is_written_by_hand
from wholesale.intake.columns.likeness import are_packs
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.aliases import is_order_word, is_past, spelling
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.heading import heading_part
from wholesale.intake.words.parts import Part

_REPORT = re.compile(
    r"(?:(?:складск|товарн|текущ|свободн|розничн|оптов)\w+ )?"
    r"(?:отчет|ведомост|остат(?:ки|ок) (?:товар|на |по |склад|номенкл)|остатки$|наличие"
    r"|анализ (?:продаж|остат|движ)|(?:abc|авс|xyz) |продажи(?! и )|инвентариз|сличительн|оборот"
    r"|статистик|движени\w+ товар|приходн\w+ (?:накл|ордер)|поступлени|stock (?:report|list|on)"
    r"|акт (?:о |об )?(?:брак|списан|порч|недостач|расхожд|прием|приемк|возврат|сверк|инвентар)"
    r"|(?:товарн\w+ |расходн\w+ |товарно транспортн\w+ )?накладная|универсальный передат|упд\b"
    r"|реализация товар|розничные продажи|перемещени|пересорт|оприходовани|рекламаци|претензи"
    r"|inventory|sales (?:report|by)|report\b)"
)
_PRICES = re.compile(
    r"(?:\w+ )?(?:прайс(?: ?лист)?|каталог товар\w*|price ?list)\b(?!.*\b(?:заказ|заявк))"
)
_SHORTEST = 20  # rows of a list that its title calls so
LONG = 40  # rows of one that only its numbers tell
_OFFERED = 100  # rows of one of which people seldom order each
_MOST = 0.6  # of its rows, at least, which a list fills
_PRICY = 100  # what counts seldom are, and prices often
_BIG = 12  # what is over it people order in packs and round numbers
_FEW = 10  # of such numbers, too few to judge by
_UNEVEN = 0.35  # of them, as packs and round numbers never are; of counted stock it is half
_AT_LEAST = re.compile(
    r"[<>≤≥]\s*\d|(?:более|менее|больше|меньше|свыше)\b|много|мало|достаточно|есть|в наличии"
    r"|жд[её]м|ожида|в пути|приход|под заказ|нет в наличии|сня(?:т|то) с производства"
)


def tells_what_there_is(chosen: Columns, seen: Counting, column: int) -> str:
    """What says of the only plain count that it is none of an order: the code of a reason, or "".

    A sum beside it says that it is one. Titles of orders are the caller's to heed.
    """
    if is_titled_what_there_is(seen.titles):
        return "column_of_report"
    if Part.SUM in chosen.parts or is_written_by_hand(seen.rows, column):
        return ""
    listed = max((seen.profiles[c].filled for c in chosen.goods), default=0)
    filled = seen.profiles[column].filled
    if listed >= _SHORTEST and _says_at_least(seen.rows, column):
        return "column_of_list"
    priced = [c for c in seen.block if seen.named[c] is Part.PRICE]
    if not priced or any(_tells_order_before(seen.heading(c).full) for c in seen.block):
        return ""
    if listed >= _SHORTEST and filled >= _MOST * listed and is_titled_prices(seen.titles):
        return "column_of_list"
    if listed < LONG or filled < listed:
        return ""
    zeros = sum(number_of(at(row, column)) == 0 for row in seen.rows)
    several = len(priced) > 1 and listed >= _OFFERED
    if 0 < 2 * zeros < filled or several or is_uneven(seen.rows, column, _OFFERED):
        return "column_like_stock"
    return "column_like_packs" if are_packs(chosen, seen, column) else ""


def may_list_goods(sheet: Sheet, table: Table) -> bool:
    """Whether a plain «Кол-во», where no heading says that it is ordered, may hold prices or packs:
    it is long and priced, or its numbers are big or broken. Then it is worth asking the catalogue
    what the goods cost and come in."""
    parts = [heading_part(heading) for heading in table.headings]
    counts = [column for column, part in enumerate(parts) if part is Part.QUANTITY]
    if not counts or any(is_order_word(heading.full) for heading in table.headings):
        return False
    if Part.PRICE in parts and Part.SUM not in parts and len(table.body) >= LONG:
        return True
    cells = (at(sheet.rows[index], c) for index in table.body[:LONG] for c in counts)
    numbers = [number for cell in cells if (number := number_of(cell)) is not None]
    broken = any(number % 1 for number in numbers)
    return broken or 4 * sum(number > _PRICY for number in numbers) > len(numbers)


def is_titled_what_there_is(titles: Iterable[str]) -> bool:
    """Whether a title begins as that of a report: «Ведомость …», «Остатки на 26.11», and not as a
    line that merely speaks of stock and sales, «Отдел продаж»."""
    return any(_REPORT.match(spelling(title)) for title in titles)


def is_titled_prices(titles: Iterable[str]) -> bool:
    """Whether a title says that what follows is a price list, and not one to order by."""
    return any(_PRICES.match(spelling(title)) for title in titles)


def is_uneven(rows: Sequence[Sequence[Cell]], column: int, least: int) -> bool:
    """Whether many of the bigger numbers of a list of ``least`` rows come in no packs and are not
    round: 17, 61, 234. Of fewer rows a dealer of several shops orders so."""
    numbers = [number_of(at(row, column)) for row in rows]
    if len(numbers) < least:
        return False
    big = [number for number in numbers if number is not None and number > _BIG]
    uneven = sum(all(number % by for by in (4, 5, 6)) for number in big)
    return len(big) >= _FEW and uneven >= _UNEVEN * len(big)


def _tells_order_before(heading: str) -> bool:
    """«Прошлый заказ»: nobody keeps it beside what there is, but beside what he orders now."""
    return is_past(heading) and is_order_word(heading)


def _says_at_least(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether cells tell no more than that there is some, or none: «>10», «много», «ждём»."""
    texts = [text_of(at(row, column)).casefold() for row in rows]
    told = sum(bool(_AT_LEAST.match(text)) for text in texts)
    return told >= 3 and 10 * told >= sum(map(bool, texts))
