"""Marking codes go to the line whose product bears their GTIN."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wholesale.core.errors import DomainError
from wholesale.shipping.rules import Leaving, marks_by_line, scanned

GTIN, OTHER = "04600000000017", "04600000000024"
LINES = [
    Leaving(1, "A", Decimal(2), ["4600000000017"]),
    Leaving(2, "B", Decimal(1), ["4600000000024", "internal"]),
    Leaving(3, "A", Decimal(1), ["4600000000017"]),
]


def mark(serial: str, gtin: str = GTIN) -> str:
    return f"01{gtin}21{serial}\x1d91EE06\x1d92tail+/="


def test_codes_find_their_lines_by_gtin_and_fill_them_in_order() -> None:
    codes = [mark("a"), mark("z", OTHER), mark("b"), mark("c")]
    assert marks_by_line(codes, LINES) == {
        1: [codes[0], codes[2]],
        2: [codes[1]],
        3: [codes[3]],
    }


def test_a_line_may_have_no_codes_at_all() -> None:
    assert marks_by_line([mark("z", OTHER)], LINES) == {2: [mark("z", OTHER)]}


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        (["4600000000017"], "mark_wrong"),
        ([mark("z", OTHER), mark("z", OTHER)], "mark_repeated"),
        ([mark("x", "04600000000031")], "mark_of_no_line"),
        ([mark("a")], "marks_count_differs"),
        ([mark(serial) for serial in "abcd"], "marks_count_differs"),
    ],
)
def test_codes_that_fit_no_unit_are_refused(codes: list[str], refusal: str) -> None:
    with pytest.raises(DomainError, match=refusal):
        marks_by_line(codes, LINES)


def test_a_code_leaves_once() -> None:
    with pytest.raises(DomainError, match="mark_repeated"):
        marks_by_line([mark("z", OTHER)], LINES, used={mark("z", OTHER)})


def test_a_scanner_types_a_code_a_line_and_keeps_its_separators() -> None:
    assert scanned(f" {mark('a')}\r\n\n{mark('b')}\n") == [mark("a"), mark("b")]
