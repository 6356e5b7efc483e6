"""A line of a placed order on new terms: another quantity, or a manager's discount.

Its price stays frozen; what promotions take off amounts or add for free is worked out anew for
the new quantities, so that nothing is given that the order does not earn any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.context import Context
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO, round_half_up
from wholesale.orders.operations import ChangedLine
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.pricing import frozen, operations, tax
from wholesale.pricing.frozen import AMOUNTS_OFF, BY_MANAGER, MANUAL, Kept, Promoted

Story = list[dict[str, Any]]
NOTHING = Kept(ZERO, ZERO, frozenset())


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What is wanted of a line. Without ``discount`` the one that was given stays."""

    quantity: Decimal
    discount: Decimal | None = None
    approved: bool = False  # a supervisor lets it go under the floor


@dataclass(frozen=True, slots=True)
class _Price:
    """A unit before amounts off, its stories so far (for the dealer, for staff), its floor."""

    unit: Decimal
    stories: tuple[Story, Story]
    floor: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class _Earned:
    """What the order's promotions give, by line id and in gifts."""

    lines: Mapping[int, Kept] = field(default_factory=dict)
    whole: Promoted = field(default_factory=lambda: Promoted([], {}, {}))


def is_gift(line: LineRow) -> bool:
    """Whether a promotion added the line for free."""
    return bool(line.trace) and line.trace[-1]["rule"] == "gift"


def discount_of(line: LineRow) -> Decimal:
    """The manager's discount on a line; zero without one."""
    given = next((step for step in line.staff_trace if step["rule"] == MANUAL), None)
    return Decimal(given["percent"]) if given else Decimal(0)


def rewritten(ctx: Context, card: OrderCard, line: LineRow, terms: NewTerms) -> list[ChangedLine]:
    """The lines of the order that change when ``line`` gets new terms; uses are counted back.

    Raises ``price_below_floor`` for a discount under the floor that nobody has approved.
    """
    wanted = {line.id: terms.quantity}
    before, after = _earned(ctx, card, {}), _earned(ctx, card, wanted)
    changed = []
    for row in card.lines:
        if is_gift(row):
            quantity = _gift_left(row, wanted.get(row.id, row.quantity), before, after)
            if quantity != row.quantity:
                changed.append(_fewer(row, quantity))
        elif row.id == line.id:
            price = _new_price(ctx, card, row, terms)
            changed.append(_line(row, terms.quantity, price, before, after))
        elif before.lines.get(row.id) != after.lines.get(row.id):
            changed.append(_line(row, row.quantity, _frozen(row), before, after))
    operations.use_fewer(
        ctx.session,
        order_id=card.id,
        times={used: after.whole.times.get(used, 0) for used in before.whole.times},
    )
    return changed


def _earned(ctx: Context, card: OrderCard, wanted: Mapping[int, Decimal]) -> _Earned:
    items = {
        row.id: (row.product_id, wanted.get(row.id, row.quantity))
        for row in card.lines
        if not is_gift(row) and wanted.get(row.id, row.quantity)
    }
    promoted = any(is_gift(row) or _off_steps(row.trace) for row in card.lines)
    if not promoted or not items:
        return _Earned()
    found = frozen.promoted(ctx, order_id=card.id, items=list(items.values()))
    return _Earned(dict(zip(items, found.lines, strict=True)), found)


def _gift_left(row: LineRow, wanted: Decimal, before: _Earned, after: _Earned) -> Decimal:
    """A gift goes as far as it is not earned any more. One whose promotion is over stays."""
    key = (row.product_id, row.trace[-1]["promotion"])
    if key not in before.whole.gifts:
        return wanted
    return min(wanted, after.whole.gifts.get(key, Decimal(0)))


def _off_steps(trace: Story) -> Story:
    return [step for step in trace if step["rule"] in AMOUNTS_OFF]


def _frozen(row: LineRow) -> _Price:
    """The price of a unit as it stands, without what is taken off the line's amount."""
    off = _off_steps(row.trace)
    return _Price(
        Decimal(off[0]["before"]) if off else row.unit_price,
        _both(row, lambda step: step["rule"] not in AMOUNTS_OFF),
    )


def _both(row: LineRow, kept: Callable[[dict[str, Any]], bool]) -> tuple[Story, Story]:
    """The steps to keep, of the dealer's story and of the staff's."""
    return [*filter(kept, row.trace)], [*filter(kept, row.staff_trace)]


def _new_price(ctx: Context, card: OrderCard, row: LineRow, terms: NewTerms) -> _Price:
    """The price with the manager's discount: it takes the place of the one he gave before."""
    now = _frozen(row)
    if terms.discount is None:
        return now
    given = [step for step in row.staff_trace if _is_managers(step)]
    bare = Decimal(given[0]["before"]) if given else now.unit
    told, staff = _both(
        row, lambda step: step["rule"] not in AMOUNTS_OFF and not _is_managers(step)
    )
    if not terms.discount:
        return _Price(bare, (told, staff))
    made = frozen.manual_price(
        ctx,
        order_id=card.id,
        product_id=row.product_id,
        quantity=row.quantity or Decimal(1),
        frozen=bare,
        percent=terms.discount,
        vat_rate=row.vat_rate,
        includes_vat=row.includes_vat,
        approved=terms.approved,
    )
    if made.under_floor and not terms.approved:
        raise DomainError("price_below_floor", article=row.article)
    stories = ([*told, *made.trace], [*staff, *made.staff_trace])
    return _Price(made.price, stories, made.floor)


def _is_managers(step: dict[str, Any]) -> bool:
    return BY_MANAGER.items() <= step.items()


def _fewer(row: LineRow, quantity: Decimal) -> ChangedLine:
    """Less of a gift."""
    nothing = (ZERO, ZERO, ZERO, ZERO)
    return ChangedLine(row.id, row.position, quantity, *nothing, row.trace, row.staff_trace)


def _line(
    row: LineRow, quantity: Decimal, price: _Price, before: _Earned, after: _Earned
) -> ChangedLine:
    """The line with what promotions still take off its amount."""
    told = _off_steps(row.trace)
    if not told or not quantity:
        return _amounts(row, quantity, price, (ZERO, ZERO), [])
    old = _frozen(row).unit
    full = round_half_up(old * row.quantity)
    off = full - (row.total if row.includes_vat else row.net)
    was, now = before.lines.get(row.id, NOTHING), after.lines.get(row.id, NOTHING)
    if was == now and quantity == row.quantity:
        share = (off, full)
    elif was.off:
        share = (now.off, now.full)
        told = [step for step in told if step["rule"] in now.rules]
    else:  # the promotion is over: what it gave is kept for no more than was ordered
        share = (off * min(quantity, row.quantity) / row.quantity, old * quantity)
    return _amounts(row, quantity, price, share, told)


def _amounts(
    row: LineRow, quantity: Decimal, price: _Price, share: tuple[Decimal, Decimal], told: Story
) -> ChangedLine:
    """The line with ``share`` (so much of so much) off its amount, as ``told``."""
    full = round_half_up(price.unit * quantity)
    off = round_half_up(full * share[0] / share[1]) if share[1] else ZERO
    off = min(off, max(full - round_half_up(price.floor * quantity), ZERO))
    sums = tax.line_sums(
        price.unit, quantity, row.vat_rate, includes_vat=row.includes_vat, discount=off
    )
    unit = round_half_up((full - off) / quantity) if off else price.unit
    steps = [{**step} for step in told] if off else []
    if steps:
        steps[0]["before"], steps[-1]["after"] = str(price.unit), str(unit)
    stories = ([*story, *steps] for story in price.stories)
    return ChangedLine(
        row.id, row.position, quantity, unit, sums.net, sums.vat, sums.total, *stories
    )
