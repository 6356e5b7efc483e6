"""Commands of the installation itself: init, migrate, serve, desktop, backup, restore."""

from __future__ import annotations

from wholesale import migrations
from wholesale.cli import common
from wholesale.cli.common import Commands

app = Commands()


@app.command()
def migrate() -> None:
    """Create the tables or bring them to this version."""
    database = common.database(ready=False)
    before = migrations.revision(database)
    migrations.upgrade(database)
    common.answer(
        {"from": before, "to": migrations.HEAD}, [f"{before or '-'} → {migrations.HEAD}"]
    )
