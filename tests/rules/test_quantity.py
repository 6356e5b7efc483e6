"""Quantities as people write them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.intake.words.quantity import BUNDLE, PACK, Amount, read_quantity
from wholesale.intake.words.units import convert, raised


@pytest.mark.parametrize(
    ("cell", "value", "measure"),
    [
        ("1 500", "1500", ""),
        ("1\u00a0200,00", "1200", ""),
        ("1 200,50", "1200.5", ""),
        ("1,200.00", "1200", ""),
        ("1.200,00", "1200", ""),
        ("1'500", "1500", ""),
        ("10 шт", "10", "796"),
        ("10шт.", "10", "796"),
        ("5 кор.", "5", PACK),
        ("2 уп", "2", PACK),
        ("2 CT", "2", PACK),
        ("10 PCE", "10", "796"),
        ("2 KGM", "2", "166"),
        ("1/2", "0.5", ""),
        ("1 1/2", "1.5", ""),
        ("½", "0.5", ""),
        ("1,5 кг", "1.5", "166"),
        ("500 г", "500", "163"),
        ("10 м²", "10", "055"),
        ("10*", "10", ""),
        ("10¹", "10", ""),
        ("10 шт (срочно)", "10", "796"),
        ("16 шт!!!", "16", "796"),
        ("20 пачек", "20", "728"),
        ("2 кор. по 5 пачек", "10", "728"),
        ("5*12", "60", ""),
        ("5 кор по 12", "5", PACK),
        ("3 по 6 м", "18", "006"),
        ("6 м х 2", "12", "006"),
        ("5 рул по 50", "250", "?рул по 50"),
        ("5 бухт по 100", "500", "?бухт по 100"),
        ("2 рул по 50м", "100", "006"),
        ("3 цвета по 5", "15", "?цвета по 5"),
        ("3 тыс. шт", "3", "798"),
        (7.0, "7", ""),
        ("10\u200b", "10", ""),
        ("'10", "10", ""),
        ("x10", "10", ""),
        ("10 (10 шт)", "10", ""),
        ("10 шт. (вместо 20)", "10", "796"),
        (0.1 + 0.2, "0.3", ""),
        (12, "12", ""),
    ],
)
def test_a_quantity_is_read_as_it_was_meant(cell: Any, value: str, measure: str) -> None:
    amount = read_quantity(cell)
    assert (amount.value, amount.measure, amount.problem) == (D(value), measure, "")


@pytest.mark.parametrize(
    "cell",
    ["", None, " ", "-", "—", "нет", "0", 0, 0.0, "0,00", "х", "н/д", "не надо", "nan"],
)
def test_a_blank_a_dash_and_a_zero_are_no_quantity_and_never_one(cell: Any) -> None:
    assert read_quantity(cell) == Amount()


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("8,50 руб", "quantity_is_money"),
        (">10 шт.", "quantity_inexact"),
        ("10-15", "quantity_inexact"),
        ("около 20", "quantity_inexact"),
        ("10+", "quantity_inexact"),
        ("-5", "quantity_negative"),
        (-5, "quantity_negative"),
        ("(5)", "quantity_negative"),
        ("минус 10", "quantity_negative"),
        ("10 20", "quantity_unreadable"),
        ("5 6", "quantity_unreadable"),
        ("1 50", "quantity_unreadable"),
        ("12,34.5", "quantity_unreadable"),
        ("20/10", "quantity_two_numbers"),
        ("100/50", "quantity_two_numbers"),
        ("20 (10)", "quantity_two_numbers"),
        ("10 шт (20 шт)", "quantity_two_numbers"),
        ("2 уп (5 кг)", "quantity_two_numbers"),
        ("10 (двенадцать) шт", "quantity_two_numbers"),
        ("×40?", "quantity_may_be_size"),
        ("(6 шт)?", "quantity_may_be_size"),
        (4.6e12, "quantity_absurd"),
        ("1000001", "quantity_absurd"),
        ("да", "quantity_ticked"),
        ("V", "quantity_ticked"),
        ("как обычно", "quantity_unreadable"),
        ("5 попугаев", "quantity_unreadable"),
        ("1E3", "quantity_unreadable"),
        (True, "quantity_unreadable"),
        (float("inf"), "quantity_unreadable"),
        (datetime(2026, 2, 1), "quantity_is_date"),  # noqa: DTZ001 - sheets know no zones
        ("#ССЫЛКА!", "quantity_formula_error"),
        ("#REF!", "quantity_formula_error"),
    ],
)
def test_what_is_not_an_exact_quantity_is_named_and_not_guessed(cell: Any, problem: str) -> None:
    amount = read_quantity(cell)
    assert (amount.value, amount.problem) == (None, problem)


@pytest.mark.parametrize(
    ("cell", "value", "measure"),
    [
        ("десять", "10", ""),
        ("Пять штук", "5", "796"),
        ("шт. 5", "5", "796"),
        ("5-шт", "5", "796"),
        ("5,", "5", ""),
        ("36 дана", "36", "796"),
        ("двадцать четыре шт.", "24", "796"),
        ("две коробки", "2", PACK),
        ("10 (десять) шт.", "10", "796"),
        ("120 (сто двадцать штук)", "120", "796"),
    ],
)
def test_a_quantity_may_be_in_words_or_loosely_written(cell: str, value: str, measure: str) -> None:
    amount = read_quantity(cell)
    assert (amount.value, amount.measure, amount.problem) == (D(value), measure, "")


def test_a_formula_without_a_value_is_computed_when_it_is_of_constants_alone() -> None:
    assert read_quantity("", formula="5*12+10").value == D(70)
    assert read_quantity("", formula="C4*2").problem == "quantity_formula_empty"
    assert read_quantity("", formula="10/0").problem == "quantity_formula_empty"


@given(st.decimals(min_value="0.001", max_value="999999", places=3))
def test_a_number_reads_the_same_with_a_comma_a_point_and_spaces(number: D) -> None:
    spaced = f"{number:,.3f}".replace(",", "\u00a0").replace(".", ",")
    assert read_quantity(spaced).value == number
    assert read_quantity(f"{number:f}").value == number


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,500", "1500"), ("1,234.50", "1234.5"), ("10,0", "10"), ("5,00", "5"), ("12,0000", "12")],
)
def test_among_english_numbers_only_commas_before_three_digits_part_thousands(
    cell: str, value: str
) -> None:
    assert read_quantity(cell, english=True).value == D(value)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    amount = read_quantity(text)
    assert amount.value is None or amount.value > 0


def test_packs_become_units_with_a_note() -> None:
    done = convert(Amount(D(5), PACK), unit="796", pack=D(12))
    assert done.quantity == D(60)
    assert [code for code, _ in done.notes] == ["packs_into_units"]


def test_packs_of_unknown_size_are_asked() -> None:
    assert convert(Amount(D(5), PACK), unit="796", pack=D(1)).problem == "pack_unknown"


def test_packs_of_what_is_sold_by_packs_are_as_many() -> None:
    assert convert(Amount(D(5), PACK), unit="778", pack=D(12)).quantity == D(5)


@pytest.mark.parametrize(
    ("value", "measure", "unit", "quantity"),
    [
        ("500", "163", "166", "0.5"),
        ("1.5", "168", "166", "1500"),
        ("2", "798", "796", "2000"),
        ("500", "796", "797", "5"),
        ("10", "796", "839", "10"),
        ("250", "004", "006", "2.5"),
    ],
)
def test_measures_of_one_kind_are_converted(
    value: str, measure: str, unit: str, quantity: str
) -> None:
    assert convert(Amount(D(value), measure), unit=unit, pack=D(1)).quantity == D(quantity)


@pytest.mark.parametrize(("unit", "problem"), [("728", ""), ("778", ""), ("796", "unit_differs")])
def test_a_bundle_may_be_the_piece_or_a_pack_of_pieces_and_is_asked(
    unit: str, problem: str
) -> None:
    assert convert(Amount(D(20), BUNDLE), unit=unit, pack=D(5)).problem == problem


def test_kilograms_of_pieces_are_asked() -> None:
    assert convert(Amount(D("1.5"), "166"), unit="796", pack=D(1)).problem == "unit_differs"


def test_pieces_of_what_is_sold_in_pairs_are_asked_unless_they_merely_head_the_column() -> None:
    for unit, problem in (("715", "unit_differs"), ("736", ""), ("839", "")):
        assert convert(Amount(D(20), "796"), unit=unit, pack=D(1)).problem == problem
    headed = convert(Amount(D(20), "796", general=True), unit="715", pack=D(1))
    assert (headed.quantity, headed.problem) == (D(20), "")


def test_pairs_of_pieces_are_asked_and_sets_of_them_are_pieces() -> None:
    assert convert(Amount(D(10), "715"), unit="796", pack=D(1)).problem == "unit_differs"
    assert convert(Amount(D(10), "839"), unit="796", pack=D(1)).quantity == D(10)


def test_pieces_of_what_is_sold_by_weight_are_asked_even_when_the_heading_says_them() -> None:
    done = convert(Amount(D(4), "796", general=True), unit="166", pack=D(1))
    assert (done.quantity, done.problem) == (None, "unit_differs")


@pytest.mark.parametrize(
    ("cell", "counted"),
    [
        ("2 уп. (24 шт)", 24), ("2 уп (по 12)", 24), ("3 кор. - 36 шт", 36), ("1 кор.=12шт", 12),
        ("2 уп (24)", 24), ("5 кор по 12", 60), ("5 уп x 100", 500), ("3 пачки по 10", 30),
    ],
)  # fmt: skip
def test_packs_with_their_count_are_taken_when_it_agrees_and_asked_when_not(
    cell: str, counted: int
) -> None:
    amount = read_quantity(cell)
    assert amount.value is not None
    assert (amount.measure, amount.counted) == (PACK, D(counted))
    agreed = D(counted) / amount.value
    assert convert(amount, unit="796", pack=agreed).quantity == D(counted)
    assert convert(amount, unit="796", pack=D(50)).problem == "pack_differs"
    unknown = convert(amount, unit="796", pack=D(1))
    assert (unknown.quantity, len(unknown.notes)) == (D(counted), 1)
    assert convert(amount, unit="778", pack=D(1)).quantity == amount.value  # sold by packs


def test_half_a_piece_is_refused_and_half_a_kilogram_is_not() -> None:
    assert convert(Amount(D("1.5")), unit="796", pack=D(1)).problem == "quantity_fraction"
    assert convert(Amount(D("1.5")), unit="166", pack=D(1)).quantity == D("1.5")
    assert convert(Amount(D("1.0005")), unit="166", pack=D(1)).problem == "quantity_too_fine"


def test_a_quantity_is_raised_to_minimum_and_multiple_with_a_reason_each() -> None:
    value, notes = raised(D(7), unit="796", pack=D(6), minimum=D(10))
    assert value == D(12)
    assert [code for code, _ in notes] == ["raised_to_minimum", "raised_to_multiple"]
    assert raised(D(12), unit="796", pack=D(6), minimum=D(0)) == (D(12), ())
    assert raised(D("1.5"), unit="166", pack=D(1), minimum=D(0)) == (D("1.5"), ())
