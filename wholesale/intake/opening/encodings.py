"""Text of an encoding that nobody tells: utf-8, utf-16 or a Russian page of one byte."""

from __future__ import annotations

import codecs

HEAD = 65_536  # bytes from the beginning by which a file is judged
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OF_TEXT = frozenset({9, 10, 11, 12, 13, 28, 29, 30, 31})
"""Bytes below 32 that stand in texts: what parts words, lines, fields and groups of them."""


def looks_text(content: bytes) -> bool:
    """Whether ``content`` is text of some encoding and not a binary file."""
    if content.startswith(_UTF16_MARKS):
        return True
    sample = content[:HEAD]
    if sample.count(0) > len(sample) // 5:  # utf-16 without a mark, or binary
        return _utf16_without_mark(sample) is not None
    strange = sum(sample.count(code) for code in range(32) if code not in _OF_TEXT)
    return strange <= 2 + len(sample) // 100


def decode_text(content: bytes) -> str:
    """Text of unknown encoding: by its mark, else utf-8, else the likeliest Russian page.

    A file cut inside a utf-8 character is still utf-8; undecodable bytes become «�».
    """
    if content.startswith(codecs.BOM_UTF8):
        return content[len(codecs.BOM_UTF8) :].decode("utf-8", "replace")
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", "replace").lstrip("\ufeff")
    wide = _utf16_without_mark(content[:HEAD])
    if wide:
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3:
            return content.decode("utf-8", "ignore")
    return content.decode(_russian_page(content[:HEAD]), "replace")


_HIGH = (0, 4)  # the higher byte of Latin and of Cyrillic letters in utf-16


def _utf16_without_mark(sample: bytes) -> str | None:
    """Which utf-16 it is when nearly every other byte is the higher one of a letter."""
    for name, highs in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        letters = sum(highs.count(byte) for byte in _HIGH)
        if len(sample) >= 4 and letters > 0.9 * (len(sample) // 2) and 0 in highs:
            return name
    return None


_FREQUENT = frozenset("оеаинтсрвлкмдпу")


def _russian_page(sample: bytes) -> str:
    """cp1251, cp866 or koi8-r: the one in which the letters are those Russian uses most."""

    def score(page: str) -> int:
        letters = sample.decode(page, "replace")
        frequent = sum(letters.count(letter) for letter in _FREQUENT)
        capital = sum(letters.count(letter.upper()) for letter in _FREQUENT)
        frames = sum(letters.count(sign) for sign in "│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬°∙·√")
        return 2 * frequent + capital - 5 * frames

    return max(("cp1251", "cp866", "koi8-r"), key=score)
