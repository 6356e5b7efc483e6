"""Which browser the tests drive, decided in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import chromium


def program(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no browser: ``bin`` is its PATH, ``cache`` Playwright's folder."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_no_browser_is_none(machine: Path) -> None:
    assert chromium.find() is None


def test_a_snap_is_no_browser(machine: Path) -> None:
    program(machine / "bin" / "chromium-browser", b'#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    snap = program(machine / "snap" / "bin" / "chromium", b"\x7fELF" + bytes(200_000))
    (machine / "bin" / "chromium").symlink_to(snap)
    assert chromium.find() is None


def test_the_one_of_the_system_goes_before_that_of_playwright(machine: Path) -> None:
    folder = machine / "cache" / "chromium-1200"
    downloaded = program(folder / "chrome-linux64" / "chrome", b"\x7fELF")
    assert chromium.find() is None  # still being downloaded
    (folder / "INSTALLATION_COMPLETE").touch()
    assert chromium.find() == str(downloaded)
    chrome = program(machine / "bin" / "google-chrome", b'#!/bin/sh\nexec /opt/chrome "$@"\n')
    assert chromium.find() == str(chrome)
