"""Which product an entry means. The order is written here and nowhere else:

1. the dealer's dictionary (his code), 2. our article as written, 3. a barcode, 4. the article
normalised, 5. the maker's code, 6. the dealer's dictionary (his wording), 7. the name exactly,
8. a name that says the same and no other does (``near_names``). What is below that is asked, with
candidates.

Every identifier of the row is looked up, its exact name among them; when they name different
products, or the row's words and sizes speak of something else than its code, the row is asked and
not guessed. A code the dealer calls his own means nothing but what his dictionary says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wholesale.core.codes import article_key, is_barcode, text_key
from wholesale.intake.matching.names import Likeness, likeness, names_disagree
from wholesale.intake.queries import Found, Item, barcode_spellings, zero_spellings
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.parts import Part

MOST_CANDIDATES = 5
WHICH_PRODUCT = frozenset(
    {
        "name_unsure", "name_ambiguous", "name_differs", "code_unknown", "code_ambiguous",
        "own_code_coincides", "identifiers_disagree", "brand_differs", "code_of_another_brand",
        "product_discontinued",
    }
)  # fmt: skip
"""Questions that a product answers."""


Reason = tuple[str, dict[str, Any]]
Evidence = tuple[Item, str, int]
"""A product that an identifier names, how, and how surely."""


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


class Meaning(NamedTuple):
    """What one identifier says: a product, ``how`` that is known and how surely, or ``several``
    of which it may mean any; nothing when it has none of them."""

    item: Item | None = None
    how: str = ""
    confidence: int = 0
    several: Sequence[Item] = ()


def code_entry_key(text: str) -> str:
    """The dictionary's key of a dealer's own code."""
    return f"code:{article_key(text)}"


def name_entry_key(text: str) -> str:
    """The dictionary's key of a dealer's own wording."""
    return f"name:{text_key(text)}"


def code_texts(entry: Entry) -> set[str]:
    """What of an entry may be a code: its codes, and the words of a cell that also says more."""
    texts = set(entry.codes.values())
    if entry.size:
        texts.update(entry.spelt_out()[0].values())
    for text in (*entry.codes.values(), *(() if entry.codes else (entry.name,))):
        texts.update(_code_words(text))
        texts.update(code for code, _ in _beside_brand(text))
    return texts


def spell_out(entries: Sequence[Entry], found: Found) -> None:
    """Let rows whose code and name say only the model be read with the size and the colour that
    stand beside; a code or an exact name of ours says it all."""
    for entry in entries:
        if not (entry.size or entry.colour) or exactly_named(entry, found):
            continue
        meanings = (by_code(part, code, found) for part, code in entry.codes.items())
        if not any(said.item is not None or said.several for said in meanings):
            entry.spell_out()


def by_codes(entry: Entry, found: Found) -> Match | None:
    """What the entry's identifiers say, an exact name being one of them; None when they say
    nothing."""
    evidence: list[Evidence] = []
    doubtful: list[Item] = []
    for part, code in entry.codes.items():
        if code in entry.lost:
            continue
        item, how, confidence, several = by_code(part, code, found)
        if item is not None:
            evidence.append((item, how, confidence))
        else:
            doubtful.extend(several)
    known = by_known_name(entry, found)
    named = known.item if known else None
    if not evidence:
        if doubtful and not (named and Part.OWN_CODE in entry.codes):
            return _ambiguous(entry, doubtful, named)
        if not entry.codes and known is None:
            return _code_in_words(entry.name, found)
        return known
    if len({item.id for item, _, _ in evidence}) > 1:
        return _disagreement(entry, evidence, named)
    item, how, confidence = max(evidence, key=lambda said: said[2])
    if entry.sized and how != "dictionary" and not has_size(item, entry.size):
        return _name_differs(item, how, named)
    if named is not None:
        differs = named.id != item.id and entry.name != item.name
    else:
        differs = how != "dictionary" and names_disagree(entry.name, item.name, item.brand)
    if differs:
        return _name_differs(item, how, named)
    return Match(item=item, how=how, confidence=confidence)


def has_size(item: Item, size: str) -> bool:
    """Whether the product says the size as one by itself: 4102-41 and «р.41» do, 410241 is
    another article."""
    said = re.compile(rf"(?<![^\W_])(?:р\.?)?{re.escape(size)}(?![^\W_]|[.,]\d)", re.IGNORECASE)
    return any(said.search(text) for text in (item.article, item.name))


def exactly_named(entry: Entry, found: Found) -> list[Item]:
    """The products we sell whose name the entry gives letter by letter."""
    return [item for item in found.by_name.get(entry.name, ()) if item.active]


def _name_differs(item: Item, how: str, named: Item | None = None) -> Match:
    """The code says one product and the name another: the one that is named comes first."""
    said = Candidate(item.id, 50, ((how, {}), ("name_differs", {})))
    first = () if named is None else (Candidate(named.id, 60, (("same_name", {}),)),)
    return Match(
        code="name_differs",
        params={"article": item.article, "name": item.name},
        candidates=(*first, said),
    )


def by_code(part: Part, code: str, found: Found) -> Meaning:
    """What one identifier says.

    A code of the dealer's own means what his dictionary says; that it is an article of ours too
    is chance, and only worth asking.
    """
    known = found.dictionary.get(code_entry_key(code)) if found.dictionary else None
    if known is not None and known in found.items:
        return Meaning(found.items[known], "dictionary", 100)
    said = _ours(part, code, found)
    if part is Part.OWN_CODE:
        return Meaning(several=said.several if said.item is None else [said.item])
    if said.item is None and not said.several:
        inside = _code_in_words(code, found)
        if inside is not None and inside.item is not None:
            return Meaning(inside.item, inside.how, inside.confidence)
    return said


def _ours(part: Part, code: str, found: Found) -> Meaning:
    """The product whose article, barcode or maker's code ``code`` is."""
    key = article_key(code)
    alike = found.by_key.get(key, []) if key else []
    if part is not Part.BARCODE:
        for written in alike:
            if written.article == code.strip():
                return Meaning(written, "article", 100)
    for digits in barcode_spellings(code) if found.by_barcode else ():
        item = found.by_barcode.get(digits)
        if item is not None and (is_barcode(digits) or part is Part.BARCODE or len(digits) >= 8):
            return Meaning(item, "barcode", 99)
    if len(alike) == 1 and part is not Part.BARCODE:
        return Meaning(alike[0], "normalised", 97)
    if len(alike) > 1:
        return Meaning(several=alike)
    zeros = {item.id: item for spelt in zero_spellings(key) for item in found.by_key.get(spelt, ())}
    if zeros:
        several = [*zeros.values()]
        one = len(several) == 1
        return Meaning(several[0], "normalised", 94) if one else Meaning(several=several)
    makers = found.by_maker.get(code.strip(), [])
    if len(makers) == 1:
        return Meaning(makers[0], "maker_code", 95)
    return Meaning(several=makers)


_BETWEEN = re.compile(r"[\s/;,|()\[\]]+")
_MARK = re.compile(r"^(?:арт(?:икул)?|код|art|sku)[.:№#]+(?=\S)", re.IGNORECASE)  # «арт.KR-1»
_MARKS = re.compile(
    r"(?<![^\W_])(?:арт(?:икул)?|код|art|sku)\b[.:№#]*|[(\[]\s*[)\]]", re.IGNORECASE
)
_SHORTEST_CODE, _LONGEST_CODE = 4, 30  # of a code among words


def _code_words(text: str) -> list[str]:
    """The words of a cell with several that may be codes."""
    if not _BETWEEN.search(text):
        return []
    told = [_MARK.sub("", word) for word in _BETWEEN.split(text) if word]
    return [
        word
        for word in told[: 20 if len(told) > 1 else 0]
        if any(map(str.isdigit, word)) and len(article_key(word)) >= _SHORTEST_CODE
    ]


def _beside_brand(text: str) -> list[tuple[str, str]]:
    """The ways to read a text as a code and a brand: «Bosch 0 986 424 797», «W 712/75 MANN»."""
    if " " not in text:
        return []
    first, _, rest = text.partition(" ")
    front, _, last = text.rpartition(" ")
    return [
        (code, brand)
        for code, brand in ((rest, first), (front, last))
        if _SHORTEST_CODE <= len(code) <= _LONGEST_CODE and any(map(str.isdigit, code))
    ]


def _code_of_brand(text: str, found: Found) -> Match | None:
    """A text that is one product's code, however spelt, and its brand, and nothing else."""
    for code, brand in _beside_brand(text):
        items = found.by_key.get(article_key(code), ())
        if len(items) == 1 and items[0].brand:
            [item] = items
            if article_key(item.brand) == article_key(brand):
                return Match(item=item, how="normalised", confidence=95)
    return None


def _code_in_words(text: str, found: Found) -> Match | None:
    """A cell that says an article or a barcode among other words: taken when it is written as
    ours is and the other words fit the product; asked when they do not. Of several words that
    are codes of ours (RAL 9003 is one by chance) that one counts whose product the rest names."""
    if branded := _code_of_brand(text, found):
        return branded
    evidence: dict[int, tuple[Item, str]] = {}
    spelt: dict[int, list[str]] = defaultdict(list)
    for word in _code_words(text):
        digits = barcode_spellings(word) if is_barcode(word) else ()
        items = [item for item in found.by_key.get(article_key(word), ()) if item.article == word]
        known = [found.by_barcode[code] for code in digits if code in found.by_barcode]
        evidence.update({item.id: (item, "barcode") for item in known})
        evidence.update({item.id: (item, "article") for item in items})
        for item in {*known, *items}:
            spelt[item.id].append(word)
    alone = len(evidence) == 1
    meant = [it for it in evidence.values() if _fits_without(text, spelt[it[0].id], it[0], alone)]
    if len(meant) == 1:
        return Match(item=meant[0][0], how=meant[0][1], confidence=96)
    if not alone:
        return None
    [(item, how)] = evidence.values()
    return _name_differs(item, how)


def _fits_without(text: str, codes: Sequence[str], item: Item, alone: bool) -> bool:
    """Whether the words beside the codes name their product; without such words, whether no
    other product's code stands there (``alone``). Barcodes that nobody knows are no words: they
    are of other makers' packs of the same."""
    for code in (*codes, *filter(is_barcode, _BETWEEN.split(text))):
        text = text.replace(code, " ")
    rest = _MARKS.sub(" ", text).strip(" -–—:№/;,|")
    return likeness(rest, item.name, item.brand).fits if rest else alone


def is_known(part: Part, code: str, found: Found) -> bool:
    """Whether the catalogue itself knows the code, as one product's or several."""
    if part is Part.OWN_CODE:
        return False
    said = by_code(part, code, found)
    return bool(said.several) or (said.item is not None and said.how != "dictionary")


def _ambiguous(entry: Entry, items: Sequence[Item], named: Item | None = None) -> Match:
    """A code that several products may share, or that is ours by chance: the row's name may tell
    which, or that it is none of them."""
    if named is not None:
        if any(item.id == named.id for item in items):
            return Match(item=named, how="name", confidence=100)
        items = [named, *items]
    if len(items) == 1 and Part.OWN_CODE in entry.codes:
        if entry.name and likeness(entry.name, items[0].name, items[0].brand).fits:
            return Match(item=items[0], how="article", confidence=95)
        return Match(
            code="own_code_coincides",
            params={"text": entry.codes[Part.OWN_CODE], "article": items[0].article},
            candidates=(Candidate(items[0].id, 40, (("same_code", {}),)),),
        )
    scored = sorted(
        ((likeness(entry.name, item.name, item.brand), item) for item in items)
        if entry.name
        else ((Likeness(50, False, False, ()), item) for item in items),
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


def _disagreement(entry: Entry, evidence: Sequence[Evidence], named: Item | None) -> Match:
    """The identifiers name several products: all of them are offered, each with what names it."""
    candidates: dict[int, Candidate] = {}
    if named is not None:
        evidence = [*evidence, (named, "same_name", 0)]
    for item, how, confidence in evidence:
        alike = likeness(entry.name, item.name, item.brand).score if entry.name else 0
        earlier = candidates.get(item.id)
        reasons = (*(earlier.reasons if earlier else ()), (how, {}))
        candidates[item.id] = Candidate(item.id, max(alike, confidence // 2), reasons)
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
