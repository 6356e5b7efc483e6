"""Orders written as lines: what may be read in two ways is asked, and never another amount."""

from __future__ import annotations

from typing import Any

import pytest

from wholesale.intake.parse import parse
from wholesale.intake.words.quantity import read_quantity


def rows(text: str) -> list[list[Any]]:
    return parse(text.encode(), "").sheets[0].rows


def amount(line: str) -> str:
    """What ``line`` counts among lines that count."""
    [*_, told] = rows(f"Молоко - 5 шт\nСыр - 2 шт\nХлеб - 7 шт\n{line}")
    return str(told[-1])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Болт - 12 500 шт", "12 500 шт"),
        ("Болт: 10 000", "10 000"),
        ("Болт - 6 500", "6 500"),
        ("Болт - 10 000 шт", "10 000 шт"),
        ("Болт 10 000 шт", "10 000 шт"),
        ("Болт - 1 500,5 кг", "1 500,5 кг"),
        ("Болт в количестве 1 500 шт", "1 500 шт"),
        ("Болт, кол-во: 1 500", "1 500"),
        ("Гвозди 4 120 шт", "(4 120 шт)?"),
        ("Гвозди 6 500", "(6 500)?"),
        ("Гвозди арт: 123 500 шт", "500 шт"),
        ("Гвозди 4 - 120 шт", "120 шт"),
        ("Гвозди М8-10 500 шт", "500 шт"),
        ("Дюбель ДГ-10 500 шт", "500 шт"),
    ],
)
def test_thousands_in_groups_are_read_whole_or_asked(line: str, told: str) -> None:
    assert amount(line) == told


def test_a_code_before_thousands_in_groups_stays_whole() -> None:
    told = rows("KR-00010 6 500 шт\nKR-00006 - 6 500\nKR-00002 - 10 000 шт\nKR-00003 - 5 шт")
    assert told == [
        ["KR-00010", "(6 500 шт)?"],
        ["KR-00006", "6 500"],
        ["KR-00002", "10 000 шт"],
        ["KR-00003", "5 шт"],
    ]
    assert read_quantity("(6 500 шт)?").problem == "quantity_may_be_size"
    assert read_quantity("10 000 шт").value == 10_000


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1 500 шт Болт М6x30", ["Болт М6x30", "1 500 шт"]),
        ("2) 10 000 шт Болт М6x30", ["Болт М6x30", "10 000 шт"]),
        ("1500 шт Болт М6x30", ["Болт М6x30", "1500 шт"]),
    ],
)
def test_thousands_in_groups_before_a_name_are_its_count(line: str, told: list[str]) -> None:
    assert rows(f"Гайка - 2 шт\n{line}\nДрель - 2 шт")[1] == told


def test_a_remark_behind_the_count_hides_no_cross_before_the_name() -> None:
    text = "❌ Болт - 5 шт (срочно)\n[ ] Сыр - 2 шт (срочно)\n[+] Хлеб - 7 шт (отмена)"
    assert [row[-1] for row in rows(text)] == ["❌", "[ ]", "отмена"]


@pytest.mark.parametrize("mark", ["🚫", "⛔", "⛔️", "❌", "❌❌"])
def test_a_cross_at_the_end_of_a_line_takes_it_back(mark: str) -> None:
    assert rows(f"Болт - 5 шт {mark}\nСыр - 2 шт 🙏\nХлеб - 7 шт") == [
        ["Болт", "5 шт", mark[0]],
        ["Сыр", "2 шт"],
        ["Хлеб", "7 шт"],
    ]


def test_boxes_at_the_end_of_lines_say_which_are_ticked() -> None:
    text = "Болт - 5 шт ☑\nСыр - 2 шт ☐\nХлеб - 7 шт [ ]\nСоль - 1 шт ☒"
    assert [row[1:] for row in rows(text)] == [
        ["5 шт", "☑"],
        ["2 шт", "☐"],
        ["7 шт", "[ ]"],
        ["1 шт", "☒"],
    ]


@pytest.mark.parametrize("before", ["- ", "-", "• ", "— ", "1) ", "12. ", ""])
def test_a_cross_or_a_box_is_seen_behind_the_sign_of_a_list(before: str) -> None:
    text = f"{before}❌ Болт - 9 шт\n{before}[ ] Сыр - 2 шт\n{before}[x] Хлеб - 7 шт"
    assert rows(f"{text}\nСоль - 1 шт") == [
        ["Болт", "9 шт", "❌"],
        ["Сыр", "2 шт", "[ ]"],
        ["Хлеб", "7 шт", "[x]"],
        ["Соль", "1 шт"],
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Болт - -5 шт", "-5 шт"),
        ("Болт: -7 шт", "-7 шт"),
        ("Болт: −7", "-7"),
        ("Болт - –7 шт", "-7 шт"),
        ("Болт, кол-во: -7 шт", "-7 шт"),
        ("Болт -- 5 шт", "5 шт"),
        ("Болт--5 шт", "5 шт"),
        ("Болт -5 шт", "5 шт"),
        ("Болт-5шт", "5 шт"),
    ],
)
def test_a_minus_before_the_count_is_no_dash(line: str, told: str) -> None:
    assert amount(line) == told
    assert read_quantity(told).problem == ("quantity_negative" if told[0] == "-" else "")


@pytest.mark.parametrize("told", ["шт -5", "шт: -5", "шт –5"])
def test_a_minus_behind_a_unit_is_no_dash(told: str) -> None:
    assert read_quantity(told).problem in {"quantity_negative", "quantity_unreadable"}


@pytest.mark.parametrize("told", ["шт 5", "шт.5", "шт-5", "шт - 5", "шт: 5", "шт – 5"])
def test_a_dash_behind_a_unit_is_no_minus(told: str) -> None:
    assert read_quantity(told).value == 5


@pytest.mark.parametrize(
    ("line", "what", "told"),
    [
        ("Болт до 9 шт", "Болт", "до 9 шт"),
        ("Болт - до 9 шт", "Болт", "до 9 шт"),
        ("Болт от 5 до 9 шт", "Болт от 5", "до 9 шт"),
        ("Болт не более 9 шт", "Болт", "не более 9 шт"),
        ("Болт: минимум 9 шт", "Болт", "минимум 9 шт"),
        ("Болт примерно 9 шт", "Болт", "примерно 9 шт"),
        ("Болт 5-10 шт", "Болт", "5-10 шт"),
        ("Болт 5–10", "Болт", "5-10"),
        ("Болт - 5-10 шт", "Болт", "5-10 шт"),
        ("Болт - 5 - 10 шт", "Болт", "5-10 шт"),
        ("Болт 5...10 шт", "Болт", "5-10 шт"),
    ],
)
def test_a_limit_before_a_count_is_none_of_the_name(line: str, what: str, told: str) -> None:
    assert rows(f"Сыр - 2 шт\n{line}\nХлеб - 7 шт")[1] == [what, told]
    assert read_quantity(told).problem == "quantity_inexact"


def test_two_numbers_of_which_one_is_meant_are_no_count() -> None:
    assert amount("Болт 5 или 10 шт") == "5 или 10 шт"
    assert read_quantity("5 или 10 шт").problem


@pytest.mark.parametrize(
    ("line", "what", "told"),
    [
        ("Болт М8-10 шт", "Болт М8", "10 шт"),
        ("М8-10 шт", "М8", "10 шт"),
        ("Труба 25 - 40 шт", "Труба 25", "40 шт"),
        ("Гвозди 120-10 шт", "Гвозди 120", "10 шт"),
        ("Шампунь 250.......400", "Шампунь 250", "400"),
        ("Арт 64383 - 10 шт", "Арт 64383", "10 шт"),
        ("Молоко - 12345 - 10 шт", "Молоко - 12345", "10 шт"),
    ],
)
def test_a_number_that_ends_a_name_is_no_limit(line: str, what: str, told: str) -> None:
    assert rows(f"Сыр - 2 шт\n{line}\nХлеб - 7 шт")[1] == [what, told]


def test_a_limit_before_a_number_alone_is_none_of_the_name() -> None:
    assert rows("Хлеб белый 5\nМолоко до 10\nКефир 2")[1] == ["Молоко", "до 10"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("100 г чай Гринфилд - 5 шт", ["100 г чай Гринфилд", "5 шт"]),
        ("100 г чай Гринфилд: 5", ["100 г чай Гринфилд", "5"]),
        ("100 г чай Гринфилд 5 шт", ["100 г чай Гринфилд", "5 шт"]),
        ("5 кг Мука - 1 сорт", ["Мука - 1 сорт", "5 кг"]),
        ("100 м Кабель ВВГнг-3", ["Кабель ВВГнг-3", "100 м"]),
        ("5 кг Сахар", ["Сахар", "5 кг"]),
        ("6 x 40 саморез", ["6 x 40 саморез", "(6)?"]),
        ("6 x 40 саморез - 10 шт", ["6 x 40 саморез", "10 шт"]),
        ("6 x Саморез 40", ["Саморез 40", "6"]),
    ],
)
def test_a_measure_or_a_size_before_a_name_is_no_count(line: str, told: list[str]) -> None:
    assert rows(f"Сыр - 2 шт\n{line}\nХлеб - 7 шт")[1] == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1000 x 70676", ["70676", "1000"]),
        ("70676 x 1000", ["70676", "1000"]),
        ("24 x TD-9", ["TD-9", "24"]),
        ("1200 x 600", ["1200 x 600", "(600)?"]),
        ("1200*600", ["1200*600", "(600)?"]),
        ("12345 x 67890", ["12345 x 67890", "(67890)?"]),
    ],
)
def test_of_two_numbers_only_the_one_as_long_as_codes_is_a_code(line: str, told: Any) -> None:
    assert rows(f"{line}\n{line}") == [told, told]


@pytest.mark.parametrize(
    "farewell",
    [
        "Спасибо, Иван",
        "Заранее благодарю!\nС уважением,\nИван Петров",
        "С уважением, Иван\nтел: +7 (495) 123-45-67",
    ],
)
def test_nobody_orders_so_many_of_each_farewell(farewell: str) -> None:
    told = rows(f"Всё по 10 шт:\nСыр\nХлеб\nМолоко\nЧай\nСоль\n{farewell}")
    names = ("Сыр", "Хлеб", "Молоко", "Чай", "Соль")
    assert told[1:6] == [[name, "10 шт"] for name in names]
    assert told[6:] == [[line] for line in farewell.split("\n")]


def test_crosses_are_seen_where_counts_are_numbers_alone() -> None:
    assert rows("Молоко 10\n❌ Кефир 5\nХлеб 3 ❌\nСоль 4\nЧай 2") == [
        ["Молоко", "10"],
        ["Кефир", "5", "❌"],
        ["Хлеб", "3", "❌"],
        ["Соль", "4"],
        ["Чай", "2"],
    ]


def test_a_cross_behind_a_name_is_seen_where_its_count_stands_elsewhere() -> None:
    told = [["Молоко", "5 шт"], ["Сыр", "5 шт", "❌"], ["Хлеб", "5 шт"]]
    assert rows("Всё по 5 шт:\nМолоко\nСыр ❌\nХлеб")[1:] == told
    assert rows("Молоко\n5 шт\nСыр ❌\n5 шт\nХлеб\n5 шт") == told
    assert rows("Молоко - 5 шт\nСыр ❌\n5 шт\nХлеб - 5 шт") == told
