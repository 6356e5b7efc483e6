"""A unit that only a number's format shows counts like one that is written."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.sheets import sheet, workbook
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.parse import parse
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.tables.headers import find_tables
from wholesale.intake.words.quantity import PACK


@pytest.mark.parametrize(
    ("shown", "unit"),
    [
        ('0" уп"', "уп"), ('#,##0.00\\ "кг"', "кг"), ('0 "кор."', "кор."),
        ('0" шт"', None), ('0.00" руб"', None), ('"уп" 0', None), ("0%", "%"), ("0.0%", "%"),
    ],
)  # fmt: skip
def test_a_unit_that_a_format_shows_behind_a_number_is_told(shown: str, unit: str | None) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Артикул", "Кол-во"], ["A-1", 2]])))
    book.worksheets[0]["B2"].number_format = shown
    out = io.BytesIO()
    book.save(out)
    assert parse(out.getvalue(), "заказ").sheets[0].units.get((2, 1)) == unit


def test_a_number_is_counted_in_the_unit_that_its_format_shows() -> None:
    made = sheet([["Артикул", "Кол-во"], ["A-1", 2], ["A-2", 3], ["A-3", "5 шт"]])
    made.units = {(2, 1): "уп", (4, 1): "уп"}
    [table] = find_tables(made, 0)
    read = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), read)
    assert [entry.amount.measure for entry in read.entries] == [PACK, "", "796"]


def test_a_percentage_is_no_quantity_however_whole_its_number() -> None:
    made = sheet([["Артикул", "Кол-во"], ["A-1", 1.0], ["A-2", 0.05], ["A-3", 3], ["A-4", 0.0]])
    made.units = {(2, 1): "%", (3, 1): "%", (5, 1): "%"}
    [table] = find_tables(made, 0)
    read = RowsRead()
    read_rows(made, table, choose(made, table, Hits()), read)
    told = [(entry.amount.problem, entry.amount.params.get("text")) for entry in read.entries]
    assert told == [("quantity_unreadable", "100%"), ("quantity_unreadable", "5%"), ("", None)]
