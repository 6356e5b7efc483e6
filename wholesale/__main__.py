"""``wholesale`` and ``python -m wholesale``: no side effects at import."""

from __future__ import annotations

import gc
import multiprocessing
import sys


def main() -> None:
    """Run the command line."""
    multiprocessing.freeze_support()  # the native window is a process that starts here again
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(5000, 20, 100)  # a file is ten thousand lines of several objects, no cycles
    from wholesale.cli import run

    run(sys.argv[1:])


if __name__ == "__main__":
    main()
