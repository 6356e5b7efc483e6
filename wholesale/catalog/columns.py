"""Which column of a catalogue or stock file holds what, by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

Cell = str | float | int | bool | datetime | None
Row = tuple[int, Sequence[Cell]]
"""A row of a sheet: its number from 1 and its cells from column A on."""

HEADER_WITHIN = 40  # rows from the top


class Part(StrEnum):
    """What a column holds of a product. PRICE and STOCK may stand many times, by name."""

    ARTICLE = "article"
    NAME = "name"
    CATEGORY = "category"
    BRAND = "brand"
    UNIT = "unit"
    PACK = "pack"
    MINIMUM = "minimum"
    BARCODE = "barcode"
    VAT = "vat"
    MAKER_CODE = "maker_code"
    WEIGHT = "weight"
    GROSS_WEIGHT = "gross_weight"
    PACKING = "packing"
    COUNTRY = "country"
    DECLARATION = "declaration"
    LOT = "lot"
    GOODS_CODE = "goods_code"
    ACTIVE = "active"
    COST = "cost"
    FLOOR = "floor"
    PRICE = "price"
    STOCK = "stock"
    POINT = "point"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column that is read. ``of`` names the price list or the point, "" when none is named;
    ``from_quantity`` is the break a price begins at."""

    index: int
    part: Part
    heading: str
    of: str = ""
    from_quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Header:
    """The header row, the columns read, and the headings nobody knows."""

    row: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]

    def has(self, part: Part) -> bool:
        return any(column.part is part for column in self.columns)

    def all(self, part: Part) -> list[Column]:
        return [column for column in self.columns if column.part is part]


_HEADINGS: tuple[tuple[Part, str], ...] = (
    (Part.BARCODE, r"(штрих ?код\w*|шк|bar ?codes?|ean( ?\d+)?|gtin)( .*)?"),
    (
        Part.MAKER_CODE,
        r"(артикул|код) (производител\w*|изготовител\w*|завода)|maker ?code|mpn|part no",
    ),
    (Part.ARTICLE, r"артикул|арт|код( товара| номенклатуры)?|sku|article|code"),
    (Part.NAME, r"(полное )?наименование( .*)?|название( .*)?|номенклатура|товар|name|product"),
    (Part.CATEGORY, r"категория( .*)?|группа( .*)?|раздел( .*)?|category( path)?|group"),
    (Part.BRAND, r"бренд|торговая марка|тм|марка|производитель|brand|vendor|manufacturer"),
    (Part.UNIT, r"ед|ед изм\w*|единица( измерения)?|(код )?(по )?океи|unit|uom|okei"),
    (Part.MINIMUM, r"мин|минимум|мин\w* (заказ|партия|количество)|moq|minimum|min( order)?"),
    (
        Part.PACK,
        r"кратность( .*)?|упаковка|в упаковке|(кол во|шт) в уп\w*|норма упаковки|pack( size)?",
    ),
    (Part.VAT, r"ндс|ставка ндс|категория ндс|ндс %|vat( rate| category)?"),
    (Part.GROSS_WEIGHT, r"(вес|масса) брутто( .*)?|брутто( .*)?|gross( weight)?( .*)?"),
    (Part.PACKING, r"вид упаковки|тара|packing|packaging"),
    (Part.COUNTRY, r"страна( .*)?|country( .*)?"),
    (Part.DECLARATION, r"(номер )?(гтд|дт|таможенн\w* деклараци\w*)|(customs )?declaration"),
    (Part.LOT, r"рнпт( .*)?"),
    (Part.GOODS_CODE, r"(код )?(тн ?вэд)( .*)?|hs ?code"),
    (Part.WEIGHT, r"вес( .*)?|масса( .*)?|weight( .*)?"),
    (Part.ACTIVE, r"активен|в продаже|продается|active"),
    (Part.FLOOR, r"мин\w* цена|цена не ниже|нижняя цена|minimum price|min price|floor"),
    (
        Part.COST,
        r"себестоимость( .*)?|закуп\w*( цена)?|цена закупки|закупочная цена|cost( price)?",
    ),
    (Part.POINT, r"(торговая )?точка|склад|point|warehouse"),
    (Part.STOCK, r"остат\w*|наличие|количество|кол во|stock|quantity|qty|on hand"),
    (Part.PRICE, r"цена|price"),
)
_COMPILED = tuple((part, re.compile(rf"(?:{pattern})\Z")) for part, pattern in _HEADINGS)
_NAMED = re.compile(
    r"(?P<what>цена|price|остаток|наличие|stock)\s*[:—–-]\s*(?P<of>.+?)"
    r"(?:,?\s+(?:от|from)\s+(?P<break>\d[\d  ]*))?\Z",
    re.IGNORECASE,
)


def find_header(rows: Sequence[Row], needed: Sequence[Part]) -> Header | None:
    """The row near the top that names most columns, ``needed`` among them; None without one."""
    best: Header | None = None
    for number, cells in rows[:HEADER_WITHIN]:
        header = _header(number, cells)
        if all(header.has(part) for part in needed) and (
            best is None or len(header.columns) > len(best.columns)
        ):
            best = header
    return best


def _header(number: int, cells: Sequence[Cell]) -> Header:
    columns: list[Column] = []
    unknown: list[str] = []
    for index, cell in enumerate(cells):
        heading = " ".join(cell.split()) if isinstance(cell, str) else ""
        if not heading:
            continue
        column = _column(index, heading)
        if column is None or (
            column.part not in {Part.PRICE, Part.STOCK, Part.BARCODE}
            and any(column.part is known.part for known in columns)
        ):
            unknown.append(heading)
        else:
            columns.append(column)
    return Header(number, tuple(columns), tuple(unknown))


def _column(index: int, heading: str) -> Column | None:
    named = _NAMED.match(heading)
    if named:
        part = Part.PRICE if named["what"].lower() in {"цена", "price"} else Part.STOCK
        start = Decimal("".join((named["break"] or "1").split()))
        return Column(index, part, heading, named["of"].strip(" «»\"'"), start)
    plain = " ".join(re.sub(r"[^\w%]+", " ", heading.lower().replace("ё", "е")).split())
    for part, pattern in _COMPILED:
        if pattern.match(plain):
            return Column(index, part, heading)
    return None
