"""Numbers written in words: «пять», «двадцать четыре»."""

from __future__ import annotations

import re

_ONES = {
    "один": 1, "одна": 1, "одну": 1, "одно": 1, "два": 2, "две": 2, "три": 3, "четыре": 4,
    "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
}  # fmt: skip
_TEENS = {
    "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14,
    "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18,
    "девятнадцать": 19,
}  # fmt: skip
_TENS = {
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
    "семьдесят": 70, "восемьдесят": 80, "девяносто": 90,
}  # fmt: skip
_HUNDREDS = {
    "сто": 100, "двести": 200, "триста": 300, "четыреста": 400, "пятьсот": 500, "шестьсот": 600,
    "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


NUMERAL = (
    rf"(?:(?:{_any(_HUNDREDS)})(?:\s(?:{_any(_TENS)}))?(?:\s(?:{_any(_TEENS | _ONES)}))?"
    rf"|(?:{_any(_TENS)})(?:\s(?:{_any(_ONES)}))?|(?:{_any(_TEENS | _ONES)}))"
)
"""A number under a thousand in words, as a pattern without groups."""
_VALUES = _HUNDREDS | _TENS | _TEENS | _ONES
_WHOLE = re.compile(NUMERAL)


def numeral_of(text: str) -> int | None:
    """The number that ``text`` is in words, whatever its case; None when it is none."""
    told = text.casefold()
    return sum(_VALUES[word] for word in told.split()) if _WHOLE.fullmatch(told) else None
