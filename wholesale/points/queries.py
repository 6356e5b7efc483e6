"""Points, dealers, agreements and people as lists and cards, within the actor's scope."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import NotFound
from wholesale.core.vocabulary import DiscountPolicy, Role
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
from wholesale.models.prices import PriceList
from wholesale.points import parties
from wholesale.points.rules import DealerForm, PointForm, UserForm


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point in a list, with how many people and dealers it has."""

    id: int
    code: str
    name: str
    organization: str
    price_list: str
    address: str
    phone: str
    active: bool
    managers: int
    dealers: int


@dataclass(frozen=True, slots=True)
class DealerRow:
    """A dealer in a list, with the terms of his current agreement when he has one."""

    id: int
    code: str
    name: str
    inn: str
    phone: str
    point_id: int
    point: str
    active: bool
    agreement: str
    payment_days: int | None
    credit_limit: Decimal | None


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement of a dealer; ``current`` is the one his orders follow today."""

    id: int
    number: str
    signed_on: date
    valid_to: date | None
    organization_id: int
    organization: str
    price_list_id: int | None
    price_list: str
    policy: DiscountPolicy
    payment_days: int
    credit_limit: Decimal | None
    current: bool
    contract_id: str = ""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person who signs in, with what he is tied to."""

    id: int
    login: str
    name: str
    role: Role
    dealer_id: int | None
    dealer: str
    point_ids: tuple[int, ...]
    points: str
    phone: str
    discount_limit: Decimal
    active: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class DealerCard:
    """Everything about a dealer but his money and orders."""

    id: int
    form: DealerForm
    point: str
    agreements: list[AgreementRow]
    users: list[UserRow]
    addresses: list[tuple[str, str]]  # name, address


def point_list(ctx: Context) -> list[PointRow]:
    """The points the actor may see, by name, active ones first."""
    managers = (
        select(UserPoint.point_id, func.count().label("n"))
        .join(User, User.id == UserPoint.user_id)
        .where(User.active, User.role == Role.MANAGER)
        .group_by(UserPoint.point_id)
        .subquery()
    )
    dealers = (
        select(Dealer.point_id, func.count().label("n"))
        .where(Dealer.active)
        .group_by(Dealer.point_id)
        .subquery()
    )
    rows = ctx.session.execute(
        select(
            Point.id,
            Point.code,
            Point.name,
            Organization.name,
            func.coalesce(PriceList.name, ""),
            Point.address,
            Point.phone,
            Point.active,
            func.coalesce(managers.c.n, 0),
            func.coalesce(dealers.c.n, 0),
        )
        .join(Organization, Organization.id == Point.organization_id)
        .outerjoin(PriceList, PriceList.id == Point.price_list_id)
        .outerjoin(managers, managers.c.point_id == Point.id)
        .outerjoin(dealers, dealers.c.point_id == Point.id)
        .order_by(Point.active.desc(), Point.name, Point.id)
    )
    return [PointRow(*row) for row in rows]


def point_form(ctx: Context, *, point_id: int) -> PointForm:
    """A point as it is edited. Raises ``NotFound``."""
    point = ctx.session.scalar(select(Point).where(Point.id == point_id))
    if point is None:
        raise NotFound("point", id=point_id)
    return PointForm(
        code=point.code,
        name=point.name,
        organization_id=point.organization_id,
        price_list_id=point.price_list_id,
        free_delivery_from=point.free_delivery_from,
        address=point.address,
        phone=point.phone,
        active=point.active,
    )


def dealer_list(
    ctx: Context,
    *,
    text: str = "",
    point_id: int | None = None,
    active: bool | None = None,
    after: tuple[str, int] | None = None,
    limit: int | None = None,
) -> list[DealerRow]:
    """Dealers by name; ``text`` is a part of name, code or INN, ``after`` the last row's
    ``(name, id)`` of the page before."""
    ctx.actor.require(Permission.VIEW_DEALERS)
    statement = (
        select(
            Dealer.id,
            Dealer.code,
            Dealer.name,
            Dealer.inn,
            Dealer.phone,
            Dealer.point_id,
            Point.name,
            Dealer.active,
        )
        .join(Point, Point.id == Dealer.point_id)
        .order_by(Dealer.name, Dealer.id)
        .limit(limit)
    )
    if text.strip():
        part = f"%{_escaped(text.strip())}%"
        statement = statement.where(
            or_(
                *(
                    column.ilike(part, escape="\\")
                    for column in (Dealer.name, Dealer.code, Dealer.inn)
                ),
                # SQLite folds the case of ASCII only; the usual spellings are tried as well
                *(
                    Dealer.name.like(f"%{_escaped(form)}%", escape="\\")
                    for form in {text.strip().capitalize(), text.strip().upper()}
                ),
            )
        )
    if point_id is not None:
        statement = statement.where(Dealer.point_id == point_id)
    if active is not None:
        statement = statement.where(Dealer.active == active)
    if after is not None:
        name, last = after
        statement = statement.where(
            or_(Dealer.name > name, (Dealer.name == name) & (Dealer.id > last))
        )
    rows = ctx.session.execute(statement).all()
    terms = _current_agreements(ctx, [row.id for row in rows])
    shown = []
    for row in rows:
        agreement = terms.get(row.id)
        shown.append(
            DealerRow(
                *row,
                agreement=agreement.number if agreement else "",
                payment_days=agreement.payment_days if agreement else None,
                credit_limit=agreement.credit_limit if agreement else None,
            )
        )
    return shown


def dealer_card(ctx: Context, *, dealer_id: int) -> DealerCard:
    """A dealer with agreements (newest first), users and addresses. Raises ``NotFound``."""
    ctx.actor.require(Permission.VIEW_DEALERS)
    found = ctx.session.execute(
        select(Dealer, Point.name)
        .join(Point, Point.id == Dealer.point_id)
        .where(Dealer.id == dealer_id)
    ).first()
    if found is None:
        raise NotFound("dealer", id=dealer_id)
    dealer, point = found
    return DealerCard(
        id=dealer.id,
        form=DealerForm(
            code=dealer.code,
            name=dealer.name,
            point_id=dealer.point_id,
            full_name=dealer.full_name,
            inn=dealer.inn,
            kpp=dealer.kpp,
            ogrn=dealer.ogrn,
            okpo=dealer.okpo,
            address=dealer.address,
            phone=dealer.phone,
            email=dealer.email,
            edo_id=dealer.edo_id,
            active=dealer.active,
            accounts=parties.accounts(
                ctx.session, DealerAccount, DealerAccount.dealer_id == dealer_id
            ),
            signatories=parties.signatories(
                ctx.session, DealerSignatory, DealerSignatory.dealer_id == dealer_id
            ),
        ),
        point=point,
        agreements=_agreements(ctx, dealer_id),
        users=user_rows(ctx, dealer_id=dealer_id),
        addresses=[
            (name, address)
            for name, address in ctx.session.execute(
                select(DeliveryAddress.name, DeliveryAddress.address)
                .where(DeliveryAddress.dealer_id == dealer_id)
                .order_by(DeliveryAddress.id)
            )
        ],
    )


def dealer_point(ctx: Context, *, dealer_id: int) -> int:
    """The point a dealer is attached to. Raises ``NotFound``."""
    point_id = ctx.session.scalar(select(Dealer.point_id).where(Dealer.id == dealer_id))
    if point_id is None:
        raise NotFound("dealer", id=dealer_id)
    return point_id


def staff_list(ctx: Context) -> list[UserRow]:
    """Managers with their points, by name."""
    ctx.actor.require(Permission.MANAGE_STAFF)
    return user_rows(ctx, roles={Role.MANAGER})


def user_list(ctx: Context) -> list[UserRow]:
    """Everybody who can sign in, by name."""
    ctx.actor.require(Permission.MANAGE_USERS)
    return user_rows(ctx)


def user_form(ctx: Context, *, user_id: int) -> UserForm:
    """An account as it is edited. Raises ``NotFound``."""
    rows = user_rows(ctx, user_id=user_id)
    if not rows:
        raise NotFound("user", id=user_id)
    row = rows[0]
    language = ctx.session.scalar(select(User.language).where(User.id == user_id))
    return UserForm(
        login=row.login,
        name=row.name,
        role=row.role,
        dealer_id=row.dealer_id,
        point_ids=frozenset(row.point_ids),
        phone=row.phone,
        discount_limit=row.discount_limit,
        language=language or "ru",
        active=row.active,
    )


def user_rows(
    ctx: Context,
    *,
    roles: Collection[Role] = (),
    dealer_id: int | None = None,
    user_id: int | None = None,
) -> list[UserRow]:
    """Accounts the actor may see, by name; a building block of the lists above."""
    statement = (
        select(User, func.coalesce(Dealer.name, ""))
        .outerjoin(Dealer, Dealer.id == User.dealer_id)
        .where(User.role != Role.SYSTEM)
        .order_by(User.active.desc(), User.name, User.id)
    )
    if roles:
        statement = statement.where(User.role.in_(sorted(roles)))
    if dealer_id is not None:
        statement = statement.where(User.dealer_id == dealer_id)
    if user_id is not None:
        statement = statement.where(User.id == user_id)
    ties: dict[int, list[tuple[int, str]]] = {}
    for user, point, name in ctx.session.execute(
        select(UserPoint.user_id, Point.id, Point.name)
        .join(Point, Point.id == UserPoint.point_id)
        .order_by(Point.name, Point.id)
    ):
        ties.setdefault(user, []).append((point, name))
    return [
        UserRow(
            id=user.id,
            login=user.login,
            name=user.name,
            role=user.role,
            dealer_id=user.dealer_id,
            dealer=dealer,
            point_ids=tuple(point for point, _ in ties.get(user.id, [])),
            points=", ".join(name for _, name in ties.get(user.id, [])),
            phone=user.phone,
            discount_limit=user.discount_limit,
            active=user.active,
            locked=user.locked_until is not None and user.locked_until > ctx.now,
        )
        for user, dealer in ctx.session.execute(statement)
    ]


def price_list_choices(ctx: Context) -> dict[int, str]:
    """Price lists to choose from, by name."""
    return _choices(ctx, PriceList)


def organization_choices(ctx: Context) -> dict[int, str]:
    """The company's legal entities to choose from, by name."""
    return _choices(ctx, Organization)


def point_choices(ctx: Context) -> dict[int, str]:
    """Active points the actor may see, by name."""
    return {row.id: row.name for row in point_list(ctx) if row.active}


def _choices(ctx: Context, model: type[PriceList | Organization]) -> dict[int, str]:
    rows = ctx.session.execute(select(model.id, model.name).order_by(model.name, model.id))
    return {row.id: row.name for row in rows}


def _agreements(ctx: Context, dealer_id: int) -> list[AgreementRow]:
    current = _current_agreements(ctx, [dealer_id]).get(dealer_id)
    return [
        AgreementRow(
            id=agreement.id,
            number=agreement.number,
            signed_on=agreement.signed_on,
            valid_to=agreement.valid_to,
            organization_id=agreement.organization_id,
            organization=organization,
            price_list_id=agreement.price_list_id,
            price_list=price_list,
            policy=agreement.policy,
            payment_days=agreement.payment_days,
            contract_id=agreement.contract_id,
            credit_limit=agreement.credit_limit,
            current=current is not None and agreement.id == current.id,
        )
        for agreement, organization, price_list in ctx.session.execute(
            select(Agreement, Organization.name, func.coalesce(PriceList.name, ""))
            .join(Organization, Organization.id == Agreement.organization_id)
            .outerjoin(PriceList, PriceList.id == Agreement.price_list_id)
            .where(Agreement.dealer_id == dealer_id)
            .order_by(Agreement.signed_on.desc(), Agreement.id.desc())
        )
    ]


def _current_agreements(ctx: Context, dealer_ids: Collection[int]) -> dict[int, Agreement]:
    """The agreement in force today of each dealer: the latest signed, then the latest kept."""
    statement = (
        select(Agreement)
        .where(
            Agreement.signed_on <= ctx.today,
            or_(Agreement.valid_to.is_(None), Agreement.valid_to >= ctx.today),
        )
        .order_by(Agreement.signed_on, Agreement.id)
    )
    if len(dealer_ids) <= 500:
        statement = statement.where(Agreement.dealer_id.in_(sorted(dealer_ids)))
    return {agreement.dealer_id: agreement for agreement in ctx.session.scalars(statement)}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
