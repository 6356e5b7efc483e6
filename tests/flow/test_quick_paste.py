"""Cells pasted into quick entry are read as a file's rows are, and in doubt a person is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.make import NOW, World
from wholesale.context import reading
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import UNITS
from wholesale.db import Database
from wholesale.flow.quick_paste import PastedCells, read_pasted
from wholesale.intake.parse import parse_cells
from wholesale.intake.words.amounts import typed_amount
from wholesale.intake.words.cells import NOWHERE
from wholesale.intake.words.quantity import PACK, measure_of, read_quantity


def pasted(
    database: Database, world: World, *rows: Sequence[str], quantity: int | None = None
) -> PastedCells:
    parsed = parse_cells([list(row) for row in rows])
    with reading(database, world.dealer, now=NOW) as ctx:
        return read_pasted(ctx, dealer_id=world.dealer_id, parsed=parsed, quantity=quantity)


def told(cells: PastedCells) -> list[tuple[str, str]]:
    return [(line.code, line.count) for line in cells.lines]


@pytest.mark.parametrize(
    "rows",
    [
        [("BOLT-8", "20"), ("NUT-8", "5")],
        [("20", "BOLT-8"), ("5", "NUT-8")],
        [("BOLT-8", "Болт М8х40", "20"), ("NUT-8", "Гайка М8 оцинкованная", "5")],
        [("Код", "Название", "Кол-во"), ("BOLT-8", "Болт", "20"), ("NUT-8", "Гайка", "5")],
        [("1", "BOLT-8", "20", "10,00", "200,00"), ("2", "NUT-8", "5", "4,50", "22,50"),
         ("3", "GLUE", "3", "320,50", "961,50"), ("4", "DRILL", "2", "5400,00", "10800,00")],
    ],
)  # fmt: skip
def test_the_code_and_the_quantity_are_found_wherever_they_stand(
    database: Database, world: World, rows: list[tuple[str, ...]]
) -> None:
    assert told(pasted(database, world, *rows))[:2] == [("BOLT-8", "20"), ("NUT-8", "5")]


def test_a_unit_in_a_column_of_its_own_stays_with_the_quantity(
    database: Database, world: World
) -> None:
    rows = [("Название", "Ед.", "Количество"), ("Гайка М8 оцинкованная", "кор", "5")]
    assert told(pasted(database, world, *rows)) == [("NUT-8", "5 упак")]


def test_of_two_columns_that_may_count_a_person_is_asked(database: Database, world: World) -> None:
    rows = [("BOLT-8", "70", "5"), ("NUT-8", "41", "3"), ("GLUE", "13", "2")]
    asked = pasted(database, world, *rows)
    assert asked.lines == ()
    assert [(c.letter, c.values) for c in asked.doubtful] == [
        ("B", ("70", "41", "13")),
        ("C", ("5", "3", "2")),
    ]
    answered = pasted(database, world, *rows, quantity=2)
    assert told(answered) == [("BOLT-8", "5"), ("NUT-8", "3"), ("GLUE", "2")]
    neither = pasted(database, world, *rows, quantity=NOWHERE)
    assert told(neither) == [("BOLT-8", ""), ("NUT-8", ""), ("GLUE", "")]


def test_a_column_that_can_hardly_be_read_is_asked_and_not_lost(
    database: Database, world: World
) -> None:
    rows = [("BOLT-8", "Болт М8х40", "20"), ("NUT-8", "Гайка", ">10"), ("GLUE", "Клей", "5-7")]
    [column] = pasted(database, world, *rows).doubtful
    assert (column.letter, column.values) == ("C", ("20", ">10", "5-7"))


def test_what_is_not_certain_is_left_to_the_sheet_in_the_rows_own_words(
    database: Database, world: World
) -> None:
    rows = [("BOLT-8", "20"), ("НЕТ-1", "5"), ("NUT-8", ">10")]
    assert told(pasted(database, world, *rows)) == [
        ("BOLT-8", "20"),
        ("НЕТ-1", "5"),
        ("NUT-8", ">10"),
    ]


def test_rows_that_ask_for_nothing_are_left_out_and_counted(
    database: Database, world: World
) -> None:
    rows = [("Артикул", "Заказ"), ("BOLT-8", "20"), ("NUT-8", ""), ("GLUE", "")]
    cells = pasted(database, world, *rows)
    assert (told(cells), cells.blank) == ([("BOLT-8", "20")], 2)


def test_columns_without_any_quantity_give_their_codes(database: Database, world: World) -> None:
    rows = [("BOLT-8", "Болт М8х40"), ("NUT-8", "Гайка М8 оцинкованная")]
    assert told(pasted(database, world, *rows)) == [("BOLT-8", ""), ("NUT-8", "")]


def test_two_columns_that_say_nothing_stand_as_they_are(database: Database, world: World) -> None:
    assert told(pasted(database, world, ("77", "5"), ("88", "3"))) == [("77", "5"), ("88", "3")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("77", "5", "3"), ("88", "3", "9")], "quick_paste_unclear"),
        (
            [("Артикул", "Магазин 1", "Магазин 2"), ("BOLT-8", "20", "10"), ("NUT-8", "5", "3")],
            "quick_paste_of_shops",
        ),
    ],
)
def test_what_has_no_place_in_the_sheet_is_refused_by_name(
    database: Database, world: World, rows: list[tuple[str, ...]], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        pasted(database, world, *rows)
    assert refused.value.code == code


@pytest.mark.parametrize("unit", [code for code, unit in UNITS.items() if measure_of(unit.sign)])
def test_an_amount_typed_anew_says_the_same(unit: str) -> None:
    measure = measure_of(UNITS[unit].sign)
    assert read_quantity(typed_amount(f"1.5 {measure}")).measure == measure


def test_packs_typed_anew_say_the_same() -> None:
    amount = read_quantity(typed_amount(f"2 {PACK}=24"))
    assert (amount.value, amount.measure, amount.counted) == (2, PACK, 24)
    assert typed_amount("!quantity_inexact >10") == ">10"
