"""A visitor of the screens over HTTP, without a browser."""

from __future__ import annotations

import urllib.parse
import urllib.request
from http.cookiejar import CookieJar


def signed_in(address: str, login: str, password: str) -> urllib.request.OpenerDirector:
    """A visitor who has signed in at ``address``."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = {"login": login, "password": password, "to": "/", "lang": "ru"}
    get(browser, f"{address}/login")
    browser.open(f"{address}/login", urllib.parse.urlencode(form).encode()).read()
    return browser


def get(browser: urllib.request.OpenerDirector, address: str) -> bytes:
    """The page's HTML."""
    with browser.open(address) as answer:
        content: bytes = answer.read()
        return content
