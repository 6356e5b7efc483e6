"""Documents of word processors (docx, RTF): the tables in them, else their lines.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from wholesale.intake.opening import read_csv, struck_lines
from wholesale.intake.opening.found import FoundSheet, Marks, Unreadable
from wholesale.intake.opening.read_rtf import text_of_rtf

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MAX_SPAN = 1_000
_MOST_CELLS = 500_000
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
Row = tuple[int, list[Any]]


def sheets(content: bytes, kind: str) -> Iterator[FoundSheet]:
    """One sheet: of a docx with tables its lines and their rows, one below the other."""
    if kind == "rtf":
        yield from _of_text(text_of_rtf(content))
        return
    marks = Marks()
    rows = _docx_rows(content, marks)
    if any(len(cells) > 1 for _, cells in rows):
        for number, cells in rows:
            told = [(number, c) for c, cell in enumerate(cells) if struck_lines.has_struck(cell)]
            marks.struck += told
            cells[:] = [" ".join(struck_lines.bare(cell).split()) for cell in cells]
        yield FoundSheet("", True, rows, marks)
        return
    yield from _of_text("\n".join(str(cells[0]) for _, cells in rows))


def _of_text(text: str) -> Iterator[FoundSheet]:
    if not text.strip():
        raise Unreadable("file_is_document")  # of pictures, perhaps
    yield from read_csv.sheets(text.encode("utf-8"))


def _docx_rows(content: bytes, marks: Marks) -> list[Row]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            document = etree.fromstring(package.read("word/document.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as broken:
        raise Unreadable("file_corrupted") from broken
    name = _W if document.tag.startswith(_W) else _STRICT
    _leave_one_wording(document)
    _leave_what_stays(document, name)
    body = document.find(f"{name}body")
    rows: list[Row] = []
    filled = 0
    for block in [] if body is None else body.iter(f"{name}p", f"{name}tr"):
        if block.tag == f"{name}p":
            if next(block.iterancestors(f"{name}tc"), None) is None and (
                said := _text(block, name)
            ):
                rows.append((len(rows) + 1, [said]))
            continue
        cells = _cells(block, len(rows) + 1, marks, name)
        if cells:
            rows.append((len(rows) + 1, cells))
        filled += len(cells)
        if filled > _MOST_CELLS:
            raise Unreadable("file_too_large")
    return rows


def _leave_one_wording(document: Any) -> None:
    """Without what is said once more for programs that do not know the first way to say it, as
    text boxes are."""
    for place in [*document.iter(f"{_COMPATIBLE}AlternateContent")]:
        if place.find(f"{_COMPATIBLE}Choice") is not None:
            for wording in [*place][1:]:
                place.remove(wording)


def _leave_what_stays(document: Any, name: str) -> None:
    """Without what was moved away or is hidden; what was deleted is told in another element."""
    for gone in [*document.iter(f"{name}moveFrom")]:
        gone.getparent().remove(gone)
    for row in [*document.iter(f"{name}tr")]:
        if row.find(f"{name}trPr/{name}del") is not None:
            row.getparent().remove(row)
    for run in [*document.iter(f"{name}r")]:
        if _is_on(run, "vanish", name):
            run.getparent().remove(run)


def _is_on(run: Any, look: str, name: str) -> bool:
    set_to = run.find(f"{name}rPr/{name}{look}")
    return set_to is not None and set_to.get(f"{name}val") not in {"0", "false", "off"}


def _cells(row: Any, number: int, marks: Marks, name: str) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iter(f"{name}tc"):
        if next(cell.iterancestors(f"{name}tr"), None) is not row:
            continue  # of a table inside, whose rows come by themselves
        spans = cell.find(f"{name}tcPr/{name}gridSpan")
        across = _whole(spans.get(f"{name}val")) if spans is not None else 1
        inside = (f"{name}tc", cell)
        texts = [_text(line, name) for line in cell.iter(f"{name}p") if _is_of(line, *inside)]
        text = " ".join(filter(None, texts))
        if across > 1:
            marks.merge(number, len(cells), number, len(cells) + across - 1)
        cells += [text, *[""] * (across - 1)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(line: Any, name: str) -> str:
    """What a paragraph says, without the text boxes that hang on it; what is struck through
    between signs."""
    said = []
    for part in line.iter(f"{name}t", f"{name}tab", f"{name}br"):
        if not _is_of(part, f"{name}p", line):
            continue
        text = part.text or "" if part.tag == f"{name}t" else " "
        run = part.getparent()
        crossed = _is_on(run, "strike", name) or _is_on(run, "dstrike", name)
        said.append(struck_lines.struck(text) if crossed else text)
    return " ".join("".join(said).split())


def _is_of(element: Any, tag: str, above: Any) -> bool:
    """Whether the nearest ``tag`` around an element is ``above``."""
    return next(element.iterancestors(tag), None) is above


def _whole(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdecimal() and int(text) else 1
