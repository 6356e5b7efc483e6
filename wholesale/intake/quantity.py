"""Quantities as people write them, and what they mean in the product's own unit.

A blank, a dash or a zero is never one; what cannot be read exactly is a problem with a name,
never a guess.
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from wholesale.core.money import THOUSANDTH, plain
from wholesale.core.vocabulary import UNITS
from wholesale.intake.workbook import Cell

LIMIT = Decimal(1_000_000)
UNKNOWN = "?"  # begins the measure of a unit's word that nobody knows: «?бухта»
PACK = "pack"  # the measure of «5 кор.»: as many packs, whatever the unit


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says: ``value`` in ``measure`` (an ОКЕИ code, ``PACK``, or "" when unsaid).

    ``value`` is None for a blank cell or a zero, and when ``problem`` names why it cannot be
    read.
    """

    value: Decimal | None = None
    measure: str = ""
    general: bool = False  # the measure is the column's, not this row's own
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)


BLANK = Amount()

_MEASURES = {
    "796": "шт штук штука штуки штк pcs pc piece pieces ea each ед единиц экз",
    PACK: "кор короб коробка коробки коробок коробов уп упак упаковка упаковки упаковок пач пачка "
    "пачки пачек ящ ящик ящика ящиков блок блока блоков бл box boxes pack packs case cases ctn",
    "166": "кг килограмм килограмма килограммов kg",
    "163": "г гр грамм граммов g",
    "168": "т тн тонн тонна тонны",
    "008": "км километр километра километров km",
    "006": "м метр метра метров мп пм пог m",
    "018": "погм",
    "004": "см cm",
    "003": "мм mm",
    "055": "м2 квм кв m2",
    "113": "м3 кубм куб m3",
    "112": "л литр литра литров l",
    "111": "мл ml",
    "715": "пар пара пары pair pairs",
    "736": "рул рулон рулона рулонов roll rolls",
    "839": "компл комплект комплекта комплектов к-т кт set sets",
    "704": "набор набора наборов",
    "625": "лист листа листов",
    "868": "бут бутылка бутылки бутылок",
    "872": "флак флакон флакона флаконов фл",
    "616": "боб бобина бобин",
    "797": "стошт",
    "798": "тысшт тыс",
}
_MEASURE_OF = {word: code for code, words in _MEASURES.items() for word in words.split()}

_BLANKS = frozenset({"", "-", "–", "—", "--", "---", "нет", "no", "n/a", "х", "x", "0"})
_MONEY = re.compile(r"(руб|₽|(?<![^\W\d_])р\.|\$|€|usd|eur|коп)", re.IGNORECASE)
_INEXACT = re.compile(
    r"^\s*(?:[<>≤≥~≈±]|от\b|до\b|около\b|более\b|менее\b|примерно\b|мин\b|макс\b)", re.IGNORECASE
)
_RANGE = re.compile(r"^\d+(?:[.,]\d+)?\s*(?:[-–—]|\.\.+|…)\s*\d+")
_NUMBER = r"[+-]?\d[\d\s'`’]*(?:[.,]\d+)*"
_WITH_WORD = re.compile(rf"^({_NUMBER})\s*([мm][23]|[^\W\d_][^\d]*)?$")
_FRACTION = re.compile(r"^(?:(\d+)\s+)?(\d+)\s*/\s*(\d+)\s*([^\W\d_][^\d]*)?$")
_PRODUCT = re.compile(
    r"^(\d+)\s*(?:[^\W\d_]+\.?)?\s*(?:[*×xх]|по)\s*(\d+)\s*([^\W\d_]+\.?)?$", re.IGNORECASE
)
_FOOTNOTE = re.compile(
    r"(?:\s*\([^)]*\)|\s*\[[^\]]*\]|[*†‡°]+|[\u00b9\u00b2\u00b3\u2070-\u2079]+)+\s*[.;,]?\s*$"
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\ufeff]+")
_ERRORS = re.compile(r"^#[A-ZА-Я/0!?]+[!?]?$")


def read_quantity(cell: Cell, *, formula: str | None = None, english: bool = False) -> Amount:
    """What ``cell`` of a quantity column says; ``formula`` is one saved without its value;
    ``english``: the table parts thousands by commas (1,500 is 1500)."""
    if formula is not None and cell in {"", None}:
        value = _constant(formula)
        return _exact(value) if value is not None else Amount(problem="quantity_formula_empty")
    if cell is None or cell == "":
        return BLANK
    if isinstance(cell, bool):
        return Amount(problem="quantity_unreadable", params={"text": str(cell)})
    if isinstance(cell, datetime):
        return Amount(problem="quantity_is_date", params={"text": f"{cell:%d.%m.%Y}"})
    if isinstance(cell, int | float):
        if 0 < cell <= _USUAL and cell == int(cell):
            return _whole(int(cell))
        if isinstance(cell, float) and not math.isfinite(cell):
            return Amount(problem="quantity_unreadable", params={"text": str(cell)})
        return _exact(exact_number(cell))
    return _read_text(cell.replace(",", "") if english else cell)


_USUAL = 10_000


@lru_cache(maxsize=_USUAL)
def _whole(value: int) -> Amount:
    """A whole number of the usual size; the same one for every cell that holds it."""
    return Amount(value=Decimal(value))


def exact_number(value: float) -> Decimal:
    """The number a sheet shows: fifteen significant digits, as the file's programs keep."""
    shown = Decimal(f"{value:.15g}")
    return plain(shown) if abs(value) < 1e15 else shown


def _read_text(cell: str) -> Amount:
    text = _SPACES.sub(" ", cell).strip()
    if text.casefold() in _BLANKS:
        return BLANK
    shown = {"text": text[:60]}
    text = re.sub(r"(?<=[мМm])([²³])", lambda power: "2" if power[1] == "²" else "3", text)
    if _ERRORS.match(text):
        return Amount(problem="quantity_formula_error", params=shown)
    bare = _FOOTNOTE.sub("", text) if not re.fullmatch(r"\(\s*[\d\s.,]+\)", text) else text
    bare = unicodedata.normalize("NFKC", bare.replace("½", " 1/2").replace("¼", " 1/4")).strip()
    bare = bare.replace("\u2044", "/").replace("\u2212", "-")
    if re.fullmatch(r"\(\s*[\d\s.,]+\)", bare):  # an accountant's negative
        return Amount(problem="quantity_negative", params=shown)
    if re.fullmatch(r"\d+(\s*\+\s*\d+)+", bare):
        return _exact(
            sum((Decimal(part) for part in re.findall(r"\d+", bare)), Decimal(0)), None, shown
        )
    if _INEXACT.match(bare) or _RANGE.match(bare) or bare.endswith("+"):
        return Amount(problem="quantity_inexact", params=shown)
    if _MONEY.search(bare):
        return Amount(problem="quantity_is_money", params=shown)
    fraction = _FRACTION.match(bare)
    if fraction:
        whole, top, bottom, word = fraction.groups()
        if int(bottom):
            value = Decimal(whole or 0) + Decimal(top) / Decimal(bottom)
            return _exact(value, word, shown)
    product = _PRODUCT.match(bare)
    if product:
        return _exact(Decimal(product[1]) * Decimal(product[2]), product[3], shown)
    number = _WITH_WORD.match(bare)
    value_read = decimal_of(number[1]) if number else None
    if number is None or value_read is None:
        return Amount(problem="quantity_unreadable", params=shown)
    return _exact(value_read, number[2], shown)


def decimal_of(text: str) -> Decimal | None:
    """«1 200,00», «1.200,00», «1,200.00», «1'500», «8,50» as a number; None when not one.

    A single comma or point is the decimal sign, as people here write; repeated ones part
    thousands; of two kinds the last is the decimal sign.
    """
    digits = re.sub(r"[\s'`’]", "", text)
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        decimal_sign = max(",", ".", key=digits.rfind)
        other = "." if decimal_sign == "," else ","
        if digits.count(decimal_sign) > 1:
            return None
        digits = digits.replace(other, "").replace(decimal_sign, ".")
    elif commas > 1 or points > 1:
        if not re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{3})+", digits):
            return None
        digits = digits.replace(",", "").replace(".", "")
    else:
        digits = digits.replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def measure_of(word: str) -> str | None:
    """The measure a word names («шт.» → 796, «кор» → PACK); "" for no word, None for unknown."""
    text = re.sub(
        r"[\s.]+", "", word.casefold().replace("ё", "е").replace("²", "2").replace("³", "3")
    )
    if not text:
        return ""
    return _MEASURE_OF.get(text)


def _exact(value: Decimal, word: str | None = None, shown: dict[str, Any] | None = None) -> Amount:
    params = shown or {"text": f"{value:.15g}" if abs(value) > LIMIT else f"{plain(value):f}"}
    measure = measure_of(word or "")
    if measure is None:
        return Amount(problem="quantity_unreadable", params=params)
    if value == 0:
        return BLANK
    if value < 0:
        return Amount(problem="quantity_negative", params=params)
    if value > LIMIT:
        return Amount(problem="quantity_absurd", params={**params, "limit": LIMIT})
    return Amount(value=plain(value), measure=measure)


def _constant(formula: str) -> Decimal | None:
    """The value of a formula of constants (=5*12, =10+5); None for any other."""
    text = formula.lstrip("=").strip()
    if not text or len(text) > 60 or not re.fullmatch(r"[\d\s.+*/()\-]+", text):
        return None
    try:
        return _evaluate(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError):
        return None


def _evaluate(node: ast.expr) -> Decimal:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Decimal(repr(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand)
    if isinstance(node, ast.BinOp):
        left, right = _evaluate(node.left), _evaluate(node.right)
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
    raise ValueError("not a constant")


@dataclass(frozen=True, slots=True)
class Converted:
    """A quantity in the product's unit; a ``problem`` is why it cannot be ordered so.

    ``notes`` are (code, params) that the dealer sees beside the line.
    """

    quantity: Decimal | None = None
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)


_SCALES = {  # measure → (kind, how many of the smallest)
    "163": ("weight", 1),
    "166": ("weight", 1_000),
    "168": ("weight", 1_000_000),
    "003": ("length", 1),
    "004": ("length", 10),
    "006": ("length", 1_000),
    "018": ("length", 1_000),
    "008": ("length", 1_000_000),
    "111": ("volume", 1),
    "112": ("volume", 1_000),
    "796": ("pieces", 1),
    "797": ("pieces", 100),
    "798": ("pieces", 1_000),
}
_PACK_UNITS = frozenset({"778", "728", "812"})  # the product itself is sold by packs
_WHOLE_UNITS = frozenset(
    [
        "616",
        "625",
        "642",
        "657",
        "698",
        "704",
        "715",
        "728",
        "736",
        "778",
        "796",
        "812",
        "839",
        "868",
        "870",
        "872",
    ]
)


def convert(amount: Amount, *, unit: str, pack: Decimal) -> Converted:
    """``amount`` in the product's ``unit``.

    A measure that cannot be turned into the unit («1,5 кг» of pieces), and a part of what is
    sold whole, are problems.
    """
    assert amount.value is not None
    value = amount.value
    notes: list[tuple[str, dict[str, Any]]] = []
    if amount.measure == PACK and unit not in _PACK_UNITS:
        if pack <= 1:
            return Converted(problem="pack_unknown", params={"quantity": value})
        notes.append(("packs_into_units", {"packs": value, "pack": pack, "quantity": value * pack}))
        value = value * pack
    elif amount.measure and amount.measure != PACK:
        if amount.measure.startswith(UNKNOWN):
            word = amount.measure.removeprefix(UNKNOWN)
            if not _names_unit(word, unit):
                params = {"given": word, "unit": _sign(unit)}
                return Converted(problem="unit_unknown", params=params)
            return _checked(value, unit, notes)
        factor = _factor(amount.measure, unit)
        signs = {"given": UNITS[amount.measure].sign, "unit": _sign(unit)}
        if factor is None and not amount.general:
            return Converted(problem="unit_differs", params=signs)
        if factor is None:
            factor = Decimal(1)
            notes.append(("unit_taken", {**signs, "quantity": value}))
        if factor != 1:
            notes.append(("unit_converted", {"given": value, "quantity": plain(value * factor)}))
        value = value * factor
    return _checked(plain(value) if amount.measure else value, unit, notes)


def _checked(value: Decimal, unit: str, notes: Sequence[tuple[str, dict[str, Any]]]) -> Converted:
    """``value`` of ``unit`` when so much can be sold, else the problem."""
    if unit in _WHOLE_UNITS and value != value.to_integral_value():
        return Converted(problem="quantity_fraction", params={"quantity": value})
    if value != value.quantize(THOUSANDTH):
        return Converted(problem="quantity_too_fine", params={"quantity": value})
    if value > LIMIT:
        return Converted(problem="quantity_absurd", params={"text": f"{value:f}", "limit": LIMIT})
    return Converted(quantity=value, notes=tuple(notes))


def raised(
    value: Decimal, *, unit: str, pack: Decimal, minimum: Decimal
) -> tuple[Decimal, tuple[tuple[str, dict[str, Any]], ...]]:
    """``value`` raised to the product's minimum and pack multiple, with a note for each."""
    notes: list[tuple[str, dict[str, Any]]] = []
    if value < minimum:
        notes.append(("raised_to_minimum", {"asked": value, "minimum": minimum}))
        value = minimum
    if pack > 0 and value % pack and (pack != 1 or unit in _WHOLE_UNITS):
        whole = plain(pack * (value // pack + 1))
        notes.append(("raised_to_multiple", {"asked": value, "pack": pack, "quantity": whole}))
        value = whole
    return value, tuple(notes)


def _sign(unit: str) -> str:
    return UNITS[unit].sign if unit in UNITS else unit


def _names_unit(word: str, unit: str) -> bool:
    """Whether ``word`` is the sign or the name of the product's own unit."""
    known = UNITS.get(unit)
    plain_word = re.sub(r"[\s.]+", "", word.casefold())
    return known is not None and plain_word in {
        re.sub(r"[\s.]+", "", text.casefold()) for text in (known.sign, known.name, known.code)
    }


def _factor(measure: str, unit: str) -> Decimal | None:
    """How many of ``unit`` one ``measure`` is; None when they do not compare."""
    if measure == unit:
        return Decimal(1)
    given, own = _SCALES.get(measure), _SCALES.get(unit)
    if given and own and given[0] == own[0]:
        return Decimal(given[1]) / Decimal(own[1])
    if measure == "796" and unit in _WHOLE_UNITS - _PACK_UNITS:
        return Decimal(1)  # «шт» is said of anything countable
    if unit in {"796", "642", "657"} and measure in {
        "839",
        "704",
        "868",
        "872",
        "715",
        "736",
        "625",
    }:
        return Decimal(1)
    return None
