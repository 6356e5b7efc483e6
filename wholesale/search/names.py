"""The names of the products on sale, for finding what a dealer's own words may mean.

An order in a dealer's words asks for a thousand names at once, and its words come again and
again: each is looked up once among the words of all names (as it is, in another form, as the
beginning of a longer one, with a slip, by its sound), and a text then only adds up, over all
names, how much of it they say. The rarer a word, the more it counts. A list of a hundred
thousand names is some megabytes of numbers and is made anew when the catalogue has changed.
"""

from __future__ import annotations

import math
import re
import threading
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale.core.measures import exact, measure
from wholesale.core.spelling import letter_runs, sound, words
from wholesale.db import Database
from wholesale.models.goods import Product
from wholesale.search.index import refresh, state, system_reading

MOST_PARTS = 17  # of a text that are looked at: the rarest
HEAVIEST = 15  # what the rarest part counts; MOST_PARTS of them stay within a byte
WORTH = 0.55  # of what the best name says: what says less is not meant
MOST_WIDE = 256  # words kept as one byte a name; the rest is a list of names
MOST_SLIPS = 50  # words of the catalogue that one word may be a slip of
_NUMBER = re.compile(r"(\d/\d{1,2}(?!\d)|\d+(?:\.\d+)?)([^\W\d_]*)")

Said = tuple[str, float]
"""A term of the catalogue and how surely a word means it."""
Run = tuple[float, int, int]
"""How surely something is said, and from where to where its names stand."""


def name_candidates(database: Database, texts: Sequence[str], limit: int = 5) -> list[list[int]]:
    """For each text the ids of active products with the most alike names, best first.

    The names are those of the catalogue as it is now: an order is matched against it.
    """
    return _book_of(database).alike(texts, limit)


def warm_up(database: Database) -> None:
    """Have the index follow and the names at hand, in a thread: called when a server starts."""

    def both() -> None:
        refresh(database)
        _book_of(database)

    threading.Thread(target=both, name="search index", daemon=True).start()


class NameBook:
    """The names of a catalogue by their words and numbers. Immutable but for what it keeps."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        vocabulary: dict[str, int] = {}
        known: dict[tuple[str, str, str], list[int]] = {}
        ids, lengths, counts, flat = array("q"), array("i"), array("i"), array("i")
        for product_id, name in names:
            told = words(name)
            before = len(flat)
            for key in _placed(told):
                terms = known.get(key)
                if terms is None:
                    terms = known[key] = [
                        vocabulary.setdefault(term, len(vocabulary)) for term in _terms(*key)
                    ]
                flat.extend(terms)
            ids.append(product_id)
            lengths.append(len(told))
            counts.append(len(flat) - before)
        self._ids = np.asarray(ids, dtype=np.int64)
        self._lengths = np.asarray(lengths, dtype=np.int32)
        self._terms = sorted(vocabulary)  # so that those of one beginning are one run
        self._place = {term: place for place, term in enumerate(self._terms)}
        places = np.array([self._place[term] for term in vocabulary], dtype=np.int32)
        terms_of = places[np.asarray(flat, dtype=np.int32)] if flat else places
        told = [term for term in self._terms if term.isalpha()]
        self._ended = sorted(told, key=lambda word: word[::-1])
        self._backward = [word[::-1] for word in self._ended]
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for word in told:
            self._by_sound[sound(word)].append(word)
        order = np.argsort(terms_of, kind="stable")
        named = np.repeat(np.arange(len(ids), dtype=np.intp), np.asarray(counts, dtype=np.int64))
        self._named = named[order]
        self._starts = np.searchsorted(terms_of[order], np.arange(len(vocabulary) + 1)).tolist()

    def alike(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        """For each text the products whose names say the most of it; [] when none says any."""
        known: dict[tuple[Said, ...] | str, _Part | None] = {}
        found: dict[str, list[int]] = {}
        wide = 0
        for text in texts:
            if text in found:
                continue
            parts = []
            for asked in dict.fromkeys(_asked(words(text))):
                if asked not in known:
                    part = known[asked] = self._part(asked)
                    wide += part is not None and part.names is None
                if (part := known[asked]) is not None:
                    parts.append(part)
            found[text] = self._best(parts, limit)
            if wide > MOST_WIDE:
                wide = 0
                known = {
                    asked: part
                    for asked, part in known.items()
                    if part is None or part.names is not None
                }
        return [found[text] for text in texts]

    def _best(self, parts: list[_Part], limit: int) -> list[int]:
        if not parts:
            return []
        if len(parts) > MOST_PARTS:
            parts = sorted(parts, key=lambda part: -part.weight)[:MOST_PARTS]
        said = np.zeros(len(self._ids), dtype=np.uint8)
        for part in parts:
            if part.names is None:
                said += part.counts
            else:
                said[part.names] += part.counts
        most = int(said.max())
        if most == 0:
            return []
        best = np.flatnonzero(said >= math.ceil(most * WORTH))  # bytes compare as bytes
        order = np.lexsort((self._lengths[best], -said[best].astype(np.int32)))[:limit]
        return [int(product_id) for product_id in self._ids[best[order]]]

    def _part(self, asked: tuple[Said, ...] | str) -> _Part | None:
        """The names that say one part of a text, with what it counts in each; the surest terms
        tell how rare it is."""
        runs = self._forms(asked) if isinstance(asked, str) else self._terms_said(asked)
        if not runs:
            return None
        runs.sort()  # of several the surest is written last, and stays
        total = len(self._ids)
        sure = sum(end - start for quality, start, end in runs if quality == runs[-1][0])
        rare = math.log((total + 1) / min(sure, total)) / math.log(total + 1)
        weight = max(1.0, HEAVIEST * rare)
        counts = [max(1, round(weight * quality)) for quality, _, _ in runs]
        if 32 * sum(end - start for _, start, end in runs) < total:
            names = np.concatenate([self._named[start:end] for _, start, end in runs])
            lengths = [end - start for _, start, end in runs]
            return _Part(names, np.repeat(np.array(counts, dtype=np.uint8), lengths), weight)
        wide = np.zeros(total, dtype=np.uint8)
        for count, (_, start, end) in zip(counts, runs, strict=True):
            wide[self._named[start:end]] = count
        return _Part(None, wide, weight)

    def _terms_said(self, said: Iterable[Said]) -> list[Run]:
        """Where the names of those terms stand that the catalogue has."""
        return [
            (quality, self._starts[place], self._starts[place + 1])
            for term, quality in said
            if (place := self._place.get(term)) is not None
        ]

    def _forms(self, word: str) -> list[Run]:
        """Where the names stand of the words that ``word`` may be: itself, what it is short for,
        its forms; where it is neither, a slip or a word of the other alphabet."""
        first, last = self._beginning(word)
        runs = self._terms_said([(word, 1.0)])
        if last - first > len(runs):
            runs.append((0.85, self._starts[first], self._starts[last]))
        if len(word) >= 5:
            begun, ended = self._beginning(word[:-2])
            if ended - begun > last - first:
                runs.append((0.7, self._starts[begun], self._starts[ended]))
        if last > first:
            return runs
        others = dict.fromkeys((*self._slipped(word), *self._heard(word)))
        return runs + self._terms_said((other, 0.75) for other in others)

    def _beginning(self, start: str) -> tuple[int, int]:
        """The terms that begin so are one run."""
        first = bisect_left(self._terms, start)
        return first, bisect_left(self._terms, start + "\uffff", lo=first)

    def _slipped(self, word: str) -> list[str]:
        """Words that differ by a slip of the keyboard, one end of them being right."""
        if len(word) < 4:
            return []
        half = max(2, len(word) // 2 - 1)  # letters changed about stand in the middle
        first, last = self._beginning(word[:half])
        near = dict.fromkeys(self._terms[first:last])
        backward = word[::-1][:half]
        start = bisect_left(self._backward, backward)
        end = bisect_left(self._backward, backward + "\uffff", lo=start)
        near.update(dict.fromkeys(self._ended[start:end]))
        slips = 2 if len(word) >= 8 else 1
        found = process.extract(
            word, list(near), scorer=OSA.distance, score_cutoff=slips, limit=MOST_SLIPS
        )
        return [other for other, _, _ in found]

    def _heard(self, word: str) -> list[str]:
        """Words of the other alphabet that sound the same: гринфилд, greenfield."""
        if len(word) < 3:
            return []
        return [
            other
            for other in self._by_sound.get(sound(word), ())
            if other.isascii() != word.isascii()
        ]


class _Part:
    """What one part of a text counts: in ``names``, or in every name when that is None."""

    __slots__ = ("counts", "names", "weight")

    def __init__(
        self, names: NDArray[np.int32] | None, counts: NDArray[np.uint8], weight: float
    ) -> None:
        self.names, self.counts, self.weight = names, counts, weight


def _placed(told: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each token with what stands before and after it, where that may belong to it."""
    last = len(told) - 1
    before = ""
    for place, token in enumerate(told):
        numeric = token[0].isdigit()
        after = told[place + 1] if place < last and token[-1].isdigit() else ""
        yield token, before if numeric else "", after
        before = token


def _terms(token: str, before: str, after: str) -> Iterator[str]:
    """What a name is found by: a word, a mark or size whole, its numbers, what they measure."""
    if not any(map(str.isdigit, token)):
        if len(token) > 1:
            yield token
        return
    yield token
    yield from letter_runs(token)
    yield from _mark(token, before, after)
    for number, letters in _numbers(token, after):
        yield f"#{number}"
        if amount := measure(number, letters):
            yield f"#{amount[0]} {amount[1]}"


def _asked(told: Sequence[str]) -> Iterator[tuple[Said, ...] | str]:
    """The parts of a text: a word, or the terms that a mark or a number may be."""
    measured = False
    for token, before, after in _placed(told):
        if not any(map(str.isdigit, token)):
            if len(token) > 1 and not (measured and measure("1", token)):
                yield token
            measured = False
            continue
        measured = token[-1].isdigit()
        numbers = list(_numbers(token, after))
        if len(numbers) > 1 or any(letters and not measure("1", letters) for _, letters in numbers):
            yield ((token, 1.0),)
        yield from letter_runs(token)
        for mark in _mark(token, before, after):
            yield ((mark, 0.5),)
        for number, letters in numbers:
            amount = measure(number, letters)
            same = ((f"#{amount[0]} {amount[1]}", 1.0),) if amount else ()
            yield (*same, (f"#{number}", 0.4 if same else 1.0))


def _mark(token: str, before: str, after: str) -> Iterator[str]:
    """A mark that some write in two: PH 2, Оптима-4; not what is measured."""
    if before.isalpha() and len(before) < 10 and token.isdigit() and not measure(token, after):
        yield from words(before + token)


def _numbers(token: str, after: str) -> Iterator[tuple[str, str]]:
    """The numbers in a token, each with the letters after it; a fraction is one."""
    for match in _NUMBER.finditer(token):
        number = match[1]
        if not number.isdecimal() and "/" not in number:
            number = f"{exact(number).normalize():f}"
        yield number, match[2] or (after if match.end() == len(token) else "")


_books: WeakKeyDictionary[Database, tuple[str, NameBook]] = WeakKeyDictionary()
_making = threading.Lock()


def _book_of(database: Database) -> NameBook:
    """The names of the catalogue as it is now, made anew when it has changed."""
    with system_reading(database) as session:
        now = state(session)
        kept = _books.get(database)
        if kept is not None and kept[0] == now:
            return kept[1]
        with _making:
            kept = _books.get(database)
            if kept is None or kept[0] != now:
                kept = _books[database] = (now, NameBook(_names(session)))
            return kept[1]


def _names(session: Session) -> Iterator[tuple[int, str]]:
    """Every active product with its name and, where that is silent of it, its brand."""
    statement = (
        select(Product.id, Product.name, Product.brand)
        .where(Product.active.is_(True))
        .order_by(Product.name, Product.id)
        .execution_options(yield_per=5_000)
    )
    rows: Any = session.execute(statement)
    for product_id, name, brand in rows:
        silent = brand and brand.casefold() not in name.casefold()
        yield product_id, f"{name} {brand}" if silent else name
