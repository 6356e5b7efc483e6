"""Keep the company's legal entities: requisites, bank accounts, signatories, tax regime."""

from __future__ import annotations

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import Audience
from wholesale.points import organizations
from wholesale.points.organizations import OrganizationForm
from wholesale.points.rules import tidy_party


def add_organization(ctx: Context, *, form: OrganizationForm) -> int:
    """Keep a new legal entity; returns its id. Raises ``InvalidForm``."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    form = tidy_party(form)
    organizations.check(form)
    organization_id = organizations.add_organization(ctx.session, form)
    _record(ctx, "organization.added", organization_id, form)
    return organization_id


def change_organization(ctx: Context, *, organization_id: int, form: OrganizationForm) -> None:
    """Change a legal entity; issued documents stay as printed. Raises ``InvalidForm``."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    form = tidy_party(form)
    organizations.check(form)
    organizations.change_organization(ctx.session, organization_id, form)
    _record(ctx, "organization.changed", organization_id, form)


def _record(ctx: Context, kind: str, organization_id: int, form: OrganizationForm) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("organization", organization_id),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        name=form.name,
        inn=form.inn,
        accounts=[account.account for account in form.accounts],
    )
