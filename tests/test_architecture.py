"""What ARCHITECTURE.md promises, checked on the source itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.source import (
    ROOT,
    Module,
    first_statement,
    listed,
    modules,
    public_functions,
)
from wholesale import scope
from wholesale.core.vocabulary import Role
from wholesale.models import Base

LONGEST_FILE = 450

FEATURES = {
    folder.name for folder in (ROOT / "wholesale").iterdir() if (folder / "__init__.py").is_file()
} - {"api", "bench", "cli", "core", "flow", "locale", "migrations", "models", "ui"}

MONEY = [f"wholesale/{name}" for name in ("core/money.py", "models", "pricing", "stock", "orders")]
MONEY += [f"wholesale/{name}" for name in ("documents", "shipping", "ledger", "flow")]

BELOW_SCOPE = {
    "wholesale/db.py": "engines speak SQL themselves",
    "wholesale/search/index.py": "asks PostgreSQL which database it is",
    "wholesale/backup.py": "a backup is of everything",
    "wholesale/migrations": "tables change below the models",
    "wholesale/models": "tables are declared here",
}
"""Where Core tables and ``text()`` may stand: the row filters do not reach them."""

BEHIND_THE_COUNTER: set[str] = {
    "wholesale/pricing/frozen.py",
    "wholesale/pricing/queries.py",
    "wholesale/signing.py",
}
"""Who reads without row filters; each checks the actor's right to the answer itself."""

SHARED_STEPS = {
    "issue",
    "points_by_word",
    "priced_lines",
    "purchasable",
    "reason_to_hold",
    "rewrite_line",
    "rewritten",
    "revise",
    "sellable",
    "settled",
}
"""What several use cases have in common: they have asked the permission already."""

CLOCKS = (
    "wholesale/cli",
    "wholesale/ui",
    "wholesale/api",
    "wholesale/jobs.py",
    "wholesale/bench",
    "fixtures",
)
"""The edges: they alone ask what time it is."""


def test_imports_point_down_and_features_do_not_know_each_other() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_commits_outside_of_the_database_module() -> None:
    found = [
        module.at(call)
        for module in modules()
        if module.place not in {"wholesale/db.py", "wholesale/search/index.py"}  # tantivy's commit
        for name, call in module.calls()
        if name in {"commit", "rollback", "begin", "begin_nested"}
        and isinstance(call.func, ast.Attribute)
    ]
    assert not found, listed(found)


def test_transactions_are_entered_from_the_edges_only() -> None:
    edges = (*CLOCKS, "wholesale/context.py", "wholesale/db.py", "wholesale/backup.py")
    found = [
        module.at(call)
        for module in modules("wholesale")
        if not module.place.startswith(
            (*edges, "wholesale/migrations", "wholesale/search/index.py")
        )
        for name, call in module.calls()
        if name in {"transaction", "acting", "reading"}
    ]
    assert not found, listed(found)


def test_each_use_case_first_asks_a_permission() -> None:
    found = [
        f"{module.at(function)} {function.name}"
        for module, function in use_cases()
        if not _asks_permission(first_statement(function))
    ]
    assert not found, listed(found)


def test_the_shared_steps_of_use_cases_are_called_by_use_cases_only() -> None:
    found = [
        f"{module.at(call)} {name}"
        for module in modules("wholesale", "fixtures")
        if not module.place.startswith("wholesale/flow/")
        for name, call in module.calls()
        if name in SHARED_STEPS
    ]
    assert not found, listed(found)


def use_cases() -> Iterator[tuple[Module, ast.FunctionDef]]:
    """Every function of ``flow`` that an edge may call."""
    for module in modules("wholesale/flow"):
        for function in public_functions(module):
            takes_context = function.args.args and function.args.args[0].arg == "ctx"
            if takes_context and function.name not in SHARED_STEPS:
                yield module, function


def _asks_permission(statement: ast.stmt) -> bool:
    return ast.unparse(statement).startswith("ctx.actor.require(Permission.")


def test_use_cases_take_keywords_only_after_their_context() -> None:
    found = [
        f"{module.at(function)} {function.name}"
        for module, function in use_cases()
        if len(function.args.args) + len(function.args.posonlyargs) > 1
    ]
    assert not found, listed(found)


@pytest.mark.parametrize(("file", "theirs"), [("queries.py", "session"), ("operations.py", "ctx")])
def test_the_signature_tells_the_layer(file: str, theirs: str) -> None:
    """Queries take ``ctx``, operations take ``session``; their pure helpers take neither."""
    found = [
        f"{module.at(function)} {function.name} takes {theirs}"
        for feature in sorted(FEATURES)
        for module in modules(f"wholesale/{feature}")
        if module.place.endswith(f"/{file}")
        for function in public_functions(module)
        if function.args.args and function.args.args[0].arg == theirs
    ]
    assert not found, listed(found)


def test_rules_know_no_database() -> None:
    found = [
        f"{module.place}: {name}"
        for feature in sorted(FEATURES)
        for module in modules(f"wholesale/{feature}")
        if module.place.endswith("/rules.py")
        for name in _imported(module)
        if name.startswith(("sqlalchemy", "wholesale.models", "wholesale.db", "wholesale.context"))
    ]
    assert not found, listed(found)


def _imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_table_declares_who_sees_its_rows() -> None:
    assert {mapper.class_ for mapper in Base.registry.mappers} == set(scope.RULES)


def test_core_tables_and_sql_text_stay_below_the_scope() -> None:
    found = [
        place
        for module in modules("wholesale", "fixtures")
        if not module.place.startswith(tuple(BELOW_SCOPE))
        for place in _beside_the_orm(module)
    ]
    assert not found, listed(found)


def _beside_the_orm(module: Module) -> Iterator[str]:
    forbidden = {"text", "table", "Table", "literal_column", "column"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            names = {alias.name for alias in node.names} & forbidden
            if names:
                yield f"{module.at(node)} imports {', '.join(sorted(names))}"
        elif isinstance(node, ast.Attribute) and node.attr in {
            "__table__",
            "exec_driver_sql",
            "execute_raw",
        }:
            yield f"{module.at(node)} {node.attr}"


def test_only_listed_modules_read_behind_the_counter() -> None:
    callers = {
        module.place
        for module in modules("wholesale", "fixtures")
        if any(name == "behind_the_counter" for name, _ in module.calls())
    }
    assert callers == BEHIND_THE_COUNTER


def test_no_float_touches_money_or_quantity() -> None:
    found = [place for module in modules(*MONEY) for place in _floats(module)]
    assert not found, listed(found)


def _floats(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{module.at(node)} {node.value}"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield f"{module.at(node)} float"
        elif isinstance(node, ast.Attribute) and node.attr in {"float64", "float32", "double"}:
            yield f"{module.at(node)} {node.attr}"


def test_only_the_edges_ask_the_clock() -> None:
    found = [
        module.at(call)
        for module in modules("wholesale")
        if not module.place.startswith(CLOCKS)
        for name, call in module.calls()
        if name in {"now", "today", "utcnow"}
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) in {"datetime", "date", "datetime.datetime"}
    ]
    assert not found, listed(found)


def test_no_file_has_outgrown_its_subject() -> None:
    found = {
        module.place: lines
        for module in modules()
        if not module.place.startswith("wholesale/migrations/versions")
        and (lines := module.text.count("\n")) > LONGEST_FILE
    }
    assert found == {}


def test_every_file_that_a_guide_names_is_there() -> None:
    held = [f"/{module.place}" for module in modules("wholesale", "reports", "fixtures", "tests")]
    missing = [
        f"{guide.name}: {named}"
        for guide in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
        for named in re.findall(r"`((?:[a-z_]+/)*[a-z_0-9]+\.py)`", guide.read_text("utf-8"))
        if not any(place.endswith(f"/{named}") for place in held)
    ]
    assert not missing, listed(missing)


def test_every_public_function_of_the_house_says_what_it_promises() -> None:
    layers = [
        f"wholesale/{name}" for name in (*sorted(FEATURES), "flow", "core", "context.py", "db.py")
    ]
    found = [
        f"{module.at(function)} {function.name}"
        for module in modules(*layers, "wholesale/scope.py", "wholesale/events.py")
        for function in public_functions(module)
        if ast.get_docstring(function) is None
    ]
    assert not found, listed(found)


def test_roles_see_everything_only_on_purpose() -> None:
    from wholesale.core.access import Actor

    assert {role for role in Role if Actor(role=role).sees_all} == {
        Role.SUPERVISOR,
        Role.ADMIN,
        Role.SYSTEM,
    }
