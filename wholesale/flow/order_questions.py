"""What a preview asks, each question once, however many rows and shops ask it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from wholesale.flow.order_preview import OpenRow
from wholesale.intake.matching.match import WHICH_PRODUCT


def questions(rows: Sequence[OpenRow]) -> tuple[OpenRow, ...]:
    """``rows`` in their order, those that ask the same joined to the first of them: the same words
    that may mean the same products, or one product that is out of stock. What is asked about a
    quantity is asked of each row."""
    together: dict[Hashable, list[OpenRow]] = {}
    for row in rows:
        together.setdefault(_question(row), []).append(row)
    return tuple(
        replace(
            first,
            joined=(*first.joined, *(key for row in rest for key in (row.key, *row.joined))),
        )
        if rest
        else first
        for first, *rest in together.values()
    )


def _question(row: OpenRow) -> Hashable:
    if row.code == "out_of_stock":
        return row.code, row.product_id
    if row.code in WHICH_PRODUCT:
        return row.code, row.text, tuple(one.product_id for one in row.candidates)
    return row.key
