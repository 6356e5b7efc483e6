"""Quantities as people write them, and what they mean in the product's own unit.

A blank, a dash or a zero is never one; what cannot be read exactly is a problem with a name,
never a guess.
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from wholesale.core.money import plain
from wholesale.intake.sheet import Cell
from wholesale.intake.words.cells import text_of
from wholesale.intake.words.numbers import decimal_of, exact_number
from wholesale.intake.words.numerals import NUMERAL, numeral_of
from wholesale.intake.words.remarks import says_taken_back

LIMIT = Decimal(1_000_000)
UNKNOWN = "?"  # begins the measure of a unit's word that nobody knows: «?бухта»
PIECE = "796"
BUNDLE = "728"  # «пачка»: the product itself (of paper, of tea), or what it is packed by
PACK = "pack"  # the measure of «5 кор.»: as many packs, whatever the unit


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says: ``value`` in ``measure`` (an ОКЕИ code, ``PACK``, or "" when unsaid).

    ``value`` is None for a blank cell or a zero, and when ``problem`` names why it cannot be
    read. ``counted`` is the number of pieces that stands beside packs: «2 уп. (24 шт)».
    """

    value: Decimal | None = None
    measure: str = ""
    general: bool = False  # the measure is the column's, and yields to the row's own
    counted: Decimal | None = None
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)


BLANK = Amount()

_MEASURES = {
    PIECE: "шт штук штука штуки штк pcs pc pce piece pieces ea each nos h87 ед единиц экз "
    "дана dona",
    PACK: "кор короб коробка коробки коробок коробов уп упак упаковка упаковки упаковок "
    "ящ ящик ящика ящиков блок блока блоков бл box boxes pack packs case cases ctn "
    "упк pk ct bx",
    BUNDLE: "пач пачка пачки пачек",
    "166": "кг килограмм килограмма килограммов kg kgm kgs",
    "163": "г гр грамм граммов g grm",
    "168": "т тн тонн тонна тонны",
    "008": "км километр километра километров km",
    "006": "м метр метра метров мп пм пог m mtr",
    "018": "погм",
    "004": "см cm",
    "003": "мм mm",
    "055": "м2 квм кв m2 mtk",
    "113": "м3 кубм куб m3 mtq",
    "112": "л литр литра литров l ltr",
    "111": "мл ml",
    "715": "пар пара пары pair pairs npr",
    "736": "рул рулон рулона рулонов roll rolls",
    "839": "компл комплект комплекта комплектов к-т кт set sets",
    "704": "набор набора наборов",
    "625": "лист листа листов",
    "868": "бут бутылка бутылки бутылок",
    "872": "флак флакон флакона флаконов фл",
    "616": "боб бобина бобин",
    "797": "стошт 100шт",
    "798": "тысшт тыс 1000шт",
}
_MEASURE_OF = {word: code for code, words in _MEASURES.items() for word in words.split()}

_BLANKS = frozenset(
    {"", "-", "–", "—", "--", "---", "нет", "no", "n/a", "х", "x", "0"}
    | {"н/д", "нету", "не надо", "не нужно", "отмена", "null", "none", "nan"}
)
TICKS = frozenset({"+", "v", "✓", "✔", "☑", "да", "yes", "y", "ок", "ok", "берем", "беру"})
"""Marks that say a row is wanted, and not how much."""
_MONEY = re.compile(r"(руб|₽|(?<![^\W\d_])р\.|\$|€|usd|eur|коп)", re.IGNORECASE)
_INEXACT = re.compile(
    r"^\s*(?:[<>≤≥~≈±]|(?:от|до|около|(?:не )?(?:более|менее|больше|меньше)|примерно|где-то"
    r"|мин(?:имум)?|макс(?:имум)?|хотя бы)\b)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\d+(?:[.,]\d+)?\s*(?:[-–—]|\.\.+|…)\s*\d+")
_NUMBER = r"[+-]?\d[\d\s'`’]*(?:[.,]\d+)*"
_WITH_WORD = re.compile(rf"^({_NUMBER})\s*([мm][23]|[^\W\d_][^\d]*)?$")
_COUNTED = re.compile(
    r"^(?P<packs>\d+)\s*(?P<word>[^\W\d_]+\.?)\s*(?:"
    r"\((?:по\s*(?P<each>\d+)|=?\s*(?P<inside>\d+))\s*(?P<of>[^\W\d_]+\.?)?\)"
    r"|[-–—=]\s*(?P<beside>\d+)\s*(?P<unit>[^\W\d_]+\.?))$",
    re.IGNORECASE,
)
_TWO_NUMBERS = re.compile(r"^(?P<first>[\d\s.,]+)[^\W\d_]*\.?\s*[(\[]\s*(?P<second>\d[\d\s.,]*)"
                          r"(?:[^\W\d_]+\.?)?\s*[)\]]$")  # fmt: skip
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_BEFORE = re.compile(r"^(?:['’`]|[xх×*]\s*)(?=\d)", re.IGNORECASE)
_UNIT_FIRST = re.compile(
    r"^(шт(?:ук)?|уп|кор|pcs)\.?\s?(?::\s?|[–-]\s|(?<!\s)[–-])?(-?\d+)$", re.IGNORECASE
)
"""«шт 5», «шт: 5», «шт-5»; of «шт -5» the dash is a minus."""
_LOOSE = re.compile(r"^(\d+)(?:[,;.]$|\s?-\s?((?:шт|уп|кор|ящ)[^\W\d_]*\.?)$)", re.IGNORECASE)
"""«5,», «5-шт»: the number with what slipped in behind it."""
_SPELT = re.compile(  # «десять», «пять штук», «10 (десять) шт», «10 (десять штук)»
    rf"(?:(?P<digits>\d[\d\s]*?)\s?\(\s?)?(?P<words>{NUMERAL})(?:\s(?P<inside>[^\W\d_]{{1,10}}\.?))?"
    r"(?(digits)\s?\)(?:\s?(?P<unit>[^\W\d_]{1,10}\.?))?)",
    re.IGNORECASE,
)
_MAY_BE_SIZE = re.compile(r"(×\d+|\(\s?\d[^()]*\))\?")  # as ``line_counts.unclear`` tells it
_FRACTION = re.compile(r"^(?:(\d+)\s+)?(\d+)\s*/\s*(\d+)\s*([^\W\d_][^\d]*)?$")
_PRODUCT = re.compile(
    r"^(?P<times>\d+)\s*(?P<of>[^\W\d_]+\.?)?\s*(?:[*×xх]|по)\s*(?P<each>\d+)\s*"
    r"(?P<word>[^\W\d_]+\.?)?$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"(?:\s*\([^)]*\)|\s*\[[^\]]*\]|[*†‡°!]+|[\u00b9\u00b2\u00b3\u2070-\u2079]+)+\s*[.;,]?\s*$"
)
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
    return _read_text(_THOUSANDS.sub("", cell) if english else cell)


_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


_USUAL = 10_000


@lru_cache(maxsize=_USUAL)
def _whole(value: int) -> Amount:
    """A whole number of the usual size; the same one for every cell that holds it."""
    return Amount(value=Decimal(value))


def _read_text(cell: str) -> Amount:
    text = text_of(_HIDDEN.sub("", cell))
    if text.casefold() in _BLANKS:
        return BLANK
    shown = {"text": text[:60]}
    if text.casefold().strip(" .!") in TICKS:
        return Amount(problem="quantity_ticked", params=shown)
    if size := _MAY_BE_SIZE.fullmatch(text):
        return Amount(problem="quantity_may_be_size", params={"text": size[1]})
    text = _UNIT_FIRST.sub(r"\2 \1", _BEFORE.sub("", text))
    text = _LOOSE.sub(r"\1\2", text)
    spelt = _SPELT.fullmatch(text)
    if spelt and (said := numeral_of(spelt["words"])) is not None:
        if spelt["digits"] and Decimal(re.sub(r"\s", "", spelt["digits"])) != said:
            return Amount(problem="quantity_two_numbers", params=shown)
        return _exact(Decimal(said), spelt["unit"] or spelt["inside"], shown)
    packs = _COUNTED.match(text)
    if packs and measure_of(packs["word"]) == PACK:
        return _packs(packs, shown)
    text = re.sub(r"(?<=[мМm])([²³])", lambda power: "2" if power[1] == "²" else "3", text)
    negative = _NEGATIVE.fullmatch(text)
    bare = _FOOTNOTE.sub("", text) if not negative else text
    bare = unicodedata.normalize("NFKC", bare.replace("½", " 1/2").replace("¼", " 1/4")).strip()
    bare = bare.replace("\u2044", "/").replace("\u2212", "-")
    problem = "quantity_negative" if negative else _refusal(text, bare)
    if problem:
        return Amount(problem=problem, params=shown)
    if re.fullmatch(r"\d+(\s*\+\s*\d+)+", bare):
        return _exact(
            sum((Decimal(part) for part in re.findall(r"\d+", bare)), Decimal(0)), None, shown
        )
    fraction = _FRACTION.match(bare)
    if fraction:
        whole, top, bottom, word = fraction.groups()
        return _exact(Decimal(whole or 0) + Decimal(top) / Decimal(bottom), word, shown)
    product = _PRODUCT.match(bare)
    if product:
        return _product(product, shown)
    number = _WITH_WORD.match(bare)
    value_read = decimal_of(number[1]) if number else None
    if number is None or value_read is None:
        return Amount(problem="quantity_unreadable", params=shown)
    return _exact(value_read, number[2], shown)


_NEGATIVE = re.compile(r"\(\s*[\d\s.,]+\)|минус\b.*", re.IGNORECASE)  # (5): an accountant's


def _refusal(text: str, bare: str) -> str:
    """Why ``text`` (``bare`` without its footnotes) names no one quantity; "" when it may."""
    if _ERRORS.match(text):
        return "quantity_formula_error"
    fraction = _FRACTION.match(bare)
    if _says_two_numbers(text) or (fraction and int(fraction[2]) >= int(fraction[3])):
        return "quantity_two_numbers"
    if says_taken_back(text):
        return "quantity_taken_back"
    if _INEXACT.match(bare) or _RANGE.match(bare) or bare.endswith("+"):
        return "quantity_inexact"
    return "quantity_is_money" if _MONEY.search(bare) else ""


def _packs(said: re.Match[str], shown: dict[str, Any]) -> Amount:
    """«2 уп. (24 шт)», «2 уп (по 12)», «3 кор. - 36 шт»: packs and what they come to."""
    for name in ("of", "unit"):
        if said[name] and measure_of(said[name]) != PIECE:
            return Amount(problem="quantity_two_numbers", params=shown)
    amount = _exact(Decimal(said["packs"]), said["word"], shown)
    if amount.value is None:
        return amount
    pieces = said["inside"] or said["beside"]
    counted = Decimal(pieces) if pieces else amount.value * Decimal(said["each"])
    return replace(amount, counted=counted)


def _product(said: re.Match[str], shown: dict[str, Any]) -> Amount:
    """«5*12», «3 по 6 м»; «5 кор по 12»: packs and what they come to; of «6 м х 2» metres, and of
    «5 рул по 50» nobody knows what: pieces of what a roll holds, or rolls."""
    word = said["word"] or ""
    amount = _exact(Decimal(said["times"]) * Decimal(said["each"]), word, shown)
    of = measure_of(said["of"] or "")
    if amount.value is None or word or of in {"", PIECE}:
        return amount
    if of in {PACK, BUNDLE}:
        return Amount(Decimal(said["times"]), PACK, counted=amount.value)
    if of in _CONTINUOUS:
        return replace(amount, measure=of)
    return replace(amount, measure=f"{UNKNOWN}{said['of']} по {said['each']}")


_CONTINUOUS = frozenset({"166", "163", "168", "008", "006", "018", "004", "003", "112", "111"})
"""Weights, lengths and volumes: two times so much is so much of the same."""


def _says_two_numbers(text: str) -> bool:
    """«20 (10)»: which is meant is not ours to say; «10 (10 шт)» says one thing twice."""
    found = _TWO_NUMBERS.match(text)
    return found is not None and decimal_of(found["first"]) != decimal_of(found["second"])


def measure_of(word: str) -> str | None:
    """The measure a word names («шт.» → 796, «кор» → PACK); "" for no word, None for unknown."""
    return _measure_named(word) if len(word) <= _LONGEST_UNIT else None


_LONGEST_UNIT = 40


@lru_cache(maxsize=10_000)
def _measure_named(word: str) -> str | None:
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
