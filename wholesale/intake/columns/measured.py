"""«Вес, кг» and «Длина, м» where nothing else counts: how much is asked for, when the goods are
sold by that measure, and a property of them otherwise."""

from __future__ import annotations

import re

from wholesale.intake.columns.choice import Columns, Counting
from wholesale.intake.columns.evidence import is_titled_order
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.aliases import part_of, spelling
from wholesale.intake.words.parts import Part

_HEADINGS = {
    "166": re.compile(r"(вес|масса)( товара| заказа| нетто)?( кг)?"),
    "163": re.compile(r"(вес|масса)( товара| заказа| нетто)? гр?"),
    "006": re.compile(r"длина( м| метров)?"),
}


def may_be_measured(table: Table) -> bool:
    """Whether a property of the goods is all that the headings of ``table`` may count by."""
    texts = [heading.text for heading in table.headings]
    return any(map(_measure, texts)) and not any(part_of(t) is Part.QUANTITY for t in texts)


def take_measured(chosen: Columns, seen: Counting) -> None:
    """Take the one column of such a measure when the sheet calls itself an order, else ask."""
    found = {
        column: measure
        for column in seen.block
        if (measure := _measure(seen.heading(column).full))
        and seen.profiles[column].numbers
        and _sold_by(chosen, seen, measure)
    }
    if len(found) == 1 and is_titled_order(seen.titles):
        [(column, measure)] = found.items()
        chosen.count_by(column, "column_titled_order", measure=measure)
    elif found:
        chosen.ask(list(found), "column_measure")


def _measure(heading: str) -> str:
    text = spelling(heading)
    return next((code for code, words in _HEADINGS.items() if words.fullmatch(text)), "")


def _sold_by(chosen: Columns, seen: Counting, measure: str) -> bool:
    """Whether most products of the rows are sold by ``measure``, or by kilogrammes for grams."""
    known = [unit for row in seen.rows if (unit := chosen.known_of(row, seen.units))]
    same = sum(unit == ("166" if measure == "163" else measure) for unit in known)
    return 2 * same > len(known)
