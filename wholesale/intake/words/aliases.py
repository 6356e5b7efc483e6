"""What a column is called: the dictionary of headings, Russian and English (words that are
shortened or in a neighbour's language are told in its own by ``otherwise``).

A heading is brought to one spelling («Кол-во, шт.» → «кол во шт») and then matched whole: by
an entry, or by its words when all of them are known.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wholesale.core.spelling import one_alphabet
from wholesale.intake.words.dictionary import COUNT, FILL_IN, ORDERED, PATTERNS
from wholesale.intake.words.otherwise import plain_words
from wholesale.intake.words.parts import Part

_COMPILED = tuple((part, re.compile(rf"(?:{'|'.join(patterns)})\Z")) for part, patterns in PATTERNS)


RETURNED = "◆ "
"""Begins the headings of the columns we add to a dealer's file when we give it back."""

_RETURNED_PARTS = {
    "код поставщика": Part.MAKER_CODE,  # our article: looked up like any code but his own
    "supplier code": Part.MAKER_CODE,
    "статус": Part.STATUS,
    "status": Part.STATUS,
}


_PIVOTED = re.compile(r"\s*(сумма по полю|sum of)\s+(?=\S)", re.IGNORECASE)
"""What a pivot table puts before the heading whose numbers it adds up."""


@lru_cache(maxsize=20_000)
def part_of(heading: str) -> Part | None:
    """The part a heading names, or None."""
    if heading.startswith(RETURNED):
        return _RETURNED_PARTS.get(spelling(heading), Part.OTHER)
    if len(heading) > _LONGEST:
        heading = _ASIDE.sub("", heading)  # printed forms explain their words in brackets
    if len(heading) > _LONGEST or not heading.strip():
        return None
    text = spelling(_PIVOTED.sub("", heading))
    if not text:
        return Part.NUMBER if "№" in heading or "#" in heading else None
    found = _first(text)
    if found is None:
        shorter = re.sub(
            rf"{_ASIDE.pattern}|,.*$|\s+(руб|шт|ед|кг|м|с ндс|без ндс|rub)\b.*$",
            "",
            heading.casefold(),
        )
        short = spelling(shorter)
        found = _first(short) if short else None
    if found is None and (joined := _BROKEN.sub("", heading)) != heading:
        return part_of(joined)
    return _qualified(text, found)


_LONGEST = 60
_ASIDE = re.compile(r"\s*\([^)]*\)\s*")
_BROKEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
"""A hyphen that breaks a word where the form was printed: «Коли-чество», «Но-мер по по-рядку»."""


_MONEY = re.compile(
    r"\b(руб|рублей|рубли|rub|usd|eur|сумм\w*|стоимост\w*|цен[аыу]|price|cost|value"
    r"|наценк\w*|маржа|маржинальность|выручк\w*|прибыл\w*|долг\w*)\b|(?<=\w )р$"
)
_PAST = re.compile(
    r"\b(был[аои]?|исходн\w* (кол|заказ|заявк)\w*"
    r"|прод|продан\w*|продаж\w*|реализ\w*|расход\w*|sold|sales|прошл\w*|предыдущ\w*|ранее|раньше"
    r"|последн\w*|previous|prev|last|стар(ый|ое|ая)|факт\w*|отгружен\w*|получен\w*|принят\w*"
    r"|выдан\w*|отпущен\w*|доставлен\w*|поставлен[оаы]|привезен[оаы]|оплачен\w*|shipped|delivered|received|возвра\w*|returns?|returned|списан\w*"
    r"|подтвержд\w*|confirmed|отмен\w*|отказ\w*|cancel\w*|рекоменд\w*|recommended|suggested"
    r"|авто(заказ|пополнени)\w*|прогноз\w*|forecast|средн\w*|average|оборот\w*|оборачиваем\w*"
    r"|недопоставк\w*|backorder\w*|invoiced|billed|rec d|recd"
    r"|(пред|обычн\w*|типов\w*|макс(имальн\w*)?) (заказ|кол|парти)\w*|max(imum)? (order|qty)"
    r"|(за|по)?купали|купили|заказ(ыв)?али|заказов|отгрузок|покупателей|клиентов|чеков"
    r"|точка заказа|on order|(годов|месячн)(ой|ая|ое|ые)|(в|за) (год|месяц|неделю|день|квартал)"
    r"|(per|a) (month|week|day|year))\b"
)
_STOCKED = re.compile(
    r"\b(склад\w*|ост|остат\w*|доступн\w*|налич\w*|резерв\w*|свободн\w*|запас[аы]?|в пути|stock"
    r"|у поставщик\w*|в прайс\w*|avail(able)?|on hand|вместимост\w*)\b"
)


def _qualified(text: str, part: Part | None) -> Part | None:
    """What a count really tells: «Заказ, руб.» money, «Кол-во продано» the past, «Количество
    (склад)» stock. A word that stands in no pattern is told by the same words."""
    if part not in {Part.QUANTITY, None}:
        return part
    if _OF_THE_THING.fullmatch(text):
        return None
    if _MONEY.search(text):
        return Part.SUM
    if is_past(text):
        return Part.OTHER
    named_so = part is None and text.startswith("склад")  # «Склад Тверь» may be a shop
    if _STOCKED.search(text) and not named_so and not is_order_word(text):
        return Part.STOCK
    return part


_COMPLETES = re.compile(
    r"(тип|марка|модель|типоразмер\w*|параметр\w*|исполнение|обозначени\w*"
    r"|(техн\w* )?характеристик\w*)( .*)?|type|model|spec\w*"
)


def completes_name(heading: str) -> bool:
    """Whether what stands under the heading may be the rest of a name: a brand, a type, a size of
    its own column."""
    return part_of(heading) is Part.BRAND or bool(_COMPLETES.fullmatch(spelling(heading)))


_OF_THE_THING = re.compile(
    rf"({COUNT}|число) "
    r"(полюсов|жил|фаз|листов|предметов|модулей|ламп|скоростей|фейсингов|дней|магазинов|цветов|sku"
    r"|страниц|гнезд|постов|клавиш|ядер|секций|зубьев|лет|отверстий|человек|персон|ступеней|камер"
    r"|портов|каналов|контактов|стекол|полок|дверей|створок|колес|ножек|режимов|витков|цилиндров"
    r"|лопастей|струн|таблеток|капсул|порций|пакетиков|доз|нитей|осей|poles|cores|pages|sheets)"
    r"( .*)?"
)
"""Of what a thing has many, or what it is sold by: «Кол-во полюсов», «Кол-во листов»."""


_IN_ONE = re.compile(
    rf"({COUNT}|число) (в|на) (1 |одн\w+ )?"
    r"(набор\w*|комплект\w*|компл|издели\w*|ед|единиц\w|[мm][23]|кв ?м)( .*)?"
)


def counts_in_one(heading: str) -> bool:
    """Whether the heading counts what goes into one of something: «Кол-во на изделие»."""
    return bool(_IN_ONE.fullmatch(spelling(heading)))


def says_money(heading: str) -> bool:
    """Whether a heading is of money, whatever else it says: «Итого, руб»."""
    return bool(_MONEY.search(spelling(heading)))


def says_stock(heading: str) -> bool:
    """Whether a heading is of what there is, whatever else it says: «Итого остаток»."""
    return bool(_STOCKED.search(spelling(heading)))


def is_past(heading: str) -> bool:
    """Whether a heading tells of what was, is advised or is foreseen, and not of what is asked."""
    return bool(_PAST.search(spelling(heading)))


def _first(text: str) -> Part | None:
    return next((part for part, pattern in _COMPILED if pattern.match(text)), None)


_OVER_LINES = re.compile(r"(?<=[^\W\d_])-\s+(?=[^\W\d_])")  # a word parted over lines
_SIGNS = re.compile(r"[^\w№#%/]+")


def spelling(heading: str) -> str:
    """A heading in one spelling: «Кол-во,\\nшт.» → «кол во шт»."""
    text = one_alphabet(heading.casefold().replace("ё", "е"))
    text = text.replace("№", " № ").replace("\u00ad", "")
    words = _SIGNS.sub(" ", _OVER_LINES.sub("", text)).replace("_", " ").split()
    spaced = len(words) > 3 and all(len(word) == 1 for word in words)  # «К О Л - В О»
    return plain_words("".join(words) if spaced else " ".join(words))


_ORDER_WORD = re.compile(
    rf"\b({ORDERED}|{FILL_IN}|сюда|корзин[ау]|cart|basket)\b"
    rf"|\b(ваш\w*|мо[ейя]|наш\w*|нов\w+|для нас|сейчас|your) .*{COUNT}\b"
    rf"|\b{COUNT} (для нас|сейчас|нам)\b|^ваш\w* {COUNT}"
)


def is_order_word(heading: str) -> bool:
    """Whether a quantity's heading says «заказ» and not merely «количество»."""
    return bool(_ORDER_WORD.search(spelling(heading)))


def is_pivoted(heading: str) -> bool:
    """Whether a heading is that of a pivot table's numbers, which add up a list: «Сумма по полю
    Кол-во»."""
    return bool(_PIVOTED.match(heading))


def may_be_of_others(heading: str) -> bool:
    """«Заказы»: what is ordered, or how often customers did."""
    return bool(re.fullmatch(r"(кол во )?заказы( шт| штук| кол во)?|orders", spelling(heading)))


def is_purchase_word(heading: str) -> bool:
    """«Закуп», «Закупка»: what is bought, or the price it is bought at."""
    return bool(re.fullmatch(r"закуп(ка|ки)?", spelling(heading)))
