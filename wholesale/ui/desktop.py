"""The application in a window of its own, over an embedded server or a remote one.

The window shows the same pages as a browser. What a web view lacks is added here: saving a
file (``deliver.py`` hands it over) and keeping the sign-in between starts.
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from wholesale.core.errors import DomainError

TITLE = "Wholesale"
START_TIMEOUT = 60.0

Choose = Callable[[str], Path | None]
"""Asks where to save a file of that name; ``None`` when the person changes his mind."""


class Bridge:
    """What pages in the window may ask of it: only to save a file the person agrees to."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose

    def save_file(self, name: str, content: str) -> bool:
        """Save ``content`` (base64) where the person says; false when he says nowhere."""
        target = self._choose(PurePath(name.replace("\\", "/")).name or "file")
        if target is None:
            return False
        target.write_bytes(base64.b64decode(content))
        return True


def require_screen() -> None:
    """Raise ``desktop_no_screen`` where no window can be: Qt itself would only abort."""
    told = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in told):
        raise DomainError("desktop_no_screen")


def check_address(url: str) -> None:
    """Raise ``server_address_wrong`` for what is no address of a server."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        fine = False
    if not fine:
        raise DomainError("server_address_wrong", url=url)


def show(
    url: str,
    *,
    storage: Path,
    choose: Choose | None = None,
    started: Callable[[Any], None] | None = None,
) -> None:
    """Open the window at ``url`` and return when it is closed. Main thread only.

    ``storage`` keeps the web view's cookies. ``started`` is called with the window in a
    thread of its own once it is up. Raises ``desktop_missing`` without the extra packages.
    """
    os.environ.setdefault("QT_API", "pyside6")
    if sys.platform == "linux" and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    try:
        import webview
    except ImportError as error:
        raise DomainError("desktop_missing", reason=str(error)) from error
    storage.mkdir(parents=True, exist_ok=True)

    def ask(name: str) -> Path | None:
        assert window is not None
        found = window.create_file_dialog(webview.FileDialog.SAVE, save_filename=name)
        if not found:
            return None
        return Path(found if isinstance(found, str) else found[0])

    window = webview.create_window(
        TITLE,
        url,
        js_api=Bridge(choose or ask),
        width=1360,
        height=860,
        min_size=(390, 600),
        text_select=True,
    )
    try:
        webview.start(
            started,
            (window,) if started else None,
            gui="qt" if sys.platform == "linux" else None,
            private_mode=False,
            storage_path=str(storage),
        )
    except webview.errors.WebViewException as error:
        raise DomainError("desktop_missing", reason=str(error)) from error


@contextmanager
def embedded_server(database_url: str) -> Iterator[str]:
    """A server of this computer's own on a free port; yields its address.

    It ends with the window, and also when the window's process dies: its standard input,
    held by us, closes then.
    """
    port = free_port()
    program = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "wholesale"]
    )
    server = subprocess.Popen(
        [*program, "serve", "--port", str(port), "--host", "127.0.0.1", "--attached"],
        stdin=subprocess.PIPE,
        env={**os.environ, "WHOLESALE_DATABASE_URL": database_url},
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server)
        yield url
    finally:
        assert server.stdin is not None
        server.stdin.close()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[Any]) -> None:
    """Return when the server answers. Raises ``server_not_started``."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DomainError("server_not_started", reason=f"exit {server.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise DomainError("server_not_started", reason="timeout")
