"""What the pipeline makes of a file, with every reason; nothing is kept and nothing ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.flow.read_order_file import recognise
from wholesale.intake import queries
from wholesale.intake.parse import ParsedFile
from wholesale.intake.reading import Reading


@dataclass(frozen=True, slots=True)
class CorpusGood:
    """A product as the maker of the corpus needs it."""

    article: str
    name: str
    barcode: str
    pack: Decimal
    unit: str
    price: Decimal


def explain_order_file(ctx: Context, *, dealer_id: int, parsed: ParsedFile) -> Reading:
    """The decisions of the pipeline on ``parsed`` for the dealer; ``NotFound`` for one the actor
    may not see."""
    ctx.actor.require(Permission.PLACE_ORDER)
    return recognise(ctx, dealer_id=dealer_id, parsed=parsed)


def corpus_goods(ctx: Context) -> Iterator[CorpusGood]:
    """The catalogue for the maker of the corpus: what is sold by pieces, each name once."""
    ctx.actor.require(Permission.BROWSE_CATALOG)
    for row in queries.goods_by_name(ctx):
        yield CorpusGood(
            row.article, row.name, row.code or "", row.pack, row.unit, Decimal("123.45")
        )
