"""Tables that are text: csv of any delimiter, pasted cells, lines of a letter.

Runs in the reader's process.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from wholesale.intake.opening import read_torn, struck_lines
from wholesale.intake.opening.encodings import decode_text
from wholesale.intake.opening.found import FoundSheet, Marks, Rows, Unreadable

_FEW = 2  # lines that a sign may part by chance
_NOTHING = "\x1f"  # a sign that parts no text of people's
_MOST_LINES = 5  # in one quoted field


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """The one sheet of the text."""
    marks = Marks()
    yield FoundSheet("", True, _rows(decode_text(content), marks), marks)


def _rows(text: str, marks: Marks) -> Rows:
    csv.field_size_limit(1_000_000)
    text = text.replace("\x00", "")
    first, _, rest = text.partition("\n")
    given = first.strip().strip('"')
    skipped = 0
    if given.lower().startswith("sep=") and len(given) == 5:
        delimiter, text, skipped = given[4], rest, 1
    else:
        delimiter = _delimiter(text)
    written = struck_lines.rows_of(text)
    if written is not None:
        yield from written
        return
    inches = _quotes_are_inches(text, delimiter)
    rows = _fields(text, delimiter, inches, skipped)
    if struck_lines.STRUCK in text:
        rows = struck_lines.marked(rows, marks)
    try:
        for number, cells in read_torn.mended(rows, marks) if delimiter == "," else rows:
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except csv.Error as broken:
        raise Unreadable("file_corrupted") from broken


def _fields(text: str, delimiter: str, inches: bool, skipped: int) -> Rows:
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if inches else csv.QUOTE_MINIMAL,
    )
    for number, row in enumerate(lines, skipped + 1):
        yield number, [cell.strip(" \r\n\ufeff") for cell in row]


def _quotes_are_inches(text: str, delimiter: str) -> bool:
    """Whether a quote that opens a field is a sign of inches and not the format's: read as the
    format's it would swallow line after line."""
    try:
        sample = csv.reader(io.StringIO(text[:500_000], newline=""), delimiter=delimiter)
        return any(cell.count("\n") > _MOST_LINES for row in sample for cell in row)
    except csv.Error:
        return True


def _delimiter(text: str) -> str:
    """The sign that splits most of the first lines into the same number of fields."""
    lines = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    best, best_score = ";", 0.0
    for delimiter in (";", "\t", "|", ","):
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        common = max(wide.values())
        split = sum(wide.values())
        enough = min(_FEW + 1, len(lines) / 2) if delimiter == "," else _FEW
        if len(lines) > _FEW and split < enough:
            continue  # a comma in a sentence parts no cells
        score = (common + split) / (2 * len(lines)) * (0.6 if delimiter == "," else 1.0)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best if best_score else _NOTHING
