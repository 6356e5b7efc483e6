"""In what quantities are counted, by the words over them or beside their table."""

from __future__ import annotations

import re

from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.quantity import BUNDLE, PACK, PIECE, UNKNOWN, measure_of

_PACKS = re.compile(
    r"\b(уп|упак\w*|кор|короб\w*|ящ|ящик\w*|мест|мест(а|ах)|блок\w*|квант\w*|packs?"
    r"|boxes|cases|cartons|ctns?)\b"
)
_BUNDLES = re.compile(r"\bпач(к\w+|ек)?\b")
_LOADS = re.compile(
    r"\b(пал+ет\w*|поддон\w*|сло[йея]\w*|ряд(а|ов|ы)?|pallets?|layers?|дюжин\w*"
    r"|dozens?)\b"
)
"""Of which nobody says how many pieces they are."""
_VESSELS = re.compile(r"\b(барабан|бухт|катуш|меш[ко]|ведр|ведер|канистр|боч[ке]|бутыл)\w*")
"""What is counted whole, whatever is in it: «Кол-во барабанов» is not a length."""
_IN_PACKS = re.compile(
    r"\b(кол во|количеств\w*|указан\w*|quantit(y|ies))\b.{0,30}\b(в|in) (кор|короб\w*|уп|упаковк\w*"
    r"|ящик\w*|пачк\w*|boxes|packs|cases)\b"
)
_RULE = re.compile(r"\b(кратн\w*|мин(им\w*)?|не менее|от|норма)\b.*")
"""How much at once, and not in what."""
_COLUMN_MEASURES = frozenset({PACK, PIECE, "797", "798", "166", "163", "168", "006", "112"})


def names_packs(heading: str) -> bool:
    """Whether a heading is nothing but a word for packs: «кор», «Ящиков»."""
    return bool(_PACKS.fullmatch(spelling(heading)))


def says_in_packs(line: str) -> bool:
    """Whether a line beside a table says that it counts in packs: «Количество в коробках»."""
    return bool(_IN_PACKS.search(spelling(line)))


def measure_in(heading: str) -> str:
    """The measure a quantity's heading names: «Заказ, кор.» and «Заказ в упаковках» → PACK,
    «Кол-во, шт» → 796, «Заказ, тыс. шт» → 798, «Заказ, паллет» → what nobody knows."""
    text = _RULE.sub("", spelling(heading))
    if load := _LOADS.search(text):
        return UNKNOWN + load[0]
    if _PACKS.search(text):
        return PACK
    if _BUNDLES.search(text):
        return BUNDLE
    if _VESSELS.search(text):
        return PIECE
    words = text.split()
    if not words or re.search(r"\b(в|per|in)\b", text):
        return ""
    last = measure_of("".join(words[-2:])) or measure_of(words[-1]) or ""
    return last if last in _COLUMN_MEASURES and len(words) > 1 else ""
