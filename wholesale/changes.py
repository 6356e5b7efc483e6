"""Notes of changed rules, written by the session itself in the transaction that changed them.

Whoever writes to a table that prices depend on, by the unit of work or by a bulk statement,
leaves a ``PriceChange`` row, so that no compiled book of any process stays stale. A bulk
insert of a few price entries is noted by product, anything larger by list.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import event, insert, update
from sqlalchemy.orm import ORMExecuteState, Session

from wholesale.models.goods import Category, Product, ProductCost
from wholesale.models.people import Agreement, Dealer, Organization, Point
from wholesale.models.prices import (
    Club,
    ClubMember,
    ContractPrice,
    Discount,
    MarginRule,
    PriceChange,
    PriceEntry,
    PriceFormula,
    PriceList,
    PriceVersion,
)
from wholesale.models.promotions import Promotion, PromotionAudience, PromotionScope

RULES, GOODS, LIST, ENTRY = "rules", "goods", "list", "entry"

KINDS: dict[type[Any], str] = {
    Category: GOODS,
    Product: GOODS,
    ProductCost: GOODS,
    MarginRule: GOODS,
    PriceEntry: ENTRY,
    **dict.fromkeys(
        (
            PriceList,
            PriceFormula,
            ContractPrice,
            Club,
            ClubMember,
            Discount,
            Promotion,
            PromotionScope,
            PromotionAudience,
            Agreement,
            Dealer,
            Organization,
            Point,
        ),
        RULES,
    ),
}

MOST_ENTRIES = 500
"""Up to so many changed prices are noted one by one."""

Note = tuple[str, int | None, int | None]

AFFECTS = "price_entries"
"""Execution option of an UPDATE or DELETE of entries: the ``(list id, product id)`` it touches."""


def watch() -> None:
    """Make every session note what it changes; called once, by ``context``."""
    event.listen(Session, "before_flush", _flushed)
    event.listen(Session, "do_orm_execute", _executed)
    event.listen(Session, "before_commit", _written)


def note_entries(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """Note changed entries: pairs of list and product."""
    known = set(pairs)
    if len(known) > MOST_ENTRIES:
        _note(session, ((LIST, list_id, None) for list_id in {pair[0] for pair in known}))
    else:
        _note(session, ((ENTRY, *pair) for pair in known))


def _note(session: Session, notes: Iterable[Note]) -> None:
    session.info.setdefault("price_changes", set()).update(notes)


def _flushed(session: Session, *_: Any) -> None:
    dirty = (row for row in session.dirty if session.is_modified(row))
    changed = (*session.new, *session.deleted, *dirty)
    for row in changed:
        if isinstance(row, PriceEntry):
            note_entries(session, [(row.price_list_id, row.product_id)])
        elif (kind := KINDS.get(type(row))) is not None:
            _note(session, [(kind, None, None)])


def _executed(state: ORMExecuteState) -> None:
    if state.is_select or not (state.is_insert or state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    kind = KINDS.get(mapper.class_) if mapper is not None else None
    if kind is None:
        return
    if kind != ENTRY:
        _note(state.session, [(kind, None, None)])
        return
    affected = state.execution_options.get(AFFECTS)
    if affected is None and state.is_insert:
        affected = _inserted(state.parameters)
    if affected is None:
        _note(state.session, [(LIST, None, None)])
    else:
        note_entries(state.session, affected)


def _inserted(parameters: Any) -> set[tuple[int, int]] | None:
    rows: Iterable[Mapping[str, Any]] = (
        parameters if isinstance(parameters, list) else [parameters or {}]
    )
    try:
        return {(row["price_list_id"], row["product_id"]) for row in rows}
    except KeyError:
        return None


def _written(session: Session) -> None:
    session.flush()
    notes: set[Note] = session.info.pop("price_changes", set())
    if notes:
        version = _next_version(session)
        session.execute(
            insert(PriceChange),
            [
                {"version": version, "kind": kind, "price_list_id": of_list, "product_id": product}
                for kind, of_list, product in sorted(notes, key=str)
            ],
        )


def _next_version(session: Session) -> int:
    """Count up; the row's lock puts those who change rules at the same time in turn."""
    step = {"version": PriceVersion.version + 1, "token": secrets.token_hex(8)}
    found = session.scalar(update(PriceVersion).values(step).returning(PriceVersion.version))
    if found is not None:
        return int(found)
    session.execute(insert(PriceVersion).values({**step, "version": 1}))
    return 1
