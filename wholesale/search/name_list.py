"""The names of a catalogue taken apart into terms, and taken apart anew when some have changed.

To take a hundred thousand names apart costs a second and more, and a catalogue changes by a few
of them: all others are carried over from the list as it was.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from wholesale.core.spelling import words
from wholesale.search.name_terms import placed, terms_of


@dataclass(frozen=True, slots=True)
class NameList:
    """Names in their order: ``flat[starts[i]:starts[i + 1]]`` are the places in ``terms``, which
    are sorted, of what name ``i`` is found by; ``lengths`` count its words."""

    ids: array[int]
    digests: array[int]  # of the names, to know one that has not changed
    lengths: array[int]
    starts: array[int]
    flat: array[int]
    terms: list[str]


NO_NAMES = NameList(array("q"), array("q"), array("i"), array("q", [0]), array("i"), [])


def take_apart(names: Iterable[tuple[int, str]], before: NameList = NO_NAMES) -> NameList:
    """The list of ``names`` (id and name); what ``before`` knows of them is not asked again."""
    numbers = {term: number for number, term in enumerate(before.terms)}
    kept = {product_id: place for place, product_id in enumerate(before.ids)}
    seen: dict[tuple[str, str, str], list[int]] = {}
    ids, digests, lengths = array("q"), array("q"), array("i")
    counts, flat = array("q", [0]), array("i")
    for product_id, name in names:
        digest = _digest(name)
        place = kept.get(product_id)
        if place is not None and before.digests[place] == digest:
            known = before.flat[before.starts[place] : before.starts[place + 1]]
            lengths.append(before.lengths[place])
        else:
            told = words(name)
            known = array("i")
            for token in placed(told):
                terms = seen.get(token)
                if terms is None:
                    terms = seen[token] = [
                        numbers.setdefault(term, len(numbers)) for term in terms_of(*token)
                    ]
                known.extend(terms)
            lengths.append(len(told))
        flat.extend(known)
        counts.append(len(known))
        ids.append(product_id)
        digests.append(digest)
    starts = array("q", accumulate(counts))
    return NameList(ids, digests, lengths, starts, *_sorted(flat, numbers))


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _sorted(flat: array[int], numbers: Mapping[str, int]) -> tuple[array[int], list[str]]:
    """The terms that some name still has, sorted, and ``flat`` by their places."""
    used = np.bincount(np.asarray(flat, dtype=np.int32), minlength=len(numbers))
    terms = sorted(term for term, number in numbers.items() if used[number])
    places = np.zeros(len(numbers), dtype=np.int32)
    places[[numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.int32)
    return array("i", places[np.asarray(flat, dtype=np.int32)].tobytes()), terms
