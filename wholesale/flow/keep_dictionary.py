"""A dealer's dictionary of codes and wordings: seen, corrected, forgotten, taken away as a file."""

from __future__ import annotations

import csv
import io

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.intake import operations, queries
from wholesale.intake.queries import DictionaryRow, Found
from wholesale.points import queries as points


def dictionary(ctx: Context, *, dealer_id: int) -> list[DictionaryRow]:
    """All that the dealer's codes and wordings mean, the newest first. Raises ``NotFound``."""
    ctx.actor.require(Permission.PLACE_ORDER)
    points.dealer_point(ctx, dealer_id=dealer_id)  # a foreign dealer does not exist
    return queries.dictionary_rows(ctx, dealer_id=dealer_id)


def correct_word(ctx: Context, *, word_id: int, product_id: int) -> None:
    """Let a word mean another product."""
    ctx.actor.require(Permission.PLACE_ORDER)
    found = Found()
    queries.find_items(ctx, [product_id], found)
    if product_id not in found.items:
        raise NotFound("product", id=product_id)
    if not operations.change_word(ctx.session, word_id, product_id=product_id, at=ctx.now):
        raise NotFound("word", id=word_id)


def forget_word(ctx: Context, *, word_id: int) -> None:
    """Take a word out of the dictionary."""
    ctx.actor.require(Permission.PLACE_ORDER)
    if not operations.forget_word(ctx.session, word_id):
        raise NotFound("word", id=word_id)


def recall_word(ctx: Context, *, dealer_id: int, word: DictionaryRow) -> None:
    """Put back a word that was taken out by mistake."""
    ctx.actor.require(Permission.PLACE_ORDER)
    point_id = points.dealer_point(ctx, dealer_id=dealer_id)
    operations.learn(
        ctx.session,
        {word.key: (word.text, word.product_id)},
        dealer_id=dealer_id,
        point_id=point_id,
        at=ctx.now,
    )


def dictionary_file(ctx: Context, *, dealer_id: int) -> bytes:
    """The dictionary as csv (utf-8 with a mark, semicolons): word, article, name."""
    ctx.actor.require(Permission.PLACE_ORDER)
    points.dealer_point(ctx, dealer_id=dealer_id)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["text", "article", "name"])
    for row in queries.dictionary_rows(ctx, dealer_id=dealer_id):
        writer.writerow([_inert(row.text), row.article, _inert(row.name)])
    return out.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
