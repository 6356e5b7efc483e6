"""The dealer's own file back: columns added at the right, problems coloured, all else his own.

An xlsx or ods is added to as it is; an xls comes back as an xlsx that looks the same; any other
kind as an xlsx with the same cells. A file dropped back with quantities or codes put right is
read like any other: the added columns carry a mark by which they are known and left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wholesale.core.errors import DomainError
from wholesale.intake.answering.answer_columns import Added, Verdict, added_columns
from wholesale.intake.answering.answer_ods import add_to_ods
from wholesale.intake.answering.answer_xlsx import add_to_xlsx
from wholesale.intake.answering.new_workbook import plain_workbook
from wholesale.intake.answering.xml_pieces import Unpatchable
from wholesale.intake.opening.read_biff import has_formulas
from wholesale.intake.opening.sniff import DOCUMENTS, FileKind
from wholesale.intake.opening.workbook import dressed
from wholesale.intake.parse import ParsedFile


class Lost(StrEnum):
    """What of the dealer's file does not come back."""

    NOTHING = "nothing"
    FORMULAS = "formulas"  # their values stand for them
    FORMATTING = "formatting"


@dataclass(frozen=True, slots=True)
class Answer:
    """The file to give back, its suffix and what it lacks of what the dealer sent."""

    content: bytes
    suffix: str
    lost: Lost


_UNFORMATTED = frozenset({FileKind.CSV, FileKind.HTML, FileKind.XML, *DOCUMENTS})


def annotate(
    parsed: ParsedFile,
    verdicts: Mapping[tuple[int, int], Verdict],
    *,
    headings: Sequence[str],
    header_rows: Mapping[int, Sequence[int]],
) -> Answer:
    """The workbook with a verdict beside each row that has one: (sheet, row) → verdict.

    ``headings`` name the six added columns; ``header_rows`` is sheet → the header's row of each
    of its tables, for those that have one.
    """
    added: dict[int, Added] = {}
    for position, sheet in enumerate(parsed.sheets):
        beside = {row: verdict for (of, row), verdict in verdicts.items() if of == position}
        if beside:
            added[position] = added_columns(
                sheet, beside, headings=headings, header_rows=header_rows.get(position, ())
            )
    try:
        return _in_kind(parsed, added)
    except (Unpatchable, DomainError):  # a file too unusual for anything but its cells
        names, content = plain_workbook(parsed.sheets)
        told = {names[position]: columns for position, columns in added.items()}
        suffix, content = add_to_xlsx(content, told)
        kept = parsed.kind in _UNFORMATTED
        return Answer(content, suffix, Lost.NOTHING if kept else Lost.FORMATTING)


def _in_kind(parsed: ParsedFile, added: Mapping[int, Added]) -> Answer:
    """The file with its formatting. Raises ``Unpatchable`` or ``DomainError`` where there is no
    way to keep it."""
    if any(sheet.taken_apart for sheet in parsed.sheets):  # beside its lines we were not understood
        raise Unpatchable("lines of text")
    named = {parsed.sheets[position].name: columns for position, columns in added.items()}
    if len(named) < len(added):
        raise Unpatchable("two sheets of one name")
    if parsed.kind is FileKind.XLSX:
        suffix, content = add_to_xlsx(parsed.content, named)
        return Answer(content, suffix, Lost.NOTHING)
    if parsed.kind is FileKind.ODS:
        return Answer(add_to_ods(parsed.content, added), "ods", Lost.NOTHING)
    if parsed.kind is FileKind.XLS:
        suffix, content = add_to_xlsx(dressed(parsed.content), named)
        lost = Lost.FORMULAS if has_formulas(parsed.content) else Lost.NOTHING
        return Answer(content, suffix, lost)
    raise Unpatchable(f"cells of {parsed.kind} have no formatting we can read")
