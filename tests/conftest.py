"""Fixtures of all tests: a clean database on each engine, and the company of ``make``."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import wholesale.locale  # noqa: F401 - texts, as at every start
from tests import make, postgres
from wholesale import scope
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.models import Base

settings.register_profile(  # a busy machine is no fault of a property
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

gc.set_threshold(
    20_000, 20, 100
)  # the modules of the product are many, what a test makes is little

ENGINES = ("sqlite", "postgres")

pytest_plugins = ["nicegui.testing.user_plugin"]

_FOLDER = Path(tempfile.mkdtemp(prefix="wholesale-tests-"))  # each worker has its own
# NiceGUI keeps its files where it is started.
os.environ["NICEGUI_STORAGE_PATH"] = str(_FOLDER / "nicegui")
# Search indexes of PostgreSQL databases lie in the data folder.
os.environ["WHOLESALE_DATA"] = str(_FOLDER / "data")


def pytest_unconfigure() -> None:
    """What the tests left in the folder goes with them."""
    shutil.rmtree(_FOLDER, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="run database tests on one engine only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that uses a database runs on both engines."""
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        metafunc.parametrize("engine", [chosen] if chosen else ENGINES, scope="session")


@pytest.fixture(scope="session")
def sqlite_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with empty tables."""
    path = tmp_path_factory.mktemp("prepared") / "empty.sqlite3"
    _create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a running server whose database ``prepared`` has empty tables."""
    with postgres.server() as url:
        postgres.command(url, "CREATE DATABASE prepared")
        _create_tables(postgres.url_of(url, "prepared"))
        yield url


@pytest.fixture
def new_database(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], Database]]:
    """Makes databases without tables, on the engine of the test."""
    made: list[Database] = []

    def make_database() -> Database:
        name = f"new_{len(made)}"
        if engine == "sqlite":
            url = f"sqlite:///{tmp_path / name}.sqlite3"
        else:
            server = request.getfixturevalue("postgres_url")
            postgres.command(server, f"CREATE DATABASE {name}")
            url = postgres.url_of(server, name)
        made.append(Database(url))
        return made[-1]

    yield make_database
    for database in made:
        database.dispose()
        if not database.is_sqlite:
            server = request.getfixturevalue("postgres_url")
            postgres.command(server, f"DROP DATABASE {database.url.database} WITH (FORCE)")


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with empty tables."""
    with _fresh(engine, request, tmp_path, "fresh") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with empty tables, on each engine."""
    found = Database(database_url)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def module_database(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database for all tests of a module, which must leave it as it was."""
    folder = tmp_path_factory.mktemp("module")
    with _fresh(engine, request, folder, "of_module") as url:
        found = Database(url)
        yield found
        found.dispose()


@contextmanager
def _fresh(engine: str, request: pytest.FixtureRequest, folder: Path, name: str) -> Iterator[str]:
    if engine == "sqlite":
        path = folder / f"{name}.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_source"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_url")
    postgres.command(server, f"CREATE DATABASE {name} TEMPLATE prepared STRATEGY FILE_COPY")
    try:
        yield postgres.url_of(server, name)
    finally:
        postgres.command(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(database: Database) -> make.World:
    """The company of ``make.company``, committed to ``database``."""
    with database.transaction() as session:
        scope.bind(session, system("test"))
        return make.company(session)


def _create_tables(url: str) -> None:
    database = Database(url)
    with database.transaction() as session:
        Base.metadata.create_all(session.connection())
    database.dispose()
