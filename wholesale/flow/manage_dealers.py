"""Take on dealers, keep their requisites, agreements and delivery addresses."""

from __future__ import annotations

from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import Audience
from wholesale.points import operations, queries, rules
from wholesale.points.rules import AgreementForm, DealerForm
from wholesale.pricing import operations as pricing


def add_dealer(ctx: Context, *, form: DealerForm) -> int:
    """Take on a dealer; returns his id. Raises ``InvalidForm`` and ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_DEALERS)
    form = rules.tidy_party(form)
    rules.check_dealer(form)
    dealer_id = operations.add_dealer(ctx.session, form)
    _record(
        ctx,
        "dealer.added",
        dealer_id,
        code=form.code,
        name=form.name,
        accounts=_account_numbers(form),
    )
    return dealer_id


def change_dealer(
    ctx: Context,
    *,
    dealer_id: int,
    form: DealerForm,
    addresses: list[tuple[str, str]] | None = None,
) -> None:
    """Change a dealer, attach him to another point, or stop working with him.

    ``addresses`` replaces his delivery addresses as well. Raises ``InvalidForm`` (moving asks
    for finished orders and a zero balance) and ``NotFound``.
    """
    ctx.actor.require(Permission.MANAGE_DEALERS)
    form = rules.tidy_party(form)
    rules.check_dealer(form)
    before = operations.change_dealer(ctx.session, dealer_id, form)
    _record(
        ctx,
        "dealer.changed",
        dealer_id,
        code=form.code,
        name=form.name,
        active=form.active,
        point_before=before,
        point_now=form.point_id,
        accounts=_account_numbers(form),
    )
    if addresses is not None:
        set_delivery_addresses(ctx, dealer_id=dealer_id, addresses=addresses)


def add_agreement(ctx: Context, *, dealer_id: int, form: AgreementForm) -> int:
    """Sign an agreement; returns its id.

    Raises ``InvalidForm``, ``NotFound`` and ``currencies_mixed``.
    """
    ctx.actor.require(Permission.MANAGE_DEALERS)
    form = rules.tidy(form)
    rules.check_agreement(form)
    agreement_id = operations.add_agreement(ctx.session, dealer_id, form)
    pricing.refuse_mixed_currencies(ctx.session)
    _record(ctx, "agreement.added", dealer_id, agreement_id=agreement_id, **_terms(form))
    return agreement_id


def change_agreement(ctx: Context, *, agreement_id: int, form: AgreementForm) -> None:
    """Change the terms from now on. Raises as ``add_agreement`` does."""
    ctx.actor.require(Permission.MANAGE_DEALERS)
    form = rules.tidy(form)
    rules.check_agreement(form)
    dealer_id = operations.change_agreement(ctx.session, agreement_id, form)
    pricing.refuse_mixed_currencies(ctx.session)
    _record(ctx, "agreement.changed", dealer_id, agreement_id=agreement_id, **_terms(form))


def set_delivery_addresses(
    ctx: Context, *, dealer_id: int, addresses: list[tuple[str, str]]
) -> None:
    """Replace the dealer's delivery addresses, each a name and an address; blank rows drop.

    Raises ``InvalidForm`` with field ``addresses.N`` for a row without an address.
    """
    ctx.actor.require(Permission.MANAGE_DEALERS)
    rows = [(" ".join(name.split()), " ".join(place.split())) for name, place in addresses]
    rows = [row for row in rows if any(row)]
    errors = {
        f"addresses.{index}": DomainError("field_required")
        for index, (_, place) in enumerate(rows)
        if not place
    }
    if errors:
        raise InvalidForm(errors)
    operations.set_addresses(
        ctx.session, dealer_id, [(name or place, place) for name, place in rows]
    )
    _record(ctx, "dealer.addresses_changed", dealer_id, count=len(rows))


def _account_numbers(form: DealerForm) -> list[str]:
    return [account.account for account in form.accounts]


def _terms(form: AgreementForm) -> dict[str, Any]:
    """The terms as the journal keeps them."""
    return {
        "number": form.number,
        "price_list_id": form.price_list_id,
        "policy": form.policy.value,
        "payment_days": form.payment_days,
        "contract_id": form.contract_id,
        "credit_limit": None if form.credit_limit is None else str(form.credit_limit),
    }


def _record(ctx: Context, kind: str, dealer_id: int, **data: Any) -> None:
    events.record(
        ctx.session,
        kind,
        subject=("dealer", dealer_id),
        actor=ctx.actor,
        at=ctx.now,
        dealer_id=dealer_id,
        point_id=queries.dealer_point(ctx, dealer_id=dealer_id),
        audience=Audience.STAFF,
        **data,
    )
