"""Files of documents for whoever is signed in: by id, within his scope, byte for byte.

The cookie of the sign-in is asked anew for each file. What the person may not see is not
there (404), and so is everything for a stranger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.context import Context, reading
from wholesale.core.errors import DomainError
from wholesale.documents.queries import DownloadedFile
from wholesale.flow.issue_documents import document_archive, document_file, printed_documents
from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of

router = APIRouter(include_in_schema=False)

MOST, MOST_DIGITS = 1000, 9

Ids = Annotated[Sequence[str], Query(alias="id")]


def document_url(document_id: int, suffix: str | None = None, *, view: bool = False) -> str:
    """The address of a document's file; ``view`` shows it in the browser instead of saving."""
    extension = f".{suffix}" if suffix else ""
    return f"/files/documents/{document_id}{extension}{'?view=1' if view else ''}"


def archive_url(document_ids: Sequence[int]) -> str:
    """The address of a zip with the main files of several documents."""
    return "/files/documents.zip?" + "&".join(f"id={each}" for each in document_ids)


def print_url(document_ids: Sequence[int]) -> str:
    """The address of one PDF with several documents."""
    return "/files/documents.pdf?" + "&".join(f"id={each}" for each in document_ids)


@router.get("/files/documents.zip")
def archive(request: Request, ids: Ids = ()) -> Response:
    """The main files of several documents in one zip."""
    wanted = [_id(each) for each in ids[:MOST]]
    return _file(request, lambda ctx: document_archive(ctx, document_ids=wanted))


@router.get("/files/documents.pdf")
def printed(request: Request, ids: Ids = ()) -> Response:
    """The PDFs of several documents as one, shown to be printed."""
    wanted = [_id(each) for each in ids[:MOST]]
    return _file(request, lambda ctx: printed_documents(ctx, document_ids=wanted), inline=True)


@router.get("/files/documents/{document_id}")
@router.get("/files/documents/{document_id}.{suffix}")
def document(
    request: Request, document_id: str, suffix: str | None = None, view: str = ""
) -> Response:
    """One file of a document, the main one unless its format is named."""
    key = _id(document_id)
    return _file(
        request, lambda ctx: document_file(ctx, document_id=key, format=suffix), inline=view == "1"
    )


def _id(text: str) -> int:
    """An id as the database has them; anything else is simply not there."""
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise HTTPException(404)
    return int(text)


def _file(
    request: Request, find: Callable[[Context], DownloadedFile], *, inline: bool = False
) -> Response:
    token = token_of(request)
    actor = actor_of_token(token) if token else None
    if actor is None:
        raise HTTPException(404)
    try:
        with reading(server.database(), actor, now=server.now(), zone=server.zone()) as ctx:
            found = find(ctx)
    except DomainError as error:
        raise HTTPException(404) from error
    place = "inline" if inline else "attachment"
    return Response(
        found.content,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f"{place}; filename*=UTF-8''{quote(found.name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
