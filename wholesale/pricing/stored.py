"""Rules as they stand in the database, in the shape in which they are edited."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale.core.errors import NotFound
from wholesale.models.prices import ClubMember
from wholesale.models.promotions import PromotionAudience, PromotionScope
from wholesale.pricing.forms import FORMS, PARTS, ClubForm, Goods, PromotionForm

F = TypeVar("F")


def form(session: Session, kind: type[F], *, rule_id: int) -> F:
    """The rule as a form of its ``kind``. Raises ``NotFound``."""
    model: Any = FORMS[kind]
    names = [
        field.name
        for field in fields(kind)  # type: ignore[arg-type]
        if field.name not in PARTS
    ]
    row = session.execute(
        select(*(getattr(model, name) for name in names)).where(model.id == rule_id)
    ).first()
    if row is None:
        raise NotFound("price_rule", id=rule_id)
    values = dict(zip(names, row, strict=True))
    if kind is ClubForm:
        values["members"] = tuple(
            session.scalars(
                select(ClubMember.dealer_id)
                .where(ClubMember.club_id == rule_id)
                .order_by(ClubMember.dealer_id)
            )
        )
    if kind is PromotionForm:
        values |= _parts(session, rule_id)
    return kind(**values)


def _parts(session: Session, promotion_id: int) -> dict[str, Any]:
    goods = session.execute(
        select(
            PromotionScope.product_id,
            PromotionScope.category_id,
            PromotionScope.brand,
            PromotionScope.quantity,
        )
        .where(PromotionScope.promotion_id == promotion_id)
        .order_by(PromotionScope.id)
    )
    audience = session.execute(
        select(PromotionAudience.dealer_id, PromotionAudience.club_id, PromotionAudience.point_id)
        .where(PromotionAudience.promotion_id == promotion_id)
        .order_by(PromotionAudience.id)
    ).all()
    return {
        "goods": tuple(Goods(*row) for row in goods),
        "dealers": tuple(row.dealer_id for row in audience if row.dealer_id is not None),
        "clubs": tuple(row.club_id for row in audience if row.club_id is not None),
        "points": tuple(row.point_id for row in audience if row.point_id is not None),
    }
