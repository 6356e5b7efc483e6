"""Barcodes in photographs: read, or not read; never read wrong."""

from __future__ import annotations

import io
import random
import time

import pytest
from PIL import Image

from tests.barcodes import jpeg, label, scene
from wholesale.core.errors import DomainError
from wholesale.intake.opening.workbook import barcodes

CODE = "4006381333931"


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"angle": 12},
        {"angle": -20},
        {"angle": 45},
        {"angle": 90},
        {"angle": 180},
        {"angle": 130},
        {"blur": 1.2},
        {"scale": 0.5},
        {"scale": 0.45},
        {"scale": 0.5, "angle": 8, "blur": 0.5},
        {"size": (640, 480), "scale": 0.5},
        {"size": (3000, 2000)},
    ],
    ids=str,
)
def test_a_barcode_is_read_turned_out_of_focus_and_small(how: dict[str, float]) -> None:
    assert barcodes(jpeg(scene(CODE, **how))) == [CODE]  # type: ignore[arg-type]


def test_a_picture_as_the_browser_keeps_it_is_read_in_each_format() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        target = io.BytesIO()
        scene(CODE).save(target, kind)
        assert barcodes(target.getvalue()) == [CODE]


def test_a_picture_that_lies_on_its_side_says_so_itself() -> None:
    target = io.BytesIO()
    turned = scene(CODE, angle=30).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(target, "JPEG", exif=exif)
    assert barcodes(target.getvalue()) == [CODE]


def test_of_several_barcodes_the_one_in_the_middle_comes_first() -> None:
    seen = scene(CODE)
    seen.paste(label("96385074"), (20, 20))
    assert barcodes(jpeg(seen)) == [CODE, "96385074"]


def test_what_cannot_be_read_for_sure_is_not_read() -> None:
    """Out of focus beyond reading, some bars look like another number with a right check digit."""
    chance = random.Random(5)
    wrong, right = [], 0
    for _ in range(60):
        digits = [chance.randrange(10) for _ in range(12)]
        check = -sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10
        code = "".join(map(str, [*digits, check]))
        seen = scene(code, size=(640, 480), angle=chance.uniform(-20, 20),
                     blur=chance.uniform(0.5, 2.4))  # fmt: skip
        found = barcodes(jpeg(seen))
        right += found == [code]
        wrong += [one for one in found if one != code]
    assert wrong == []
    assert right >= 25


def test_a_picture_without_barcodes_holds_none() -> None:
    assert barcodes(jpeg(scene())) == []


def _huge() -> bytes:
    target = io.BytesIO()
    Image.new("L", (20_000, 20_000)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        jpeg(scene(CODE))[:5_000],
        b"GIF89a" + bytes(100),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        _huge(),
    ],
    ids=["empty", "begun", "cut", "gif", "postscript", "huge"],
)
def test_a_hostile_picture_is_refused_in_bounded_time(content: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(DomainError, match="picture_unreadable"):
        barcodes(content)
    assert time.monotonic() - began < 5
