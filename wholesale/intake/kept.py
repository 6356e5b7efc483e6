"""A reading as the JSON that is kept with its upload, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wholesale.intake.reading import Reading
from wholesale.intake.receipt import Decision, Outcome


def dump(reading: Reading) -> dict[str, Any]:
    """A reading as the JSON kept with the upload; skipped rows as runs."""
    return {
        "sheets": reading.sheets,
        "last_rows": reading.last_rows,
        "tables": reading.tables,
        "form": reading.form,
        "decisions": dumped(reading.decisions),
        "skipped": skipped_runs(reading.skipped),
    }


def load(kept: Mapping[str, Any]) -> Reading:
    """A reading back from JSON, without its items."""
    return Reading(
        sheets=list(kept["sheets"]),
        last_rows=list(kept["last_rows"]),
        tables=list(kept["tables"]),
        form=kept["form"],
        decisions=loaded(kept["decisions"]),
        skipped={
            (sheet, row): reason
            for sheet, reason, first, last in kept["skipped"]
            for row in range(first, last + 1)
        },
    )


def skipped_runs(skipped: Mapping[tuple[int, int], str]) -> list[list[Any]]:
    """Rows skipped for one reason one after another, as [sheet, reason, first, last]."""
    runs: list[list[Any]] = []
    for (sheet, row), reason in sorted(skipped.items()):
        last = runs[-1] if runs else None
        if last and last[0] == sheet and last[1] == reason and last[3] == row - 1:
            last[3] = row
        else:
            runs.append([sheet, reason, row, row])
    return runs


def dumped(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Decisions as JSON, defaults left out."""
    return [_dump(decision) for decision in decisions]


def _dump(decision: Decision) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "key": decision.key,
        "sheet": decision.sheet,
        "row": decision.row,
        "name": decision.name,
        "outcome": decision.outcome.value,
        "amount": decision.amount,
    }
    for name in ("delivery", "product_id", "how", "confidence", "code"):
        if value := getattr(decision, name):
            kept[name] = value
    if decision.quantity is not None:
        kept["quantity"] = str(decision.quantity)
    if decision.printed is not None:
        kept["printed"] = str(decision.printed)
    if decision.params:
        kept["params"] = _plain(decision.params)
    if decision.notes:
        kept["notes"] = [[code, _plain(params)] for code, params in decision.notes]
    if decision.candidates:
        kept["candidates"] = [
            [product_id, confidence, [[code, _plain(params)] for code, params in reasons]]
            for product_id, confidence, reasons in decision.candidates
        ]
    if decision.codes:
        kept["codes"] = list(decision.codes)
    if decision.unknown:
        kept["unknown"] = list(decision.unknown)
    return kept


def loaded(kept: Sequence[Mapping[str, Any]]) -> list[Decision]:
    """Decisions from JSON."""
    return [
        Decision(
            key=row["key"],
            sheet=row["sheet"],
            row=row["row"],
            codes=tuple(row.get("codes", ())),
            name=row["name"],
            delivery=row.get("delivery", ""),
            outcome=Outcome(row["outcome"]),
            product_id=row.get("product_id"),
            quantity=Decimal(row["quantity"]) if "quantity" in row else None,
            how=row.get("how", ""),
            confidence=row.get("confidence", 0),
            code=row.get("code", ""),
            params=_exact(row.get("params", {})),
            notes=tuple((code, _exact(params)) for code, params in row.get("notes", ())),
            candidates=tuple(
                (product_id, confidence, tuple((code, params) for code, params in reasons))
                for product_id, confidence, reasons in row.get("candidates", ())
            ),
            unknown=tuple(row.get("unknown", ())),
            amount=row["amount"],
            printed=Decimal(row["printed"]) if "printed" in row else None,
        )
        for row in kept
    ]


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {"number": str(value)} if isinstance(value, Decimal) else value
        for name, value in params.items()
    }


def _exact(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value["number"]) if isinstance(value, dict) else value
        for name, value in params.items()
    }
