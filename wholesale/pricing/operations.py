"""Writing rules. What is written is noted for the compiled books by ``wholesale.changes``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, delete, insert, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from wholesale.changes import AFFECTS
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.db import refers_to_nothing
from wholesale.models.people import Agreement, Dealer, Point
from wholesale.models.prices import Club, ClubMember, PriceEntry, PriceList
from wholesale.models.promotions import (
    PromotionAudience,
    PromotionCount,
    PromotionScope,
    PromotionUse,
)
from wholesale.pricing.forms import (
    FORMS,
    PARTS,
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    Form,
    PriceListForm,
    PromotionForm,
    TermsForm,
)
from wholesale.pricing.promotions import EVERYBODY, Use


def save(session: Session, form: Form, *, rule_id: int | None = None) -> int:
    """Keep a checked form as a new rule or in place of ``rule_id``; returns its id.

    Raises ``InvalidForm`` for a code that is taken, an entry that is there already and a
    list that would be derived from itself (``price_list_cycle`` names the path), ``NotFound``
    for an unknown rule or dealer.
    """
    model: Any = FORMS[type(form)]
    values = _values(session, form, rule_id)
    options = _touched(session, form, rule_id)
    with _unique(form):
        if rule_id is None:
            rule_id = session.scalars(insert(model).returning(model.id), [values]).one()
        else:
            changed = session.scalar(
                update(model)
                .where(model.id == rule_id)
                .values(values)
                .returning(model.id)
                .execution_options(**options)
            )
            if changed is None:
                raise NotFound("price_rule", id=rule_id)
        if isinstance(form, ClubForm):
            _members(session, rule_id, form)
        elif isinstance(form, PromotionForm):
            _parts(session, rule_id, form)
    return rule_id


def refuse_mixed_currencies(session: Session) -> None:
    """Every dealer's lists end in the base list: those in use must be in its currency, and a
    derived list in its parent's. Raises ``currencies_mixed`` with two lists that are not."""
    parent, base = aliased(PriceList), aliased(PriceList)
    used = [
        select(model.price_list_id).where(model.price_list_id.is_not(None))
        for model in (Agreement, Club, Point)
    ]
    pairs = (
        select(PriceList.name, PriceList.currency, parent.name, parent.currency)
        .join_from(PriceList, parent, parent.id == PriceList.parent_id)
        .where(parent.currency != PriceList.currency),
        select(PriceList.name, PriceList.currency, base.name, base.currency)
        .join_from(PriceList, base, base.is_base == true())
        .where(
            base.currency != PriceList.currency,
            or_(*(PriceList.id.in_(lists) for lists in used)),
        ),
    )
    for pair in pairs:
        found = session.execute(pair.limit(1)).first()
        if found is not None:
            one, its, other, others = found
            raise DomainError(
                "currencies_mixed", list=one, currency=its, other=other, other_currency=others
            )


def remove(session: Session, kind: type[Any], *, rule_id: int) -> None:
    """Take a rule away; ``kind`` is its form. Lists, clubs and promotions that are in use stay.

    Raises ``rule_in_use`` and ``NotFound``.
    """
    model: Any = FORMS[kind]
    if kind is ClubForm:
        session.execute(delete(ClubMember).where(ClubMember.club_id == rule_id))
    if kind is PromotionForm:
        _drop_parts(session, rule_id)
    if kind is PriceListForm:
        session.execute(delete(PriceEntry).where(PriceEntry.price_list_id == rule_id))
    options = _affected(session, kind, rule_id)
    try:
        gone = session.scalar(
            delete(model)
            .where(model.id == rule_id)
            .returning(model.id)
            .execution_options(**options)
        )
        session.flush()
    except IntegrityError as error:
        raise DomainError("rule_in_use") from error
    if gone is None:
        raise NotFound("price_rule", id=rule_id)


def end(session: Session, kind: type[Any], *, rule_id: int, on: date) -> None:
    """Let a rule with dates be in force until the eve of ``on``, never longer than it was.

    One that would begin on that day or after it is taken away. Raises ``NotFound`` and what
    ``remove`` raises.
    """
    model: Any = FORMS[kind]
    dates = session.execute(
        select(model.valid_from, model.valid_to).where(model.id == rule_id)
    ).first()
    if dates is None:
        raise NotFound("price_rule", id=rule_id)
    if dates.valid_from is not None and dates.valid_from >= on:
        remove(session, kind, rule_id=rule_id)
        return
    eve = on - timedelta(days=1)
    session.execute(
        update(model)
        .where(model.id == rule_id)
        .values(valid_to=eve if dates.valid_to is None else min(dates.valid_to, eve))
        .execution_options(**_affected(session, kind, rule_id))
    )


def use_promotions(
    session: Session, *, order_id: int, dealer_id: int, point_id: int, uses: Sequence[Use]
) -> None:
    """Count what an order uses. Raises ``promotion_used_up`` when a limit is passed.

    The counters move by statements that lock their rows, so two orders cannot take the last
    use together.
    """
    for use in sorted(uses, key=lambda use: use.promotion_id):
        for whose, limit in ((EVERYBODY, use.limit_total), (dealer_id, use.limit_per_dealer)):
            if limit is not None and _count(session, use.promotion_id, whose, use.times) > limit:
                raise DomainError("promotion_used_up", name=use.name)
    if uses:
        session.execute(
            insert(PromotionUse),
            [
                {
                    "promotion_id": use.promotion_id,
                    "dealer_id": dealer_id,
                    "point_id": point_id,
                    "order_id": order_id,
                    "times": use.times,
                }
                for use in uses
            ],
        )


def use_fewer(session: Session, *, order_id: int, times: Mapping[int, int]) -> None:
    """Count back what a changed order does not use any more; ``times`` by promotion."""
    rows = session.scalars(
        select(PromotionUse)
        .where(PromotionUse.order_id == order_id, PromotionUse.promotion_id.in_(times))
        .order_by(PromotionUse.promotion_id)
    )
    for use in rows.all():
        fewer = times[use.promotion_id] - use.times
        if fewer < 0:
            use.times += fewer
            for whose in (EVERYBODY, use.dealer_id):
                _count(session, use.promotion_id, whose, fewer)
    session.flush()


def give_back_promotions(session: Session, *, order_id: int) -> None:
    """A cancelled order used nothing."""
    used = session.execute(
        delete(PromotionUse)
        .where(PromotionUse.order_id == order_id)
        .returning(PromotionUse.promotion_id, PromotionUse.dealer_id, PromotionUse.times)
    ).all()
    for promotion_id, dealer_id, times in sorted(used):
        for whose in (EVERYBODY, dealer_id):
            _count(session, promotion_id, whose, -times)


def _count(session: Session, promotion_id: int, dealer: int, times: int) -> int:
    """Move a counter, never under zero: uses are counted only while there is a limit."""
    upsert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    moved = PromotionCount.used + times
    return session.execute(
        upsert(PromotionCount)
        .values(promotion_id=promotion_id, dealer=dealer, used=max(times, 0))
        .on_conflict_do_update(
            index_elements=[PromotionCount.promotion_id, PromotionCount.dealer],
            set_={"used": case((moved > 0, moved), else_=0)},
        )
        .returning(PromotionCount.used)
    ).scalar_one()


def _values(session: Session, form: Form, rule_id: int | None) -> dict[str, Any]:
    values = {
        field.name: getattr(form, field.name) for field in fields(form) if field.name not in PARTS
    }
    dealer_id = None
    if isinstance(form, ContractPriceForm | DiscountForm | TermsForm):
        dealer_id = form.dealer_id
    if dealer_id is not None:
        values["point_id"] = _point_of(session, dealer_id)
    if isinstance(form, PriceListForm):
        _refuse_cycle(session, form, rule_id)
        if form.is_base:
            session.execute(update(PriceList).values(is_base=False))
    return values


def _point_of(session: Session, dealer_id: int) -> int:
    found = session.scalar(select(Dealer.point_id).where(Dealer.id == dealer_id))
    if found is None:
        raise NotFound("dealer", id=dealer_id)
    return found


def _refuse_cycle(session: Session, form: PriceListForm, rule_id: int | None) -> None:
    """A list may not stand on itself, however long the way round is."""
    parents = {
        row.id: (row.parent_id, row.name)
        for row in session.execute(select(PriceList.id, PriceList.parent_id, PriceList.name))
    }
    path = [form.name]
    parent = form.parent_id
    while parent is not None and parent in parents:
        path.append(form.name if parent == rule_id else parents[parent][1])
        if parent == rule_id:
            raise InvalidForm({"parent_id": DomainError("price_list_cycle", path=" → ".join(path))})
        parent = parents[parent][0]


def _affected(session: Session, kind: type[Any], rule_id: int) -> dict[str, Any]:
    """The entry that a change touches, when it is one."""
    if kind is not EntryForm:
        return {}
    entry = session.execute(
        select(PriceEntry.price_list_id, PriceEntry.product_id).where(PriceEntry.id == rule_id)
    ).first()
    return {AFFECTS: [tuple(entry)] if entry else []}


def _touched(session: Session, form: Form, rule_id: int | None) -> dict[str, Any]:
    """Which entries a change touches: those before it and those after."""
    if not isinstance(form, EntryForm) or rule_id is None:
        return {}
    before = session.execute(
        select(PriceEntry.price_list_id, PriceEntry.product_id).where(PriceEntry.id == rule_id)
    ).first()
    pairs = {(form.price_list_id, form.product_id)}
    if before is not None:
        pairs.add((before.price_list_id, before.product_id))
    return {AFFECTS: sorted(pairs)}


@contextmanager
def _unique(form: Form) -> Iterator[None]:
    """The database's refusal of what is there already, as an error of the form."""
    try:
        yield
    except IntegrityError as error:
        if refers_to_nothing(error):
            raise DomainError("rule_refers_to_unknown") from error
        if isinstance(form, EntryForm):
            raise InvalidForm({"min_quantity": DomainError("price_entry_taken")}) from error
        if hasattr(form, "code"):
            raise InvalidForm({"code": DomainError("code_taken")}) from error
        raise


def _members(session: Session, club_id: int, form: ClubForm) -> None:
    session.execute(delete(ClubMember).where(ClubMember.club_id == club_id))
    points = {
        row.id: row.point_id
        for row in session.execute(
            select(Dealer.id, Dealer.point_id).where(Dealer.id.in_(form.members))
        )
    }
    if points:
        session.execute(
            insert(ClubMember),
            [
                {"club_id": club_id, "dealer_id": dealer_id, "point_id": point_id}
                for dealer_id, point_id in sorted(points.items())
            ],
        )


def _drop_parts(session: Session, promotion_id: int) -> None:
    for part in (PromotionScope, PromotionAudience):
        session.execute(delete(part).where(part.promotion_id == promotion_id))


def _parts(session: Session, promotion_id: int, form: PromotionForm) -> None:
    _drop_parts(session, promotion_id)
    if form.goods:
        session.execute(
            insert(PromotionScope),
            [{"promotion_id": promotion_id, **asdict(goods)} for goods in form.goods],
        )
    blank: dict[str, int | None] = {"dealer_id": None, "club_id": None, "point_id": None}
    audience = [
        {"promotion_id": promotion_id, **blank, name: found}
        for name, ids in (
            ("dealer_id", form.dealers),
            ("club_id", form.clubs),
            ("point_id", form.points),
        )
        for found in ids
    ]
    if audience:
        session.execute(insert(PromotionAudience), audience)
