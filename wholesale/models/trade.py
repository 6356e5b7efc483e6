"""Orders on their way: uploads, orders, lines, shipments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import OrderStatus, ReturnReason
from wholesale.models.base import At, Base, Count, Id, Json, Money, Rate, Word


class Order(Base):
    """A dealer's order. A draft is his basket; prices freeze on submit."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_queue", "point_id", "status", "id"),
        Index("ix_orders_dealer", "dealer_id", "id"),
        Index(
            "uq_orders_basket",
            "dealer_id",
            unique=True,
            sqlite_where=text("status = 'draft'"),
            postgresql_where=text("status = 'draft'"),
        ),
    )

    id: Mapped[Id]
    number: Mapped[str | None] = mapped_column(unique=True)  # given on submit
    status: Mapped[OrderStatus] = mapped_column(Word(OrderStatus), default=OrderStatus.DRAFT)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    dealer_name: Mapped[str]  # names as they were: the dealer may move to another point
    point_name: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    manager_name: Mapped[str] = mapped_column(default="")  # the dealer may not read users
    created_at: Mapped[At]
    submitted_at: Mapped[At | None] = mapped_column(default=None, index=True)
    priced_on: Mapped[date]
    reserved_until: Mapped[At | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(default="")
    net: Mapped[Money]
    vat: Mapped[Money]
    total: Mapped[Money]
    includes_vat: Mapped[bool] = mapped_column(default=True)  # every line's price does
    version: Mapped[int] = mapped_column(default=1)  # one conditional step per change
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"), index=True)


class OrderLine(Base):
    """One line: names and prices copied, quantities by stage. ``trace`` is the dealer's."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("reserved >= 0 AND shipped >= 0", name="stages_not_negative"),
        CheckConstraint("reserved + shipped + cancelled <= quantity", name="stages_within_ordered"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    article: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    delivery: Mapped[str] = mapped_column(default="")  # «Магазин 1» when the file has shops
    quantity: Mapped[Count]
    reserved: Mapped[Count]
    shipped: Mapped[Count]
    cancelled: Mapped[Count]
    returned: Mapped[Count]
    base_price: Mapped[Money]
    unit_price: Mapped[Money]
    includes_vat: Mapped[bool]  # whether unit_price does
    vat_rate: Mapped[Rate | None]  # None is «без НДС»
    net: Mapped[Money]
    vat: Mapped[Money]
    total: Mapped[Money]
    trace: Mapped[Json]


class LineCost(Base):
    """What staff alone may see of an order line: cost when ordered, steps kept from dealers."""

    __tablename__ = "line_costs"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    cost: Mapped[Money | None]  # of one unit
    trace: Mapped[Json]


class DiscountRequest(Base):
    """A manager asks for a discount beyond his limit or under the floor; staff alone see it.

    ``status``: pending, approved or refused. A line has at most one pending request, and keeps
    its price until it is approved.
    """

    __tablename__ = "discount_requests"
    __table_args__ = (
        Index(
            "uq_discount_requests_pending",
            "line_id",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    percent: Mapped[Rate]
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[At]
    status: Mapped[str] = mapped_column(default="pending")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[At | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")


class Upload(Base):
    """A file a dealer gave: its bytes, what the pipeline read, what he answered."""

    __tablename__ = "uploads"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[At]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    receipt: Mapped[Json]
    answers: Mapped[Json]


class DealerCode(Base):
    """The dealer's dictionary: his own code or wording means this product."""

    __tablename__ = "dealer_codes"
    __table_args__ = (UniqueConstraint("dealer_id", "text_key"),)

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    text: Mapped[str]
    text_key: Mapped[str]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    confirmed_at: Mapped[At]


class DealerLayout(Base):
    """The columns a dealer confirmed for a layout of his files."""

    __tablename__ = "dealer_layouts"
    __table_args__ = (UniqueConstraint("dealer_id", "fingerprint"),)

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    fingerprint: Mapped[str]
    columns: Mapped[Json]


class Shipment(Base):
    """What really left, with the totals its waybill prints."""

    __tablename__ = "shipments"

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"), index=True)
    shipped_at: Mapped[At]
    shipped_on: Mapped[date] = mapped_column(index=True)
    places: Mapped[int | None] = mapped_column(default=None)  # as counted, None when they were not
    cargo: Mapped[str] = mapped_column(default="")  # carrier, car, driver: [9] of УПД
    net: Mapped[Money]
    vat: Mapped[Money]
    total: Mapped[Money]


class ShipmentLine(Base):
    """One shipped line; the VAT rate is that of the shipment's date."""

    __tablename__ = "shipment_lines"

    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    quantity: Mapped[Count]
    marks: Mapped[Json] = mapped_column(default=list)  # КИЗ as scanned, of units
    vat_rate: Mapped[Rate | None]
    net: Mapped[Money]
    vat: Mapped[Money]
    total: Mapped[Money]


class Return(Base):
    """Shipped goods that came back or never arrived, at the amounts of their shipment."""

    __tablename__ = "returns"

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    returned_at: Mapped[At]
    returned_on: Mapped[date]
    net: Mapped[Money]
    vat: Mapped[Money]
    total: Mapped[Money]


class ReturnLine(Base):
    """A returned part of a shipped line."""

    __tablename__ = "return_lines"

    id: Mapped[Id]
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id"), index=True)
    shipment_line_id: Mapped[int] = mapped_column(ForeignKey("shipment_lines.id"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    reason: Mapped[ReturnReason] = mapped_column(Word(ReturnReason))
    quantity: Mapped[Count]
    net: Mapped[Money]
    vat: Mapped[Money]
    total: Mapped[Money]
