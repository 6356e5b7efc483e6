"""Drives the native window as a person would: ``python window.py DATABASE FOLDER DOCUMENT``.

Runs in a process of its own, since a window wants the main thread. What it saw is written to
``FOLDER/seen.json``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wholesale.ui import deliver, desktop

PATIENCE = 40.0

SIGN_IN = """
document.querySelector('[name=login]').value = 'dealer@example.test';
document.querySelector('[name=password]').value = 'correct horse';
document.querySelector('form').requestSubmit();
"""

DROP_A_FILE = """
(() => {
  const file = new File(['Артикул;Количество\\nNUT-8;7\\n'], 'заказ.csv', {type: 'text/csv'});
  const carried = new DataTransfer();
  carried.items.add(file);
  const input = document.querySelector('input[type=file]');
  input.files = carried.files;
  input.dispatchEvent(new Event('change', {bubbles: true}));
})()
"""


def main(database_url: str, folder: Path, document: str) -> None:
    seen: dict[str, Any] = {"title": "", "texts": {}, "saved_as": "", "errors": []}

    def choose(name: str) -> Path:
        seen["saved_as"] = name
        return folder / "saved"

    def text(window: Any) -> str:
        return str(window.evaluate_js("document.body ? document.body.innerText : ''"))

    def ready(window: Any) -> bool:
        return bool(window.evaluate_js("window.did_handshake === true"))

    def wait(what: str, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            time.sleep(0.2)

    def play(window: Any) -> None:
        try:
            wait("sign-in page", lambda: "Пароль" in text(window))
            seen["texts"]["login"] = text(window)
            window.evaluate_js(SIGN_IN)
            wait("first page", lambda: ready(window) and "Каталог" in text(window))
            wait("goods", lambda: "Гайка М8" in text(window))
            seen["title"] = window.title
            seen["texts"]["catalog"] = text(window)
            window.evaluate_js(deliver.SCRIPT % json.dumps(document))
            wait("saved file", lambda: (folder / "saved").exists())
            window.load_url(window.get_current_url().replace("/catalog", "/upload"))
            wait("upload page", lambda: ready(window) and "input" in _has_input(window))
            window.evaluate_js(DROP_A_FILE)
            wait("preview", lambda: "NUT-8" in text(window))
            seen["texts"]["preview"] = text(window)
        except Exception as error:  # noqa: BLE001 - told to the test, whatever it is
            seen["errors"].append(f"{type(error).__name__}: {error}: {text(window)[:2000]}")
        finally:
            (folder / "seen.json").write_text(json.dumps(seen, ensure_ascii=False), "utf-8")
            window.destroy()

    with desktop.embedded_server(database_url) as url:
        desktop.show(url, storage=folder / "storage", choose=choose, started=play)


def _has_input(window: Any) -> str:
    return str(window.evaluate_js("document.querySelector('input[type=file]') ? 'input' : ''"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
