"""``wholesale orders import``: a dealer's file read, accounted for, and ordered with --commit."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.core import i18n
from wholesale.core.errors import DomainError
from wholesale.flow import order_upload, read_order_file
from wholesale.flow.order_preview import OpenRow, Preview, PreviewLine
from wholesale.intake.parse import parse

app = Commands()

NO_COLUMNS = "No columns of an order were found in this file."
_RUNS = 12
GOOD, AHEAD = 80, 8  # what ``--accept-asked best`` takes for a clear best, in confidence


class Accept(StrEnum):
    """What to do with asked rows: leave them, or take the best candidate."""

    NONE = "none"
    BEST = "best"


@app.command("import")
def import_order(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    dealer: Annotated[str, typer.Option("--dealer", metavar="CODE", help="The dealer's code.")],
    commit: Annotated[bool, typer.Option("--commit", help="Place the order.")] = False,
    accept_asked: Annotated[
        Accept, typer.Option("--accept-asked", help="Leave asked rows, or take the best candidate.")
    ] = Accept.NONE,
    again: Annotated[
        bool, typer.Option("--again", help="Order even if the same file was ordered before.")
    ] = False,
) -> None:
    """Read an order from a spreadsheet, price it, say what became of every row."""
    parsed = parse(common.read_bytes(file), file.name)
    with common.acting() as ctx:
        dealer_id = read_order_file.dealer_by_code(ctx, code=dealer)
        preview = read_order_file.read_order_file(ctx, dealer_id=dealer_id, parsed=parsed)
        if accept_asked is Accept.BEST and preview.asked:
            preview = read_order_file.answer_upload(
                ctx,
                upload_id=preview.upload_id,
                answers={
                    row.key: {"product_id": row.candidates[0].product_id}
                    for row in preview.asked
                    if _is_clear(row)
                },
            )
        numbers: list[str] = []
        if commit:
            if preview.problems and not preview.lines:
                raise DomainError("upload_unsure", text=problem_text(preview.problems[0]))
            placed = order_upload.order_upload(ctx, upload_id=preview.upload_id, again=again)
            numbers = [order.number for order in placed]
    common.answer(
        as_json(preview, numbers[0] if numbers else None), receipt_lines(preview, numbers)
    )


def _is_clear(row: OpenRow) -> bool:
    """Whether the best candidate is good, and well ahead of the next."""
    if not row.candidates or row.candidates[0].confidence < GOOD:
        return False
    others = [candidate.confidence for candidate in row.candidates[1:]]
    return not others or row.candidates[0].confidence - max(others) >= AHEAD


def as_json(preview: Preview, number: str | None) -> dict[str, Any]:
    """The answer of ``--json``; a stable interface."""
    receipt = preview.receipt
    return {
        "receipt": {
            "rows_in": receipt.rows_in,
            "added": receipt.added,
            "merged": receipt.merged,
            "asked": receipt.asked,
            "rejected": receipt.rejected,
            "skipped": receipt.skipped,
        },
        "skipped": [
            {
                "reason": reason,
                "sheet": sheet,
                "rows": rows,
                "at": preview.skipped_at.get((reason, sheet), []),
                "text": _text(f"intake.{reason}", {}),
            }
            for reason, sheet, rows in preview.skipped
        ],
        "lines": [_line(line) for line in preview.lines],
        "asked": [
            {
                "row": row.row,
                "sheet": row.sheet,
                "text": row.text,
                "quantity": row.amount.split(" ")[0] or None,
                "code": row.code,
                "reason": sentence(row),
                "candidates": [
                    {
                        "article": candidate.article,
                        "name": candidate.name,
                        "unit_price": candidate.unit_price,
                        "confidence": candidate.confidence,
                    }
                    for candidate in row.candidates
                ],
            }
            for row in preview.asked
        ],
        "rejected": [
            {
                "row": row.row,
                "sheet": row.sheet,
                "code": row.code,
                "text": sentence(row),
                "source": row.text,
            }
            for row in preview.rejected
        ],
        "problem": None if preview.is_order else _problem(preview),
        "problems": [
            {"code": problem["code"], **problem["params"], "text": problem_text(problem)}
            for problem in preview.problems
        ],
        "agreement": preview.has_agreement,
        "order": number,
        "total": preview.total,
        "earlier": [
            {"upload": upload, "at": at, "order": order} for upload, at, order in preview.earlier
        ],
    }


def _problem(preview: Preview) -> dict[str, Any]:
    """Why the file is no order."""
    for problem in preview.problems:
        return {"code": problem["code"], "text": problem_text(problem)}
    return {"code": "no_order_columns", "text": _text(NO_COLUMNS, {})}


def problem_text(problem: Mapping[str, Any]) -> str:
    """What a person has to say of a table, in the reader's language."""
    return _text(f"error.{problem['code']}", problem["params"])


def sentence(row: OpenRow) -> str:
    """Why a row is asked or rejected, in the reader's language."""
    return _text(f"intake.{row.code}", row.params)


def _line(line: PreviewLine) -> dict[str, Any]:
    told: dict[str, Any] = {
        "row": line.row,
        "sheet": line.sheet,
        "article": line.article,
        "name": line.name,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "total": line.total,
        "how": line.how,
    }
    if line.delivery:
        told["delivery"] = line.delivery
    if len(line.rows) > 1:
        told["rows"] = list(line.rows)
        told["sheets"] = list(line.sheets)
    if line.notes:
        told["notes"] = [
            {"code": code, "text": _text(f"intake.{code}", params)} for code, params in line.notes
        ]
    return told


def _text(key: str, params: Mapping[str, Any]) -> str:
    return i18n.text(common.language(), key, **params)


def receipt_lines(preview: Preview, numbers: list[str]) -> list[str]:
    """The receipt for people: the sums, then every row with what became of it."""
    language, receipt = common.language(), preview.receipt
    told = [
        i18n.text(
            language,
            "Rows: {rows_in} = added {added} + merged {merged} + asked {asked} "
            "+ rejected {rejected} + skipped {skipped}",
            rows_in=receipt.rows_in,
            added=receipt.added,
            merged=receipt.merged,
            asked=receipt.asked,
            rejected=receipt.rejected,
            skipped=receipt.skipped,
        )
    ]
    if not preview.has_agreement:
        told.append(i18n.text(language, "There is no agreement in force"))
    for line in preview.lines:
        told.append(
            f"{line.row:>6}  {line.article}  {line.name}  {common.shown_quantity(line.quantity)} × "
            f"{common.shown_amount(line.unit_price)} = {common.shown_amount(line.total)}"
            + (f"  [{line.delivery}]" if line.delivery else "")
        )
        told.extend(f"        {_text(f'intake.{code}', params)}" for code, params in line.notes)
        told.extend(
            f"{merged:>6}  {line.article}  {_text('Joined to row {row}', {'row': line.row})}"
            for merged in line.rows[1:]
        )
    for row in preview.asked:
        told.append(f"{row.row:>6}  ? {row.text}: {sentence(row)}")
        told.extend(f"          {c.confidence:>3} %  {c.article}  {c.name}" for c in row.candidates)
    told.extend(f"{row.row:>6}  ! {row.text}: {sentence(row)}" for row in preview.rejected)
    told.extend(
        f"        {_text(f'intake.{reason}', {})}: {rows}"
        + (f"  ({sheet})" if sheet else "")
        + _places(preview.skipped_at.get((reason, sheet), []))
        for reason, sheet, rows in preview.skipped
    )
    told.extend(f"     ?  {problem_text(problem)}" for problem in preview.problems)
    told.append(f"{i18n.text(language, 'Total')}: {common.shown_amount(preview.total)}")
    told.extend(f"{i18n.text(language, 'Order')}: {number}" for number in numbers)
    return told


def _places(runs: list[tuple[int, int]]) -> str:
    """«  3–5, 9»: which rows, as far as a line of the terminal holds them."""
    shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:_RUNS]]
    return "  " + ", ".join(shown) + (" …" if len(runs) > _RUNS else "") if runs else ""
