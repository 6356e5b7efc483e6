"""One reading for many figures: shipments and orders of a span, summed in Python as asked.

The dashboard wants the same lines by day, point, manager and dealer, now and before. They are
aggregated in SQL to a row an order and day, once, and then only added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from wholesale.analytics.door import moved_sums, ordered_sums
from wholesale.analytics.rules import Cut, Dimension, Figures, Period
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.money import from_minor
from wholesale.models.trade import Order


@dataclass(frozen=True, slots=True)
class Deal:
    """What left or came back of an order on a day, or the order itself; amounts in kopecks."""

    on: date
    point_id: int
    manager_id: int | None
    dealer_id: int
    orders: int = 0
    ordered: int = 0
    shipments: int = 0
    turnover: int = 0
    net: int = 0
    costed: int = 0
    margin: int = 0


KEYS: dict[Dimension, Callable[[Deal], int | None]] = {
    Dimension.POINT: lambda deal: deal.point_id,
    Dimension.MANAGER: lambda deal: deal.manager_id,
    Dimension.DEALER: lambda deal: deal.dealer_id,
}


def deals(ctx: Context, *, span: Period, cut: Cut) -> list[Deal]:
    """Every movement and order of ``span`` within ``cut``, as the actor sees them."""
    ctx.actor.require(Permission.VIEW_ANALYTICS)
    who = (Order.point_id, Order.manager_id, Order.dealer_id)
    moved = moved_sums(ctx, span, cut, lambda day: (day, Order.id, *who))
    found = [
        Deal(
            day,
            point_id,
            manager_id,
            dealer_id,
            shipments=sums.shipments,
            turnover=sums.turnover,
            net=sums.net,
            costed=sums.costed,
            margin=sums.margin,
        )
        for (day, _, point_id, manager_id, dealer_id), sums in moved.items()
    ]
    ordered = ctx.session.execute(
        ordered_sums(ctx, span, cut)
        .add_columns(Order.submitted_at, *who)
        .group_by(Order.id, Order.submitted_at, *who)
    )
    found += [
        Deal(
            row.submitted_at.astimezone(ctx.zone).date(),
            row.point_id,
            row.manager_id,
            row.dealer_id,
            orders=1,
            ordered=int(row.ordered),
        )
        for row in ordered
    ]
    return found


def within(found: Iterable[Deal], period: Period) -> list[Deal]:
    """Those of ``found`` that fall into ``period``."""
    return [deal for deal in found if period.first <= deal.on <= period.last]


def summed(found: Iterable[Deal]) -> Figures:
    """The figures of ``found`` together."""
    return grouped(found, lambda _: None).get(None, Figures())


def grouped(found: Iterable[Deal], key: Callable[[Deal], int | None]) -> dict[int | None, Figures]:
    """The figures of ``found`` by ``key``."""
    sums: dict[int | None, list[int]] = {}
    for deal in found:
        parts = sums.setdefault(key(deal), [0] * 7)
        for index, part in enumerate(_parts(deal)):
            parts[index] += part
    return {
        group: Figures(orders, from_minor(ordered), shipments, *map(from_minor, amounts))
        for group, (orders, ordered, shipments, *amounts) in sums.items()
    }


def _parts(deal: Deal) -> tuple[int, ...]:
    """What adds up, in the order of ``Figures``."""
    return (
        deal.orders,
        deal.ordered,
        deal.shipments,
        deal.turnover,
        deal.net,
        deal.costed,
        deal.margin,
    )
