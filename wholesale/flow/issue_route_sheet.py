"""A driver's route sheet: shipments of one point, in the order he goes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports import facts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents import freezing, issuing, lines, parties
from wholesale.documents.issuing import IssuedDocument
from wholesale.documents.operations import Owner

MOST_STOPS = 100


def issue_route_sheet(
    ctx: Context, *, order_ids: Sequence[int], driver: str = "", vehicle: str = ""
) -> IssuedDocument:
    """Issue one sheet for the last shipments of the orders, stops in the given order.

    Errors: NotFound("order"), ``order_not_shipped``, ``route_empty``, ``route_too_long``,
    ``route_of_many_points``.
    """
    ctx.actor.require(Permission.ISSUE_DOCUMENT)
    if not order_ids:
        raise DomainError("route_empty")
    if len(order_ids) > MOST_STOPS:
        raise DomainError("route_too_long", most=MOST_STOPS)
    deals = [
        lines.shipped(ctx.session, order_id=order_id, shipment_id=None, zone=ctx.zone)
        for order_id in order_ids
    ]
    if len({(deal.point_id, deal.organization_id) for deal in deals}) > 1:
        raise DomainError("route_of_many_points")
    first = deals[0]
    seller = parties.seller(ctx.session, organization_id=first.organization_id, on=ctx.today)
    sheet = facts.RouteSheet(
        number="",
        issued_on=ctx.today,
        organization=seller.party.name,
        warehouse=", ".join(part for part in (first.point_name, first.point_address) if part),
        driver=driver,
        vehicle=vehicle,
        stops=tuple(
            freezing.stop(ctx.session, deal=deal, number=number)
            for number, deal in enumerate(deals, start=1)
        ),
    )
    return issuing.issue(
        ctx,
        kind=DocumentKind.ROUTE_SHEET,
        owner=Owner(first.organization_id, first.point_id, None),
        seller=seller,
        facts=sheet,
        total=sum((deal.total for deal in deals), Decimal("0.00")),
    )
