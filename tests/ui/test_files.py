"""Files of the screens: kept for ever by the browser, and nothing outside of them."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Enter
from wholesale.ui import design


@pytest.mark.parametrize("name", ["app.css", "app.js", "icons.svg", "mark.svg", "mark-192.png"])
async def test_a_versioned_file_is_kept_for_ever(enter: Enter, name: str) -> None:
    answer = await enter(None).http_client.get(f"/assets/{design.version()}/{name}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/assets/x/secret.txt", "/assets/x/..%2Fapp.py", "/assets/fonts/..%2F..%2Fapp.py"]
)
async def test_no_other_file_is_given(enter: Enter, path: str) -> None:
    assert (await enter(None).http_client.get(path)).status_code == 404


async def test_the_typeface_comes_with_the_package(enter: Enter) -> None:
    name = "golos-text-cyrillic-wght-normal.woff2"
    answer = await enter(None).http_client.get(f"/assets/fonts/{name}")
    assert answer.content.startswith(b"wOF2")
    assert name in design.stylesheet()


async def test_a_phone_can_install_the_screens(enter: Enter) -> None:
    stranger = enter(None)
    manifest = (await stranger.http_client.get("/manifest.webmanifest")).json()
    for icon in manifest["icons"]:
        assert (await stranger.http_client.get(icon["src"])).content.startswith(b"\x89PNG")
    worker = await stranger.http_client.get("/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
