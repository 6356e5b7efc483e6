"""The command line: each subject has a module of its own, assembled here.

A subject's commands stand in a group of its name (``wholesale orders list``); those of the
whole installation stand at the top (``wholesale init``).
"""

from __future__ import annotations

from importlib import import_module

from wholesale.cli.common import Commands

AT_TOP = ("system",)
"""Modules whose commands stand at the top."""

GROUPS: tuple[str, ...] = ()
"""Modules whose commands stand in a group named as the module."""


def assembled() -> Commands:
    """The whole command line."""
    app = Commands(help="Wholesale: orders of dealers, from an Excel file to the documents.")
    for name in AT_TOP:
        app.add_typer(import_module(f"{__name__}.{name}").app)
    for name in GROUPS:
        app.add_typer(import_module(f"{__name__}.{name}").app, name=name)
    return app
