"""Codes that are articles of ours only by chance, seen by the whole column they stand in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from wholesale.core.codes import article_key
from wholesale.intake.matching.match import by_code, exactly_named, is_known
from wholesale.intake.queries import Found
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.parts import Part


def take_for_own(entries: Sequence[Entry], found: Found) -> None:
    """Where a column's codes are ours only by chance, let them be the dealer's own.

    That is so when rows with an exact name say, nearly all of them, another product than their
    code does, and the codes are not even written as ours are; and when a column of codes alone
    holds many that we do not know: fewer will do where ours are bare numbers, as anybody's are.
    """
    own = _contradicted_by_names(entries, found) | _mostly_unknown(entries, found)
    for entry in entries if own else ():
        for part, code in list(entry.codes.items()):
            if (entry.sheet, part) in own and Part.OWN_CODE not in entry.codes:
                rest = {other: text for other, text in entry.codes.items() if other is not part}
                entry.codes = {Part.OWN_CODE: code, **rest}


def _contradicted_by_names(entries: Sequence[Entry], found: Found) -> set[tuple[int, Part]]:
    agree: Counter[tuple[int, Part]] = Counter()
    differ: Counter[tuple[int, Part]] = Counter()
    for entry in entries:
        named = exactly_named(entry, found)
        if len(named) != 1:
            continue
        for part, code in entry.codes.items():
            said = by_code(part, code, found)
            if said.item is not None and said.how != "dictionary":
                chance = said.how == "normalised" and said.item.id != named[0].id
                (differ if chance else agree)[entry.sheet, part] += 1
    return {place for place, times in differ.items() if times >= 3 and times > 4 * agree[place]}


_FEW_UNKNOWN = 3  # codes of a column that may be slips of the hand
_BARE = re.compile(r"\d{1,8}")


def _mostly_unknown(entries: Sequence[Entry], found: Found) -> set[tuple[int, Part]]:
    """Sheets whose rows say nothing but an article, when a quarter of them or more is none of
    ours; a fifth, when no other is more than a number of up to eight digits."""
    told: Counter[int] = Counter()
    unknown: Counter[int] = Counter()
    written: set[int] = set()  # sheets where some article is no bare number
    out: set[int] = set()
    for entry in entries:
        code = entry.codes.get(Part.ARTICLE)
        if code is None or len(entry.codes) > 1 or entry.name:
            out.add(entry.sheet)
            continue
        told[entry.sheet] += 1
        if not is_known(Part.ARTICLE, code, found):
            unknown[entry.sheet] += 1
        elif not _BARE.fullmatch(article_key(code)):
            written.add(entry.sheet)
    return {
        (sheet, Part.ARTICLE)
        for sheet, count in unknown.items()
        if sheet not in out
        and count > _FEW_UNKNOWN
        and count * (4 if sheet in written else 5) >= told[sheet]
    }
