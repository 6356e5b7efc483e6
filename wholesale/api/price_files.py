"""Price lists and rehearsals as workbooks, for those who manage prices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.context import Context, acting, reading
from wholesale.core.errors import DomainError
from wholesale.flow import price_tables
from wholesale.flow.price_tables import Made
from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of

router = APIRouter(include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_url(list_id: int) -> str:
    """The address of a price list's workbook."""
    return f"/files/price-lists/{list_id}.xlsx"


def rehearsal_url(draft_id: int, days: int) -> str:
    """The address of a rehearsal's workbook."""
    return f"/files/what-if/{draft_id}.xlsx?days={days}"


@router.get("/files/price-lists/{list_id}.xlsx")
def price_list(request: Request, list_id: int) -> Response:
    """A price list that can be loaded back."""
    return _file(
        request,
        lambda ctx: price_tables.list_file(ctx, list_id=list_id),
        f"price-list-{list_id}.xlsx",
        writes=False,
    )


@router.get("/files/what-if/{draft_id}.xlsx")
def rehearsal(
    request: Request, draft_id: int, days: Annotated[int, Query(ge=1, le=1096)] = 90
) -> Response:
    """What a draft would have done to past orders."""
    return _file(
        request,
        lambda ctx: price_tables.rehearsal_file(ctx, draft_id=draft_id, days=days),
        f"what-if-{draft_id}.xlsx",
        writes=True,
    )


def _file(
    request: Request, make: Callable[[Context], Made], name: str, *, writes: bool
) -> Response:
    """``writes``: a rehearsal needs a transaction to write into and take back."""
    token = token_of(request)
    actor = actor_of_token(token) if token else None
    if actor is None:
        raise HTTPException(404)
    enter = acting if writes else reading
    try:
        with enter(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            made = make(ctx)
    except DomainError as error:
        raise HTTPException(404) from error
    return Response(
        made.data,
        media_type=XLSX,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
