"""Change sets on paper as rows: forms to JSON and back, and a draft's life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.models.people import User
from wholesale.models.prices import PriceDraft
from wholesale.pricing import forms, operations, stored
from wholesale.pricing.forms import FORMS
from wholesale.pricing.whatif import Change

DRAFT, SCHEDULED, PUBLISHED, DISCARDED = "draft", "scheduled", "published", "discarded"
_KINDS = {kind.__name__: kind for kind in FORMS}


@dataclass(frozen=True, slots=True)
class Draft:
    """A change set. ``status`` is draft, scheduled, published or discarded.

    ``refusal`` is why a set that is on paper again could not be made on ``publish_on``.
    """

    id: int
    name: str
    created_at: datetime
    status: str
    publish_on: date | None
    publisher_id: int | None
    publisher: str
    refusal: DomainError | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A scheduled change set as those who only look at prices see it."""

    id: int
    name: str
    on: date | None


def drafts(ctx: Context) -> list[Draft]:
    """All change sets, the newest first."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    return list(_drafts(ctx.session))


def draft(ctx: Context, *, draft_id: int) -> Draft:
    """One change set. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    for found in _drafts(ctx.session, PriceDraft.id == draft_id):
        return found
    raise NotFound("price_draft", id=draft_id)


def planned(ctx: Context, *, until: date) -> list[Planned]:
    """What is scheduled for a day not after ``until``, in the order in which it is made."""
    ctx.actor.require(Permission.INSPECT_PRICES)
    rows = ctx.session.scalars(
        select(PriceDraft)
        .where(PriceDraft.status == SCHEDULED, PriceDraft.publish_on <= until)
        .order_by(PriceDraft.publish_on, PriceDraft.id)
    )
    return [Planned(row.id, row.name, row.publish_on) for row in rows]


def stale(ctx: Context, *, draft_id: int) -> set[int]:
    """Which changes, counted from 0, are of rules that are not as they were any more."""
    changes = draft(ctx, draft_id=draft_id).changes
    return {at for at, change in enumerate(changes) if _is_stale(ctx.session, change)}


def add(session: Session, *, name: str, author_id: int | None, now: datetime) -> int:
    """Begin a change set; returns its id."""
    return session.scalars(
        insert(PriceDraft).returning(PriceDraft.id),
        [{"name": name, "author_id": author_id, "created_at": now, "changes": []}],
    ).one()


def write(session: Session, *, draft_id: int, changes: Sequence[Change]) -> None:
    """Replace the changes of a draft. Raises ``price_draft_closed``."""
    _step(session, draft_id, (DRAFT,), changes=[_to_json(change) for change in changes])


def publish(
    session: Session, *, draft_id: int, on: date, publisher_id: int | None, later: bool
) -> None:
    """Publish a draft or a scheduled one, once; with ``later`` only schedule it, or anew.

    Raises ``price_draft_closed``.
    """
    _step(
        session, draft_id, (DRAFT, SCHEDULED), status=SCHEDULED if later else PUBLISHED,
        publish_on=on, publisher_id=publisher_id, refusal={},
    )  # fmt: skip


def take_due(session: Session, *, today: date) -> list[int]:
    """Mark as published what is scheduled up to today; returns the ids in the order of days.

    The statement locks the rows: of two servers one takes a set, and the other finds none.
    """
    taken = session.scalars(
        update(PriceDraft)
        .where(PriceDraft.status == SCHEDULED, PriceDraft.publish_on <= today)
        .values(status=PUBLISHED)
        .returning(PriceDraft.id)
    ).all()
    return list(
        session.scalars(
            select(PriceDraft.id)
            .where(PriceDraft.id.in_(taken))
            .order_by(PriceDraft.publish_on, PriceDraft.id)
        )
    )


def put_back(session: Session, *, draft_id: int, refusal: DomainError) -> None:
    """A set that could not be made is on paper again, with the reason."""
    _step(session, draft_id, (PUBLISHED,), status=DRAFT, refusal=_told(refusal))


def withdraw(session: Session, *, draft_id: int) -> None:
    """Put a scheduled set on paper again. Raises ``price_draft_not_scheduled``."""
    if not _moved(session, draft_id, (SCHEDULED,), status=DRAFT, publish_on=None):
        raise DomainError("price_draft_not_scheduled")


def discard(session: Session, *, draft_id: int) -> None:
    """Throw an open draft away, once. Raises ``price_draft_closed``."""
    _step(session, draft_id, (DRAFT,), status=DISCARDED, publish_on=None, refusal={})


def apply(session: Session, changes: Sequence[Change], *, since: date | None = None) -> None:
    """Make the changes: in place, or with ``since`` so that the past keeps its rules.

    Then rules with dates begin on that day; one that is changed or taken away ends on its eve,
    or sooner if it would have, and one that has not begun by then is gone. What has no such
    dates (lists, agreements, clubs, margins) is changed in place all the same.

    Raises ``price_change_refused``, which names the first change that cannot be made, and
    ``currencies_mixed``; what was written before is for the caller's transaction to undo.
    """
    for number, change in enumerate(changes, 1):
        if _is_stale(session, change):
            raise _refused(number, DomainError("price_rule_changed"))
    for number, change in enumerate(changes, 1):
        try:
            _make(session, change, since)
        except InvalidForm as error:
            raise _refused(number, next(iter(error.fields.values()))) from error
        except DomainError as error:
            raise _refused(number, error) from error
    operations.refuse_mixed_currencies(session)


def _refused(number: int, why: DomainError) -> DomainError:
    return DomainError("price_change_refused", number=number, why=why)


def _is_stale(session: Session, change: Change) -> bool:
    if change.rule_id is None:
        return False
    try:
        return bool(stored.form(session, change.kind, rule_id=change.rule_id) != change.before)
    except NotFound:
        return True


def _make(session: Session, change: Change, since: date | None) -> None:
    dated = {"valid_from", "valid_to"} <= {field.name for field in fields(change.kind)}
    if since is not None and dated:
        _make_since(session, change, since)
    elif change.form is None:
        operations.remove(session, change.kind, rule_id=change.rule_id or 0)
    else:
        operations.save(session, change.form, rule_id=change.rule_id)


def _make_since(session: Session, change: Change, day: date) -> None:
    """Let a rule with dates be another from a day on. None lasts longer than it would have."""
    if change.rule_id is not None:
        operations.end(session, change.kind, rule_id=change.rule_id, on=day)
    if change.form is None:
        return
    form: Any = change.form
    if form.valid_from is None or form.valid_from < day:
        form = replace(form, valid_from=day)
    if isinstance(form, forms.PromotionForm) and change.rule_id is not None:
        form = replace(form, code=f"{form.code}-{day:%y%m%d}")
    forms.check(form)
    operations.save(session, form)


def _step(session: Session, draft_id: int, before: Sequence[str], **values: Any) -> None:
    if not _moved(session, draft_id, before, **values):
        raise DomainError("price_draft_closed")


def _moved(session: Session, draft_id: int, before: Sequence[str], **values: Any) -> bool:
    """Change a set in one of the statuses ``before``; whether it was in one."""
    found = session.scalar(
        update(PriceDraft)
        .where(PriceDraft.id == draft_id, PriceDraft.status.in_(before))
        .values(values)
        .returning(PriceDraft.id)
    )
    return found is not None


def _drafts(session: Session, *which: ColumnElement[bool]) -> Iterator[Draft]:
    """The change sets, the newest first."""
    rows = session.execute(
        select(PriceDraft, User.name)
        .outerjoin(User, User.id == PriceDraft.publisher_id)
        .where(*which)
        .order_by(PriceDraft.id.desc())
    )
    for row, publisher in rows:
        yield Draft(
            row.id,
            row.name,
            row.created_at,
            row.status,
            row.publish_on,
            row.publisher_id,
            publisher or "",
            _error(row.refusal) if row.refusal else None,
            tuple(_from_json(change) for change in row.changes),
        )


def _told(error: DomainError) -> dict[str, Any]:
    """A refusal as JSON: its sentence is made by whoever reads it, in his language."""
    plain: TypeAdapter[Any] = TypeAdapter(Any)
    params = {
        name: _told(value)
        if isinstance(value, DomainError)
        else plain.dump_python(value, mode="json")
        for name, value in error.params.items()
    }
    return {"code": error.code, "params": params}


def _error(row: dict[str, Any]) -> DomainError:
    code, params = row["code"], row["params"]
    return DomainError(
        code,
        **{
            name: _error(value) if isinstance(value, dict) else value
            for name, value in params.items()
        },
    )


def _to_json(change: Change) -> dict[str, Any]:
    """A change as JSON: decimals as strings, dates ISO."""
    kind = change.kind.__name__
    form, before = (
        None if rule is None else _shape(kind).dump_python(rule, mode="json")
        for rule in (change.form, change.before)
    )
    return {"kind": kind, "rule_id": change.rule_id, "form": form, "before": before}


def _from_json(row: dict[str, Any]) -> Change:
    """The change that ``_to_json`` wrote."""
    form, before = (
        None if row[name] is None else _shape(row["kind"]).validate_python(row[name])
        for name in ("form", "before")
    )
    return Change(_KINDS[row["kind"]], form, row["rule_id"], before)


@cache
def _shape(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_KINDS[kind])
