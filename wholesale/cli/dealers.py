"""``wholesale dealers``: who buys."""

from __future__ import annotations

from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.points import queries

app = Commands()


@app.command("list")
def list_dealers() -> None:
    """All active dealers with their points."""
    with common.reading() as ctx:
        rows = queries.dealer_list(ctx, active=True)
    common.answer(
        [{"code": row.code, "name": row.name, "point": row.point, "inn": row.inn} for row in rows],
        [f"{row.code}  {row.name}  {row.point}  {row.inn}" for row in rows],
    )
