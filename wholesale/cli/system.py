"""Commands of the installation itself: init, migrate, serve, desktop, backup, restore."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from wholesale import backup as backups
from wholesale import jobs, migrations, search
from wholesale.cli import administrator, common
from wholesale.cli.common import Commands
from wholesale.core.errors import DomainError

app = Commands()

Host = Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 by default.")]
Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Port to listen on; 8080 by default.")
]


@app.command()
def init(
    admin: Annotated[
        str | None,
        typer.Option(metavar="LOGIN", help="Create an administrator; asks his password."),
    ] = None,
    name: Annotated[str, typer.Option(help="The administrator's name.")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="Fill it with the demo company.")] = False,
    products: Annotated[int | None, typer.Option(min=1, help="Products of the demo.")] = None,
    dealers: Annotated[int | None, typer.Option(min=1, help="Dealers of the demo.")] = None,
    orders: Annotated[int | None, typer.Option(min=0, help="Past orders of the demo.")] = None,
    seed: Annotated[int, typer.Option(help="Makes the same demo every time.")] = 1,
) -> None:
    """Create the tables; then an administrator, or a demo company to play with."""
    with_demo = bool(demo or products or dealers or orders is not None)
    if with_demo and admin is not None:
        raise typer.BadParameter("--admin, --demo")
    database = common.database(ready=False)
    migrations.upgrade(database)
    created = {"database": common.address(database)}
    if admin is not None:
        administrator.create(admin, name, created)
        return
    if not with_demo:
        common.answer(created, [created["database"]])
        return
    if any(backups.count(database).values()):
        raise DomainError("database_not_empty", database=created["database"])
    from fixtures import demo as company

    made = company.create(
        database,
        now=common.now(),
        products=products,
        dealers=dealers,
        orders=orders,
        seed=seed,
        progress=common.say,
    )
    common.answer({**created, **made.summary()}, [created["database"], *made.lines()])


@app.command()
def migrate() -> None:
    """Create the tables or bring them to this version."""
    database = common.database(ready=False)
    before = migrations.revision(database)
    migrations.upgrade(database)
    common.answer({"from": before, "to": migrations.HEAD}, [f"{before or '-'} → {migrations.HEAD}"])


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
) -> None:
    """Serve the screens, until stopped (Ctrl+C, SIGTERM)."""
    database = common.database()
    settings = common.settings()
    address = (host or settings.host, port or settings.port)
    _require_free(*address)
    if attached:
        threading.Thread(target=_stop_with_standard_input, daemon=True).start()
    from wholesale.ui import app as screens

    shown = "localhost" if address[0] in {"127.0.0.1", "0.0.0.0"} else address[0]  # noqa: S104
    common.say(f"http://{shown}:{address[1]}")
    search.warm_up(database)
    stop_jobs = jobs.start(database, ZoneInfo(settings.time_zone))
    try:
        screens.run(database, settings.model_copy(update={"host": address[0], "port": address[1]}))
    finally:
        stop_jobs()


@app.command()
def desktop(
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="A server to show; else one of its own.")
    ] = None,
) -> None:
    """Open the application in a window of its own."""
    from wholesale.ui import desktop as window

    storage = common.settings().data / "window"
    if server is not None:
        window.check_address(server)
    window.require_screen()
    if server is not None:
        window.show(server, storage=storage)
        return
    database = common.database()
    with window.embedded_server(database.url.render_as_string(hide_password=False)) as url:
        window.show(url, storage=storage)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    portable: Annotated[
        bool, typer.Option("--portable", help="A dump for any engine, not an SQLite copy.")
    ] = False,
) -> None:
    """Save the whole database, of one moment, while others go on working."""
    saved = backups.save(common.database(), file, portable=portable)
    rows = sum(saved.rows.values())
    common.answer({"file": str(file), **common.plain(saved)}, [f"{file}: {saved.kind}, {rows}"])


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What `backup` wrote.")]) -> None:
    """Bring a backup into an empty database, of the same engine or the other."""
    restored = backups.restore(common.database(ready=False), file)
    rows = sum(restored.rows.values())
    common.answer(
        {"file": str(file), **common.plain(restored)}, [f"{file}: {restored.kind}, {rows}"]
    )


def _require_free(host: str, port: int) -> None:
    """Raise ``address_taken`` unless one may listen there; said before the slow start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DomainError(
                "address_taken", host=host, port=port, reason=error.strerror or str(error)
            ) from error


def _stop_with_standard_input() -> None:
    """End the server when whoever started it closes its standard input, or dies."""
    sys.stdin.buffer.read()
    import signal

    signal.raise_signal(signal.SIGTERM)
