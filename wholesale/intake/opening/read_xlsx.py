"""What calamine does not tell of an xlsx's sheets, looked up in the package itself: hidden rows and
columns, outline levels, formulas that were saved without their value, what is struck through.

Runs in the reader's process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from wholesale.intake.opening import read_struck, read_units
from wholesale.intake.opening.found import MAX_SHEET, MOST_MARKS, Marks, Unreadable
from wholesale.intake.opening.xlsx_package import column_index, names_of, parts_of
from wholesale.intake.sheet import COLUMNS

_WORST = (KeyError, zipfile.BadZipFile, ValueError, OSError)


def xlsx_marks(content: bytes) -> Iterator[Marks]:
    """The marks of each sheet in the workbook's order; merges are not among them. Ends early
    where the package is unusual."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts, anew = parts_of(package)
            styles = names_of(package).get("xl/styles.xml")
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
