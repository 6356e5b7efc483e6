"""Sentences of the pipeline for the reader: why a row is asked, rejected, raised, skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wholesale.flow.order_preview import Candidate, OpenRow, PreviewLine
from wholesale.intake.words.amounts import typed_amount
from wholesale.ui.session import plural, t

_RUNS = 12  # of rows, told at once


def why(row: OpenRow) -> str:
    """Why a row is asked or rejected."""
    return t(f"intake.{row.code}", **row.params)


def notes(line: PreviewLine, *, stocked: bool) -> str:
    """What the reader should see beside a line; of its stock only where ``stocked``."""
    return " ".join(
        note(code, params)
        for code, params in line.notes
        if stocked or not code.startswith("stock_short")
    )


def note(code: str, params: Mapping[str, Any]) -> str:
    """One remark."""
    return t(f"intake.{code}", **params)


def reasons(told: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Why a product is a candidate."""
    return " · ".join(t(f"intake.reason.{code}", **params) for code, params in told)


def about(candidate: Candidate) -> str:
    """Which product it is and why it is a candidate."""
    told = reasons(candidate.reasons)
    exact = {code for code, _ in candidate.reasons} <= {"same_code"}  # a share says nothing of it
    alike = "" if exact else t("{share} % alike", share=candidate.confidence)
    return " · ".join(filter(None, (candidate.article, alike, told)))


def place_of(row: OpenRow) -> str:
    """Where in the file the row stands, and how many more ask the same."""
    sheet = f"{row.sheet} · " if row.sheet else ""
    more = f" · {plural('and {count} more of the same', len(row.joined))}" if row.joined else ""
    return f"{sheet}{t('row {row}', row=row.row)}{more}"


def runs(rows: Sequence[tuple[int, int]]) -> str:
    """Which rows those are: « (1–3, 7)»; "" when it is not known."""
    told = [str(first) if first == last else f"{first}–{last}" for first, last in rows[:_RUNS]]
    more = ", …" if len(rows) > _RUNS else ""
    return f" ({', '.join(told)}{more})" if told else ""


def amount_of(row: OpenRow) -> str:
    """The quantity as the file says it, with its measure."""
    return typed_amount(row.amount, packs=t("packs"))
