"""Orders of which one line says what and another how much, told as lists that say both in one:
a name over its count, names under «Всё по 10 шт:», the fields of a form («Артикул: …»).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from wholesale.intake.opening.line_counts import (
    NUMBERED,
    UNIT,
    bare_count,
    by_sign,
    is_note,
    said,
    unclear,
)
from wholesale.intake.opening.line_marks import marked_before
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.parts import Part

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
_DEEPEST = 3  # lines of one of the goods: its name in two, its code
_PRICE = re.compile(
    r"(?:(?:итого|всего|сумма|цена|к оплате)\s?:?\s?)?(?:\d[\d\s]{0,12}(?:[.,]\d{1,2})?\s?"
    r"(?:₽|руб(?:\.|лей|ля|ль)?|р\.)(?:\s?/\s?\w{1,5}\.?)?|в корзину|удалить|купить)",
    re.IGNORECASE,
)
"""What a shop's page prints below the goods of a basket."""


def joined(lines: Sequence[str]) -> list[str] | None:
    """The lines, as many, each count in the line of what it counts; None where that is not so, or
    nothing was to be joined."""
    return _of_each(lines) or _under_names(lines)


def with_counts(lines: Sequence[str]) -> list[str]:
    """The lines, as many; a count alone among lines that count for themselves belongs to the name
    above it, where the line below it needs none, or another such count shows that they stand so."""
    told = list(lines)
    filled = [place for place, line in enumerate(lines) if line]
    alone = [bool(_AMOUNT.fullmatch(lines[place])) for place in filled]
    bare = [
        not count and _names(lines[place]) and not _counts(lines[place])
        for count, place in zip(alone, filled, strict=True)
    ]
    below = [at for at in range(1, len(filled)) if alone[at] and bare[at - 1]]
    numbered = [bool(NUMBERED.match(lines[place])) for place in filled]
    sure = [
        at
        for at in below
        if not any(bare[at + 1 : at + 2])
        or any(alone[at + 2 : at + 3])
        or (numbered[at - 1] and numbered[at + 1])
    ]
    for at in below if sure else ():
        above, place = filled[at - 1], filled[at]
        told[above], told[place] = f"{marked_before(lines[above])} - {_amount(lines[place])}", ""
    return told


def _under_names(lines: Sequence[str]) -> list[str] | None:
    """«Молоко», below it «10 шт»: when the list ends with a count, so that none can belong to the
    name below it, and as many lines tell each of the goods; prices among them are left out."""
    filled = [place for place, line in enumerate(lines) if line and not _PRICE.fullmatch(line)]
    counts = [at for at, place in enumerate(filled) if _AMOUNT.fullmatch(lines[place])]
    if len(counts) < _FEWEST or counts[-1] != len(filled) - 1:
        return None
    between = Counter(after - before - 1 for before, after in pairwise(counts))
    [(deep, times)] = between.most_common(1)
    if not 1 <= deep <= min(_DEEPEST, counts[0]) or times < _ENOUGH * (len(counts) - 1):
        return None
    if deep > 1 and times < len(counts) - 1:
        return None
    told = ["" if line and _PRICE.fullmatch(line) else line for line in lines]
    for count in counts:
        first, *others = filled[count - deep : count]
        names = [lines[first], *(lines[place] for place in others)]
        if not all(map(_names, names)):
            return None
        told[first] = f"{marked_before(' '.join(names))} - {_amount(lines[filled[count]])}"
        for place in (*others, filled[count]):
            told[place] = ""
    return told


def _names(line: str) -> bool:
    return any(map(str.isalpha, line)) and not _AMOUNT.fullmatch(line)


def _counts(line: str) -> bool:
    return any(tell(line) for tell in (said, by_sign, unclear, bare_count))


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
        below = _without_farewell(lines, filled[at + 1 :])
        if len(below) < _FEWEST:
            return None
        told = list(lines)
        for other in below:
            if not _OWN.search(lines[other]):
                told[other] = f"{marked_before(lines[other])} - {each[1]}"
        return told
    return None


_FAREWELL = re.compile(r"(?:большое\s)?спасибо|благодар|с\sуважением|заранее", re.IGNORECASE)


def _without_farewell(lines: Sequence[str], places: Sequence[int]) -> list[int]:
    """The places but those at the end where a letter takes its leave: «Спасибо, Иван», «С
    уважением,» and the name below it, whom to call."""
    kept = [*places]
    while kept:
        last, above = lines[kept[-1]], lines[kept[-2]] if len(kept) > 1 else ""
        if is_note(last) or (_FAREWELL.match(last) and not any(map(str.isdigit, last))):
            kept.pop()
        elif _FAREWELL.match(above) and above.endswith((",", "уважением")):
            del kept[-2:]
        else:
            break
    return kept


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
