"""Where an xlsx shows its numbers as percentages: the readers of cells give 0.07 for 7 %.

Reads the sheets' XML as a stream, and no more than the styles when none of them is a
percentage.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from wholesale.intake.opening.found import FoundSheet, Rows, Unreadable
from wholesale.intake.opening.read_units import PERCENT, xlsx_units
from wholesale.intake.opening.safe_xml import elements
from wholesale.intake.opening.xlsx_package import cells_of, names_of, parts_of
from wholesale.intake.sheet import WIDEST


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """Each sheet with a 1 where a number is shown as a percentage, and "" elsewhere."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            styles = _styles(package)
            for part in parts_of(package)[0] if styles else []:
                if part.path:
                    with package.open(part.path) as stream:
                        yield FoundSheet(part.name, part.visible, _rows(stream, styles))
    except (zipfile.BadZipFile, KeyError, ValueError, zlib.error, etree.XMLSyntaxError) as broken:
        raise Unreadable("file_corrupted") from broken


def _styles(package: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that are percentages."""
    part = names_of(package).get("xl/styles.xml")
    if part is None:
        return set()
    return {str(number) for number in xlsx_units(package.read(part)).get(PERCENT, ())}


def _rows(stream: IO[bytes], styles: set[str]) -> Rows:
    number = 0
    for row in elements(stream, "{*}row"):
        number = int(row.get("r") or number + 1)
        values: list[Any] = []
        for column, cell in cells_of(row):
            if cell.get("s") in styles and column < WIDEST:
                values.extend([""] * (column - len(values)))
                values.append(1)
        row.clear()
        if values:
            yield number, values
