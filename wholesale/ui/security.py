"""The edge of the server: who gets past the sign-in page, how much a body may weigh, headers.

Pure ASGI, outermost of all. NiceGUI's own routes and its websocket know nothing of sign-in,
so the gate stands before them too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import quote

from nicegui import Client
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wholesale.ui import server
from wholesale.ui.session import actor_of_token, token_of, visitor_of

OPEN = ("/login", "/assets/", "/healthz", "/sw.js", "/manifest.webmanifest", "/favicon.ico")
OWN_SIGN_IN = ("/api/",)  # answers with its own 401
SMALL_BODY = 1_000_000

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Vue compiles templates in the page
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), camera=(self)"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Edge:
    """Middleware: gate, limit of bodies, headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        if not await _let_in(scope):
            await _turn_away(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        body = _Body(receive, _limit(scope["path"]))
        send = _with_headers(send)
        if _declared(scope) > body.limit:
            await _too_large(body.limit)(scope, receive, send)
            return
        answered = False

        async def answer(message: Message) -> None:
            nonlocal answered
            if body.is_over and not answered:
                return  # what the application makes of half a body is of no interest
            answered = True
            await send(message)

        try:
            await self.app(scope, body.read, answer)
        except ClientDisconnect:
            if not body.is_over:
                raise
        if body.is_over and not answered:
            await _too_large(body.limit)(scope, receive, send)


async def _let_in(scope: Scope) -> bool:
    path: str = scope["path"]
    if path.startswith(OPEN + OWN_SIGN_IN):
        return True
    if path.startswith("/_nicegui/") and not path.startswith("/_nicegui/client/"):
        return True  # the framework's own static files
    request = Request({**scope, "type": "http", "method": scope.get("method", "GET")})
    token = token_of(request)
    if token is None:
        return False
    if path.startswith("/_nicegui/client/"):  # an upload: only into one's own page
        client = Client.instances.get(path.split("/")[3])
        visitor = visitor_of(client) if client is not None else None
        if visitor is None or visitor.token_sha256 != token:
            return False
    return await asyncio.to_thread(actor_of_token, token) is not None


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
        return
    path: str = scope["path"]
    answer: Response
    if scope["method"] == "GET" and not path.startswith("/_nicegui"):
        wanted = path + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        back = f"?to={quote(wanted, safe='/')}" if wanted != "/" else ""
        answer = RedirectResponse(f"/login{back}", status_code=303)
    else:
        answer = JSONResponse({"error": "sign_in_required"}, status_code=401)
    await answer(scope, receive, _with_headers(send))


def _limit(path: str) -> int:
    if path.startswith(("/_nicegui/client/", "/api/")):
        return server.settings().upload_limit_mb * 1_000_000 + 100_000  # the form around the file
    return SMALL_BODY


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else SMALL_BODY * 1000
    return 0


def _too_large(limit: int) -> Response:
    return JSONResponse({"error": "too_large", "limit": limit}, status_code=413)


class _Body:
    """What is being received, cut off at ``limit`` bytes before it is on disk."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self.limit = limit
        self._got = 0

    @property
    def is_over(self) -> bool:
        return self._got > self.limit

    async def read(self) -> Message:
        """The next part, or an end of the connection once too much has come."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._got += len(message.get("body", b""))
            if self.is_over:
                return {"type": "http.disconnect"}
        return message


def _with_headers(send: Send) -> Send:
    async def write(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            message = {
                **message,
                "headers": [*message["headers"], *_missing(present)],
            }
        await send(message)

    return write


def _missing(present: set[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return ((name, value) for name, value in HEADERS if name not in present)
