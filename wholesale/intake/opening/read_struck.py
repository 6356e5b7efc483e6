"""Which cells of a workbook are struck through: a person took them back with his pen.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from wholesale.intake.opening.safe_xml import elements

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")


def xlsx_styles(styles: bytes) -> frozenset[int]:
    """The numbers of the styles of cells, in «styles.xml», whose font is struck."""
    from lxml import etree

    if b"strike" not in styles:
        return frozenset()
    fonts: list[bool] = []
    used: list[int] = []
    for element in elements(io.BytesIO(styles), "{*}font", "{*}xf", lenient=True):
        parent = element.getparent()
        above = "" if parent is None else etree.QName(parent).localname
        if above == "fonts":
            strike = element.find("{*}strike")
            fonts.append(strike is not None and strike.get("val", "1") not in {"0", "false"})
        elif above == "cellXfs":
            used.append(int(element.get("fontId") or 0))
        element.clear()
    return _struck(used, fonts)


def _struck(styles: Sequence[int], fonts: Sequence[bool]) -> frozenset[int]:
    """The numbers of the styles, told by the font of each, whose font is struck."""
    return frozenset(
        style for style, font in enumerate(styles) if font < len(fonts) and fonts[font]
    )


def xlsx_cells(xml: bytes, styles: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The row and the letters of the column of each cell that has one of ``styles``."""
    if not styles:
        return
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    cell = re.compile(rb"""<(?:\w+:)?c\b[^<>]*\ss\s*=\s*["'](?:%s)["'][^<>]*>""" % numbers)
    for tag in cell.findall(xml):
        if place := _REFERENCE.search(tag):
            yield int(place[2]), place[1]


_FONT, _XF, _MULTIPLE = 0x0031, 0x00E0, 0x00BD
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E})
_STRUCK = 0x0008
_MISSING_FONT = 4  # of that number there is none in a binary workbook


def xls_styles(stream: bytes, records: Iterable[tuple[int, int, int]]) -> frozenset[int]:
    """The numbers of the looks of cells, among the ``records`` of a binary workbook's first
    part, whose font is struck."""
    fonts: list[bool] = []
    looks: list[int] = []
    for kind, place, size in records:
        if kind == _FONT and size >= 4:
            fonts.append(bool(struct.unpack_from("<2xH", stream, place)[0] & _STRUCK))
            if len(fonts) == _MISSING_FONT:
                fonts.append(False)
        elif kind == _XF and size >= 2:
            looks.append(struct.unpack_from("<H", stream, place)[0])
    return _struck(looks, fonts)


def xls_cells(
    stream: bytes, kind: int, place: int, size: int, styles: Collection[int]
) -> Iterator[tuple[int, int]]:
    """The row, from 1, and the column of each cell of a record that has one of ``styles``."""
    if kind in _CELLS and size >= 6:
        row, column, look = struct.unpack_from("<3H", stream, place)
        if look in styles:
            yield row + 1, column
    elif kind == _MULTIPLE and size >= 6:
        row, first = struct.unpack_from("<2H", stream, place)
        for number in range((size - 6) // 6):
            if struct.unpack_from("<H", stream, place + 4 + 6 * number)[0] in styles:
                yield row + 1, first + number


_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def ods_styles(xml: bytes) -> frozenset[str]:
    """The names of the styles, in «content.xml» before its sheets, that strike text through."""
    head = xml[: xml.find(b"body>")]
    if b"line-through-style=" not in head:
        return frozenset()
    found: set[str] = set()
    for style in elements(io.BytesIO(head), f"{_STYLE}style", lenient=True):
        if any(
            text.get(f"{_STYLE}text-line-through-style", "none") != "none"
            for text in style.iterfind(f"{_STYLE}text-properties")
        ):
            found.add(style.get(f"{_STYLE}name") or "")
        style.clear()
    return frozenset(found)


_XLSB_FONT, _LOOK, _LOOKS, _LOOKS_END = 43, 47, 617, 618


def xlsb_styles(records: Iterable[tuple[int, bytes]]) -> frozenset[int]:
    """The numbers of the styles of cells, in «styles.bin», whose font is struck."""
    fonts: list[bool] = []
    looks: list[int] = []
    inside = False  # of the styles that cells have
    for kind, data in records:
        if kind == _XLSB_FONT:
            fonts.append(bool(data[2] & _STRUCK))
        elif kind in {_LOOKS, _LOOKS_END}:
            inside = kind == _LOOKS
        elif kind == _LOOK and inside:
            looks.append(struct.unpack_from("<H", data, 4)[0])
    return _struck(looks, fonts)


_XML = "{urn:schemas-microsoft-com:office:spreadsheet}"


def xml_styles(book: Any) -> frozenset[str]:
    """The names of the styles of an XML 2003 workbook whose font is struck."""
    return frozenset(
        str(style.get(f"{_XML}ID"))
        for style in book.iterfind(f"{_XML}Styles/{_XML}Style")
        if any(font.get(f"{_XML}StrikeThrough") == "1" for font in style.iterfind(f"{_XML}Font"))
    )


_SOME_STRIKE = re.compile(r"line-through|<(?:s|strike|del)\b", re.IGNORECASE)


def html_strikes(page: str) -> bool:
    """Whether anything of a page may be struck through: most pages need no look at each cell."""
    return bool(_SOME_STRIKE.search(page))


_STRIKES = frozenset({"s", "strike", "del"})
_LINE_THROUGH = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)


def html_cell(cell: Any, text: str) -> bool:
    """Whether all of a cell's ``text`` is struck through, or the row it stands in, or a number
    beside another one: «10» struck before «5» is not 105."""
    return strikes(cell.getparent()) or any(
        said == text or 0 < _digits(said) < _digits(text)
        for said in (
            " ".join("".join(element.itertext()).split())
            for element in cell.iter()
            if strikes(element)
        )
    )


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def strikes(element: Any) -> bool:
    """Whether an element of a page strikes its words through."""
    return element.tag in _STRIKES or bool(_LINE_THROUGH.search(element.get("style") or ""))
