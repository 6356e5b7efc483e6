"""What tells products apart must agree before a name is taken without asking."""

from __future__ import annotations

import pytest

from wholesale.intake.names import likeness, names_disagree


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Болт М8х40", "Болт М8×40"),
        ("болт м8 x 40 ОЦИНКОВАННЫЙ", "Болт М8x40 оцинкованный"),
        ("Вода 0,33 л", "Вода 330мл"),
        ("Сахар 1кг", "Сахар 1000 г"),
        ("Кабель 3х2,5", "Кабель 3x2.5"),
        ("крышка красная", "Красная крышка"),
    ],
)
def test_the_same_said_differently_is_sure(asked: str, name: str) -> None:
    assert likeness(asked, name).sure


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Болт М8х40", "Болт М8х60"),
        ("Вода 0,33 л", "Вода 0,5 л"),
        ("Краска белая 3 кг", "Краска белая 0,9 кг"),
        ("Болт М8х40", "Болт М8х40 оцинкованный"),
        ("Краска белая", "Краска синяя"),
        ("Перчатки р. 8", "Перчатки р. 9"),
        ("Болт М8х40 нержавеющий", "Болт М8х40 оцинкованный"),
        ("Лампа 40 Вт", "Лампа 40 Вт E27"),
    ],
)
def test_what_differs_in_size_or_says_more_or_less_is_never_sure(asked: str, name: str) -> None:
    assert not likeness(asked, name).sure


def test_the_right_one_is_the_most_alike() -> None:
    names = [
        "Болт М8x60 оцинкованный",
        "Болт М8x40 оцинкованный",
        "Гайка М8 оцинкованная",
        "Болт М10x40 оцинкованный",
    ]
    best = max(names, key=lambda name: likeness("балт оцинк М8*40", name).score)
    assert best == "Болт М8x40 оцинкованный"


def test_sizes_that_differ_are_named() -> None:
    found = likeness("Болт М8х40", "Болт М8х60")
    assert (found.numbers_differ, found.missing) == (True, ())
    assert likeness("Болт синий", "Болт белый").missing == ("синий",)


def test_a_brand_of_the_product_is_no_missing_word() -> None:
    assert likeness("Чай Гринфилд 100 г", "Чай 100 г", "Greenfield").missing == ()


def test_words_of_another_product_disagree_with_the_code_and_a_shortening_does_not() -> None:
    assert names_disagree("Гайка шестигранная", "Дрель ударная 650 Вт")
    assert not names_disagree("гайка", "Гайка М8 оцинкованная")
    assert not names_disagree("оцинк. гайка м8", "Гайка М8 оцинкованная")
    assert not names_disagree("123-45", "Гайка М8")
