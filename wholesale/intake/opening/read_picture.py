"""The barcodes in a picture of a phone's camera; runs in the child process that opens files.

A bar code out of focus is now and then read as another one whose check digit is right too. So a
reading counts only when the same picture, larger and turned a little, says it again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageOps

from wholesale.intake.opening.found import FoundSheet, Unreadable

_FORMATS = ("JPEG", "PNG", "WEBP")  # what a browser's canvas makes
_MOST_PIXELS = 16_000_000
_LONGEST_SIDE = 1_600  # more shows nothing new of a barcode that fills a fifth of it
_TURNS = (0, 45, -45)  # degrees; upside down and across are looked at anyway
_A_LITTLE = 4
_GOODS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.ITF14,
        zxingcpp.BarcodeFormat.Code128,
    ]
)


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """One sheet: a row for each barcode, the one nearest to the middle first."""
    rows = [(number, [text]) for number, text in enumerate(_codes(_opened(content)), 1)]
    yield FoundSheet("", True, rows)


def _opened(content: bytes) -> Image.Image:
    """The picture upright and grey. Raises ``Unreadable``: ``picture_unreadable``."""
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
        if picture.width * picture.height > _MOST_PIXELS:
            raise Unreadable("picture_unreadable")
        picture.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
        grey = ImageOps.exif_transpose(picture).convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        raise Unreadable("picture_unreadable") from broken
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return grey


def _codes(picture: Image.Image) -> list[str]:
    for degrees in _TURNS:
        if seen := _read(picture, degrees):
            larger = picture.resize((picture.width * 3 // 2, picture.height * 3 // 2))
            again = _read(larger, degrees + _A_LITTLE)
            if sure := [text for text in seen if text in again]:
                return sure
    return []


def _read(picture: Image.Image, degrees: int) -> list[str]:
    """What is read in the picture turned by ``degrees``, from the middle outwards."""
    if degrees:
        picture = picture.rotate(
            degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white"
        )  # the edges of what is turned are no bars

    def from_middle(code: zxingcpp.Barcode) -> float:
        corners = code.position
        x = (corners.top_left.x + corners.bottom_right.x - picture.width) / 2
        y = (corners.top_left.y + corners.bottom_right.y - picture.height) / 2
        return abs(x) + abs(y)

    found = sorted(zxingcpp.read_barcodes(picture, formats=_GOODS), key=from_middle)
    return list(dict.fromkeys(code.text for code in found))
