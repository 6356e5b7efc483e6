"""The shell of the application: menu, bar, and the frame in which pages change in place."""

from __future__ import annotations

import asyncio
import copy
import functools
import logging
import typing
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import ui
from nicegui.elements.sub_pages import SubPages

from wholesale.accounts import operations
from wholesale.context import Context
from wholesale.core.errors import DomainError, NotFound
from wholesale.ui import design, login, pages, palette
from wholesale.ui.call import action, call, failure
from wholesale.ui.components import page
from wholesale.ui.dealer import basket_mark
from wholesale.ui.manager import queue_mark
from wholesale.ui.session import (
    SignedOut,
    Visitor,
    actor,
    actor_of_token,
    language,
    refusal,
    remember,
    t,
    token_of,
    visitor,
    word,
)

log = logging.getLogger("wholesale.ui")


def register() -> None:
    """Make a route for each path of the table of pages; all of them open the one shell."""
    for path in {"/", *(one.path for one in pages.table())}:
        ui.page(path, response_timeout=15)(shell)


async def shell(request: Request) -> RedirectResponse | None:
    """The page behind every address."""
    token = token_of(request)
    who = await asyncio.to_thread(actor_of_token, token) if token is not None else None
    if token is None or who is None:
        return RedirectResponse("/login", status_code=303)
    if request.url.path == "/":
        return RedirectResponse(pages.home(who), status_code=303)
    remember(Visitor(token, who))
    client = ui.context.client
    client.page = copy.copy(client.page)
    client.page.language = "ru" if language() == "ru" else "en-US"
    ui.add_head_html(login.head_links())
    ui.html(
        f'<a class="skip" href="#" onclick="wholesale.toContent(); return false">'
        f"{escape(t('To the content'))}</a>",
        sanitize=False,
    )
    _nav()
    with ui.element("div").classes("main"):
        _bar()
        Frame({one.path: _builder(one) for one in pages.pages_of(who)})
    _tabbar()
    ui.run_javascript("wholesale.markCurrent()")
    return None


def page_trouble(error: Exception) -> None:
    """What a reader sees when the shell itself fails: a number to tell us, no details."""
    log.error("the shell failed", exc_info=error)
    ui.add_head_html(login.head_links())
    with (
        ui.element("div").classes("page"),
        page.empty("triangle-alert", t("Something went wrong")),
    ):
        page.secondary(t("Try again"), ui.navigate.reload, icon="rotate-ccw")


class Frame(SubPages):
    """The place where pages change; what is not in the reader's table does not exist."""

    def _render_404(self) -> None:
        with ui.element("div").classes("page"):
            page.not_found()

    def _render_error(self, error: Exception) -> None:
        with ui.element("div").classes("page"):
            _trouble(failure(error))


def _builder(one: pages.Page) -> Callable[..., Awaitable[None]]:
    hints = typing.get_type_hints(one.builder)

    @functools.wraps(one.builder)
    async def build(**given: str) -> None:
        with ui.element("div").classes("page") as frame:
            page.skeleton()
            try:
                await one.builder(**_typed(given, hints))
                return
            except NotFound as error:
                show: Callable[[], None] = functools.partial(page.not_found, refusal(error))
            except DomainError as error:
                show = functools.partial(_trouble, refusal(error))
            except SignedOut:
                ui.navigate.to("/login")
                return
            except Exception as error:  # noqa: BLE001 (told under a number, logged)
                show = functools.partial(_trouble, failure(error))
            frame.clear()
            with frame:
                show()

    return build


def _typed(given: dict[str, str], hints: dict[str, Any]) -> dict[str, Any]:
    """Parts of the address as the builder wants them; a number that is none is not found."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if hints.get(name) is int:
            if not value.isascii() or not value.isdigit() or len(value) > 15:
                raise NotFound("page")
            found[name] = int(value)
        else:
            found[name] = value[:300]
    return found


def _trouble(text: str) -> None:
    with page.empty("triangle-alert", t("This page could not be shown"), text):
        page.secondary(t("Try again"), ui.navigate.reload, icon="rotate-ccw")


def _svg(name: str) -> str:
    address = f"/assets/{design.version()}/icons.svg#{name}"
    return f'<svg aria-hidden="true"><use href="{address}"></use></svg>'


def _nav() -> None:
    parts: list[str] = []
    section = ""
    for one in pages.pages_of(actor()):
        if not one.menu:
            continue
        if one.section and one.section != section:
            parts.append(f'<div class="nav-head">{escape(t(one.section))}</div>')
            section = one.section
        badge = f'<span class="nav-badge" data-badge="{one.badge}"></span>' if one.badge else ""
        parts.append(
            f'<a class="nav-item" data-nav href="{one.path}">{_svg(one.icon)}'
            f"<span>{escape(t(one.title))}</span>{badge}</a>"
        )
    first = pages.home(actor())
    brand = login.brand("a", f'href="{first}"')
    ui.html(
        f'{brand}{"".join(parts)}<div class="nav-foot">{escape(word(actor().role))}</div>',
        sanitize=False,
        tag="nav",
    ).classes("nav").props["aria-label"] = t("Menu")
    ui.html("", sanitize=False).classes("nav-veil").on(
        "click", js_handler="() => wholesale.toggleNav()"
    )


def _bar() -> None:
    other = "en" if language() == "ru" else "ru"
    with ui.element("header").classes("bar"):
        ui.html(
            f'<button class="bar-icon only-phone" type="button" aria-label="{escape(t("Menu"))}" '
            f'onclick="wholesale.toggleNav()">{_svg("menu")}</button>',
            sanitize=False,
        )
        search = ui.html(
            f"{_svg('search')}<span>{escape(t('Search everywhere'))}</span><kbd>Ctrl K</kbd>",
            sanitize=False,
            tag="button",
        )
        search.classes("bar-search").props('type=button data-palette=""')
        search.on("click", action(palette.show))
        ui.element("div").classes("push only-wide")
        basket_mark.show()
        queue_mark.show()
        ui.html(
            f'<button class="bar-icon only-wide" type="button" title="{escape(t("Row height"))}" '
            f'aria-label="{escape(t("Row height"))}" onclick="wholesale.toggleDensity()">'
            f"{_svg('chevrons-up-down')}</button>",
            sanitize=False,
        )
        ui.html(
            f'<button class="bar-icon" type="button" title="{escape(t("Light or dark"))}" '
            f'aria-label="{escape(t("Light or dark"))}" onclick="wholesale.toggleTheme()">'
            f"{_svg('sun-moon')}</button>",
            sanitize=False,
        )
        switch = (
            ui.html(other.upper(), sanitize=False, tag="button")
            .classes("bar-icon only-wide")
            .props("type=button")
            .on("click", action(functools.partial(_read_in, other)))
        )
        switch.props["aria-label"] = "EN · English" if other == "en" else "RU · Русский"
        _person(other)


def _person(other: str) -> None:
    who = actor()
    initials = "".join(part[0] for part in who.name.split()[:2]).upper() or "·"
    with ui.element("button").classes("bar-icon").props("type=button") as button:
        button.props["aria-label"] = f"{initials} · {who.name}"
        ui.label(initials).classes("person-mark")
        with ui.menu().props("anchor='bottom right' self='top right'"):
            with ui.element("div").style("padding: 8px 10px 6px"):
                ui.label(who.name).classes("strong")
                ui.label(word(who.role)).classes("quiet small")
            ui.separator()
            ui.menu_item(t("My account"), lambda: ui.navigate.to("/account"))
            ui.menu_item(
                "English" if other == "en" else "Русский",
                action(functools.partial(_read_in, other)),
            )
            ui.menu_item(t("Sign out"), _leave)


def _tabbar() -> None:
    tabs = [one for one in pages.pages_of(actor()) if one.tab][:4]
    items = "".join(
        f'<a data-nav href="{one.path}">{_svg(one.icon)}<span class="truncate">'
        f"{escape(t(one.title))}</span>"
        + (f'<span class="nav-badge" data-badge="{one.badge}"></span>' if one.badge else "")
        + "</a>"
        for one in tabs
    )
    more = (
        f'<button type="button" onclick="wholesale.toggleNav()">{_svg("menu")}'
        f"<span>{escape(t('More'))}</span></button>"
    )
    ui.html(items + more, sanitize=False, tag="nav").classes("tabbar")


async def _read_in(wanted: str) -> None:
    await call(use_language, language=wanted)
    ui.navigate.reload()


def use_language(ctx: Context, *, language: str) -> None:
    """Remember the language the reader wants."""
    if ctx.actor.user_id is not None:
        operations.set_language(ctx.session, ctx.actor.user_id, language)


def _leave() -> None:
    visitor()
    ui.run_javascript(
        "const f = document.createElement('form'); f.method = 'post'; f.action = '/logout';"
        "document.body.append(f); f.submit();"
    )
