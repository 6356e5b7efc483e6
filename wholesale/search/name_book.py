"""Finds what a dealer's own words may mean among the names of a catalogue.

An order in a dealer's words asks for a thousand names at once, and its words come again and
again: each is looked up once among the words of all names (as it is, in another form, as the
beginning of a longer one, with a slip, by its sound), and a text then only adds up, over all
names, how much of it they say. The rarer a word, the more it counts. A book of a hundred
thousand names is some megabytes of numbers.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from wholesale.core.second_names import WHOLE, second_names
from wholesale.core.spelling import looks_like, sound
from wholesale.search.name_list import NameList
from wholesale.search.name_terms import Said, asked_by

MOST_PARTS = 17  # of a text that are looked at: the rarest
HEAVIEST = 15  # what the rarest part counts; MOST_PARTS of them stay within a byte
NUMBERED = 0.8  # of the rarest word: what a rarer number counts, be it as rare as it may
WORTH = 0.55  # of what the best name says: what says less is not meant
MOST_WIDE = 256  # words kept as one byte a name; the rest is a list of names
MOST_SLIPS = 50  # words of the catalogue that one word may be a slip of

Run = tuple[float, int, int]
"""How surely something is said, and from where to where its names stand."""


class NameBook:
    """The names of a catalogue by their words and numbers. Immutable."""

    def __init__(self, names: NameList) -> None:
        self._ids = np.asarray(names.ids, dtype=np.int64)
        self._lengths = np.asarray(names.lengths, dtype=np.int32)
        self._terms = names.terms
        self._place = {term: place for place, term in enumerate(self._terms)}
        told = [term for term in self._terms if term.isalpha()]
        self._ended = sorted(told, key=lambda word: word[::-1])
        self._backward = [word[::-1] for word in self._ended]
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for word in told:
            self._by_sound[sound(word)].append(word)
        terms_of = np.asarray(names.flat, dtype=np.int32)
        named = np.repeat(np.arange(len(names.ids), dtype=np.intp), np.diff(names.starts))
        self._named = named[np.argsort(terms_of, kind="stable")]
        counts = np.bincount(terms_of, minlength=len(self._terms))
        self._starts = [0, *np.cumsum(counts).tolist()]

    def alike(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        """For each text the products whose names say the most of it; [] when none says any."""
        known: dict[tuple[Said, ...] | str, _Part | None] = {}
        found: dict[str, list[int]] = {}
        wide = 0
        for text in texts:
            if text in found:
                continue
            parts = []
            for asked in dict.fromkeys(asked_by(text)):
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
        most_worded = max((part.weight for part in parts if part.is_word), default=HEAVIEST)
        said = np.zeros(len(self._ids), dtype=np.uint8)
        for part in parts:
            counts = part.counts
            if part.weight > most_worded and not part.is_word:
                counts = np.minimum(counts, max(1, int(NUMBERED * most_worded)))
            if part.names is None:
                said += counts
            else:
                said[part.names] += counts
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
        if len(runs) == 1 and 32 * sure < total:
            [(_, start, end)] = runs
            one = np.uint8(counts[0])
            return _Part(self._named[start:end], one, weight, isinstance(asked, str))
        if 32 * sum(end - start for _, start, end in runs) < total:
            names = np.concatenate([self._named[start:end] for _, start, end in runs])
            lengths = [end - start for _, start, end in runs]
            told = np.repeat(np.array(counts, dtype=np.uint8), lengths)
            return _Part(names, told, weight, isinstance(asked, str))
        wide = np.zeros(total, dtype=np.uint8)
        for count, (_, start, end) in zip(counts, runs, strict=True):
            wide[self._named[start:end]] = count
        return _Part(None, wide, weight, isinstance(asked, str))

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
        runs += self._called(word)
        if last > first:
            return runs
        others = dict.fromkeys((*self._slipped(word), *self._heard(word)))
        return runs + self._terms_said((other, 0.75) for other in others)

    def _called(self, word: str) -> list[Run]:
        """Where the names stand that call the same thing otherwise."""
        runs = []
        for name in second_names(word):
            first, last = self._beginning(name)
            if len(name) < WHOLE:
                last = first + (self._terms[first : first + 1] == [name])
            if last > first:
                runs.append((0.75, self._starts[first], self._starts[last]))
        return runs

    def _beginning(self, start: str) -> tuple[int, int]:
        """The terms that begin so are one run."""
        first = bisect_left(self._terms, start)
        if first == len(self._terms) or not self._terms[first].startswith(start):
            return first, first
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
        """Words of the other alphabet that sound the same: гринфилд, greenfield; the shortest must
        look the same: АА, AA."""
        return [
            other
            for other in self._by_sound.get(sound(word), ())
            if other.isascii() != word.isascii() and (len(word) > 2 or looks_like(word, other))
        ]


class _Part:
    """What one part of a text counts: in ``names``, or in every name when that is None."""

    __slots__ = ("counts", "is_word", "names", "weight")

    def __init__(
        self,
        names: NDArray[np.intp] | None,
        counts: NDArray[np.uint8] | np.uint8,
        weight: float,
        is_word: bool,
    ) -> None:
        self.names, self.counts, self.weight, self.is_word = names, counts, weight, is_word
