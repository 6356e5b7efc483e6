"""A breakdown of the figures as a workbook, for whoever may see it."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.analytics.rules import Cut, Dimension, Period
from wholesale.context import reading
from wholesale.core.errors import DomainError
from wholesale.flow.export_figures import export_figures
from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of

router = APIRouter(include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def figures_url(by: Dimension, period: Period, cut: Cut) -> str:
    """The address of the workbook of one breakdown."""
    asked = {
        "since": period.first.isoformat(),
        "until": period.last.isoformat(),
        "point": cut.point_id,
        "manager": cut.manager_id,
        "dealer": cut.dealer_id,
        "category": cut.category_id,
        "product": cut.product_id,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return f"/files/figures/{by.value}.xlsx?{urlencode(given)}"


@router.get("/files/figures/{by}.xlsx")
def figures(
    request: Request,
    by: Dimension,
    since: date,
    until: date,
    point: int | None = None,
    manager: int | None = None,
    dealer: int | None = None,
    category: int | None = None,
    product: int | None = None,
) -> Response:
    """Every row of a breakdown and the totals below."""
    token = token_of(request)
    actor = actor_of_token(token) if token else None
    if actor is None or until < since:
        raise HTTPException(404)
    cut = Cut(point, manager, dealer, category, product)
    try:
        with reading(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            name, content = export_figures(ctx, by=by, period=Period(since, until), cut=cut)
    except DomainError as error:
        raise HTTPException(404) from error
    return Response(
        content,
        media_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
