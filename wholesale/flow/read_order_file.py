"""A dealer's file becomes a priced preview, his answers settle it, and an order follows.

1. ``intake.parse.parse(content, file_name)`` reads the bytes outside of any transaction.
2. ``recognise`` finds columns and products; it may take long and needs no more than a look.
   ``read_order_file`` prices the lines and keeps the upload.
3. ``answer_upload`` settles rows; ``read_order_file(upload_id=…, columns=…)`` corrects columns.
4. ``flow.order_upload`` places the order and lets the dealer's dictionary grow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from wholesale import search
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.flow.order_preview import Preview, price_reading
from wholesale.intake import operations, queries, reading, uploads
from wholesale.intake.kept import dump, load
from wholesale.intake.matching.decide import Watch, answer, nobody_watches
from wholesale.intake.parse import ParsedFile
from wholesale.intake.queries import Found, Item
from wholesale.intake.reading import Reading
from wholesale.intake.receipt import products_of
from wholesale.intake.uploads import KeptUpload, UploadRow
from wholesale.orders import queries as orders
from wholesale.pricing import queries as pricing

NEAR = 6  # names looked at for each wording


def recognise(
    ctx: Context,
    *,
    dealer_id: int,
    parsed: ParsedFile,
    columns: Mapping[int, Mapping[int, str]] | None = None,
    watch: Watch = nobody_watches,
) -> Reading:
    """Decide every row of ``parsed`` for the dealer; nothing is kept. Raises ``NotFound`` for a
    dealer the actor may not see, ``file_of_entries`` for more than anybody orders.

    ``columns`` are as in ``read_order_file``; ``watch`` is called on the way and may raise.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    orders.terms(ctx, dealer_id=dealer_id)
    return reading.read_file(
        ctx,
        parsed,
        dealer_id=dealer_id,
        search=lambda texts: near_names(ctx, texts=texts),
        prices=lambda ids: _costs(ctx, dealer_id=dealer_id, product_ids=ids),
        corrected=columns,
        watch=watch,
    )


def read_order_file(
    ctx: Context,
    *,
    dealer_id: int,
    parsed: ParsedFile,
    upload_id: int | None = None,
    columns: Mapping[int, Mapping[int, str]] | None = None,
    read: Reading | None = None,
    watch: Watch = nobody_watches,
) -> Preview:
    """Price what ``parsed`` holds for the dealer; keeps the upload and its receipt. ``read`` is
    what ``recognise`` made of it, when it was asked before, so that nobody had to wait for it.
    ``watch`` is called on the way and may raise to stop it: nothing is kept then.

    With ``upload_id`` the same file is read again with ``columns`` (table → column → part) as
    corrected, and the correction is remembered for this dealer and layout; answers to rows that
    are still there hold.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    terms = orders.terms(ctx, dealer_id=dealer_id)
    upload = _open_upload(ctx, upload_id) if upload_id is not None else None
    if upload is not None and (upload.dealer_id != dealer_id or upload.sha256 != parsed.sha256):
        raise DomainError("upload_differs")
    if read is None:
        read = recognise(ctx, dealer_id=dealer_id, parsed=parsed, columns=columns, watch=watch)
    watch()
    kept = dump(read)
    answers = {}
    if upload is not None:  # what was said of rows that are still there holds
        keys = {decision.key for decision in read.decisions}
        answers = {key: said for key, said in upload.answers.items() if key in keys}
        _apply(ctx, read, answers)
    priced = price_reading(ctx, read=read, dealer_id=dealer_id, point_id=terms.point_id)
    watch()
    kept["receipt"] = asdict(priced.receipt)
    if upload_id is None:
        upload_id = operations.keep_upload(
            ctx.session,
            dealer_id=dealer_id,
            point_id=terms.point_id,
            user_id=ctx.actor.user_id,
            at=ctx.now,
            file_name=parsed.file_name,
            sha256=parsed.sha256,
            content=parsed.content,
            receipt=kept,
        )
    else:
        operations.keep_answers(ctx.session, upload_id, answers=answers, receipt=kept)
        for index, painted in (columns or {}).items():
            for layout in read.tables[index]["layouts"]:
                operations.remember_layout(
                    ctx.session,
                    dealer_id=dealer_id,
                    point_id=terms.point_id,
                    fingerprint=layout,
                    columns=painted,
                )
    return priced.preview(
        upload_id=upload_id,
        file_name=parsed.file_name,
        created_at=ctx.now,
        orders=(),
        earlier=uploads.same_uploads(ctx, parsed.sha256, dealer_id=dealer_id, upload_id=upload_id),
    )


def preview_upload(ctx: Context, *, upload_id: int) -> Preview:
    """A kept upload with its answers, priced as of now."""
    ctx.actor.require(Permission.PLACE_ORDER)
    upload = _upload(ctx, upload_id)
    return _preview_of(ctx, upload, upload.answers)


def answer_upload(
    ctx: Context, *, upload_id: int, answers: Mapping[str, Mapping[str, Any] | None]
) -> Preview:
    """Settle rows and price anew: ``{key: {"product_id": 5, "quantity": "12"}}``, ``{key:
    {"skip": True}}``; None takes an answer back. Answers add to the earlier ones."""
    ctx.actor.require(Permission.PLACE_ORDER)
    upload = _open_upload(ctx, upload_id)
    said = dict(upload.answers)
    for key, given in answers.items():
        if given is not None and type(given.get("product_id", 0)) is not int:
            raise DomainError("answer_unreadable")
        if given is None:
            said.pop(key, None)
        else:
            said[key] = {**said.get(key, {}), **given}
    operations.keep_answers(ctx.session, upload_id, answers=said)
    return _preview_of(ctx, upload, said)


def dealer_by_code(ctx: Context, *, code: str) -> int:
    """The dealer a file is for; ``NotFound`` when there is none with this code."""
    ctx.actor.require(Permission.PLACE_ORDER)
    dealer_id = queries.dealer_by_code(ctx, code)
    if dealer_id is None:
        raise NotFound("dealer", code=code)
    return dealer_id


def dealer_choices(ctx: Context) -> dict[int, str]:
    """The dealers the actor may order for."""
    ctx.actor.require(Permission.PLACE_ORDER)
    return queries.dealer_names(ctx)


def upload_list(ctx: Context, *, dealer_id: int, limit: int = 20) -> list[UploadRow]:
    """The dealer's latest files, newest first."""
    ctx.actor.require(Permission.PLACE_ORDER)
    return uploads.latest_uploads(ctx, dealer_id=dealer_id, limit=limit)


def upload_content(ctx: Context, *, upload_id: int) -> tuple[str, bytes]:
    """The dealer's file as he gave it: its name and bytes."""
    ctx.actor.require(Permission.PLACE_ORDER)
    upload = _upload(ctx, upload_id)
    return upload.file_name, uploads.content(ctx, upload_id)


def settled(ctx: Context, upload: KeptUpload, answers: Mapping[str, Any]) -> Reading:
    """The kept reading with ``answers`` applied, and the products it speaks of."""
    read = load(upload.receipt)
    found = Found()
    queries.find_items(ctx, products_of(read.decisions), found)
    read.items = found.items
    _apply(ctx, read, answers)
    return read


def _apply(ctx: Context, read: Reading, answers: Mapping[str, Any]) -> None:
    """Let ``answers`` settle the rows of ``read``."""
    chosen = {said["product_id"] for said in answers.values() if "product_id" in said}
    queries.find_items(ctx, chosen, Found(items=read.items))
    for decision in read.decisions:
        if said := answers.get(decision.key):
            answer(decision, said, read.items)


def _preview_of(ctx: Context, upload: KeptUpload, answers: Mapping[str, Any]) -> Preview:
    read = settled(ctx, upload, answers)
    priced = price_reading(ctx, read=read, dealer_id=upload.dealer_id, point_id=upload.point_id)
    return priced.preview(
        upload_id=upload.id,
        file_name=upload.file_name,
        created_at=upload.created_at,
        orders=uploads.orders_of_upload(ctx, upload.id),
        earlier=uploads.same_uploads(
            ctx, upload.sha256, dealer_id=upload.dealer_id, upload_id=upload.id
        ),
    )


def _open_upload(ctx: Context, upload_id: int) -> KeptUpload:
    """An upload that may still be changed, held until the transaction ends: what was ordered
    keeps its receipt as it was, and of two answers at once none is lost."""
    operations.lock_upload(ctx.session, upload_id)
    upload = _upload(ctx, upload_id)
    if numbers := uploads.orders_of_upload(ctx, upload_id):
        raise DomainError("upload_ordered", number=", ".join(numbers))
    return upload


def _upload(ctx: Context, upload_id: int) -> KeptUpload:
    upload = uploads.kept_upload(ctx, upload_id)
    if upload is None:
        raise NotFound("upload", id=upload_id)
    return upload


def near_names(ctx: Context, *, texts: Sequence[str]) -> list[list[Item]]:
    """For each wording the products with the most alike names, best first."""
    ctx.actor.require(Permission.PLACE_ORDER)
    named = search.name_candidates(ctx.database, texts, limit=NEAR)
    found = Found()
    queries.find_items(ctx, {product_id for some in named for product_id in some}, found)
    return [
        [found.items[product_id] for product_id in some if product_id in found.items]
        for some in named
    ]


def _costs(
    ctx: Context, *, dealer_id: int, product_ids: Sequence[int]
) -> dict[int, tuple[Decimal, ...]]:
    """What each product costs the dealer: his price, and the price before discounts."""
    if not product_ids:
        return {}
    priced = pricing.price_catalog(ctx, dealer_id=dealer_id, on=ctx.today, product_ids=product_ids)
    return {
        product: tuple(
            price
            for price in (priced.unit_price(product), priced.base_price(product))
            if price is not None
        )
        for product in product_ids
    }
