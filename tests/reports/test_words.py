"""Sums, counts, masses and dates in Russian words."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import words


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.00", "Ноль рублей 00 копеек"),
        ("1.01", "Один рубль 01 копейка"),
        ("2.02", "Два рубля 02 копейки"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("21.21", "Двадцать один рубль 21 копейка"),
        ("112.14", "Сто двенадцать рублей 14 копеек"),
        ("1001.05", "Одна тысяча один рубль 05 копеек"),
        ("1234.56", "Одна тысяча двести тридцать четыре рубля 56 копеек"),
        ("2000.00", "Две тысячи рублей 00 копеек"),
        ("33870.37", "Тридцать три тысячи восемьсот семьдесят рублей 37 копеек"),
        ("67792.00", "Шестьдесят семь тысяч семьсот девяносто два рубля 00 копеек"),
        ("1000000.00", "Один миллион рублей 00 копеек"),
        ("2000001.22", "Два миллиона один рубль 22 копейки"),
        ("21474836.48", ("Двадцать один миллион четыреста семьдесят четыре тысячи восемьсот "
         "тридцать шесть рублей 48 копеек")),
        ("5000000000.00", "Пять миллиардов рублей 00 копеек"),
        ("-12.30", "Минус двенадцать рублей 30 копеек"),
    ],
)  # fmt: skip
def test_sums_read_as_documents_word_them(amount: str, expected: str) -> None:
    assert words.roubles(Decimal(amount)) == expected


def test_an_unrounded_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        words.roubles(Decimal("1.005"))


def test_genders_and_cases_follow_the_noun() -> None:
    assert words.counted(21, ("штука", "штуки", "штук"), words.FEMININE) == "Двадцать одна штука"
    assert words.counted(2, ("место", "места", "мест"), words.NEUTER) == "Два места"
    assert words.counted(1, ("место", "места", "мест"), words.NEUTER) == "Одно место"
    assert words.counted(69, ("лист", "листа", "листов")) == "Шестьдесят девять листов"


def test_masses_name_kilograms_and_grams() -> None:
    assert words.mass(Decimal("131.654")) == "Сто тридцать один килограмм 654 грамма"
    assert words.mass(Decimal(2)) == "Два килограмма"
    assert words.mass(Decimal("0.0005")) == "Ноль килограммов 1 грамм"


def test_dates_stand_in_the_genitive() -> None:
    assert words.long_date(date(2026, 11, 22)) == "22\xa0ноября 2026\xa0г."
    assert words.long_date(date(2026, 5, 1)) == "1\xa0мая 2026\xa0г."


def test_names_are_shortened_to_initials() -> None:
    assert words.surname_first("Петров Пётр Петрович") == "Петров П. П."
    assert words.surname_first("Орлов П. С.") == "Орлов П. С."
    assert words.surname_first("Петров") == "Петров"


_VALUES = {
    **{words.integer(n, g): n for n in range(1, 20) for g in "mfn"},
    **{words.integer(n): n for n in range(20, 100, 10)},
    **{words.integer(n): n for n in range(100, 1000, 100)},
}
_POWERS = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}


def read(text: str) -> int:
    """The number back from its words: an independent way round."""
    whole = part = 0
    for word in text.split():
        if word in _VALUES:
            part += _VALUES[word]
        elif word != "ноль":
            stem = next(s for s in sorted(_POWERS, key=len, reverse=True) if word.startswith(s))
            whole += part * _POWERS[stem]
            part = 0
    return whole + part


@given(st.integers(0, 10**15 - 1), st.sampled_from("mfn"))
def test_words_agree_with_digits(number: int, gender: str) -> None:
    assert read(words.integer(number, gender)) == number


@given(st.integers(0, 10**14))
def test_sums_in_words_agree_with_digits(kopecks: int) -> None:
    found = re.fullmatch(
        r"(.+) (рубл(?:ь|я|ей)) (\d\d) копе(?:йка|йки|ек)",
        words.roubles(Decimal(kopecks).scaleb(-2)),
    )
    assert found is not None
    assert read(found[1].lower()) * 100 + int(found[3]) == kopecks
