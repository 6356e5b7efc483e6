"""What the dealer confirmed of his file is ordered, and his dictionary grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from decimal import Decimal

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.order_preview import Preview
from wholesale.flow.place_order import PlacedOrder, place_order
from wholesale.flow.read_order_file import preview_upload, settled
from wholesale.intake import operations, uploads
from wholesale.intake.matching.match import code_entry_key, name_entry_key
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.rows.entries import place_of
from wholesale.intake.uploads import KeptUpload


def order_upload(
    ctx: Context,
    *,
    upload_id: int,
    comment: str = "",
    again: bool = False,
    split: bool = False,
    expected_total: Decimal | None = None,
) -> list[PlacedOrder]:
    """Order the preview's lines in the caller's transaction; open rows stay out.

    One order with a delivery on each line, or with ``split`` one for each delivery. Raises
    ``upload_ordered`` for an upload that was ordered, ``upload_ordered_before`` when the same
    file was (unless ``again``), ``upload_without_lines``, and what ``place_order`` raises.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    if not operations.lock_upload(ctx.session, upload_id):
        raise NotFound("upload", id=upload_id)
    if numbers := uploads.orders_of_upload(ctx, upload_id):
        raise DomainError("upload_ordered", number=", ".join(numbers))
    preview = preview_upload(ctx, upload_id=upload_id)
    before = [number for _, _, number in preview.earlier if number]
    if before and not again:
        raise DomainError("upload_ordered_before", number=before[0])
    if not preview.lines:
        raise DomainError("upload_without_lines")
    if expected_total is not None and preview.total > expected_total:
        raise DomainError("prices_rose", was=expected_total, now=preview.total)
    placed = [
        place_order(
            ctx, dealer_id=preview.dealer_id, items=items, comment=comment, upload_id=upload_id
        )
        for items in _orders(preview, split)
    ]
    upload = uploads.kept_upload(ctx, upload_id)
    assert upload is not None
    operations.keep_answers(
        ctx.session,
        upload_id,
        answers=upload.answers,
        receipt={
            **upload.receipt,
            "receipt": asdict(preview.receipt),
            "ordered": [
                [*place_of(key), line.delivery, line.product_id]
                for line in preview.lines
                for key in line.keys
            ],
        },
    )
    _learn(ctx, upload, ordered={key for line in preview.lines for key in line.keys})
    for order in placed:
        receipt = preview.receipt
        events.record(
            ctx.session,
            "upload.ordered",
            subject=("order", order.order_id),
            actor=ctx.actor,
            at=ctx.now,
            dealer_id=preview.dealer_id,
            point_id=upload.point_id,
            file=preview.file_name,
            rows=receipt.rows_in,
            added=receipt.added,
            merged=receipt.merged,
            asked=receipt.asked,
            rejected=receipt.rejected,
            skipped=receipt.skipped,
        )
    return placed


def _orders(preview: Preview, split: bool) -> Sequence[list[OrderItem]]:
    orders: dict[str, list[OrderItem]] = defaultdict(list)
    for line in preview.lines:
        orders[line.delivery if split else ""].append(
            OrderItem(line.product_id, line.quantity, line.delivery)
        )
    return list(orders.values())


def _learn(ctx: Context, upload: KeptUpload, *, ordered: Collection[str]) -> None:
    """Keep what was confirmed: his codes of every row that was ``ordered`` or answered, his
    wordings of answered ones.

    What was only read, and left out for want of a price, nobody has confirmed. A key that means
    two products in this very file is nobody's, and is not kept.
    """
    read = settled(ctx, upload, upload.answers)
    meanings: dict[str, tuple[str, int]] = {}
    doubtful: set[str] = set()
    for decision in read.decisions:
        if decision.outcome is not Outcome.ADDED or decision.product_id is None:
            continue
        if decision.key not in ordered and decision.how != "answer":
            continue
        for key, text in _worth_keeping(decision):
            earlier = meanings.setdefault(key, (text, decision.product_id))
            if earlier[1] != decision.product_id:
                doubtful.add(key)
    operations.learn(
        ctx.session,
        {key: meaning for key, meaning in meanings.items() if key not in doubtful},
        dealer_id=upload.dealer_id,
        point_id=upload.point_id,
        at=ctx.now,
    )


def _worth_keeping(decision: Decision) -> list[tuple[str, str]]:
    """Codes the catalogue does not know, and a wording when a person confirmed it."""
    if decision.how == "instead":  # what was out of stock once is still what he means
        return []
    kept = [(code_entry_key(code), code) for code in decision.unknown]
    if decision.how == "answer" and decision.name:
        kept.append((name_entry_key(decision.name), decision.name))
    return kept
