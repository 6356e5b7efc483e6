"""The dealer's own file back, with what became of each row beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from wholesale.context import Context
from wholesale.core import i18n
from wholesale.core.access import Permission
from wholesale.flow.order_preview import OpenRow, Preview, PreviewLine
from wholesale.flow.read_order_file import preview_upload
from wholesale.intake import uploads
from wholesale.intake.answering.answer_columns import Verdict
from wholesale.intake.answering.answer_file import Lost, annotate
from wholesale.intake.parse import parse
from wholesale.intake.rows.entries import place_of
from wholesale.intake.tables.returned import ordered_as, with_origin

_NAMES = {
    Lost.NOTHING: "answer",
    Lost.FORMULAS: "answer with values for formulas",
    Lost.FORMATTING: "answer without formatting",
}
Verdicts = dict[tuple[int, int], Verdict]  # (sheet, row) → what is written beside it
HEADINGS = ("Supplier code", "Price", "Sum", "In stock", "Status", "What is wrong")


@dataclass(frozen=True, slots=True)
class ReturnedFacts:
    """What is needed to write the file, read in one look; ``write`` needs no database."""

    file_name: str
    content: bytes
    verdicts: Mapping[tuple[int, int], Verdict]
    header_rows: Mapping[int, list[int]]
    language: str


def returned_facts(ctx: Context, *, upload_id: int) -> ReturnedFacts:
    """The file of an upload and the verdict on each of its rows."""
    ctx.actor.require(Permission.PLACE_ORDER)
    preview = preview_upload(ctx, upload_id=upload_id)
    language = ctx.actor.language if ctx.actor.language in i18n.LANGUAGES else "ru"
    verdicts: Verdicts = {}
    for line in preview.lines:
        for place, verdict in _of_line(line, preview, language).items():
            verdicts[place] = _joined(verdicts.get(place), verdict)
    for row in (*preview.asked, *preview.rejected):
        verdicts[place_of(row.key)] = _of_open(row, preview, language)
    return ReturnedFacts(
        file_name=preview.file_name,
        content=uploads.content(ctx, upload_id),
        verdicts=verdicts,
        header_rows=_header_rows(preview),
        language=language,
    )


def _header_rows(preview: Preview) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for table in preview.tables:
        if table["order"] and table["header"]:
            rows.setdefault(table["sheet"], []).append(table["header"][-1])
    return rows


def write(facts: ReturnedFacts) -> tuple[str, bytes]:
    """The name and the bytes of the file; slow for long files, so not in a transaction."""
    parsed = parse(facts.content, facts.file_name)
    stem = facts.file_name.rsplit(".", 1)[0] or i18n.text(facts.language, "Pasted cells")
    answer = annotate(
        parsed,
        facts.verdicts,
        headings=[i18n.text(facts.language, heading) for heading in HEADINGS],
        header_rows=facts.header_rows,
    )
    name = i18n.text(facts.language, _NAMES[answer.lost])
    return f"{stem} — {name}.{answer.suffix}", answer.content


def _of_line(line: PreviewLine, preview: Preview, language: str) -> Verdicts:
    """The verdicts on the rows of a line: the sum stands beside the first of them."""
    notes = " ".join(i18n.text(language, f"intake.{code}", **params) for code, params in line.notes)
    first, *merged = (place_of(key) for key in line.keys)

    def status(place: tuple[int, int], told: str) -> str:
        if preview.orders:
            return ordered_as(", ".join(preview.orders))  # of a row of several shops, all
        return with_origin(told, preview.upload_id, place[1])

    joined = i18n.text(language, "Joined to row {row}", row=line.row)
    verdicts = {
        place: Verdict(line.article, None, None, None, status(place, joined), "", "good")
        for place in merged
    }
    verdicts[first] = Verdict(
        line.article,
        line.unit_price,
        line.total,
        max(line.available, Decimal(0)),
        status(first, i18n.text(language, "Added")),
        notes,
        "warning" if line.notes else "good",
    )
    return verdicts


def _joined(earlier: Verdict | None, verdict: Verdict) -> Verdict:
    """One row for several shops: their sums together."""
    if earlier is None or earlier.total is None or verdict.total is None:
        return verdict
    worse = "warning" if "warning" in {earlier.meaning, verdict.meaning} else verdict.meaning
    problem = " ".join(dict.fromkeys(filter(None, (earlier.problem, verdict.problem))))
    return replace(verdict, total=earlier.total + verdict.total, problem=problem, meaning=worse)


def _of_open(row: OpenRow, preview: Preview, language: str) -> Verdict:
    asked = row in preview.asked
    problem = i18n.text(language, f"intake.{row.code}", **row.params)
    if row.candidates:
        near = "; ".join(f"{c.article} {c.name}" for c in row.candidates[:3])
        problem = f"{problem} {i18n.text(language, 'Perhaps: {names}', names=near)}"
    return Verdict(
        "",
        None,
        None,
        None,
        with_origin(
            i18n.text(language, "To clarify" if asked else "Rejected"), preview.upload_id, row.row
        ),
        problem,
        "warning" if asked else "bad",
    )
