"""Акт сверки: what the books say between the company and a dealer over a period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reports import facts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import DocumentKind, LedgerKind
from wholesale.documents import issuing, parties, queries
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.operations import Owner
from wholesale.ledger import queries as ledger
from wholesale.ledger.queries import EntryRow
from wholesale.orders import queries as orders

TITLES = {
    LedgerKind.SHIPPED: "Продажа",
    LedgerKind.PAID: "Оплата",
    LedgerKind.RETURNED: "Возврат",
    LedgerKind.CORRECTED: "Корректировка",
}


def issue_statement(
    ctx: Context,
    *,
    dealer_id: int,
    since: date,
    until: date,
    organization_id: int | None = None,
) -> IssuedDocument:
    """Issue a statement of the days ``since`` to ``until``, both included.

    It is between the dealer and one legal entity, that of his agreement unless another is
    named. Its total is the closing balance; positive is the dealer's debt. A dealer may have one of
    himself. Errors: NotFound("dealer"), ``period_is_empty``, ``dealer_blocked``.
    """
    ctx.actor.require(Permission.VIEW_BALANCE)
    if since > until:
        raise DomainError("period_is_empty")
    terms = orders.terms(ctx, dealer_id=dealer_id)
    seller_id = organization_id or terms.organization_id
    rows = ledger.entries(ctx, dealer_id=dealer_id, until=until, organization_id=seller_id)
    before = [row for row in rows if row.happened_on < since]
    rows = rows[len(before) :]
    waybills = queries.waybills_of(ctx, order_ids={row.order_id for row in rows if row.order_id})
    with_seller = parties.seller(ctx.session, organization_id=seller_id, on=ctx.today)
    agreement = (
        parties.agreement(ctx.session, agreement_id=terms.agreement_id)
        if seller_id == terms.organization_id
        else None
    )
    statement = facts.Statement(
        number="",
        issued_on=ctx.today,
        since=since,
        until=until,
        seller=with_seller.party,
        buyer=parties.buyer(ctx.session, dealer_id=dealer_id),
        agreement=agreement.paper if agreement else None,
        opening=before[-1].balance if before else ZERO,
        movements=tuple(_movement(row, waybills) for row in rows),
        director=with_seller.director,
        accountant=with_seller.accountant,
        buyer_director=parties.dealers_director(ctx.session, dealer_id=dealer_id, on=ctx.today),
    )
    owner = Owner(organization_id=seller_id, point_id=terms.point_id, dealer_id=dealer_id)
    return issuing.issue(
        ctx,
        kind=DocumentKind.STATEMENT,
        owner=owner,
        seller=with_seller,
        facts=statement,
        total=statement.closing,
    )


def _movement(row: EntryRow, waybills: dict[int, str]) -> facts.Movement:
    paper = waybills.get(row.order_id or 0, "") if row.kind is LedgerKind.SHIPPED else ""
    order = f"заказ {row.order_number}" if row.order_number else row.comment
    about = f"№ {paper} от {row.happened_on:%d.%m.%Y}" if paper else order
    return facts.Movement(
        on=row.happened_on,
        title=f"{TITLES[row.kind]} ({about})" if about else TITLES[row.kind],
        debit=max(row.amount, Decimal(0)),
        credit=max(-row.amount, Decimal(0)),
    )
