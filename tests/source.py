"""The program's source as syntax trees, for the tests of architecture."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("wholesale", "reports", "fixtures")


@dataclass(frozen=True)
class Module:
    """One source file. ``place`` reads «wholesale/flow/say.py»."""

    place: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.place)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the last part of the called name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield called(node), node

    def at(self, node: ast.expr | ast.stmt) -> str:
        """Where a node stands, as an editor opens it."""
        return f"{self.place}:{node.lineno}"


def modules(*places: str) -> list[Module]:
    """The source files under the given places (all packages when none is given)."""
    found: list[Module] = []
    for place in places or PACKAGES:
        start = ROOT / place
        paths = [start] if start.is_file() else sorted(start.rglob("*.py"))
        found += map(_module, paths)
    return found


@cache
def _module(path: Path) -> Module:
    return Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def called(node: ast.Call) -> str:
    """``text`` for ``text(…)`` and ``i18n.text(…)`` alike."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def constant(node: ast.expr | None) -> str | None:
    """The value of a literal string; ``None`` for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def public_functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Functions at the top of a module whose name has no underscore in front."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def first_statement(function: ast.FunctionDef) -> ast.stmt:
    """The first statement after the docstring."""
    body = function.body
    has_docstring = isinstance(body[0], ast.Expr) and constant(body[0].value) is not None
    return body[1] if has_docstring and len(body) > 1 else body[0]


def listed(found: Iterable[str]) -> str:
    """Every place that breaks a rule, one a line."""
    return "\n".join(("", *found))
