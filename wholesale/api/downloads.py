"""Files of documents for whoever is signed in: by id, within his scope, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from wholesale.api import files
from wholesale.documents.queries import DownloadedFile
from wholesale.flow.issue_documents import document_archive, document_file, printed_documents

router = APIRouter(include_in_schema=False)

MOST = 1000

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
    with files.looking(request) as ctx:
        wanted = [files.whole(each) for each in ids[:MOST]]
        found = document_archive(ctx, document_ids=wanted)
    return _given(found)


@router.get("/files/documents.pdf")
def printed(request: Request, ids: Ids = ()) -> Response:
    """The PDFs of several documents as one, shown to be printed."""
    with files.looking(request) as ctx:
        wanted = [files.whole(each) for each in ids[:MOST]]
        found = printed_documents(ctx, document_ids=wanted)
    return _given(found, inline=True)


@router.get("/files/documents/{document_id}")
@router.get("/files/documents/{document_id}.{suffix}")
def document(
    request: Request, document_id: str, suffix: str | None = None, view: str = ""
) -> Response:
    """One file of a document, the main one unless its format is named."""
    with files.looking(request) as ctx:
        found = document_file(ctx, document_id=files.whole(document_id), format=suffix)
    return _given(found, inline=view == "1")


def _given(found: DownloadedFile, *, inline: bool = False) -> Response:
    return files.given(found.name, found.content, found.media_type, inline=inline)
