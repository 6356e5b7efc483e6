"""Which sheets of a workbook are the order: not the archive, not the summary of the others, not
the supplier's list of what he has; and sheets named as shops are deliveries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wholesale.core.codes import article_key, text_key
from wholesale.intake.columns.evidence import is_titled_order
from wholesale.intake.rows.entries import CODE_PARTS, Entry, RowsRead
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.words.aliases import is_order_word
from wholesale.intake.words.days import day_of, days_that_count, end_of_year
from wholesale.intake.words.shops import is_shop_sheet

SET_ASIDE = re.compile(
    r"\W*(возврат|черновик|архив|брак|старый|стар|образец|пример|не (заказ|отправ)|отмен|удал|копия"
    r"|инструкци|как (заказ|заполн|сделать)|правила|услови|контакты|instruction|how to|readme"
    r"|return|draft|archive|old|sample|example|cancel|backup)"
    r"|.*\b(стар(ый|ая|ое|ые)|прошл\w+|предыдущ\w+|история|previous|last (week|month|order))\b",
    re.IGNORECASE,
)
"""Sheets that are not ordered beside one that is; alone they are read like any other."""

_SUMMARY = re.compile(r"\W*(итог|свод|всего|общ(ий|ая|ее|ие)\b|сумм|summary|total)", re.IGNORECASE)
_SUPPLY = re.compile(
    r".*(прайс|остат|налич|склад|каталог|ассортимент|номенклатур|справочник|поставщик"
    r"|price|stock|catalog)",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\W*(?:\w+ )?(остат(ки|ок)|наличие|продажи|реализация|приход|расход|движени[ея]|получено"
    r"|отгружено|поступлени[ея]|списани[ея]|инвентаризаци[яи]|норм[аы] запас\w*|неликвид\w*"
    r"|некондици\w*|stock|sales|received|shipped)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"v|вер|верс\w*|ред|редакция|(испр|измен|коррект|уточн|нов|обновл|финал|посл|оконч|final|new)\w*"
)
"""Words that tell a version of a sheet from another: «Заказ исправленный», «v2»."""
_COPY = re.compile(r"(.+?) ?\(\d+\)")
_TOLD = 3  # things that say the same in two sheets by no chance
_EXTRACT = 5  # things that are in two sheets in the same amounts by no chance
_ALIKE = 0.8  # of the things of the shorter sheet, which two versions of an order share
_MANY = 3  # times as many rows as the order: a list of what there is


@dataclass(slots=True)
class ReadSheet:
    """What was read of one sheet. ``ordered``: a heading of its quantities is an order's word;
    ``pivoted``: they are what a pivot table adds up; ``fixed``: a person painted its columns, so it
    is meant."""

    position: int
    name: str
    read: RowsRead = field(default_factory=RowsRead)
    ordered: bool = False
    pivoted: bool = False
    fixed: bool = False

    def sums(self) -> dict[str, Decimal]:
        """What is asked of each thing, by whatever names it."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for entry in self.read.entries:
            if entry.amount.value is not None and (key := _key(entry)):
                sums[key] += entry.amount.value
        return sums


def leave_before(one: ReadSheet, sheet: Sheet, today: date) -> None:
    """Leave out what stands under the titles of orders of before, unless a person showed it."""
    before = frozenset() if one.fixed else rows_of_before(sheet, today)
    for entry in one.read.entries:
        if entry.row in before:
            one.read.skipped[one.position, entry.row] = "earlier_table"
    one.read.entries = [entry for entry in one.read.entries if entry.row not in before]


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


def settle(sheets: Sequence[ReadSheet], today: date) -> dict[int, str]:
    """The sheets that are no part of the order: position → why; the entries of those named as
    shops, or as days to come, get their delivery."""
    filled = [sheet for sheet in sheets if sheet.read.entries]
    if len(filled) < 2:
        return {}
    sums = {sheet.position: sheet.sums() for sheet in filled}
    out: dict[int, str] = {}
    for sheet in filled:
        others = [one for one in filled if one is not sheet and one.position not in out]
        if sheet.fixed or not others:
            continue
        if _is_supply(sheet, others, sums):
            out[sheet.position] = "supply_sheet"
        elif _is_summary(sheet, others, sums):
            out[sheet.position] = "summary_sheet"
        elif not is_shop_sheet(sheet.name) and _is_copy(sheet, others, sums):
            out[sheet.position] = "copied_sheet"
    _settle_days([sheet for sheet in filled if sheet.position not in out], today, out)
    _leave_versions([sheet for sheet in filled if sheet.position not in out], sums, out)
    shops = [s for s in filled if s.position not in out and is_shop_sheet(s.name)]
    if len(shops) >= 2:
        _deliver(shops)
    return out


def _deliver(sheets: Sequence[ReadSheet]) -> None:
    for sheet in sheets:
        for entry in sheet.read.entries:
            entry.delivery = entry.delivery or sheet.name.strip()


def _settle_days(sheets: Sequence[ReadSheet], today: date, out: dict[int, str]) -> None:
    """Where every sheet is named by a day, a month or a year, the past ones are orders of before:
    of those to come each is a delivery, else the last one counts."""
    days = {s.position: day_of(s.name, today) or end_of_year(s.name) for s in sheets}
    dated = [(day, sheet) for sheet in sheets if (day := days[sheet.position]) is not None]
    if len(sheets) < 2 or len(dated) < len(sheets) or any(sheet.fixed for sheet in sheets):
        return
    meant = days_that_count([day for day, _ in dated], today)
    coming = [sheet for day, sheet in dated if day in meant]
    out.update({s.position: "earlier_sheet" for _, s in dated if s not in coming})
    if len(coming) >= 2:
        _deliver(coming)


def _leave_versions(
    sheets: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]], out: dict[int, str]
) -> None:
    """Leave out sheets that ask for the same things in other amounts and whose names tell no more
    than versions of one: nobody but a person knows which of them is the order. Beside one that he
    showed the others are set aside."""
    for sheet in sheets:
        versions = [one for one in sheets if one is not sheet and _is_version(sheet, one, sums)]
        if versions and not sheet.fixed:
            shown = any(one.fixed for one in versions)
            out[sheet.position] = "set_aside_sheet" if shown else "version_sheet"


def _is_version(
    sheet: ReadSheet, other: ReadSheet, sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    names = [one.name.strip().casefold() for one in (sheet, other)]
    if any(map(is_shop_sheet, names)):
        return False
    if _is_extract(sums[sheet.position], sums[other.position]):
        return True
    here, there = sums[sheet.position].keys(), sums[other.position].keys()
    fewer, shared = min(len(here), len(there)), len(here & there)
    if is_titled_order(names[:1]) != is_titled_order(names[1:]):
        return fewer >= _TOLD and 2 * shared > fewer  # «Дефицит» of the same things as «Заказ»
    if _without_version(names[0]) != _without_version(names[1]):
        return False
    if {match[1] for name in names if (match := _COPY.fullmatch(name))} & set(names):
        return not here.isdisjoint(there)  # «Заказ (2)» beside «Заказ»
    return fewer >= _TOLD and shared >= _ALIKE * fewer


def _is_extract(here: Mapping[str, Decimal], there: Mapping[str, Decimal]) -> bool:
    """Whether one of two says a part of the other word for word: «Срочно» beside «Заказ»."""
    fewer, more = sorted((here.items(), there.items()), key=len)
    return _EXTRACT <= len(fewer) < len(more) and fewer <= more


def _without_version(name: str) -> list[str]:
    """The words of a sheet's name that say what it is: of «заказ v2 (3)» it is «заказ»."""
    words = re.findall(r"[^\W\d_]+", name)
    return [word for word in words if not _VERSION.fullmatch(word)]


def _is_copy(
    sheet: ReadSheet, others: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    """A later sheet that says the same word for word; «Заказ (2)» beside «Заказ» of however few
    things."""
    here = sums[sheet.position]
    copy = _COPY.fullmatch(sheet.name.strip())
    return any(
        one.position < sheet.position
        and sums[one.position] == here
        and (len(here) >= _TOLD or (copy and one.name.strip() == copy[1]))
        for one in others
    )


def _is_supply(
    sheet: ReadSheet, others: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    """A plain «Кол-во» beside a sheet with an order's word or name: named as a price list or a
    stock, or many times longer and holding all that is ordered. A report is none beside any."""
    if sheet.ordered or is_titled_order([sheet.name]):
        return False
    if is_report_sheet(sheet.name) and not all(is_report_sheet(one.name) for one in others):
        return True
    may_be_shop = is_shop_sheet(sheet.name)
    orders = [
        one for one in others if one.ordered or (not may_be_shop and is_titled_order([one.name]))
    ]
    if not orders:
        return False
    if _SUPPLY.match(sheet.name):
        return True
    wanted = {key for one in orders for key in sums[one.position]}
    here = sums[sheet.position]
    return len(wanted) >= 2 and len(here) >= _MANY * len(wanted) and wanted <= here.keys()


def is_report_sheet(name: str) -> bool:
    """«Остатки», «Продажи октябрь», «Получено»: never ordered beside a sheet that is an order."""
    return bool(_REPORT.match(name))


def _is_summary(
    sheet: ReadSheet, others: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    """The others added up, whatever its name, or by a pivot table; or all their things under a name
    that says so."""
    if sheet.pivoted and not all(one.pivoted for one in others):
        return True
    here = sums[sheet.position]
    added: dict[str, Decimal] = defaultdict(Decimal)
    for one in others:
        for key, value in sums[one.position].items():
            added[key] += value
    named = bool(_SUMMARY.match(sheet.name))
    if not here or (not named and (len(others) < 2 or len(here) < 2)):
        return False
    return here == added if not named else here.keys() <= added.keys()


def _key(entry: Entry) -> str:
    for part in CODE_PARTS:
        if code := entry.codes.get(part):
            return article_key(code)
    return text_key(entry.name)
