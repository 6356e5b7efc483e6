"""A catalogue of a few products, as matching knows it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from wholesale.core.codes import article_key
from wholesale.intake.queries import Found, Item


def item(at: int, article: str, name: str) -> Item:
    one = Decimal(1)
    return Item(at, article, article_key(article), name, "", "", None, "796", one, one, True)


def catalogue(goods: Mapping[str, str]) -> Found:
    """Products by article and name, with ids from 1."""
    known = Found()
    for at, (article, name) in enumerate(goods.items(), 1):
        good = item(at, article, name)
        known.items[at] = good
        known.by_key[good.key].append(good)
        known.by_name[name].append(good)
    return known
