"""Barcodes read for browsers that cannot do it themselves: a picture in, its codes out.

Nothing is kept and nothing is looked up: what a code means is asked by the screen, in its
reader's scope.
"""

from __future__ import annotations

import asyncio
import threading
import time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from wholesale.api import files
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.intake.opening import workbook

router = APIRouter(include_in_schema=False)

BARCODES_URL = "/files/barcodes"
AT_ONCE = 2  # pictures of all people together
SECONDS_BETWEEN = 0.15  # pictures of one person
SECONDS = 3.0  # for one picture


class Turns:
    """Who may have a picture read now: one person one at a time, and not too fast."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._last: dict[int, float] = {}

    def take(self, person: int, at: float) -> bool:
        """Whether it is this person's turn at the moment ``at``; ``done`` gives it back."""
        with self._lock:
            soon = person in self._last and at - self._last[person] < SECONDS_BETWEEN
            if person in self._busy or soon or len(self._busy) >= AT_ONCE:
                return False
            self._busy.add(person)
            self._last[person] = at
            return True

    def done(self, person: int) -> None:
        """The picture is read."""
        with self._lock:
            self._busy.discard(person)


_turns = Turns()


@router.post(BARCODES_URL)
async def barcodes(request: Request) -> Response:
    """The codes in the picture that is the body; 429 when it is not the person's turn."""
    person = await asyncio.to_thread(_buyer, request)
    if not _turns.take(person, time.monotonic()):
        return JSONResponse({"error": "too_often"}, 429, headers={"Retry-After": "1"})
    try:
        picture = await request.body()
        codes = await asyncio.to_thread(workbook.barcodes, picture, seconds=SECONDS)
    except DomainError as error:
        return JSONResponse({"error": error.code}, 422)
    except ClientDisconnect:  # the camera was closed while its picture was on the way
        return Response(status_code=400)
    finally:
        _turns.done(person)
    return JSONResponse({"codes": codes}, headers={"Cache-Control": "no-store"})


def _buyer(request: Request) -> int:
    """The id of a person who may order; for others there is nothing here."""
    actor = files.visitor(request)
    if not actor.may(Permission.PLACE_ORDER) or actor.user_id is None:
        raise HTTPException(404)
    return actor.user_id
