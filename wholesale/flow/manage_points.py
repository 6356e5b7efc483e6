"""Open, change and close trading points."""

from __future__ import annotations

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import Audience
from wholesale.points import operations, rules
from wholesale.points.rules import PointForm
from wholesale.pricing import operations as pricing


def add_point(ctx: Context, *, form: PointForm) -> int:
    """Open a point; returns its id. Raises ``InvalidForm`` and ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_POINTS)
    form = rules.tidy(form)
    rules.check_point(form)
    point_id = operations.add_point(ctx.session, form)
    pricing.refuse_mixed_currencies(ctx.session)
    _record(ctx, "point.added", point_id, form)
    return point_id


def change_point(ctx: Context, *, point_id: int, form: PointForm) -> None:
    """Change or close a point. Raises ``InvalidForm`` and ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_POINTS)
    form = rules.tidy(form)
    rules.check_point(form)
    operations.change_point(ctx.session, point_id, form)
    pricing.refuse_mixed_currencies(ctx.session)
    _record(ctx, "point.changed", point_id, form)


def _record(ctx: Context, kind: str, point_id: int, form: PointForm) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("point", point_id),
        actor=ctx.actor,
        at=ctx.now,
        point_id=point_id,
        audience=Audience.STAFF,
        code=form.code,
        name=form.name,
        active=form.active,
    )
