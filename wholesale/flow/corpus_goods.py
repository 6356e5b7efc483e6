"""The catalogue as the maker of the corpus of order files needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.intake import queries


@dataclass(frozen=True, slots=True)
class CorpusGood:
    """A product as the maker of the corpus needs it."""

    article: str
    name: str
    barcode: str
    pack: Decimal
    unit: str
    price: Decimal


def corpus_goods(ctx: Context) -> Iterator[CorpusGood]:
    """The catalogue for the maker of the corpus: what is sold by pieces, each name once."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    for row in queries.goods_by_name(ctx):
        yield CorpusGood(
            row.article, row.name, row.code or "", row.pack, row.unit, Decimal("123.45")
        )
