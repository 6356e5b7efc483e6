"""Names taken apart anew: only what has changed, and as if all had been."""

from __future__ import annotations

import pytest

from wholesale.core.spelling import words
from wholesale.search import name_list
from wholesale.search.name_book import NameBook
from wholesale.search.name_list import take_apart

NAMES = [
    (7, "Болт М8х40 оцинкованный"),
    (2, "Дрель ударная 650 Вт"),
    (9, "Краска белая 0,9 л"),
    (4, "Лампа E27 11 Вт"),
]
CHANGED = [
    (7, "Болт М8х40 оцинкованный"),
    (5, "Гайка М8"),
    (2, "Дрель аккумуляторная 18 В"),
    (4, "Лампа E27 11 Вт"),
]


def test_a_list_carried_over_is_the_one_made_from_nothing() -> None:
    assert take_apart(CHANGED, take_apart(NAMES)) == take_apart(CHANGED)
    assert take_apart([], take_apart(NAMES)) == take_apart([])
    assert take_apart(NAMES, take_apart([])) == take_apart(NAMES)


def test_only_names_that_have_changed_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    before = take_apart(NAMES)
    told: list[str] = []

    def watched(text: str) -> list[str]:
        told.append(text)
        return words(text)

    monkeypatch.setattr(name_list, "words", watched)
    take_apart(CHANGED, before)
    assert told == ["Гайка М8", "Дрель аккумуляторная 18 В"]


def test_a_book_of_no_names_finds_none() -> None:
    assert NameBook(take_apart([])).alike(["болт м8", ""], 3) == [[], []]


def test_words_that_no_name_has_any_more_are_forgotten() -> None:
    book = NameBook(take_apart(CHANGED, take_apart(NAMES)))
    assert book.alike(["краска", "ударная", "гайка"], 3) == [[], [], [5]]
