"""A word typed wrong in a name that says the same but for it: taken when its letters are there."""

from __future__ import annotations

import pytest

from tests.rules.catalogue import item
from wholesale.intake.matching.near_names import by_name, search_text
from wholesale.intake.matching.wording import mistyped
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import BLANK


def taken(text: str, *names: str, codes: dict[Part, str] | None = None) -> str:
    """The name a row of this text is taken for among these, "" when it is asked."""
    near = [item(at, f"A-{at}", name) for at, name in enumerate(names, 1)]
    match = by_name(Entry(0, 0, 0, codes or {}, text, BLANK), near)
    return match.item.name if match.item else ""


@pytest.mark.parametrize(
    ("asked", "name", "word"),
    [
        ("Дрель удраная 650 Вт", "Дрель ударная 650 Вт", "удраная"),
        ("фасаданя краска 2,8 кг", "Краска фасадная 2.8 кг", "фасаданя"),
        ("Поддводка гибкая 40 см", "Подводка гибкая 40 см", "поддводка"),
        ("Кофе мокона 95 г", "Кофе Моккона 95г", "мокона"),
        ("Колекция чая 100 г", "Коллекция чая 100 г", "колекция"),
    ],
)
def test_letters_exchanged_or_told_twice_are_a_slip_of_the_hand(
    asked: str, name: str, word: str
) -> None:
    assert mistyped(word, asked, name)
    assert taken(asked, name) == name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Коробка картон 40 см", "Коронка картон 40 см"),  # another letter
        ("Корона алмазная 68 мм", "Коронка алмазная 68 мм"),  # a letter less
        ("Салатник белый 1 л", "Салатник белый 2 л"),  # another number
        ("Саалтник белый 1 л", "Салатник белый 2 л"),
        ("Саалтник 1 л", "Салатник белый 1 л"),  # a word less
        ("Дрель удраная 650 Вт кейс", "Дрель ударная 650 Вт"),  # a word more
        ("Дерль удраная 650 Вт", "Дрель ударная 650 Вт"),  # two of them
        ("Краска лимоан 1 л", "Краска лимона 1 л"),  # an ending
        ("Сок мроквь 1 л", "Сок морковь 1 л"),  # too near the beginning to be sure
        ("Перец жыглй 1 л", "Перец жгыл 1 л"),  # a short word
        ("Вилы без черрнеком", "Вилы с черенком"),
    ],
)
def test_what_may_be_another_word_is_asked(asked: str, name: str) -> None:
    assert taken(asked, name) == ""


def test_a_slip_that_may_mean_two_products_or_is_a_word_of_one_is_asked() -> None:
    violetta, violeta = "Лосьон Виолетта 100 мл", "Лосьон Виолета 200 мл"
    assert taken("Лосьон Виоллета 100 мл", violetta) == ""  # two letters differ
    assert taken("Лосьон Виолета 100 мл", violetta) == violetta
    assert taken("Лосьон Виолета 100 мл", violetta, violeta) == ""
    assert taken("Дрель удраная 650 Вт", "Дрель ударная 650 Вт", "Дрель удранная 650 Вт") == ""


def test_a_slip_beside_an_unknown_code_is_asked() -> None:
    drill = "Дрель ударная 650 Вт"
    assert taken("Дрель удраная 650 Вт", drill, codes={Part.ARTICLE: "Z-1"}) == ""


def test_a_name_of_words_cut_to_two_letters_is_searched_for_and_a_bare_code_is_not() -> None:
    def searched(name: str, codes: dict[Part, str] | None = None) -> str:
        return search_text(Entry(0, 0, 0, codes or {}, name, BLANK))

    assert searched("ФО. IA-100 10х15") == "ФО. IA-100 10х15"
    assert [searched("IA-100"), searched("650"), searched("", {Part.ARTICLE: "AB-10 CD-2"})] == [
        "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("behind", ["", " шт", ", шт", ", шт.", " (шт)", "/шт/", ", кг"])
def test_a_unit_printed_behind_a_name_is_no_part_of_it(behind: str) -> None:
    names = ("Болт М6x20 оцинкованный", "Болт М6x25 оцинкованный", "Болт М6x20 оцинкованный А2")
    assert taken(f"Болт М6х20 оцинкованный{behind}".replace("х", "x"), *names) == names[0]
    assert taken("Мука 50 кг", "Мука 50") == ""  # it measures


def test_a_square_typed_as_a_figure_is_the_same() -> None:
    assert taken("Кабель ВВГ 3x2.5 мм2", "Кабель ВВГ 3x2.5 мм²", "Кабель ВВГ 3x4 мм²") == (
        "Кабель ВВГ 3x2.5 мм²"
    )
