"""What is told of a table, as JSON: its columns with the reasons, and what a person has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wholesale.intake.columns.choice import Columns
from wholesale.intake.rows.sheets import SET_ASIDE
from wholesale.intake.sheet import Sheet
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import letter
from wholesale.intake.words.parts import Part


def as_told(table: Table, sheet: Sheet, chosen: Sequence[Columns], left_out: str) -> dict[str, Any]:
    """A table's columns and the reasons, as JSON for the mapping screen and ``explain``."""
    columns: dict[str, str] = {}
    for block in chosen:
        columns.update({str(column): part.value for part, column in block.parts.items()})
        columns.update({str(q.column): Part.QUANTITY.value for q in block.quantities})
    return {
        "sheet": table.sheet,
        "header": [sheet.numbers[index] for index in table.header],
        "first_row": sheet.numbers[table.body.start] if table.body else 0,
        "last_row": sheet.numbers[table.body.stop - 1] if table.body else 0,
        "headings": [heading.full for heading in table.headings],
        "columns": columns,
        "deliveries": {
            str(q.column): q.delivery for block in chosen for q in block.quantities if q.delivery
        },
        "order": left_out != "version_sheet" and any(block.is_order for block in chosen),
        "unsure": sorted(c for block in chosen if block.identifies for c in block.unsure),
        "problem": _problem(table, sheet, chosen, left_out),
        "layouts": list(dict.fromkeys(filter(None, (table.fingerprint, table.shaped)))),
        "reasons": [[code, params] for code, params in table.reasons]
        + [
            [code, {"column": column, "part": part.value, **params}]
            for block in chosen
            for column, part, code, params in block.reasons
        ],
    }


def _problem(
    table: Table, sheet: Sheet, chosen: Sequence[Columns], left_out: str
) -> dict[str, Any] | None:
    """Why nothing of a table that is seen is ordered, and which columns a person may mean."""
    if left_out == "version_sheet":
        return {"code": "sheet_versions", "params": {"sheet": sheet.name, "rows": len(table.body)}}
    if left_out == "supply_sheet":
        return None
    if any(block.is_order for block in chosen) or not sheet.visible or SET_ASIDE.match(sheet.name):
        return None
    params: dict[str, Any] = {"sheet": sheet.name, "rows": len(table.body)}
    unsure = [column for block in chosen if block.identifies for column in block.unsure]
    if unsure:
        told = [
            f"{letter(column)} «{full}»" if full else letter(column)
            for column in unsure[:8]
            for full in [table.headings[column].full[:60] if column < table.width else ""]
        ]
        params["columns"] = ", ".join(told)
        return {"code": "quantity_column_unsure", "params": params}
    if not any(block.identifies for block in chosen):
        return {"code": "product_column_missing", "params": params}
    return {"code": "quantity_column_missing", "params": params}


def problems(tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a person has to say of the tables before they can be ordered: each whose quantity, or
    whose sheet, is in doubt; where nothing is an order, also what is missing in the largest of
    the others."""
    met = [problem for table in tables if (problem := table.get("problem"))]
    unsure = [p for p in met if p["code"] in {"quantity_column_unsure", "sheet_versions"}]
    if unsure or not met or any(table["order"] for table in tables):
        return unsure
    codes = ("product_column_missing", "quantity_column_missing")
    return [max(met, key=lambda p: (codes.index(p["code"]), p["params"]["rows"]))]
