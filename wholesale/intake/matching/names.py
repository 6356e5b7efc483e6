"""How alike a dealer's words and a product's name are, by what tells products apart.

Numbers with their units are compared as numbers (0,33 = 330 мл; М8×40 is not М8×60), words by
form, shortening and one slip of the keyboard. ``sure`` is stricter than ``score`` is high:
only a likeness in which nothing is missing on either side may pass without asking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from operator import mul

from rapidfuzz.distance import OSA, Prefix

from wholesale.core.measures import measure, unit_of
from wholesale.core.second_names import is_so_called, second_names
from wholesale.core.spelling import ONE_WAY, in_one_alphabet, letter_runs, looks_like, sound, words
from wholesale.intake.matching.wording import same_form, same_said, sizes_contradict

_FREE = frozenset({
    "и", "с", "в", "на", "из", "по", "от", "для", "до", "к", "у", "под", "при", "the", "of", "and",
    "for", "with", "a", "шт",
})  # fmt: skip
"""Words that tell no product from another."""
NEAR = 35  # names below this score are not worth showing
_WELL = 0.9  # how alike a word is at least that has no slip
_SO_CALLED = 0.8  # how alike two words are that mean one thing
_THING = 16  # of 100: what a name loses that is of another thing than the words begin with
_FIRST = 4  # of 100: what one loses that begins with another word than any of those asked
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_DIGIT, _DIGITS = re.compile(r"\d"), re.compile(r"\d+")
_LONGEST_MARK = 3
_MARK = re.compile(r"[^\W\d_]{1,3}\d+(?:\.\d+)?")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)(?:/(\d+))?\s?([a-zа-я%]*)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a name: as written, and in the smallest unit of its kind when it has one;
    ``text`` is for people, with its mark and its unit."""

    value: Decimal
    kind: str
    base: Decimal
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """A name taken apart: words without digits, and numbers."""

    words: tuple[str, ...]
    numbers: tuple[Number, ...]
    folded: str
    weights: tuple[int, ...]  # of the words: a long one counts more
    weight: int  # of them all
    marks: frozenset[str]  # the numbers that letters stand before: М8, PH2, A4


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` 0 to 100; ``fits`` when the name says all that was asked (so it may be meant);
    ``sure`` when it says nothing more either. Of the words asked, ``missing`` are not there and
    ``unsure`` are there with a slip, or by sound; of the numbers, ``lost`` are not there, and
    ``more`` are there that were not asked."""

    score: int
    fits: bool
    sure: bool
    missing: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    lost: Sequence[Number] = ()
    more: Sequence[Number] = ()


@lru_cache(maxsize=50_000)
def wording(text: str) -> Wording:
    """``text`` taken apart."""
    told = words(text)
    folded = " ".join(told)
    plain: list[str] = []
    numbers: list[Number] = []
    sorts: set[int] = set()  # where a letter names a sort: «база С»
    marks: set[str] = set()
    for index, token in enumerate(told):
        if token.isalpha() or _DIGIT.search(token) is None:
            if len(token) == 1 and _is_mark(told, index):
                sorts.add(len(plain))
            plain.append(token)
            continue
        following = told[index + 1] if index + 1 < len(told) and token[-1].isdigit() else ""
        numbers.extend(_numbers(token, following))
        if mark := _MARK.match(token):
            marks.add(mark[0])
        plain.extend(letter_runs(token))
    unit_words = {
        told[index + 1]
        for index, token in enumerate(told[:-1])
        if token[-1].isdigit() and unit_of(told[index + 1])
    }
    kept = tuple(
        [
            word
            for index, word in enumerate(plain)
            if index in sorts or (word not in _FREE and word not in unit_words)
        ]
    )
    weights = tuple([min(len(word), 8) for word in kept])
    return Wording(kept, tuple(numbers), folded, weights, sum(weights), frozenset(marks))


def _is_mark(told: Sequence[str], place: int) -> bool:
    """Whether a lone letter is a mark of the word before it, not a unit or «с», «в», «к» of the
    word after it."""
    if place == 0 or not told[place - 1].isalpha():
        return False
    return place + 1 == len(told) or told[place + 1][0].isdigit()


@lru_cache(maxsize=50_000)
def _numbers(token: str, following: str) -> tuple[Number, ...]:
    found: list[Number] = []
    for match in _NUMBER.finditer(token):
        letters = match[3] or (following if match.end() == len(token) else "")
        value = Decimal(match[1].replace(",", "."))
        if match[2] and int(match[2]):
            value = value / int(match[2])
        kind, base = measure(str(value), letters) or ("", value)
        text = f"{match[1]}/{match[2]}" if match[2] else match[1]
        if 0 < match.start() <= _LONGEST_MARK and not found:
            text = f"{token[: match.start()].upper()}{text}"
        if kind:
            text = f"{text} {in_one_alphabet(letters)}"
        found.append(Number(value.normalize(), kind, base.normalize(), text))
    return tuple(found)


def likeness(asked: str, name: str, brand: str = "") -> Likeness:
    """How alike the dealer's words ``asked`` and a product's ``name`` are."""
    return Asked(asked).likeness(name, brand)


class Asked:
    """A dealer's words that several names are compared with: what the names have in common is
    looked at once."""

    def __init__(self, text: str, brands: Iterable[str] = ()) -> None:
        """``brands`` of the names: the thing is the first of the words that is none of them."""
        self.text = text
        self._told = wording(text)
        self._met: dict[str, tuple[float, ...]] = {}
        self._thing = self._place_of_thing(brands)
        self._called = [second_names(word) for word in self._told.words]
        self._renamed = any(self._called)

    def _place_of_thing(self, brands: Iterable[str]) -> int | None:
        told = self._told.words
        makers = [wording(brand).words for brand in brands if brand]
        for place, word in enumerate(told):
            if not any(word in maker for maker in makers):
                return place
        return None

    def likeness(self, name: str, brand: str = "") -> Likeness:
        """How alike a product's ``name`` is to these words."""
        query, product = self._told, wording(name)
        if query.folded == product.folded:
            return Likeness(100, True, same_said(self.text, name, brand), ())
        covered, told, short, thing = self._shares(product, brand)
        lost, more = _unpaired(query.numbers, product.numbers)
        asked_for, there = len(query.numbers), len(product.numbers)
        paired = asked_for - len(lost)
        share = paired / asked_for if asked_for else 1.0
        if query.marks and paired and not query.marks <= product.marks:
            other = len(query.marks - product.marks)  # PZ2 and the 2 of «2 шт» are half of PH2
            share = max(paired - other / 2, 0) / asked_for
        back = paired / there if there else 1.0
        score = 100 * (0.45 * covered + 0.2 * told + 0.22 * share + 0.13 * back)
        less = _THING * (1 - thing)
        if query.words and product.words and product.words[0] != query.words[0]:
            less += _FIRST * (1 - max(self._met[product.words[0]]))
        if less:  # a thing may be called in two ways: what else is said keeps it in sight
            seen = NEAR + (score - NEAR) / 5 if covered and score > NEAR else 0
            score = max(score - less, seen)
        # «без черенком» may be a slip for «с черенком»: one with it stays a rival
        fits = not lost and all(word == "без" for word, _ in short)
        sure = fits and paired == there and same_said(self.text, name, brand)
        missing = tuple([word for word, alike in short if not alike])
        unsure = tuple([word for word, alike in short if alike])
        return Likeness(min(99, round(score)), fits, sure, missing, unsure, lost, more)

    def covers(self, name: str, brand: str = "") -> float:
        """The share of words that both sides have, in whatever form, of the side that has more."""
        covered, told, *_ = self._shares(wording(name), brand)
        return max(covered, told)

    def _shares(
        self, there: Wording, brand: str
    ) -> tuple[float, float, list[tuple[str, float]], float]:
        """The share of the asked words that ``there`` or the brand has, and of those there that
        were asked, by weight; which are not there without a slip, and how surely they are; how
        surely the thing is."""
        asked = self._told
        met = self._met
        rows = [met[word] if word in met else self._meet(word) for word in there.words]
        told = _share(there, map(max, rows)) if asked.words else _share(there, ())
        if brand:
            rows += [self._meet(word) for word in wording(brand).words]
        best = tuple(map(max, zip(*rows, strict=True))) if rows else (0.0,) * len(asked.words)
        thing = 1.0 if self._thing is None else best[self._thing]
        if min(best, default=1.0) >= _WELL:
            return _share(asked, best), told, [], thing
        pairs = zip(asked.words, best, strict=True)
        short = [(word, alike) for word, alike in pairs if alike < _WELL]
        return _share(asked, best), told, short, thing

    def _meet(self, other: str) -> tuple[float, ...]:
        """How alike a word of a name is to each of the asked words."""
        row = self._met.get(other)
        if row is None:
            head, latin = other[:2], other.isascii()
            row = self._met[other] = tuple(
                [
                    1.0
                    if word == other
                    else _alike(word, other)
                    if word[:2] == head or word.isascii() != latin or _may_be_slip(word, other)
                    else 0.0
                    for word in self._told.words
                ]
            )
            if self._renamed:
                row = self._met[other] = tuple(map(_or_called, row, self._called, repeat(other)))
        return row


def _or_called(alike: float, names: Sequence[str], other: str) -> float:
    """How alike two words are at least when one is a second name of the other."""
    if alike >= _SO_CALLED or not any(is_so_called(other, name) for name in names):
        return alike
    return _SO_CALLED


def _may_be_slip(one: str, other: str) -> bool:
    """One slip leaves the first letter or the last as it was, and the length nearly."""
    if one[0] != other[0] and one[-1] != other[-1]:
        return False
    return -3 < len(one) - len(other) < 3 and len(one) > 3


def _share(told: Wording, alike: Iterable[float]) -> float:
    """The share of the words of ``told`` that is met, by weight."""
    met: float = sum(map(mul, told.weights, alike))
    return met / told.weight if told.weight else 1.0


@lru_cache(maxsize=50_000)
def letters_of(name: str) -> str:
    """A name letter by letter, whatever the case, ё, ² and spaces."""
    return " ".join(name.casefold().translate(ONE_WAY).split())


@lru_cache(maxsize=50_000)
def counted(name: str) -> str:
    """A name in whose order М8×20 stands before М8×100."""
    return _DIGITS.sub(lambda number: number[0].zfill(6), name)


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
    if not wording(asked).words or not wording(name).words:
        return False
    return Asked(asked).covers(name, brand) < 0.3


@lru_cache(maxsize=50_000)
def _letters(text: str) -> frozenset[str]:
    return frozenset(_LETTERS.findall(text.lower()))


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    """How alike a dealer's word ``one`` and a name's are: 1 the same, 0.95 another form, 0.9 a
    shortening, 0.8 a slip, 0.75 by sound, 0.7 a shortening with a slip, 0.5 two letters; 0 none."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if short[0] == long[0]:
        if same_form(short, long):
            return 0.95
        if long.startswith(short):
            return _shortened(short, long, by_dealer=short is one)
        common = Prefix.similarity(short, long)
        if common >= 4 and len(long) - common <= 3 and len(short) - common <= 2:
            return 0.95 if _only_endings(short[common:], long[common:]) else 0.8
    gap = len(long) - len(short)
    if gap <= 2 and len(short) >= 4:
        slips = 2 if len(short) >= 8 else 1
        if gap <= slips and OSA.distance(short, long, score_cutoff=slips) <= slips:
            return 0.8
    if gap > 2 and len(short) >= 5 and short is one and short[:2] == long[:2]:
        begun = (long[: len(short)], long[: len(short) + 1])
        if any(OSA.distance(short, start, score_cutoff=1) <= 1 for start in begun):
            return 0.7
    return _in_other_letters(short, long) if short.isascii() != long.isascii() else 0.0


def _in_other_letters(short: str, long: str) -> float:
    """How surely two words of two alphabets are one: АА, AA; Гринфилд, Greenfield."""
    if looks_like(short, long):
        return 1.0
    heard, told = sound(short), sound(long)
    near = len(heard) >= 5 and -1 <= len(heard) - len(told) <= 1
    slip = near and OSA.distance(heard, told, score_cutoff=1) <= 1
    return 0.75 if len(short) >= 3 and (heard == told or slip) else 0.0


def _shortened(short: str, long: str, *, by_dealer: bool) -> float:
    """How surely ``short`` is a shortening of ``long``: a name's «про» is none of «профес»."""
    if len(short) >= 4:
        return 0.95 if len(long) - len(short) <= 2 else 0.9
    if len(short) == 3 and by_dealer:
        return 0.9
    return 0.5 if len(short) >= 2 and len(long) >= 5 else 0.0


_ENDINGS = frozenset("аяоеёиыуюйьэмхв")


def _only_endings(one: str, other: str) -> bool:
    """Whether what differs are endings a Russian word takes, not another word."""
    return all(letter in _ENDINGS for letter in one + other)


def _unpaired(
    asked: Sequence[Number], there: Sequence[Number]
) -> tuple[Sequence[Number], Sequence[Number]]:
    """The numbers of either side that have no partner of their own on the other: first one of its
    kind is looked for, so that 7 кг is not taken for the 7 of «серия 7»."""
    if not asked or not there or asked == there:
        return ((), ()) if asked == there else (asked, there)
    free = list(there)
    rest = []
    for number in asked:
        if number in free:
            free.remove(number)
        else:
            rest.append(number)
    lost = []
    for number in rest:
        partner = next((other for other in free if _equal(number, other)), None)
        if partner is None:
            lost.append(number)
        else:
            free.remove(partner)
    return lost, free


def _equal(one: Number, other: Number) -> bool:
    if one.kind and other.kind:
        return one.kind == other.kind and one.base == other.base
    if one.value == other.value:
        return True
    measured, bare = (one, other) if one.kind else (other, one)
    return measured.kind in {"volume", "weight"} and bare.value * 1000 == measured.base
