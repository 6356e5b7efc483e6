"""Cells whose text is struck through in xlsx and ods: so people cross out what they no longer
want. Runs in the reader's process."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

_NO = frozenset({"0", "false"})


def struck_styles(styles: Any) -> frozenset[bytes]:
    """The numbers of the cell styles of an xlsx whose font is struck through."""
    fonts = {
        str(place)
        for place, font in enumerate(styles.iterfind("{*}fonts/{*}font"))
        if any(strike.get("val") not in _NO for strike in font.iterfind("{*}strike"))
    }
    return frozenset(
        b"%d" % place
        for place, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if style.get("fontId", "0") in fonts
    )


_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")


def struck_cells(xml: bytes, styles: Collection[bytes]) -> Iterator[tuple[int, str]]:
    """The filled cells of a sheet of an xlsx that are of these ``styles``, as (row, letters)."""
    if not styles:
        return
    cell = re.compile(  # one that ends at once holds nothing
        rb"<(?:\w+:)?c\b([^<>]*\ss\s*=\s*[\"'](?:%s)[\"'][^<>]*)(?<!/)>" % b"|".join(sorted(styles))
    )
    for found in cell.finditer(xml):
        if place := _PLACE.search(found[1]):
            yield int(place[2]), place[1].decode()


_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
ODS_STYLE = f"{_STYLE}style"


def struck_name(style: Any) -> str:
    """The name of a style of an OpenDocument that strikes its text through, of any other ""."""
    struck = any(
        looks.get(f"{_STYLE}text-line-through-style", "none") != "none"
        for looks in style.iterfind(f"{_STYLE}text-properties")
    )
    return str(style.get(f"{_STYLE}name")) if struck else ""
