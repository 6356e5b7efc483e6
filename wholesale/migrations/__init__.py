"""The schema's history (Alembic) and the two questions a start asks of a database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from wholesale.core.errors import DomainError
from wholesale.db import Database

HEAD = "0001_a24d4a94"
"""The newest migration; a test compares it with the scripts, so that a start need not."""


def revision(database: Database) -> str | None:
    """The migration the database stands at; ``None`` when it has no tables of ours.

    Looking does not create a missing SQLite file.
    """
    if database.is_sqlite and not Path(database.url.database or "").is_file():
        return None
    with database.reading() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def is_empty(database: Database) -> bool:
    """Whether there is nothing at all in it, nobody's tables; a missing SQLite file is empty."""
    if database.is_sqlite and not Path(database.url.database or "").is_file():
        return True
    with database.reading() as session:
        return not inspect(session.connection()).get_table_names()


def require_current(database: Database) -> None:
    """Raise ``database_missing`` or ``database_outdated`` unless this program may use it."""
    require(database, revision(database))


def require(database: Database, found: str | None) -> None:
    """The same for a database known to stand at ``found``."""
    if found is None:
        raise DomainError("database_missing", database=_name(database))
    if found != HEAD:
        raise DomainError("database_outdated", database=_name(database), found=found, expected=HEAD)


def upgrade(database: Database) -> None:
    """Bring the database to ``HEAD`` in one transaction; an empty one gets its tables, a
    missing SQLite file is made, with its folder.

    Raises ``database_unknown`` when it was made by a version this one knows nothing of.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found = revision(database)
    if found and found not in {
        step.revision for step in ScriptDirectory.from_config(config).walk_revisions()
    }:
        raise DomainError("database_unknown", database=_name(database), found=found, expected=HEAD)
    if database.is_sqlite:
        Path(database.url.database or "").parent.mkdir(parents=True, exist_ok=True)
    with database.transaction() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


def _name(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)
