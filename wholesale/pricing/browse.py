"""Rules as rows for the people who edit them, with the names of what they refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import DiscountSource, PromotionEffect
from wholesale.models.goods import Category, Product
from wholesale.models.people import Agreement, Dealer, Point
from wholesale.models.prices import (
    Club,
    ClubMember,
    ContractPrice,
    Discount,
    MarginRule,
    PriceEntry,
    PriceFormula,
    PriceList,
)
from wholesale.models.promotions import Promotion
from wholesale.pricing import stored

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A price list. ``entries`` are its own, ``agreements`` those that use it."""

    id: int
    code: str
    name: str
    parent: str | None
    currency: str
    includes_vat: bool
    rounding: Decimal
    ending: Decimal
    is_base: bool
    entries: int
    agreements: int


def price_lists(ctx: Context) -> list[ListRow]:
    """All lists, the base one first."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    parent = aliased(PriceList)
    entries = (
        select(func.count(PriceEntry.id))
        .where(PriceEntry.price_list_id == PriceList.id)
        .scalar_subquery()
    )
    agreements = (
        select(func.count(Agreement.id))
        .where(Agreement.price_list_id == PriceList.id)
        .scalar_subquery()
    )
    rows = ctx.session.execute(
        select(
            PriceList.id,
            PriceList.code,
            PriceList.name,
            parent.name.label("parent"),
            PriceList.currency,
            PriceList.includes_vat,
            PriceList.rounding,
            PriceList.ending,
            PriceList.is_base,
            entries.label("entries"),
            agreements.label("agreements"),
        )
        .outerjoin(parent, parent.id == PriceList.parent_id)
        .order_by(PriceList.is_base.desc(), PriceList.name)
    )
    return [ListRow(**row._mapping) for row in rows]


def form_of(ctx: Context, *, kind: type[F], rule_id: int) -> F:
    """A rule as it is edited; ``kind`` is the class of its form. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    return stored.form(ctx.session, kind, rule_id=rule_id)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A price of a list."""

    id: int
    product_id: int
    article: str
    name: str
    min_quantity: Decimal
    price: Decimal
    valid_from: date | None
    valid_to: date | None


def entries_page(
    ctx: Context, *, list_id: int, text: str = "", after: str | None = None, limit: int = 50
) -> tuple[list[EntryRow], str | None]:
    """Entries of a list by article, and where the next page begins.

    ``text`` filters by the beginning of the article or a part of the name.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    statement = (
        select(
            PriceEntry.id,
            PriceEntry.product_id,
            Product.article,
            Product.name,
            PriceEntry.min_quantity,
            PriceEntry.price,
            PriceEntry.valid_from,
            PriceEntry.valid_to,
        )
        .join(Product, Product.id == PriceEntry.product_id)
        .where(PriceEntry.price_list_id == list_id)
        .order_by(Product.article, PriceEntry.id)
        .limit(limit + 1)
    )
    if text:
        statement = statement.where(
            or_(Product.article.istartswith(text, autoescape=True),
                Product.name.icontains(text, autoescape=True))
        )  # fmt: skip
    if after is not None:
        article, _, entry = after.rpartition("\n")
        statement = statement.where(
            or_(
                Product.article > article,
                (Product.article == article) & (PriceEntry.id > int(entry)),
            )
        )
    rows = [EntryRow(**row._mapping) for row in ctx.session.execute(statement)]
    shown = rows[:limit]
    following = f"{shown[-1].article}\n{shown[-1].id}" if len(rows) > limit else None
    return shown, following


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A percentage on a scope, whatever kind of rule it is."""

    id: int
    percent: Decimal
    product: str | None
    category: str | None
    brand: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    dealer: str | None = None
    club: str | None = None
    point: str | None = None
    threshold: Decimal = Decimal(0)
    days: int = 0


def _scoped(model: Any, *more: Any) -> Select[Any]:
    product = (Product.article + " " + Product.name).label("product")
    return (
        select(
            model.id, model.percent, product, Category.path.label("category"), model.brand, *more
        )
        .outerjoin(Product, Product.id == model.product_id)
        .outerjoin(Category, Category.id == model.category_id)
        .order_by(model.id)
    )


def formulas(ctx: Context, *, list_id: int) -> list[RuleRow]:
    """How a derived list differs from its parent."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    statement = _scoped(PriceFormula, PriceFormula.valid_from, PriceFormula.valid_to)
    rows = ctx.session.execute(statement.where(PriceFormula.price_list_id == list_id))
    return [RuleRow(**row._mapping) for row in rows]


def margins(ctx: Context) -> list[RuleRow]:
    """The least margins over cost."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    return [RuleRow(**row._mapping) for row in ctx.session.execute(_scoped(MarginRule))]


def discounts(ctx: Context, *, source: DiscountSource) -> list[RuleRow]:
    """The discounts of a source."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    rows = ctx.session.execute(
        _scoped(
            Discount,
            Discount.valid_from,
            Discount.valid_to,
            Dealer.name.label("dealer"),
            Club.name.label("club"),
            Point.name.label("point"),
            Discount.threshold,
            Discount.days,
        )
        .outerjoin(Dealer, Dealer.id == Discount.dealer_id)
        .outerjoin(Club, Club.id == Discount.club_id)
        .outerjoin(Point, Point.id == Discount.point_id)
        .where(Discount.source == source)
    )
    return [RuleRow(**row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract price."""

    id: int
    dealer: str
    article: str
    name: str
    min_quantity: Decimal
    price: Decimal
    discountable: bool
    below_floor: bool
    valid_from: date | None
    valid_to: date | None


def contract_prices(ctx: Context, *, limit: int = 500) -> list[ContractRow]:
    """Contract prices by dealer and article."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    rows = ctx.session.execute(
        select(
            ContractPrice.id,
            Dealer.name.label("dealer"),
            Product.article,
            Product.name,
            ContractPrice.min_quantity,
            ContractPrice.price,
            ContractPrice.discountable,
            ContractPrice.below_floor,
            ContractPrice.valid_from,
            ContractPrice.valid_to,
        )
        .join(Dealer, Dealer.id == ContractPrice.dealer_id)
        .join(Product, Product.id == ContractPrice.product_id)
        .order_by(Dealer.name, Product.article, ContractPrice.min_quantity)
        .limit(limit)
    )
    return [ContractRow(**row._mapping) for row in rows]


def agreements(ctx: Context) -> dict[int, str]:
    """Agreements by id: their dealers and numbers."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    rows = ctx.session.execute(
        select(Agreement.id, Dealer.name, Agreement.number)
        .join(Dealer, Dealer.id == Agreement.dealer_id)
        .order_by(Dealer.name, Agreement.signed_on.desc())
    )
    return {row.id: f"{row.name} № {row.number}" for row in rows}


@dataclass(frozen=True, slots=True)
class ClubRow:
    """A club and how many dealers are in it."""

    id: int
    code: str
    name: str
    rank: int
    price_list: str | None
    members: int


def clubs(ctx: Context) -> list[ClubRow]:
    """Clubs in the order in which their lists are asked."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    members = (
        select(func.count(ClubMember.id)).where(ClubMember.club_id == Club.id).scalar_subquery()
    )
    rows = ctx.session.execute(
        select(
            Club.id,
            Club.code,
            Club.name,
            Club.rank,
            PriceList.name.label("price_list"),
            members.label("members"),
        )
        .outerjoin(PriceList, PriceList.id == Club.price_list_id)
        .order_by(Club.rank, Club.id)
    )
    return [ClubRow(**row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion in the register."""

    id: int
    code: str
    name: str
    effect: PromotionEffect
    exclusive: bool
    active: bool
    percent: Decimal | None
    price: Decimal | None
    valid_from: date | None
    valid_to: date | None


def promotions(ctx: Context) -> list[PromotionRow]:
    """Promotions, the newest first."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    columns = [getattr(Promotion, field.name) for field in fields(PromotionRow)]
    rows = ctx.session.execute(select(*columns).order_by(Promotion.id.desc()))
    return [PromotionRow(**row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class Choices:
    """What rules may refer to, by id, for the fields of forms."""

    lists: dict[int, str]
    currencies: dict[int, str]  # of lists
    dealers: dict[int, str]
    clubs: dict[int, str]
    points: dict[int, str]
    categories: dict[int, str]
    brands: Sequence[str]


def choices(ctx: Context) -> Choices:
    """Everything a form offers to choose from."""
    ctx.actor.require(Permission.INSPECT_PRICES)

    def named(identity: Any, name: Any) -> dict[int, str]:
        rows = ctx.session.execute(select(identity, name).order_by(name))
        return {row[0]: row[1] for row in rows}

    brands = select(Product.brand).distinct().where(Product.brand != "").order_by(Product.brand)
    return Choices(
        lists=named(PriceList.id, PriceList.name),
        currencies=named(PriceList.id, PriceList.currency),
        dealers=named(Dealer.id, Dealer.name),
        clubs=named(Club.id, Club.name),
        points=named(Point.id, Point.name),
        categories=named(Category.id, Category.path),
        brands=ctx.session.scalars(brands).all(),
    )


def articles(ctx: Context, *, product_ids: Sequence[int]) -> dict[int, str]:
    """Articles by product id."""
    ctx.actor.require(Permission.INSPECT_PRICES)
    rows = ctx.session.execute(
        select(Product.id, Product.article).where(Product.id.in_(product_ids))
    )
    return {row.id: row.article for row in rows}


def entry_id(
    ctx: Context,
    *,
    list_id: int,
    product_id: int,
    min_quantity: Decimal,
    valid_from: date | None,
) -> int | None:
    """The entry of a list that a new price would take the place of."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    same_start = (
        PriceEntry.valid_from.is_(None)
        if valid_from is None
        else PriceEntry.valid_from == valid_from
    )
    return ctx.session.scalar(
        select(PriceEntry.id).where(
            PriceEntry.price_list_id == list_id,
            PriceEntry.product_id == product_id,
            PriceEntry.min_quantity == min_quantity,
            same_start,
        )
    )
