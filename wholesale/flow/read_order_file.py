"""A dealer's file becomes a priced preview, his answers settle it, and an order follows.

1. ``intake.parse.parse(content, file_name)`` reads the bytes outside of any transaction.
2. ``read_order_file`` finds columns and products, prices the lines and keeps the upload.
3. ``answer_upload`` settles asked rows, corrects the columns, and prices anew.
4. ``order_upload`` places the order and lets the dealer's dictionary grow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from wholesale.context import Context
from wholesale.flow.place_order import PlacedOrder
from wholesale.intake.parse import ParsedFile


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line that will be ordered. ``rows`` are the sheet's rows that make it (merged ones
    after the first); ``unit_price`` None is «по запросу»; ``available`` is the free stock at the
    dealer's point; ``notes`` are problems the dealer should see, as (code, params)."""

    row: int
    sheet: str
    rows: tuple[int, ...]
    product_id: int
    article: str
    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal | None
    total: Decimal | None
    available: Decimal
    how: str
    delivery: str
    notes: tuple[tuple[str, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that an asked row may mean; ``reasons`` are (code, params)."""

    product_id: int
    article: str
    name: str
    unit_price: Decimal | None
    available: Decimal
    confidence: int
    reasons: tuple[tuple[str, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A row the pipeline would not settle alone; ``key`` names it in the answers."""

    key: str
    row: int
    sheet: str
    text: str
    quantity: Decimal | None
    code: str
    params: dict[str, Any]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be ordered and why."""

    key: str
    row: int
    sheet: str
    text: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the dealer sees before he orders. The receipt's sums are equal by construction."""

    upload_id: int
    dealer_id: int
    file_name: str
    created_at: datetime
    receipt: dict[str, int]
    skipped: tuple[tuple[str, str, int], ...]  # reason, sheet, number of rows
    lines: tuple[PreviewLine, ...]
    asked: tuple[AskedRow, ...]
    rejected: tuple[RejectedRow, ...]
    total: Decimal
    earlier: tuple[tuple[int, datetime, str | None], ...]  # same bytes: upload, when, order number


def read_order_file(ctx: Context, *, dealer_id: int, parsed: ParsedFile) -> Preview:
    """Match and price what ``parsed`` holds for the dealer; keeps the upload and its receipt."""
    raise NotImplementedError


def preview(ctx: Context, *, upload_id: int) -> Preview:
    """A kept upload again, priced as of now."""
    raise NotImplementedError


def answer_upload(
    ctx: Context,
    *,
    upload_id: int,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
) -> Preview:
    """Settle rows: ``{key: {"product_id": 5} | {"skip": True} | {"quantity": "12"}}``."""
    raise NotImplementedError


def order_upload(
    ctx: Context, *, upload_id: int, comment: str = "", again: bool = False
) -> Sequence[PlacedOrder]:
    """Order what the preview holds, in the caller's transaction; rows still asked stay out.

    Raises ``DomainError("upload_already_ordered")`` for the same upload, or the same bytes
    ordered before unless ``again``.
    """
    raise NotImplementedError
