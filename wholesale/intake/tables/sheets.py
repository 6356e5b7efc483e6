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
from wholesale.intake.tables.days import day_of
from wholesale.intake.tables.left_out import CODE_PARTS
from wholesale.intake.tables.rows import Entry, RowsRead

SET_ASIDE = re.compile(
    r"\W*(возврат|черновик|архив|брак|старый|стар|образец|пример|не (заказ|отправ)|отмен|удал|копия"
    r"|инструкци|как (заказ|заполн|сделать)|правила|услови|контакты|instruction|how to|readme"
    r"|return|draft|archive|old|sample|example|cancel|backup)",
    re.IGNORECASE,
)
"""Sheets that are not ordered beside one that is; alone they are read like any other."""

_SUMMARY = re.compile(r"\W*(итог|свод|всего|общ(ий|ая|ее|ие)\b|сумм|summary|total)", re.IGNORECASE)
_SUPPLY = re.compile(
    r".*(прайс|остат|налич|склад|каталог|ассортимент|номенклатур|справочник|поставщик"
    r"|price|stock|catalog)",
    re.IGNORECASE,
)
_SHOP = re.compile(
    r"\W*(магазин|маг\b|тт\b|точка|торг\w* точка|филиал|аптека|павильон|кафе|ресторан|салон|склад"
    r"|адрес|тц\b|трц\b|ул\b|пр-т\b|пр\b|shop|store|branch)",
    re.IGNORECASE,
)
_COPY = re.compile(r"(.+?) ?\(\d+\)")
_TOLD = 3  # things that say the same in two sheets by no chance
_MANY = 3  # times as many rows as the order: a list of what there is


@dataclass(slots=True)
class ReadSheet:
    """What was read of one sheet. ``ordered``: a heading of its quantities is an order's word;
    ``fixed``: a person painted its columns, so it is meant."""

    position: int
    name: str
    read: RowsRead = field(default_factory=RowsRead)
    ordered: bool = False
    fixed: bool = False

    def sums(self) -> dict[str, Decimal]:
        """What is asked of each thing, by whatever names it."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for entry in self.read.entries:
            if entry.amount.value is not None and (key := _key(entry)):
                sums[key] += entry.amount.value
        return sums


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
        elif not _SHOP.match(sheet.name) and _is_copy(sheet, others, sums):
            out[sheet.position] = "copied_sheet"
    _settle_days([sheet for sheet in filled if sheet.position not in out], today, out)
    shops = [s for s in filled if s.position not in out and _SHOP.match(s.name)]
    if len(shops) >= 2:
        _deliver(shops)
    return out


def _deliver(sheets: Sequence[ReadSheet]) -> None:
    for sheet in sheets:
        for entry in sheet.read.entries:
            entry.delivery = entry.delivery or sheet.name.strip()


def _settle_days(sheets: Sequence[ReadSheet], today: date, out: dict[int, str]) -> None:
    """Where every sheet is named by a day or a month, the past ones are orders of before: of
    those to come each is a delivery, else the last one counts."""
    days = {sheet.position: day_of(sheet.name, today) for sheet in sheets}
    dated = [(day, sheet) for sheet in sheets if (day := days[sheet.position]) is not None]
    if len(sheets) < 2 or len(dated) < len(sheets) or any(sheet.fixed for sheet in sheets):
        return
    coming = [s for day, s in dated if day >= today] or [max(dated, key=lambda pair: pair[0])[1]]
    out.update({s.position: "earlier_sheet" for _, s in dated if s not in coming})
    if len(coming) >= 2:
        _deliver(coming)


def _is_copy(
    sheet: ReadSheet, others: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    """«Заказ (2)» beside «Заказ», or a later sheet that says the same word for word."""
    copy = _COPY.fullmatch(sheet.name.strip())
    if copy and any(one.name.strip() == copy[1] for one in others):
        return True
    here = sums[sheet.position]
    return len(here) >= _TOLD and any(
        one.position < sheet.position and sums[one.position] == here for one in others
    )


def _is_supply(
    sheet: ReadSheet, others: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    """A plain «Кол-во» beside a sheet with an order's word: named as a price list or a stock, or
    many times longer and holding all that is ordered."""
    orders = [one for one in others if one.ordered]
    if sheet.ordered or not orders:
        return False
    if _SUPPLY.match(sheet.name):
        return True
    wanted = {key for one in orders for key in sums[one.position]}
    here = sums[sheet.position]
    return len(wanted) >= 2 and len(here) >= _MANY * len(wanted) and wanted <= here.keys()


def _is_summary(
    sheet: ReadSheet, others: Sequence[ReadSheet], sums: Mapping[int, Mapping[str, Decimal]]
) -> bool:
    """The others added up, whatever its name; or all their things under a name that says so."""
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
