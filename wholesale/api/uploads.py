"""A dealer's own file back, for whoever may see the upload."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.context import Context, reading
from wholesale.core.errors import DomainError
from wholesale.flow.keep_dictionary import dictionary_file
from wholesale.flow.return_order_file import returned_facts, write
from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of

router = APIRouter(include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def returned_url(upload_id: int) -> str:
    """The address of the file with the verdicts beside its rows."""
    return f"/files/uploads/{upload_id}"


def dictionary_url(dealer_id: int) -> str:
    """The address of a dealer's dictionary as csv."""
    return f"/files/dictionaries/{dealer_id}.csv"


@router.get("/files/dictionaries/{dealer_id}.csv")
def dictionary(request: Request, dealer_id: int) -> Response:
    """A dealer's dictionary."""
    with _looking(request) as ctx:
        content = dictionary_file(ctx, dealer_id=dealer_id)
    return _given(f"dictionary-{dealer_id}.csv", content, "text/csv; charset=utf-8")


@router.get("/files/uploads/{upload_id}")
def returned(request: Request, upload_id: int) -> Response:
    """The file of an upload with what became of each row."""
    with _looking(request) as ctx:
        facts = returned_facts(ctx, upload_id=upload_id)
    name, content = write(facts)
    return _given(name, content, XLSX)


@contextmanager
def _looking(request: Request) -> Iterator[Context]:
    """The data as the visitor sees it; what is not his is not there."""
    token = token_of(request)
    actor = actor_of_token(token) if token else None
    if actor is None:
        raise HTTPException(404)
    try:
        with reading(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            yield ctx
    except DomainError as error:
        raise HTTPException(404) from error


def _given(name: str, content: bytes, media_type: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
