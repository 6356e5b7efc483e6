"""Which product an entry means. The order is written here and nowhere else:

1. the dealer's dictionary (his code), 2. our article as written, 3. a barcode, 4. the article
normalised, 5. the maker's code, 6. the dealer's dictionary (his wording), 7. the name exactly,
8. a name that says the same and no other does. What is below that is asked, with candidates.

Every identifier of the row is looked up; when they name different products, or the row's words
speak of something else than its code, the row is asked and not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wholesale.core.codes import article_key, is_barcode, text_key
from wholesale.intake.aliases import Part
from wholesale.intake.names import Likeness, likeness, names_disagree
from wholesale.intake.queries import Found, Item, barcode_spellings
from wholesale.intake.rows import Entry

MOST_CANDIDATES = 5
_NEAR = 35  # candidates below this likeness are not worth showing

Reason = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product a row may mean: confidence 0 to 100 and why."""

    product_id: int
    confidence: int
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Match:
    """The product an entry means (``how`` and ``confidence`` say by what), or why it is asked
    (``code``) with candidates, best first; with neither it is unknown."""

    item: Item | None = None
    how: str = ""
    confidence: int = 0
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()


def code_entry_key(text: str) -> str:
    """The dictionary's key of a dealer's own code."""
    return f"code:{article_key(text)}"


def name_entry_key(text: str) -> str:
    """The dictionary's key of a dealer's own wording."""
    return f"name:{text_key(text)}"


def by_codes(entry: Entry, found: Found) -> Match | None:
    """What the entry's identifiers say; None when they say nothing."""
    evidence: list[tuple[Item, str, int]] = []
    doubtful: list[Item] = []
    for part, code in entry.codes.items():
        if code in entry.lost:
            continue
        item, how, confidence, several = _by_code(part, code, found)
        if item is not None:
            evidence.append((item, how, confidence))
        else:
            doubtful.extend(several)
    if not evidence:
        if doubtful:
            return _ambiguous(entry, doubtful)
        return None
    products = {item.id for item, _, _ in evidence}
    if len(products) > 1:
        return _disagreement(entry, evidence)
    item, how, confidence = max(evidence, key=lambda found: found[2])
    if entry.name and how != "dictionary" and names_disagree(entry.name, item.name, item.brand):
        return Match(
            code="name_differs",
            params={"article": item.article, "name": item.name},
            candidates=(Candidate(item.id, 50, ((how, {}), ("name_differs", {}))),),
        )
    return Match(item=item, how=how, confidence=confidence)


def _by_code(part: Part, code: str, found: Found) -> tuple[Item | None, str, int, list[Item]]:
    """The product of one identifier: (item, how, confidence, several that it may be)."""
    known = found.dictionary.get(code_entry_key(code)) if found.dictionary else None
    if known is not None and known in found.items:
        return found.items[known], "dictionary", 100, []
    key = article_key(code)
    alike = found.by_key.get(key, []) if key else []
    exact = [item for item in alike if item.article == code.strip()]
    if exact and part is not Part.BARCODE:
        return exact[0], "article", 100, []
    for digits in barcode_spellings(code) if found.by_barcode else ():
        item = found.by_barcode.get(digits)
        if item is not None and (is_barcode(digits) or part is Part.BARCODE or len(digits) >= 8):
            return item, "barcode", 99, []
    if len(alike) == 1 and part is not Part.BARCODE:
        return alike[0], "normalised", 97, []
    if len(alike) > 1:
        return None, "", 0, alike
    zeros = found.by_key.get(key.replace("O", "0"), []) if "O" in key else []
    if zeros:
        return None, "", 0, zeros
    makers = found.by_maker.get(code.strip(), [])
    if len(makers) == 1:
        return makers[0], "maker_code", 95, []
    return None, "", 0, makers


def is_known(part: Part, code: str, found: Found) -> bool:
    """Whether the catalogue itself knows the code, as one product's or several."""
    item, how, _, several = _by_code(part, code, found)
    return bool(several) or (item is not None and how != "dictionary")


def _ambiguous(entry: Entry, items: Sequence[Item]) -> Match:
    """A code that several products share: the row's name may tell which."""
    scored = sorted(
        ((likeness(entry.name, item.name, item.brand), item) for item in items)
        if entry.name
        else ((Likeness(50, False, False, (), False), item) for item in items),
        key=lambda pair: -pair[0].score,
    )
    if entry.name and scored[0][0].sure and not any(alike.fits for alike, _ in scored[1:]):
        return Match(item=scored[0][1], how="normalised", confidence=96)
    return Match(
        code="code_ambiguous",
        params={"count": len(items)},
        candidates=tuple(
            Candidate(item.id, alike.score, (("same_code", {}),))
            for alike, item in scored[:MOST_CANDIDATES]
        ),
    )


def _disagreement(entry: Entry, evidence: Sequence[tuple[Item, str, int]]) -> Match:
    candidates: dict[int, Candidate] = {}
    for item, how, confidence in evidence:
        named = likeness(entry.name, item.name, item.brand).score if entry.name else 0
        earlier = candidates.get(item.id)
        reasons = (*(earlier.reasons if earlier else ()), (how, {}))
        candidates[item.id] = Candidate(item.id, max(named, confidence // 2), reasons)
    return Match(
        code="identifiers_disagree",
        params={"count": len(candidates)},
        candidates=tuple(sorted(candidates.values(), key=lambda c: -c.confidence)),
    )


def by_known_name(entry: Entry, found: Found) -> Match | None:
    """What the dealer's dictionary or the catalogue says of the wording itself."""
    if not entry.name:
        return None
    known = found.dictionary.get(name_entry_key(entry.name)) if found.dictionary else None
    if known is not None and known in found.items:
        return Match(item=found.items[known], how="dictionary", confidence=100)
    exact = [item for item in found.by_name.get(entry.name, []) if item.active]
    if len(exact) == 1:
        return Match(item=exact[0], how="name", confidence=100)
    if len(exact) > 1:
        return Match(
            code="name_ambiguous",
            params={"count": len(exact)},
            candidates=tuple(
                Candidate(item.id, 90, (("same_name", {}),)) for item in exact[:MOST_CANDIDATES]
            ),
        )
    return None


def by_name(entry: Entry, near: Sequence[Item]) -> Match:
    """The best of the names the search brought: taken when it says the same and no other may be
    meant, else asked; unknown when nothing is near."""
    text = search_text(entry)
    scored = sorted(
        ((likeness(text, item.name, item.brand), item) for item in near),
        key=lambda pair: (-pair[0].score, pair[1].name, pair[1].id),
    )
    worth = [(alike, item) for alike, item in scored if alike.score >= _NEAR]
    if not worth:
        return Match()
    best, item = worth[0]
    others = [other for other, _ in worth[1:] if other.fits]
    if entry.name and best.sure and not others and not entry.codes:
        return Match(item=item, how="name", confidence=best.score)
    return Match(
        code="name_unsure" if entry.name else "code_unknown",
        params={"text": text[:120]},
        candidates=tuple(
            Candidate(other.id, alike.score, _reasons(alike))
            for alike, other in worth[:MOST_CANDIDATES]
        ),
    )


def _reasons(alike: Likeness) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if alike.numbers_differ:
        reasons.append(("numbers_differ", {}))
    if alike.missing:
        reasons.append(("words_missing", {"words": ", ".join(alike.missing[:4])}))
    if alike.fits:
        reasons.append(("says_all", {}))
    return tuple(reasons)


def discontinued(match: Match, near: Sequence[Item]) -> Match:
    """The product is no longer sold: ask, with what is like it."""
    assert match.item is not None
    old = match.item
    scored = sorted(
        (
            (likeness(old.name, item.name, item.brand).score, item)
            for item in near
            if item.active and item.id != old.id
        ),
        key=lambda pair: (pair[1].category_id != old.category_id, -pair[0], pair[1].id),
    )
    return Match(
        code="product_discontinued",
        params={"article": old.article, "name": old.name},
        candidates=tuple(
            Candidate(item.id, min(score, 60), (("substitute", {}),))
            for score, item in scored[:3]
            if score >= _NEAR
        ),
    )


def search_text(entry: Entry) -> str:
    """What of the entry is worth searching names for: its name, or words where a code should
    be; never a bare code, whose digits are like those of anything."""
    text = entry.name or next(iter(entry.codes.values()), "")
    worded = sum(1 for word in text.split() if sum(map(str.isalpha, word)) >= 3)
    return text if worded >= (1 if entry.name else 2) else ""


def search_texts(entries: Sequence[Entry], settled: Mapping[str, Match]) -> list[str]:
    """The wordings that must be searched for: of entries not settled, each once, in the file's
    order."""
    texts = (search_text(entry) for entry in entries if entry.key not in settled)
    return [text for text in dict.fromkeys(texts) if text]
