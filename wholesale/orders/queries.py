"""Reading orders, always within the actor's scope."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from wholesale.context import Context
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import OrderStatus, TaxRegime
from wholesale.models.people import Agreement, Dealer, Organization, Point
from wholesale.models.talk import Event
from wholesale.models.trade import LineCost, Order, OrderLine, Upload
from wholesale.orders.approvals import waiting_orders
from wholesale.orders.rules import OPEN


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order needs to know of the dealer who places it."""

    dealer_id: int
    dealer_name: str
    point_id: int
    point_code: str
    point_name: str
    organization_id: int
    agreement_id: int | None
    payment_days: int
    credit_limit: Decimal | None
    free_delivery_from: Decimal | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    id: int
    number: str
    status: OrderStatus
    dealer_id: int
    dealer: str
    point_id: int
    point: str
    manager: str
    submitted_at: datetime | None
    lines: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an order. ``cost`` and ``staff_trace`` are empty for dealers."""

    id: int
    position: int
    product_id: int
    article: str
    name: str
    unit: str
    delivery: str
    quantity: Decimal
    reserved: Decimal
    shipped: Decimal
    cancelled: Decimal
    base_price: Decimal
    unit_price: Decimal
    includes_vat: bool
    vat_rate: Decimal | None
    net: Decimal
    vat: Decimal
    total: Decimal
    trace: list[Any]
    cost: Decimal | None
    staff_trace: list[Any]

    @property
    def open(self) -> Decimal:
        """Still to be shipped."""
        return self.quantity - self.shipped - self.cancelled


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order with its lines."""

    id: int
    number: str
    status: OrderStatus
    version: int
    dealer_id: int
    dealer: str
    point_id: int
    point: str
    organization_id: int
    tax_regime: TaxRegime
    agreement_id: int | None
    payment_days: int
    credit_limit: Decimal | None
    manager_id: int | None
    manager: str
    created_at: datetime
    submitted_at: datetime | None
    reserved_until: datetime | None
    priced_on: date
    comment: str
    includes_vat: bool
    net: Decimal
    vat: Decimal
    total: Decimal
    upload_id: int | None
    lines: list[LineRow]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event of an order, oldest first."""

    at: datetime
    kind: str
    actor: str
    data: dict[str, Any]


def terms(ctx: Context, *, dealer_id: int) -> Terms:
    """The dealer's point, seller and current agreement. Raises ``NotFound`` and
    ``dealer_blocked``."""
    row = ctx.session.execute(
        select(
            Dealer.name,
            Dealer.active,
            Dealer.point_id,
            Point.code,
            Point.name.label("point"),
            Point.organization_id,
            Point.free_delivery_from,
        )
        .join(Point, Point.id == Dealer.point_id)
        .where(Dealer.id == dealer_id)
    ).first()
    if row is None:
        raise NotFound("dealer", id=dealer_id)
    if not row.active:
        raise DomainError("dealer_blocked", dealer=row.name)
    agreement = agreement_of(ctx, dealer_id=dealer_id)
    return Terms(
        dealer_id=dealer_id,
        dealer_name=row.name,
        point_id=row.point_id,
        point_code=row.code,
        point_name=row.point,
        organization_id=agreement.organization_id if agreement else row.organization_id,
        agreement_id=agreement.id if agreement else None,
        payment_days=agreement.payment_days if agreement else 0,
        credit_limit=agreement.credit_limit if agreement else None,
        free_delivery_from=row.free_delivery_from,
    )


def agreement_of(ctx: Context, *, dealer_id: int) -> Agreement | None:
    """The agreement with the dealer that is in force today."""
    lasts = or_(Agreement.valid_to.is_(None), Agreement.valid_to >= ctx.today)
    return ctx.session.scalars(
        select(Agreement)
        .where(Agreement.dealer_id == dealer_id, Agreement.signed_on <= ctx.today, lasts)
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc())
        .limit(1)
    ).first()


def order_list(
    ctx: Context,
    *,
    statuses: Collection[OrderStatus] = (),
    dealer_id: int | None = None,
    point_id: int | None = None,
    manager_id: int | None = None,
    text: str = "",
    since: datetime | None = None,
    before_id: int | None = None,
    awaiting_approval: bool = False,
    limit: int = 50,
) -> list[OrderRow]:
    """Orders that were submitted, newest first; ``before_id`` continues a page.

    ``text`` matches a part of the number or of the dealer's name; ``awaiting_approval`` leaves
    those with a discount that a supervisor has yet to decide on.
    """
    page = select(Order.id).where(Order.number.is_not(None)).order_by(Order.id.desc()).limit(limit)
    if statuses:
        page = page.where(Order.status.in_(sorted(statuses)))
    if dealer_id is not None:
        page = page.where(Order.dealer_id == dealer_id)
    if point_id is not None:
        page = page.where(Order.point_id == point_id)
    if manager_id is not None:
        page = page.where(Order.manager_id == manager_id)
    if since is not None:
        page = page.where(Order.submitted_at >= since)
    if before_id is not None:
        page = page.where(Order.id < before_id)
    if awaiting_approval:
        page = page.where(Order.id.in_(waiting_orders()))
    if text.strip():
        pattern = f"%{_escaped(text.strip())}%"
        page = page.where(
            or_(
                Order.number.ilike(pattern, escape="\\"),
                Order.dealer_name.ilike(pattern, escape="\\"),
            )
        )
    ids = list(ctx.session.scalars(page))
    counted = (
        select(OrderLine.order_id, func.count().label("lines"))
        .where(OrderLine.order_id.in_(ids))
        .group_by(OrderLine.order_id)
        .subquery()
    )
    rows = ctx.session.execute(
        select(Order, func.coalesce(counted.c.lines, 0))
        .outerjoin(counted, counted.c.order_id == Order.id)
        .where(Order.id.in_(ids))
        .order_by(Order.id.desc())
    )
    return [
        OrderRow(
            id=order.id,
            number=order.number,
            status=order.status,
            dealer_id=order.dealer_id,
            dealer=order.dealer_name,
            point_id=order.point_id,
            point=order.point_name,
            manager=order.manager_name,
            submitted_at=order.submitted_at,
            lines=lines,
            total=order.total,
        )
        for order, lines in rows
    ]


def status_counts(ctx: Context, *, point_id: int | None = None) -> dict[OrderStatus, int]:
    """How many submitted orders stand in each status."""
    query = (
        select(Order.status, func.count()).where(Order.number.is_not(None)).group_by(Order.status)
    )
    if point_id is not None:
        query = query.where(Order.point_id == point_id)
    return dict(ctx.session.execute(query).all())


def order_id_of(ctx: Context, *, number: str) -> int:
    """The id behind an order's number. Raises ``NotFound``."""
    found = ctx.session.scalar(select(Order.id).where(Order.number == number))
    if found is None:
        raise NotFound("order", number=number)
    return found


def order_card(ctx: Context, *, order_id: int) -> OrderCard:
    """The order with all its lines. Raises ``NotFound``."""
    row = ctx.session.execute(
        select(
            Order,
            Organization.tax_regime,
            func.coalesce(Agreement.payment_days, 0),
            Agreement.credit_limit,
        )
        .join(Organization, Organization.id == Order.organization_id)
        .outerjoin(Agreement, Agreement.id == Order.agreement_id)
        .where(Order.id == order_id)
    ).first()
    if row is None:
        raise NotFound("order", id=order_id)
    order, tax_regime, payment_days, credit_limit = row
    return OrderCard(
        id=order.id,
        number=order.number or "",
        status=order.status,
        version=order.version,
        dealer_id=order.dealer_id,
        dealer=order.dealer_name,
        point_id=order.point_id,
        point=order.point_name,
        organization_id=order.organization_id,
        tax_regime=tax_regime,
        agreement_id=order.agreement_id,
        payment_days=payment_days,
        credit_limit=credit_limit,
        manager_id=order.manager_id,
        manager=order.manager_name,
        created_at=order.created_at,
        submitted_at=order.submitted_at,
        reserved_until=order.reserved_until,
        priced_on=order.priced_on,
        comment=order.comment,
        includes_vat=order.includes_vat,
        net=order.net,
        vat=order.vat,
        total=order.total,
        upload_id=order.upload_id,
        lines=lines_of(ctx, order_id=order_id),
    )


def lines_of(ctx: Context, *, order_id: int) -> list[LineRow]:
    """The lines of an order by position, with what the actor may see of their cost."""
    lines = OrderLine
    rows = ctx.session.execute(
        select(
            lines.id,
            lines.position,
            lines.product_id,
            lines.article,
            lines.name,
            lines.unit,
            lines.delivery,
            lines.quantity,
            lines.reserved,
            lines.shipped,
            lines.cancelled,
            lines.base_price,
            lines.unit_price,
            lines.includes_vat,
            lines.vat_rate,
            lines.net,
            lines.vat,
            lines.total,
            lines.trace,
            LineCost.cost,
            LineCost.trace,
        )
        .outerjoin(
            LineCost,
            (LineCost.order_id == lines.order_id) & (LineCost.position == lines.position),
        )
        .where(lines.order_id == order_id)
        .order_by(lines.position)
    )
    return [_line(list(row)) for row in rows]


def history(ctx: Context, *, order_id: int) -> list[HistoryRow]:
    """What happened to the order, oldest first, as far as the actor may know."""
    rows = ctx.session.execute(
        select(Event.at, Event.kind, Event.actor_name, Event.data)
        .where(Event.subject_kind == "order", Event.subject_id == order_id)
        .order_by(Event.id)
    )
    return [HistoryRow(at, kind, actor, data) for at, kind, actor, data in rows]


def open_total(ctx: Context, *, dealer_id: int, without_order_id: int | None = None) -> Decimal:
    """The sum of the dealer's orders that are under way and not shipped."""
    query = select(func.coalesce(func.sum(Order.total), 0)).where(
        Order.dealer_id == dealer_id, Order.status.in_(sorted(OPEN))
    )
    if without_order_id is not None:
        query = query.where(Order.id != without_order_id)
    return Decimal(ctx.session.scalar(query) or 0)


@dataclass(frozen=True, slots=True)
class Overdue:
    """An order that holds stock longer than it may."""

    id: int
    number: str
    dealer_id: int
    point_id: int


def overdue_reservations(ctx: Context) -> list[Overdue]:
    """Orders whose reservation has run out by now, by id."""
    rows = ctx.session.execute(
        select(Order.id, Order.number, Order.dealer_id, Order.point_id)
        .where(Order.reserved_until < ctx.now, Order.status.in_(sorted(OPEN)))
        .order_by(Order.id)
    )
    return [Overdue(id_, number or "", dealer, point) for id_, number, dealer, point in rows]


def receipt_of(ctx: Context, *, order_id: int) -> tuple[str, Any] | None:
    """File name and receipt of the upload an order came from, when it came from one."""
    row = ctx.session.execute(
        select(Upload.file_name, Upload.receipt)
        .join(Order, Order.upload_id == Upload.id)
        .where(Order.id == order_id)
    ).first()
    return None if row is None else (row.file_name, row.receipt)


def _line(columns: list[Any]) -> LineRow:
    *shown, staff_trace = columns
    return LineRow(*[*shown, staff_trace or []])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
