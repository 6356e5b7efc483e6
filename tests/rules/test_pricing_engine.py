"""The vectorised engine against the naive one, and the properties docs/pricing.md promises."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.rules import pricing_reference as ref
from tests.rules.pricing_worlds import Draw, asked, compiled, left_of
from wholesale.core.money import from_thousandths
from wholesale.pricing import tax
from wholesale.pricing.book import PriceBook, Prices
from wholesale.pricing.columns import Column
from wholesale.pricing.lists import Ladder
from wholesale.pricing.order import price_order
from wholesale.pricing.priced import gifts, lines
from wholesale.pricing.trace import sentence

D = Decimal
HUNDRED = D(100)
seeds = st.integers(0, 2**32)
many = settings(max_examples=300, deadline=None, phases=[Phase.explicit, Phase.generate])
some = settings(many, max_examples=80)


@many
@given(seeds)
def test_the_vectorised_engine_equals_the_naive_reference_to_the_kopeck(seed: int) -> None:
    draw = Draw(seed)
    company, items = draw.company(), draw.items()
    manual = [draw.random.choice([D(0), D(3), D("7.25")]) for _ in items]
    approved = [draw.random.random() < 0.3 for _ in items]
    book = compiled(company)
    order = price_order(
        book,
        *asked(book, items),
        left=left_of(company),
        manual=np.array([int(percent * 10_000) for percent in manual], dtype=np.int64),
        approved=np.array(approved, dtype=bool),
    )
    expected, given_free = ref.price_lines(company, items, manual=manual, approved=approved)
    found = order.prices
    for index, line in enumerate(expected):
        assert (
            _amount(found.unit[index]) if line.unit is not None else None,
            _amount(found.net[index]),
            _amount(found.vat_sum[index]),
            _amount(found.total[index]),
        ) == (line.unit, line.net, line.vat, line.total), index
    free: dict[int, Decimal] = {}
    for gift in order.gifts:
        product = int(book.goods.ids[gift.row])
        free[product] = free.get(product, D(0)) + from_thousandths(gift.thousandths)
    assert free == given_free


def _amount(kopecks: int) -> Decimal:
    return D(int(kopecks)).scaleb(-2)


@some
@given(seeds)
def test_every_line_can_be_told_and_its_story_ends_at_its_price(seed: int) -> None:
    draw = Draw(seed)
    company, items = draw.company(), draw.items()
    book = compiled(company)
    order = price_order(book, *asked(book, items), left=left_of(company))
    for line in (*lines(order), *gifts(order)):
        for steps in (line.trace, line.staff_trace):
            assert steps[0]["before"] is None
            for earlier, later in pairwise(steps):
                assert later["before"] == earlier["after"]
            last = steps[-1]["after"]
            assert (None if last is None else D(last)) == line.unit_price
        assert line.net + line.vat == line.total


def simple(*discounts: ref.Rule, price: Decimal = HUNDRED, **over: object) -> ref.Company:
    """Product 1 in category 3 (below 2, below 1) of brand РОСТ, at one price."""
    facts = {
        "products": (ref.Product(id=1, category=3, brand="РОСТ"),),
        "parents": {1: None, 2: 1, 3: 2},
        "lists": {1: ref.PriceList(id=1, entries=(ref.Entry(1, 1, D(1), price),))},
        "levels": (1,),
        "discounts": discounts,
        **over,
    }
    return ref.Company(**facts)  # type: ignore[arg-type]


SCOPES = [
    {"product": 1},
    {"category": 3, "brand": "РОСТ"},
    {"category": 2, "brand": "РОСТ"},
    {"category": 1, "brand": "РОСТ"},
    {"category": 3},
    {"category": 2},
    {"category": 1},
    {"brand": "РОСТ"},
    {},
]


@pytest.mark.parametrize("rank", range(len(SCOPES)))
def test_a_more_specific_rule_is_never_beaten_by_a_vaguer_one(rank: int) -> None:
    rules = [
        ref.Rule(id=n, percent=D(n), source="personal", dealer=1, **scope)  # type: ignore[arg-type]
        for n, scope in enumerate(SCOPES[rank:], start=1)
    ]
    assert unit_price(simple(*rules)) == D(99)


def unit_price(company: ref.Company) -> Decimal:
    book = compiled(company)
    return _amount(int(price_order(book, *asked(book, [(1, D(1))])).prices.unit[0]))


@some
@given(seeds)
def test_a_larger_discount_never_makes_a_line_dearer(seed: int) -> None:
    draw = Draw(seed)
    company, items = draw.company(), draw.items()
    personal = ref.Rule(id=99, percent=draw.percent(), source="personal", dealer=1)
    more = ref.Rule(**{**vars(personal), "percent": personal.percent + 5})
    without = replace(company, discounts=(), promotions=())
    totals = [
        price_order(book, *asked(book, items)).prices.total.tolist()
        for book in (compiled(replace(without, discounts=(rule,))) for rule in (personal, more))
    ]
    assert all(after <= before for before, after in zip(*totals, strict=True))


@some
@given(seeds)
def test_a_larger_discount_never_makes_a_line_dearer_whatever_promotions_there_are(
    seed: int,
) -> None:
    """Where discounts add up, a larger one leaves every promotion less to take off.

    It does not hold where less money is worth less: of conditions on the order's sum, and of
    bundles and N for M, whose gift is the price itself.
    """
    draw = Draw(seed)
    company, items = draw.company(), draw.items()
    offers = [
        replace(offer, min_sum=D(0))
        for offer in company.promotions
        if offer.effect in ("percent", "fixed_price")
    ]
    personal = ref.Rule(id=99, percent=draw.percent(), source="personal", dealer=1)
    more = ref.Rule(**{**vars(personal), "percent": personal.percent + 5})
    totals = [
        price_order(book, *asked(book, items)).prices.total.tolist()
        for book in (
            compiled(replace(company, discounts=(rule,), promotions=tuple(offers)))
            for rule in (personal, more)
        )
    ]
    assert all(after <= before for before, after in zip(*totals, strict=True))


@some
@given(seeds)
def test_no_price_falls_under_the_floor_without_approval(seed: int) -> None:
    draw = Draw(seed)
    company, items = draw.company(), draw.items()
    held = tuple(replace(entry, below_floor=False) for entry in company.contract)
    book = compiled(replace(company, contract=held))
    prices = price_order(book, *asked(book, items), left=left_of(company)).prices
    known = prices.price >= 0
    least = np.maximum(prices.floor, 0) * prices.thousandths  # in thousandths of a kopeck
    assert (prices.floor[known] == _floors(book, prices)[known]).all()
    assert (prices.price[known] >= prices.floor[known]).all()
    # Price × quantity is rounded to the kopeck: half of one may be missing.
    assert (prices.amount[known] * 1000 + 500 >= least[known]).all()


def _floors(book: PriceBook, prices: Prices) -> Column:
    """The floor of each line's product in the dealer's kind, whatever its price comes from."""
    found: Column = tax.turned_over(
        book.goods.floor[prices.rows],
        prices.lines.vat,
        included=book.chain.costs_include_vat,
        wanted=book.includes_vat,
        up=True,
    )
    return found


@some
@given(seeds)
def test_the_catalogue_shows_what_an_order_of_that_one_line_costs(seed: int) -> None:
    company = Draw(seed).company()
    book = compiled(company)
    rows = np.arange(len(company.products))
    quantities = np.full(len(rows), 3000)
    left = left_of(company)
    catalogue = price_order(book, rows, quantities, left=left, orders=rows).prices
    promoted = {p for c in company.promotions if c.effect == "bundle" for p, _ in c.parts}
    for row in rows.tolist():
        if row + 1 in promoted:
            continue
        one = price_order(book, rows[[row]], quantities[[row]], left=left).prices
        assert one.total[0] == catalogue.total[row]


def test_an_order_of_ten_billion_roubles_is_exact() -> None:
    company = simple(
        ref.Rule(id=1, percent=D("0.0001"), source="personal", dealer=1),
        ref.Rule(id=2, percent=D("0.0001"), source="club", club=1),
        price=D("9999999999.99"),
        policy="cascade",
        clubs=(1,),
    )
    items = [(1, D("1234.567")), (1, D("1000000"))]
    book = compiled(company)
    prices = price_order(book, *asked(book, items)).prices
    expected, _ = ref.price_lines(company, items)
    assert [_amount(total) for total in prices.total] == [line.total for line in expected]
    assert expected[1].total == D("9999980000000000.00")


def test_sums_past_two_to_the_31_kopecks_are_exact() -> None:
    book = compiled(simple(price=D("21474836.48")))
    prices = price_order(book, *asked(book, [(1, D(1000))])).prices
    assert (_amount(prices.total[0]), _amount(prices.vat_sum[0])) == (
        D("21474836480.00"),
        D("3872511496.39"),
    )


SECRETS = ("floor", "cost", "margin", "минимальн", "себестоим", "маржа", "наценк")


@some
@given(seeds)
def test_a_dealers_trace_tells_nothing_of_floor_cost_or_margin(seed: int) -> None:
    draw = Draw(seed)
    company, items = draw.company(), draw.items()
    book = compiled(company)
    order = price_order(book, *asked(book, items), left=left_of(company))
    for index, line in enumerate(lines(order)):
        told = json.dumps(line.trace, ensure_ascii=False)
        told += "".join(sentence(language, s) for language in ("ru", "en") for s in line.trace)
        assert not any(secret in told.lower() for secret in SECRETS)
        if order.prices.held[index]:
            shown = {step["after"] for step in line.trace} | {step["before"] for step in line.trace}
            assert shown <= {_text(line.base_price), _text(line.unit_price), None}
            assert {step["rule"] for step in line.trace[1:]} <= {"terms"}
            assert "floor" in {step["rule"] for step in line.staff_trace}


def test_a_floor_that_holds_three_for_two_is_told_to_the_staff_alone() -> None:
    three_for_two = ref.Promotion(id=1, effect="n_for_m", buy=3, pay=2)
    company = simple(
        products=(ref.Product(id=1, minimum=D(93)),), parents={}, promotions=(three_for_two,)
    )
    book = compiled(company)
    order = price_order(book, *asked(book, [(1, D(3))]))
    [line] = lines(order)
    assert (line.unit_price, order.prices.held.tolist()) == (D("93.00"), [True])
    assert [(step["rule"], step["after"]) for step in line.trace] == [
        ("agreement_list", "100.00"),
        ("terms", "93.00"),
    ]
    assert [(step["rule"], step["after"]) for step in line.staff_trace] == [
        ("agreement_list", "100.00"),
        ("n_for_m", "66.67"),
        ("floor", "93.00"),
    ]


def test_a_bundle_that_the_floor_takes_back_wholly_is_told_as_terms_and_not_used() -> None:
    bundle = ref.Promotion(id=1, effect="bundle", percent=D(10), parts=((1, D(1)),), left=5)
    company = simple(products=(ref.Product(id=1, minimum=HUNDRED),), parents={})
    book = compiled(replace(company, promotions=(bundle,)))
    order = price_order(book, *asked(book, [(1, D(2))]))
    [line] = lines(order)
    assert [(step["rule"], step["after"]) for step in line.trace] == [("agreement_list", "100.00")]
    assert [(step["rule"], step["after"]) for step in line.staff_trace] == [
        ("agreement_list", "100.00"),
        ("bundle", "90.00"),
        ("floor", "100.00"),
    ]
    assert order.uses() == {}


def offered(company: ref.Company, *items: tuple[int, Decimal]) -> list[Decimal]:
    """What the lines of an order cost, by the engine and by the reference."""
    book = compiled(company)
    amounts = [_amount(total) for total in price_order(book, *asked(book, items)).prices.total]
    expected, _ = ref.price_lines(company, items)
    assert amounts == [line.total for line in expected]
    return amounts


def test_of_promotions_wins_what_costs_the_dealer_less_when_prices_are_rounded() -> None:
    four_of_five = ref.Promotion(id=1, effect="n_for_m", buy=5, pay=4)
    percent = ref.Promotion(id=2, effect="percent", percent=D("20.5"))
    company = simple(price=D(57), promotions=(four_of_five, percent))
    [price_list] = company.lists.values()
    rounded = replace(company, lists={price_list.id: replace(price_list, step=D(10))})
    # Of the 45.32 of 20.5 % off ten 50.00s are made, and of the 57.00 eight 60.00s to pay.
    assert offered(company, (1, D(10))) == [D("453.20")]
    assert offered(rounded, (1, D(10))) == [D("480.00")]


def two_goods(**bundle: object) -> ref.Company:
    facts = {"id": 1, "effect": "bundle", "percent": D(10), "parts": ((1, D(1)), (2, D(1)))}
    company = simple(products=(ref.Product(id=1), ref.Product(id=2)), parents={})
    [price_list] = company.lists.values()
    entries = [replace(price_list.entries[0], id=n, product=n) for n in (1, 2)]
    return replace(
        company,
        lists={price_list.id: replace(price_list, entries=tuple(entries))},
        promotions=(ref.Promotion(**{**facts, **bundle}),),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("condition", "quantity", "cost"),
    [
        ({}, 4, [D("360.00"), D("360.00")]),
        ({"min_quantity": D(5)}, 4, [D("400.00"), D("400.00")]),
        ({"min_quantity": D(4)}, 4, [D("360.00"), D("360.00")]),
        ({"min_sum": D("800.01")}, 4, [D("400.00"), D("400.00")]),
        ({"min_sum": D("800.00")}, 4, [D("360.00"), D("360.00")]),
    ],
)
def test_a_bundle_is_given_when_its_conditions_are_met(
    condition: dict[str, Decimal], quantity: int, cost: list[Decimal]
) -> None:
    assert offered(two_goods(**condition), (1, D(quantity)), (2, D(quantity))) == cost


def test_a_stackable_bundle_takes_its_share_of_what_is_left_to_pay() -> None:
    company = two_goods(exclusive=False)
    half = ref.Promotion(id=2, effect="n_for_m", buy=2, pay=1, exclusive=False)
    company = replace(company, promotions=(*company.promotions, half))
    assert offered(company, (1, D(4)), (2, D(4))) == [D("180.00"), D("180.00")]


def test_a_bundle_held_by_the_floor_does_not_put_out_a_better_promotion() -> None:
    company = two_goods(percent=D(50))
    percent = ref.Promotion(id=2, effect="percent", percent=D(7), scope=(ref.Rule(1, D(1), 1),))
    goods = (company.products[0], replace(company.products[1], minimum=HUNDRED))
    company = replace(company, products=goods, promotions=(*company.promotions, percent))
    # The bundle would save 50.00 on each product, of which the floor takes one half back.
    assert offered(company, (1, D(10)), (2, D(1))) == [D("930.00"), D("100.00")]


@pytest.mark.parametrize(
    ("effect", "floor", "used"),
    [
        ({"effect": "percent", "percent": D(10)}, D(100), False),
        ({"effect": "percent", "percent": D(10)}, D("99.99"), True),
        ({"effect": "fixed_price", "price": D(90)}, D(100), False),
        ({"effect": "fixed_price", "price": D(90)}, None, True),
        ({"effect": "n_for_m", "buy": 2, "pay": 1}, D(100), False),
        ({"effect": "n_for_m", "buy": 2, "pay": 1}, D(99), True),
    ],
)
def test_a_promotion_that_gives_nothing_is_not_used_up(
    effect: dict[str, object], floor: Decimal | None, used: bool
) -> None:
    offer = ref.Promotion(id=7, **effect)  # type: ignore[arg-type]
    company = simple(products=(ref.Product(id=1, minimum=floor),), parents={}, promotions=(offer,))
    book = compiled(company)
    assert price_order(book, *asked(book, [(1, D(2))])).uses() == ({7: 1} if used else {})


def test_a_list_is_priced_by_one_ladder_while_another_takes_its_place() -> None:
    """A patch in the middle of a look: what was found is of the ladder it was found in."""
    book = compiled(simple()).lists[0][1]
    rows, one = np.array([0]), np.array([1000])
    nothing = np.empty(0, dtype=np.int64)

    class Patched(Ladder):
        def find(self, rows: Column, thousandths: Column) -> Column:
            book.ladder = Ladder(nothing, nothing, nothing)
            return super().find(rows, thousandths)

        def next_minimum(self, rows: Column, thousandths: Column) -> Column:
            book.ladder = Ladder(nothing, nothing, nothing)
            return super().next_minimum(rows, thousandths)

    kept = book.ladder
    for look, expected in ((book.price, 10_000), (book.reached, 1000), (book.next_minimum, -1)):
        book.ladder = Patched(kept.keys, kept.minimums, kept.prices)
        assert look(rows, one).tolist() == [expected]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
