"""The receipt: every row in exactly one outcome, duplicates joined, packs counted once."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets import sheet
from wholesale.intake.columns.choose import choose
from wholesale.intake.columns.profiles import Hits
from wholesale.intake.kept import dumped, loaded
from wholesale.intake.queries import Item
from wholesale.intake.receipt import Decision, Outcome, Receipt, count, merge
from wholesale.intake.rows.entries import RowsRead
from wholesale.intake.rows.read_rows import read_rows
from wholesale.intake.sheet import Cell
from wholesale.intake.tables.headers import find_tables

ITEM = Item(1, "A-1", "A1", "Болт", "", "", None, "796", D(6), D(0), True)


def added(row: int, quantity: int, delivery: str = "") -> Decision:
    return Decision(
        key=f"0:{row}:0", sheet=0, row=row, outcome=Outcome.ADDED, product_id=1,
        quantity=D(quantity), delivery=delivery, amount=f"{quantity} ",
    )  # fmt: skip


def test_a_receipt_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(RuntimeError, match="3 rows accounted for of 4"):
        Receipt(rows_in=4, added=1, merged=1, asked=0, rejected=0, skipped=1)


def test_a_row_beyond_the_sheet_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="beyond"):
        count([added(9, 1)], {}, [5])


def test_duplicates_are_joined_before_packs_are_counted() -> None:
    decisions = [added(2, 5), added(3, 7)]
    [line] = merge(decisions, {1: ITEM})
    assert (line.quantity, line.rows, line.notes) == (D(12), [(0, 2), (0, 3)], [])
    assert [decision.outcome for decision in decisions] == [Outcome.ADDED, Outcome.MERGED]


def test_what_packs_add_goes_to_the_first_shop_with_a_reason() -> None:
    first, second = merge([added(2, 5, "Юг"), added(3, 4, "Север")], {1: ITEM})
    assert (first.quantity, second.quantity) == (D(8), D(4))
    assert [code for code, _ in first.notes] == ["raised_to_multiple"]


def test_a_row_of_several_shops_counts_once_in_what_most_needs_a_person() -> None:
    good, bad = added(2, 5, "Юг"), added(2, 5, "Север")
    bad.outcome = Outcome.REJECTED
    receipt = count([good, bad], {(0, 1): "header"}, [3])
    assert receipt == Receipt(rows_in=3, added=0, merged=0, asked=0, rejected=1, skipped=2)


def test_decisions_come_back_from_json_as_they_were() -> None:
    decision = Decision(
        key="0:2:0", sheet=0, row=2, codes=("A",), name="Болт", outcome=Outcome.ASKED,
        code="name_unsure", params={"count": 2, "quantity": D("1.5")},
        notes=(("raised_to_minimum", {"asked": D(1), "minimum": D(2)}),),
        candidates=((1, 90, (("words_missing", {"words": "x"}),)),), amount="5 pack",
    )  # fmt: skip
    assert loaded(dumped([decision])) == [decision]


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(
        ["", "", "Артикул", "Кол-во", "Наименование", "Итого", "A-1", "Болт М8", "5 шт", "-", "0"]
    ),
    st.integers(-5, 500).map(float),
    st.text(max_size=8),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=15))
def test_whatever_the_sheet_holds_each_row_is_read_or_skipped_and_none_both(
    rows: list[list[Cell]],
) -> None:
    made = sheet(rows)
    read = RowsRead()
    body: set[int] = set()
    for table in find_tables(made, 0):
        blocks = choose(made, table, Hits())
        usable = [block for block in blocks if block.is_order]
        if usable:
            read_rows(made, table, usable, read)
            body |= {made.numbers[index] for index in (*table.header, *table.body)}
    told = {entry.row for entry in read.entries}
    skipped = {row for _, row in read.skipped}
    assert told | skipped >= body
    assert not told & skipped
