"""A dealer's own file back, for whoever may see the upload."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.context import reading
from wholesale.core.errors import DomainError
from wholesale.flow.return_order_file import returned_facts, write
from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of

router = APIRouter(include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def returned_url(upload_id: int) -> str:
    """The address of the file with the verdicts beside its rows."""
    return f"/files/uploads/{upload_id}"


@router.get("/files/uploads/{upload_id}")
def returned(request: Request, upload_id: int) -> Response:
    """The file of an upload with what became of each row."""
    token = token_of(request)
    actor = actor_of_token(token) if token else None
    if actor is None:
        raise HTTPException(404)
    try:
        with reading(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            facts = returned_facts(ctx, upload_id=upload_id)
        name, content = write(facts)
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
