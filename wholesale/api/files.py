"""What every route of files shares: who asks, what his address means, how a file is given.

The cookie of the sign-in is asked anew for each file. What the person may not see is not
there (404), and so is everything for a stranger and every address that means nothing. Routes
take the parts of their address as texts and have them read here, after the sign-in, so that no
answer of the framework's own tells of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from wholesale.context import Context, acting, reading
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError
from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_DIGITS = 9
YEARS = range(2000, 2101)


def whole(text: str) -> int:
    """A number as ids of the database are; anything else is not there."""
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise HTTPException(404)
    return int(text)


def whole_or_none(text: str) -> int | None:
    """The same for a number that may be left out."""
    return whole(text) if text else None


def day(text: str) -> date:
    """A date of this century as ISO writes it; anything else is not there."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise HTTPException(404) from error
    if found.year not in YEARS:
        raise HTTPException(404)
    return found


@contextmanager
def looking(request: Request, *, writes: bool = False) -> Iterator[Context]:
    """The data as the visitor sees it; what is not his is not there.

    ``writes`` enters a transaction: a rehearsal writes into it and takes it back.
    """
    enter = acting if writes else reading
    try:
        with enter(
            server.database(), visitor(request), now=server.now(), zone=server.zone()
        ) as ctx:
            yield ctx
    except DomainError as error:
        raise HTTPException(404) from error


def visitor(request: Request) -> Actor:
    """Who is signed in; for a stranger nothing is there."""
    token = token_of(request)
    found = actor_of_token(token) if token else None
    if found is None:
        raise HTTPException(404)
    return found


def given(name: str, content: bytes, media_type: str = XLSX, *, inline: bool = False) -> Response:
    """A file to save, or with ``inline`` to show; nobody on the way keeps a copy."""
    place = "inline" if inline else "attachment"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"{place}; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
