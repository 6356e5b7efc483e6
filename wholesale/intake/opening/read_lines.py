"""Orders written as lines of text, without any delimiter: a message from a chat, a letter, a
printed table held together by spaces. Runs in the reader's process.

Each line becomes cells in bounded time: nothing here looks at a line twice from every place.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Row = tuple[int, list[Any]]
_MOST = 100_000  # lines
_LONGEST = 300  # signs of a line that may be an order's
_ENOUGH = 0.6  # of the lines must be understood

_UNIT = r"(?:шт|штук[аи]?|уп|упак|упаков\w{1,3}|кор|короб\w{0,3}|пач\w{0,3}|кг|гр?|мл?|л|пар[аы]?"
_UNIT += r"|компл|рул\w{0,3}|меш\w{0,3}|бут\w{0,4}|ящ\w{0,3}|pcs|pc)\b\.?"
_AFTER = re.compile(  # «… - 100 шт», «… — 50», «……… 50», «… 20шт», «… в количестве 5 шт»
    r"(?:[\s,]{1,3}(?:в\sкол(?:ичеств|-в)е|кол(?:ичеств|-в)о))?(?:\s{0,3}(?:[-–—:=]|[._…]{2,60}|…)\s{0,3}(\d{1,7}(?:[.,]\d{1,3})?)\s{0,2}([^\W\d_]{1,8}\.?)?"
    rf"|\s{{1,3}}[xх×*]?\s?(\d{{1,7}}(?:[.,]\d{{1,3}})?)\s{{0,2}}({_UNIT}))$",
    re.IGNORECASE,
)
_BEFORE = re.compile(  # «10 шт …», «10 x …»
    rf"(\d{{1,7}}(?:[.,]\d{{1,3}})?)\s{{0,2}}(?:({_UNIT})|[xх×*](?=\s))\s{{0,3}}[-–—:]?\s{{0,3}}"
    r"(?=\S)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d{1,3}[.)]\s{1,3}|[-–—•*·]\s{0,3})(?=\S)")
_CODE = re.compile(r"(?=\S*\d)\S{3,40}")
_TIMES = re.compile(  # «64383 x2», «TD-9557*72», «24 x 70676»: of a code, for М8х40 is a size
    r"(?:(?P<code>(?=\S*\d)[^\s*]{4,40})(?:\s{1,3}[xх×]\s?|\s?\*\s?)(?P<count>\d{1,6})"
    r"|(?P<first>\d{1,6})\s{1,3}[xх×*]\s{1,3}(?P<of>(?=\S*\d)\S{4,40}))",
    re.IGNORECASE,
)
_CHAT = re.compile(  # «[25.11.2026, 14:00:11] Ольга: », «25.11.26, 14:00 - Ольга: »
    r"\[?\d{1,2}\.\d{1,2}\.\d{2,4},? \d{1,2}:\d\d(?::\d\d)?\]?(?: -)? [^:]{1,40}: "
)
_PAIR = re.compile(r"(\S{3,40})\s{1,10}(\d{1,6})")


def rows_of(text: str) -> list[Row] | None:
    """The rows of an order written as lines, or None when the text is no such thing."""
    raw = text[:4_000_000].splitlines()[:_MOST]
    whole = [_bare(line) for line in raw]
    if _by_commas([line for line in whole if line]):
        return None
    lines = [piece for line in whole for piece in _pieces(line)]
    filled = [line for line in lines if line]
    if not filled or any(sign in line for line in filled for sign in "\t;|"):
        return None
    count = len(filled)
    return _chat(lines, count) or _pairs(lines, count) or _fixed(raw) or _bare_counts(lines)


def rows_among(cells: Sequence[str]) -> list[Row] | None:
    """The same of a sheet whose every row is one cell: what and how much in each, numbered by
    their places from 1; None when the cells are no such thing."""
    lines = [_bare(" ".join(cell.split())) for cell in cells[:_MOST]]
    return _chat(lines, sum(1 for line in lines if line)) or _bare_counts(lines)


def _bare(line: str) -> str:
    """A line without what a chat prints before it and a list ends it with."""
    line = line.strip().rstrip(";").rstrip()
    said = _CHAT.match(line)
    return line[said.end() :] if said else line


def _pieces(line: str) -> list[str]:
    """«A - 10 шт; B - 5 шт» as two, when each says what and how much; else the line."""
    for sign in (";", ", "):
        parts = [part.strip() for part in line.split(sign)] if sign in line else []
        if len(parts) > 1 and all(_said(part) for part in parts):
            return parts
    return [line]


_CODE_AND_COUNT = re.compile(
    rf"[^\s,]{{0,30}}\d{{3}}[^\s,]{{0,30}},\s?\d{{1,6}}(?:\s?{_UNIT})?", re.IGNORECASE
)
"""«ST-00348,6», «0103059,10 шт»: line after line of it is no list of decimal fractions, for
nobody orders by numbers alone."""
_BETWEEN_WORDS = re.compile(r"(?<!\d),|,(?!\d)")


def _by_commas(filled: Sequence[str]) -> bool:
    """Whether the lines are a table whose cells commas part: as many in each, a number in one.
    Names with commas of their own stand in quotes, when a program wrote the file."""
    if sum(map(bool, map(_CODE_AND_COUNT.fullmatch, filled))) >= 0.9 * len(filled):
        return True
    if not any(_BETWEEN_WORDS.search(line) for line in filled if len(line) <= _LONGEST):
        return False
    return _even([line.split(",") for line in filled]) or (
        any(',"' in line for line in filled) and _even([_fields(line) for line in filled])
    )


def _fields(line: str) -> list[str]:
    try:
        return next(csv.reader([line]))
    except csv.Error:  # longer than a field may be
        return [line]


def _even(split: Sequence[Sequence[str]]) -> bool:
    width, times = Counter(len(cells) for cells in split).most_common(1)[0]
    if width < 2 or times < 0.9 * len(split):
        return False
    counted = sum(1 for cells in split if any(cell.strip(' "').isdecimal() for cell in cells))
    return counted >= _ENOUGH * len(split)


def _chat(lines: Sequence[str], filled: int) -> list[Row] | None:
    """What and how much, in either order; where codes stand among names, they get a column."""
    found = [_said(line) if line and line[0] != ">" else None for line in lines]
    quoted = sum(1 for line in lines if line.startswith(">"))
    if quoted and not any(found):  # all that is ordered is quoted
        found = [_said(line.lstrip("> ")) if line else None for line in lines]
        quoted = 0
    if sum(map(bool, found)) < max(
        1, _ENOUGH * (filled - quoted)
    ):  # what an answer quotes is a note
        return None
    found = [said or _bare_count(line) for said, line in zip(found, lines, strict=True)]
    understood = [said for said in found if said]
    codes = sum(1 for what, _ in understood if _CODE.fullmatch(what))
    mixed = 0 < codes < len(understood)
    rows: list[Row] = []
    for number, (line, said) in enumerate(zip(lines, found, strict=True), 1):
        if said is None:
            if line:
                rows.append((number, ["", line] if mixed else [line]))
            continue
        what, amount = said
        if mixed:
            code = _CODE.fullmatch(what)
            rows.append((number, [what if code else "", "" if code else what, amount]))
        else:
            rows.append((number, [what, amount]))
    return rows


_BARE = re.compile(r"\s(\d{1,4})$")
_MOSTLY = 0.8  # of the lines with a digit must end in one number alone


def _bare_count(line: str) -> tuple[str, str] | None:
    """«Молоко 10»: what and how much without any sign between them."""
    bare = _BARE.search(line) if len(line) <= _LONGEST else None
    if bare is None or line.startswith(">"):  # what an answer quotes is a note
        return None
    numbered = _NUMBERED.match(line)
    what = line[numbered.end() if numbered else 0 : bare.start()].strip()
    return (what, bare[1]) if any(map(str.isalpha, what)) else None


def _bare_counts(lines: Sequence[str]) -> list[Row] | None:
    """A list whose lines end in numbers alone; words without a digit among them are of no count."""
    told = [line for line in lines if any(map(str.isdigit, line))]
    found = [_said(line) or _bare_count(line) for line in lines]
    if sum(map(bool, found)) < max(_FEWEST, _MOSTLY * len(told)):
        return None
    return [
        (number, [*said] if said else [line])
        for number, (line, said) in enumerate(zip(lines, found, strict=True), 1)
        if line
    ]


def _said(line: str) -> tuple[str, str] | None:
    if len(line) > _LONGEST:
        return None
    numbered = _NUMBERED.match(line)
    if numbered:
        line = line[numbered.end() :]
    times = _TIMES.fullmatch(line)
    if times:
        return times["code"] or times["of"], times["count"] or times["first"]
    before = _BEFORE.match(line)
    if before and any(sign.isalpha() for sign in line[before.end() :]):
        return line[before.end() :].strip(" -–—:"), f"{before[1]} {before[2] or ''}".strip()
    after = _AFTER.search(line)
    if after is None:
        return None
    what = line[: after.start()].strip(" -–—:=")
    if not any(sign.isalpha() for sign in what) and not _CODE.fullmatch(what):
        return None
    amount, unit = after[1] or after[3], after[2] or after[4] or ""
    return what, f"{amount} {unit}".strip()


def _pairs(lines: Sequence[str], filled: int) -> list[Row] | None:
    """A code, a space and a number in each line."""
    found = [_PAIR.fullmatch(line) for line in lines]
    pairs = [pair for pair in found if pair and any(sign.isdigit() for sign in pair[1])]
    if len(pairs) < max(2, 0.8 * filled):
        return None
    return [
        (number, [pair[1], pair[2]] if pair else [line])
        for number, (line, pair) in enumerate(zip(lines, found, strict=True), 1)
        if line
    ]


_FIELD = re.compile(r"\S+(?:\s\S+)*")
_FEWEST, _WIDEST = 3, 40  # rows, columns


def _fixed(lines: Sequence[str]) -> list[Row] | None:
    """A table whose columns are held apart by two spaces or more at the same places."""
    if any(len(line) > 2_000 for line in lines):
        return None
    split = [
        [(field.start(), field.end(), field[0]) for field in _FIELD.finditer(line)]
        for line in lines
    ]
    widths = Counter(len(fields) for fields in split if 1 < len(fields) <= _WIDEST)
    if not widths:
        return None
    width, times = widths.most_common(1)[0]
    whole = [fields for fields in split if len(fields) == width]
    filled = sum(1 for fields in split if fields)
    if times < max(_FEWEST, _ENOUGH * filled):
        return None
    spans = [
        (min(fields[place][0] for fields in whole), max(fields[place][1] for fields in whole))
        for place in range(width)
    ]
    if any(left[1] > right[0] for left, right in pairwise(spans)):
        return None
    rows: list[Row] = []
    for number, fields in enumerate(split, 1):
        cells = [""] * width
        for start, end, text in fields:
            place = next((i for i, span in enumerate(spans) if start < span[1]), width - 1)
            if cells[place] or (place + 1 < width and end > spans[place + 1][0]):
                cells = [" ".join(field for _, _, field in fields)]  # a line of its own
                break
            cells[place] = text
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
    return rows
