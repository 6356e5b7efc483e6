"""Words as people type them: one case, ё as е, sizes in one alphabet, the wrong layout."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,/][0-9][^\W_]*)*")
_CUT = re.compile(r"(?<![^\W_])([^\W\d_])/(?=[^\W\d_](?![^\W_]))")  # «х/б», «ж/б»: one word, cut
_DIGIT = re.compile(r"\d")
_SIZE_SIGN = re.compile(r"(?<=\d)\s*[×хx*]\s*(?=\d)", re.IGNORECASE)
_LOOK_ALIKE = str.maketrans("асеокхрмвтн", "aceokxpmbth")
_LOOK_ALIKE_BACK = str.maketrans("aceokxpmbth", "асеокхрмвтн")
_RUSSIAN_LOOK = str.maketrans("aceokxpmbthy", "асеокхрмвтну")
_MIX = re.compile("[a-z][а-я]|[а-я][a-z]")
_MIXED = re.compile("[a-zа-я]*(?:[a-z][а-я]|[а-я][a-z])[a-zа-я]*")
_LATIN_LETTER = re.compile("[a-z]")
_RUN = re.compile(r"[^\W\d_]{4,}")
_LONG = re.compile(r"ee|ea(?!$)|ie(?!l$)")  # not in Nivea, Ariel
_TWICE = re.compile(r"(.)\1")
_HEARD = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "y": "i", "w": "v", "q": "k", "x": "ks",
}  # fmt: skip

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_SWITCH = str.maketrans(_LATIN + _RUSSIAN, _RUSSIAN + _LATIN)


ONE_WAY = str.maketrans("ё²³", "е23")


def words(text: str) -> list[str]:
    """The words of ``text`` in the form search compares them.

    «Болт М8х40, жёлтый» → ["болт", "m8x40", "желтый"]: lower case, ё as е, × and * between
    digits as x, ² as 2, and in words with digits the Cyrillic look-alikes as Latin letters.
    «Х/б» is «хб».
    """
    plain = _SIZE_SIGN.sub("x", one_alphabet(text.lower().translate(ONE_WAY)))
    if "/" in plain:
        plain = _CUT.sub(r"\1", plain)
    return [word if word.isalpha() else mark_of(word) for word in _WORD.findall(plain)]


def one_alphabet(text: str) -> str:
    """``text``, in small letters, with the Latin look-alikes that slipped into Russian words put
    right: «зyбнaя» → «зубная». A word with any other Latin letter stays as it is."""
    return _MIXED.sub(_russian, text) if _MIX.search(text) else text


def _russian(word: re.Match[str]) -> str:
    told = word[0].translate(_RUSSIAN_LOOK)
    return word[0] if _LATIN_LETTER.search(told) else told


def switch_layout(text: str) -> str:
    """``text`` as the same keys give it in the other layout: «rhjdfnm» ↔ «кровать»."""
    return text.translate(_SWITCH)


def letter_runs(token: str) -> list[str]:
    """The words of four letters or more glued to numbers in a token of ``words``, in their own
    alphabet: «саморез4x16» → «саморез»."""
    runs = _RUN.findall(token)
    return [run if run.isascii() else run.translate(_LOOK_ALIKE_BACK) for run in runs]


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, in whatever alphabet: «гринфилд», «greenfield»."""
    word = _LONG.sub("i", word).replace("oo", "u")
    heard = "".join(_HEARD.get(letter, letter) for letter in word)
    return _TWICE.sub(r"\1", heard.replace("ck", "k").replace("ph", "f").replace("c", "k"))


def in_one_alphabet(letters: str) -> str:
    """The letters of a mark for people: in Russian where all of them can be."""
    russian = letters.translate(_LOOK_ALIKE_BACK)
    return russian if not _LATIN_LETTER.search(russian) else letters


def looks_like(one: str, other: str) -> bool:
    """Whether two words are the same letters to look at, in whatever alphabet: «АА», «AA»."""
    return one.translate(_LOOK_ALIKE) == other.translate(_LOOK_ALIKE)


def mark_of(word: str) -> str:
    """A size or a mark with its look-alikes as Latin letters and a point for a comma: «м8х1,5» →
    "m8x1.5"; a word without a digit as it is."""
    if not _DIGIT.search(word):
        return word
    return word.translate(_LOOK_ALIKE).replace(",", ".")
