"""A read file as its dealer sees it before he orders: lines with prices, open rows, the receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import ZERO
from wholesale.flow.offer_instead import offer_instead
from wholesale.intake.kept import skipped_runs
from wholesale.intake.matching import match as matching
from wholesale.intake.reading import Reading
from wholesale.intake.receipt import Decision, Line, Outcome, Receipt, count, merge
from wholesale.intake.rows.told import problems
from wholesale.orders import queries as orders
from wholesale.orders.last_ordered import LastOrdered, last_ordered
from wholesale.pricing import queries as pricing
from wholesale.stock import queries as stock

Notes = tuple[tuple[str, dict[str, Any]], ...]


class PreviewLine(NamedTuple):
    """One line that will be ordered. ``rows`` are the sheet's rows that make it, merged ones
    after the first; ``available`` is the free stock at the dealer's point."""

    row: int
    sheet: str
    rows: tuple[int, ...]
    sheets: tuple[str, ...]  # of those rows
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
    last: LastOrdered | None  # what he last ordered of it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that an asked row may mean, at the dealer's price."""

    product_id: int
    article: str
    name: str
    unit: str
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
    joined: tuple[str, ...] = ()  # keys of the rows that were joined to it


@dataclass(frozen=True, slots=True)
class Form:
    """The file is our own order form: of which day, whether this dealer's, prices changed since.
    ``signed`` is False for one whose mark is not ours: it is read like any other file."""

    on: str
    own: bool
    changed: int
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """What the dealer sees before he orders. The receipt's sums are equal by construction.

    ``skipped`` is (reason, sheet, number of rows), ``skipped_at`` which rows those are: (reason,
    sheet) → (first, last) … without the empty ones. ``orders`` are the numbers of those made of
    it. ``earlier`` are uploads that say the same: id, when, order number. ``tables`` are what was
    found, for the mapping screen; ``problems`` are ``error.<code>`` and params of the tables that
    nothing is ordered of until a person says what their columns hold.
    """

    upload_id: int
    dealer_id: int
    file_name: str
    created_at: datetime
    receipt: Receipt
    skipped: tuple[tuple[str, str, int], ...]
    skipped_at: Mapping[tuple[str, str], list[tuple[int, int]]]
    lines: tuple[PreviewLine, ...]
    asked: tuple[OpenRow, ...]
    rejected: tuple[OpenRow, ...]
    short: tuple[OpenRow, ...]  # of the lines, those out of stock that something is offered for
    total: Decimal
    orders: tuple[str, ...]
    earlier: tuple[tuple[int, datetime, str | None], ...]
    tables: tuple[dict[str, Any], ...]
    problems: tuple[dict[str, Any], ...]
    is_order: bool
    form: Form | None
    has_agreement: bool


@dataclass(slots=True)
class Priced:
    """A reading with its lines, prices and stock."""

    read: Reading
    dealer_id: int
    receipt: Receipt
    lines: list[Line]
    prices: dict[tuple[int, str], pricing.PricedLine]
    catalog: pricing.CatalogPrices | None
    stock: dict[int, Decimal]
    has_agreement: bool
    instead: dict[int, tuple[matching.Candidate, ...]]
    last: dict[int, LastOrdered]

    def preview(
        self,
        *,
        upload_id: int,
        file_name: str,
        created_at: datetime,
        orders: Sequence[str],
        earlier: Sequence[tuple[int, datetime, str | None]],
    ) -> Preview:
        read = self.read
        skipped = dict(read.skipped)
        for decision in read.decisions:
            if decision.outcome is Outcome.SKIPPED:
                skipped.setdefault((decision.sheet, decision.row), decision.code)
        decided = {(d.sheet, d.row) for d in read.decisions if d.outcome is not Outcome.SKIPPED}
        skipped = {place: reason for place, reason in skipped.items() if place not in decided}
        wanted: defaultdict[int, Decimal] = defaultdict(Decimal)  # over all deliveries
        for line in self.lines:
            wanted[line.product_id] += line.quantity
        lines = tuple(self._line(line, wanted[line.product_id]) for line in self.lines)
        return Preview(
            upload_id=upload_id,
            dealer_id=self.dealer_id,
            file_name=file_name,
            created_at=created_at,
            receipt=self.receipt,
            skipped=_grouped(skipped, read),
            skipped_at=_runs(skipped, read),
            lines=lines,
            asked=tuple(self._open(d) for d in read.decisions if d.outcome is Outcome.ASKED),
            rejected=tuple(self._open(d) for d in read.decisions if d.outcome is Outcome.REJECTED),
            short=tuple(
                self._short(line)
                for line in self.lines
                if line.product_id in self.instead and line.how != "instead"
            ),
            total=sum((line.total for line in lines), ZERO),
            orders=tuple(orders),
            earlier=tuple(earlier),
            tables=tuple(read.tables),
            problems=tuple(problems(read.tables)),
            is_order=read.is_order,
            form=self._form(lines),
            has_agreement=self.has_agreement,
        )

    def _form(self, lines: Sequence[PreviewLine]) -> Form | None:
        mark = self.read.form
        if mark is None:
            return None
        if not mark["signed"]:
            return Form("", own=False, changed=0, signed=False)
        changed = sum(any(code == "price_changed" for code, _ in line.notes) for line in lines)
        return Form(mark["on"], mark["dealer"] == self.dealer_id, changed)

    def _line(self, line: Line, wanted: Decimal) -> PreviewLine:
        item = self.read.items[line.product_id]
        price = self.prices[line.product_id, line.delivery]
        assert price.unit_price is not None
        free = self.stock.get(line.product_id, Decimal(0))
        notes = list(line.notes)
        if free < line.quantity:
            notes.append(("stock_short", {"available": max(free, Decimal(0))}))
        elif free < wanted:
            notes.append(("stock_short_together", {"available": free, "wanted": wanted}))
        if line.printed is not None and line.printed != price.unit_price:
            notes.append(("price_changed", {"was": line.printed, "now": price.unit_price}))
        sheet, row = line.rows[0]
        return PreviewLine(
            row=row,
            sheet=self.read.sheets[sheet],
            rows=tuple(number for _, number in line.rows),
            sheets=tuple(self.read.sheets[place] for place, _ in line.rows),
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
            last=self.last.get(line.product_id),
        )

    def _short(self, line: Line) -> OpenRow:
        """A line out of stock, as a row that may be answered with a substitute."""
        sheet, row = line.rows[0]
        return OpenRow(
            key=line.keys[0],
            row=row,
            sheet=self.read.sheets[sheet],
            text=line.text,
            amount=f"{line.quantity} {self.read.items[line.product_id].unit}",
            delivery=line.delivery,
            code="out_of_stock",
            params={"name": self.read.items[line.product_id].name},
            product_id=line.product_id,
            candidates=tuple(
                self._candidate(one.product_id, one.confidence, one.reasons)
                for one in self.instead[line.product_id]
            ),
            joined=tuple(line.keys[1:]),
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
            unit=item.unit,
            unit_price=self.catalog.unit_price(product_id) if self.catalog else None,
            available=self.stock.get(product_id, Decimal(0)),
            confidence=confidence,
            reasons=reasons,
        )


def price_reading(ctx: Context, *, read: Reading, dealer_id: int, point_id: int) -> Priced:
    """Lines with prices; a row whose product has no price for the dealer is rejected."""
    ctx.actor.require(Permission.PLACE_ORDER)
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
    ordered = {line.product_id for line in lines}
    free = stock.available(ctx, point_id=point_id, product_ids=ordered)
    missing = {
        line.product_id: read.items[line.product_id]
        for line in lines
        if free.get(line.product_id, ZERO) <= 0 and line.how != "instead"
    }
    instead, likes = offer_instead(ctx, point_id=point_id, missing=list(missing.values()))
    read.items = {**likes, **read.items}
    substitutes = {one.product_id for some in instead.values() for one in some}
    offered = sorted(
        substitutes | {c[0] for d in read.decisions for c in d.candidates if c[0] in read.items}
    )
    free |= stock.available(ctx, point_id=point_id, product_ids=set(offered) - ordered)
    return Priced(
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
        stock=free,
        instead=instead,
        last=last_ordered(ctx, dealer_id=dealer_id, product_ids=ordered),
        has_agreement=orders.agreement_of(ctx, dealer_id=dealer_id) is not None,
    )


def _grouped(
    skipped: Mapping[tuple[int, int], str], read: Reading
) -> tuple[tuple[str, str, int], ...]:
    counted: dict[tuple[str, int], int] = {}
    for (sheet, _), reason in skipped.items():
        counted[reason, sheet] = counted.get((reason, sheet), 0) + 1
    rows_told = {(d.sheet, d.row) for d in read.decisions} | skipped.keys()
    told = Counter(sheet for sheet, _ in rows_told)
    for sheet, last in enumerate(read.last_rows):
        empty = last - told[sheet]
        if empty:
            counted["empty", sheet] = counted.get(("empty", sheet), 0) + empty
    return tuple(
        (reason, read.sheets[sheet], number) for (reason, sheet), number in counted.items()
    )


def _runs(
    skipped: Mapping[tuple[int, int], str], read: Reading
) -> dict[tuple[str, str], list[tuple[int, int]]]:
    runs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for sheet, reason, first, last in skipped_runs(skipped):
        runs.setdefault((reason, read.sheets[sheet]), []).append((first, last))
    return runs
