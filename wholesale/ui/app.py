"""The server: settings of the framework, routes, the start. ``run`` is what the CLI calls."""

from __future__ import annotations

import gc
import logging
from importlib import import_module
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from nicegui import app, ui
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

import wholesale.locale  # noqa: F401  (loads the texts)
from wholesale.config import Settings
from wholesale.core import i18n
from wholesale.db import Database
from wholesale.ui import design, layout, live, login, security, server
from wholesale.ui.session import actor_of_token, token_of

_FOREVER = "public, max-age=31536000, immutable"
MADE = {
    "app.css": (design.stylesheet, "text/css"),
    "app.js": (design.script, "text/javascript"),
}
PICTURES = {
    "icons.svg": "image/svg+xml",
    "mark.svg": "image/svg+xml",
    "mark-192.png": "image/png",
    "mark-512.png": "image/png",
}
_STATIC = files("wholesale.ui").joinpath("static")


def run(database: Database, settings: Settings, **more: Any) -> None:
    """Serve the screens until stopped. ``more`` goes to ``ui.run`` (ssl, root_path, …)."""
    prepare(database, settings)
    app.on_startup(settle)
    logging.getLogger("uvicorn.error").addFilter(_left_before_the_answer)
    ui.run(
        host=settings.host,
        port=settings.port,
        title=settings.company,
        reload=False,
        show=False,
        language="ru",
        dark=None,
        tailwind=False,
        reconnect_timeout=45,
        binding_refresh_interval=0.5,
        show_welcome_message=False,
        **more,
    )


def prepare(database: Database, settings: Settings) -> None:
    """Everything ``run`` does except serving: for tests, which serve by other means."""
    server.connect(database, settings)
    design.wear(settings.accent)
    _defaults()
    app.include_router(login.router)
    app.add_api_route("/assets/fonts/{name}", font, include_in_schema=False)
    app.add_api_route("/assets/{_version}/{name}", asset, include_in_schema=False)
    app.add_api_route("/healthz", healthy, include_in_schema=False)
    app.add_api_route("/manifest.webmanifest", manifest, include_in_schema=False)
    app.add_api_route("/sw.js", worker, include_in_schema=False)
    _downloads()
    layout.register()
    app.add_exception_handler(HTTPException, http_trouble)  # type: ignore[arg-type]
    app.add_exception_handler(404, http_trouble)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, misread)
    app.on_page_exception(layout.page_trouble)
    app.user_middleware.insert(0, Middleware(security.Edge))
    app.on_startup(live.start)


async def asset(name: str) -> Response:
    """Styles, script, icons; the version in the address changes with them."""
    forever = {"Cache-Control": _FOREVER}
    if name in MADE:
        build, kind = MADE[name]
        return Response(build(), media_type=kind, headers=forever)
    if name in PICTURES:
        content = _STATIC.joinpath(name).read_bytes()
        return Response(content, media_type=PICTURES[name], headers=forever)
    logo = server.settings().logo
    if name == "logo" and logo is not None:
        return FileResponse(logo, headers=forever)
    raise HTTPException(404)


async def font(name: str) -> Response:
    """A part of the typeface."""
    if not name.endswith(".woff2") or "/" in name or name.startswith("."):
        raise HTTPException(404)
    source = _STATIC.joinpath("fonts", name)
    if not source.is_file():
        raise HTTPException(404)
    return Response(
        source.read_bytes(), media_type="font/woff2", headers={"Cache-Control": _FOREVER}
    )


async def healthy() -> Response:
    """For balancers and scripts: the server answers."""
    return JSONResponse({"status": "ok"})


async def manifest() -> Response:
    """What a phone needs to install the screens as an application."""
    folder = f"/assets/{design.version()}"
    return JSONResponse(
        {
            "name": server.settings().company,
            "short_name": server.settings().company[:12],
            "start_url": "/",
            "display": "standalone",
            "background_color": design.LIGHT["canvas"],
            "theme_color": design.LIGHT["surface"],
            "icons": [
                {"src": f"{folder}/mark-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ],
        },
        media_type="application/manifest+json",
    )


async def worker() -> Response:
    """The service worker: keeps versioned files in the browser, never a page."""
    return Response(
        _STATIC.joinpath("sw.js").read_bytes(),
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


async def http_trouble(request: Request, error: HTTPException) -> Response:
    """An error outside of the shell: no details, a way back."""
    if request.url.path.startswith(("/api/", "/_nicegui", "/assets/")):
        return JSONResponse({"error": "not_found"}, status_code=error.status_code)
    return _plain_error("ru", "There is no such page", error.status_code)


async def misread(request: Request, _error: Exception) -> Response:
    """An address or form that fits no route: told as absent, not in the framework's words."""
    return await http_trouble(request, HTTPException(404))


def _plain_error(language: str, sentence: str, status: int) -> Response:
    title = i18n.text(language, sentence)
    link = i18n.text(language, "To the first page")
    body = f'<div class="door">{login.brand()}<h1>{title}</h1><p><a href="/">{link}</a></p></div>'
    return login.plain_page(language, title, body, status)


def _downloads() -> None:
    """Routes of files; imported late, for they import this package."""
    for name in ("downloads", "uploads", "barcodes", "price_files", "figures"):
        app.include_router(import_module(f"wholesale.api.{name}").router)


def _defaults() -> None:
    """Quasar's elements as we want them everywhere."""
    ui.button.default_props("unelevated no-caps :ripple=false")
    ui.input.default_props("outlined dense stack-label hide-bottom-space no-error-icon")
    ui.color_input.default_props("outlined dense stack-label hide-bottom-space no-error-icon")
    ui.textarea.default_props("outlined dense stack-label hide-bottom-space no-error-icon autogrow")
    ui.number.default_props("outlined dense stack-label hide-bottom-space no-error-icon")
    ui.select.default_props(
        "outlined dense stack-label hide-bottom-space no-error-icon options-dense"
    )
    ui.checkbox.default_props("dense")
    ui.toggle.default_props("toggle-color=ours toggle-text-color=ours no-caps unelevated")
    ui.menu.default_props("auto-close transition-duration=80")
    ui.tooltip.default_props("delay=400 transition-duration=80")
    ui.dialog.default_props("transition-duration=120")
    app.storage.max_tab_storage_age = 86_400


def _left_before_the_answer(record: logging.LogRecord) -> bool:
    """Keep out of the log what Starlette raises when a browser leaves before its answer."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, RuntimeError) and str(error) == "No response returned.")


def settle() -> None:
    """Long-lived objects leave the collector's sight: clicks do not wait for it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 100)


__all__ = ["actor_of_token", "prepare", "run", "token_of"]
