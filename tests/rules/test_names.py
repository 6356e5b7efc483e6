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
        ("Крышка красный", "Крышка красная"),
        ("Бумага 80г A4", "Бумага А4 80 гр."),
        ("Болт М8х40 оцинк.", "Болт М8х40 оцинкованный"),
        ("Гвоздь 3,0х70", "Гвоздь 3х70"),
        ("Лампа 12 в", "Лампа 12V"),
        ("Кефир 1 %", "Кефир 1%"),
        ("Кран 1/2", "кран 1/2"),
        ("Напиток 14.5% 1.5л пэт", "Напиток 14.5% пэт 1.5л"),
        ("лоток с крышкой и ручкой", "Лоток с крышкой, ручкой"),
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
        ("Выключатель 1P B16 IEK", "Выключатель 1P C16 IEK"),
        ("Бита PH2 50мм", "Бита PZ2 50мм"),
        ("Ежедневник Z6+ sidney", "Ежедневник A6+ sidney"),
        ("Крем SPF 50", "Крем SPF 50+"),
        ("Сумка декор-38ж", "Сумка декор-38в"),
        ("Лампа 12В 5Вт", "Лампа 12Вт 5В"),
        ("Лампа 12В", "Лампа 12Вт"),
        ("Лампа 12w", "Лампа 12В"),
        ("Масло 5W40 4л", "Масло 4W40 5л"),
        ("Напиток 6,9% 1.5л", "Напиток 1,5% 6.9л"),
        ("Лосьон 30мл гель 50мл", "Лосьон 50мл гель 30мл"),
        ("Простыня 200x180", "Простыня 180x200"),
        ("Болт М40х8", "Болт М8х40"),
        ("Труба 20х2 м", "Труба 2х20 м"),
        ("Уголок 20х30", "Уголок 20х30 см"),
        ("Кефир 1", "Кефир 1%"),
        ("Краска тон 57", "Краска тон 057"),
        ("Вода 1 5 л", "Вода 1.5 л"),
        ("Лоток без крышки", "Лоток с крышкой"),
        ("Хамон без/в 70г", "Хамон с/в 70г"),
        ("Вода газ 0,5", "Вода без газа 0,5"),
        ("Чай сахара без молока", "Чай без сахара молока"),
        ("Трусы vis vis beige", "Трусы vis-a-vis beige"),
        ("Ром 0,5л", "Ромашка 0,5л"),
        ("Пена лимон 200мл", "Пена лимонад 200мл"),
        ("Болт М8х40 оцинк", "Болт М8х40 оцинкованный"),
        ("Чай зеленый", "Чай зелень"),
        ("Соль мята", "Соль мятая"),
        ("Синий верх красный низ", "Красный верх синий низ"),
        ("2 ложки 5 вилок", "5 ложки 2 вилок"),
        ("Перчатки L", "Перчатки XL"),
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
    assert names_disagree("Чай Пантин кедровый", "Чай Эрбина зеленое яблоко")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Болт М8×40", "Болт М8×60"),
        ("Болт M8-40 8x40", "Болт 8x60"),
        ("Автомат B16", "Автомат C16"),
        ("Лампа 12 В", "Лампа 24 В"),
        ("Вода 0,33 л", "Вода 500 мл"),
        ("Кефир 1%", "Кефир 2,5%"),
    ],
)
def test_another_size_of_the_same_sort_disagrees_with_the_code(asked: str, name: str) -> None:
    assert names_disagree(asked, name)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Болт М8×40", "Болт М8×40 DIN 933 100шт"),
        ("Вода 0,5", "Вода 0,5 л"),
        ("Вода 330 мл", "Вода 0,33 л"),
        ("Болт М8", "Болт М8×40"),
        ("Гвоздь арт. 55", "Гвоздь 3×70 1кг"),
        ("Сок 24шт", "Сок 12шт"),
    ],
)
def test_what_one_side_only_says_is_no_disagreement(asked: str, name: str) -> None:
    assert not names_disagree(asked, name)
