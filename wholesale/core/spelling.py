"""Words as people type them: one case, ё as е, sizes in one alphabet, the wrong layout."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,/][0-9][^\W_]*)*")
_DIGIT = re.compile(r"\d")
_SIZE_SIGN = re.compile(r"(?<=\d)\s*[×хx*]\s*(?=\d)", re.IGNORECASE)
_LOOK_ALIKE = str.maketrans("асеокхрмвтн", "aceokxpmbth")

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_SWITCH = str.maketrans(_LATIN + _RUSSIAN, _RUSSIAN + _LATIN)


def words(text: str) -> list[str]:
    """The words of ``text`` in the form search compares them.

    «Болт М8х40, жёлтый» → ["болт", "m8x40", "желтый"]: lower case, ё as е, × and * between
    digits as x, and in words with digits the Cyrillic look-alikes as Latin letters.
    """
    plain = _SIZE_SIGN.sub("x", text.lower().replace("ё", "е"))
    return [_size(word) for word in _WORD.findall(plain)]


def switch_layout(text: str) -> str:
    """``text`` as the same keys give it in the other layout: «rhjdfnm» ↔ «кровать»."""
    return text.translate(_SWITCH)


def trigrams(text: str) -> set[str]:
    """The runs of three characters of a text already folded by ``words``."""
    return {text[start : start + 3] for start in range(len(text) - 2)}


def _size(word: str) -> str:
    if not _DIGIT.search(word):
        return word
    return word.translate(_LOOK_ALIKE).replace(",", ".")
