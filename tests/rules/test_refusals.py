"""Each column of numbers, or under a word we know, is told why it is not ordered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.sheets import sheet
from wholesale.intake.columns import why
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.tables.headers import find_tables

GOODS = ["A-1", "A-2", "A-3", "A-4", "A-5"]
KNOWN = Hits(articles=frozenset({f"A{n}" for n in range(1, 6)}), exact=frozenset(GOODS))


def reasons(heading: str, column: Sequence[Any], *, order: str = "Заказ") -> list[str]:
    """Why the column beside an order is what it is."""
    rows = [list(row) for row in zip(GOODS, column, (4, 9, 12, 5, 3), strict=True)]
    made = sheet([["Артикул", heading, order], *rows])
    [found] = find_tables(made, 0)
    [chosen] = choose(made, found, KNOWN)
    assert [q.column for q in chosen.quantities] == [2]
    return [code for at, _, code, _ in chosen.reasons if at == 1]


@pytest.mark.parametrize(
    ("heading", "column", "why_not"),
    [
        ("Прошлый заказ", (1, 2, 9, 4, 5), "column_past"),
        ("Было", (7, 2, 9, 4, 5), "column_past"),
        ("Вес", (7, 2, 9, 4, 5), "column_of_no_use"),
        ("№ п/п", (1, 2, 3, 4, 5), "column_numbers_rows"),
        ("Куздра", (1, 2, 3, 4, 5), "column_numbers_rows"),
        ("Куздра", (1.5, 2.25, 9.1, 4.7, 5.2), "column_of_fractions"),
        ("Куздра", (2024, 2021, 2026, 2024, 2024), "column_of_years"),
        ("Куздра", (7, 2, 9, 4, 5), "column_another_taken"),
        ("Кол-во", (7, 2, 9, 4, 5), "column_another_taken"),
        ("Остаток", (7, 2, 9, 4, 5), "column_named"),
    ],
)
def test_a_column_beside_the_order_says_why_it_is_not_ordered(
    heading: str, column: Sequence[Any], why_not: str
) -> None:
    assert reasons(heading, column) == [why_not]


def test_words_under_a_word_that_nobody_knows_are_no_matter() -> None:
    assert reasons("Куздра", ("да", "", "", "нет", "")) == []


def test_what_is_told_of_a_column_is_one_line_with_its_score() -> None:
    told = [("column_named", {"score": 5.0}), ("column_known", {"share": 96, "score": 5.0})]
    assert (
        why.sentence("ru", told) == "по заголовку · 96 % значений есть в нашем каталоге · оценка 5"
    )
    assert (
        why.sentence("en", told)
        == "by its heading · 96 % of the values are in our catalogue · score 5"
    )
