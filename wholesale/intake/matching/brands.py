"""The brand beside a code: numbers of parts are alike from maker to maker, and a row that names
another brand than the product of its code has is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wholesale.core.codes import article_key
from wholesale.intake.matching.match import Candidate, Match
from wholesale.intake.queries import Item
from wholesale.intake.rows.entries import Entry

_BY_CODE = frozenset({"article", "normalised", "maker_code"})
_TELLING = 3  # rows in which brands can be compared, and the same other word for a brand
_SHORTEST = 3  # signs of a brand that may stand within another: «MANN» in «MANN-FILTER»


def heed_brands(entries: Sequence[Entry], matches: dict[str, Match]) -> None:
    """Ask where the brand differs, in columns whose brands are mostly those of the products.

    A word that stands for the same other brand again and again is another name of it.
    """
    told = [
        (entry, item)
        for entry in entries
        if entry.brand and (item := matches[entry.key].item) is not None and item.brand
    ]
    differing = [(entry, item) for entry, item in told if not _alike(entry.brand, item.brand)]
    if len(told) < _TELLING or 2 * len(differing) > len(told):
        return
    names = Counter((article_key(entry.brand), item.brand) for entry, item in differing)
    for entry, item in differing:
        match = matches[entry.key]
        again = names[article_key(entry.brand), item.brand] >= _TELLING
        if match.how in _BY_CODE and not again:
            matches[entry.key] = _asked(entry, item, match.how)


def _alike(said: str, ours: str) -> bool:
    one, other = article_key(said), article_key(ours)
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= _SHORTEST and shorter in longer)


def _asked(entry: Entry, item: Item, how: str) -> Match:
    return Match(
        code="code_of_another_brand",
        params={"article": item.article, "brand": item.brand, "said": entry.brand},
        candidates=(Candidate(item.id, 50, ((how, {}),)),),
    )
