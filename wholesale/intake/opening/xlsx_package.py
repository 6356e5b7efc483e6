"""What an xlsx is made of: its parts, the sheets its workbook lists, the places of cells."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wholesale.intake.opening.safe_xml import tree

_MAX_BOOK = 20_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet as the workbook lists it; ``path`` is "" when the package does not hold it."""

    name: str
    visible: bool
    path: str


def parts_of(package: zipfile.ZipFile) -> tuple[list[Part], bool]:
    """Sheets of an xlsx in the workbook's order, and whether the program that opens it is asked
    to calculate everything anew: then a value of 0 may be none."""
    names = names_of(package)
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
    names = names_of(package)
    targets: dict[str, str] = {}
    for relation in _tree(package, names[relations]).iter("{*}Relationship"):
        path = posixpath.normpath(posixpath.join("/xl", relation.get("Target") or ""))
        targets[relation.get("Id") or ""] = names.get(path.lstrip("/").lower(), "")
    return targets


def names_of(package: zipfile.ZipFile) -> dict[str, str]:
    """The parts of a package by their names in small letters."""
    return {name.lower().lstrip("/"): name for name in package.namelist()}


def _tree(package: zipfile.ZipFile, name: str) -> Any:
    if package.getinfo(name).file_size > _MAX_BOOK:
        raise ValueError(name)
    found = tree(package.read(name))
    if found is None:
        raise ValueError(name)
    return found


@lru_cache(maxsize=1_024)
def column_index(letters: str) -> int:
    """«A» → 0, «XFD» → 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def cells_of(row: Any) -> Iterator[tuple[int, Any]]:
    """The cells of a row's XML with their columns; one that does not say where it stands follows
    the one before."""
    column = -1
    for cell in row.iterfind("{*}c"):
        letters = (cell.get("r") or "").rstrip("0123456789")
        column = column_index(letters) if letters else column + 1
        yield column, cell
