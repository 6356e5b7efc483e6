"""The command line: each subject has a module of its own, assembled here.

A module exports ``app``; its commands stand in a group (``wholesale orders list``) or, those
of the whole installation, at the top (``wholesale init``).
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from wholesale.cli import usage
from wholesale.cli.common import USAGE, Commands, before_the_command

AT_TOP = ("system", "demo", "price", "bench")
"""Modules whose commands stand at the top."""

GROUPS = {
    "catalog": ("catalog",),
    "stock": ("stock",),
    "dealers": ("dealers",),
    "orders": ("orders", "orders_import"),
    "intake": ("intake",),
    "documents": ("documents",),
}
"""Groups of commands and the modules that fill them."""


def assembled() -> Commands:
    """The whole command line."""
    app = Commands(help="Wholesale: orders of dealers, from an Excel file to the documents.")
    app.callback()(before_the_command)
    for module in AT_TOP:
        _fill(app, module)
    for name, modules in GROUPS.items():
        group = Commands(help=f"Commands on {name}.")
        for module in modules:
            _fill(group, module)
        app.add_typer(group, name=name)
    return app


def run(arguments: list[str]) -> None:
    """Run a command and end the process."""
    try:
        sys.exit(assembled()(arguments, standalone_mode=False) or 0)
    except USAGE as error:
        usage.tell(error, arguments)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(130)


def _fill(commands: Commands, module: str) -> None:
    commands.add_typer(import_module(f"{__name__}.{module}").app)
