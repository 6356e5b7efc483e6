"""Lines of documents from what was ordered or shipped: sums are taken, never worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.facts import Line, Traced
from wholesale.core.countries import COUNTRIES, RUSSIA
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.money import plain, round_half_up
from wholesale.core.vocabulary import UNITS, OrderStatus
from wholesale.models.goods import Barcode, Product
from wholesale.models.people import DeliveryAddress, Point, User
from wholesale.models.trade import Order, OrderLine, Shipment, ShipmentLine


@dataclass(frozen=True, slots=True)
class Showing:
    """What an offer shows of a line beyond what other papers say."""

    picture: str
    list_price: Decimal | None  # before the discount; None where it cannot be told


@dataclass(frozen=True, slots=True)
class Deal:
    """An order, or a shipment of it, with everything its documents say of the goods."""

    order_id: int
    order_number: str
    submitted_on: date
    dealer_id: int
    point_id: int
    point_name: str
    point_address: str
    organization_id: int
    agreement_id: int | None
    comment: str
    manager: str
    manager_phone: str
    reserved_until: date | None
    includes_vat: bool
    total: Decimal
    lines: tuple[Line, ...]
    shipment_id: int | None = None
    shipped_on: date | None = None
    delivery: str = ""
    cargo: str = ""  # carrier, car, driver
    places: int | None = None  # as the storekeeper counted them
    showings: tuple[Showing, ...] = ()  # a line each
    order_line_ids: tuple[int, ...] = ()

    @property
    def by_order_line(self) -> dict[int, Line]:
        """The lines by the order's line they come from."""
        return dict(zip(self.order_line_ids, self.lines, strict=True))


def ordered(session: Session, *, order_id: int, zone: tzinfo, lock: bool = False) -> Deal:
    """The order with what of it is not cancelled.

    ``zone`` is the company's: days of moments are its days. Raises ``NotFound``,
    ``order_not_submitted``, ``order_cancelled``, ``order_without_lines``.
    """
    order, point, manager = _order(session, order_id, lock=lock)
    if order.status is OrderStatus.CANCELLED:
        raise DomainError("order_cancelled", number=order.number)
    wanted = (OrderLine.quantity - OrderLine.cancelled).label("quantity")
    columns = (wanted, *_sums(OrderLine), OrderLine.delivery)
    rows = session.execute(
        _with_goods(select(OrderLine.position, *columns, *_GOODS))
        .where(OrderLine.order_id == order_id, OrderLine.quantity > OrderLine.cancelled)
        .order_by(OrderLine.position)
    ).all()
    return _deal(session, order, point, manager, rows, total=order.total, zone=zone)


def shipped(
    session: Session,
    *,
    order_id: int,
    shipment_id: int | None,
    zone: tzinfo,
    lock: bool = False,
) -> Deal:
    """A shipment of the order, the last one when none is named.

    Raises ``NotFound``, ``order_not_submitted``, ``order_not_shipped``.
    """
    order, point, manager = _order(session, order_id, lock=lock)
    wanted = select(Shipment).where(Shipment.order_id == order_id).order_by(Shipment.id.desc())
    if shipment_id is not None:
        wanted = wanted.where(Shipment.id == shipment_id)
    shipment = session.scalar(wanted.limit(1))
    if shipment is None and shipment_id is not None:
        raise NotFound("shipment", id=shipment_id)
    if shipment is None:
        raise DomainError("order_not_shipped", number=order.number)
    columns = (
        ShipmentLine.quantity,
        *_sums(ShipmentLine),
        OrderLine.delivery,
        ShipmentLine.marks,
    )
    rows = session.execute(
        _with_goods(
            select(OrderLine.position, *columns, *_GOODS)
            .select_from(ShipmentLine)
            .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        )
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(OrderLine.position)
    ).all()
    return _deal(
        session,
        order,
        point,
        manager,
        rows,
        zone=zone,
        total=shipment.total,
        shipment=shipment,
    )


_GOODS = (
    OrderLine.article,
    OrderLine.name,
    OrderLine.unit,
    OrderLine.unit_price,
    OrderLine.includes_vat,
    Product.pack,
    Product.weight,
    Product.gross_weight,
    Product.packing,
    Product.country,
    Product.declaration,
    Product.lot,
    Product.goods_code,
    Product.picture,
    OrderLine.base_price,
    OrderLine.id.label("order_line_id"),
)


def _with_goods(statement: Any) -> Any:
    return statement.join(Product, Product.id == OrderLine.product_id)


def _sums(table: Any) -> tuple[Any, ...]:
    return (table.vat_rate, table.net, table.vat, table.total)


def _order(session: Session, order_id: int, *, lock: bool) -> tuple[Order, Point, User | None]:
    wanted = select(Order).where(Order.id == order_id)
    order = session.scalar(wanted.with_for_update() if lock else wanted)
    if order is None:
        raise NotFound("order", id=order_id)
    if order.number is None:
        raise DomainError("order_not_submitted")
    point = session.scalar(select(Point).where(Point.id == order.point_id))
    if point is None:
        raise NotFound("point", id=order.point_id)
    return order, point, session.scalar(select(User).where(User.id == order.manager_id))


def _deal(
    session: Session,
    order: Order,
    point: Point,
    manager: User | None,
    rows: Sequence[Any],
    *,
    zone: tzinfo,
    total: Decimal,
    shipment: Shipment | None = None,
) -> Deal:
    if not rows:
        raise DomainError("order_without_lines", number=order.number)
    lines = tuple(
        _line(number, row, includes_vat=order.includes_vat)
        for number, row in enumerate(rows, start=1)
    )
    printed = sum((line.total for line in lines), Decimal("0.00"))
    if printed != total:
        raise DomainError("document_sums_differ", number=order.number, lines=printed, total=total)
    return Deal(
        order_id=order.id,
        order_number=order.number or "",
        submitted_on=(order.submitted_at or order.created_at).astimezone(zone).date(),
        dealer_id=order.dealer_id,
        point_id=order.point_id,
        point_name=point.name,
        point_address=point.address,
        organization_id=order.organization_id,
        agreement_id=order.agreement_id,
        comment=order.comment,
        manager=manager.name if manager else "",
        manager_phone=manager.phone if manager else "",
        reserved_until=(
            order.reserved_until.astimezone(zone).date() if order.reserved_until else None
        ),
        includes_vat=order.includes_vat,
        total=total,
        lines=lines,
        shipment_id=shipment.id if shipment else None,
        shipped_on=shipment.shipped_on if shipment else None,
        cargo=shipment.cargo if shipment else "",
        places=shipment.places if shipment else None,
        showings=tuple(
            Showing(
                picture=row.picture or "",
                list_price=row.base_price if row.includes_vat == order.includes_vat else None,
            )
            for row in rows
        ),
        order_line_ids=tuple(row.order_line_id for row in rows),
        delivery=_delivery(session, order.dealer_id, {row.delivery for row in rows}),
    )


def _line(number: int, row: Any, *, includes_vat: bool) -> Line:
    unit = UNITS.get(row.unit)
    quantity, pack, price = row.quantity, row.pack, row.unit_price
    in_packs = pack > 1 and not quantity % pack
    foreign = row.country not in {"", RUSSIA}
    if row.includes_vat != includes_vat:  # prices of several lists in one order
        price = round_half_up((row.total if includes_vat else row.net) / quantity)
    return Line(
        number=number,
        article=row.article,
        name=row.name,
        unit_code=row.unit,
        unit_sign=unit.sign if unit else row.unit,
        quantity=quantity,
        price=price,
        net=row.net,
        vat_rate=row.vat_rate,
        vat=row.vat,
        total=row.total,
        in_place=pack if in_packs else None,
        places=plain(quantity / pack) if in_packs else None,
        packing=row.packing,
        gross_mass=plain(row.gross_weight * quantity) if row.gross_weight else None,
        net_mass=plain(row.weight * quantity) if row.weight else None,
        country_code=row.country if foreign else "",
        country=COUNTRIES.get(row.country, "") if foreign else "",
        declaration=row.declaration,
        goods_code=row.goods_code if row.vat_rate == 0 else "",  # exports only
        traced=_traced(row, quantity) if row.lot else None,
        marks=tuple(getattr(row, "marks", ())),
    )


def _traced(row: Any, quantity: Decimal) -> Traced:
    """The whole line is of the lot, counted in the unit it is sold by."""
    unit = UNITS.get(row.unit)
    return Traced(
        lot=row.lot,
        unit_code=row.unit,
        unit_sign=unit.sign if unit else row.unit,
        quantity=quantity,
        net=row.net,
    )


def _delivery(session: Session, dealer_id: int, named: set[str]) -> str:
    """The address of the one shop all lines go to; nothing when there are several or none."""
    if len(named) != 1 or not (name := next(iter(named))):
        return ""
    address = session.scalar(
        select(DeliveryAddress.address)
        .where(DeliveryAddress.dealer_id == dealer_id, DeliveryAddress.name == name)
        .limit(1)
    )
    return address or name


def barcodes(session: Session, order_id: int) -> dict[str, str]:
    """One barcode of each article of the order, the first kept."""
    rows = session.execute(
        select(OrderLine.article, Barcode.code)
        .join(Barcode, Barcode.product_id == OrderLine.product_id)
        .where(OrderLine.order_id == order_id)
        .order_by(Barcode.id.desc())
    )
    return {article: code for article, code in rows}  # noqa: C416
