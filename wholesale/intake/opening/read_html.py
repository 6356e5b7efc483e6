"""Pages of HTML with tables, which programs save as .xls, or with the lines of a letter. Runs in
the reader's process.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from wholesale.intake.opening import read_struck, struck_lines
from wholesale.intake.opening.encodings import decode_text
from wholesale.intake.opening.found import FoundSheet, Marks, Unreadable
from wholesale.intake.sheet import WIDEST

_MOST_CELLS = 500_000  # of a page
_LONGEST = 1_000_000  # signs of a letter
_FEWEST = 2  # lines of an order beside tables
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """A sheet for each table of the page that is no frame around others, and one for the order
    that is written in the lines outside of them: those of a letter above its signature."""
    from lxml import html

    if content.count(b"<td") + content.count(b"<TD") > _MOST_CELLS:
        raise Unreadable("file_too_large")  # said at once, not after a tree that fills the memory
    text = decode_text(content)
    if _ends_within_a_table(text.lower()):
        raise Unreadable("file_truncated")
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    page = html.document_fromstring(text.encode("utf-8"), parser=parser)
    if page is None:
        raise Unreadable("file_corrupted")
    strikes = read_struck.html_strikes(text)
    framed = not any(len(line) > 1 for line in page.iter("tr"))
    if len(text) < _LONGEST and (lines := _of_lines(page, framed=framed)):
        yield FoundSheet("", True, lines, Marks())
        if framed:
            return
    for position, table in enumerate(page.iter("table"), 1):
        if table.find(".//table") is not None:
            continue  # a frame around the real ones
        marks = Marks()
        rows = _rows(table, marks, strikes)
        if rows:
            yield FoundSheet(f"{position}", True, rows, marks)


_BLOCKS = ("p", "div", "li", "tr", "br", "h1", "h2", "h3", "blockquote")


def _of_lines(page: Any, *, framed: bool) -> list[tuple[int, list[Any]]]:
    """The order written in the lines of a page, within its tables too when they are but frames;
    [] when there is none."""
    page = copy.deepcopy(page)
    left_out = ["blockquote", "script", "style", *([] if framed else ["table"])]
    for other in [*page.iter(*left_out)]:
        if other.getparent() is not None:
            other.drop_tree()  # a letter's answer quotes what was ordered before
    crossed = []
    for element in [*page.iter("*")]:
        hidden = _NOT_SHOWN.search(element.get("style") or "")
        if hidden and element.tag != "tr" and element.getparent() is not None:
            element.drop_tree()  # a hidden row may be meant: a filter hid it
        elif hidden or read_struck.strikes(element):
            crossed.append(element)
    struck_lines.mark_page(crossed)
    for block in page.iter(*_BLOCKS):
        block.text = f"\n{block.text or ''}"
        block.tail = f"\n{block.tail or ''}"
    rows = struck_lines.rows_of(page.text_content())
    enough = 1 if framed else _FEWEST
    return rows if rows and sum(len(cells) > 1 for _, cells in rows) >= enough else []


def _ends_within_a_table(page: str) -> bool:
    """Whether the page came in part only: the reader would show the rows there are as if they
    were all."""
    return page.rfind("</table") < max(page.rfind("<td"), page.rfind("<tr"))


def _rows(table: Any, marks: Marks, strikes: bool) -> list[tuple[int, list[Any]]]:
    rows: list[tuple[int, list[Any]]] = []
    taken: dict[tuple[int, int], bool] = {}
    for number, line in enumerate(table.iter("tr"), 1):
        if _NOT_SHOWN.search(line.get("style") or ""):
            marks.hidden_rows.append(number)
        cells: list[Any] = []
        for cell in line:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, len(cells)) in taken:
                cells.append("")
            across, down = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            column = len(cells)
            if across > 1 or down > 1:
                marks.merged.append((number, column, number + down - 1, column + across - 1))
                for below in range(1, down):
                    for beside in range(across):
                        taken[number + below, column + beside] = True
            text = " ".join("".join(cell.itertext()).split())
            if strikes and text and read_struck.html_cell(cell, text):
                marks.struck.append((number, column))
            cells.append(text)
            cells.extend([""] * (across - 1))
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
    return rows


def _span(text: str | None) -> int:
    return min(int(text), WIDEST) if text and text.isdigit() and int(text) > 0 else 1
