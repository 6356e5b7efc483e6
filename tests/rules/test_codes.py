"""Articles and barcodes as people spoil them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.core.codes import article_key, barcode_key, expanded, is_barcode, text_key


@pytest.mark.parametrize(
    ("typed", "article"),
    [
        ("123", "00123"),
        ("586786748.0", "586786748"),
        ("27115,0", "27115"),
        ("ab 12-3", "AB-12/3"),
        ("АВС-100", "ABC100"),
        ("  a.b.1\u00a0", "AB1"),
        ("аб-12", "АБ12"),
        ("Ё-1", "E1"),
    ],
)
def test_spellings_of_one_article_meet(typed: str, article: str) -> None:
    assert article_key(typed) == article_key(article)


def test_different_articles_stay_apart() -> None:
    assert article_key("M8x40") != article_key("M8x60")
    assert article_key("0A1") != article_key("A1")
    assert article_key("10") != article_key("100")


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert article_key(article_key(text)) == article_key(text)


def test_a_barcode_is_known_by_its_check_digit() -> None:
    assert is_barcode("4606006004385")
    assert not is_barcode("4606006004386")
    assert is_barcode("96385074")
    assert not is_barcode("460600600438")
    assert barcode_key("4606 006-004385") == "4606006004385"
    assert barcode_key("4606006004385.0") == "4606006004385"
    assert barcode_key("46060A") == ""


def test_a_wording_keeps_its_sizes_and_loses_its_signs() -> None:
    assert text_key("Болт М8 × 40, оц.") == "болт м8x40 оц"
    assert text_key("Вода  1,5 Л.") == "вода 1.5 л"
    assert text_key("Ёлка") == text_key("елка")


def test_a_code_in_scientific_notation_is_expanded_when_no_digit_is_lost() -> None:
    assert barcode_key("4,607113930888E+12") == "4607113930888"
    assert article_key("4.607113930888e+12") == "4607113930888"
    assert barcode_key("4,60711E+12") == ""
    assert expanded("4,60711393088E+12") == "4,60711393088E+12"
    assert expanded("1,5E+3") == "1,5E+3"
