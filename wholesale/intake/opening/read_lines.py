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

from wholesale.intake.opening.found import Unreadable
from wholesale.intake.opening.line_blocks import joined, of_form, with_counts
from wholesale.intake.opening.line_counts import (
    CODE,
    LONGEST,
    UNIT,
    Said,
    bare_count,
    by_sign,
    in_brackets,
    is_measured,
    is_note,
    remarked,
    said,
    unclear,
    unread,
)
from wholesale.intake.opening.line_marks import without_marks
from wholesale.intake.words.numbering import in_one_line, without_numbers
from wholesale.intake.words.remarks import takes_back

Row = tuple[int, list[Any]]
_MOST, _MOST_SIGNS = 50_000, 4_000_000  # lines and signs of a text; nobody orders more
_TRIED = 200  # lines
_ENOUGH = 0.6  # of the lines must be understood
_SEVERAL, _OF_SEVERAL = 4, 0.4  # so many that count show a list, though others forgot to

_CHAT = re.compile(  # «[25.11.2026, 14:00:11] Ольга: », «25.11.26, 14:00 - Ольга: »
    r"\[?\d{1,2}\.\d{1,2}\.\d{2,4},? \d{1,2}:\d\d(?::\d\d)?\]?(?: -)? [^:]{1,40}: "
)
_PAIR = re.compile(r"(\S{3,40})\s{1,10}(\d{1,6})")


def rows_of(text: str) -> list[Row] | None:
    """The rows of an order written as lines, or None when the text is no such thing. Raises
    ``Unreadable`` for one so long that it would be read in part."""
    raw = text[:_MOST_SIGNS].splitlines()
    if len(raw) > 4 * _TRIED and not (_rows(raw[:_TRIED]) or _rows(raw[-_TRIED:])):
        return None  # a list is one at its beginning or its end: a long table is not tried whole
    too_long = len(raw) > _MOST or bool(text[_MOST_SIGNS:].strip())
    rows = _rows(raw[:_TRIED] if too_long else raw)
    if rows is not None and too_long:
        raise Unreadable("file_too_large")
    return rows


def _rows(raw: Sequence[str]) -> list[Row] | None:
    whole = [_bare(line) for line in raw]
    if form := of_form(whole):
        return form
    lines = joined(without_numbers(whole))
    if lines is None:
        if _by_commas([line for line in whole if line]):
            return None
        pieces = [piece for line in whole for piece in _pieces(line)]
        lines = without_numbers(with_counts(pieces))
    filled = [line for line in lines if line]
    if not filled or any(sign in line for line in filled for sign in "\t;|"):
        return None
    count = sum(1 for line in filled if not is_note(line))
    return _chat(lines, count) or _pairs(lines, count) or _fixed(raw) or _bare_counts(lines)


def rows_among(cells: Sequence[str]) -> list[Row] | None:
    """The same of a sheet whose every row is one cell: what and how much in each, numbered by
    their places from 1; None when the cells are no such thing."""
    if len(cells) > _MOST:  # in part it would be another sheet
        return None
    lines = without_numbers([_bare(" ".join(cell.split())) for cell in cells])
    return _chat(lines, sum(1 for line in lines if line)) or _bare_counts(lines)


_KEYCAP = re.compile(r"(\d)\ufe0f?\u20e3\s?")  # a digit on a key, as phones number lists
_INDENT = re.compile(r"^([•·▪◦‣∙*+–-]|\d{1,3}[.)])\t\s*")  # a word processor's list
_TITLE = re.compile(  # «Заявка: », «Заказ на 28.11: », «Нужно: »
    r"(?:наш\w*\s|мо[йя]\s|нов\w+\s)?(?:заказ|заявка|order|нужно|надо|прошу|требуется)"
    r"(?:\s(?:№|на|от|в|для)\s?[^:;]{1,30})?:\s{1,3}(?=\S)",
    re.IGNORECASE,
)
_ORNAMENT = (
    r"[\s;\ufe0f\u200d\u2600-\u260f\u2613-\u26d3\u26d5-\u26ff\u2705\u2713\u2714\u2764"
    r"\U0001f300-\U0001f6aa\U0001f6ac-\U0001faff]"
)
_TRIMMED = re.compile(rf"(?<!{_ORNAMENT}){_ORNAMENT}+$")
"""What adorns the end of a line; but not the crosses by which people take a line back, nor the
boxes that they tick."""


_WIDE = re.compile(r"[^\S\t]{25,}+")
_GAP = " " * 24  # as good as any wider one, and not looked at from each of its places for long


def _bare(line: str) -> str:
    """A line without what a chat prints before it and a list ends it with."""
    line = _KEYCAP.sub(r"\1) ", _TRIMMED.sub("", _WIDE.sub(_GAP, line.strip())))
    line = _INDENT.sub(lambda mark: f"{mark[1]} ", line)
    printed = _CHAT.match(line)
    line = line[printed.end() :] if printed else line
    title = _TITLE.match(line)
    return line[title.end() :] if title else line


def _pieces(line: str) -> list[str]:
    """«A - 10 шт; B - 5 шт» as two, when each says what and how much; else the line."""
    if numbered := in_one_line(line):
        return numbered
    for sign in (";", ", "):
        parts = [part.strip() for part in line.split(sign)] if sign in line else []
        if len(parts) > 1 and all(said(part) for part in parts):
            measured = sum(1 for part in parts if is_measured(part))
            if sign == ";" or measured in {0, len(parts)}:  # «Шланг 50 м, чёрный - 5 шт» is one
                return parts
        if sign == ", " and len(parts) >= _FEWEST and all(said(p) or bare_count(p) for p in parts):
            return parts  # «молоко 5, сыр 2, хлеб 7»
    return [line]


_CODE_AND_COUNT = re.compile(
    rf"[^\s,]{{0,30}}\d{{3}}[^\s,]{{0,30}},\s?\d{{1,6}}(?:\s?{UNIT})?", re.IGNORECASE
)
"""«ST-00348,6», «0103059,10 шт»: line after line of it is no list of decimal fractions, for
nobody orders by numbers alone."""
_BETWEEN_WORDS = re.compile(r"(?<!\d),|,(?!\d)")


def _by_commas(filled: Sequence[str]) -> bool:
    """Whether the lines are a table whose cells commas part: as many in each, a number in one.
    Names with commas of their own stand in quotes, when a program wrote the file."""
    if sum(map(bool, map(_CODE_AND_COUNT.fullmatch, filled))) >= 0.9 * len(filled):
        return True
    if not any(_BETWEEN_WORDS.search(line) for line in filled if len(line) <= LONGEST):
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
    counted = sum(1 for cells in split if any(_may_count(cell, width) for cell in cells))
    return counted >= _ENOUGH * len(split)


def _may_count(cell: str, width: int) -> bool:
    """Whether a cell is a number; of three and more, whether it begins as one: «4 упак», «12**»."""
    bare = cell.strip(' "')
    return bare[:1].isdigit() if width > 2 else bare.isdecimal()


def _said(lines: Sequence[str]) -> list[Said | None]:
    """What each line says. «… x12» is a count where most lines count so, else what a pack may
    hold."""
    found = [said(line) for line in lines]
    signed = [None if told else by_sign(line) for told, line in zip(found, lines, strict=True)]
    if sum(map(bool, signed)) < sum(map(bool, found)):
        signed = [None] * len(lines)
    if not any(found) and not any(signed):
        return [in_brackets(line) for line in lines]
    if not any(signed):
        return found
    return [
        told or sign or unclear(line) for told, sign, line in zip(found, signed, lines, strict=True)
    ]


def _asked(line: str) -> Said | None:
    """What a line among lines that count says, whose count is to be asked: it is not to be lost as
    if it were a remark."""
    return unclear(line) or in_brackets(line) or unread(line)


def _chat(lines: Sequence[str], filled: int) -> list[Row] | None:
    """What and how much, in either order, and what is remarked of it; where codes stand among
    names, they get a column."""
    lines, marks = without_marks(lines)
    found = _said(["" if line.startswith(">") else line for line in lines])
    quoted = sum(1 for line in lines if line.startswith(">"))
    if quoted and not any(found):  # all that is ordered is quoted
        found = _said([line.lstrip("> ") for line in lines])
        quoted = 0
    noted = [None if told else remarked(line) for told, line in zip(found, lines, strict=True)]
    understood = sum(map(bool, found)) + sum(map(bool, noted))
    if understood:  # what else counts so is asked
        understood += sum(
            1
            for told, line in zip(found, lines, strict=True)
            if told is None and (in_brackets(line) or unclear(line))
        )
    enough = _ENOUGH if understood < _SEVERAL else _OF_SEVERAL
    if understood < max(1, enough * (filled - quoted)):  # what an answer quotes is a note
        return None
    for place, line in enumerate(lines):
        if note := noted[place]:
            found[place] = note[:2]
            marks[place] = marks[place] if takes_back(marks[place]) else note[2]
        elif found[place] is None:
            found[place] = bare_count(line) or (None if line.startswith(">") else _asked(line))
    codes = [bool(told and CODE.fullmatch(told[0])) for told in found]
    if any(codes):
        found = [told or _pair(line) for told, line in zip(found, lines, strict=True)]
        codes = [bool(told and CODE.fullmatch(told[0])) for told in found]
    mixed = 0 < sum(codes) < sum(map(bool, found))
    rows: list[Row] = []
    for number, (line, told, mark, code) in enumerate(
        zip(lines, found, marks, codes, strict=True), 1
    ):
        what = [told[0] if told else line]
        if mixed:
            what = [*what, ""] if code else ["", *what]
        if line:
            rows.append((number, [*what, *(told[1:] if told else ()), *filter(None, [mark])]))
    return rows


_MOSTLY = 0.8  # of the lines with a digit must end in one number alone


def _bare_counts(lines: Sequence[str]) -> list[Row] | None:
    """A list whose lines end in numbers alone; words without a digit among them are of no count."""
    lines, marks = without_marks(lines)
    told = [line for line in lines if any(map(str.isdigit, line))]
    found = [told or bare_count(line) for told, line in zip(_said(lines), lines, strict=True)]
    if sum(map(bool, found)) < max(_FEWEST, _MOSTLY * len(told)):
        return None
    found = [said or _asked(line) for said, line in zip(found, lines, strict=True)]
    return [
        (number, [*(told or [line]), *filter(None, [mark])])
        for number, (line, told, mark) in enumerate(zip(lines, found, marks, strict=True), 1)
        if line
    ]


def _pair(line: str) -> Said | None:
    """«64383 2»: a code, a space and a number."""
    pair = _PAIR.fullmatch(line)
    return (pair[1], pair[2]) if pair and any(map(str.isdigit, pair[1])) else None


def _pairs(lines: Sequence[str], filled: int) -> list[Row] | None:
    """A code, a space and a number in each line."""
    found = [_pair(line) for line in lines]
    if sum(map(bool, found)) < max(2, 0.8 * filled):
        return None
    return [
        (number, [*pair] if pair else [line])
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
