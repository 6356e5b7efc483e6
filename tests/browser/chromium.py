"""The one place that decides which Chromium the tests drive.

``python tests/browser/chromium.py`` prints its path, or fails when there is none: the script
that installs what the tests need asks so. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SMALL = 100_000  # bytes: what is smaller is a script


def find() -> str | None:
    """A Chromium of the system that is no snap, else the one Playwright has downloaded before."""
    return next(_of_system(), None) or next(_of_playwright(), None)


def _of_system() -> Iterator[str]:
    """A snap cannot be driven: it may not see our files. On Ubuntu a script stands for it."""
    for name in NAMES:
        found = shutil.which(name)
        if found is None:
            continue
        program = Path(found).resolve()
        is_script = program.stat().st_size < SMALL
        if "snap" not in program.parts and not (is_script and b"/snap/" in program.read_bytes()):
            yield found


def _of_playwright() -> Iterator[str]:
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    for folder in sorted(Path(cache).glob("chromium-*"), reverse=True):
        if (folder / "INSTALLATION_COMPLETE").exists():
            yield from map(str, folder.glob("chrome-linux*/chrome"))


if __name__ == "__main__":
    browser = find()
    if browser is None:
        sys.exit(1)
    sys.stdout.write(f"{browser}\n")
