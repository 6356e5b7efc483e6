"""The vectorised engine against the naive one, and the properties docs/pricing.md promises."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.rules import pricing_reference as ref
from tests.rules.pricing_worlds import Draw, asked, compiled, left_of
from wholesale.core.money import from_thousandths
from wholesale.pricing.order import price_order
from wholesale.pricing.priced import gifts, lines

D = Decimal
seeds = st.integers(0, 2**32)
many = settings(max_examples=400, deadline=None, phases=[Phase.explicit, Phase.generate])


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


@many
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
