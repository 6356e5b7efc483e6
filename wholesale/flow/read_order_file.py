"""A dealer's file becomes a priced preview, his answers settle it, and an order follows.

1. ``intake.parse.parse(content, file_name)`` reads the bytes outside of any transaction.
2. ``read_order_file`` finds columns and products, prices the lines and keeps the upload.
3. ``answer_upload`` settles rows; ``read_order_file(upload_id=…, columns=…)`` corrects columns.
4. ``flow.order_upload`` places the order and lets the dealer's dictionary grow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from wholesale import search
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.money import ZERO
from wholesale.intake import operations, queries, reading
from wholesale.intake.decide import answer
from wholesale.intake.parse import ParsedFile
from wholesale.intake.queries import Found, Item, KeptUpload, UploadRow
from wholesale.intake.reading import Reading
from wholesale.intake.receipt import Decision, Line, Outcome, Receipt, count, merge
from wholesale.orders import queries as orders
from wholesale.pricing import queries as pricing
from wholesale.stock import queries as stock

Notes = tuple[tuple[str, dict[str, Any]], ...]
NEAR = 15  # names looked at for each wording
MOST_SEARCHED = 3_000  # wordings of one file that are searched for; the rest are unknown


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line that will be ordered. ``rows`` are the sheet's rows that make it, merged ones
    after the first; ``available`` is the free stock at the dealer's point."""

    row: int
    sheet: str
    rows: tuple[int, ...]
    product_id: int
    article: str
    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal
    available: Decimal
    how: str
    delivery: str
    notes: Notes
    keys: tuple[str, ...]  # name the rows in the answers
    text: str  # as the dealer wrote it
    priced: pricing.PricedLine


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that an asked row may mean, at the dealer's price."""

    product_id: int
    article: str
    name: str
    unit_price: Decimal | None
    available: Decimal
    confidence: int
    reasons: Notes


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row that is asked or rejected: ``code`` and ``params`` say why (``intake.<code>``).

    ``key`` names it in the answers; ``amount`` is the quantity as read, "" when unreadable.
    """

    key: str
    row: int
    sheet: str
    text: str
    amount: str
    delivery: str
    code: str
    params: dict[str, Any]
    product_id: int | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The file is our own order form: of which day, whether this dealer's, prices changed since."""

    on: str
    own: bool
    changed: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What the dealer sees before he orders. The receipt's sums are equal by construction.

    ``skipped`` is (reason, sheet, number of rows). ``earlier`` are uploads that say the same:
    id, when, order number. ``tables`` are what was found, for the mapping screen.
    """

    upload_id: int
    dealer_id: int
    file_name: str
    created_at: datetime
    receipt: Receipt
    skipped: tuple[tuple[str, str, int], ...]
    lines: tuple[PreviewLine, ...]
    asked: tuple[OpenRow, ...]
    rejected: tuple[OpenRow, ...]
    total: Decimal
    earlier: tuple[tuple[int, datetime, str | None], ...]
    tables: tuple[dict[str, Any], ...]
    is_order: bool
    form: Form | None


def read_order_file(
    ctx: Context,
    *,
    dealer_id: int,
    parsed: ParsedFile,
    upload_id: int | None = None,
    columns: Mapping[int, Mapping[int, str]] | None = None,
) -> Preview:
    """Match and price what ``parsed`` holds for the dealer; keeps the upload and its receipt.

    With ``upload_id`` the same file is read again with ``columns`` (table → column → part) as
    corrected, and the correction is remembered for this dealer and layout.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    terms = orders.terms(ctx, dealer_id=dealer_id)
    if upload_id is not None:
        _upload(ctx, upload_id)
    read = reading.read_file(
        ctx,
        parsed,
        dealer_id=dealer_id,
        search=lambda texts: near_names(ctx, texts=texts),
        corrected=columns,
    )
    priced = _price(ctx, read, dealer_id=dealer_id, point_id=terms.point_id)
    kept = {**reading.dump(read), "receipt": asdict(priced.receipt)}
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
        operations.keep_answers(ctx.session, upload_id, answers={}, receipt=kept)
        for index, painted in (columns or {}).items():
            if fingerprint := read.tables[index]["fingerprint"]:
                operations.remember_layout(
                    ctx.session,
                    dealer_id=dealer_id,
                    point_id=terms.point_id,
                    fingerprint=fingerprint,
                    columns=painted,
                )
    return priced.preview(
        upload_id=upload_id,
        file_name=parsed.file_name,
        created_at=ctx.now,
        earlier=queries.earlier_uploads(
            ctx, parsed.sha256, dealer_id=dealer_id, before_id=upload_id
        ),
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
    upload = _upload(ctx, upload_id)
    said = dict(upload.answers)
    for key, given in answers.items():
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
    return queries.latest_uploads(ctx, dealer_id=dealer_id, limit=limit)


def upload_content(ctx: Context, *, upload_id: int) -> tuple[str, bytes]:
    """The dealer's file as he gave it: its name and bytes."""
    ctx.actor.require(Permission.PLACE_ORDER)
    upload = _upload(ctx, upload_id)
    return upload.file_name, queries.content(ctx, upload_id)


def settled(ctx: Context, upload: KeptUpload, answers: Mapping[str, Any]) -> Reading:
    """The kept reading with ``answers`` applied, and the products it speaks of."""
    read = reading.load(upload.receipt)
    found = Found()
    wanted = {product for d in read.decisions for product, _, _ in d.candidates}
    wanted |= {d.product_id for d in read.decisions if d.product_id is not None}
    wanted |= {said["product_id"] for said in answers.values() if "product_id" in said}
    queries.find_items(ctx, wanted, found)
    read.items = found.items
    for decision in read.decisions:
        if said := answers.get(decision.key):
            answer(decision, said, read.items)
    return read


def _preview_of(ctx: Context, upload: KeptUpload, answers: Mapping[str, Any]) -> Preview:
    read = settled(ctx, upload, answers)
    priced = _price(ctx, read, dealer_id=upload.dealer_id, point_id=upload.point_id)
    return priced.preview(
        upload_id=upload.id,
        file_name=upload.file_name,
        created_at=upload.created_at,
        earlier=queries.earlier_uploads(
            ctx, upload.sha256, dealer_id=upload.dealer_id, before_id=upload.id
        ),
    )


def _upload(ctx: Context, upload_id: int) -> KeptUpload:
    upload = queries.kept_upload(ctx, upload_id)
    if upload is None:
        raise NotFound("upload", id=upload_id)
    return upload


def near_names(ctx: Context, *, texts: Sequence[str]) -> list[list[Item]]:
    """For each wording the products with the most alike names, best first; nothing for those
    beyond ``MOST_SEARCHED``."""
    ctx.actor.require(Permission.PLACE_ORDER)
    found = search.name_candidates(ctx.database, texts[:MOST_SEARCHED], limit=NEAR)
    found += [[] for _ in texts[MOST_SEARCHED:]]
    items = Found()
    queries.find_items(ctx, {hit.product_id for hits in found for hit in hits}, items)
    return [
        [items.items[hit.product_id] for hit in hits if hit.product_id in items.items]
        for hits in found
    ]


@dataclass(slots=True)
class _Priced:
    """A reading with its lines, prices and stock."""

    read: Reading
    dealer_id: int
    receipt: Receipt
    lines: list[Line]
    prices: dict[tuple[int, str], pricing.PricedLine]
    catalog: pricing.CatalogPrices | None
    stock: dict[int, Decimal]

    def preview(
        self,
        *,
        upload_id: int,
        file_name: str,
        created_at: datetime,
        earlier: Sequence[tuple[int, datetime, str | None]],
    ) -> Preview:
        read = self.read
        skipped = dict(read.skipped)
        for decision in read.decisions:
            if decision.outcome is Outcome.SKIPPED:
                skipped.setdefault((decision.sheet, decision.row), decision.code)
        lines = tuple(self._line(line) for line in self.lines)
        return Preview(
            upload_id=upload_id,
            dealer_id=self.dealer_id,
            file_name=file_name,
            created_at=created_at,
            receipt=self.receipt,
            skipped=_grouped(skipped, read),
            lines=lines,
            asked=tuple(self._open(d) for d in read.decisions if d.outcome is Outcome.ASKED),
            rejected=tuple(self._open(d) for d in read.decisions if d.outcome is Outcome.REJECTED),
            total=sum((line.total for line in lines), ZERO),
            earlier=tuple(earlier),
            tables=tuple(read.tables),
            is_order=read.is_order,
            form=self._form(lines),
        )

    def _form(self, lines: Sequence[PreviewLine]) -> Form | None:
        mark = self.read.form
        if mark is None:
            return None
        changed = sum(any(code == "price_changed" for code, _ in line.notes) for line in lines)
        return Form(mark["on"], mark["dealer"] == self.dealer_id, changed)

    def _line(self, line: Line) -> PreviewLine:
        item = self.read.items[line.product_id]
        price = self.prices[line.product_id, line.delivery]
        assert price.unit_price is not None
        free = self.stock.get(line.product_id, Decimal(0))
        notes = list(line.notes)
        if free < line.quantity:
            notes.append(("stock_short", {"available": max(free, Decimal(0))}))
        if line.printed is not None and line.printed != price.unit_price:
            notes.append(("price_changed", {"was": line.printed, "now": price.unit_price}))
        sheet, row = line.rows[0]
        return PreviewLine(
            row=row,
            sheet=self.read.sheets[sheet],
            rows=tuple(number for _, number in line.rows),
            product_id=item.id,
            article=item.article,
            name=item.name,
            unit=item.unit,
            quantity=line.quantity,
            unit_price=price.unit_price,
            total=price.total,
            available=free,
            how=line.how,
            delivery=line.delivery,
            notes=tuple(notes),
            keys=tuple(line.keys),
            text=line.text,
            priced=price,
        )

    def _open(self, decision: Decision) -> OpenRow:
        return OpenRow(
            key=decision.key,
            row=decision.row,
            sheet=self.read.sheets[decision.sheet],
            text=decision.text,
            amount="" if decision.amount.startswith("!") else decision.amount.strip(),
            delivery=decision.delivery,
            code=decision.code,
            params=decision.params,
            product_id=decision.product_id,
            candidates=tuple(
                self._candidate(product_id, confidence, reasons)
                for product_id, confidence, reasons in decision.candidates
                if product_id in self.read.items
            ),
        )

    def _candidate(self, product_id: int, confidence: int, reasons: Notes) -> Candidate:
        item = self.read.items[product_id]
        return Candidate(
            product_id=product_id,
            article=item.article,
            name=item.name,
            unit_price=self.catalog.unit_price(product_id) if self.catalog else None,
            available=self.stock.get(product_id, Decimal(0)),
            confidence=confidence,
            reasons=reasons,
        )


def _price(ctx: Context, read: Reading, *, dealer_id: int, point_id: int) -> _Priced:
    """Lines with prices; a row whose product has no price for the dealer is rejected."""
    lines = merge(read.decisions, read.items)
    priced = pricing.price_lines(
        ctx,
        dealer_id=dealer_id,
        on=ctx.today,
        items=[(line.product_id, line.quantity) for line in lines],
    )
    unpriced = {price.product_id for price in priced if price.unit_price is None}
    if unpriced:
        for decision in read.decisions:
            if decision.product_id in unpriced and decision.outcome in {
                Outcome.ADDED,
                Outcome.MERGED,
            }:
                item = read.items[decision.product_id]
                decision.outcome, decision.code = Outcome.REJECTED, "price_on_request"
                decision.params = {"article": item.article, "name": item.name}
        kept = [index for index, line in enumerate(lines) if line.product_id not in unpriced]
        lines, priced = [lines[i] for i in kept], [priced[i] for i in kept]
    offered = sorted({c[0] for d in read.decisions for c in d.candidates if c[0] in read.items})
    wanted = {line.product_id for line in lines} | set(offered)
    return _Priced(
        read=read,
        dealer_id=dealer_id,
        receipt=count(read.decisions, read.skipped, read.last_rows),
        lines=lines,
        prices={
            (line.product_id, line.delivery): price.shown_to(ctx.actor)
            for line, price in zip(lines, priced, strict=True)
        },
        catalog=pricing.price_catalog(ctx, dealer_id=dealer_id, on=ctx.today, product_ids=offered)
        if offered
        else None,
        stock=stock.available(ctx, point_id=point_id, product_ids=wanted),
    )


def _grouped(
    skipped: Mapping[tuple[int, int], str], read: Reading
) -> tuple[tuple[str, str, int], ...]:
    counted: dict[tuple[str, int], int] = {}
    decided = {(d.sheet, d.row) for d in read.decisions if d.outcome is not Outcome.SKIPPED}
    for (sheet, row), reason in skipped.items():
        if (sheet, row) not in decided:
            counted[reason, sheet] = counted.get((reason, sheet), 0) + 1
    rows_told = {(d.sheet, d.row) for d in read.decisions} | set(skipped)
    for sheet, last in enumerate(read.last_rows):
        empty = last - sum(1 for place in rows_told if place[0] == sheet)
        if empty:
            counted["empty", sheet] = counted.get(("empty", sheet), 0) + empty
    return tuple(
        (reason, read.sheets[sheet], number) for (reason, sheet), number in counted.items()
    )
