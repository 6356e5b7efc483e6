"""Copies of the whole database and the way back.

Two kinds of file. A *copy* is the SQLite file itself, taken while it is in use by SQLite's
online backup. A *dump* is a ZIP with one file of JSON lines a table; it is taken from either
engine and restored into either, so it is also the way from SQLite to PostgreSQL.

Below the scope on purpose: a backup is of everything, and Core tables are its means.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from wholesale import migrations
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.models import Base

_FORMAT = "wholesale dump 1"
_MANIFEST = "manifest.json"
_SQLITE_MAGIC = b"SQLite format 3\x00"
_BATCH = 1000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    sqlite3.DatabaseError,
    IntegrityError,
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore carried over: rows by table, and the schema's revision."""

    kind: str  # "copy" or "dump"
    revision: str
    rows: dict[str, int]


def save(database: Database, target: Path, *, portable: bool = False) -> Copied:
    """Write a backup of ``database``, all of one moment, while others go on working.

    SQLite gives a copy, PostgreSQL (or ``portable``) a dump. ``target`` must not exist
    (``file_exists``); it appears only when complete.
    """
    migrations.require_current(database)
    if target.exists():
        raise DomainError("file_exists", path=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        if database.is_sqlite and not portable:
            _copy_sqlite(Path(database.url.database or ""), part)
            rows, kind = _count_of_copy(part), "copy"
        else:
            rows, kind = _dump(database, part), "dump"
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Copied(kind, migrations.HEAD, rows)


def restore(database: Database, source: Path) -> Copied:
    """Bring a backup into ``database``, which must hold nothing yet (``database_not_empty``).

    A copy restored into SQLite is brought to today's migration; every other way asks for a
    backup of today's (``backup_of_other_version``). All or nothing.
    """
    if migrations.revision(database) is not None and any(count(database).values()):
        raise DomainError("database_not_empty", database=str(database.url))
    with _reading(source):
        with source.open("rb") as stream:
            is_copy = stream.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC
        if not is_copy:
            return _load_dump(database, source)
        if database.is_sqlite:
            database.dispose()
            _copy_sqlite(source, Path(database.url.database or ""))
            migrations.upgrade(database)
            return Copied("copy", migrations.HEAD, count(database))
        return _load_copy(database, source)


def count(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in _tables()
        }


def _dump(database: Database, target: Path) -> dict[str, int]:
    rows: dict[str, int] = {}
    with (
        database.reading() as session,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
    ):
        for table in _tables():
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as stream:
                rows[table.name] = 0
                for values in _rows(session, table):
                    line = json.dumps(_encoded(values), ensure_ascii=False)
                    stream.write(line.encode() + b"\n")
                    rows[table.name] += 1
        manifest = {"format": _FORMAT, "revision": migrations.HEAD, "rows": rows}
        archive.writestr(_MANIFEST, json.dumps(manifest))
    return rows


def _load_dump(database: Database, source: Path) -> Copied:
    with zipfile.ZipFile(source) as archive:
        manifest = json.loads(archive.read(_MANIFEST))
        if manifest.get("format") != _FORMAT:
            raise DomainError("backup_damaged", path=str(source), reason="format")
        _require_head(manifest["revision"])

        def rows(table: Table) -> Iterator[dict[str, Any]]:
            with archive.open(f"{table.name}.jsonl") as stream:
                for line in stream:
                    yield _decoded(table, json.loads(line))

        found = _fill(database, {table: rows(table) for table in _tables()})
    if found != manifest["rows"]:
        raise DomainError("backup_damaged", path=str(source), reason="rows")
    return Copied("dump", migrations.HEAD, found)


def _load_copy(database: Database, source: Path) -> Copied:
    origin = Database(f"sqlite:///{source}")
    try:
        _require_head(_revision_of_copy(origin, source))
        with origin.reading() as session:
            found = _fill(database, {table: _rows(session, table) for table in _tables()})
    finally:
        origin.dispose()
    return Copied("copy", migrations.HEAD, found)


def _revision_of_copy(origin: Database, source: Path) -> str | None:
    try:
        return migrations.revision(origin)
    except DatabaseError as error:
        raise DomainError("backup_damaged", path=str(source), reason=str(error.orig)) from error


def _fill(database: Database, content: dict[Table, Iterator[dict[str, Any]]]) -> dict[str, int]:
    """Put all rows into an empty database, in one transaction."""
    migrations.upgrade(database)
    counts: dict[str, int] = {}
    with database.transaction() as session:
        for table, rows in content.items():
            counts[table.name] = _fill_table(session, table, rows)
        if not database.is_sqlite:
            _continue_sequences(session)
    return counts


def _fill_table(session: Session, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    """Insert rows; references within the table are set when all of its rows are there."""
    inner = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    count = 0
    links: list[dict[str, Any]] = []
    for batch in _batches(rows):
        for values in batch:
            if any(values[name] is not None for name in inner):
                links.append({"row": values["id"]} | {f"to_{name}": values[name] for name in inner})
                values.update(dict.fromkeys(inner))
        session.execute(insert(table), batch)
        count += len(batch)
    if links:
        linked = update(table).where(table.c.id == bindparam("row"))
        session.connection().execute(
            linked.values({name: bindparam(f"to_{name}") for name in inner}), links
        )
    return count


def _continue_sequences(session: Session) -> None:
    """Let PostgreSQL give new ids after the restored ones."""
    for table in _tables():
        if "id" in table.c:
            name = func.pg_get_serial_sequence(table.name, "id")
            session.execute(
                select(func.setval(name, func.coalesce(func.max(table.c.id), 0) + 1, False))
            )


def _tables() -> list[Table]:
    """Our tables with plain column types, so that stored values pass through unchanged."""
    plain = MetaData()
    tables = [table.to_metadata(plain) for table in Base.metadata.sorted_tables]
    for table in tables:
        for column in table.columns:
            if isinstance(column.type, TypeDecorator):
                column.type = column.type.impl_instance
    return tables


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """All rows in the order of their primary key, a batch at a time in memory."""
    statement = select(table).order_by(*table.primary_key.columns)
    result = session.execute(statement, execution_options={"yield_per": _BATCH})
    for row in result.mappings():
        yield dict(row)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _count_of_copy(path: Path) -> dict[str, int]:
    copy = Database(f"sqlite:///{path}")
    try:
        return count(copy)
    finally:
        copy.dispose()


def _encoded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _encode(value) for name, value in values.items()}


def _encode(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _decoded(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _decode(table.c[name].type, value) for name, value in values.items()}


def _decode(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return value


def _copy_sqlite(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as origin,
        closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise DomainError("backup_damaged", path=str(source), reason="quick_check")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions to lose


def _require_head(found: str | None) -> None:
    if found != migrations.HEAD:
        raise DomainError("backup_of_other_version", found=found or "-", expected=migrations.HEAD)


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    """Faults of the backup file, in our words."""
    try:
        yield
    except _DAMAGE as error:
        raise DomainError("backup_damaged", path=str(source), reason=str(error)) from error
