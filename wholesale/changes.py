"""Notes of changed rules, written by the session itself in the transaction that changed them.

Whoever writes to a table that prices depend on, by the unit of work or by a bulk statement,
leaves ``PriceChange`` rows, so that no compiled book of any process stays stale. They name as
little as they can: the product of one list, a product whose cost changed, the dealer whose
terms did. A column on which no price depends (a name, a phone) is not noted at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ClauseElement, event, insert, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from wholesale.models.books import LedgerEntry
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

RULES, GOODS, LIST, ENTRY, COST, DEALER = "rules", "goods", "list", "entry", "cost", "dealer"

MOST_NOTES = 500
"""Up to so many prices, costs or dealers are noted one by one."""

AFFECTS = "price_entries"
"""Execution option of an UPDATE or DELETE of entries: the ``(list id, product id)`` it touches."""


class Note(NamedTuple):
    """What changed: a row of ``PriceChange`` without its version."""

    kind: str
    price_list_id: int | None = None
    product_id: int | None = None
    dealer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """How changes of a table are noted.

    ``key`` names the column that says whose price it is, where that is one dealer's or one
    product's; ``columns`` are those on which prices depend, all of them when empty.
    """

    kind: str
    key: str = ""
    columns: frozenset[str] = frozenset()


_AGREED = frozenset({"organization_id", "signed_on", "valid_to", "price_list_id", "policy"})

WATCHED: dict[type[Any], Watched] = {
    Category: Watched(GOODS),
    Product: Watched(GOODS, columns=frozenset({"category_id", "brand", "vat", "minimum"})),
    ProductCost: Watched(COST, "product_id"),
    MarginRule: Watched(GOODS),
    PriceEntry: Watched(ENTRY),
    ContractPrice: Watched(DEALER, "dealer_id"),
    Discount: Watched(DEALER, "dealer_id"),
    ClubMember: Watched(DEALER, "dealer_id"),
    Agreement: Watched(DEALER, "dealer_id", _AGREED),
    Dealer: Watched(DEALER, "id", frozenset({"point_id"})),
    LedgerEntry: Watched(DEALER, "dealer_id"),  # what was shipped counts for turnover
    Organization: Watched(RULES, columns=frozenset({"tax_regime"})),
    Point: Watched(RULES, columns=frozenset({"organization_id", "price_list_id"})),
    **dict.fromkeys(
        (PriceList, PriceFormula, Club, Promotion, PromotionScope, PromotionAudience),
        Watched(RULES),
    ),
}


def watch() -> None:
    """Make every session note what it changes; called once, by ``context``."""
    event.listen(Session, "before_flush", _flushed)
    event.listen(Session, "do_orm_execute", _executed)
    event.listen(Session, "before_commit", _written)


def note_entries(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """Note changed entries: pairs of list and product."""
    known = set(pairs)
    if len(known) > MOST_NOTES:
        _note(session, (Note(LIST, list_id) for list_id in {pair[0] for pair in known}))
    else:
        _note(session, (Note(ENTRY, *pair) for pair in known))


def _note(session: Session, notes: Iterable[Note]) -> None:
    session.info.setdefault("price_changes", set()).update(notes)


def _note_keys(session: Session, watched: Watched, keys: Iterable[Any]) -> None:
    """Note whose prices change; what is nobody's in particular changes everybody's."""
    known = set(keys)
    vague = RULES if watched.kind == DEALER else GOODS
    if watched.kind not in (DEALER, COST):
        _note(session, [Note(watched.kind)] if known else [])
    elif None in known or len(known) > MOST_NOTES:
        _note(session, [Note(vague)])
    elif watched.kind == DEALER:
        _note(session, (Note(DEALER, dealer_id=key) for key in known))
    else:
        _note(session, (Note(COST, product_id=key) for key in known))


def _flushed(session: Session, *_: Any) -> None:
    for row in (*session.new, *session.deleted, *session.dirty):
        watched = WATCHED.get(type(row))
        if watched is None or (row in session.dirty and not _matters(row, watched)):
            continue
        if isinstance(row, PriceEntry):
            note_entries(session, [(row.price_list_id, row.product_id)])
        elif row in session.new and watched.key == "id":
            continue  # a dealer who has just come has no book yet
        else:
            history = inspect(row).attrs[watched.key].history if watched.key else None
            _note_keys(session, watched, (history and history.sum()) or [None])


def _matters(row: Any, watched: Watched) -> bool:
    """Whether a column has changed on which prices depend."""
    state = inspect(row)
    names = watched.columns or {*state.mapper.column_attrs.keys()}
    return any(state.attrs[name].history.has_changes() for name in {*names, watched.key} if name)


def _executed(state: ORMExecuteState) -> None:
    if state.is_select or not (state.is_insert or state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    watched = WATCHED.get(mapper.class_) if mapper is not None else None
    if watched is None or mapper is None:
        return
    if watched.kind == ENTRY:
        affected = state.execution_options.get(AFFECTS)
        if affected is None and state.is_insert:
            affected = _inserted(state, ("price_list_id", "product_id"))
        if affected is None:
            _note(state.session, [Note(LIST)])
        else:
            note_entries(state.session, affected)
    elif not state.is_insert:
        _note_keys(state.session, watched, _touched(state, mapper.class_, watched))
    elif watched.key != "id":  # a dealer who has just come has no book yet
        found = _inserted(state, (watched.key,)) if watched.key else None
        _note_keys(state.session, watched, [None] if found is None else (k[0] for k in found))


def _inserted(state: ORMExecuteState, columns: Sequence[str]) -> set[tuple[Any, ...]] | None:
    """The values of some columns in what is inserted; ``None`` when they are not all told."""
    given: Any = state.parameters or _values(state.statement)
    rows: Iterable[Mapping[str, Any]] = given if isinstance(given, list) else [given]
    try:
        return {tuple(row[column] for column in columns) for row in rows}
    except KeyError:
        return None


def _values(statement: Any) -> dict[str, Any]:
    """What ``values()`` of a statement sets; empty when it does not tell."""
    return {
        getattr(column, "key", column): value.value if isinstance(value, BindParameter) else value
        for column, value in (getattr(statement, "_values", None) or {}).items()
    }


def _touched(state: ORMExecuteState, model: type[Any], watched: Watched) -> list[Any]:
    """Whose rows an UPDATE or DELETE changes, as far as prices depend on it."""
    if not watched.key and not watched.columns:
        return [None]
    statement: Any = state.statement
    primary = inspect(model).primary_key[0]
    if isinstance(state.parameters, list):  # an UPDATE of many rows by their primary keys
        changes = {row[primary.key]: row for row in state.parameters}
        where = primary.in_(list(changes))
    else:
        changes, where = {None: _values(statement)}, statement.whereclause
    names = sorted(watched.columns) if state.is_update else []
    given = set().union(*changes.values())
    if names and given and given.isdisjoint({*names, watched.key} - {primary.key}):
        return []
    if where is None or len(changes) > MOST_NOTES:
        return [None]
    key = getattr(model, watched.key) if watched.key else primary
    rows = state.session.execute(
        select(primary, key, *(getattr(model, name) for name in names))
        .where(where)
        .limit(MOST_NOTES + 1)
    ).all()
    if len(rows) > MOST_NOTES:
        return [None]
    found = []
    for identity, owner, *stored in rows:
        new = changes.get(identity) or changes.get(None, {})
        if watched.key in new and new[watched.key] != owner:
            found += [owner, new[watched.key]]
        elif not names or _differ(new, dict(zip(names, stored, strict=True))):
            found.append(owner)
    return found


def _differ(new: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether a row is given another value; an expression equals nothing that is stored."""
    if not new:
        return True
    return any(
        name in new and (isinstance(new[name], ClauseElement) or new[name] != value)
        for name, value in stored.items()
    )


def _written(session: Session) -> None:
    session.flush()
    notes: set[Note] = session.info.pop("price_changes", set())
    if notes:
        version = _next_version(session)
        session.execute(
            insert(PriceChange),
            [{"version": version, **note._asdict()} for note in sorted(notes, key=str)],
        )


def _next_version(session: Session) -> int:
    """Count up; the row's lock puts those who change rules at the same time in turn."""
    step = {"version": PriceVersion.version + 1, "token": secrets.token_hex(8)}
    found = session.scalar(update(PriceVersion).values(step).returning(PriceVersion.version))
    if found is not None:
        return int(found)
    session.execute(insert(PriceVersion).values({**step, "version": 1}))
    return 1
