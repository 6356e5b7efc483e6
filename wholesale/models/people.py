"""Who sells, who buys, who works: organizations, points, dealers, users, sessions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wholesale.core.vocabulary import DiscountPolicy, Role, SignatoryRole, TaxRegime
from wholesale.models.base import At, Base, Id, Money, Rate, Word


class Organization(Base):
    """The seller's legal entity with its requisites."""

    __tablename__ = "organizations"

    id: Mapped[Id]
    name: Mapped[str]
    full_name: Mapped[str]
    inn: Mapped[str]
    kpp: Mapped[str] = mapped_column(default="")
    ogrn: Mapped[str] = mapped_column(default="")
    okpo: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    edo_id: Mapped[str] = mapped_column(default="")  # at the operator of electronic documents
    registered_on: Mapped[date | None] = mapped_column(default=None)  # of an entrepreneur
    tax_regime: Mapped[TaxRegime] = mapped_column(Word(TaxRegime), default=TaxRegime.GENERAL)


class BankAccount(Base):
    """A settlement account of an organization; the main one is printed on invoices."""

    __tablename__ = "bank_accounts"

    id: Mapped[Id]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    bank: Mapped[str]
    bic: Mapped[str]
    account: Mapped[str]
    correspondent_account: Mapped[str] = mapped_column(default="")
    is_main: Mapped[bool] = mapped_column(default=False)


class Signatory(Base):
    """A person who signs documents for an organization, with powers and dates."""

    __tablename__ = "signatories"

    id: Mapped[Id]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    role: Mapped[SignatoryRole] = mapped_column(Word(SignatoryRole))
    position: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class Point(Base):
    """A trading point: branch, shop, warehouse; has staff, stock, dealers and a queue."""

    __tablename__ = "points"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    price_list_id: Mapped[int | None] = mapped_column(ForeignKey("price_lists.id"), default=None)
    free_delivery_from: Mapped[Money | None] = mapped_column(default=None)  # an order's total
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Dealer(Base):
    """The buying organization, attached to one point."""

    __tablename__ = "dealers"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    full_name: Mapped[str]
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"), index=True)
    inn: Mapped[str] = mapped_column(default="")
    kpp: Mapped[str] = mapped_column(default="")
    ogrn: Mapped[str] = mapped_column(default="")
    okpo: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    edo_id: Mapped[str] = mapped_column(default="")  # at the operator of electronic documents
    active: Mapped[bool] = mapped_column(default=True)


class DealerAccount(Base):
    """A settlement account of a dealer; the main one is printed in his requisites."""

    __tablename__ = "dealer_accounts"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    bank: Mapped[str]
    bic: Mapped[str]
    account: Mapped[str]
    correspondent_account: Mapped[str] = mapped_column(default="")
    is_main: Mapped[bool] = mapped_column(default=False)


class DealerSignatory(Base):
    """A person who signs for a dealer, with powers and dates."""

    __tablename__ = "dealer_signatories"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    role: Mapped[SignatoryRole] = mapped_column(Word(SignatoryRole))
    position: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


class DeliveryAddress(Base):
    """A place a dealer has goods delivered to."""

    __tablename__ = "delivery_addresses"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    name: Mapped[str]
    address: Mapped[str]


class Agreement(Base):
    """A dealer's terms: price list, policy of discounts, payment delay, credit limit."""

    __tablename__ = "agreements"

    id: Mapped[Id]
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    number: Mapped[str]
    signed_on: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    price_list_id: Mapped[int | None] = mapped_column(ForeignKey("price_lists.id"), default=None)
    policy: Mapped[DiscountPolicy] = mapped_column(
        Word(DiscountPolicy), default=DiscountPolicy.BEST
    )
    payment_days: Mapped[int] = mapped_column(default=0)
    credit_limit: Mapped[Money | None] = mapped_column(default=None)
    contract_id: Mapped[str] = mapped_column(default="")  # line 8 of tax documents


class User(Base):
    """A person who signs in. A dealer's user has ``dealer_id``; staff are tied by UserPoint."""

    __tablename__ = "users"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(Word(Role))
    dealer_id: Mapped[int | None] = mapped_column(
        ForeignKey("dealers.id"), default=None, index=True
    )
    phone: Mapped[str] = mapped_column(default="")
    discount_limit: Mapped[Rate] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="ru")
    active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[At | None] = mapped_column(default=None)


class UserPoint(Base):
    """Ties a manager to a point; he may have several."""

    __tablename__ = "user_points"
    __table_args__ = (UniqueConstraint("user_id", "point_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("points.id"), index=True)


class UserSession(Base):
    """A sign-in that is still good; the cookie holds the token, the table its SHA-256."""

    __tablename__ = "user_sessions"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[At]
    expires_at: Mapped[At]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
