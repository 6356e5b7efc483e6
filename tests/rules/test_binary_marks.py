"""Binary workbooks say what is hidden in them, and which formulas were never calculated."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from fixtures.corpus.biff import EMPTY, Formula, Layout, xls
from tests.xlsb import xlsb
from wholesale.intake.parse import parse
from wholesale.intake.sheet import Sheet

ROWS: list[list[Any]] = [
    ["Артикул", "Склад", "Кол-во"],
    ["A-1", 900, 5],
    ["A-2", 800, 7],
    ["A-3", 700, 2],
]
HIDDEN: dict[str, Any] = {"hidden_rows": [3], "hidden_columns": [2], "levels": {3: 1, 4: 2}}


def sheet_in(content: bytes) -> Sheet:
    return parse(content, "заказ").sheets[0]


FIVE_TIMES_THREE = b"\x1e\x05\x00\x1e\x03\x00\x05"


def cell(kind: str) -> bytes:
    """A reference to B2."""
    if kind == "biff5":
        return b"\x44" + struct.pack("<HB", 1 | 0xC000, 1)
    return b"\x44" + struct.pack("<IH" if kind == "xlsb" else "<HH", 1, 1 | 0xC000)


def made(kind: str, rows: list[list[Any]], **marks: Any) -> bytes:
    if kind == "xlsb":
        return xlsb(rows, **marks)
    return xls([("Лист1", rows)], old=kind == "biff5", layouts=[Layout(**marks)])


KINDS = ("biff5", "biff8", "xlsb")


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_rows_and_columns_and_levels_are_told(kind: str) -> None:
    sheet = sheet_in(made(kind, ROWS, **HIDDEN))
    assert sheet.rows == ROWS
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {1})
    assert sheet.levels == {3: 1, 4: 2}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_hidden_is_not_told(kind: str) -> None:
    sheet = sheet_in(made(kind, ROWS))
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.levels) == (set(), set(), {})


def with_formulas(kind: str, *formulas: Formula, **more: Any) -> Sheet:
    """The second column of a sheet with one of these in each row."""
    rows: list[list[Any]] = [["Кол-во", ""], *([5, formula] for formula in formulas)]
    return sheet_in(made(kind, rows, **more))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_result_of_arithmetic_is_none(kind: str) -> None:
    doubled = cell(kind) + b"\x1e\x02\x00\x05"
    sheet = with_formulas(
        kind,
        Formula(FIVE_TIMES_THREE, EMPTY),
        Formula(doubled, EMPTY),
        Formula(b"\x15" + cell(kind), EMPTY),  # not understood, but of the same program
    )
    assert sheet.formulas == {(2, 1): "5*3", (3, 1): "", (4, 1): ""}


@pytest.mark.parametrize("kind", KINDS)
def test_a_formula_that_may_say_nothing_has_said_it(kind: str) -> None:
    assert with_formulas(kind, Formula(cell(kind), EMPTY)).formulas == {}


def test_a_zero_to_be_calculated_on_opening_is_none_unless_others_are_calculated() -> None:
    zero = Formula(FIVE_TIMES_THREE, 0.0, on_load=True)
    counted = Formula(FIVE_TIMES_THREE, 15.0, on_load=True)
    assert with_formulas("biff8", zero).formulas == {(2, 1): "5*3"}
    assert with_formulas("biff8", zero, counted).formulas == {}
    assert with_formulas("biff8", Formula(FIVE_TIMES_THREE)).formulas == {}


def test_in_xlsb_the_workbook_says_whether_a_zero_is_to_be_calculated() -> None:
    zero = Formula(FIVE_TIMES_THREE)
    assert with_formulas("xlsb", zero, anew=True).formulas == {(2, 1): "5*3"}
    assert with_formulas("xlsb", zero).formulas == {}


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (b"\x1e\x0a\x00\x1e\x05\x00\x03", "10+5"),
        (b"\x1e\x0a\x00\x1e\x05\x00\x03\x15\x1e\x02\x00\x05", "(10+5)*2"),
        (b"\x1f" + struct.pack("<d", 1.5) + b"\x1e\x04\x00\x05", "1.5*4"),
        (b"\x1e\x05\x00\x13", "-5"),
        (b"\x1e\x05\x00\x14", ""),  # 5 %: not calculated by us, yet no text
        (b"\x44\x01\x00\x01\xc0\x44\x02\x00\x01\xc0\x22\x02\x04\x00", ""),  # SUM of two cells
        (b"\x25\x01\x00\x03\x00\x00\xc0\x00\xc0\x19\x10\x00\x00", ""),  # SUM of an area
    ],
)
def test_arithmetic_is_taken_apart(tokens: bytes, text: str) -> None:
    assert with_formulas("biff8", Formula(tokens, EMPTY)).formulas == {(2, 1): text}
