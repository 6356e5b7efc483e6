"""A name taken apart into what tells products apart, each piece whole and of its kind.

«Кран шар. 1/2 В12 с ручкой 20×15 мм» → a word, a word cut with a dot, a fraction, a mark of
letters and digits, «с ручкой» as one, a size in its order with its unit. Two names say the same
when their pieces are the same; nothing here is lenient.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Prefix

from wholesale.core.measures import exact, measure, unit_of
from wholesale.core.spelling import mark_of, one_alphabet

_SIZE_SIGN = re.compile(r"(?<=\d)\s*[×хx*]\s*(?=\d)")
_TOKEN = re.compile(r"[^\W_]+(?:(?<=\d)[.,/]\d[^\W_]*)*(?:\s?%|\+(?![^\W_])|\.(?!\d))?")
_MEASURED = re.compile(r"(\d+(?:[.,]\d+)?)\s?([a-zа-я]+|%)")
_SIZES = re.compile(r"(\d+(?:[.,]\d+)?(?:x\d+(?:[.,]\d+)?)+)([a-zа-я]*)")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_LETTERS, _DIGITS = re.compile(r"[^\d.x/]+"), re.compile(r"\d+(?:\.\d+)?")
_BINDING = re.compile(
    "со?|без|для|от|не|из|во?|на|под|над|при|по|до|к|у|за|через|против|кроме|with|without|for"
)
_IGNORED = frozenset({"и", "and", "the"})
_TIMES = frozenset({"x", "х"})
_ADJECTIVE = re.compile("[ыио]й|ая|яя|[оеыи]е|[ое]го|[ое]му|[ыи]ми?|ую|юю|[ыи]х|е[йю]")
_NOUN = re.compile("[аяыиуюое]?|[оеая]м|[ое]й|[ая]ми|[ая]х|[ое]в")
_WEAK_END = "аеёиоуыэюяьй"
_SHORTEST_CUT = 3
_SHORTEST_SLIP = 6  # letters of a word that is no other word when two of them are exchanged


class Piece(NamedTuple):
    """What a name says in one place. ``kind`` is «word», «cut» (a word ended by a dot), «mark»
    (letters and digits), «number», «size …» or what is measured; ``bound`` are the words before
    it that turn its meaning: «без», «для»."""

    kind: str
    value: str | Decimal | tuple[Decimal, ...]
    bound: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        return self.kind in {"word", "cut"}


@lru_cache(maxsize=50_000)
def pieces(text: str) -> tuple[Piece, ...]:
    """``text`` taken apart, in its order."""
    told = one_alphabet(text.lower().replace("ё", "е").replace("\u00a0", " "))
    plain = _SIZE_SIGN.sub("x", told)
    return tuple(_joined(_TOKEN.findall(plain)))


def _joined(tokens: Sequence[str]) -> Iterator[Piece]:
    bound: tuple[str, ...] = ()
    place = 0
    while place < len(tokens):
        token = tokens[place]
        following = tokens[place + 1].rstrip(".") if place + 1 < len(tokens) else ""
        place += 1
        plain = _PLAIN.fullmatch(token) and following.isalpha()
        if plain and (measured := measure(token, following)):
            yield Piece(*measured, bound)
            bound, place = (), place + 1
            continue
        if token in _IGNORED or (token in _TIMES and following[:1].isdigit()):
            continue
        if _BINDING.fullmatch(token):
            bound = (*bound, token)
            continue
        yield _piece(token)._replace(bound=bound)
        bound = ()
    if bound:
        yield Piece("word", " ".join(bound))


@lru_cache(maxsize=50_000)
def _piece(token: str) -> Piece:
    said = token.rstrip(".")
    if not any(sign.isdigit() for sign in said):
        return Piece("cut" if token != said else "word", said)
    if measured := _MEASURED.fullmatch(said):
        found = measure(measured[1], measured[2])
        if found:
            return Piece(*found)
    if sizes := _SIZES.fullmatch(said):
        unit = unit_of(sizes[2])
        if unit or not sizes[2]:
            kind, scale = unit or ("", 1)
            told = tuple((exact(size) * scale).normalize() for size in sizes[1].split("x"))
            return Piece(f"size {kind}".strip(), told)
    if _PLAIN.fullmatch(said) and not re.match(r"0\d", said):
        return Piece("number", exact(said).normalize())
    return Piece("mark", mark_of(said))


def same_said(asked: str, name: str, brand: str = "") -> bool:
    """Whether two texts say the same, piece by piece: in the same order, or with one part of it
    moved. Words may differ by an ending or be cut with a dot; a brand of the product may be
    named by one side only."""
    return _same_pieces(pieces(asked), pieces(name), brand)


def mistyped(word: str, asked: str, name: str, brand: str = "") -> bool:
    """Whether the two texts say the same but for ``word`` of ``asked``, which is typed wrong: its
    letters are those of the name's word, two neighbours exchanged or one of them told twice. A
    letter less or another one may make another word."""
    one, other = pieces(asked), pieces(name)
    place = next((at for at, piece in enumerate(one) if piece.value == word), None)
    if place is None or one[place].kind != "word":
        return False
    bound = one[place].bound
    return any(
        _same_pieces((*one[:place], meant._replace(bound=bound), *one[place + 1 :]), other, brand)
        for meant in other + pieces(brand)
        if meant.kind == "word" and _same_letters(word, str(meant.value))
    )


def _same_letters(said: str, meant: str) -> bool:
    short, long = sorted((said, meant), key=len)
    if len(short) < _SHORTEST_SLIP or said[:2] != meant[:2] or said[-1] != meant[-1]:
        return False
    first = Prefix.similarity(short, long)
    if len(short) != len(long):
        twice = long[first : first + 1] == long[first - 1]
        return twice and long[:first] + long[first + 1 :] == short
    turned = short[first + 1 : first + 2] + short[first : first + 1]
    return short[:first] + turned + short[first + 2 :] == long


def _same_pieces(one: tuple[Piece, ...], other: tuple[Piece, ...], brand: str) -> bool:
    if brand and len(one) > len(other):
        known = {piece.value for piece in pieces(brand)} - {piece.value for piece in other}
        one = tuple(piece for piece in one if piece.value not in known)
    if len(one) != len(other):
        return False
    if one == other:
        return True
    if _by_kind(one) != _by_kind(other):
        return False
    first, last = 0, len(one)
    while first < last and _same(one[first], other[first]):
        first += 1
    while first < last and _same(one[last - 1], other[last - 1]):
        last -= 1
    mine, theirs = one[first:last], other[first:last]
    return not mine or any(
        all(map(_same, mine[cut:] + mine[:cut], theirs)) for cut in range(1, len(mine))
    )


def _by_kind(told: Sequence[Piece]) -> list[Piece]:
    """What is no word, kind by kind and in each in its order: numbers are not exchanged."""
    return sorted((piece for piece in told if not piece.is_word), key=lambda piece: piece.kind)


def _same(one: Piece, other: Piece) -> bool:
    if one == other:
        return True
    if one.bound != other.bound or not (one.is_word and other.is_word):
        return False
    first, second = str(one.value), str(other.value)
    return same_form(first, second) or _is_cut(one, second) or _is_cut(other, first)


def _is_cut(piece: Piece, word: str) -> bool:
    start = str(piece.value)
    return piece.kind == "cut" and len(start) >= _SHORTEST_CUT and word.startswith(start)


@lru_cache(maxsize=100_000)
def same_form(one: str, other: str) -> bool:
    """Whether two words are one word with different endings: красный, красная; not зеленый,
    зелень."""
    if one == other:
        return True
    common = Prefix.similarity(one, other)
    stem = len(one[:common].rstrip(_WEAK_END))
    ends = (one[stem:], other[stem:])
    if stem >= 3 and all(map(_ADJECTIVE.fullmatch, ends)):
        return True
    return stem >= 4 and all(map(_NOUN.fullmatch, ends))


def sizes_contradict(asked: str, name: str) -> bool:
    """Whether both texts give a size, a measure or a mark of one sort and it is another one:
    М8×40 and М8×60, 12 В and 24 В, C16 and B16. What only one of them says is no contradiction,
    nor is a size made of numbers the name gives elsewhere: «125х1,2» of «1.2 125x22.2 мм»."""
    one, other = pieces(asked), pieces(name)
    mine = [
        piece
        for piece in one
        if _tells(piece) and not _met(piece, other) and not _made_of(piece, other)
    ]
    theirs = [piece for piece in other if _tells(piece) and not _met(piece, one)]
    return any(_at_odds(piece, rival) for piece in mine for rival in theirs)


def _tells(piece: Piece) -> bool:
    return not piece.is_word and piece.kind != "number"


def _met(piece: Piece, among: Sequence[Piece]) -> bool:
    """Whether the other side says the same, a bare number standing for a measured one."""
    return any(
        piece.value == other.value and (piece.kind == other.kind or "number" in other.kind)
        for other in among
    )


def _made_of(piece: Piece, among: Sequence[Piece]) -> bool:
    """Whether every number of a size stands among the other side's, each for one of them."""
    if not isinstance(piece.value, tuple):
        return False
    there: Counter[Decimal] = Counter()
    for other in among:
        if isinstance(other.value, tuple):
            there.update(other.value)
        elif isinstance(other.value, Decimal) and other.kind != "count":
            there[other.value] += 1
    return Counter(piece.value) <= there


def _at_odds(one: Piece, other: Piece) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind != "mark":
        return one.kind != "count"
    first, second = str(one.value), str(other.value)
    if _LETTERS.findall(first) == _LETTERS.findall(second):
        return len(_DIGITS.findall(first)) == len(_DIGITS.findall(second))
    return _DIGITS.findall(first) == _DIGITS.findall(second) and len(first) == len(second)
