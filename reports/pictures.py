"""Pictures no larger than paper can show."""

from __future__ import annotations

import io
from math import ceil

from PIL import Image, ImageOps

DENSEST = 220  # dots an inch: what an office printer still shows
ORIENTATION = 0x0112  # the EXIF tag a camera held on its side writes


def fitted(content: bytes, wide: float, high: float) -> bytes:
    """A PNG or JPEG scaled down to what a box of ``wide`` to ``high`` points needs, and upright.

    A hundred photographs straight from a camera would make a file nobody can mail. What is small
    already stays as it is; transparency stays.
    """
    most = (ceil(wide * DENSEST / 72), ceil(high * DENSEST / 72))
    with Image.open(io.BytesIO(content)) as picture:
        fits = picture.width <= most[0] and picture.height <= most[1]
        if fits and picture.getexif().get(ORIENTATION, 1) == 1:
            return content
        is_clear = picture.has_transparency_data
        picture.draft("RGB", most)  # a JPEG is decoded at a fraction of its size
        smaller = ImageOps.exif_transpose(picture).convert("RGBA" if is_clear else "RGB")
    smaller.thumbnail(most, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    if is_clear:
        smaller.save(file, "PNG")
    else:
        smaller.save(file, "JPEG", quality=85)
    return file.getvalue()
