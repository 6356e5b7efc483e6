"""Wrapping text and cutting tables into pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.style import width, wrap
from reports.table import paginate


def test_text_wraps_at_spaces_hyphens_and_where_a_soft_hyphen_is() -> None:
    assert wrap("Кабель силовой ВВГнг", 8, 60) == ("Кабель силовой", "ВВГнг")
    assert wrap("спец-изделие", 8, 40) == ("спец-", "изделие")
    assert wrap("предъяв\u00adляемая", 8, 40) == ("предъяв-", "ляемая")
    assert wrap("предъяв\u00adляемая", 8, 100) == ("предъявляемая",)
    assert wrap("1,5", 8, 8) == ("1,", "5")
    assert wrap("", 8, 40) == ("",)
    assert wrap("две\nстроки", 8, 100) == ("две", "строки")


def test_a_word_longer_than_the_cell_is_cut() -> None:
    lines = wrap("А" * 200, 8, 50)
    assert "".join(lines) == "А" * 200
    assert all(width(line, 8) <= 50 for line in lines)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_wrapping_loses_nothing_but_spaces(text: str) -> None:
    text = text.replace("\u00ad", "")
    lines = wrap(text, 8, 70)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 8) <= 70 or len(line) == 1 for line in lines)


heights = st.lists(st.integers(8, 60).map(float), min_size=1, max_size=80)


@given(heights, st.integers(0, 300), st.integers(150, 700), st.integers(0, 30), st.integers(0, 140))
def test_pages_hold_all_rows_and_the_tail_goes_with_a_row(
    rows: list[float], first: int, later: int, foot: int, tail: int
) -> None:
    later = max(later, tail + foot + 60)
    pages = paginate(rows, first=first, later=later, foot=foot, tail=tail)
    assert [row for page in pages for row in page] == list(range(len(rows)))
    assert pages[-1]
    for number, page in enumerate(pages):
        used = sum(rows[index] for index in page) + foot
        used += tail if number == len(pages) - 1 else 0
        if page and not (number == 0 and len(page) == 1 and len(pages) > 1):
            assert used <= (later if number else first)


def test_the_last_row_moves_over_when_the_tail_does_not_fit() -> None:
    pages = paginate([20.0] * 10, first=220, later=500, foot=10, tail=100)
    assert pages == [range(9), range(9, 10)]


def test_a_first_page_without_room_for_a_row_and_the_tail_is_left_to_the_heading() -> None:
    assert paginate([20.0], first=100, later=500, foot=10, tail=200) == [range(0), range(1)]


def test_a_row_as_tall_as_a_page_leaves_the_tail_to_the_next() -> None:
    assert paginate([20.0, 480.0], first=100, later=500, foot=10, tail=200) == [
        range(1),
        range(1, 2),
        range(2, 2),
    ]
