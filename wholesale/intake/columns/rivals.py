"""Columns beside a quantity, row by row: packs that count where pieces are blank, numbers
written by hand into a price list, numbers of orders that only look like a quantity."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wholesale.intake.columns.arithmetic import (
    is_remainder,
    is_sum_of,
    mostly_fractions,
    say_the_same,
)
from wholesale.intake.columns.choice import Counting
from wholesale.intake.columns.evidence import is_written_by_hand, says_past
from wholesale.intake.columns.profiles import SAMPLE
from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import is_order_word, spelling
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.counted_in import names_packs
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import read_quantity

_REFERENCE = re.compile(r"\D{1,12}\d{3,}\b.*")
_LIST = 8  # rows of the shortest list that somebody writes his order into
_SPARSE = 0.6  # of its rows, at most, where somebody wrote
_BIG = 1_000  # what a dealer rarely orders of every product alike


def packs_beside(seen: Counting, said: Sequence[int], unsaid: Sequence[int]) -> list[int]:
    """Columns headed by nothing but «кор», which may also be how much a pack holds: they count
    when some rows leave them blank and some fill them instead of the quantity."""
    return [
        column
        for column in unsaid
        if names_packs(seen.heading(column).text)
        and any(at(row, column) == "" for row in seen.rows)
        and any(
            number_of(at(row, column)) and all(at(row, c) == "" for c in said) for row in seen.rows
        )
    ]


def written_into_list(seen: Counting, said: Sequence[int], unsaid: Sequence[int]) -> list[int]:
    """Columns written into here and there beside a plain «Кол-во» that every row of a price list
    fills as programs do: it may be what there is, and they what is ordered."""
    whole = [c for c in said if not is_order_word(seen.heading(c).full)]
    priced = [c for c in seen.block if seen.named[c] is Part.PRICE]
    listed = len(seen.rows)
    if not priced or len(whole) < len(said) or listed < _LIST:
        return []
    if any(seen.profiles[c].filled < listed or is_written_by_hand(seen.rows, c) for c in said):
        return []
    last = max(*said, *priced) + 1  # what stands beyond a blank column is no part of the list
    return [
        column
        for column in unsaid
        if column <= last
        and 2 <= seen.profiles[column].filled <= _SPARSE * listed
        and not mostly_fractions(seen.profiles[column])
        and not says_past(seen.heading(column))
    ]


def written_beside(seen: Counting, said: Sequence[int], unsaid: Sequence[int]) -> list[int]:
    """Columns without a heading that are written into where every column that says «quantity» is
    left blank: the order stands beside the place for it."""
    if any(seen.profiles[c].filled for c in said):
        return []
    return [
        column
        for column in unsaid
        if not seen.heading(column).full
        and seen.profiles[column].numbers
        and not mostly_fractions(seen.profiles[column])
    ]


_CHANGE = re.compile(
    r"(корректиров|коррекц|изменени|поправк|минус|плюс|убрать|снять|уменьш|добав|увелич|согласован"
    r"|утвержден|одобрен|correction|change|approved|agreed)\w*( .*)?"
)
_OF_SALES = re.compile(
    r"(выручк|прибыл|рентабельн|доля|(класс )?(abc|авс|xyz)|средний чек|чеков"
    r"|выкупил|выкуплен|выкупы|показы|показов|просмотр|конверси|revenue"
    r"|turnover|impressions|views|conversion)\w*( .*)?"
)
_OF_STOCK = re.compile(
    r"(№ |номер )?партии|партия|годен до|ячейка|место хранения"
    r"|(учетн|балансов)\w+ (цен|стоимост)\w*"
    r"|дата (последн\w+ )?(продаж|реализац|приход|поступлен|инвентариз)\w*"
)
_FULFILLED = re.compile(
    r"((кол во|количество|qty|quantity|штук|шт) )?"
    r"(отгру(жен|зк|зил)|отпу(щен|ск|стил)|выдан|выдач|выдал|получ(ен|ил)|принят|принял|достав(лен|ил)"
    r"|постав(лен|ил)|поступил|подтверд|подтвержд|собран|исполнен|выполнен|привез(ен|ли)|прислал"
    r"|недопостав|недогру|недовоз|факт|shipped|delivered|received|confirmed|invoiced|backordered)\w*"
    r"( (шт|штук|кол во|qty|\d[\d ]*))*"
)


def changes_beside(seen: Counting, said: Sequence[int]) -> list[int]:
    """Columns of numbers that change the quantity beside them: «Минус», «Согласовано»."""
    return [
        column
        for column in seen.block
        if column not in said
        and seen.profiles[column].numbers
        and _CHANGE.fullmatch(spelling(seen.heading(column).text))
    ]


def fulfilled_beside(seen: Counting, said: Sequence[int]) -> list[int]:
    """Columns that tell what came of the quantity beside them, «Отгружено», «Подтверждено»: most
    rows fill them, and none with more than was asked. Then it was asked before."""
    if len(said) != 1:
        return []
    return [
        column
        for column in seen.block
        if column not in said
        and _FULFILLED.fullmatch(spelling(seen.heading(column).text))
        and _comes_of(seen.rows, column, said[0])
    ]


def _comes_of(rows: Sequence[Sequence[Cell]], column: int, asked: int) -> bool:
    told = [(number_of(at(row, column)), number_of(at(row, asked))) for row in rows]
    both = [(came, wanted) for came, wanted in told if came is not None and wanted is not None]
    wanted_rows = sum(wanted is not None for _, wanted in told)
    return 2 * len(both) > wanted_rows > 1 and all(came <= wanted for came, wanted in both)


def tells_of_sales(seen: Counting) -> bool:
    """Whether a column tells what was earned: then a plain «Количество» was sold."""
    return any(_OF_SALES.fullmatch(spelling(seen.heading(c).text)) for c in seen.block)


def tells_of_stock(seen: Counting) -> bool:
    """Whether most rows tell of lots, places and days, as of goods that lie in a store."""
    return any(
        _OF_STOCK.fullmatch(spelling(seen.heading(c).text))
        and 2 * seen.profiles[c].filled > len(seen.rows)
        for c in seen.block
    )


def left_of(seen: Counting, column: int) -> list[int]:
    """Two columns of what was and what is left, «Продано» and «Осталось», that add up to the count
    in every row: then it is what there was."""
    pasts = [c for c in seen.block if c != column and says_past(seen.heading(c))]
    beside = [c for c in seen.block if seen.named[c] in {Part.STOCK, None} and c != column]
    pairs = ((was, left) for was in pasts for left in {*beside, *pasts} - {was})
    return next(([*pair] for pair in pairs if is_sum_of(seen.rows, column, pair)), [])


def holds_references(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether every cell is the number of some paper: «#1021», «ЗК-00012 от 25.11»."""
    texts = [text for row in rows if (text := text_of(at(row, column)))]
    return bool(texts) and all(
        _REFERENCE.fullmatch(text) and read_quantity(text).problem == "quantity_unreadable"
        for text in texts
    )


def says_few_numbers(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether rows, three or more, say the same few big numbers, as those of orders."""
    numbers = [number for row in rows if (number := number_of(at(row, column))) is not None]
    return len(numbers) > 2 and min(numbers) >= _BIG and 2 * len(set(numbers)) <= len(numbers)


def filled_alike(rows: Sequence[Sequence[Cell]], column: int, other: int) -> bool:
    """Whether each row fills both columns or none."""
    return all((at(row, column) == "") == (at(row, other) == "") for row in rows)


def told_by_rows(seen: Counting, rivals: Sequence[int]) -> tuple[int, str] | None:
    """Which of the rivals the numbers themselves say: the one that what there is leaves of the
    other («Потребность» 20, «Есть» 3, «К закупке» 17), or any where all say the same."""
    if len(seen.rows) >= SAMPLE:
        return None  # not every row is seen
    if say_the_same(seen.rows, rivals):
        return rivals[0], "column_same_as_rival"
    if len(rivals) != 2:
        return None
    beside = [c for c in seen.block if seen.named[c] in {Part.STOCK, Part.OTHER, None}]
    others = [c for c in beside if seen.profiles[c].numbers]
    for column, whole in (rivals, rivals[::-1]):
        if is_remainder(seen.rows, column, whole, others):
            return column, "column_remainder"
    return None
