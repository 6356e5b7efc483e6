"""Price lists and rehearsals as workbooks, for those who manage prices."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.api import files
from wholesale.flow import price_tables

router = APIRouter(include_in_schema=False)

LONGEST = 1096  # days of past orders a rehearsal plays


def list_url(list_id: int) -> str:
    """The address of a price list's workbook."""
    return f"/files/price-lists/{list_id}.xlsx"


def rehearsal_url(draft_id: int, days: int) -> str:
    """The address of a rehearsal's workbook."""
    return f"/files/what-if/{draft_id}.xlsx?days={days}"


@router.get("/files/price-lists/{list_id}.xlsx")
def price_list(request: Request, list_id: str) -> Response:
    """A price list that can be loaded back."""
    with files.looking(request) as ctx:
        key = files.whole(list_id)
        made = price_tables.list_file(ctx, list_id=key)
    return files.given(f"price-list-{key}.xlsx", made.data)


@router.get("/files/what-if/{draft_id}.xlsx")
def rehearsal(request: Request, draft_id: str, days: str = "90") -> Response:
    """What a draft would have done to past orders."""
    with files.looking(request, writes=True) as ctx:
        key, back = files.whole(draft_id), files.whole(days)
        if not 1 <= back <= LONGEST:
            raise HTTPException(404)
        made = price_tables.rehearsal_file(ctx, draft_id=key, days=back)
    return files.given(f"what-if-{key}.xlsx", made.data)
