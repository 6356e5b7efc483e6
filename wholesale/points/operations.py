"""Keeping points, dealers, agreements and people. What is taken or unknown is named by field.

Forms come here tidied and checked by ``rules``. A foreign key is looked up through the
session first, so that an id out of the actor's scope is «not found», as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.core.vocabulary import OrderStatus, Role
from wholesale.models.books import LedgerEntry
from wholesale.models.people import (
    Agreement,
    Dealer,
    DealerAccount,
    DealerSignatory,
    DeliveryAddress,
    Organization,
    Point,
    User,
    UserPoint,
)
from wholesale.models.prices import ClubMember, ContractPrice, Discount, PriceList
from wholesale.models.trade import DealerCode, DealerLayout, Order, OrderLine, Upload
from wholesale.points import parties
from wholesale.points.rules import AgreementForm, DealerForm, PointForm, UserForm

FINISHED = (OrderStatus.DRAFT, OrderStatus.COMPLETED, OrderStatus.CANCELLED)

# What follows a dealer to another point: his terms, his dictionary, his basket. Finished
# orders, documents and ledger entries stay with the point that did the work.
FOLLOWS = (
    DealerAccount,
    DealerSignatory,
    DeliveryAddress,
    Agreement,
    ContractPrice,
    Discount,
    ClubMember,
    DealerCode,
    DealerLayout,
    Upload,
)


def add_point(session: Session, form: PointForm) -> int:
    """Keep a new point; returns its id."""
    _known_point_ties(session, form)
    with _unique("code", DomainError("code_taken")):
        return _inserted(session, Point, asdict(form))


def change_point(session: Session, point_id: int, form: PointForm) -> None:
    """Change a point. A point with active dealers cannot be closed: ``point_has_dealers``."""
    _exists(session, Point, point_id, "point")
    _known_point_ties(session, form)
    if not form.active:
        dealers = session.scalar(
            select(func.count())
            .select_from(Dealer)
            .where(Dealer.point_id == point_id, Dealer.active)
        )
        if dealers:
            raise InvalidForm({"active": DomainError("point_has_dealers", count=dealers)})
    with _unique("code", DomainError("code_taken")):
        session.execute(update(Point).where(Point.id == point_id).values(**asdict(form)))


def add_dealer(session: Session, form: DealerForm) -> int:
    """Keep a new dealer; returns his id."""
    _exists(session, Point, form.point_id, "point")
    with _unique("code", DomainError("code_taken")):
        dealer_id = _inserted(session, Dealer, _dealer_values(form))
    _write_parts(session, dealer_id, form)
    return dealer_id


def change_dealer(session: Session, dealer_id: int, form: DealerForm) -> int:
    """Change a dealer, replacing accounts and signatories; returns his point before.

    He moves to another point only with nothing under way and a zero balance, so that no
    point is left with half of a story: ``dealer_has_open_orders``, ``dealer_has_balance``.
    """
    before = session.scalar(select(Dealer.point_id).where(Dealer.id == dealer_id))
    if before is None:
        raise NotFound("dealer", id=dealer_id)
    _exists(session, Point, form.point_id, "point")
    if form.point_id != before:
        _move(session, dealer_id, form.point_id)
    with _unique("code", DomainError("code_taken")):
        session.execute(update(Dealer).where(Dealer.id == dealer_id).values(**_dealer_values(form)))
    _write_parts(session, dealer_id, form)
    return before


def add_agreement(session: Session, dealer_id: int, form: AgreementForm) -> int:
    """Keep a new agreement of the dealer; returns its id."""
    point_id = session.scalar(select(Dealer.point_id).where(Dealer.id == dealer_id))
    if point_id is None:
        raise NotFound("dealer", id=dealer_id)
    _known_agreement_ties(session, form)
    return _inserted(
        session, Agreement, {**asdict(form), "dealer_id": dealer_id, "point_id": point_id}
    )


def change_agreement(session: Session, agreement_id: int, form: AgreementForm) -> int:
    """Change an agreement; returns its dealer's id. Orders already submitted keep their terms."""
    dealer_id = session.scalar(select(Agreement.dealer_id).where(Agreement.id == agreement_id))
    if dealer_id is None:
        raise NotFound("agreement", id=agreement_id)
    _known_agreement_ties(session, form)
    session.execute(update(Agreement).where(Agreement.id == agreement_id).values(**asdict(form)))
    return dealer_id


def set_addresses(session: Session, dealer_id: int, addresses: list[tuple[str, str]]) -> None:
    """Replace the dealer's delivery addresses by ``addresses``, each a name and an address."""
    point_id = session.scalar(select(Dealer.point_id).where(Dealer.id == dealer_id))
    if point_id is None:
        raise NotFound("dealer", id=dealer_id)
    session.execute(delete(DeliveryAddress).where(DeliveryAddress.dealer_id == dealer_id))
    if addresses:
        session.execute(
            insert(DeliveryAddress),
            [
                {"dealer_id": dealer_id, "point_id": point_id, "name": name, "address": address}
                for name, address in addresses
            ],
        )


def add_user(session: Session, form: UserForm, password_hash: str) -> int:
    """Keep a new account; returns its id."""
    _known_user_ties(session, form)
    with _unique("login", DomainError("login_taken")):
        user_id = _inserted(session, User, {**_user_values(form), "password_hash": password_hash})
    _tie(session, user_id, form)
    return user_id


def change_user(session: Session, user_id: int, form: UserForm) -> bool:
    """Change an account; returns whether what it may see or do has changed.

    The company always keeps an administrator who can sign in: ``last_admin``.
    """
    before = session.execute(
        select(User.role, User.active, User.dealer_id).where(User.id == user_id)
    ).first()
    if before is None:
        raise NotFound("user", id=user_id)
    _known_user_ties(session, form)
    points = set(session.scalars(select(UserPoint.point_id).where(UserPoint.user_id == user_id)))
    if (
        before.role is Role.ADMIN
        and before.active
        and not (form.role is Role.ADMIN and form.active)
    ):
        _another_admin(session, user_id)
    with _unique("login", DomainError("login_taken")):
        session.execute(update(User).where(User.id == user_id).values(**_user_values(form)))
    session.execute(delete(UserPoint).where(UserPoint.user_id == user_id))
    _tie(session, user_id, form)
    rights_before = (before.role, before.active, before.dealer_id, points)
    return rights_before != (form.role, form.active, form.dealer_id, set(form.point_ids))


def _move(session: Session, dealer_id: int, point_id: int) -> None:
    open_orders = session.scalar(
        select(func.count())
        .select_from(Order)
        .where(Order.dealer_id == dealer_id, Order.status.not_in(FINISHED))
    )
    if open_orders:
        raise InvalidForm({"point_id": DomainError("dealer_has_open_orders", count=open_orders)})
    balance = session.scalar(
        select(func.sum(LedgerEntry.amount)).where(LedgerEntry.dealer_id == dealer_id)
    )
    if balance:
        raise InvalidForm({"point_id": DomainError("dealer_has_balance", balance=balance)})
    for model in FOLLOWS:
        session.execute(update(model).where(model.dealer_id == dealer_id).values(point_id=point_id))
    baskets = select(Order.id).where(
        Order.dealer_id == dealer_id, Order.status == OrderStatus.DRAFT
    )
    session.execute(
        update(OrderLine)
        .where(OrderLine.order_id.in_(baskets))
        .values(point_id=point_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Order)
        .where(Order.dealer_id == dealer_id, Order.status == OrderStatus.DRAFT)
        .values(point_id=point_id)
    )


def _dealer_values(form: DealerForm) -> dict[str, Any]:
    values = {**asdict(form), "full_name": form.full_name or form.name}
    del values["accounts"], values["signatories"]
    return values


def _write_parts(session: Session, dealer_id: int, form: DealerForm) -> None:
    owner = {"dealer_id": dealer_id, "point_id": form.point_id}
    parties.write(session, DealerAccount, owner, form.accounts)
    parties.write(session, DealerSignatory, owner, form.signatories)


def _user_values(form: UserForm) -> dict[str, Any]:
    values = asdict(form)
    del values["point_ids"]
    return values


def _tie(session: Session, user_id: int, form: UserForm) -> None:
    if form.point_ids:
        session.execute(
            insert(UserPoint),
            [{"user_id": user_id, "point_id": point} for point in sorted(form.point_ids)],
        )


def _another_admin(session: Session, user_id: int) -> None:
    others = session.scalar(
        select(func.count())
        .select_from(User)
        .where(User.role == Role.ADMIN, User.active, User.id != user_id)
    )
    if not others:
        raise InvalidForm({"role": DomainError("last_admin")})


def _known_point_ties(session: Session, form: PointForm) -> None:
    _exists(session, Organization, form.organization_id, "organization")
    if form.price_list_id is not None:
        _exists(session, PriceList, form.price_list_id, "price_list")


def _known_agreement_ties(session: Session, form: AgreementForm) -> None:
    _exists(session, Organization, form.organization_id, "organization")
    if form.price_list_id is not None:
        _exists(session, PriceList, form.price_list_id, "price_list")


def _known_user_ties(session: Session, form: UserForm) -> None:
    if form.dealer_id is not None:
        _exists(session, Dealer, form.dealer_id, "dealer")
    for point_id in sorted(form.point_ids):
        _exists(session, Point, point_id, "point")


def _exists(session: Session, model: Any, key: int, kind: str) -> None:
    if session.scalar(select(model.id).where(model.id == key)) is None:
        raise NotFound(kind, id=key)


def _inserted(session: Session, model: Any, values: dict[str, Any]) -> int:
    key: int = session.execute(insert(model).values(**values).returning(model.id)).scalar_one()
    return key


@contextmanager
def _unique(field: str, taken: DomainError) -> Iterator[None]:
    """Turn the database's refusal of a repeated ``field`` into an error of the form: ``taken``."""
    try:
        yield
    except IntegrityError as error:
        raise InvalidForm({field: taken}) from error
