"""What a row's own words may mean among the names that the search brought."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from wholesale.intake.matching.match import MOST_CANDIDATES, Candidate, Match
from wholesale.intake.matching.names import NEAR, Asked, Likeness, counted, letters_of, wording
from wholesale.intake.matching.reasons import reasons
from wholesale.intake.matching.wording import mistyped
from wholesale.intake.queries import Item
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.aliases import spelling

_UNIT_BEHIND = re.compile(  # «…, шт», «… (кг)», as 1C prints; not «100 шт», which counts
    r"(?:(?<![\d\s])\s+|\s*[,/(\[]\s*)(?:шт|штук[аи]?|уп|упак|кор|компл|пар[аы]?|рул|кг|м)\.?\s*[)\]/]?$",
    re.IGNORECASE,
)
_WORTH = 60  # below it a name does not come before a code


def search_text(entry: Entry) -> str:
    """What of the entry is worth searching names for: its name, when it has a word or two that
    are cut short, or words where a code should be; never a bare code, whose digits are like those
    of anything."""
    text = entry.name or next(iter(entry.codes.values()), "")
    if entry.sized and entry.codes:
        code = next(iter(entry.codes.values()))
        if entry.name:  # the model, the name, the colour and the size
            text = f"{code.removesuffix(f' {entry.size}')} {text}"
        elif entry.colour:
            return f"{code} {entry.colour}"
    needed = 1 if entry.name else 2
    worded = (word for word in text.split() if sum(map(str.isalpha, word)) >= 3)
    if len(list(islice(worded, needed))) == needed:
        return text
    short = [word for word in text.split() if sum(map(str.isalpha, word)) == 2]
    return text if entry.name and len(short) > 1 else ""  # «ФО. IA-100 10х15»


def wants_names(match: Match) -> bool:
    """Whether the products its name may mean are to be offered beside those of its code."""
    return match.code in {"name_differs", "own_code_coincides"} and len(match.candidates) == 1


def search_texts(entries: Sequence[Entry], settled: Mapping[str, Match]) -> list[str]:
    """The wordings that must be searched for: of entries not settled, each once, in the file's
    order."""
    texts = (
        search_text(entry)
        for entry in entries
        if entry.key not in settled or wants_names(settled[entry.key])
    )
    return [text for text in dict.fromkeys(texts) if text]


def by_name(entry: Entry, near: Sequence[Item]) -> Match:
    """The best of the names the search brought: taken when it says the same, or would but for a
    word typed wrong, and no other may be meant, else asked; unknown when nothing is near."""
    text = search_text(entry)
    if entry.name and not entry.codes:
        for said in (text, _UNIT_BEHIND.sub("", text)):
            spelling = letters_of(said)
            spelt = [item for item in near if letters_of(item.name) == spelling]
            if len(spelt) == 1:
                return Match(item=spelt[0], how="name", confidence=100)
    brands = {item.brand for item in near}
    asked = Asked(text, brands)
    scored = sorted(
        ((asked.likeness(item.name, item.brand), item) for item in near),
        key=lambda pair: (-pair[0].score, counted(pair[1].name), pair[1].id),
    )
    worth = [(alike, item) for alike, item in scored if alike.score >= NEAR]
    if not worth:
        return Match()
    best, item = worth[0]
    alone = not any(other.fits for other, _ in worth[1:])
    if entry.name and not entry.codes and alone and (best.sure or _is_mistyped(text, worth)):
        return Match(item=item, how="name", confidence=best.score)
    makers = {word for brand in brands for word in wording(brand).words}
    return Match(
        code="name_unsure" if entry.name else "code_unknown",
        params={"text": text[:120]},
        candidates=tuple(
            Candidate(other.id, alike.score, reasons(alike, text, other, makers))
            for alike, other in worth[:MOST_CANDIDATES]
        ),
    )


def _is_mistyped(text: str, worth: Sequence[tuple[Likeness, Item]]) -> bool:
    """Whether the first of the names is the words but for one that is typed wrong, which is no
    word of any of them, and no other name may be so."""
    (best, item), *others = worth
    if len(best.unsure) != 1 or best.missing or best.lost:
        return False
    [word] = best.unsure
    return mistyped(word, text, item.name, item.brand) and not any(
        word in wording(other.name).words or mistyped(word, text, other.name, other.brand)
        for _, other in others
    )


def with_named(match: Match, text: str, near: Sequence[Item]) -> Match:
    """A row whose name differs from its code, with the products the name may mean first."""
    told = {candidate.product_id for candidate in match.candidates}
    asked = Asked(text)
    scored = sorted(
        ((asked.likeness(item.name, item.brand), item) for item in near if item.id not in told),
        key=lambda pair: (-pair[0].score, pair[1].id),
    )
    better = [
        Candidate(item.id, alike.score, reasons(alike, text, item, wording(item.brand).words))
        for alike, item in scored[:2]
        if alike.score >= _WORTH
    ]
    return replace(match, candidates=(*better, *match.candidates))


def of_another_brand(entry: Entry, match: Match) -> Match | None:
    """The question whether a product found by its name alone is meant, when a column beside it
    gives another brand; None when it gives none, or the same, or in other letters."""
    item = match.item
    if item is None or match.how != "name" or not (entry.brand and item.brand):
        return None
    given, own = spelling(entry.brand), spelling(item.brand)
    told = {*own.split(), *spelling(item.name).split()}
    if not told.isdisjoint(given.split()) or given.isascii() != own.isascii():
        return None
    return Match(
        code="brand_differs",
        params={"name": item.name, "brand": item.brand, "given": entry.brand},
        candidates=(Candidate(item.id, 60, (("same_name", {}),)),),
    )
