"""Bytes in, sheets and their tables out; everything here runs outside of a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import orjson

from wholesale.core.errors import DomainError
from wholesale.intake.opening import read_lines
from wholesale.intake.opening.mail import only_file
from wholesale.intake.opening.sniff import LETTERS, FileKind, sniff
from wholesale.intake.opening.workbook import Progress, read
from wholesale.intake.sheet import Cell, Sheet
from wholesale.intake.tables.headers import Table, find_tables, headed_at, headless
from wholesale.intake.words.cells import number_of

_MOST_TABLES = 500


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A read file: its name and bytes, its sheets and the tables found in them.

    ``sha256`` is that of what the sheets say, so that a file saved again is known as the same.
    """

    file_name: str
    content: bytes
    sha256: str
    kind: FileKind
    sheets: tuple[Sheet, ...]
    tables: tuple[Table, ...]


def parse(
    content: bytes,
    file_name: str,
    *,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> ParsedFile:
    """Read a workbook in a child process with limits on memory and time; of a letter, the one
    table it brings.

    ``progress`` is told the number of rows read, also while their tables are looked for; an
    exception of its own cancels the reading.
    Raises ``DomainError``: ``file_…`` for what cannot be read, ``file_no_table`` when no sheet
    holds anything.
    """
    kind = sniff(content)
    if kind in LETTERS:
        file_name, content = only_file(content, file_name)
        kind = sniff(content)
    sheets = read(content, kind, seconds=seconds, progress=progress)
    rows = sum(len(sheet.rows) for sheet in sheets)
    watch = partial(progress, rows) if progress else None
    return _parsed(file_name, content, kind, sheets, watch)


def parse_cells(rows: list[list[str]], file_name: str = "") -> ParsedFile:
    """Cells pasted from the clipboard, as if they were a file of one sheet."""
    content = "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)
    return parse(content.encode("utf-8"), file_name)


def with_header(parsed: ParsedFile, index: int, number: int) -> ParsedFile:
    """``parsed`` with the header of its table ``index`` in the row ``number`` of the sheet."""
    tables = list(parsed.tables)
    table = tables[index]
    tables[index] = headed_at(parsed.sheets[table.sheet], table, number)
    return replace(parsed, tables=tuple(tables))


def without_header(parsed: ParsedFile, index: int) -> ParsedFile:
    """``parsed`` with no header over its table ``index``: what was taken for one, and what
    stands between it and the table before, are rows of it."""
    tables = list(parsed.tables)
    table = tables[index]
    before = tables[index - 1] if index and tables[index - 1].sheet == table.sheet else None
    start = before.body.stop if before else 0
    tables[index] = headless(parsed.sheets[table.sheet], table, start)
    return replace(parsed, tables=tuple(tables))


def _digest(sheets: list[Sheet]) -> str:
    digest = hashlib.sha256()
    for sheet in sheets:
        digest.update(orjson.dumps([sheet.name, sheet.numbers, sheet.rows]))
    return digest.hexdigest()


def _beside_numbers(sheet: Sheet) -> Sheet:
    """A sheet of numbers one below another and lines of a message beside them, and perhaps a
    header over both."""
    rows = sheet.rows
    head = bool(rows) and len(rows[0]) == 2 and all(isinstance(cell, str) for cell in rows[0])
    body = rows[1:] if head else rows
    numbered = [
        row for row in body if len(row) == 2 and isinstance(row[1], str) and number_of(row[0])
    ]
    if len(numbered) < _FEWEST or len(numbered) < len(body):
        return sheet
    numbers = [number_of(row[0]) or 0 for row in numbered]
    if any(after - before != 1 for before, after in pairwise(numbers)):
        return sheet
    found = read_lines.rows_among([str(row[1]) for row in numbered])
    if found is None or any(len(cells) < 2 for _, cells in found) or len(found) < len(body):
        return sheet
    parted: list[list[Cell]] = [
        [row[0], *cells] for row, (_, cells) in zip(numbered, found, strict=True)
    ]
    coded = all("" in cells[:2] for _, cells in found)  # a column of codes, one of names
    top: list[list[Cell]] = []
    if head:
        top = [[rows[0][0], *(["Код"] if coded else []), rows[0][1], "Кол-во"]]
    return _with_parts(sheet, sheet.numbers, [*top, *parted], sheet.numbers)


def _with_parts(
    sheet: Sheet, numbers: list[int], rows: list[list[Cell]], origins: list[int]
) -> Sheet:
    """``sheet`` with lines taken apart for its rows; each is struck and hidden as the row was that
    it comes from, whose number is in ``origins``: all its cells, for any may hold the words."""
    crossed = {row for row, _ in sheet.struck}
    came = [*zip(numbers, rows, origins, strict=True)]
    return replace(
        sheet,
        numbers=numbers,
        rows=rows,
        struck=frozenset((n, c) for n, row, at in came if at in crossed for c in range(len(row))),
        hidden_rows=frozenset(number for number, _, at in came if at in sheet.hidden_rows),
        taken_apart=True,
    )


_FEWEST = 3  # rows of a list beside its numbers
_BREAKS = 2  # in a cell that holds several lines of a message


def _of_message(sheet: Sheet, texts: list[str]) -> Sheet:
    """A sheet of cells that hold a whole message each, as its lines; the numbers of its rows are
    those of the lines, not of the sheet's rows."""
    of_rows = [
        (line, number)
        for text, number in zip(texts, sheet.numbers, strict=True)
        for line in text.split("\n")
        if line.strip()
    ]
    found = read_lines.rows_among([line for line, _ in of_rows])
    if found is None or len(found) != len(of_rows):
        return sheet
    rows: list[list[Cell]] = [[*cells] for _, cells in found]
    plain = Sheet(sheet.name, sheet.visible, struck=sheet.struck, hidden_rows=sheet.hidden_rows)
    return _with_parts(plain, [n for n, _ in found], rows, [number for _, number in of_rows])


def _of_lines(sheet: Sheet) -> Sheet:
    """A sheet whose rows are one cell each, as lines of a message: «Болт М8 - 10 шт»."""
    place = next((c for row in sheet.rows[:1] for c, cell in enumerate(row) if cell != ""), 0)
    texts: list[str] = []
    for row in sheet.rows:
        if len(row) != place + 1 or not isinstance(row[place], str) or any(row[:place]):
            return sheet
        texts.append(str(row[place]))
    if any(text.count("\n") >= _BREAKS for text in texts):
        return _of_message(sheet, texts)
    found = read_lines.rows_among(texts)
    if found is None or len(found) != len(texts):
        return sheet
    rows: list[list[Cell]] = [[*[""] * place, *cells] for _, cells in found]
    return _with_parts(sheet, sheet.numbers, rows, sheet.numbers)


def _parsed(
    file_name: str,
    content: bytes,
    kind: FileKind,
    sheets: list[Sheet],
    watch: Callable[[], None] | None,
) -> ParsedFile:
    if not any(sheet.rows for sheet in sheets):
        raise DomainError("file_no_table")
    sheets = [_beside_numbers(_of_lines(sheet)) for sheet in sheets]
    tables: list[Table] = []
    for position, sheet in enumerate(sheets):
        tables += find_tables(sheet, position, watch)
        if len(tables) > _MOST_TABLES:
            raise DomainError("file_of_tables", most=_MOST_TABLES)
    return ParsedFile(
        file_name=file_name,
        content=content,
        sha256=_digest(sheets),
        kind=kind,
        sheets=tuple(sheets),
        tables=tuple(tables),
    )
