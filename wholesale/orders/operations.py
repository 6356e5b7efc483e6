"""Writing orders: rows in bulk, states by one conditional statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import OrderStatus
from wholesale.models.trade import LineCost, Order, OrderLine


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line ready to be written: names and prices copied from catalogue and book."""

    product_id: int
    article: str
    name: str
    unit: str
    quantity: Decimal
    base_price: Decimal
    unit_price: Decimal
    includes_vat: bool
    vat_rate: Decimal | None
    net: Decimal
    vat: Decimal
    total: Decimal
    cost: Decimal | None
    trace: list[Any]
    staff_trace: list[Any]
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a line costs: the rate of its VAT (None is «без НДС») and its three amounts."""

    vat_rate: Decimal | None
    net: Decimal
    vat: Decimal
    total: Decimal


def create_order(
    session: Session,
    *,
    status: OrderStatus,
    dealer_id: int,
    point_id: int,
    organization_id: int,
    agreement_id: int | None,
    dealer_name: str,
    point_name: str,
    author_id: int | None,
    now: datetime,
    today: date,
    **values: Any,
) -> int:
    """An order without lines yet; returns its id. A dealer has at most one draft."""
    order = Order(
        status=status,
        dealer_id=dealer_id,
        point_id=point_id,
        organization_id=organization_id,
        agreement_id=agreement_id,
        dealer_name=dealer_name,
        point_name=point_name,
        author_id=author_id,
        created_at=now,
        priced_on=today,
        net=ZERO,
        vat=ZERO,
        total=ZERO,
        **values,
    )
    session.add(order)
    session.flush()
    return order.id


def write_lines(session: Session, *, order_id: int, lines: Sequence[NewLine]) -> None:
    """Replace the order's lines and costs by ``lines``, positions from 1."""
    point_id = session.execute(select(Order.point_id).where(Order.id == order_id)).scalar_one()
    session.execute(delete(LineCost).where(LineCost.order_id == order_id))
    session.execute(delete(OrderLine).where(OrderLine.order_id == order_id))
    positioned = list(enumerate(lines, 1))
    put_lines(session, order_id=order_id, lines=positioned)
    session.execute(
        insert(LineCost),
        [
            {
                "order_id": order_id,
                "position": position,
                "point_id": point_id,
                "cost": line.cost,
                "trace": line.staff_trace,
            }
            for position, line in positioned
        ],
    )


def put_lines(session: Session, *, order_id: int, lines: Sequence[tuple[int, NewLine]]) -> None:
    """Write lines at the given free positions, without costs: what a draft keeps."""
    dealer_id, point_id = session.execute(
        select(Order.dealer_id, Order.point_id).where(Order.id == order_id)
    ).one()
    session.execute(
        insert(OrderLine),
        [
            {
                "order_id": order_id,
                "dealer_id": dealer_id,
                "point_id": point_id,
                "position": position,
                "product_id": line.product_id,
                "article": line.article,
                "name": line.name,
                "unit": line.unit,
                "delivery": line.delivery,
                "quantity": line.quantity,
                "reserved": Decimal(0),
                "shipped": Decimal(0),
                "cancelled": Decimal(0),
                "returned": Decimal(0),
                "base_price": line.base_price,
                "unit_price": line.unit_price,
                "includes_vat": line.includes_vat,
                "vat_rate": line.vat_rate,
                "net": line.net,
                "vat": line.vat,
                "total": line.total,
                "trace": line.trace,
            }
            for position, line in lines
        ],
    )


def remove_lines(session: Session, *, line_ids: Collection[int]) -> None:
    """Take lines out of a draft."""
    session.execute(delete(OrderLine).where(OrderLine.id.in_(sorted(line_ids))))


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of a placed order as it is from now on, with the two stories of its price."""

    line_id: int
    position: int
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal
    trace: list[Any]
    staff_trace: list[Any]


def change_lines(session: Session, *, order_id: int, lines: Sequence[ChangedLine]) -> None:
    """Give lines new quantities, prices and amounts, and bring the order's sums in line."""
    for line in lines:
        values = asdict(line)
        line_id, position = values.pop("line_id"), values.pop("position")
        staff_trace = values.pop("staff_trace")
        session.execute(update(OrderLine).where(OrderLine.id == line_id).values(values))
        session.execute(
            update(LineCost)
            .where(LineCost.order_id == order_id, LineCost.position == position)
            .values(trace=staff_trace)
        )
    write_totals(session, order_id=order_id)


def close_lines(session: Session, *, order_id: int, shipped: Mapping[int, Sums]) -> None:
    """What has not left will not leave: cancel it, and let each line cost what left of it.

    ``shipped`` gives the sums by line id, at the VAT rate of the shipment's date.
    """
    session.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id)
        .values(cancelled=OrderLine.quantity - OrderLine.shipped)
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(
        select(
            OrderLine.id, OrderLine.vat_rate, OrderLine.net, OrderLine.vat, OrderLine.total
        ).where(OrderLine.order_id == order_id)
    ).all()
    changed = []
    for line_id, vat_rate, net, vat, total in rows:
        before = Sums(vat_rate, net, vat, total)
        now = shipped.get(line_id, Sums(vat_rate, ZERO, ZERO, ZERO))
        if now != before:
            changed.append({"id": line_id, **asdict(now)})
    if changed:
        session.execute(update(OrderLine), changed)
        write_totals(session, order_id=order_id)


def forget_reservation(session: Session, *, order_id: int) -> None:
    """Nothing is held for the order any more; its status and version stay."""
    session.execute(update(Order).where(Order.id == order_id).values(reserved_until=None))


def touch(session: Session, *, order_id: int, version: int) -> None:
    """Count a change beside the order's own columns; ``order_changed`` as in ``move``."""
    changed = session.execute(
        update(Order)
        .where(Order.id == order_id, Order.version == version)
        .values(version=version + 1)
        .returning(Order.id)
    ).all()
    if not changed:
        raise DomainError("order_changed")


def move(
    session: Session,
    *,
    order_id: int,
    version: int,
    status: OrderStatus,
    **changes: Any,
) -> None:
    """Put the order into ``status`` if nobody changed it since ``version`` was read.

    Raises ``order_changed`` otherwise: a second click or a second tab came first.
    """
    touch(session, order_id=order_id, version=version)
    session.execute(update(Order).where(Order.id == order_id).values(status=status, **changes))


def write_totals(session: Session, *, order_id: int) -> None:
    """Bring the order's sums in line with its lines."""
    lines = select(
        func.coalesce(func.sum(OrderLine.net), ZERO),
        func.coalesce(func.sum(OrderLine.vat), ZERO),
        func.coalesce(func.sum(OrderLine.total), ZERO),
    ).where(OrderLine.order_id == order_id)
    net, vat, total = session.execute(lines).one()
    session.execute(update(Order).where(Order.id == order_id).values(net=net, vat=vat, total=total))
