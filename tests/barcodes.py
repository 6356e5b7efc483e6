"""Pictures of barcodes as a phone's camera takes them: turned, out of focus, small."""

from __future__ import annotations

import io

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

GREY = 170


def label(code: str) -> Image.Image:
    """The bars of an EAN on white, four pixels the narrowest."""
    kind = zxingcpp.BarcodeFormat.EAN13 if len(code) == 13 else zxingcpp.BarcodeFormat.EAN8
    return Image.fromarray(np.array(zxingcpp.create_barcode(code, kind).to_image(scale=4)))


def scene(
    code: str = "",
    *,
    size: tuple[int, int] = (1280, 960),
    angle: float = 0,
    blur: float = 0,
    scale: float = 1,
) -> Image.Image:
    """What the camera sees: a label in the middle of a grey table, or the table alone."""
    seen = Image.new("L", size, GREY)
    if code:
        bars = label(code)
        bars = bars.resize((int(bars.width * scale), int(bars.height * scale)))
        bars = bars.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=GREY)
        seen.paste(bars, ((size[0] - bars.width) // 2, (size[1] - bars.height) // 2))
    return seen.filter(ImageFilter.GaussianBlur(blur)) if blur else seen


def jpeg(picture: Image.Image, *, quality: int = 80) -> bytes:
    """The picture as a browser sends it."""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()


def film(pictures: list[tuple[Image.Image, float]], *, rate: int = 4) -> bytes:
    """Pictures one after another, each for so many seconds, as Chromium's own camera plays them
    (YUV4MPEG2), over and over."""
    width, height = pictures[0][0].size
    grey = bytes([128]) * (width * height // 2)
    frames = [
        b"FRAME\n" + picture.tobytes() + grey
        for picture, seconds in pictures
        for _ in range(round(seconds * rate))
    ]
    head = f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n"
    return head.encode() + b"".join(frames)
