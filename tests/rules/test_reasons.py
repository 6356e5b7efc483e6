"""What is told beside a product that is offered for a dealer's words."""

from __future__ import annotations

import pytest

from tests.rules.catalogue import item
from wholesale.core.i18n import text
from wholesale.intake.matching.near_names import by_name
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.quantity import BLANK


def beside(asked: str, name: str, brand: str = "", language: str = "ru") -> str:
    """The sentences beside ``name``, offered with a drill of Ударник for ``asked``."""
    drill = item(1, "A-1", "Дрель Ударник")._replace(brand="Ударник")
    near = [drill, item(2, "A-2", name)._replace(brand=brand)]
    offered = by_name(Entry(0, 0, 0, {}, asked, BLANK), near).candidates
    [told] = [candidate.reasons for candidate in offered if candidate.product_id == 2]
    return " · ".join(text(language, f"intake.reason.{code}", **params) for code, params in told)


@pytest.mark.parametrize(
    ("asked", "name", "russian", "english"),
    [
        ("болт м8 оцинк", "Болт М8x40 оцинкованный", "M8 совпадает, не указано: 40",
         "M8 agrees, not told: 40"),
        ("краска белая", "Краска моющаяся белая 14 кг", "не указано: 14 кг", "not told: 14 кг"),
        ("гайка м8", "Гайка колпачковая М8", "всё из вашей строки есть в названии",
         "all your words are in the name"),
        ("болт м8х60", "Болт М8x40", "40, а не 60", "40, not 60"),
        ("краска белая 10л", "Краска белая 14 кг", "14 кг, а не 10 л", "14 кг, not 10 л"),
        ("бита ph2", "Бита PZ2", "PZ2, а не PH2", "PZ2, not PH2"),
        ("саморез 3.5х35 чёрный", "Саморез жёлтый", "в названии нет: черный, 3.5, 35",
         "not in the name: черный, 3.5, 35"),
        ("круг отрезной 125", "Диск отрезной 125x22.2 мм",
         "названо или написано иначе: круг · 125 совпадает, не указано: 22.2 мм",
         "called or spelt otherwise: круг · 125 agrees, not told: 22.2 мм"),
        ("мешки мусорные 120л", "Мешки для мусора 120 л",
         "названо или написано иначе: мусорные", "called or spelt otherwise: мусорные"),
        ("кран шаровой 1/2 бабочка", 'Кран шаровой 3/4" рычаг',
         "3/4, а не 1/2 · в названии нет: бабочка", "3/4, not 1/2 · not in the name: бабочка"),
    ],
)  # fmt: skip
def test_what_agrees_what_differs_and_what_was_not_said(
    asked: str, name: str, russian: str, english: str
) -> None:
    assert (beside(asked, name), beside(asked, name, language="en")) == (russian, english)


def test_a_brand_that_is_asked_for_and_is_another_is_told_by_its_name() -> None:
    assert beside("ударник перфоратор", "Перфоратор SDS-plus Волжанка", "Волжанка") == (
        "другая марка: Волжанка"
    )
    assert beside("ударник перфоратор", "Перфоратор SDS-plus") == "в названии нет: ударник"
