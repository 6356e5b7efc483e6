"""The command line: each subject has a module of its own, assembled here.

A module exports ``app``; its commands stand in a group (``wholesale orders list``) or, those
of the whole installation, at the top (``wholesale init``).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer

from wholesale.cli.common import Commands, complain

WrongUsage: Any = typer.BadParameter.__mro__[1]  # Typer hands out this one of its classes only

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
    for module in AT_TOP:
        _fill(app, module)
    for name, modules in GROUPS.items():
        group = Commands(help=f"Commands on {name}.")
        for module in modules:
            _fill(group, module)
        app.add_typer(group, name=name)
    return app


def run(arguments: list[str]) -> None:
    """Run a command and end the process. With ``--json`` a wrong usage is told in JSON too."""
    app = assembled()
    if "--json" not in arguments:
        app(arguments)
    try:
        sys.exit(app(arguments, standalone_mode=False) or 0)
    except WrongUsage as error:
        complain("usage", error.format_message())
        sys.exit(error.exit_code)


def _fill(commands: Commands, module: str) -> None:
    commands.add_typer(import_module(f"{__name__}.{module}").app)
