"""The whole content of a database, to say that nothing has changed."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from wholesale import scope
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.models import Base


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with database.reading() as session:
        scope.bind(session, system("snapshot"))
        return {
            table.name: [
                tuple(row)
                for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
        }


def digest(database: Database) -> str:
    """Changes with any change of any row of any table."""
    return hashlib.sha256(repr(content(database)).encode()).hexdigest()
