"""A price that is that of a pack makes the quantity beside it a question."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D  # noqa: N817

import pytest

from tests.rules.catalogue import item
from wholesale.intake.matching.decide import answer, settle
from wholesale.intake.matching.priced_by_packs import ask_where_priced_by_packs
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.quantity import Amount

PACKS = (24, 12, 6, 50)
COSTS = (D(10), D("7.50"), D(180), D("0.90"))
ITEMS = {n: item(n, f"A-{n}", f"Болт М{n}")._replace(pack=D(p)) for n, p in enumerate(PACKS, 1)}


def asked(prices: Sequence[str], measure: str = "") -> list[Decision]:
    """The decisions on three of each product at these prices."""
    entries, decisions = [], []
    for n, price in enumerate(prices, 1):
        amount = Amount(value=D(3), measure=measure)
        entries.append(Entry(0, n, 0, {}, "", amount, price=price))
        decisions.append(Decision(f"0:{n}:0", 0, n, amount="3"))
        settle(decisions[-1], ITEMS[n], amount)
    costs = {n: (cost,) for n, cost in enumerate(COSTS, 1)}
    ask_where_priced_by_packs(entries, decisions, ITEMS, lambda ids: {i: costs[i] for i in ids})
    return decisions


def test_three_of_what_is_priced_by_packs_may_be_three_packs() -> None:
    decisions = asked(["240", "95", "999", "52,00"])  # 10, 7.92, 166.5 and 1.04 a piece
    assert {(d.outcome, d.code, d.quantity) for d in decisions} == {
        (Outcome.ASKED, "pack_priced", None)
    }
    assert decisions[0].params == {"price": D(240), "pack": D(24), "quantity": D(3)}
    answer(decisions[0], {"quantity": "72"}, ITEMS)
    assert (decisions[0].outcome, decisions[0].quantity) == (Outcome.ADDED, D(72))


@pytest.mark.parametrize(
    ("prices", "measure"),
    [
        (["10", "8", "199", "1"], ""),  # of a piece
        (["15", "11,25", "270", "1,35"], ""),  # of a piece in a shop
        (["240", "95", "199", "1"], ""),  # of two: chance, or a mistake of his
        (["240", "95", "999", "52"], "796"),  # it says that they are pieces
        (["240", "95"], ""),  # too few to tell
        (["", "", "", ""], ""),
    ],
)
def test_prices_of_pieces_and_said_measures_ask_nothing(prices: list[str], measure: str) -> None:
    assert {d.outcome for d in asked(prices, measure)} == {Outcome.ADDED}
