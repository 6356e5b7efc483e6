"""Engines and transactions. What differs between SQLite and PostgreSQL is here.

One user action is one transaction: ``Database.transaction()`` begins and commits it, and
nobody else commits. ``Database.reading()`` refuses writes on both engines.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

import orjson
from sqlalchemy import (
    CTE,
    JSON,
    BigInteger,
    Engine,
    Select,
    Text,
    cast,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker
from sqlalchemy.sql.functions import FunctionElement

from wholesale.core.errors import DomainError

_POSTGRES_NO_SUCH_ROW = "23503"  # foreign_key_violation


class Database:
    """One database and the two ways to enter it. Nothing is asked of it before it is entered.

    Raises ``database_unsupported`` for an engine that is neither SQLite nor PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() not in {"sqlite", "postgresql", "postgres"}:
            shown = self.url.render_as_string(hide_password=True)
            raise DomainError("database_unsupported", database=shown)
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises."""
        with self._sessions() as session, session.begin():
            session.connection(execution_options={"wholesale_begin": "IMMEDIATE"})
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and can change nothing."""
        with self._sessions() as session:
            session.connection(
                execution_options={"wholesale_begin": "DEFERRED"}
                if self.is_sqlite
                else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            )
            try:
                yield session
            finally:
                session.rollback()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _json(value: Any) -> str:
    """A receipt of ten thousand rows is a few megabytes: the quick library, letters as they are."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": 30}, json_serializer=_json, json_deserializer=orjson.loads
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event speaks for itself
        connection.create_function("lower", 1, _lower, deterministic=True)  # its own knows ASCII
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged order survives a crash
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("PRAGMA mmap_size=268435456")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("wholesale_begin", "DEFERRED")
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if mode == 'IMMEDIATE' else 'ON'}")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _lower(value: Any) -> Any:
    """What ``ilike`` asks of SQLite: Cyrillic has small letters too."""
    return value.lower() if isinstance(value, str) else value


def _postgres(url: str) -> Engine:
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=10,
        max_overflow=10,
        json_serializer=_json,
        json_deserializer=orjson.loads,
    )


def numbers_by_id(session: Session, numbers: Mapping[int, int]) -> CTE:
    """A mapping of ids to whole numbers as a table (``id``, ``number``) inside a statement.

    It travels as one JSON parameter, so that a statement over a thousand rows is compiled
    once and never meets the limit on bound parameters. It is materialised: else SQLite,
    which guesses that JSON holds one row, scans it again for every row of the other table.
    """
    document = json.dumps(numbers)
    if session.get_bind().dialect.name == "sqlite":
        pairs = func.json_each(document).table_valued("key", "value")
    else:
        pairs = func.json_each_text(cast(literal(document, Text), JSON)).table_valued(
            "key", "value"
        )
    rows = select(
        cast(pairs.c.key, BigInteger).label("id"), cast(pairs.c.value, BigInteger).label("number")
    )
    return rows.cte().prefix_with("MATERIALIZED")


def values_of(session: Session, values: Collection[str] | Collection[int]) -> Select[Any]:
    """Texts or whole numbers, all of one kind, as a subquery: ``column.in_(values_of(…))``.

    They travel as one JSON parameter, like ``numbers_by_id``: no limit on bound parameters, and
    nothing to compile for each. Sorted, so that an index is walked in its order.
    """
    document = json.dumps(sorted(values))
    if session.get_bind().dialect.name == "sqlite":
        return select(func.json_each(document).table_valued("value").c.value)
    found = func.json_array_elements_text(cast(literal(document, Text), JSON)).table_valued("value")
    whole = all(isinstance(value, int) for value in values)
    return select(cast(found.c.value, BigInteger) if whole else found.c.value)


class collected(FunctionElement[str]):  # noqa: N801 - reads as an SQL function
    """All values of a column as the text of one JSON array: a column at the price of a row.

    Several in one SELECT list the same rows in the same order. For columns of whole numbers
    that are read a hundred thousand at a time.
    """

    type = Text()
    inherit_cache = True


@compiles(collected, "sqlite")
def _collected_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(collected, "postgresql")
def _collected_postgres(element: Any, compiler: Any, **options: Any) -> str:
    return f"coalesce(json_agg({compiler.process(element.clauses, **options)})::text, '[]')"


@contextmanager
def rehearsal(session: Session) -> Iterator[None]:
    """What is written inside is seen inside and never kept: a savepoint always rolled back.

    What the session has noted on the way (events, changed rules) is forgotten with it.
    """
    savepoint, kept = session.begin_nested(), _noted(session)
    try:
        yield
    finally:
        _undo(session, savepoint, kept)


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """What is written inside is kept as a whole, or not at all when it raises: a savepoint."""
    savepoint, kept = session.begin_nested(), _noted(session)
    try:
        yield
        savepoint.commit()
    except BaseException:
        _undo(session, savepoint, kept)
        raise


def refers_to_nothing(error: IntegrityError) -> bool:
    """Whether a row was refused for what it refers to, not for what is there already."""
    told = getattr(error.orig, "sqlstate", None) or str(error.orig)
    return told == _POSTGRES_NO_SUCH_ROW or "FOREIGN KEY" in told


def _noted(session: Session) -> dict[Any, Any]:
    return {name: copy(value) for name, value in session.info.items()}


def _undo(session: Session, savepoint: SessionTransaction, kept: dict[Any, Any]) -> None:
    savepoint.rollback()
    session.info.clear()
    session.info.update(kept)
