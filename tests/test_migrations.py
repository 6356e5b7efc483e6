"""The migrations make exactly the tables of the models, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from wholesale import migrations
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.models import Base


@pytest.fixture
def empty(new_database: Callable[[], Database]) -> Database:
    return new_database()


def test_migrated_tables_equal_the_models(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.reading() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_refuses_to_change_what_was_issued(
    empty: Database, new_database: Callable[[], Database]
) -> None:
    migrations.upgrade(empty)
    made = new_database()
    with made.transaction() as session:
        Base.metadata.create_all(session.connection())
    assert _triggers(empty) == _triggers(made)
    assert {table for table, _ in _triggers(empty)} == {"documents", "document_files"}


def _triggers(database: Database) -> set[tuple[str, str]]:
    """Table and name of each trigger."""
    query = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal"
    )
    with database.reading() as session:
        return {(table, name) for table, name in session.execute(text(query))}


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrations.upgrade(empty)
    migrations.upgrade(empty)
    assert migrations.revision(empty) == migrations.HEAD


def test_the_head_that_starts_compare_with_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_database_without_tables_is_told_apart(empty: Database) -> None:
    with pytest.raises(DomainError, match="database_missing"):
        migrations.require_current(empty)


def test_looking_at_a_missing_file_does_not_make_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'absent.sqlite3'}")
    with pytest.raises(DomainError, match="database_missing"):
        migrations.require_current(database)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_an_unknown_version_is_left_alone(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    with pytest.raises(DomainError, match="database_unknown"):
        migrations.upgrade(empty)
