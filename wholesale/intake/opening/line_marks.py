"""Marks before and behind the lines of a list: crosses by which a person takes a line back, boxes
that he ticks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDS = r"[\s\ufe0f❌✗✘✖⛔🚫]{0,9}$"
_LISTED = r"(?:[-–—•*·]\s{0,3}|\d{1,3}[.)]\s{0,3})?"  # what a list puts before its lines
_CROSS = re.compile(rf"^{_LISTED}([❌✗✘✖⛔🚫])\ufe0f?\s*|\s?([❌✗✘✖⛔🚫]){_ENDS}")
_SIGNS = r"(\[[ xхv✓✔+]?\]|[☐☑☒])\ufe0f?"
_BOX = re.compile(rf"^{_LISTED}{_SIGNS}\s*", re.IGNORECASE)
_BOX_BEHIND = re.compile(rf"\s?{_SIGNS}$", re.IGNORECASE)


def without_marks(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without their marks, and for each its mark when it says something: a cross, or a
    box in a list of which some are ticked and some are not: nobody knows which are meant."""
    boxes = [_BOX.match(line) or _BOX_BEHIND.search(line) for line in lines]
    several = len({box[1].casefold() for box in boxes if box}) > 1
    bare: list[str] = []
    marks: list[str] = []
    for line, box in zip(lines, boxes, strict=True):
        rest = f"{line[: box.start()]}{line[box.end() :]}" if box else line
        cross = _CROSS.search(rest)
        bare.append(_CROSS.sub("", rest).rstrip() if cross else rest)
        marks.append((cross[1] or cross[2]) if cross else box[1] if box and several else "")
    return bare, marks


_BEHIND = re.compile(rf"\s?((?:[❌✗✘✖⛔🚫]|{_SIGNS})\ufe0f?)$", re.IGNORECASE)


def marked_before(line: str) -> str:
    """The line with the mark that ends it before it, where a count is to be put behind it."""
    mark = _BEHIND.search(line)
    return f"{mark[1]} {line[: mark.start()]}" if mark else line
