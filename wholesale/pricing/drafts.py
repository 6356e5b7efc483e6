"""Change sets on paper as rows: forms to JSON and back, and a draft's life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, NotFound
from wholesale.models.prices import PriceDraft
from wholesale.pricing import forms, operations
from wholesale.pricing.forms import FORMS
from wholesale.pricing.whatif import Change

DRAFT, PUBLISHED, DISCARDED = "draft", "published", "discarded"
KINDS = {kind.__name__: kind for kind in FORMS}


@dataclass(frozen=True, slots=True)
class Draft:
    """A change set. ``status`` is draft, published or discarded."""

    id: int
    name: str
    created_at: datetime
    status: str
    publish_on: date | None
    changes: tuple[Change, ...]


def drafts(ctx: Context) -> list[Draft]:
    """All change sets, the newest first."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    rows = ctx.session.scalars(select(PriceDraft).order_by(PriceDraft.id.desc()))
    return [_draft(row) for row in rows]


def draft(ctx: Context, *, draft_id: int) -> Draft:
    """One change set. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    row = ctx.session.get(PriceDraft, draft_id)
    if row is None:
        raise NotFound("price_draft", id=draft_id)
    return _draft(row)


def add(session: Session, *, name: str, author_id: int | None, now: datetime) -> int:
    """Begin a change set; returns its id."""
    return session.scalars(
        insert(PriceDraft).returning(PriceDraft.id),
        [{"name": name, "author_id": author_id, "created_at": now, "changes": []}],
    ).one()


def write(session: Session, *, draft_id: int, changes: Sequence[Change]) -> None:
    """Replace the changes of an open draft. Raises ``price_draft_closed``."""
    _step(session, draft_id, changes=[to_json(change) for change in changes])


def close(session: Session, *, draft_id: int, status: str, on: date | None = None) -> None:
    """Publish or discard an open draft, once. Raises ``price_draft_closed``."""
    _step(session, draft_id, status=status, publish_on=on)


def apply(session: Session, changes: Sequence[Change], *, on: date, today: date) -> None:
    """Make the changes, from the day ``on``.

    Rules with dates begin on that day; a rule that is changed or taken away ends on its eve,
    or sooner if it would have, and one that has not begun by then is gone. What has no dates
    (lists, clubs, margins) can only change today: ``price_draft_not_datable``.
    """
    for change in changes:
        if on <= today:
            if change.form is None:
                operations.remove(session, change.kind, rule_id=change.rule_id or 0)
            else:
                operations.save(session, change.form, rule_id=change.rule_id)
        else:
            _later(session, change, on)
    operations.refuse_mixed_currencies(session)


def _later(session: Session, change: Change, on: date) -> None:
    """Let a change begin on a day to come. No rule lasts longer by it than it would have."""
    if not {"valid_from", "valid_to"} <= {field.name for field in fields(change.kind)}:
        raise DomainError("price_draft_not_datable")
    if change.rule_id is not None:
        operations.end(session, change.kind, rule_id=change.rule_id, on=on)
    if change.form is None:
        return
    form: Any = change.form
    if form.valid_from is None or form.valid_from < on:
        form = replace(form, valid_from=on)
    if isinstance(form, forms.PromotionForm) and change.rule_id is not None:
        form = replace(form, code=f"{form.code}-{on:%y%m%d}")
    forms.check(form)
    operations.save(session, form)


def _step(session: Session, draft_id: int, **values: Any) -> None:
    changed = session.scalar(
        update(PriceDraft)
        .where(PriceDraft.id == draft_id, PriceDraft.status == DRAFT)
        .values(values)
        .returning(PriceDraft.id)
    )
    if changed is None:
        raise DomainError("price_draft_closed")


def _draft(row: PriceDraft) -> Draft:
    changes = tuple(from_json(change) for change in row.changes)
    return Draft(row.id, row.name, row.created_at, row.status, row.publish_on, changes)


def to_json(change: Change) -> dict[str, Any]:
    """A change as JSON: decimals as strings, dates ISO."""
    form = None if change.form is None else _plain(asdict(change.form))
    return {"kind": change.kind.__name__, "rule_id": change.rule_id, "form": form}


def from_json(row: dict[str, Any]) -> Change:
    """The change that ``to_json`` wrote."""
    kind = KINDS[row["kind"]]
    form = None if row["form"] is None else _typed(kind, row["form"])
    return Change(kind, form, row["rule_id"])


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _typed(kind: Any, values: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name], value) for name, value in values.items()})


def _value(hint: Any, value: Any) -> Any:
    options = [option for option in (get_args(hint) or (hint,)) if option is not type(None)]
    if value is None:
        return None
    if isinstance(value, list):
        part = options[0]
        return tuple(_typed(part, one) if is_dataclass(part) else one for one in value)
    made = options[0]
    if made is Decimal:
        return Decimal(value)
    if made is date:
        return date.fromisoformat(value)
    return made(value) if isinstance(made, type) and issubclass(made, StrEnum) else value
