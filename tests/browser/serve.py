"""Serve the screens over a database in a process of its own: ``serve.py URL PORT``."""

from __future__ import annotations

import sys

from wholesale.config import Settings
from wholesale.db import Database
from wholesale.ui import app as screens


def main() -> None:
    """Run until killed."""
    url, port = sys.argv[1:]
    screens.run(Database(url), Settings(host="127.0.0.1", port=int(port)))


if __name__ == "__main__":
    main()
