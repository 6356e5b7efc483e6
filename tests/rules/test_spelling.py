"""Words of names and of queries meet in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.core.spelling import letter_runs, sound, switch_layout, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Болт М8х40, жёлтый", ["болт", "m8x40", "желтый"]),
        ("БОЛТ M8 × 40", ["болт", "m8x40"]),
        ("Саморез 3,5*35 чёрный", ["саморез", "3.5x35", "черный"]),
        ('Кран 1/2" ВР-НР', ["кран", "1/2", "вр", "нр"]),
        ("ПФ-115", ["пф", "115"]),
        ("Лампа Е27", ["лампа", "e27"]),
        ("Кукуруза ж/б, х/б+эл в ст/б", ["кукуруза", "жб", "хб", "эл", "в", "ст", "б"]),
        ("  ", []),
    ],
)
def test_names_are_cut_into_words_that_compare(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rhjdfnm", "кровать"),
        (",jkn v8", "болт м8"),
        ("ищыср", "bosch"),
        ("Ijehegjdthn", "Шоуруповерт"),
    ],
)
def test_the_other_layout_gives_what_was_meant(typed: str, meant: str) -> None:
    assert switch_layout(typed) == meant


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗ qwertyuiopasdfghjklzxcvbnm"))
def test_switching_twice_gives_the_text_back(text: str) -> None:
    assert switch_layout(switch_layout(text)) == text


def test_words_glued_to_numbers_are_had_in_their_own_alphabet() -> None:
    assert [letter_runs(word) for word in words("саморез4х16 М8х40 5W40 quartz9000")] == [
        ["саморез"], [], [], ["quartz"],
    ]  # fmt: skip


def test_words_of_two_alphabets_sound_the_same() -> None:
    assert sound("гринфилд") == sound("greenfield")
    assert (sound("нивея"), sound("ариэль")) == (sound("nivea"), sound("ariel"))
    assert sound("бош") != sound("бошка")
