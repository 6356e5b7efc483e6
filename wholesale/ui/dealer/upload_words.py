"""Sentences of the pipeline for the reader: why a row is asked, rejected, raised, skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wholesale.flow.order_preview import OpenRow, PreviewLine
from wholesale.ui.session import t


def why(row: OpenRow) -> str:
    """Why a row is asked or rejected."""
    return t(f"intake.{row.code}", **row.params)


def notes(line: PreviewLine) -> str:
    """What the reader should see beside a line."""
    return " ".join(note(code, params) for code, params in line.notes)


def note(code: str, params: Mapping[str, Any]) -> str:
    """One remark."""
    return t(f"intake.{code}", **params)


def reasons(told: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Why a product is a candidate."""
    return " · ".join(t(f"intake.reason.{code}", **params) for code, params in told)
