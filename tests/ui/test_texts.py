"""Every sentence of the screens has its Russian text, and no text is left without a screen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import wholesale.locale  # noqa: F401
from wholesale.core import i18n
from wholesale.ui import pages

SCREENS = Path(pages.__file__).parent


def sentences(source: Path) -> list[str]:
    """The constant first arguments of ``t`` and ``plural`` in a file."""
    found = []
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        first = node.args[0]
        if name in {"t", "plural"} and isinstance(first, ast.Constant):
            found.append(str(first.value))
    return found


@pytest.mark.parametrize(
    "source", sorted(SCREENS.rglob("*.py")), ids=lambda p: str(p.relative_to(SCREENS))
)
def test_every_sentence_of_a_screen_has_a_russian_text(source: Path) -> None:
    russian = set(i18n.known("ru"))
    assert sorted(set(sentences(source)) - russian) == []


def test_every_title_and_section_of_the_menu_has_a_russian_text() -> None:
    russian = set(i18n.known("ru"))
    titles = {page.title for page in pages.table()} | {page.section for page in pages.table()}
    assert sorted(titles - russian - {""}) == []
