"""What is struck through in lines of text: a person took it back with his pen.

Readers put ``STRUCK`` around such words, the text is read as if it were not there, and each row
that has some of them gets a cross behind it: it is asked. So is a row of which a part is struck,
for nobody knows what is left. Runs in the reader's process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from wholesale.intake.opening import read_lines
from wholesale.intake.opening.found import Marks, Rows

STRUCK = "\ufdd0"  # no sign of any text: Unicode keeps it for programs
CROSS = "❌"
_MOST_LOOKS = 2_000_000
_SIGN = re.compile(f" ?{STRUCK} ?")


def struck(words: str) -> str:
    """The words of a line as struck ones."""
    return f"{STRUCK}{words}{STRUCK}" if words.strip() else words


def has_struck(text: str) -> bool:
    """Whether a word of a text is struck through."""
    return STRUCK in text and any(
        any(map(str.isalnum, words)) for words in text.replace(STRUCK * 2, "").split(STRUCK)[1::2]
    )


def bare(text: str) -> str:
    """A text without the signs; «10» struck before «5» is not 105."""
    return _SIGN.sub(" ", text.replace(STRUCK * 2, ""))


def rows_of(text: str) -> list[read_lines.Row] | None:
    """``read_lines.rows_of``, with a cross behind the rows that are struck through."""
    if STRUCK not in text:
        return read_lines.rows_of(text)
    rows = read_lines.rows_of(bare(text))
    lines = [_plain(bare(line)) for line in text.splitlines() if has_struck(line)]
    if not rows or not lines:
        return rows
    crossed = _crossed([[_plain(str(cell)) for cell in cells if cell] for _, cells in rows], lines)
    return [
        (number, [*cells, CROSS] if place in crossed and _may_ask(cells) else cells)
        for place, (number, cells) in enumerate(rows)
    ]


def _crossed(rows: list[list[str]], lines: list[str]) -> set[int]:
    """The places of the rows that struck lines became: all where nobody knows which."""
    every = set(range(len(rows)))
    lines = [*dict.fromkeys(lines)]
    if len(lines) * len(rows) > _MOST_LOOKS:
        return every
    said = [(max(cells, key=len, default=""), f" {' '.join(cells)} ") for cells in rows]
    found: set[int] = set()
    for line in lines:
        found |= {
            n for n, (name, row) in enumerate(said) if name in line or f" {line} " in row
        } or every
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _may_ask(cells: list[Any]) -> bool:
    return len(cells) > 1 or any(map(str.isdigit, str(cells[0])))


def marked(rows: Rows, marks: Marks) -> Iterator[tuple[int, list[Any]]]:
    """Rows of a text that is a table: of those with struck words all cells are told as struck."""
    for number, cells in rows:
        if any(map(has_struck, cells)):
            marks.struck += [(number, column) for column in range(len(cells))]
        yield number, [bare(cell).strip() if STRUCK in cell else cell for cell in cells]


def mark_page(elements: Iterable[Any]) -> None:
    """Put the signs around the words within struck elements of a page, on each of their lines."""
    done: set[Any] = set()
    for element in elements:
        if element in done:
            continue
        for inside in element.iter():
            done.add(inside)
            inside.text = _by_line(inside.text)
            if inside is not element:
                inside.tail = _by_line(inside.tail)


def _by_line(text: str | None) -> str | None:
    return "\n".join(map(struck, text.split("\n"))) if text else text
