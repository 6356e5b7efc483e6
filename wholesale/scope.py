"""What each actor may see: one declaration for every table, applied to every statement.

The session adds these filters by itself to each ORM SELECT, UPDATE and DELETE, in
subqueries, joins and aliases too. A mapped table without a declaration is invisible to
everybody, and so is everything to a session without an actor. What is out of scope does not
exist: look-ups end in ``NotFound``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from wholesale.core.access import Actor
from wholesale.core.vocabulary import Audience, Role
from wholesale.models import Base, books, goods, people, prices, promotions, talk, trade

Rule = Callable[[Actor], ColumnElement[bool]]


def everyone(actor: Actor) -> ColumnElement[bool]:
    """Shared by all who are signed in: the catalogue, the seller's requisites."""
    return true()


def staff(actor: Actor) -> ColumnElement[bool]:
    """Any of the company's own people, whatever his point."""
    return true() if actor.role is Role.MANAGER else false()


def nobody(actor: Actor) -> ColumnElement[bool]:
    """Only those who see everything: supervisor, administrator, the system."""
    return false()


def owned(dealer: Any, point: Any) -> Rule:
    """A dealer sees rows of his own, a manager rows of his points."""

    def rule(actor: Actor) -> ColumnElement[bool]:
        if actor.role is Role.DEALER and actor.dealer_id is not None and dealer is not None:
            return dealer == actor.dealer_id  # type: ignore[no-any-return]
        if actor.role is Role.MANAGER and point is not None:
            return point.in_(sorted(actor.point_ids))  # type: ignore[no-any-return]
        return false()

    return rule


def of_points(point: Any) -> Rule:
    """Rows of the actor's points: a manager's, and the one a dealer is attached to."""

    def rule(actor: Actor) -> ColumnElement[bool]:
        if actor.role in {Role.MANAGER, Role.DEALER}:
            return point.in_(sorted(actor.point_ids))  # type: ignore[no-any-return]
        return false()

    return rule


def _users(actor: Actor) -> ColumnElement[bool]:
    """Himself; a dealer his colleagues; a manager his dealers' people and his fellows."""
    himself = people.User.id == actor.user_id
    if actor.role is Role.DEALER and actor.dealer_id is not None:
        return or_(himself, people.User.dealer_id == actor.dealer_id)
    if actor.role is Role.MANAGER:
        points = sorted(actor.point_ids)
        dealers = select(people.Dealer.id).where(people.Dealer.point_id.in_(points))
        fellows = select(people.UserPoint.user_id).where(people.UserPoint.point_id.in_(points))
        return or_(himself, people.User.dealer_id.in_(dealers), people.User.id.in_(fellows))
    return himself if actor.user_id is not None else false()


def shown(table: Any) -> Rule:
    """Owned rows with an audience: a dealer does not see what is for staff only."""

    def rule(actor: Actor) -> ColumnElement[bool]:
        own = owned(table.dealer_id, table.point_id)(actor)
        if actor.role is Role.DEALER:
            return and_(own, table.audience == Audience.ALL)
        return own

    return rule


def _own_sessions(actor: Actor) -> ColumnElement[bool]:
    return people.UserSession.user_id == actor.user_id if actor.user_id else false()


RULES: dict[type[Base], Rule] = {
    people.Organization: everyone,
    people.BankAccount: everyone,
    people.Signatory: everyone,
    people.Point: of_points(people.Point.id),
    people.Dealer: owned(people.Dealer.id, people.Dealer.point_id),
    people.DealerAccount: owned(people.DealerAccount.dealer_id, people.DealerAccount.point_id),
    people.DealerSignatory: owned(
        people.DealerSignatory.dealer_id, people.DealerSignatory.point_id
    ),
    people.DeliveryAddress: owned(
        people.DeliveryAddress.dealer_id, people.DeliveryAddress.point_id
    ),
    people.Agreement: owned(people.Agreement.dealer_id, people.Agreement.point_id),
    people.User: _users,
    people.UserPoint: of_points(people.UserPoint.point_id),
    people.UserSession: _own_sessions,
    goods.Category: everyone,
    goods.Product: everyone,
    goods.ProductCost: staff,
    goods.Barcode: everyone,
    goods.Stock: of_points(goods.Stock.point_id),
    prices.PriceList: staff,
    prices.PriceEntry: staff,
    prices.PriceFormula: staff,
    prices.Club: staff,
    prices.ClubMember: owned(None, prices.ClubMember.point_id),
    prices.MarginRule: staff,
    prices.PriceVersion: nobody,
    prices.PriceChange: nobody,
    prices.PriceDraft: staff,
    promotions.Promotion: staff,
    promotions.PromotionScope: staff,
    promotions.PromotionAudience: nobody,
    promotions.PromotionUse: owned(
        promotions.PromotionUse.dealer_id, promotions.PromotionUse.point_id
    ),
    promotions.PromotionCount: nobody,
    prices.ContractPrice: owned(None, prices.ContractPrice.point_id),
    prices.Discount: owned(None, prices.Discount.point_id),
    trade.Order: owned(trade.Order.dealer_id, trade.Order.point_id),
    trade.OrderLine: owned(trade.OrderLine.dealer_id, trade.OrderLine.point_id),
    trade.LineCost: owned(None, trade.LineCost.point_id),
    trade.DiscountRequest: owned(None, trade.DiscountRequest.point_id),
    trade.Upload: owned(trade.Upload.dealer_id, trade.Upload.point_id),
    trade.DealerCode: owned(trade.DealerCode.dealer_id, trade.DealerCode.point_id),
    trade.DealerLayout: owned(trade.DealerLayout.dealer_id, trade.DealerLayout.point_id),
    trade.Shipment: owned(trade.Shipment.dealer_id, trade.Shipment.point_id),
    trade.ShipmentLine: owned(trade.ShipmentLine.dealer_id, trade.ShipmentLine.point_id),
    trade.Return: owned(trade.Return.dealer_id, trade.Return.point_id),
    trade.ReturnLine: owned(trade.ReturnLine.dealer_id, trade.ReturnLine.point_id),
    books.LedgerEntry: owned(books.LedgerEntry.dealer_id, books.LedgerEntry.point_id),
    books.Sequence: nobody,
    books.SigningKey: nobody,
    books.Document: shown(books.Document),
    books.DocumentFile: shown(books.DocumentFile),
    books.DocumentSettings: everyone,
    books.Picture: staff,
    talk.Event: shown(talk.Event),
    talk.Letter: owned(None, talk.Letter.point_id),
    talk.Message: owned(talk.Message.dealer_id, talk.Message.point_id),
}


def bind(session: Session, actor: Actor) -> None:
    """Give ``session`` its actor, once; from now on it sees what he may see."""
    if "actor" in session.info:
        raise RuntimeError("a session serves one actor")
    session.info["actor"] = actor
    session.info["scope"] = _criteria(actor)


@lru_cache(maxsize=1024)
def _criteria(actor: Actor | None) -> tuple[Any, ...]:
    """The filters of an actor: made once, since who he is (role, dealer, points) is their key."""
    if actor is not None and actor.sees_all:
        return ()
    return tuple(
        with_loader_criteria(
            mapper.class_,
            RULES[mapper.class_](actor) if actor and mapper.class_ in RULES else false(),
            include_aliases=True,
        )
        for mapper in Base.registry.mappers
    )


@event.listens_for(Session, "do_orm_execute")
def _apply(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return  # the criteria of the first statement travel with its objects
    if "scope" not in state.session.info:
        state.session.info["scope"] = _criteria(None)
    criteria = state.session.info["scope"]
    if criteria and (state.is_select or state.is_update or state.is_delete):
        state.statement = state.statement.options(*criteria)
