"""What ``wholesale price`` is asked about: words of the command line, or the lines of a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from wholesale.cli import common
from wholesale.core.errors import DomainError

Item = tuple[str, Decimal]

ARTICLE = {"article", "code", "sku", "артикул", "код"}
QUANTITY = {"quantity", "qty", "count", "количество", "кол-во", "кол."}
SEPARATORS = ("\t", ";", ",")


def from_word(word: str) -> Item:
    """``A-1:12``, or the article alone, which is one unit. Raises ``number_unreadable``."""
    article, found, number = word.rpartition(":")
    quantity = common.quantity(number) if found else None
    return (word.strip(), Decimal(1)) if quantity is None else (article.strip(), quantity)


def from_file(path: Path) -> list[Item]:
    """One article and quantity a line, by tab, «;», «,» or «:»; a row of headings may be first.

    Raises ``file_unreadable`` for what is not UTF-8, and ``number_unreadable``.
    """
    try:
        text = common.read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DomainError("file_unreadable", path=str(path), reason="utf-8") from error
    rows = [_fields(line) for line in map(str.strip, text.splitlines()) if line]
    at = (0, 1)
    if rows and (headings := _headings(rows[0])):
        at, rows = headings, rows[1:]
    return [_item(row, *at) for row in rows]


def _fields(line: str) -> list[str]:
    """The cells of a line; one cell where the separator is «:» or there is none.

    A comma is taken for a separator last of all: in «A-1:1,5» it belongs to the number.
    """
    for separator in SEPARATORS:
        if separator in line and not (separator == "," and _is_word_with_number(line)):
            return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    return [line]


def _is_word_with_number(line: str) -> bool:
    _, found, number = line.rpartition(":")
    return bool(found) and common.quantity(number) is not None


def _headings(row: Sequence[str]) -> tuple[int, int] | None:
    """Where articles and quantities stand, when the row names the columns."""
    names = [cell.lower() for cell in row]
    article = next((index for index, name in enumerate(names) if name in ARTICLE), None)
    if article is None:
        return None
    quantity = next((index for index, name in enumerate(names) if name in QUANTITY), len(row))
    return article, quantity


def _item(row: Sequence[str], article: int, quantity: int) -> Item:
    if len(row) == 1:
        return from_word(row[0])
    number = row[quantity] if quantity < len(row) else ""
    found = common.quantity(number) if number else Decimal(1)
    if found is None:
        raise DomainError("number_unreadable", text=number[:40])
    return row[article] if article < len(row) else "", found
