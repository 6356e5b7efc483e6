"""Who may do and see what: every use case and query × every kind of actor.

The things asked for belong to ``world.dealer`` of point A; to the neighbour (another dealer
of A), the stranger and the other manager (of B) they are foreign ids. A refusal must change
nothing; an answer must hold nothing that belongs to somebody else. A use case or query that
is missing here fails the first test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import event

from tests.flow import stage as stages
from tests.flow.access import ACTORS, Case
from tests.flow.access_queries import QUERIES
from tests.flow.access_use_cases import USE_CASES
from tests.flow.stage import Stage
from tests.make import NOW
from tests.snapshot import digest
from tests.source import modules, public_functions
from tests.test_architecture import FEATURES, SHARED_STEPS
from wholesale import events
from wholesale.context import acting, reading
from wholesale.core.access import Actor, Permission
from wholesale.core.errors import NotFound, NotPermitted
from wholesale.db import Database

STEPS = ("wholesale/analytics/door.py",)
"""Modules that take a context but are parts of queries and use cases, asked by those only."""

WITH_COST = {f"pricing.queries.price_{what}" for what in ("lines", "each", "order")}
"""Queries whose answers carry costs: an order keeps them; no use case hands them to dealers."""


class _Undo(Exception):
    """Takes a successful call back, so that the stage serves all cases."""


@pytest.fixture(scope="module")
def module_monkeypatch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def stage(engine: str, module_database: Database, module_monkeypatch: pytest.MonkeyPatch) -> Stage:
    module_monkeypatch.setenv("WHOLESALE_SMTP_HOST", "mail.example.test")
    return stages.build(module_database)


def test_every_use_case_is_in_the_matrix() -> None:
    assert {case.name for case in USE_CASES} == set(_public("wholesale/flow"))


def test_every_query_is_in_the_matrix() -> None:
    known = {name for feature in FEATURES for name in _public(f"wholesale/{feature}")}
    assert {case.name for case in QUERIES} == known


def _public(place: str) -> Iterator[str]:
    """Functions under ``place`` that take a context, as «module.function» below the layer."""
    for module in modules(place):
        if module.place in STEPS:
            continue
        dotted = module.place.removesuffix(".py").replace("/", ".")
        for function in public_functions(module):
            takes_context = function.args.args and function.args.args[0].arg == "ctx"
            if takes_context and function.name not in SHARED_STEPS:
                yield f"{dotted}.{function.name}".removeprefix("wholesale.").removeprefix("flow.")


@pytest.mark.parametrize("case", USE_CASES, ids=lambda case: case.name)
def test_use_case(stage: Stage, case: Case) -> None:
    before = digest(stage.database)
    answers = {
        name: _attempt(stage, f"flow.{case.name}", case, actor)
        for name, actor in stage.actors.items()
    }
    assert {name: became for name, (became, _) in answers.items()} == _expected(case)
    assert digest(stage.database) == before
    assert _leaks(stage, answers) == []


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_query(stage: Stage, case: Case) -> None:
    answers = {
        name: _attempt(stage, case.name, case, actor, change=False)
        for name, actor in stage.actors.items()
    }
    assert {name: became for name, (became, _) in answers.items()} == _expected(case)
    leaks = _leaks(stage, answers)
    if case.name in WITH_COST:
        leaks = [leak for leak in leaks if leak[1] not in {str(stages.COST), str(stages.FLOOR)}]
    assert leaks == []


def _expected(case: Case) -> dict[str, str]:
    return {name: case.expected(name) for name in ACTORS}


def _attempt(
    stage: Stage, name: str, case: Case, actor: Actor, *, change: bool = True
) -> tuple[str, Any]:
    """What became of the call, and its answer. What it wrote is taken back.

    A refusal that has written a row by then is «refused too late»: the rollback would hide it.
    """
    module, function = name.rsplit(".", 1)
    call = getattr(import_module(f"wholesale.{module}"), function)
    arguments = case.arguments(stage)
    answer: Any = None
    enter = acting if change else reading
    with _written(stage.database) as written:
        try:
            with enter(stage.database, actor, now=NOW) as ctx:
                answer = call(ctx, **arguments)
                if isinstance(answer, Iterator):
                    answer = list(answer)
                raise _Undo
        except _Undo:
            return "done", answer
        except NotPermitted:
            became = "refused"
        except NotFound:
            became = "hidden"
    return f"{became} too late: {written}" if written else became, answer


@contextmanager
def _written(database: Database) -> Iterator[list[str]]:
    """The statements that wrote rows while the block ran; filled when it ends.

    What a statement with RETURNING wrote SQLite tells by its connection alone, and late.
    """
    statements: list[str] = []
    connections: dict[int, tuple[Any, int]] = {}

    def mark(connection: Any, cursor: Any, *_: Any) -> None:
        if database.is_sqlite:
            used = cursor.connection
            connections.setdefault(id(used), (used, used.total_changes))

    def watch(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        changes = statement.split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}
        if changes and (database.is_sqlite or cursor.rowcount):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", mark)
    event.listen(database.engine, "after_cursor_execute", watch)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", mark)
        event.remove(database.engine, "after_cursor_execute", watch)
        if database.is_sqlite and all(
            used.total_changes == before for used, before in connections.values()
        ):
            statements.clear()


def test_a_refusal_that_wrote_before_it_is_noticed(stage: Stage) -> None:
    """The matrix itself: a use case that asks its permission last would be found out."""
    with (
        _written(stage.database) as written,
        pytest.raises(NotPermitted),
        acting(stage.database, stage.world.dealer, now=NOW) as ctx,
    ):
        events.record(ctx.session, "test", subject=("order", 1), actor=ctx.actor, at=NOW)
        ctx.actor.require(Permission.MANAGE_USERS)
    assert [statement.split()[:3] for statement in written] == [["INSERT", "INTO", "events"]]


def _leaks(stage: Stage, answers: Mapping[str, tuple[str, Any]]) -> list[tuple[str, str]]:
    """Words and amounts of other tenants in somebody's answer."""
    return [
        (name, mark)
        for name, (_, answer) in answers.items()
        for mark in stage.foreign_to(name)
        if mark in repr(answer)
    ]
