"""Cells of a catalogue file as values; what cannot be read raises ``Refused``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from wholesale.catalog.columns import Cell
from wholesale.core.codes import barcode_key
from wholesale.core.countries import country_code
from wholesale.core.money import KOPECK, THOUSANDTH, round_half_up
from wholesale.core.vocabulary import UNITS, VatCategory

LONGEST = 500  # characters of a text
LARGEST = Decimal(10**9)  # of any number in a file
PATH_SIGN = re.compile(r"\s*(?:/|>|\\|→|\|)\s*")


T = TypeVar("T")


def _remembered(reader: Callable[[Cell], T]) -> Callable[[Cell], T]:
    """A file repeats the same units, rates, packs and paths in every row: read each once."""
    return lru_cache(maxsize=4096, typed=True)(reader)


class Refused(Exception):
    """A cell that cannot be read, as the problem it makes."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def is_empty(cell: Cell) -> bool:
    """Whether there is nothing in the cell but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """The cell as one line of text; 27115.0 is «27115»."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


def number_of(cell: Cell) -> Decimal | None:
    """The number in a cell, also as text («1 200,50»); None when it is none."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, datetime):
        return None
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(repr(cell)) if math.isfinite(cell) else None
    text = re.sub(r"[\s\u00a0\u2009\u202f]+|руб\.?|₽|р\.?$", "", cell.lower()).replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _number(cell: Cell) -> Decimal:
    number = number_of(cell)
    if number is None or abs(number) > LARGEST:
        raise Refused("not_a_number", value=text_of(cell)[:40])
    return number


@_remembered
def money(cell: Cell) -> Decimal:
    """A price in roubles, to the kopeck as the sheet shows it."""
    amount = round_half_up(_number(cell), KOPECK)
    if amount <= 0:
        raise Refused("price_not_positive", value=text_of(cell)[:40])
    return amount


@_remembered
def quantity(cell: Cell) -> Decimal:
    """A quantity to the thousandth, 0 for an empty cell."""
    amount = Decimal(0) if is_empty(cell) else round_half_up(_number(cell), THOUSANDTH)
    if amount < 0:
        raise Refused("quantity_negative", value=text_of(cell)[:40])
    return amount


@_remembered
def pack(cell: Cell) -> Decimal:
    """How many go together; 1 for an empty cell or 0."""
    return quantity(cell) or Decimal(1)


def name(cell: Cell) -> str:
    """A text that must be there."""
    found = line(cell)
    if not found:
        raise Refused("name_missing")
    return found


def line(cell: Cell) -> str:
    """A text of reasonable length."""
    found = text_of(cell)
    if len(found) > LONGEST or "\x00" in found:
        raise Refused("cell_unreadable", value=found[:40].replace("\x00", ""))
    return found


@_remembered
def path(cell: Cell) -> tuple[str, ...]:
    """The names of a category path, from the root."""
    return tuple(part for part in PATH_SIGN.split(line(cell)) if part)


_SIGNS = {
    re.sub(r"[\s.]+", "", word.lower()): unit.code
    for unit in UNITS.values()
    for word in (unit.code, unit.code.lstrip("0"), unit.sign, unit.name)
}
_SIGNS |= {
    "штук": "796",
    "pcs": "796",
    "уп": "778",
    "упак": "778",
    "пара": "715",
    "м2": "055",
    "м3": "113",
    "кг": "166",
    "рулон": "736",
    "комп": "839",
    "кт": "839",
    "пач": "728",
    "наб": "704",
    "пм": "018",
    "погм": "018",
    "тысшт": "798",
}


@_remembered
def unit(cell: Cell) -> str:
    """The ОКЕИ code of a unit given as code, sign or name; pieces for an empty cell."""
    text = text_of(cell)
    if not text:
        return "796"
    code = _SIGNS.get(re.sub(r"[\s.]+", "", text.lower()))
    if code is None:
        raise Refused("unit_unknown", value=text[:40])
    return code


_VAT_WORDS = frozenset(category.value for category in VatCategory)


@_remembered
def vat(cell: Cell) -> VatCategory:
    """«20%», 0.22, «10», «Без НДС» or a category's own word; an empty cell is the standard."""
    text = text_of(cell).lower().replace(" ", "")
    if not text:
        return VatCategory.STANDARD
    if text in _VAT_WORDS:
        return VatCategory(text)
    if "без" in text or text in {"нет", "-", "none"}:
        return VatCategory.EXEMPT
    number = number_of(text.removeprefix("ндс").removesuffix("%"))
    if number is not None and 0 < number < 1:
        number *= 100
    rates = {18: "standard", 20: "standard", 22: "standard", 10: "reduced", 0: "zero"}
    if number is None or number not in rates:
        raise Refused("vat_unknown", value=text_of(cell)[:40])
    return VatCategory(rates[int(number)])


@_remembered
def country(cell: Cell) -> str:
    """A country of origin by code or name; nothing is unknown."""
    told = text_of(cell)
    code = country_code(told)
    if code is None:
        raise Refused("country_unknown", value=told)
    return code


@_remembered
def yes(cell: Cell) -> bool:
    """Whether the cell says yes; an empty one does."""
    return text_of(cell).lower() not in {"нет", "0", "no", "false", "-", "ложь"}


def barcodes(cell: Cell) -> list[str]:
    """The codes of a cell; several are set apart by commas, semicolons or spaces."""
    if isinstance(cell, float) and abs(cell) >= 1e15:
        raise Refused("barcode_lost_digits", value=text_of(cell))
    found: list[str] = []
    for part in re.split(r"[,;\s]+", text_of(cell)):
        if re.fullmatch(r"\d[.,]?\d*[eе]\+?\d+", part.lower()):
            raise Refused("barcode_lost_digits", value=part)
        code = barcode_key(part) or part
        if len(code) > 64 or "\x00" in code:
            raise Refused("cell_unreadable", value=part[:40])
        if code and code not in found:
            found.append(code)
    return found
