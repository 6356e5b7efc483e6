"""Plan changes of the rules on paper: draft, rehearse on past orders, publish or discard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Audience
from wholesale.pricing import drafts, forms, whatif
from wholesale.pricing.whatif import Change, Rehearsal

LONGEST = 3 * 366


def begin_draft(ctx: Context, *, name: str) -> int:
    """Begin a change set; returns its id. Raises ``price_draft_unnamed``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    if not name.strip():
        raise DomainError("price_draft_unnamed")
    return drafts.add(
        ctx.session, name=name.strip()[:200], author_id=ctx.actor.user_id, now=ctx.now
    )


def add_change(ctx: Context, *, draft_id: int, change: Change) -> None:
    """Put a change into a draft after the others. Raises ``InvalidForm``, ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    if change.form is not None:
        forms.check(change.form)
    kept = drafts.draft(ctx, draft_id=draft_id).changes
    drafts.write(ctx.session, draft_id=draft_id, changes=[*kept, change])


def drop_change(ctx: Context, *, draft_id: int, number: int) -> None:
    """Take a change out of a draft; ``number`` counts from 0."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    kept = list(drafts.draft(ctx, draft_id=draft_id).changes)
    if 0 <= number < len(kept):
        del kept[number]
    drafts.write(ctx.session, draft_id=draft_id, changes=kept)


def rehearse_draft(ctx: Context, *, draft_id: int, days: int) -> Rehearsal:
    """What the draft would have done to the orders of the last ``days`` days.

    Raises what making its changes would raise; changes nothing.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = drafts.draft(ctx, draft_id=draft_id)
    since = ctx.now - timedelta(days=min(max(days, 1), LONGEST))
    return whatif.rehearse(ctx.database, ctx.session, found.changes, since=since, on=ctx.today)


def publish_draft(ctx: Context, *, draft_id: int, on: date | None = None) -> None:
    """Make the draft's changes from the day ``on`` (today when it is not given), once.

    Raises ``price_draft_closed``, ``price_draft_not_datable`` and what saving raises.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = drafts.draft(ctx, draft_id=draft_id)
    day = max(on or ctx.today, ctx.today)
    drafts.close(ctx.session, draft_id=draft_id, status=drafts.PUBLISHED, on=day)
    drafts.apply(ctx.session, found.changes, on=day, today=ctx.today)
    _record(ctx, draft_id, "prices.draft_published", name=found.name, on=day.isoformat())


def discard_draft(ctx: Context, *, draft_id: int) -> None:
    """Throw a draft away; it stays in the register. Raises ``price_draft_closed``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = drafts.draft(ctx, draft_id=draft_id)
    drafts.close(ctx.session, draft_id=draft_id, status=drafts.DISCARDED)
    _record(ctx, draft_id, "prices.draft_discarded", name=found.name)


def _record(ctx: Context, draft_id: int, kind: str, **data: Any) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("price_draft", draft_id),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        **data,
    )
