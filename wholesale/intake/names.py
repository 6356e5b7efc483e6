"""How alike a dealer's words and a product's name are, by what tells products apart.

Numbers with their units are compared as numbers (0,33 = 330 мл; М8×40 is not М8×60), words by
form, shortening and one slip of the keyboard. ``sure`` is stricter than ``score`` is high:
only a likeness in which nothing is missing on either side may pass without asking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz.distance import OSA

from wholesale.core.measures import measure
from wholesale.core.spelling import letter_runs, sound, words
from wholesale.intake.wording import same_form, same_said, sizes_contradict

_FREE = frozenset(
    [
        "и",
        "с",
        "в",
        "на",
        "из",
        "по",
        "от",
        "для",
        "до",
        "к",
        "у",
        "без",
        "под",
        "при",
        "the",
        "of",
        "and",
        "for",
        "with",
        "a",
        "шт",
    ]
)
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)(?:/(\d+))?\s?([a-zа-я%]*)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a name: as written, and in the smallest unit of its kind when it has one."""

    value: Decimal
    kind: str
    base: Decimal


@dataclass(frozen=True, slots=True)
class Wording:
    """A name taken apart: words without digits, and numbers."""

    words: tuple[str, ...]
    numbers: tuple[Number, ...]
    folded: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` 0 to 100; ``fits`` when the name says all that was asked (so it may be meant);
    ``sure`` when it says nothing more either."""

    score: int
    fits: bool
    sure: bool
    missing: tuple[str, ...]
    numbers_differ: bool


@lru_cache(maxsize=50_000)
def wording(text: str) -> Wording:
    """``text`` taken apart."""
    told = words(text)
    folded = " ".join(told)
    plain: list[str] = []
    numbers: list[Number] = []
    for index, token in enumerate(told):
        if _DIGIT.search(token) is None:
            plain.append(token)
            continue
        following = told[index + 1] if index + 1 < len(told) else ""
        numbers.extend(_numbers(token, following))
        plain.extend(letter_runs(token))
    unit_words = {
        told[index + 1]
        for index, token in enumerate(told[:-1])
        if token[-1:].isdigit() and measure("1", told[index + 1])
    }
    kept = tuple(word for word in plain if word not in _FREE and word not in unit_words)
    return Wording(kept, tuple(numbers), folded)


def _numbers(token: str, following: str) -> list[Number]:
    found = []
    matches = list(_NUMBER.finditer(token))
    for match in matches:
        letters = match[3] or (following if match.end() == len(token) else "")
        value = Decimal(match[1].replace(",", "."))
        if match[2] and int(match[2]):
            value = value / int(match[2])
        kind, base = measure(str(value), letters) or ("", value)
        found.append(Number(value.normalize(), kind, base.normalize()))
    return found


def likeness(asked: str, name: str, brand: str = "") -> Likeness:
    """How alike the dealer's words ``asked`` and a product's ``name`` are."""
    query, product = wording(asked), wording(name)
    if query.folded == product.folded:
        return Likeness(100, True, same_said(asked, name, brand), (), False)
    extra = wording(brand).words if brand else ()
    covered, exact, missing = _cover(query.words, (*product.words, *extra))
    told, _, _ = _cover(product.words, query.words)
    paired = _pair(query.numbers, product.numbers)
    asked_for, there = len(query.numbers), len(product.numbers)
    share = paired / asked_for if asked_for else 1.0
    back = paired / there if there else 1.0
    score = 100 * (0.45 * covered + 0.2 * told + 0.22 * share + 0.13 * back)
    numbers_differ = paired < asked_for
    fits = exact and not numbers_differ
    sure = fits and paired == there and same_said(asked, name, brand)
    return Likeness(min(99, round(score)), fits, sure, tuple(missing), numbers_differ)


def names_disagree(asked: str, name: str, brand: str = "") -> bool:
    """Whether the row's words speak of something else than the product its code names.

    Sizes, measures and marks of one sort must not contradict each other. Words are taken
    leniently: a third in common, in whatever form, is agreement; without words there is none to
    disagree.
    """
    if asked == name:
        return False
    if sizes_contradict(asked, name):
        return True
    mine, theirs = _letters(asked), _letters(name)
    if 2 * len(mine & theirs) >= min(len(mine), len(theirs)) > 0:
        return False
    query, product = wording(asked), wording(name)
    if len(query.words) < 1 or len(product.words) < 1:
        return False
    extra = wording(brand).words if brand else ()
    covered, _, _ = _cover(query.words, (*product.words, *extra))
    back, _, _ = _cover(product.words, query.words)
    return max(covered, back) < 0.3


@lru_cache(maxsize=50_000)
def _letters(text: str) -> frozenset[str]:
    return frozenset(_LETTERS.findall(text.lower()))


def _cover(asked: Sequence[str], there: Sequence[str]) -> tuple[float, bool, list[str]]:
    """Share of ``asked`` found among ``there`` by weight; whether all without slips; the rest."""
    if not asked:
        return 1.0, True, []
    known = set(there)
    total = met = 0.0
    exact, missing = True, []
    for word in asked:
        weight = min(len(word), 8)
        total += weight
        quality = 1.0 if word in known else _best(word, known)
        met += weight * quality
        if quality < 0.9:
            exact = False
            if quality == 0:
                missing.append(word)
    return met / total, exact, missing


def _best(word: str, among: Iterable[str]) -> float:
    """The most alike of other words; only those that can be are compared: one slip leaves the
    first letter or the last as it was."""
    first, last, latin = word[0], word[-1], word.isascii()
    best = 0.0
    for other in among:
        if other[0] == first or other[-1] == last or other.isascii() != latin:
            alike = _alike(word, other)
            if alike > best:
                best = alike
    return best


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    """1 the same word, 0.95 another form, 0.9 a shortening, 0.8 a slip, 0.75 by sound; 0 none."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if short[0] == long[0]:
        if same_form(short, long):
            return 0.95
        if len(short) >= 3 and long.startswith(short):
            return 0.95 if len(long) - len(short) <= 2 and len(short) >= 4 else 0.9
        common = _common_prefix(short, long)
        if common >= 4 and len(long) - common <= 3 and len(short) - common <= 2:
            return 0.95 if _only_endings(short[common:], long[common:]) else 0.8
    gap = len(long) - len(short)
    if gap <= 2 and len(short) >= 4:
        slips = 2 if len(short) >= 8 else 1
        if gap <= slips and OSA.distance(short, long, score_cutoff=slips) <= slips:
            return 0.8
    if len(short) >= 3 and short.isascii() != long.isascii():
        heard, told = sound(short), sound(long)
        if heard == told or (
            len(heard) >= 5
            and -1 <= len(heard) - len(told) <= 1
            and OSA.distance(heard, told, score_cutoff=1) <= 1
        ):
            return 0.75
    return 0.0


_ENDINGS = frozenset("аяоеёиыуюйьэмхв")


def _only_endings(one: str, other: str) -> bool:
    """Whether what differs are endings a Russian word takes, not another word."""
    return all(letter in _ENDINGS for letter in one + other)


def _common_prefix(one: str, other: str) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _pair(asked: Sequence[Number], there: Sequence[Number]) -> int:
    """How many of ``asked`` have a partner of their own in ``there``: first one of its kind, so
    that 7 кг is not taken for the 7 of «серия 7»."""
    if not asked or not there:
        return 0
    if asked == there:
        return len(asked)
    free = list(there)
    rest = []
    for number in asked:
        if number in free:
            free.remove(number)
        else:
            rest.append(number)
    paired = len(asked) - len(rest)
    for number in rest:
        partner = next((other for other in free if _equal(number, other)), None)
        if partner is not None:
            free.remove(partner)
            paired += 1
    return paired


def _equal(one: Number, other: Number) -> bool:
    if one.kind and other.kind:
        return one.kind == other.kind and one.base == other.base
    if one.value == other.value:
        return True
    measured, bare = (one, other) if one.kind else (other, one)
    return measured.kind in {"volume", "weight"} and bare.value * 1000 == measured.base
