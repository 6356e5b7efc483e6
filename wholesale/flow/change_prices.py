"""Change the rules of prices: lists, entries, discounts, contract prices, clubs, promotions."""

from __future__ import annotations

from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import Audience
from wholesale.pricing import forms, operations
from wholesale.pricing.forms import Form


def save_rule(ctx: Context, *, form: Form, rule_id: int | None = None) -> int:
    """Keep a new rule, or a changed one in place of ``rule_id``; returns its id.

    Every compiled price book has it as soon as this is committed. Raises ``InvalidForm``,
    ``NotFound`` and ``currencies_mixed``.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    forms.check(form)
    saved = operations.save(ctx.session, form, rule_id=rule_id)
    operations.refuse_mixed_currencies(ctx.session)
    _record(ctx, type(form), saved, "prices.rule_saved", new=rule_id is None)
    return saved


def remove_rule(ctx: Context, *, kind: type[Any], rule_id: int) -> None:
    """Take a rule away; ``kind`` is the class of its form. Raises ``NotFound``, ``rule_in_use``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    operations.remove(ctx.session, kind, rule_id=rule_id)
    _record(ctx, kind, rule_id, "prices.rule_removed")


def _record(ctx: Context, kind: type[Any], rule_id: int, event: str, **data: Any) -> None:
    events.record(
        ctx.session,
        event,
        subject=("price_rule", rule_id),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        rule=kind.__name__.removesuffix("Form"),
        **data,
    )
