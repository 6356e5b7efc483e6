"""Orders of which one line says what and another how much, told as lists that say both in one:
a name over its count, names under «Всё по 10 шт:», the fields of a form («Артикул: …»).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wholesale.intake.opening.line_counts import UNIT
from wholesale.intake.words.aliases import Part, part_of

_ENOUGH = 0.8  # of the counts must stand alone under a name of their own
_AMOUNT = re.compile(
    r"(?:(?:кол-?во|количество|кол\.?|qty|quantity|итого)\s?[-–—:=]?\s?)?[-–—xх×*]?\s?"
    rf"(\d{{1,6}}(?:[.,]\d{{1,3}})?\s?(?:{UNIT})?)",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"(?:.*[\s.,!:])?(?:вс[её]|всего|кажд\w+|позици\w+)\s(?:[^\d:]{{0,20}}\s)?по\s(\d{{1,6}}\s?{UNIT})"
    r"\s?[:.]?",
    re.IGNORECASE,
)
_OWN = re.compile(
    rf"\s[-–—:=xх×*]\s?\d{{1,6}}(?:\s?{UNIT})?$|\d\s?(?:шт|уп|кор|ящ|пач)\w{{0,6}}\.?$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"([^:]{2,40}?)\s?:\s{1,10}(\S.*)")
_FEWEST = 2  # names, records


def joined(lines: Sequence[str]) -> list[str] | None:
    """The lines, as many, each count in the line of what it counts; None where that is not so, or
    nothing was to be joined."""
    return _of_each(lines) or _under_names(lines)


def _under_names(lines: Sequence[str]) -> list[str] | None:
    """«Молоко», below it «10 шт»: when the list ends with a count, so that none can belong to the
    name below it."""
    filled = [place for place, line in enumerate(lines) if line]
    counts = [place for place in filled if _AMOUNT.fullmatch(lines[place])]
    if len(counts) < _FEWEST or not filled or filled[-1] != counts[-1] or filled[0] == counts[0]:
        return None
    before = dict(zip(filled[1:], filled, strict=False))
    named = [place for place in counts if _names(lines[before[place]])]
    parted = sum(1 for place in counts[1:] if before.get(before[place]) in counts)
    if len(named) < len(counts) or parted < _ENOUGH * (len(counts) - 1):
        return None
    told = list(lines)
    for place in counts:
        told[before[place]] = f"{lines[before[place]]} - {_amount(lines[place])}"
        told[place] = ""
    return told


def _names(line: str) -> bool:
    return any(map(str.isalpha, line)) and not _AMOUNT.fullmatch(line)


def _amount(line: str) -> str:
    found = _AMOUNT.fullmatch(line)
    return found[1].strip() if found else ""


def _of_each(lines: Sequence[str]) -> list[str] | None:
    """Names under «Всё по 10 шт:»; those with a count of their own keep it."""
    filled = [place for place, line in enumerate(lines) if line]
    for at, place in enumerate(filled[:5]):
        each = _EACH.fullmatch(lines[place])
        if each is None:
            continue
        below = filled[at + 1 :]
        if len(below) < _FEWEST:
            return None
        told = list(lines)
        for other in below:
            if not _OWN.search(lines[other]):
                told[other] = f"{lines[other]} - {each[1]}"
        return told
    return None


def of_form(lines: Sequence[str]) -> list[tuple[int, list[Any]]] | None:
    """The table that the fields of a form make, «Артикул: …», «Количество: …», record after
    record; None when the lines are no such thing."""
    records: list[tuple[int, dict[str, str]]] = []
    others: list[tuple[int, str]] = []
    titles: list[str] = []
    for number, line in enumerate(lines, 1):
        field = _FIELD.fullmatch(line)
        if field is None or part_of(field[1]) is None:
            if line:
                others.append((number, line))
            continue
        if field[1] not in titles:
            titles.append(field[1])
        if not records or field[1] in records[-1][1]:
            records.append((number, {}))
        records[-1] = (number, {**records[-1][1], field[1]: field[2]})
    parts = {part_of(title) for title in titles}
    whole = [number for number, record in records if len(record) > 1]
    if Part.QUANTITY not in parts or len(parts) < 2 or len(whole) < max(1, len(records) - 1):
        return None
    if 2 * len(others) > sum(len(record) for _, record in records):
        return None
    first = min(number for number, _ in records) - 1
    rows: list[tuple[int, list[Any]]] = [(number, [line]) for number, line in others]
    rows += [(first, [*titles])]
    rows += [(number, [record.get(title, "") for title in titles]) for number, record in records]
    return sorted(rows, key=lambda row: row[0])
