"""Codes as people type them: articles normalised, barcodes checked, wordings as keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Cyrillic capitals that look like Latin ones on a keyboard or on a label.
_LOOK_ALIKE = str.maketrans("АВЕЁКМНОРСТУХІЈЅ", "ABEEKMHOPCTYXIJS")
_NOT_CODE = re.compile(r"[\W_]+")
_GAPS = re.compile(r"[\s\-\u00a0]+")
_FLOAT_TAIL = re.compile(r"^(\d+)[.,]0+$")
_SCIENTIFIC = re.compile(r"^(\d)[.,](\d{7,})[eEеЕ]\+?(\d{1,2})$")
_SEEN = 1 << 15  # codes of a file are asked for several times: as cells, keys, evidence
_BARCODE_LENGTHS = frozenset({8, 12, 13, 14})


@lru_cache(maxsize=_SEEN)
def article_key(text: str) -> str:
    """The normalised form under which two spellings of one article meet.

    Case, spaces, dashes and other signs, Cyrillic look-alikes (АВЕКМНОРСТУХ), the «.0» of an
    article kept as a number, and leading zeros of an all-digit article do not matter:
    «аб-00 12» → «AБ0012», «00123», «123.0» and 123 → «123». Empty when nothing is left.
    """
    if text.isascii() and text.isalnum():
        return (text.lstrip("0") or "0") if text.isdecimal() else text.upper()
    plain = expanded(unicodedata.normalize("NFKC", text).strip())
    tail = _FLOAT_TAIL.match(plain)
    if tail:
        plain = tail.group(1)
    key = _NOT_CODE.sub("", plain).upper().translate(_LOOK_ALIKE)
    return (key.lstrip("0") or "0") if key.isdecimal() else key


def expanded(text: str) -> str:
    """A code that a sheet wrote as «4,607113930888E+12», in digits when all of them are there."""
    found = _SCIENTIFIC.match(text)
    if found is None or len(found[2]) != int(found[3]):
        return text
    return found[1] + found[2]


@lru_cache(maxsize=_SEEN)
def barcode_key(text: str) -> str:
    """The digits of a barcode without spaces, dashes and the «.0» of a number; "" when other."""
    plain = expanded(text.strip())
    if plain.isascii() and plain.isdecimal():
        return plain
    tail = _FLOAT_TAIL.match(plain)
    digits = _GAPS.sub("", tail.group(1) if tail else plain)
    return digits if digits.isascii() and digits.isdigit() else ""


def is_barcode(digits: str) -> bool:
    """Whether ``digits`` is an EAN-8, UPC-A, EAN-13 or GTIN-14 with a right check digit."""
    if len(digits) not in _BARCODE_LENGTHS or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[-2::-1])
    )
    return (10 - weighted % 10) % 10 == int(digits[-1])


def text_key(text: str) -> str:
    """A wording as a dictionary key: one case, ё as е, signs and runs of spaces as one space.

    The signs that tell sizes apart stay: «М8×40» → «м8x40», «1,5 л» → «1.5 л».
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    plain = re.sub(r"(?<=\d)\s*[×хx*]\s*(?=\d)", "x", plain)
    plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    plain = re.sub(r"[^\w.%/+\-]+|(?<!\d)\.|\.(?!\d)", " ", plain)
    return " ".join(plain.split())
