"""A breakdown of the figures as a workbook, for whoever may see it."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.analytics.rules import Cut, Dimension, Period
from wholesale.api import files
from wholesale.flow.export_figures import export_figures

router = APIRouter(include_in_schema=False)


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
    by: str,
    since: str = "",
    until: str = "",
    point: str = "",
    manager: str = "",
    dealer: str = "",
    category: str = "",
    product: str = "",
) -> Response:
    """Every row of a breakdown and the totals below."""
    with files.looking(request) as ctx:
        first, last = files.day(since), files.day(until)
        if by not in set(Dimension) or last < first:
            raise HTTPException(404)
        cut = Cut(*map(files.whole_or_none, (point, manager, dealer, category, product)))
        name, content = export_figures(ctx, by=Dimension(by), period=Period(first, last), cut=cut)
    return files.given(name, content)
