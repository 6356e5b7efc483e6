"""Reading a PDF back: words with their places, rows of text, page images for QR codes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import pdfplumber
import pypdfium2
import zxingcpp


class Char(NamedTuple):
    """A character and its box, ``top`` counted from the page's top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


@lru_cache(maxsize=8)
def pages(content: bytes) -> tuple[tuple[Char, ...], ...]:
    """The visible characters of each page (pdfium reads a hundred times faster than Python)."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        height = page.get_height()
        read = page.get_textpage()
        chars = []
        for index in range(read.count_chars()):
            character = read.get_text_range(index, 1)
            if character.strip():
                left, bottom, right, top = read.get_charbox(index, loose=True)
                chars.append(Char(character, left, right, height - top, height - bottom))
        found.append(tuple(chars))
    return tuple(found)


NEXT_CELL = 3.2
"""A wider gap parts two cells; a narrower one between digits parts thousands."""


def rows(content: bytes) -> list[list[str]]:
    """The text of each page, a string a visual row, a space where there is a gap."""
    return [_rows(page) for page in pages(content)]


def _rows(chars: Iterable[Char]) -> list[str]:
    lines: dict[int, list[Char]] = {}
    for char in chars:
        middle = round((char.top + char.bottom) / 2)
        key = next((near for near in (middle, middle - 1, middle + 1) if near in lines), middle)
        lines.setdefault(key, []).append(char)
    found = []
    for _, line in sorted(lines.items()):
        row = ""
        before = None
        for char in sorted(line, key=lambda each: each.left):
            gap = char.left - before.right if before is not None else 0
            if gap > 0.9:
                in_number = row[-1].isdigit() and char.text.isdigit() and gap < NEXT_CELL
                row += "\xa0" if in_number else " "
            row += char.text
            before = char
        found.append(row)
    return found


def text(content: bytes) -> str:
    """The whole text with single spaces."""
    return " ".join(row for page in rows(content) for row in page).replace("\xa0", " ")


def left_half(content: bytes) -> str:
    """The text of the last page's left half, where two parties sign beside each other."""
    wide, _ = pypdfium2.PdfDocument(content)[0].get_size()
    chars = [char for char in pages(content)[-1] if char.left < wide / 2]
    return " ".join(_rows(chars)).replace("\xa0", " ")


def overflow(content: bytes) -> list[str]:
    """Characters outside of the page or too near its edge: there must be none."""
    found = []
    for page, chars in zip(pypdfium2.PdfDocument(content), pages(content), strict=True):
        wide, high = page.get_size()
        found += [
            char.text
            for char in chars
            if char.left < 10 or char.right > wide - 10 or char.top < 8 or char.bottom > high - 6
        ]
    return found


def place(content: bytes, phrase: str, page: int = 0) -> tuple[int, int]:
    """Where a phrase without spaces begins on a page: points from the left and from the top."""
    chars = pages(content)[page]
    at = "".join(char.text for char in chars).index(phrase)
    return round(chars[at].left), round(chars[at].top)


def qr(content: bytes) -> str:
    """What the QR code of the first page says."""
    image = pypdfium2.PdfDocument(content)[0].render(scale=4).to_pil()
    [code] = zxingcpp.read_barcodes(image)
    return code.text


def amounts(row: str) -> list[Decimal]:
    """The amounts «1 234,56» of a row, in order."""
    found = re.findall(r"\d{1,3}(?:\xa0\d{3})*,\d{2}(?!\d)", row)
    return [Decimal(each.replace("\xa0", "").replace(",", ".")) for each in found]


def fonts(content: bytes) -> set[str]:
    """Names of the fonts a file carries."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        return {char["fontname"] for page in file.pages for char in page.chars}


def picture_sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height in pixels of each picture the first page places."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        return [image["srcsize"] for image in file.pages[0].images]


def pictures(content: bytes) -> int:
    """How many pictures the first page places."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        return len(file.pages[0].images)
