"""Plan changes of the rules on paper: draft, rehearse on past orders, publish or discard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Actor, Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Audience
from wholesale.db import attempt, rehearsal
from wholesale.pricing import drafts, forms, stored, whatif
from wholesale.pricing.drafts import Draft
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
    """Put a change into a draft after the others, in place of an earlier one of the same rule.

    Raises ``InvalidForm``, ``NotFound``.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    if change.form is not None:
        forms.check(change.form)
    if change.rule_id is not None:
        before = stored.form(ctx.session, change.kind, rule_id=change.rule_id)
        change = replace(change, before=before)
    kept = [
        other
        for other in drafts.draft(ctx, draft_id=draft_id).changes
        if change.rule_id is None or (other.kind, other.rule_id) != (change.kind, change.rule_id)
    ]
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
    """Make the draft's changes, once: now, or at the beginning of the day ``on``.

    Of a scheduled one it changes the day. What could not be made today is not scheduled either.
    Raises ``price_draft_closed``, ``price_change_refused`` and ``currencies_mixed``.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = drafts.draft(ctx, draft_id=draft_id)
    day = max(on or ctx.today, ctx.today)
    later = day > ctx.today
    drafts.publish(
        ctx.session, draft_id=draft_id, on=day, publisher_id=ctx.actor.user_id, later=later
    )
    if later:
        with rehearsal(ctx.session):
            drafts.apply(ctx.session, found.changes, since=day)
    else:
        drafts.apply(ctx.session, found.changes)
    kind = "prices.draft_scheduled" if later else "prices.draft_published"
    _record(ctx, found, kind, on=day)


def publish_due(ctx: Context) -> list[int]:
    """Make the changes of the sets whose day has come, in the name of who published them.

    Each is made as a whole and once, on however many servers this runs and however late. One
    that cannot be made any more is put back on paper with the reason. Returns the ids of those
    that were made.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    made = []
    for draft_id in drafts.take_due(ctx.session, today=ctx.today):
        found = drafts.draft(ctx, draft_id=draft_id)
        try:
            with attempt(ctx.session):
                drafts.apply(ctx.session, found.changes, since=found.publish_on)
        except DomainError as error:
            drafts.put_back(ctx.session, draft_id=draft_id, refusal=error)
            _record(ctx, found, "prices.draft_refused", on=found.publish_on)
            continue
        publisher = replace(ctx.actor, user_id=found.publisher_id, name=found.publisher)
        _record(ctx, found, "prices.draft_published", on=found.publish_on, by=publisher)
        made.append(draft_id)
    return made


def withdraw_draft(ctx: Context, *, draft_id: int) -> None:
    """Put a scheduled set back on paper before its day. Raises ``price_draft_not_scheduled``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = drafts.draft(ctx, draft_id=draft_id)
    drafts.withdraw(ctx.session, draft_id=draft_id)
    _record(ctx, found, "prices.draft_withdrawn")


def discard_draft(ctx: Context, *, draft_id: int) -> None:
    """Throw a draft away; it stays in the register. Raises ``price_draft_closed``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = drafts.draft(ctx, draft_id=draft_id)
    drafts.discard(ctx.session, draft_id=draft_id)
    _record(ctx, found, "prices.draft_discarded")


def _record(
    ctx: Context, draft: Draft, kind: str, *, on: date | None = None, by: Actor | None = None
) -> None:
    day: dict[str, Any] = {} if on is None else {"on": on.isoformat()}
    events.record(
        ctx.session,
        kind,
        subject=("price_draft", draft.id),
        actor=by or ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        name=draft.name,
        **day,
    )
