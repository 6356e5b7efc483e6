"""Price lists, contract prices, discounts and floors as rules; ``pricing`` compiles them.

A rule's scope is product, else brand and/or category, else everything. Its audience is one
dealer, one club, one point, else everybody. Dates are inclusive, open when empty.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import DiscountSource
from wholesale.models.base import At, Base, Count, Id, Json, Money, Rate, Word

_NEVER_AGAIN = {"sqlite_autoincrement": True}
"""The id of what was removed is not given again: a change on paper may still name it."""


class PriceList(Base):
    """A list of prices, perhaps derived from ``parent_id`` by its ``PriceFormula`` rows.

    Final prices are rounded half up to ``rounding`` roubles, ending in ``ending`` (step 10
    and ending 9.90 give 9.90, 19.90, 29.90 …).
    """

    __tablename__ = "price_lists"
    __table_args__ = _NEVER_AGAIN

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str] = mapped_column(default="RUB")
    includes_vat: Mapped[bool] = mapped_column(default=True)
    rounding: Mapped[Money] = mapped_column(default=Decimal("0.01"))
    ending: Mapped[Money] = mapped_column(default=Decimal("0.00"))
    is_base: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("price_lists.id"), default=None, index=True
    )


class PriceFormula(Base):
    """How a derived list differs from its parent on a scope: +5 or −7.5 per cent."""

    __tablename__ = "price_formulas"

    id: Mapped[Id]
    price_list_id: Mapped[int] = mapped_column(ForeignKey("price_lists.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), default=None)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), default=None)
    brand: Mapped[str | None] = mapped_column(default=None)
    percent: Mapped[Rate]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class PriceEntry(Base):
    """A price from a quantity on, within dates (both inclusive, open when empty)."""

    __tablename__ = "price_entries"
    __table_args__ = (
        # Covers the reading of a whole list; entries without a beginning are unique too.
        Index(
            "ix_price_entries_list",
            *("price_list_id", "valid_from", "product_id", "min_quantity", "price", "valid_to"),
        ),
        Index(
            "uq_price_entries_lasting",
            *("price_list_id", "product_id", "min_quantity"),
            unique=True,
            sqlite_where=text("valid_from IS NULL"),
            postgresql_where=text("valid_from IS NULL"),
        ),
        UniqueConstraint("price_list_id", "product_id", "min_quantity", "valid_from"),
    )

    id: Mapped[Id]
    price_list_id: Mapped[int] = mapped_column(ForeignKey("price_lists.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    min_quantity: Mapped[Count]
    price: Mapped[Money]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class ContractPrice(Base):
    """A price agreed with one dealer for one product; takes no discount unless flagged.

    ``below_floor`` is the approval of a supervisor: this price may lie under the floor.
    """

    __tablename__ = "contract_prices"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    min_quantity: Mapped[Count]
    price: Mapped[Money]
    discountable: Mapped[bool] = mapped_column(default=False)
    below_floor: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class Club(Base):
    """A club of dealers: a list of its own, discounts of its own; the smaller ``rank`` first."""

    __tablename__ = "clubs"
    __table_args__ = _NEVER_AGAIN

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    rank: Mapped[int] = mapped_column(default=100)
    price_list_id: Mapped[int | None] = mapped_column(ForeignKey("price_lists.id"), default=None)


class ClubMember(Base):
    """A dealer's membership of a club."""

    __tablename__ = "club_members"
    __table_args__ = (UniqueConstraint("club_id", "dealer_id"),)

    id: Mapped[Id]
    club_id: Mapped[int] = mapped_column(ForeignKey("clubs.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))


class Discount(Base):
    """A percentage off. ``source`` says which kind, and what ``threshold`` means.

    Personal: of ``dealer_id``. Club: of ``club_id``. Turnover: once the dealer's shipments
    less returns of the last ``days`` days reach ``threshold``. Volume: once the order's goods
    of the scope reach ``threshold``, both in roubles. The last two are for ``dealer_id``,
    ``club_id`` or ``point_id``, else for everybody.
    """

    __tablename__ = "discounts"

    id: Mapped[Id]
    source: Mapped[DiscountSource] = mapped_column(Word(DiscountSource))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    club_id: Mapped[int | None] = mapped_column(ForeignKey("clubs.id"), default=None)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("points.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    brand: Mapped[str | None] = mapped_column(default=None)
    percent: Mapped[Rate]
    threshold: Mapped[Money] = mapped_column(default=Decimal("0.00"))
    days: Mapped[int] = mapped_column(default=365)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class MarginRule(Base):
    """The least margin over cost, in per cent of cost, on a scope: part of the floor."""

    __tablename__ = "margin_rules"

    id: Mapped[Id]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), default=None)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), default=None)
    brand: Mapped[str | None] = mapped_column(default=None)
    percent: Mapped[Rate]


class PriceVersion(Base):
    """One row: how often the rules have changed. Whoever changes them counts it up, in turn.

    ``token`` is new with each change, so that a restored database is not taken for the one
    that was there before.
    """

    __tablename__ = "price_versions"

    id: Mapped[Id]
    version: Mapped[int]
    token: Mapped[str]


class PriceChange(Base):
    """What changed with a version, so that every process refreshes just that.

    ``kind``: ``entry`` (prices of one product in one list), ``list`` (entries of a list, of
    any when empty), ``cost`` (cost and minimum price of a product), ``dealer`` (one dealer's
    terms), ``rules`` (lists, discounts, promotions …), ``goods`` (catalogue).
    """

    __tablename__ = "price_changes"

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str]
    price_list_id: Mapped[int | None]
    product_id: Mapped[int | None]
    dealer_id: Mapped[int | None]


class PriceDraft(Base):
    """A set of rule changes on paper, to be rehearsed and then published or discarded.

    A scheduled one is made at the beginning of ``publish_on``, in the publisher's name;
    ``refusal`` is why it could not be, and then it is on paper again.
    """

    __tablename__ = "price_drafts"

    id: Mapped[Id]
    name: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[At]
    # draft, scheduled, published or discarded
    status: Mapped[str] = mapped_column(default="draft", index=True)
    publish_on: Mapped[date | None] = mapped_column(default=None)
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    refusal: Mapped[Json] = mapped_column(default=dict)
    changes: Mapped[Json]
