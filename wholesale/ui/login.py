"""Sign-in and sign-out: plain HTTP and a plain form, so that it opens at once and anywhere.

The token lives in an HttpOnly, SameSite cookie; the database keeps its hash. A password is
checked in a thread, outside of any transaction, no faster for a login that does not exist.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime, timedelta
from html import escape
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from wholesale.accounts import operations, passwords, queries, rules
from wholesale.context import acting, reading
from wholesale.core import i18n
from wholesale.core.access import system
from wholesale.core.errors import DomainError
from wholesale.ui import design, server
from wholesale.ui.session import close_pages, token_of

router = APIRouter(include_in_schema=False)

LANGUAGES = {"ru": "Русский", "en": "English"}
FAILURES_OF_ADDRESS = 30
WITHIN = timedelta(minutes=5)
_at_once = asyncio.Semaphore(2)  # argon2 takes 64 MB and a core each
_failures: dict[str, deque[datetime]] = {}


@router.get("/login")
async def form(to: str = "/", lang: str = "") -> Response:
    """The sign-in page; ``to`` is the page asked for, kept on this server."""
    return _page(_chosen(lang), to=_own_path(to))


@router.post("/login")
async def submit(
    request: Request,
    login: str = Form(""),
    password: str = Form(""),
    to: str = Form("/"),
    lang: str = Form(""),
) -> Response:
    """Check and let in: sets the cookie and goes on to ``to``; else says why not.

    Whoever has chosen the language of the form reads the screens in it from then on.
    """
    language = _chosen(lang)
    target = _own_path(to)
    if not _from_our_page(request):
        return _page(language, to=target, mistake="sign_in_refused", status=403)
    address = request.client.host if request.client else ""
    if _is_hammering(address):
        return _page(language, to=target, login=login, mistake="too_many_sign_ins", status=429)
    try:
        async with _at_once:
            token = await asyncio.to_thread(
                sign_in, login, password, address, request.headers.get("user-agent", ""), language
            )
    except DomainError as refused:
        _failures.setdefault(address, deque()).append(server.now())
        return _page(language, to=target, login=login, mistake=refused.code, status=401)
    answer = RedirectResponse(target, status_code=303)
    answer.set_cookie(
        queries.SESSION_COOKIE,
        token,
        max_age=int(rules.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=server.settings().https_only,
    )
    return answer


@router.post("/logout")
async def leave(request: Request) -> Response:
    """Close the sign-in and every page that is open with it."""
    token = token_of(request)
    if token is not None and _from_our_page(request):
        await asyncio.to_thread(sign_out, token)
        close_pages(lambda visitor: visitor.token_sha256 == token)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(queries.SESSION_COOKIE)
    return answer


def sign_in(login: str, password: str, address: str, agent: str, language: str = "") -> str:
    """The token of a new session; a ``language`` is kept as the user's own. Blocks.

    Raises ``sign_in_refused`` or ``account_locked``.
    """
    who = system("sign-in")
    with reading(server.database(), who, now=server.now()) as ctx:
        known = queries.credentials(ctx, login=login)
    if known is not None and known.locked_until is not None and known.locked_until > ctx.now:
        raise DomainError("account_locked")
    right = passwords.verify(password, known.password_hash if known else None)
    if known is None:
        raise DomainError("sign_in_refused")
    with acting(server.database(), who, now=server.now()) as ctx:
        if right:
            if language:
                operations.set_language(ctx.session, known.user_id, language)
            return operations.open_session(
                ctx.session, known.user_id, now=ctx.now, address=address, agent=agent
            )
        locked = operations.count_failure(ctx.session, known.user_id, now=ctx.now)
    raise DomainError("sign_in_refused" if locked is None else "account_locked")


def sign_out(token_sha256: str) -> None:
    """Forget a session. Blocks."""
    with acting(server.database(), system("sign-in"), now=server.now()) as ctx:
        operations.close_session(ctx.session, token_sha256)


def _is_hammering(address: str) -> bool:
    recent = _failures.get(address)
    if recent is None:
        return False
    while recent and recent[0] < server.now() - WITHIN:
        recent.popleft()
    if not recent:
        del _failures[address]
    return len(recent) >= FAILURES_OF_ADDRESS


def _from_our_page(request: Request) -> bool:
    """Whether the form was sent from this site and not from a stranger's."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _own_path(to: str) -> str:
    """``to`` when it is a path of this server, else its first page."""
    fine = to.startswith("/") and not to.startswith(("//", "/\\", "/login")) and "\n" not in to
    return to if fine and "\r" not in to else "/"


def _chosen(asked: str) -> str:
    return asked if asked in i18n.LANGUAGES else ""


def _page(
    chosen: str, *, to: str, login: str = "", mistake: str = "", status: int = 200
) -> HTMLResponse:
    """The form in the language ``chosen``, in Russian where none was."""
    language = chosen or "ru"

    def t(key: str) -> str:
        return escape(i18n.text(language, key))

    other = "en" if language == "ru" else "ru"
    complaint = f'<p class="mistake" role="alert">{t(f"error.{mistake}")}</p>' if mistake else ""
    body = f"""
<form method="post" action="/login" class="door">
  {brand()}
  <h1>{t("Sign in")}</h1>
  {complaint}
  <label>{t("Login")}<input name="login" autocomplete="username" autofocus required
    autocapitalize="none" spellcheck="false" value="{escape(login)}"></label>
  <label>{t("Password")}<input name="password" type="password" autocomplete="current-password"
    required></label>
  <input type="hidden" name="to" value="{escape(to)}">
  <input type="hidden" name="lang" value="{chosen}">
  <button>{t("Log in")}</button>
  <p class="foot"><a href="/login?lang={other}&amp;to={escape(to)}">{LANGUAGES[other]}</a>
  <span>{t("Forgot the password? Your manager or administrator will give you a new one.")}</span>
  </p>
</form>"""
    return plain_page(language, i18n.text(language, "Sign in"), body, status)


def plain_page(language: str, title: str, body: str, status: int = 200) -> HTMLResponse:
    """A page outside of the shell: sign-in and errors. ``body`` is HTML of ours."""
    head = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{head_links()}</head>"
    )
    return HTMLResponse(
        f'{head}<body class="outside">{body}</body></html>',
        status,
        headers={"Cache-Control": "no-store"},
    )


def head_links() -> str:
    """Styles, script and icons for the head of any page."""
    version = design.version()
    return (
        f'<link rel="stylesheet" href="/assets/{version}/app.css">'
        f'<script src="/assets/{version}/app.js"></script>'
        f'<link rel="icon" href="/assets/{version}/mark.svg" type="image/svg+xml">'
        '<link rel="manifest" href="/manifest.webmanifest">'
        '<meta name="theme-color" content="#ffffff">'
    )


def brand(tag: str = "div", attributes: str = "") -> str:
    """The company's mark and name, as the settings have them."""
    settings = server.settings()
    mark = MARK
    if settings.logo is not None:
        mark = f'<img class="mark" src="/assets/{design.version()}/logo" alt="">'
    name = escape(settings.company)
    return f'<{tag} class="nav-brand" {attributes}>{mark}<span>{name}</span></{tag}>'


MARK = (
    '<span class="mark"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2.2" stroke-linejoin="round" stroke-linecap="round">'
    '<path d="M4 8l8-4 8 4v8l-8 4-8-4z"/><path d="M4 8l8 4 8-4M12 12v8"/></svg></span>'
)
