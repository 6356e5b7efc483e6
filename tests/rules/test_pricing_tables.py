"""The tables of docs/pricing.md, row by row, read from the page itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tests.rules import pricing_reference as ref
from tests.rules.pricing_worlds import asked, compiled
from wholesale.core.vocabulary import TaxRegime, VatCategory
from wholesale.pricing import hints, tax
from wholesale.pricing.order import price_order
from wholesale.pricing.priced import lines
from wholesale.pricing.rounding import to_step
from wholesale.pricing.trace import sentence

D = Decimal
PAGE = (Path(__file__).parents[2] / "docs" / "pricing.md").read_text(encoding="utf-8")


def table(*head: str) -> list[list[str]]:
    """The rows of the table with this head."""
    found: list[list[str]] = []
    lines = iter(PAGE.splitlines())
    for line in lines:
        if _cells(line) == list(head):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    return found
                found.append(_cells(row))
    raise AssertionError(f"no table {head}")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def number(text: str) -> Decimal:
    return D(re.sub(r"[^\d.,-]", "", text.replace("−", "-").replace(" ", "")))


def price(company: ref.Company, quantity: str = "1") -> Decimal | None:
    """What the engine takes for product 1."""
    book = compiled(company)
    unit = int(book.price(*asked(book, [(1, D(quantity))])).unit[0])
    return None if unit < 0 else D(unit).scaleb(-2)


def company(**over: object) -> ref.Company:
    rules = {
        "products": (ref.Product(id=1),),
        "parents": {1: None},
        "levels": (1,),
        **over,
    }
    return ref.Company(**rules)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", table("list entries (from → price)", "quantity", "base price"))
def test_base_prices_come_from_the_largest_break_reached(row: list[str]) -> None:
    entries = [part.split("→") for part in row[0].split(",")]
    price_list = ref.PriceList(
        id=1,
        entries=tuple(
            ref.Entry(place, product=1, quantity=number(start), price=number(amount))
            for place, (start, amount) in enumerate(entries, start=1)
        ),
    )
    assert price(company(lists={1: price_list}), row[1]) == number(row[2])


@pytest.mark.parametrize("row", table("parent", "formula", "step, ending", "derived price"))
def test_derived_prices_follow_the_formula_and_the_own_rounding(row: list[str]) -> None:
    step, _, ending = row[2].partition(", ending ")
    sign = -1 if "−" in row[1] else 1
    lists = {
        1: ref.PriceList(
            id=1,
            parent=2,
            step=D(step),
            ending=D(ending or 0),
            formula=(ref.Rule(id=1, percent=sign * abs(number(row[1]))),),
        ),
        2: ref.PriceList(id=2, entries=(ref.Entry(1, 1, D(1), number(row[0])),)),
    }
    found = ref.Company(
        products=(ref.Product(id=1),),
        parents={1: None},
        levels=(1,),
        lists=dict(sorted(lists.items(), reverse=True)),
    )
    assert price(found) == number(row[3])


@pytest.mark.parametrize("row", table("policy", "10 % personal, 5 % club, base 200.00", "price"))
def test_discounts_combine_as_the_policy_says(row: list[str]) -> None:
    found = company(
        lists={1: ref.PriceList(id=1, entries=(ref.Entry(1, 1, D(1), D(200)),))},
        discounts=(
            ref.Rule(id=1, percent=D(10), source="personal", dealer=1),
            ref.Rule(id=2, percent=D(5), source="club", club=1),
        ),
        clubs=(1,),
        policy=row[0],
    )
    assert price(found) == number(row[2])


@pytest.mark.parametrize("row", table("price", "step", "ending", "rounded"))
def test_prices_are_rounded_half_up_to_the_ladder(row: list[str]) -> None:
    scaled = int(D(row[0]) * 10_000)
    ending = 0 if row[2] == "–" else int(D(row[2]) * 100)
    found = to_step(np.array([scaled]), 100, np.array([int(D(row[1]) * 100)]), np.array([ending]))
    assert int(found[0]) == int(D(row[3]) * 100)


@pytest.mark.parametrize(
    "row", table("quantity", "total with 22 %", "VAT", "net", "price without VAT")
)
def test_golden_rows_of_real_documents(row: list[str]) -> None:
    quantity, total, vat, net, each = map(number, row)
    assert tax.amount_sums(total, D(22), includes_vat=True) == tax.Sums(net, vat, total)
    assert (net / quantity).quantize(D("0.01")) == each
    columns = tax.column_sums(np.array([int(total * 100)]), np.array([220_000]), includes_vat=True)
    assert [int(column[0]) for column in columns] == [int(x * 100) for x in (net, vat, total)]


RATES = {
    (TaxRegime.GENERAL, VatCategory.STANDARD, date(2018, 12, 31)): D(18),
    (TaxRegime.GENERAL, VatCategory.STANDARD, date(2019, 1, 1)): D(20),
    (TaxRegime.GENERAL, VatCategory.STANDARD, date(2025, 12, 31)): D(20),
    (TaxRegime.GENERAL, VatCategory.STANDARD, date(2026, 1, 1)): D(22),
    (TaxRegime.SIMPLIFIED_GENERAL, VatCategory.STANDARD, date(2026, 1, 1)): D(22),
    (TaxRegime.GENERAL, VatCategory.REDUCED, date(2026, 1, 1)): D(10),
    (TaxRegime.GENERAL, VatCategory.ZERO, date(2026, 1, 1)): D(0),
    (TaxRegime.GENERAL, VatCategory.EXEMPT, date(2026, 1, 1)): None,
    (TaxRegime.SIMPLIFIED_5, VatCategory.STANDARD, date(2024, 12, 31)): None,
    (TaxRegime.SIMPLIFIED_7, VatCategory.ZERO, date(2024, 12, 31)): None,
    (TaxRegime.SIMPLIFIED_GENERAL, VatCategory.STANDARD, date(2024, 12, 31)): None,
    (TaxRegime.SIMPLIFIED_GENERAL, VatCategory.STANDARD, date(2025, 1, 1)): D(20),
    (TaxRegime.SIMPLIFIED_5, VatCategory.STANDARD, date(2025, 1, 1)): D(5),
    (TaxRegime.SIMPLIFIED_7, VatCategory.STANDARD, date(2025, 1, 1)): D(7),
    (TaxRegime.SIMPLIFIED_5, VatCategory.STANDARD, date(2026, 1, 1)): D(5),
    (TaxRegime.SIMPLIFIED_5, VatCategory.REDUCED, date(2026, 1, 1)): D(5),
    (TaxRegime.SIMPLIFIED_7, VatCategory.STANDARD, date(2026, 1, 1)): D(7),
    (TaxRegime.SIMPLIFIED_7, VatCategory.ZERO, date(2026, 1, 1)): D(0),
    (TaxRegime.SIMPLIFIED_7, VatCategory.EXEMPT, date(2026, 1, 1)): None,
    (TaxRegime.NO_VAT, VatCategory.STANDARD, date(2026, 1, 1)): None,
    (TaxRegime.NO_VAT, VatCategory.ZERO, date(2026, 1, 1)): None,
}


@pytest.mark.parametrize(("regime", "category", "on"), RATES)
def test_the_rate_follows_regime_category_and_date(
    regime: TaxRegime, category: VatCategory, on: date
) -> None:
    assert tax.vat_rate(category, regime, on) == RATES[regime, category, on]


def test_a_document_is_the_sum_of_its_rounded_rows_not_a_recalculation() -> None:
    rows = [tax.amount_sums(D("0.01"), D(22), includes_vat=True) for _ in range(10)]
    assert sum(row.vat for row in rows) == D("0.00")
    assert tax.amount_sums(D("0.10"), D(22), includes_vat=True).vat == D("0.02")


def test_vat_on_top_is_added_to_the_net() -> None:
    found = tax.line_sums(D("38.02"), D(3300), D(22), includes_vat=False)
    assert found == tax.Sums(D("125466.00"), D("27602.52"), D("153068.52"))


def hints_of(rules: ref.Company, *quantities: str) -> list[str | None]:
    """The hints of an order's lines of product 1, and of the order."""
    book = compiled(rules)
    order = price_order(book, *asked(book, [(1, D(quantity)) for quantity in quantities]))
    found = [*hints.of_lines(order), *hints.of_order(order)]
    return [None if hint is None else sentence("ru", hint) for hint in found]


BREAKS = {
    1: ref.PriceList(
        id=1,
        entries=(
            ref.Entry(1, 1, D(1), D(10)),
            ref.Entry(2, 1, D(8), D(9)),
            ref.Entry(3, 1, D(20), D(8)),
        ),
    )
}


@pytest.mark.parametrize(
    ("conditions", "quantities", "hint"),
    [
        ({"min_quantity": D(10)}, ["4", "3.5"], ["Ещё 2,5 до подарка: Акция 1"]),
        ({"min_quantity": D(10)}, ["10"], []),
        ({"min_sum": D(1000)}, ["7"], ["Ещё на 300,00 ₽ до подарка: Акция 1"]),
        (
            {"min_quantity": D(10), "min_sum": D(1000)},
            ["7"],
            ["Ещё 3, всего на 300,00 ₽, до подарка: Акция 1"],
        ),
        (
            {"min_quantity": D(10), "min_sum": D(500)},
            ["7"],
            ["Ещё 3 до подарка: Акция 1"],
        ),
    ],
)
def test_a_gift_is_promised_by_the_sum_and_the_quantity_that_are_missing(
    conditions: dict[str, Decimal], quantities: list[str], hint: list[str]
) -> None:
    gift = ref.Promotion(id=1, effect="gift", gift=1, **conditions)  # type: ignore[arg-type]
    hundred = ref.PriceList(id=1, entries=(ref.Entry(1, 1, D(1), D(100)),))
    rules = company(lists={1: hundred}, promotions=(gift,))
    assert [*filter(None, hints_of(rules, *quantities))] == hint


def test_a_hint_and_a_trace_count_the_product_in_the_whole_order() -> None:
    rules = company(lists=BREAKS)
    assert hints_of(rules, "5", "5") == ["Ещё 10 до цены 8,00"] * 2
    assert hints_of(rules, "3") == ["Ещё 5 до цены 9,00"]
    book = compiled(rules)
    for quantities, quantity in ((("5", "5"), "8"), (("3", "4"), None)):
        order = price_order(book, *asked(book, [(1, D(part)) for part in quantities]))
        for line in lines(order):
            assert line.trace[0].get("quantity") == quantity


def test_below_the_first_break_the_trace_names_no_quantity() -> None:
    entries = (ref.Entry(1, 1, D(10), D(9)), ref.Entry(2, 1, D(100), D(8)))
    book = compiled(company(lists={1: ref.PriceList(id=1, entries=entries)}))
    found = [
        lines(price_order(book, *asked(book, [(1, D(quantity))])))[0].trace[0].get("quantity")
        for quantity in (3, 10, 100)
    ]
    assert found == [None, "10", "100"]


def test_the_hint_of_a_next_price_counts_promotions_and_is_silent_when_they_are_better() -> None:
    tenth = ref.Promotion(id=1, effect="percent", percent=D(10))
    assert hints_of(company(lists=BREAKS, promotions=(tenth,)), "5") == ["Ещё 3 до цены 8,10"]
    fixed = ref.Promotion(id=1, effect="fixed_price", price=D(7))
    assert hints_of(company(lists=BREAKS, promotions=(fixed,)), "5") == [None]


def test_a_discount_for_volume_is_promised_only_where_it_would_change_a_price() -> None:
    one = {1: ref.PriceList(id=1, entries=(ref.Entry(1, 1, D(1), D(100)),))}
    volume = ref.Rule(id=1, percent=D(5), source="volume", threshold=D(1000))
    more = ref.Rule(id=2, percent=D(12), source="volume", threshold=D(5000))
    personal = ref.Rule(id=3, percent=D(10), source="personal", dealer=1)
    promised = ["Ещё на 550,00 ₽ до скидки 5 % за объём"]
    for policy, rules, found in (
        ("best", (volume, personal), []),
        ("best", (volume, more, personal), ["Ещё на 4\u00a0550,00 ₽ до скидки 12 % за объём"]),
        ("sum", (volume, personal), promised),
        ("cascade", (volume, personal), promised),
    ):
        book = company(lists=one, discounts=rules, policy=policy)
        assert hints_of(book, "5")[1:] == found


NET = {
    1: ref.PriceList(1, (ref.Entry(1, 1, D(1), D(100)), ref.Entry(2, 2, D(1), D(50)))),
    2: ref.PriceList(
        2,
        (ref.Entry(3, 1, D(1), D(80)), ref.Entry(4, 2, D(1), D(40))),
        includes_vat=False,
    ),
}
PAIR = (ref.Product(id=1), ref.Product(id=2, vat="reduced"))


def units(rules: ref.Company) -> list[Decimal]:
    """The unit prices of one piece of each product."""
    book = compiled(rules)
    prices = price_order(book, *asked(book, [(p.id, D(1)) for p in rules.products])).prices
    return [D(int(unit)).scaleb(-2) for unit in prices.unit]


def test_a_floor_that_is_turned_over_is_rounded_up() -> None:
    held = (ref.Product(id=1, minimum=D("110.00")), ref.Product(id=2, minimum=D("51.00")))
    rules = company(products=held, lists=NET, levels=(2,), base_list=1)
    assert units(rules) == [D("90.17"), D("41.81")]  # 90.1639…, 41.8032… with 22 % taken out


def test_the_price_of_a_promotion_is_in_the_kind_of_the_base_list() -> None:
    fixed = ref.Promotion(id=1, effect="fixed_price", price=D("61.00"))
    rules = company(products=PAIR, lists=NET, levels=(2,), base_list=1, promotions=(fixed,))
    assert units(rules) == [D("50.00"), D("40.00")]
    bundle = ref.Promotion(id=1, effect="bundle", price=D("70.80"), parts=((1, D(1)), (2, D(1))))
    rules = company(products=PAIR, lists=NET, levels=(2,), base_list=1, promotions=(bundle,))
    # 80.00 + 40.00 are 97.60 + 44.00 = 141.60 with VAT: half of it is half of 120.00
    assert units(rules) == [D("40.00"), D("20.00")]
    assert units(replace(rules, levels=(1,))) == [D("47.20"), D("23.60")]
