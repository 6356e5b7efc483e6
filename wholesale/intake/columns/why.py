"""The reasons of columns in words, for the mapping screen and ``intake explain``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from wholesale.core import i18n

Reason = tuple[str, Mapping[str, Any]]


def by_column(reasons: Iterable[Reason]) -> dict[int | None, list[Reason]]:
    """The reasons told of a table, by the column they are about; None: by its header."""
    found: dict[int | None, list[Reason]] = defaultdict(list)
    for code, params in reasons:
        found[params.get("column")].append((code, params))
    return dict(found)


def sentence(language: str, reasons: Sequence[Reason], *, scored: bool = True) -> str:
    """All that is told of one column, in one line; ``scored``: with what the reasons weigh."""
    told = [i18n.text(language, f"intake.{code}", **params) for code, params in reasons]
    scores = [params["score"] for _, params in reasons if "score" in params]
    if scored and scores:
        score = Decimal(str(scores[-1]))
        told.append(i18n.text(language, "intake.column_score", score=score))
    return " · ".join(dict.fromkeys(told))
