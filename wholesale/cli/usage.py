"""Wrong usage in the reader's language: for people a sentence, with ``--json`` an object."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

import typer

import wholesale.locale  # noqa: F401 - the texts
from wholesale.cli.common import complain
from wholesale.core import i18n

SAID = {
    r"Missing command\.": "usage.no_command",
    r"No such command '(?P<name>.*)'\.": "usage.no_such_command",
    r"Got unexpected extra argument\(s\) \((?P<name>.*)\)": "usage.too_many",
    r"Option '(?P<name>.*)' requires an argument\.": "usage.missing",
}
"""Typer's own sentences and the keys of ours."""


def tell(error: Any, arguments: Sequence[str]) -> None:
    """Say on stderr what was wrong with the command line ``arguments``.

    A command that was not understood has not read its options: they are looked for here.
    """
    language = _language(arguments)
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        error.show()
        return
    sentence = _sentence(language, kind, error)
    if "--json" in arguments:
        complain("usage", sentence)
        return
    typer.echo(sentence, err=True)
    if error.ctx is not None:
        command = f"{error.ctx.command_path} --help"
        typer.echo(i18n.text(language, "usage.help", command=command), err=True)


def _language(arguments: Sequence[str]) -> str:
    chosen = os.environ.get("WHOLESALE_LANGUAGE", "ru")
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--language":
            chosen = following
        elif word.startswith("--language="):
            chosen = word.partition("=")[2]
    return chosen if chosen in i18n.LANGUAGES else "ru"


def _sentence(language: str, kind: str, error: Any) -> str:
    """Typer has its sentences in English only: what it knows of the mistake, in our words."""
    name, parameter = _name(error), getattr(error, "param", None)
    if kind == "MissingParameter":
        return i18n.text(language, "usage.missing", name=name)
    if kind == "NoSuchOption":
        return i18n.text(language, "usage.no_such_option", name=error.option_name)
    if kind == "BadParameter" and parameter is not None:
        wanted = parameter.display_type(error.ctx)
        return i18n.text(language, "usage.wrong_value", name=name, wanted=wanted)
    for pattern, key in SAID.items():
        if found := re.fullmatch(pattern, error.message):
            return i18n.text(language, key, **found.groupdict())
    return i18n.text(language, "usage.wrong", reason=error.message)


def _name(error: Any) -> str:
    hint = getattr(error, "param_hint", None)
    if hint is None and getattr(error, "param", None) is not None:
        hint = error.param.get_error_hint()
    return hint if isinstance(hint, str) else " / ".join(hint or ())
