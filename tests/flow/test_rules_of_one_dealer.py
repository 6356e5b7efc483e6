"""A rule for one dealer changes nothing for another, whatever rules there are already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import make
from tests.rules.pricing_worlds import asked
from wholesale.context import acting
from wholesale.core.vocabulary import DiscountPolicy, DiscountSource, PromotionEffect
from wholesale.db import Database
from wholesale.flow.change_prices import save_rule
from wholesale.pricing import hints, priced, promotions, whatif
from wholesale.pricing.book import PriceBook
from wholesale.pricing.forms import (
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    Form,
    Goods,
    PriceListForm,
    PromotionForm,
    TermsForm,
)
from wholesale.pricing.order import price_order
from wholesale.pricing.whatif import Change

D = Decimal
Items = Sequence[tuple[int, Decimal]]
# No shrinking: the seed tells the rules, and a smaller one does not tell simpler ones.
many = settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Rules:
    """Random rules of every kind that can be for one dealer, drawn from a seed."""

    def __init__(self, seed: int, world: make.World, cheap: int, clubs: Sequence[int]) -> None:
        self.random = Random(seed)
        self.world = world
        self.cheap = cheap
        self.clubs = clubs
        self.members: dict[int, set[int]] = {club: set() for club in clubs}
        self.products = sorted(world.products.values())
        self.kinds = (
            self.contract_price, self.discount, self.agreement, self.club, self.promotion,
        )  # fmt: skip

    def of(self, dealer_id: int, number: int) -> Change:
        """A rule for this dealer only; ``number`` makes its code."""
        return self.random.choice(self.kinds)(dealer_id, number)

    def contract_price(self, dealer_id: int, number: int) -> Change:
        return _new(
            ContractPriceForm(
                dealer_id,
                self._product(),
                self._amount(),
                self.random.choice([D(1), D(5)]),
                discountable=self._coin(),
                below_floor=self._coin(),
            )
        )

    def discount(self, dealer_id: int, number: int) -> Change:
        """A personal one, a tier of turnover, one for the volume of the order."""
        source = self.random.choice(
            [DiscountSource.PERSONAL, DiscountSource.TURNOVER, DiscountSource.VOLUME]
        )
        scope = self._scope()
        return _new(
            DiscountForm(
                source,
                self._percent(),
                dealer_id=dealer_id,
                product_id=scope.product_id,
                brand=scope.brand,
                threshold=self.random.choice([D(0), D(100), D(20_000)]),
            )
        )

    def agreement(self, dealer_id: int, number: int) -> Change:
        return _new(
            TermsForm(
                dealer_id,
                self.world.organization_id,
                f"{number}",
                make.TODAY,
                price_list_id=self.random.choice([self.world.price_list_id, self.cheap, None]),
                policy=self.random.choice(list(DiscountPolicy)),
            )
        )

    def club(self, dealer_id: int, number: int) -> Change:
        """He joins a club; those who are in it stay."""
        club = self.random.choice(self.clubs)
        self.members[club] |= {dealer_id}
        form = club_form(self.clubs.index(club), self.cheap)
        return Change(ClubForm, replace(form, members=tuple(self.members[club])), club)

    def promotion(self, dealer_id: int, number: int) -> Change:
        return _new(replace(self.offer(number), dealers=(dealer_id,)))

    def offer(self, number: int) -> PromotionForm:
        """A promotion for everybody."""
        effect = self.random.choice(list(PromotionEffect))
        bundle = effect is PromotionEffect.BUNDLE
        return PromotionForm(
            f"P{number}",
            f"Акция {number}",
            effect,
            exclusive=self._coin(),
            min_sum=self.random.choice([D(0), D(500)]),
            percent=self._percent(),
            price=self._amount(),
            buy=3,
            pay=2,
            gift_product_id=self._product(),
            gift_quantity=D(1),
            goods=(Goods(self._product()),) if bundle or self._coin() else (),
        )

    def common(self, number: int) -> Change:
        """A rule for all, for a club or a point: what the dealers have in common."""
        if self._coin():
            clubs = (self.random.choice(self.clubs),) if self._coin() else ()
            return _new(replace(self.offer(number), clubs=clubs))
        club = self.random.choice(self.clubs)
        return _new(DiscountForm(DiscountSource.CLUB, self._percent(), club_id=club))

    def items(self) -> Items:
        """Lines of an order; a product may stand in several."""
        count = self.random.randint(1, 6)
        return [(self._product(), D(self.random.randint(1, 20))) for _ in range(count)]

    def manual(self, items: Items) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([int(self._percent() * 10_000) for _ in items], dtype=np.int64)

    def _product(self) -> int:
        return self.random.choice(self.products)

    def _scope(self) -> Goods:
        return self.random.choice([Goods(), Goods(self._product()), Goods(brand="ЗУБР")])

    def _percent(self) -> Decimal:
        return D(self.random.randint(1, 40))

    def _amount(self) -> Decimal:
        return D(self.random.randint(1, 600_000)).scaleb(-2)

    def _coin(self) -> bool:
        return self.random.random() < 0.5


def club_form(rank: int, cheap: int) -> ClubForm:
    """One of the two clubs; the second has a list of its own."""
    return ClubForm(f"C{rank}", f"Клуб {rank}", rank, cheap if rank else None)


def _new(form: Form) -> Change:
    return Change(type(form), form)


def told(book: PriceBook, items: Items) -> object:
    """All that an order tells the dealer: prices with their stories, gifts, hints."""
    order = price_order(book, *asked(book, items))
    lines = priced.lines(order) + priced.gifts(order)
    stories = [(line, line.trace, line.staff_trace) for line in lines]
    uses = [(use.name, use.times) for use in promotions.uses(order)]
    return stories, hints.of_lines(order), hints.of_order(order), uses


@pytest.fixture
def cheap(database: Database, world: make.World) -> int:
    """A second list, cheaper than the first."""
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        found = save_rule(ctx, form=PriceListForm("CHEAP", "Дешёвый", rounding=D("0.10")))
        for product in world.products.values():
            save_rule(ctx, form=EntryForm(found, product, D("3.33")))
    return found


@pytest.fixture
def clubs(database: Database, world: make.World, cheap: int) -> list[int]:
    """Two clubs without members, the second with the cheap list."""
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        return [save_rule(ctx, form=club_form(rank, cheap)) for rank in (0, 1)]


@many
@given(seed=st.integers(0, 2**32))
def test_a_rule_for_one_dealer_changes_nothing_for_another(
    database: Database, world: make.World, cheap: int, clubs: list[int], seed: int
) -> None:
    rules = Rules(seed, world, cheap, clubs)
    mine, others = world.dealer_id, (world.neighbour_id, world.stranger_id)
    there = [rules.common(number) for number in range(4)]
    there += [rules.of(rules.random.choice([mine, *others]), number) for number in range(4, 10)]
    added = [rules.of(mine, number) for number in range(10, 13)]
    items = rules.items()
    with acting(database, world.supervisor, now=make.NOW) as ctx:

        def answers(changes: Sequence[Change]) -> list[object]:
            with whatif.on_paper(database, ctx.session, changes) as book_of:
                books = [book_of(dealer, make.TODAY) for dealer in (mine, *others)]
            approved = np.ones(len(items), dtype=bool)
            price_order(
                books[0], *asked(books[0], items), manual=rules.manual(items), approved=approved
            )
            return [told(book, items) for book in books[1:]]

        before, after = answers(there), answers([*there, *added])
    assert after == before
