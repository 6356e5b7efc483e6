"""Text for windows-1251: what it lacks is written as one would write it by hand."""

from __future__ import annotations

import unicodedata

REPLACED = {
    "₽": "руб.",
    "×": "x",
    "÷": ":",
    "⌀": "d",
    "∅": "d",
    "Ø": "d",
    "ø": "d",
    "Ω": "Ом",
    "μ": "µ",
    "≥": ">=",
    "≤": "<=",
    "≈": "~",
    "→": "->",
    "←": "<-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "―": "—",
    "⁄": "/",
    "″": '"',
    "′": "'",
    "“": '"',
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ł": "l",
    "ı": "i",
}
"""What has a customary writing; powers, fractions and letters with accents are taken apart."""


def cp1251(text: str) -> str:
    """``text`` with everything windows-1251 lacks replaced, and without control characters.

    «5 м² ½″ ₽» becomes «5 м2 1/2" руб.»; what nobody can write otherwise becomes «?».
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_nearest, unicodedata.normalize("NFC", text)))


def _nearest(character: str) -> str:
    if character in "\u00a0 ":
        return character
    kind = unicodedata.category(character)
    if kind in {"Cf", "Mn", "Me"}:  # marks of order and of form, which print nothing
        return ""
    if not character.isprintable():
        return " "
    known = REPLACED.get(character)
    if known is not None:
        return known
    if _encodes(character):
        return character
    parts = "".join(
        REPLACED.get(part, part if _encodes(part) else "")
        for part in unicodedata.normalize("NFKD", character)
    )
    return parts or "?"


def _encodes(character: str) -> bool:
    try:
        character.encode("windows-1251")
    except UnicodeEncodeError:
        return False
    return True
