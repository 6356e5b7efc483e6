"""What calamine does not tell of a sheet, looked up in the package itself: hidden rows and
columns, outline levels, formulas that were saved without their value, what is struck through.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wholesale.intake.opening import read_struck, read_units
from wholesale.intake.opening.reader import Marks, Unreadable
from wholesale.intake.opening.safe_xml import tree
from wholesale.intake.sheet import COLUMNS, ROWS

MOST_MARKS = 400_000  # of a kind in a sheet; one more is refused rather than lost
MAX_SHEET = 150_000_000  # of XML that is searched
_MAX_BOOK = 20_000_000
_MAX_MERGES = 20_000
_NEAR_TOP = 300  # rows
_WORST = (KeyError, zipfile.BadZipFile, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet as the workbook lists it; ``path`` is "" when the package does not hold it."""

    name: str
    visible: bool
    path: str


def parts_of(package: zipfile.ZipFile) -> tuple[list[Part], bool]:
    """Sheets of an xlsx in the workbook's order, and whether the program that opens it is asked
    to calculate everything anew: then a value of 0 may be none."""
    names = _names(package)
    targets = targets_of(package, "xl/_rels/workbook.xml.rels")
    book = _tree(package, names["xl/workbook.xml"])
    found = [
        Part(
            sheet.get("name") or "",
            sheet.get("state", "visible") == "visible",
            next((targets.get(v, "") for k, v in sheet.items() if k.endswith("}id")), ""),
        )
        for sheet in book.iterfind("{*}sheets/{*}sheet")
    ]
    calculation = book.find("{*}calcPr")
    anew = calculation is not None and calculation.get("fullCalcOnLoad") in {"1", "true"}
    return found, anew


def targets_of(package: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """What the workbook's relations point at: id → part, "" when the package does not hold it."""
    names = _names(package)
    targets: dict[str, str] = {}
    for relation in _tree(package, names[relations]).iter("{*}Relationship"):
        path = posixpath.normpath(posixpath.join("/xl", relation.get("Target") or ""))
        targets[relation.get("Id") or ""] = names.get(path.lstrip("/").lower(), "")
    return targets


def _names(package: zipfile.ZipFile) -> dict[str, str]:
    """The parts of a package by their names in small letters."""
    return {name.lower().lstrip("/"): name for name in package.namelist()}


def _tree(package: zipfile.ZipFile, name: str) -> Any:
    if package.getinfo(name).file_size > _MAX_BOOK:
        raise ValueError(name)
    found = tree(package.read(name))
    if found is None:
        raise ValueError(name)
    return found


def xlsx_marks(content: bytes) -> Iterator[Marks]:
    """The marks of each sheet in the workbook's order; merges are not among them. Ends early
    where the package is unusual."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts, anew = parts_of(package)
            styles = _names(package).get("xl/styles.xml")
            looks = package.read(styles) if styles else b""
            struck, units = read_struck.xlsx_styles(looks), read_units.xlsx_units(looks)
            for part in parts:
                small = part.path and package.getinfo(part.path).file_size < MAX_SHEET
                yield _marks(package.read(part.path), anew, struck, units) if small else Marks()
    except _WORST:
        return


_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_LEVEL = re.compile(rb"""\soutlineLevel\s*=\s*["']([1-9])["']""")
_BOUND = {
    side: re.compile(rb"\s" + side + rb"""\s*=\s*["'](\d+)["']""") for side in (b"min", b"max")
}


_MOST_UNITS = 50_000


def _marks(
    xml: bytes, anew: bool, struck: frozenset[int], units: Mapping[str, frozenset[int]]
) -> Marks:
    marks = Marks()
    hidden, levels = b"hidden" in xml, b"outlineLevel" in xml
    if hidden or levels:
        for tag in _ROW.findall(xml):
            number = _NUMBER.search(tag)
            if not number:
                continue
            if _HIDDEN.search(tag):
                marks.hidden_rows.append(int(number[1]))
            level = _LEVEL.search(tag)
            if level:
                marks.levels.append((int(number[1]), int(level[1])))
    if hidden:
        for tag in _COLUMN.findall(xml):
            if _HIDDEN.search(tag):
                marks.hidden_columns += _between(tag)
    marks.struck = [
        (row, column_index(letters.decode()))
        for row, letters in read_struck.xlsx_cells(xml, struck)
    ]
    marks.units = [
        (row, column_index(letters.decode()), unit)
        for unit, styles in units.items()
        for row, letters in read_struck.xlsx_cells(xml, styles)
    ]
    if len(marks.units) > _MOST_UNITS:  # whole columns of discounts
        marks.units = [told for told in marks.units if told[2] != read_units.PERCENT]
    _find_formulas(xml, anew, marks)
    return marks


def _between(tag: bytes) -> range:
    first, last = (_BOUND[side].search(tag) for side in (b"min", b"max"))
    if not first or not last:
        return range(0)
    return range(int(first[1]) - 1, min(int(last[1]), COLUMNS))


_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_TEXT_RESULT = re.compile(rb"""\st\s*=\s*["']str["']""")


_VALUELESS = rb"""  # of a cell, from its formula to its end
    <%(p)sf\b [^<>]*? (?: /> | > (?P<formula>[^<]*) </%(p)sf\s{0,9}> ) \s{0,9}
    (?P<value> <%(p)sv\s{0,9} (?: /> | > \s{0,9} %(zero)s \s{0,9} </%(p)sv\s{0,9}> ) )? \s{0,9}
    </%(p)sc\s{0,9}>
"""


def _find_formulas(xml: bytes, anew: bool, marks: Marks) -> None:
    """Tell the formulas without a value: none stands beside them, or an empty one, or a 0 of a
    workbook that is to be calculated ``anew``."""
    root = _PREFIX.search(xml[:4096])
    prefix = (root[1] or b"") if root else b""
    zero = b"0?" if anew else b""
    valueless = re.compile(_VALUELESS % {b"p": prefix, b"zero": zero}, re.VERBOSE)
    opening = b"<" + prefix + b"c"
    for found in valueless.finditer(xml):
        attributes = xml[xml.rfind(b"<", 0, found.start()) : found.start()]
        if not attributes.startswith(opening):
            continue
        if found["value"] and b"str" in attributes and _TEXT_RESULT.search(attributes):
            continue  # the formula said ""
        place = _REFERENCE.search(attributes)
        if place is None:
            _read_whole(xml, anew, marks)
            return
        column = column_index(place[1].decode())
        marks.formulas.append((int(place[2]), column, _constant(found["formula"] or b"")))
        if len(marks.formulas) > MOST_MARKS:
            raise Unreadable("file_too_large")


def _read_whole(xml: bytes, anew: bool, marks: Marks) -> None:
    """Cells that do not say where they stand are counted one by one."""
    from wholesale.intake.opening import read_sparse

    told = Marks()
    for _ in read_sparse.rows(io.BytesIO(xml), [], told, anew=anew):
        pass
    marks.formulas = told.formulas


_CONSTANT = re.compile(rb"[\s\d.,+\-*/()=]*")


def _constant(formula: bytes) -> str:
    """The formula when it can be calculated without the sheet, «5*12»; "" for any other."""
    return formula.decode("ascii") if _CONSTANT.fullmatch(formula) else ""


@lru_cache(maxsize=1_024)
def column_index(letters: str) -> int:
    """«A» → 0, «XFD» → 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODS_SIGNS = (b"formula=", b"visibility=", b"line-through-style=", b"-spanned=")
_COLLAPSED = frozenset({"collapse", "filter"})


def ods_marks(content: bytes) -> Iterator[Marks]:
    """The marks of each table of an OpenDocument workbook, in its order."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.lower(): name for name in package.namelist()}
            if package.getinfo(names["content.xml"]).file_size > MAX_SHEET:
                return
            xml = package.read(names["content.xml"])
    except _WORST:
        return
    if any(sign in xml for sign in _ODS_SIGNS):
        yield from _ods_tables(xml)


def _ods_tables(xml: bytes) -> Iterator[Marks]:
    from lxml import etree

    steps = etree.iterparse(
        io.BytesIO(xml),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        tag=[f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column"],
    )
    struck = read_struck.ods_styles(xml)
    marks, row, column = Marks(), 0, 0
    try:
        for event, element in steps:
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "table":
                    marks, row, column = Marks(), 0, 0
                continue
            if name == "table":
                yield marks
            elif name == "table-column":
                times = _times(element, "columns")
                if element.get(f"{_TABLE}visibility") in _COLLAPSED:
                    marks.hidden_columns += range(column, min(column + times, COLUMNS))
                column += times
            else:
                times = _times(element, "rows")
                _ods_row(element, row + 1, times, marks, struck)
                row += times
            element.clear()
    except etree.XMLSyntaxError:
        return


def _times(element: Any, what: str, how: str = "repeated") -> int:
    said = element.get(f"{_TABLE}number-{what}-{how}") or ""
    return min(int(said), ROWS) if said.isdecimal() and len(said) < 8 else 1


def worth_merging(marks: Marks, number: int, rows: int) -> bool:
    """Whether a merged area is worth telling: over several rows, or near the top, where headers
    are."""
    return len(marks.merged) < _MAX_MERGES and (rows > 1 or number <= _NEAR_TOP)


def _ods_row(element: Any, number: int, times: int, marks: Marks, struck: Collection[str]) -> None:
    if element.get(f"{_TABLE}visibility") in _COLLAPSED and times < 100_000:
        marks.hidden_rows += range(number, number + times)
    column = 0
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        formula = cell.get(f"{_TABLE}formula")
        if formula and cell.get(f"{_OFFICE}value-type") is None and not len(cell):
            marks.formulas.append((number, column, formula[formula.find("=") :]))
        if len(cell) and cell.get(f"{_TABLE}style-name") in struck:
            marks.struck.append((number, column))
        down, right = (_times(cell, what, "spanned") for what in ("rows", "columns"))
        if (down > 1 or right > 1) and worth_merging(marks, number, down):
            marks.merged.append((number, column, number + down - 1, column + right - 1))
        column += _times(cell, "columns")
