"""What the loading commands share: a progress bar on stderr, bad rows in the answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import typer

from wholesale.cli import common
from wholesale.core import i18n
from wholesale.core.errors import Problem
from wholesale.flow.table_file import Progress

WIDTH = 30
SHOWN = 50  # bad rows printed for people; JSON has them all


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar that lives on a terminal's stderr; nothing where stderr is a file."""
    terminal = sys.stderr.isatty()

    def draw(stage: str, done: int, of: int) -> None:
        if terminal:
            share = done / of if of else 0.0
            bar = "█" * round(WIDTH * share)
            name = i18n.text(common.language(), f"stage.{stage}")
            sys.stderr.write(f"\r{name:<12} {bar:·<{WIDTH}} {done} \x1b[K")
            sys.stderr.flush()

    yield draw
    if terminal:
        sys.stderr.write("\r\x1b[K")


def answer(
    result: Any, problems: Sequence[Problem], notices: Sequence[Problem], lines: list[str]
) -> None:
    """Print what a load did; with problems it did nothing: they are told, exit code 3."""
    # Problems are told in words: their params hold errors, which are no data of JSON.
    told = {"problems": problems, "notices": notices}
    value = {
        each.name: common.plain(getattr(result, each.name))
        for each in fields(result)
        if each.name not in told
    }
    value |= {name: [_told(problem) for problem in of_kind] for name, of_kind in told.items()}
    common.answer(value, [] if problems else lines)
    for problem in [*problems, *notices][:SHOWN]:
        common.say(_sentence(problem))
    more = len(problems) + len(notices) - SHOWN
    if more > 0:
        common.say(i18n.plural(common.language(), "And {count} more", more))
    if problems:
        raise typer.Exit(common.REFUSED)


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "code": problem.code,
        "text": i18n.error_text(common.language(), problem),
    }


def _sentence(problem: Problem) -> str:
    text = i18n.error_text(common.language(), problem)
    if not problem.row:
        return text  # of a whole sheet
    return i18n.text(common.language(), "Row {row}: {text}", row=problem.row, text=text)
